import { readInventory } from "../../src/sources/inventory.ts";
import { mayHoldReferences } from "../../src/sources/objects.ts";
import { ownRepository } from "../../src/sources/own-repository.ts";
import type { SourcePlace, SourceReference, SourceTree } from "../../src/sources/reference.ts";

/** A repository in memory, as the check gives one to the readers. */
export function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const paths = [...bytes.keys()].sort();
  return {
    files: paths.flatMap((path) => {
      const own = bytes.get(path) ?? new Uint8Array();
      return mayHoldReferences(path, own) ? [{ path, bytes: own }] : [];
    }),
    read: (path) => bytes.get(path) ?? null,
    list: (folder) => paths.filter((path) => folder === "" || path.startsWith(`${folder}/`)),
    isOwn: ownRepository(["https://github.com/acme/gitops"]),
    substitute: {},
  };
}

/** A reference with its places as `path:line:column`, and without the digest of one that is undecided. */
export type Shown = Omit<SourceReference, "place" | "object" | "says"> & {
  readonly place: string;
  readonly object: string;
};

/** What a tree refers to, whole, but for how far its places reach. */
export function referencesOf(files: Readonly<Record<string, string>>): readonly Shown[] {
  return readInventory(treeOf(files)).references.map(shown);
}

export function shown({ says: _, ...reference }: SourceReference): Shown {
  return { ...reference, place: placeText(reference.place), object: placeText(reference.object) };
}

function placeText({ path, range }: SourcePlace): string {
  return `${path}:${range.startLine}:${range.startColumn}`;
}

/** Sentences of what could not be read. */
export function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return readInventory(treeOf(files)).problems.map((problem) => `${placeText(problem)}: ${problem.message}`);
}
