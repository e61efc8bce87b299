import type { DiffFile, PullRequestDiff } from "./model.ts";

/** GitHub takes no comment on a line of a file whose diff is larger (docs.github.com, repository limits; ReviewNB/support #13). */
const MOST_LINES = 20_000;
const MOST_BYTES = 1_000_000;

/** The diff as GitHub shows it: of a file whose diff is too large no line is to be had. */
export function asGitHubShows(diff: PullRequestDiff): PullRequestDiff {
  return { ...diff, files: diff.files.map((file) => (isTooLarge(file) ? { ...file, hunks: null } : file)) };
}

function isTooLarge({ hunks }: DiffFile): boolean {
  let [lines, bytes] = [0, 0];
  const encoder = new TextEncoder();
  for (const hunk of hunks ?? []) {
    lines += hunk.lines.length;
    if (lines > MOST_LINES) return true;
    // The mark in front of a line and its line feed.
    for (const { text } of hunk.lines) bytes += encoder.encode(text).length + 2;
    if (bytes > MOST_BYTES) return true;
  }
  return false;
}
