import { done } from "../../src/base/result.ts";
import type { Branches, TreeEntry } from "../../src/refresh/host.ts";
import { type Outcome, refused } from "../../src/refresh/outcome.ts";

/** Files by name: their text, a folder, or null for what is neither (a link, a submodule). */
export interface Tree {
  readonly [name: string]: string | null | Tree;
}

/** The name of a tree in this repository. */
export const treeName = (tree: Tree): string => JSON.stringify(tree);
/** The name of a file's bytes. */
export const nameOf = (text: string): string => `blob of ${text}`;

/** What can be read of a repository that is kept in memory, call by call; from the call `fails` on it answers no more. */
export function memory(fails = Number.POSITIVE_INFINITY) {
  const calls: string[] = [];
  const answer = <T>(call: string, value: T): Outcome<T> => {
    calls.push(call);
    return calls.length > fails ? refused(`no answer to call ${calls.length}`) : done(value);
  };
  const unasked = async () => refused("nobody asks");
  const branches: Branches = {
    head: unasked,
    mergeBase: unasked,
    commits: unasked,
    commit: unasked,
    swap: unasked,
    blobName: () => "",
    entries: async (tree, recursive) => answer(`${recursive ? "all of" : "in"} ${tree}`, entriesOf(tree, recursive)),
    blob: async (sha) => answer(sha, new TextEncoder().encode(sha.replace("blob of ", ""))),
  };
  return { branches, calls };
}

function entriesOf(name: string, recursive: boolean): readonly TreeEntry[] {
  const tree: Tree = JSON.parse(name);
  return Object.entries(tree).flatMap(([path, below]): readonly TreeEntry[] => {
    if (below === null) return [{ path, kind: "other", sha: "of what is no file" }];
    if (typeof below === "string") return [{ path, kind: "file", sha: nameOf(below) }];
    const inside = recursive ? entriesOf(treeName(below), true) : [];
    return [
      { path, kind: "folder", sha: treeName(below) },
      ...inside.map((one) => ({ ...one, path: `${path}/${one.path}` })),
    ];
  });
}
