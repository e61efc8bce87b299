import { createHash } from "node:crypto";
import { type DocumentPath, isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { failed } from "../base/result.ts";
import type { DeployedObject } from "./applied-objects.ts";
import { applicationReferences } from "./argo-application.ts";
import { generate, MAX_APPLICATIONS, TOO_MANY } from "./argo-generators.ts";
import { type Budget, COSTS, type GeneratorContext, type Parameters, spend, TOO_MUCH } from "./argo-parameters.ts";
import { askedFor, filledBytes, fillIn } from "./argo-template.ts";
import { readFields } from "./fields.ts";
import type { SourcePlace, SourceReference, SourceTree } from "./reference.ts";

/**
 * A reference for each source of each Application that a set makes, as far as the tree decides them
 * (applicationset/controllers/template/template.go). One stands on the generator's element that gives it its version, else
 * on the template's. What is not decided is one reference by the name of the set, which says why.
 */
export function applicationSetReferences(
  set: DeployedObject,
  tree: SourceTree,
  budget: Budget,
): readonly SourceReference[] {
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
  const context: GeneratorContext = { language: fields.flag("goTemplate") ? "go" : "flat", tree, place, budget };
  const references: SourceReference[] = [];
  // What a merge may make of clusters that nobody knows is often the same.
  const known = new Set<string>();
  let made = 0;
  for (const [index, generator] of generators.entries()) {
    const generated = generate(generator, ["generators", index], context);
    made += generated.ok ? generated.value.length : 0;
    const all = made > MAX_APPLICATIONS ? failed(TOO_MANY) : generated;
    let reason = all.ok ? null : all.reason;
    for (const parameters of all.ok ? all.value : []) {
      const filled = fillIn(template, parameters.data, context.language);
      const cost = COSTS.application + COSTS.filledByte * filledBytes(filled, template);
      if (!spend(budget, cost)) {
        reason = TOO_MUCH;
        break;
      }
      for (const one of inTemplate(set, { template, filled }, parameters, context)) {
        const text = parameters.isUnknown === true ? JSON.stringify(one) : "";
        if (known.has(text)) continue;
        if (text !== "") known.add(text);
        references.push(one);
      }
    }
    if (reason !== null) references.push(undecided(reason, placeOfVersion(template)));
  }
  return references;
}

interface FilledTemplate {
  readonly template: JsonObject;
  readonly filled: JsonValue;
}

function inTemplate(
  set: DeployedObject,
  { template, filled }: FilledTemplate,
  parameters: Parameters,
  context: GeneratorContext,
): readonly SourceReference[] {
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
    context.tree,
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
    says: createHash("sha256")
      .update(JSON.stringify(member(set.object, "spec") ?? null))
      .digest("hex"),
    isUnnamed: true,
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
