import { isObject, type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import { done, failed, type Result } from "../../base/result.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { expandList } from "../../manifests/list.ts";
import type { CrdManifest, ManifestReading } from "../../manifests/manifest.ts";
import { isFromCrdsFolder } from "../../rules/helm-release.ts";
import { type AppliedObject, patched } from "../../sources/flux/patch.ts";
import { hasOnlyMarks, type Patch, patchesIn, unreadPatches } from "../../sources/flux/patches.ts";
import { holdsVariables, NO_VARIABLES, substituteAll, type Variables } from "../../sources/flux/substitute.ts";
import { isSubstitutedIn } from "../../sources/flux/variables.ts";
import { groupAndKind, mayHoldReferences } from "../../sources/objects.ts";
import type { SourceDelivery, Substitutions } from "../../sources/reference.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import type { RenderedSourceContents, SourceOutput, SourceRenderContext } from "./source-rendering.ts";

type Kustomized = Extract<SourceDelivery, { by: "kustomize" }>;

/**
 * What kustomize-controller makes of what it built (fluxcd/pkg, kustomize/kustomize_generator.go): patches of its own, and at
 * last `postBuild` fills variables in. CRDs are changed so, and objects that refer to more, with what these take values from.
 */
export function asFluxApplies(
  rendered: RenderedSourceContents,
  { namespace, patches: own, components = [], substitute, isPart, variants = [] }: Kustomized,
  wanted: SourceRenderContext["wanted"],
): Result<RenderedSourceContents> {
  if (components.length > 0) return failed("its `components` change what is built, which is not followed");
  const differing = variants.flatMap(patchesOf).filter((patch) => !hasOnlyMarks(patch));
  const one = rendered.outputs.flatMap(objectsThatMatter).find((object) => isSelected(object, differing));
  if (one !== undefined) return failed(`Kustomizations of Flux apply ${wordsOf(one)} of it with other patches each`);
  if (own === undefined && substitute === null && namespace === undefined) return done(rendered);
  const holder = own ?? {};
  const maker = createMaker(patchesOf(holder), namespace ?? null, substitute);
  const outputs = rendered.outputs.map((output) => made(output, maker));
  const unread = unreadPatches(patchHolder(holder)) ? ["one of them cannot be read"] : [];
  // What only refers to more is not all that there is.
  const missed = wanted === "everything" && isPart !== true ? maker.missed() : [];
  const [patching] = [...unread, ...maker.unpatched, ...missed];
  const [filling] = maker.unfilled;
  return done({
    ...rendered,
    outputs,
    gaps: [
      ...rendered.gaps,
      ...(patching === undefined ? [] : [`not all of its \`patches\` can be followed: ${patching}`]),
      ...(filling === undefined ? [] : [`not all of its \`postBuild\` is known: ${filling}`]),
    ],
  });
}

interface Maker {
  /** The object as it is applied; null: it is not, or nobody knows how. */
  readonly make: (object: JsonObject) => JsonObject | null;
  readonly unpatched: ReadonlySet<string>;
  readonly unfilled: ReadonlySet<string>;
  /** Patches that name their object, which is not there. */
  readonly missed: () => readonly string[];
}

function createMaker(patches: readonly Patch[], namespace: string | null, substitute: Substitutions | null): Maker {
  const used = new Set<Patch>();
  const [unpatched, unfilled] = [new Set<string>(), new Set<string>()];
  const variables: Variables =
    substitute === null
      ? NO_VARIABLES
      : {
          ...NO_VARIABLES,
          active: true,
          values: new Map(Object.entries(substitute.values)),
          missing: substitute.missing,
        };
  const withPatches = (object: JsonObject): JsonObject | null => {
    let applied: AppliedObject | null = placeless(object);
    for (const patch of patches) {
      const isFor: boolean | null = applied === null ? false : patch.selects(applied.object, []);
      if (applied === null || isFor === false) continue;
      used.add(patch);
      if (!matters(object)) continue;
      const undecided = `whether one is for ${wordsOf(object)} cannot be told`;
      applied = isFor === null ? { ...applied, undecided } : patched(applied, patch.body);
    }
    if (applied === null) return null;
    if (applied.undecided === null) return applied.object;
    unpatched.add(applied.undecided);
    return null;
  };
  const make = (object: JsonObject): JsonObject | null => {
    const found = withPatches(object);
    // As kustomize orders it, behind patches.
    const applied = found === null || namespace === null || !matters(found) ? found : putInto(found, namespace);
    if (applied === null || !matters(applied) || !holdsVariables(applied) || !isSubstitutedIn(applied)) return applied;
    const reasons: string[] = [];
    const filled = substituteAll(applied, variables, false, (reason) => reasons.push(reason));
    const isKnown = isObject(filled) && reasons.length === 0;
    // What refers to more says itself what of it is not known.
    if (!isCrd(applied)) return isObject(filled) ? filled : applied;
    for (const reason of reasons) unfilled.add(reason);
    // What is not known as it will be is not judged as it is written.
    return isKnown ? filled : null;
  };
  const missed = () =>
    patches.flatMap((patch) =>
      patch.isByName && !used.has(patch) && patch.body.kind === "merge"
        ? [`there is no ${wordsOf(patch.body.object)} that one is for`]
        : [],
    );
  return { make, unpatched, unfilled, missed };
}

/** Of what matters here CRDs alone are in no namespace. */
function putInto(object: JsonObject, namespace: string): JsonObject {
  const metadata = member(object, "metadata");
  return isCrd(object) || !isObject(metadata) ? object : { ...object, metadata: { ...metadata, namespace } };
}

/** Each CRD stays where it was read; a text is written anew where something of it changes. */
function made(output: SourceOutput, { make }: Maker): SourceOutput {
  const known = new Map<JsonObject, JsonObject | null>();
  const once = (object: JsonObject) => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const after = make(object);
    known.set(object, after);
    return after;
  };
  const reading: ManifestReading = {
    ...output.reading,
    crds: output.reading.crds.flatMap((one): readonly CrdManifest[] => {
      const object = once(one.object);
      return object === null ? [] : [object === one.object ? one : { ...one, object }];
    }),
  };
  return { ...output, reading, ...(output.text === undefined ? {} : { text: textOf(output.text, once) }) };
}

const DECODER = new TextDecoder();
const ENCODER = new TextEncoder();

function textOf(bytes: Uint8Array, make: (object: JsonObject) => JsonObject | null): Uint8Array {
  let isChanged = false;
  const parts = splitDocuments(bytes).flatMap(({ bytes: part, firstLine }): readonly string[] => {
    const text = DECODER.decode(part);
    const document = readYamlDocument(text, { dialect: "kubernetes", firstLine });
    if (!document.ok) return [text];
    const objects = expandList(document.value).map(({ object }) => object);
    const after = objects.map(make);
    if (after.every((object, index) => object === objects[index])) return [text];
    isChanged = true;
    return after.flatMap((object) => (object === null ? [] : [JSON.stringify(object)]));
  });
  return isChanged ? ENCODER.encode(parts.map((part) => `${part.trimEnd()}\n`).join("---\n")) : bytes;
}

/** What patches of `postRenderers` may change of a release is not judged: they see its templates, and not its `crds/`. */
export function afterPostRenderers(
  rendered: RenderedSourceContents,
  postRenderers: readonly JsonObject[],
): RenderedSourceContents {
  const holders = postRenderers.map((one) => member(one, "kustomize")).filter((one) => isObject(one));
  const patches = holders.flatMap(patchesOf).filter((patch) => !hasOnlyMarks(patch));
  const isUnread = holders.some((holder) => unreadPatches(patchHolder(holder)));
  if (patches.length === 0 && !isUnread) return rendered;
  const changed = new Set<string>();
  const isChanged = (object: JsonObject) => {
    const mayBe = isUnread || isSelected(object, patches);
    if (mayBe) changed.add(wordsOf(object));
    return mayBe;
  };
  const outputs = rendered.outputs.map((output): SourceOutput => {
    const crds = output.reading.crds.filter((one) => isFromCrdsFolder(one) || !isChanged(one.object));
    const { text, ...others } = output;
    const reading = { ...output.reading, crds };
    const isKept = text !== undefined && !referring(text).some(isChanged);
    return isKept ? { ...others, reading, text } : { ...others, reading };
  });
  const [first, ...more] = [...changed].sort();
  if (first === undefined) return rendered;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  return { ...rendered, outputs, gaps: [...rendered.gaps, `its \`postRenderers\` may change ${first}${others}`] };
}

function isSelected(object: JsonObject, patches: readonly Patch[]): boolean {
  return patches.some((patch) => patch.selects(object, []) !== false);
}

function objectsThatMatter({ reading, text }: SourceOutput): readonly JsonObject[] {
  return [...reading.crds.map(({ object }) => object), ...(text === undefined ? [] : referring(text))];
}

/** Objects of a text that refer to more, and what these may take values from. */
function referring(text: Uint8Array): readonly JsonObject[] {
  if (!mayHoldReferences("", text)) return [];
  const objects = splitDocuments(text).flatMap(({ bytes, firstLine }) => {
    const document = readYamlDocument(DECODER.decode(bytes), { dialect: "kubernetes", firstLine });
    return document.ok ? expandList(document.value).map(({ object }) => object) : [];
  });
  return objects.some((object) => groupAndKind(object) !== null)
    ? objects.filter((object) => matters(object) && !isCrd(object))
    : [];
}

function patchesOf(value: JsonObject): readonly Patch[] {
  return patchesIn(patchHolder(value), () => null);
}

function patchHolder(value: JsonObject) {
  return { value, at: () => NOWHERE, folder: null };
}

const NOWHERE = { path: "", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } };

function placeless(object: JsonObject): AppliedObject {
  return { group: "", kind: "", object, path: "", at: () => NOWHERE, formerly: [], undecided: null };
}

function matters(object: JsonObject): boolean {
  const kind = member(object, "kind");
  return isCrd(object) || kind === "ConfigMap" || kind === "Secret" || groupAndKind(object) !== null;
}

function isCrd(object: JsonObject): boolean {
  return member(object, "kind") === "CustomResourceDefinition";
}

function wordsOf(object: JsonObject): string {
  const plain = (value: JsonValue | undefined) => (typeof value === "string" ? value.slice(0, 253) : "");
  return `\`${plain(member(object, "kind"))} ${plain(valueAt(object, ["metadata", "name"]))}\``;
}
