import { createHash } from "node:crypto";
import { type JsonObject, member, valueAt } from "../../base/json.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { expandList } from "../../manifests/list.ts";
import { mentionsCrd } from "../../manifests/select.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import type { KustomizeDelivery, SourceDestination, SourceReference } from "../reference.ts";
import type { Application } from "./clusters.ts";
import { hasOnlyMarks, type Patch, patchesIn, patchLists } from "./patches.ts";

/**
 * What stands for the CRDs of this repository that the patches of a Flux Kustomization change: they are judged as they are
 * written. Null where no CRD is changed.
 */
export function patchedCrds(
  { by, build, suspended }: Application,
  destination: SourceDestination,
  read: (path: string) => Uint8Array | null,
): SourceReference | null {
  const spec = member(by.applied.object, "spec") ?? null;
  const lists = patchLists(spec);
  if (lists === null) return null;
  const place = by.applied.at(["spec", Object.keys(lists)[0] ?? "patches"]);
  const patches = patchesIn({ value: lists, at: () => place, folder: null }, () => null).filter(mayChangeCrds);
  if (patches.length === 0) return null;
  const says = createHash("sha256").update(JSON.stringify(lists));
  const names = [...build.files.keys()].flatMap((path) => {
    const bytes = read(path);
    const found = bytes === null || !mentionsCrd(bytes) ? [] : selected(bytes, patches);
    if (bytes !== null && found.length > 0) says.update(bytes);
    return found;
  });
  const [first, ...more] = [...new Set(names)].sort();
  if (first === undefined) return null;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  return {
    kind: "Kustomization",
    name: by.name,
    namespace: by.namespace,
    origin: {
      kind: "undecided",
      text: `Kustomization ${by.name}`,
      reason: `its patches may change the CRD \`${first}\`${others} of this repository, judged as written there`,
    },
    version: null,
    place,
    object: by.applied.at([]),
    delivery: { by: "none" },
    destination,
    says: says.digest("hex"),
    ...(suspended ? { suspended: true } : {}),
  };
}

/** What Flux adds to what a kustomization file takes in: patches, or those of each Kustomization where they differ. */
export type AddedPatches = Pick<KustomizeDelivery, "patches" | "variants"> | null;

/** The patches that Flux Kustomizations add to each kustomization file of theirs. */
export function patchesByFile(applications: readonly Application[]): (path: string) => AddedPatches {
  let known: Map<string, AddedPatches> | undefined;
  return (path) => {
    known ??= addedTo(applications);
    return known.get(path) ?? null;
  };
}

function addedTo(applications: readonly Application[]): Map<string, AddedPatches> {
  const found = new Map<string, Map<string, JsonObject | null>>();
  const isPatched = applications.some(({ by }) => patchLists(member(by.applied.object, "spec") ?? null) !== null);
  for (const { by, build } of isPatched ? applications : []) {
    const lists = patchLists(member(by.applied.object, "spec") ?? null);
    const text = JSON.stringify(lists);
    for (const path of build.kustomizations) {
      const others = found.get(path);
      if (others === undefined) found.set(path, new Map([[text, lists]]));
      else others.set(text, lists);
    }
  }
  return new Map([...found].map(([path, lists]) => [path, added([...lists.values()])]));
}

function added(lists: readonly (JsonObject | null)[]): AddedPatches {
  const variants = lists.filter((one) => one !== null);
  const [patches] = variants;
  if (patches === undefined) return null;
  return lists.length === 1 ? { patches } : { variants };
}

/** Labels and annotations change nothing of what a CRD says. */
function mayChangeCrds(patch: Patch): boolean {
  return (patch.kind === null || patch.kind === "CustomResourceDefinition") && !hasOnlyMarks(patch);
}

/** The names of the CRDs in a file that one of the patches may be for. */
function selected(bytes: Uint8Array, patches: readonly Patch[]): readonly string[] {
  return splitDocuments(bytes).flatMap(({ bytes: document, firstLine }) => {
    if (!mentionsCrd(document)) return [];
    const reading = readYamlDocument(new TextDecoder().decode(document), { dialect: "kubernetes", firstLine });
    const objects = reading.ok ? expandList(reading.value).map(({ object }) => object) : [];
    return objects.flatMap((object) => (isSelectedCrd(object, patches) ? [nameIn(object)] : []));
  });
}

function isSelectedCrd(object: JsonObject, patches: readonly Patch[]): boolean {
  return (
    member(object, "kind") === "CustomResourceDefinition" &&
    patches.some((patch) => patch.selects(object, []) !== false)
  );
}

function nameIn(object: JsonObject): string {
  const name = valueAt(object, ["metadata", "name"]);
  return typeof name === "string" ? name : "";
}
