import {
  DOUBLE_QUOTED,
  EMPTY,
  ENCODED,
  FOLDED,
  field,
  KIND,
  LITERAL,
  type NodeTape,
  SINGLE_QUOTED,
} from "./node-tape.ts";
import { KEEP, STRIP } from "./yaml-block-scalar.ts";
import { afterBreak, BACKSLASH, isBlank, isBreak, SINGLE_QUOTE, SPACE } from "./yaml-cursor.ts";

/** The text of the scalar at `index`, unquoted, unescaped and folded as go-yaml v2 does it. */
export function scalarText(text: string, tape: NodeTape, index: number): string {
  const kind = field(tape, index);
  if (kind === EMPTY) return "";
  const start = field(tape, index + 1);
  const end = field(tape, index + 2);
  if ((kind & ENCODED) === 0) return text.slice(start, end);
  switch (kind & KIND) {
    case LITERAL:
      return blockText(text, start, end, field(tape, index + 3), false);
    case FOLDED:
      return blockText(text, start, end, field(tape, index + 3), true);
    case DOUBLE_QUOTED:
      return flowText(text, start, end, BACKSLASH);
    case SINGLE_QUOTED:
      return flowText(text, start, end, SINGLE_QUOTE);
    default:
      return flowText(text, start, end, -1);
  }
}

/** LF, CR, CRLF and NEL are one newline; LS and PS stay what they are. */
function normalBreak(char: number): string {
  return char === 0x2028 || char === 0x2029 ? String.fromCharCode(char) : "\n";
}

/** `special` is the character that means something inside the scalar: a backslash, a doubled quote, or none. */
function flowText(text: string, start: number, end: number, special: number): string {
  let result = "";
  let position = start;
  while (position < end) {
    const char = text.charCodeAt(position);
    if (char === special && special === SINGLE_QUOTE) {
      result += "'";
      position += 2;
    } else if (char === special && isBreak(text.charCodeAt(position + 1))) {
      const fold = foldSpace(text, afterBreak(text, position + 1), end, true);
      result += fold.text;
      position = fold.position;
    } else if (char === special) {
      const escaped = readEscape(text, position + 1);
      result += escaped.text;
      position = escaped.position;
    } else if (isBlank(char) || isBreak(char)) {
      const fold = foldSpace(text, position, end, false);
      result += fold.text;
      position = fold.position;
    } else {
      const wordStart = position;
      position = wordEnd(text, position, end, special);
      result += text.slice(wordStart, position);
    }
  }
  return result;
}

function wordEnd(text: string, start: number, end: number, special: number): number {
  let position = start;
  while (position < end) {
    const char = text.charCodeAt(position);
    if (char === special || isBlank(char) || isBreak(char)) break;
    position += 1;
  }
  return position;
}

interface Piece {
  readonly text: string;
  readonly position: number;
}

/** Blanks on one line stay; one line break becomes a space, n become n-1. Behind an escaped break, n stay n. */
function foldSpace(text: string, start: number, end: number, escapedBreak: boolean): Piece {
  let position = start;
  let first = "";
  let rest = "";
  let inLine = !escapedBreak;
  while (position < end) {
    const char = text.charCodeAt(position);
    if (isBreak(char)) {
      if (inLine) first = normalBreak(char);
      else rest += normalBreak(char);
      inLine = false;
      position = afterBreak(text, position);
    } else if (isBlank(char)) {
      position += 1;
    } else {
      break;
    }
  }
  if (inLine) return { text: text.slice(start, position), position };
  if (first === "\n") return { text: rest === "" ? " " : rest, position };
  return { text: first + rest, position };
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

function readEscape(text: string, position: number): Piece {
  const name = text.charAt(position);
  const length = name === "x" ? 2 : name === "u" ? 4 : name === "U" ? 8 : 0;
  if (length === 0) return { text: SIMPLE_ESCAPES[name] ?? name, position: position + 1 };
  const code = Number.parseInt(text.slice(position + 1, position + 1 + length), 16);
  return { text: String.fromCodePoint(code), position: position + 1 + length };
}

function blockText(text: string, start: number, end: number, layout: number, folded: boolean): string {
  const indent = layout >> 2;
  const chomping = layout & 3;
  let position = nextLine(text, start);
  let result = "";
  let lastBreak = "";
  let emptyLines = "";
  let afterIndented = false;
  while (position < end) {
    const limit = position + indent;
    while (position < limit && text.charCodeAt(position) === SPACE) position += 1;
    const char = text.charCodeAt(position);
    if (isBreak(char)) {
      emptyLines += normalBreak(char);
      position = afterBreak(text, position);
      continue;
    }
    const joins = folded && !afterIndented && !isBlank(char) && lastBreak === "\n";
    result += (joins ? (emptyLines === "" ? " " : "") : lastBreak) + emptyLines;
    afterIndented = isBlank(char);
    const lineEnd = endOfLine(text, position, end);
    result += text.slice(position, lineEnd);
    lastBreak = lineEnd < end ? normalBreak(text.charCodeAt(lineEnd)) : "";
    emptyLines = "";
    position = lineEnd < end ? afterBreak(text, lineEnd) : end;
  }
  if (chomping !== STRIP) result += lastBreak;
  return chomping === KEEP ? result + emptyLines : result;
}

function endOfLine(text: string, start: number, end: number): number {
  let position = start;
  while (position < end && !isBreak(text.charCodeAt(position))) position += 1;
  return position;
}

function nextLine(text: string, start: number): number {
  const end = endOfLine(text, start, text.length);
  return end < text.length ? afterBreak(text, end) : end;
}
