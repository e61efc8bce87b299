import type { Anchor, NewComment, Operation } from "./model.ts";

/** What GitHub refused in one run. */
export interface Refusals {
  /** How many reviews. */
  count: number;
  /** It took a comment on a line of the file. */
  readonly taken: (path: string) => void;
  /** It refused one for its place. */
  readonly refused: (path: string) => void;
  /** Whether it takes no line of the file: it refused two, and took none. */
  readonly isWhole: (path: string) => boolean;
  /** Files that a comment fell down to. */
  readonly files: Set<string>;
}

const ENOUGH = 2;

export function newRefusals(): Refusals {
  const taken = new Set<string>();
  const refused = new Map<string, number>();
  return {
    count: 0,
    taken: (path) => taken.add(path),
    refused: (path) => refused.set(path, (refused.get(path) ?? 0) + 1),
    isWhole: (path) => !taken.has(path) && (refused.get(path) ?? 0) >= ENOUGH,
    files: new Set(),
  };
}

/**
 * What to try for a comment whose place GitHub refused (422): the next place down the ladder that it does not refuse
 * too. A file of which it takes no line gets one such comment.
 * @returns null: there is none left; the finding is in the summary and in its annotation
 */
export function fallDown({ fingerprint, lower, ...comment }: NewComment, refusals: Refusals): Operation | null {
  const isOpen = ({ anchor: { kind, path } }: { readonly anchor: Anchor }) =>
    !refusals.isWhole(path) || (kind === "file" && comment.fileHasOne !== true && !refusals.files.has(path));
  const at = lower.findIndex(isOpen);
  const next = lower[at];
  if (next === undefined) return null;
  const { anchor, body } = next;
  if (anchor.kind === "line") {
    return { kind: "create-review", comments: [{ ...comment, fingerprint, anchor, body, lower: lower.slice(at + 1) }] };
  }
  refusals.files.add(anchor.path);
  return { kind: "create-file-comment", fingerprint, path: anchor.path, body };
}
