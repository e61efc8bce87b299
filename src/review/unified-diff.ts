import type { DiffFile, Hunk, HunkLine } from "./model.ts";

/**
 * Reads what `git diff --src-prefix=a/ --dst-prefix=b/` prints, renames included.
 * @returns one entry a file in the diff's order; a binary file has no hunks to be known, a file that only changed its
 *   name or mode has none
 */
export function parseUnifiedDiff(text: string): readonly DiffFile[] {
  const lines = text.split("\n");
  const files: DiffFile[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    if (!line.startsWith(FILE)) {
      at++;
      continue;
    }
    const header = readHeader(lines, at);
    const body = readHunks(lines, header.end);
    at = body.end;
    files.push(fileOf(header, body.hunks));
  }
  return files;
}

/** The hunks of one file, as GitHub's API gives them in `patch`. */
export function parsePatch(patch: string): readonly Hunk[] {
  return readHunks(patch.split("\n"), 0).hunks;
}

const FILE = "diff --git ";
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

interface Header {
  oldPath: string;
  newPath: string;
  status: DiffFile["status"];
  binary: boolean;
  end: number;
}

function readHeader(lines: readonly string[], start: number): Header {
  const path = pathOf((lines[start] ?? "").slice(FILE.length));
  const header: Header = { oldPath: path, newPath: path, status: "modified", binary: false, end: start + 1 };
  for (; header.end < lines.length; header.end++) {
    const line = lines[header.end] ?? "";
    if (line.startsWith(FILE) || HUNK.test(line)) break;
    readHeaderLine(header, line);
  }
  return header;
}

function readHeaderLine(header: Header, line: string): void {
  const [, key = "", value = ""] =
    /^(rename from|rename to|copy from|copy to|---|\+\+\+|Binary files|new file mode|deleted file mode) (.*)$/s.exec(
      line,
    ) ?? [];
  switch (key) {
    case "rename from":
    case "copy from":
      header.oldPath = gitPath(value);
      break;
    case "rename to":
    case "copy to":
      header.newPath = gitPath(value);
      break;
    case "---":
      header.oldPath = prefixed(value);
      break;
    case "+++":
      header.newPath = prefixed(value);
      break;
    case "new file mode":
      header.status = "added";
      break;
    case "deleted file mode":
      header.status = "removed";
      break;
    case "Binary files":
      header.binary = true;
  }
}

/** `a/name` or `b/name`; git puts a tab behind a name with a space in it. Of /dev/null nobody asks: the mode says it. */
function prefixed(text: string): string {
  return gitPath(text.replace(/\t$/, "")).slice(2);
}

/** The name that both halves of a header line give. Where they differ, other lines tell both. */
function pathOf(text: string): string {
  return gitPath(text.slice((text.length + 1) / 2)).slice(2);
}

function fileOf({ oldPath, newPath, status, binary }: Header, hunks: readonly Hunk[]): DiffFile {
  const path = status === "removed" ? oldPath : newPath;
  return {
    path,
    ...(oldPath === path || status === "added" ? {} : { previousPath: oldPath }),
    status,
    hunks: binary ? null : hunks,
  };
}

function readHunks(lines: readonly string[], start: number): { readonly hunks: readonly Hunk[]; readonly end: number } {
  const hunks: Hunk[] = [];
  let at = start;
  for (let match = HUNK.exec(lines[at] ?? ""); match !== null; match = HUNK.exec(lines[at] ?? "")) {
    const [, oldStart, oldLines = "1", newStart, newLines = "1"] = match;
    const ranges = { oldLine: Number(oldStart), newLine: Number(newStart) };
    const read = readHunk(lines, at + 1, ranges, Number(oldLines), Number(newLines));
    // A range without lines is told by the line before it.
    hunks.push({ newStart: ranges.newLine + (newLines === "0" ? 1 : 0), lines: read.lines });
    at = read.end;
  }
  return { hunks, end: at };
}

/** As many lines as the hunk's head announces: a removed line may itself look like a head. */
function readHunk(
  lines: readonly string[],
  start: number,
  first: { readonly oldLine: number; readonly newLine: number },
  oldLines: number,
  newLines: number,
): { readonly lines: readonly HunkLine[]; readonly end: number } {
  const read: HunkLine[] = [];
  let { oldLine, newLine } = first;
  const oldEnd = oldLine + oldLines;
  const newEnd = newLine + newLines;
  let at = start;
  for (; at < lines.length && (oldLine < oldEnd || newLine < newEnd); at++) {
    const line = lines[at] ?? "";
    const text = line.slice(1);
    if (line.startsWith("+")) read.push({ kind: "added", text, newLine: newLine++ });
    else if (line.startsWith("-")) read.push({ kind: "removed", text, oldLine: oldLine++ });
    // Git leaves the blank of an empty line out where diff.suppressBlankEmpty says so.
    else if (line === "" || line.startsWith(" "))
      read.push({ kind: "context", text, oldLine: oldLine++, newLine: newLine++ });
  }
  while (lines[at]?.startsWith("\\") === true) at++;
  return { lines: read, end: at };
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, "\\": 92 };

/** A path as git prints it: plain, or in C's quotes with the bytes of what is not ASCII in octal (git-config(1), core.quotePath). */
export function gitPath(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"') || text.length < 2) return text;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, octal, escaped, plain = ""] of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gsu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (escaped !== undefined) bytes.push(ESCAPES[escaped] ?? 63);
    else for (const byte of encoder.encode(plain)) bytes.push(byte);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
