import type { NewComment, Operation } from "./model.ts";

/**
 * What to try for a comment whose place GitHub refused (422): the next place down the ladder.
 * @returns null: there is none left; the finding is in the summary and in its annotation
 */
export function fallDown({ fingerprint, lower: [next, ...lower] }: NewComment): Operation | null {
  if (next === undefined) return null;
  const { anchor, body } = next;
  if (anchor.kind === "file") return { kind: "create-file-comment", fingerprint, path: anchor.path, body };
  return { kind: "create-review", comments: [{ fingerprint, anchor, body, lower }] };
}
