/** A range in a text file. Lines and columns are 1-based, columns count UTF-16 units, the end is exclusive. */
export interface TextRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * The range from offset `start` to `end`, cut at the end of its first line: a finding points at one line.
 * Lines end at LF alone, as git and every review tool count them; `firstLine` is the number of the text's first line.
 */
export function rangeAt(text: string, start: number, end: number, firstLine: number): TextRange {
  const { breaks, lineStart } = lineAround(text, start);
  const line = firstLine + breaks;
  const cut = Math.max(start, Math.min(end, endOfLine(text, start)));
  return { startLine: line, startColumn: start - lineStart + 1, endLine: line, endColumn: cut - lineStart + 1 };
}

/** Where the last question ended: many are asked of one text, mostly from its top down. */
let last = { text: "", offset: 0, breaks: 0, lineStart: 0 };

function lineAround(text: string, offset: number): { readonly breaks: number; readonly lineStart: number } {
  const goesOn = last.offset <= offset && last.text === text;
  let { breaks, lineStart } = goesOn ? last : { breaks: 0, lineStart: 0 };
  for (let next = text.indexOf("\n", lineStart); next >= 0 && next < offset; next = text.indexOf("\n", lineStart)) {
    breaks += 1;
    lineStart = next + 1;
  }
  last = { text, offset, breaks, lineStart };
  return { breaks, lineStart };
}

/** The offset at which the line around `offset` ends, without its line break. */
function endOfLine(text: string, offset: number): number {
  const next = text.indexOf("\n", offset);
  const end = next < 0 ? text.length : next;
  return end > offset && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}
