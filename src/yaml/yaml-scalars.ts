import { ReadingStopped } from "./document-problem.ts";
import { addRecord, DOUBLE_QUOTED, ENCODED, PLAIN, SINGLE_QUOTED } from "./node-tape.ts";
import {
  afterBreak,
  BACKSLASH,
  COLON,
  COMMA,
  type Cursor,
  DOUBLE_QUOTE,
  HASH,
  isBlank,
  isBreak,
  isDocumentMarker,
  isSeparator,
  QUESTION,
  SINGLE_QUOTE,
  TAB,
} from "./yaml-cursor.ts";

/** Reads a plain scalar; its following lines must be indented outside of brackets, and have no tab instead anywhere. */
export function scanPlain(cursor: Cursor): void {
  const { text, indent } = cursor;
  const inFlow = cursor.flowLevel > 0;
  const start = cursor.position;
  let position = start;
  let end = start;
  let newLine = false;
  let folded = false;
  for (;;) {
    if (position === cursor.lineStart && isDocumentMarker(text, position)) break;
    let char = text.charCodeAt(position);
    if (char === HASH) break;
    const wordStart = position;
    while (!isSeparator(char)) {
      if (char === COLON ? isSeparator(text.charCodeAt(position + 1)) : inFlow && endsFlowPlain(cursor, char)) break;
      position += 1;
      char = text.charCodeAt(position);
    }
    if (position > wordStart) {
      end = position;
      if (newLine) folded = true;
      newLine = false;
    }
    if (!isBlank(char) && !isBreak(char)) break;
    while (isBlank(char) || isBreak(char)) {
      if (isBreak(char)) {
        position = afterBreak(text, position);
        cursor.lineStart = position;
        newLine = true;
      } else {
        if (newLine && char === TAB && position - cursor.lineStart < indent) throw new ReadingStopped("tab", position);
        position += 1;
      }
      char = text.charCodeAt(position);
    }
    if (!inFlow && position - cursor.lineStart < indent) break;
  }
  addRecord(cursor.tape, folded ? PLAIN | ENCODED : PLAIN, start, end);
  cursor.position = position;
  cursor.keyAllowed = newLine;
}

function endsFlowPlain(cursor: Cursor, char: number): boolean {
  if (char === QUESTION) return !cursor.yaml12;
  return char === COMMA || char === 91 || char === 93 || char === 123 || char === 125;
}

/** Reads a quoted scalar. Its lines may have any indentation: controller-gen once wrote descriptions so. */
export function scanQuoted(cursor: Cursor): void {
  const { text } = cursor;
  const open = cursor.position;
  const quote = text.charCodeAt(open);
  let position = open + 1;
  let encoded = false;
  for (;;) {
    const char = text.charCodeAt(position);
    if (char === quote) {
      if (quote !== SINGLE_QUOTE || text.charCodeAt(position + 1) !== SINGLE_QUOTE) break;
      encoded = true;
      position += 2;
    } else if (char === BACKSLASH && quote === DOUBLE_QUOTE) {
      encoded = true;
      position = afterEscape(cursor, position);
    } else if (char === 0) {
      throw new ReadingStopped("unclosed-quote", open);
    } else if (isBreak(char)) {
      encoded = true;
      position = afterBreak(text, position);
      cursor.lineStart = position;
      if (isDocumentMarker(text, position)) throw new ReadingStopped("unclosed-quote", open);
    } else {
      position += 1;
    }
  }
  const kind = quote === SINGLE_QUOTE ? SINGLE_QUOTED : DOUBLE_QUOTED;
  addRecord(cursor.tape, encoded ? kind | ENCODED : kind, open + 1, position);
  cursor.position = position + 1;
  cursor.keyAllowed = false;
}

const ESCAPES = "0abt\tnvfre \"'\\N_LP";
const HEX = /^[0-9A-Fa-f]+$/;

/** The position behind the escape at `position`; a backslash at the end of a line only joins the lines. */
function afterEscape(cursor: Cursor, position: number): number {
  const { text } = cursor;
  const name = text.charAt(position + 1);
  const named = text.charCodeAt(position + 1);
  if (isBreak(named) || named === 0) return position + 1;
  if (ESCAPES.includes(name) || (name === "/" && cursor.yaml12)) return position + 2;
  const length = name === "x" ? 2 : name === "u" ? 4 : name === "U" ? 8 : 0;
  const digits = text.slice(position + 2, position + 2 + length);
  const end = position + 2 + length;
  if (length === 0 || digits.length < length || !HEX.test(digits)) {
    throw new ReadingStopped("escape", position, position + 2, `\`\\${name}\``);
  }
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff && !cursor.yaml12)) {
    throw new ReadingStopped("escape", position, end, `\`${text.slice(position, end)}\``);
  }
  return end;
}
