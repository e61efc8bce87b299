/** One line of a patch where GitHub takes a comment. */
export interface PatchLine {
  readonly side: "LEFT" | "RIGHT";
  readonly line: number;
  readonly hunk: number;
  readonly text: string;
}

const MOST_LINES = 20_000;
const MOST_BYTES = 1_000_000;

/** Whether GitHub shows a file's diff: of a larger one it sends no patch and takes no comment on a line. */
export function isShown(patch: string): boolean {
  const rows = patch.split("\n").filter((row) => !row.startsWith("@@"));
  return rows.length <= MOST_LINES && Buffer.byteLength(rows.join("\n")) <= MOST_BYTES;
}

/** The lines of a patch as `pulls/{n}/files` has it: from the first `@@` on. Context lines are lines of both sides. */
export function patchLines(patch: string): readonly PatchLine[] {
  const lines: PatchLine[] = [];
  let [left, right, hunk] = [0, 0, -1];
  for (const row of patch.split("\n")) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(row);
    if (header !== null) {
      [left, right, hunk] = [Number(header[1]), Number(header[2]), hunk + 1];
      continue;
    }
    const text = row.slice(1);
    if (row.startsWith("-") || row.startsWith(" ")) lines.push({ side: "LEFT", line: left++, hunk, text });
    if (row.startsWith("+") || row.startsWith(" ")) lines.push({ side: "RIGHT", line: right++, hunk, text });
  }
  return lines;
}
