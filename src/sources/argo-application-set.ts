import { type DocumentPath, isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import type { DeployedObject } from "./applied-objects.ts";
import { applicationReferences } from "./argo-application.ts";
import { type GeneratorContext, generate, MAX_APPLICATIONS, type Parameters, TOO_MANY } from "./argo-generators.ts";
import { askedFor, fillIn } from "./argo-template.ts";
import { readFields } from "./fields.ts";
import type { SourcePlace, SourceReference, SourceTree } from "./reference.ts";

/** Of all templates that are filled in: a long one for each of thousands of elements would not fit into memory. */
const MAX_FILLED_BYTES = 32 * 1024 * 1024;

/**
 * A reference for each source of each Application that a set makes, as far as the tree decides them
 * (applicationset/controllers/template/template.go). One stands on the generator's element that gives it its version, else
 * on the template's. What is not decided is one reference by the name of the set, which says why.
 */
export function applicationSetReferences(set: DeployedObject, tree: SourceTree): readonly SourceReference[] {
  const spec = member(set.object, "spec") ?? null;
  const fields = readFields(spec);
  const template = fields.object("template");
  const place = (at: DocumentPath): SourcePlace => set.at(["spec", ...at]);
  const generators = fields.list("generators");
  const undecided = (reason: string, at: DocumentPath) => undecidedSet(set, template, reason, place(at));
  if (template === null) return [undecided("it has no template", [])];
  const patch = member(spec, "templatePatch") ?? null;
  if (patch !== null && patch !== "")
    return [undecided("its `templatePatch` changes what it makes", ["templatePatch"])];
  const context: GeneratorContext = { language: fields.flag("goTemplate") ? "go" : "flat", tree, place };
  const size = JSON.stringify(template).length;
  let made = 0;
  return generators.flatMap((generator, index): readonly SourceReference[] => {
    const at = ["generators", index];
    const generated = generate(generator, at, context);
    if (!generated.ok) return [undecided(generated.reason, placeOfVersion(template))];
    made += generated.value.length;
    if (made > MAX_APPLICATIONS || made * size > MAX_FILLED_BYTES)
      return [undecided(TOO_MANY, placeOfVersion(template))];
    return generated.value.flatMap((parameters) => inTemplate(set, template, parameters, context, tree));
  });
}

function inTemplate(
  set: DeployedObject,
  template: JsonObject,
  parameters: Parameters,
  context: GeneratorContext,
  tree: SourceTree,
): readonly SourceReference[] {
  const filled = fillIn(template, parameters.data, context.language);
  return applicationReferences(
    {
      kind: "ApplicationSet",
      metadata: objectAt(filled, "metadata"),
      spec: objectAt(filled, "spec"),
      place: (at) => placeInTemplate(template, at, parameters, context),
      object: set.standsAt,
      because: {
        set: nameOf(set),
        namespace: namespaceOf(set),
        reason: "its generator asks for what is not in this repository",
      },
    },
    tree,
  );
}

/** Where the parameter that a text of the template asks for is written, else the template's line. */
function placeInTemplate(template: JsonObject, at: DocumentPath, parameters: Parameters, context: GeneratorContext) {
  const text = valueAt(template, ["spec", ...at]);
  const asked = typeof text === "string" ? askedFor(text, context.language) : [];
  const places = asked.flatMap((path) => parameters.placeOf(path) ?? []);
  return places[0] ?? context.place(["template", "spec", ...at]);
}

function undecidedSet(
  set: DeployedObject,
  template: JsonObject | null,
  reason: string,
  place: SourcePlace,
): SourceReference {
  const source = sourceOf(template);
  return {
    kind: "ApplicationSet",
    name: nameOf(set),
    namespace: namespaceOf(set),
    origin: { kind: "undecided", text: textOf(source), reason },
    version: readFields(source).text("targetRevision"),
    place,
    object: set.standsAt,
    delivery: { by: "none" },
    destination: null,
  };
}

function sourceOf(template: JsonObject | null): JsonValue {
  const spec = member(template ?? null, "spec") ?? null;
  return member(spec, "source") ?? readFields(spec).list("sources")[0] ?? null;
}

function textOf(source: JsonValue): string {
  const fields = readFields(source);
  return [fields.text("repoURL"), fields.text("chart") ?? fields.text("path")].filter((one) => one !== null).join(" ");
}

function placeOfVersion(template: JsonObject): DocumentPath {
  const source = member(template, "spec");
  return member(source, "sources") === undefined
    ? ["template", "spec", "source", "targetRevision"]
    : ["template", "spec", "sources", 0, "targetRevision"];
}

function nameOf(set: DeployedObject): string {
  return readFields(set.object).text("metadata", "name") ?? "";
}

function namespaceOf(set: DeployedObject): string | null {
  return readFields(set.object).text("metadata", "namespace");
}

function objectAt(value: JsonValue, key: string): JsonObject {
  const object = member(value, key);
  return isObject(object) ? object : {};
}
