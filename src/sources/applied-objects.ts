import { createBuilder, folderOf, isKustomization } from "./flux/build.ts";
import { type AppliedObject, unpatched } from "./flux/patch.ts";
import { readObjects, type SourceObject } from "./objects.ts";
import { originInWords } from "./origin-words.ts";
import type { SourcePlace, SourceReference, SourceTree } from "./reference.ts";

/** An object as it is applied, with the place that decides whose it is. */
export interface DeployedObject extends AppliedObject {
  readonly standsAt: SourcePlace;
  /** The folder of the kustomization that brings it in; null: none does. */
  readonly within: string | null;
}

/**
 * The objects of these groups as the tree's kustomizations make them: each comes out once for every overlay, with its patches
 * and their places, and no patch counts as an object. What no kustomization takes in is what it is.
 */
export function deployedObjects(
  objects: readonly SourceObject[],
  groups: readonly string[],
  tree: SourceTree,
): readonly DeployedObject[] {
  const own = objects.filter(({ group }) => groups.includes(group));
  if (own.length === 0) return [];
  const builder = createBuilder({ read: tree.read, list: tree.list, objectsOf: byFile(own, groups, tree) });
  const folders = tree.list("").filter(isKustomization).map(folderOf);
  const taken = new Set(folders.flatMap((folder) => builder.basesOf(folder)));
  const reached = new Set<string>();
  const deployed: DeployedObject[] = [];
  for (const folder of new Set(folders)) {
    if (taken.has(folder)) continue;
    const { objects: built, files } = builder.build(folder);
    for (const path of files.keys()) reached.add(path);
    const path = builder.kustomizationOf(folder);
    for (const one of built) deployed.push({ ...one, standsAt: placeOfOwner(one, folder, path), within: folder });
  }
  for (const one of own) {
    if (reached.has(one.path) || builder.patchFiles.has(one.path)) continue;
    const applied = unpatched(one);
    deployed.push({ ...applied, standsAt: applied.at(["metadata", "name"]), within: null });
  }
  return deployed;
}

/** Files that are no manifests by their names are read when a kustomization names them. */
function byFile(objects: readonly SourceObject[], groups: readonly string[], tree: SourceTree) {
  const known = new Map<string, SourceObject[]>(tree.files.map(({ path }) => [path, []]));
  for (const object of objects) {
    const others = known.get(object.path);
    if (others === undefined) known.set(object.path, [object]);
    else others.push(object);
  }
  return (path: string): readonly SourceObject[] => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const bytes = tree.read(path);
    const found =
      bytes === null ? [] : readObjects({ path, bytes }).objects.filter(({ group }) => groups.includes(group));
    known.set(path, found);
    return found;
  };
}

/** What stands outside of the folder that brings it in is there for whoever that folder is for. */
function placeOfOwner(one: AppliedObject, folder: string, kustomization: string | null): SourcePlace {
  const isWithin = folder === "" || one.path.startsWith(`${folder}/`);
  if (isWithin || kustomization === null) return one.at(["metadata", "name"]);
  return { path: kustomization, range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } };
}

/** What a patch may have changed in a way that nobody can follow is not decided. */
export function unlessUnclear(one: DeployedObject, references: readonly SourceReference[]): readonly SourceReference[] {
  const { undecided } = one;
  if (undecided === null) return references;
  return references.map((reference) => {
    const origin = { kind: "undecided" as const, text: originInWords(reference.origin), reason: undecided };
    return { ...reference, origin };
  });
}
