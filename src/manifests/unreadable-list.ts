import type { ManifestSource, UnreadableManifest } from "./manifest.ts";

/** Nobody reads more of one file, and a file of broken documents costs no more than one of sound ones. */
export const MOST_UNREADABLE = 1_000;

/** What cannot be read of one file: the first ones in full, the rest as their number. */
export interface UnreadableList {
  /** @param describe finds place and words, which costs something; not called for those that are only counted */
  readonly add: (source: ManifestSource, describe: () => Omit<UnreadableManifest, "source">) => void;
  /** With one at the end that stands for all that were only counted. */
  readonly all: () => readonly UnreadableManifest[];
}

export function createUnreadableList(): UnreadableList {
  const first: UnreadableManifest[] = [];
  let next: ManifestSource | null = null;
  let counted = 0;
  return {
    add: (source, describe) => {
      if (first.length < MOST_UNREADABLE) {
        first.push({ source, ...describe() });
        return;
      }
      next ??= source;
      counted++;
    },
    all: () => (next === null ? first : [...first, rest(next, counted)]),
  };
}

function rest(source: ManifestSource, count: number): UnreadableManifest {
  const { line } = source;
  const objects = count === 1 ? "1 more object" : `${count} more objects`;
  return {
    source,
    range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 },
    name: null,
    message: `${objects} of this file cannot be read either: the first ${MOST_UNREADABLE} are told one by one.`,
    remedy: "Mend those first, and check again.",
  };
}
