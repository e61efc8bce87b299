import { done, failed, type Result } from "../../base/result.ts";
import { firstWords, gitContents, nulSeparated } from "./run.ts";

/** What git's index has below a folder, in paths relative to that. */
export interface IndexEntries {
  /** Regular files and links that are checked out: nearly all. In the order of the index. */
  readonly present: ReadonlySet<string>;
  /** Those of them that are links, with the names of their contents. */
  readonly links: ReadonlyMap<string, string>;
  /** Submodules, what git does not look at in the working tree, and each side of what a merge left open. */
  readonly others: readonly IndexEntry[];
}

export interface IndexEntry {
  readonly path: string;
  /** As `git ls-files -v` has it: `H` for what is there, `S` for skip-worktree, small letters for assume-unchanged. */
  readonly tag: string;
  /** In octal digits: `SUBMODULE`, or that of a file or link. */
  readonly mode: string;
  /** The name of its contents. */
  readonly id: string;
}

export const SUBMODULE = "160000";

/** Whether a sparse checkout leaves it out. */
export function isLeftOut({ tag }: IndexEntry): boolean {
  return tag === "S" || tag === "s";
}

/** Whether git takes it for unchanged without looking at it. */
export function isAssumed({ tag, mode }: IndexEntry): boolean {
  return "hsS".includes(tag) && mode !== SUBMODULE;
}

/** Reads an index at the first question, and once: a large one takes as long as a hundred files. Not ok: in git's own words. */
export type IndexReader = () => Result<IndexEntries>;

export function indexReader(root: string): IndexReader {
  let known: Result<IndexEntries> | undefined;
  return () => {
    known ??= readIndex(root);
    return known;
  };
}

/** In `H 100644 <id> 0\t<path>`. */
const ID_START = "H 100644 ".length;
const STAGE_LENGTH = " 0".length;

function readIndex(root: string): Result<IndexEntries> {
  const run = gitContents(root, ["ls-files", "-v", "--stage", "-z"]);
  if (run.status !== 0) return failed(firstWords(run));
  const present = new Set<string>();
  const links = new Map<string, string>();
  const others: IndexEntry[] = [];
  for (const entry of nulSeparated(run.stdout)) {
    // `H 100644 <id> 0\t<path>`
    if (entry.startsWith("H 1") && !entry.startsWith("H 16")) {
      const tab = entry.indexOf("\t");
      const path = entry.slice(tab + 1);
      present.add(path);
      if (entry.startsWith("H 12")) links.set(path, entry.slice(ID_START, tab - STAGE_LENGTH));
      continue;
    }
    const [, tag = "", mode = "", id = "", path] = /^(\S) (\d+) (\S+) \d\t(.*)$/s.exec(entry) ?? [];
    if (path !== undefined) others.push({ path, tag, mode, id });
  }
  return done({ present, links, others });
}
