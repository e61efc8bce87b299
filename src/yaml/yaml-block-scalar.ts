import { ReadingStopped } from "./document-problem.ts";
import { addRecord, ENCODED, FOLDED, LITERAL } from "./node-tape.ts";
import { afterBreak, type Cursor, current, HASH, isBlank, isBreak, SPACE, TAB } from "./yaml-cursor.ts";

const CLIP = 0;
export const STRIP = 1;
export const KEEP = 2;

/** Reads a `|` or `>` scalar inside a collection at column `parentIndent` (-1 at the root). */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): void {
  const start = cursor.position;
  const header = readBlockHeader(cursor);
  const indent =
    header.increment > 0 ? Math.max(parentIndent, 0) + header.increment : detectIndent(cursor, parentIndent);
  let end = cursor.position;
  for (;;) {
    const column = skipIndent(cursor, indent);
    const char = current(cursor);
    if (char === 0) break;
    if (column < indent && !isBreak(char)) {
      if (char === TAB) throw new ReadingStopped("tab", cursor.position);
      break;
    }
    skipLine(cursor);
    end = cursor.position;
  }
  const kind = cursor.text.charCodeAt(start) === 124 ? LITERAL : FOLDED;
  addRecord(cursor.tape, kind | ENCODED, start, end, indent * 4 + header.chomping);
  cursor.keyAllowed = true;
}

function skipLine(cursor: Cursor): void {
  const { text } = cursor;
  let position = cursor.position;
  let char = text.charCodeAt(position);
  while (char !== 0 && !isBreak(char)) {
    position += 1;
    char = text.charCodeAt(position);
  }
  cursor.position = char === 0 ? position : afterBreak(text, position);
  cursor.lineStart = cursor.position;
}

const BLOCK_HEADER = /[|>](?:([+-])([1-9])?|([1-9])([+-])?)?/y;

function readBlockHeader(cursor: Cursor): { readonly increment: number; readonly chomping: number } {
  BLOCK_HEADER.lastIndex = cursor.position;
  const found = BLOCK_HEADER.exec(cursor.text);
  cursor.position = BLOCK_HEADER.lastIndex;
  while (isBlank(current(cursor))) cursor.position += 1;
  const char = current(cursor);
  if (char !== HASH && char !== 0 && !isBreak(char)) throw new ReadingStopped("block-header", cursor.position);
  skipLine(cursor);
  const sign = found?.[1] ?? found?.[4];
  const chomping = sign === "-" ? STRIP : sign === "+" ? KEEP : CLIP;
  return { increment: Number(found?.[2] ?? found?.[3] ?? 0), chomping };
}

/** The first line with text decides, or a longer empty line above it. */
function detectIndent(cursor: Cursor, parentIndent: number): number {
  const { text } = cursor;
  let position = cursor.position;
  let deepest = 0;
  for (;;) {
    const lineStart = position;
    while (text.charCodeAt(position) === SPACE) position += 1;
    deepest = Math.max(deepest, position - lineStart);
    const char = text.charCodeAt(position);
    if (char === TAB) throw new ReadingStopped("tab", position);
    if (!isBreak(char)) break;
    position = afterBreak(text, position);
  }
  return Math.max(deepest, parentIndent + 1, 1);
}

function skipIndent(cursor: Cursor, indent: number): number {
  const limit = cursor.lineStart + indent;
  while (cursor.position < limit && current(cursor) === SPACE) cursor.position += 1;
  return cursor.position - cursor.lineStart;
}
