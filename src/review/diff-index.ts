import type { DiffFile, HunkLine, PullRequestDiff } from "./model.ts";

/** A diff, to be looked things up in: a report has thousands of findings, and a diff thousands of files and lines. */
export interface DiffIndex {
  /** By its name in the head; what is removed, by the name that it had. */
  readonly byPath: ReadonlyMap<string, DiffFile>;
  /** By its name in the merge base. */
  readonly inBase: ReadonlyMap<string, DiffFile>;
}

/** The lines of a file that GitHub shows. */
export interface LineIndex {
  readonly lines: readonly HunkLine[];
  /** Context and added lines, by their number in the head. */
  readonly head: ReadonlyMap<number, string>;
  /** Removed lines, by their number in the merge base. */
  readonly removed: ReadonlyMap<number, string>;
}

const DIFFS = new WeakMap<PullRequestDiff, DiffIndex>();
const FILES = new WeakMap<DiffFile, LineIndex>();
const NO_LINES: LineIndex = { lines: [], head: new Map(), removed: new Map() };

/** Made once for a diff. Where two files have one name, the first counts. */
export function indexOfDiff(diff: PullRequestDiff): DiffIndex {
  return remembered(DIFFS, diff, () => {
    const maps = { byPath: new Map(), inBase: new Map() };
    for (const file of diff.files) {
      const { path, previousPath = path, status } = file;
      setOnce(maps.byPath, path, file);
      if (status !== "added") setOnce(maps.inBase, previousPath, file);
    }
    return maps;
  });
}

/** Made once for a file. */
export function indexOfLines(file: DiffFile | undefined): LineIndex {
  if (file === undefined) return NO_LINES;
  return remembered(FILES, file, () => {
    const lines = (file.hunks ?? []).flatMap((hunk) => hunk.lines);
    const [head, removed] = [new Map<number, string>(), new Map<number, string>()];
    for (const one of lines) {
      if (one.kind === "removed") removed.set(one.oldLine, one.text);
      else head.set(one.newLine, one.text);
    }
    return { lines, head, removed };
  });
}

/** What is computed of an object once, for as long as the object lives. */
export function remembered<K extends object, V>(known: WeakMap<K, V>, key: K, compute: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = compute();
  known.set(key, value);
  return value;
}

function setOnce(map: Map<string, DiffFile>, key: string, file: DiffFile): void {
  if (!map.has(key)) map.set(key, file);
}
