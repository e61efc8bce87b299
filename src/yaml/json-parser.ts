import { ReadingStopped } from "./document-problem.ts";
import {
  addRecord,
  closeRecord,
  createTape,
  ENCODED,
  JSON_STRING,
  MAPPING,
  MAX_DEPTH,
  type NodeTape,
  PLAIN,
  SEQUENCE,
} from "./node-tape.ts";

interface JsonCursor {
  readonly text: string;
  readonly tape: NodeTape;
  position: number;
  depth: number;
}

const LITERAL = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.+-])/y;
const UNICODE_ESCAPE = /u[0-9A-Fa-f]{4}/y;

/**
 * Parses the JSON value at `from` (RFC 8259, as Go's encoding/json takes it) and reports where everything stands.
 * Returns the offset behind it too: kubectl takes several values one after the other. Throws ReadingStopped.
 */
export function parseJson(text: string, from: number): { readonly tape: NodeTape; readonly end: number } {
  const cursor: JsonCursor = {
    text,
    // What follows a first value has no length yet: a file of small ones must not cost its own length for each.
    tape: createTape(from === 0 ? text.length : 0),
    position: skipJsonBlanks(text, from),
    depth: 0,
  };
  parseValue(cursor);
  return { tape: cursor.tape, end: cursor.position };
}

/** The offset of the next character that is no JSON white space. */
export function skipJsonBlanks(text: string, from: number): number {
  let position = from;
  for (;;) {
    const char = text.charCodeAt(position);
    if (char !== 32 && char !== 10 && char !== 13 && char !== 9) return position;
    position += 1;
  }
}

function parseValue(cursor: JsonCursor): void {
  const char = cursor.text.charCodeAt(cursor.position);
  if (char === 34) parseString(cursor);
  else if (char === 123) parseCollection(cursor, MAPPING, 125);
  else if (char === 91) parseCollection(cursor, SEQUENCE, 93);
  else parseLiteral(cursor);
}

function parseCollection(cursor: JsonCursor, kind: number, close: number): void {
  const open = cursor.position;
  cursor.depth += 1;
  if (cursor.depth > MAX_DEPTH) throw new ReadingStopped("too-deep", open, open + 1, String(MAX_DEPTH));
  const record = addRecord(cursor.tape, kind, open, open);
  next(cursor, open + 1);
  if (cursor.text.charCodeAt(cursor.position) !== close) {
    do {
      if (kind === MAPPING) parseJsonKey(cursor, open);
      if (cursor.position >= cursor.text.length) throw new ReadingStopped("unclosed-bracket", open);
      parseValue(cursor);
      next(cursor, cursor.position);
    } while (takeComma(cursor, open, close));
  }
  cursor.position += 1;
  cursor.depth -= 1;
  closeRecord(cursor.tape, record, cursor.position);
}

function takeComma(cursor: JsonCursor, open: number, close: number): boolean {
  const char = cursor.text.charCodeAt(cursor.position);
  if (char === close) return false;
  if (char !== 44) unexpected(cursor, open, `\`,\` or \`${String.fromCharCode(close)}\``);
  next(cursor, cursor.position + 1);
  return true;
}

function parseJsonKey(cursor: JsonCursor, open: number): void {
  if (cursor.text.charCodeAt(cursor.position) !== 34) unexpected(cursor, open, "a key in double quotes");
  parseString(cursor);
  next(cursor, cursor.position);
  if (cursor.text.charCodeAt(cursor.position) !== 58) unexpected(cursor, open, "`:`");
  next(cursor, cursor.position + 1);
}

function parseString(cursor: JsonCursor): void {
  const { text } = cursor;
  const open = cursor.position;
  let position = open + 1;
  let encoded = false;
  for (;;) {
    const char = text.charCodeAt(position);
    if (char === 34) break;
    if (char === 92) {
      encoded = true;
      position = afterEscape(text, position);
    } else if (char >= 32) {
      position += 1;
    } else if (Number.isNaN(char) || char === 10 || char === 13) {
      throw new ReadingStopped("unclosed-quote", open);
    } else {
      throw new ReadingStopped("json", position, position + 1, "A control character stands in a JSON string.");
    }
  }
  addRecord(cursor.tape, encoded ? JSON_STRING | ENCODED : JSON_STRING, open + 1, position);
  cursor.position = position + 1;
}

function afterEscape(text: string, position: number): number {
  if ('"\\/bfnrt'.includes(text.charAt(position + 1)) && position + 1 < text.length) return position + 2;
  UNICODE_ESCAPE.lastIndex = position + 1;
  if (UNICODE_ESCAPE.test(text)) return position + 6;
  throw new ReadingStopped(
    "json",
    position,
    position + 2,
    `JSON has no escape \`${text.slice(position, position + 2)}\`.`,
  );
}

function parseLiteral(cursor: JsonCursor): void {
  LITERAL.lastIndex = cursor.position;
  if (!LITERAL.test(cursor.text)) unexpected(cursor, cursor.position, "a JSON value");
  addRecord(cursor.tape, PLAIN, cursor.position, LITERAL.lastIndex);
  cursor.position = LITERAL.lastIndex;
}

function next(cursor: JsonCursor, from: number): void {
  cursor.position = skipJsonBlanks(cursor.text, from);
}

function unexpected(cursor: JsonCursor, open: number, expected: string): never {
  if (cursor.position < cursor.text.length) {
    throw new ReadingStopped("json", cursor.position, cursor.position + 1, `JSON expects ${expected} here.`);
  }
  if (open < cursor.position) throw new ReadingStopped("unclosed-bracket", open);
  throw new ReadingStopped("json", cursor.position, cursor.position, `The text ends where JSON expects ${expected}.`);
}
