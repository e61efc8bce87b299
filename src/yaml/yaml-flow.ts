import { ReadingStopped } from "./document-problem.ts";
import { addRecord, closeRecord, EMPTY, insertRecord, MAPPING, MAX_DEPTH, SEQUENCE } from "./node-tape.ts";
import {
  atDocumentEnd,
  COLON,
  COMMA,
  type Cursor,
  current,
  DASH,
  DOUBLE_QUOTE,
  descend,
  isBlank,
  isIndicator,
  isSeparator,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
  skipToToken,
  TAB,
} from "./yaml-cursor.ts";
import { atProperty, scanAlias, scanProperties } from "./yaml-properties.ts";
import { scanPlain, scanQuoted } from "./yaml-scalars.ts";

/** go-yaml looks no further for the `:` behind a key. */
export const MAX_KEY_LENGTH = 1024;

const CLOSE_SEQUENCE = 93;
const CLOSE_MAPPING = 125;
const INDICATORS = "-?:,[]{}#&*!|>'\"%@`";

/**
 * Reads an alias, a scalar or a bracketed collection; false for a collection, which can be no key.
 * @param indent of the block that it stands in: spaces that following lines of a plain scalar need
 */
export function parseFlowContent(cursor: Cursor, indent: number): boolean {
  cursor.indent = indent;
  const char = current(cursor);
  if (char === DOUBLE_QUOTE || char === SINGLE_QUOTE) scanQuoted(cursor);
  else if (char === 42) scanAlias(cursor);
  else if (char === 91) {
    parseFlowCollection(cursor, SEQUENCE);
    return false;
  } else if (char === 123) {
    parseFlowCollection(cursor, MAPPING);
    return false;
  } else {
    if (!canStartPlain(cursor, char)) refuse(cursor, char);
    scanPlain(cursor);
  }
  return true;
}

function canStartPlain(cursor: Cursor, char: number): boolean {
  if (isSeparator(char)) return false;
  if (!INDICATORS.includes(String.fromCharCode(char))) return true;
  const next = cursor.text.charCodeAt(cursor.position + 1);
  if (char === DASH) return !isBlank(next) && !isIndicator(cursor, DASH);
  const mayStart = cursor.flowLevel === 0 || cursor.yaml12;
  return mayStart && (char === QUESTION || char === COLON) && !isSeparator(next);
}

function refuse(cursor: Cursor, char: number): never {
  if (char === TAB) throw new ReadingStopped("tab", cursor.position);
  const shown = char <= SPACE ? "a blank" : `\`${String.fromCharCode(char)}\``;
  throw new ReadingStopped("unexpected-character", cursor.position, cursor.position + 1, shown);
}

function parseFlowCollection(cursor: Cursor, kind: number): void {
  const open = cursor.position;
  const close = kind === SEQUENCE ? CLOSE_SEQUENCE : CLOSE_MAPPING;
  descend(cursor, MAX_DEPTH);
  const record = addRecord(cursor.tape, kind, open, open);
  cursor.flowLevel += 1;
  cursor.position += 1;
  for (let first = true; ; first = false) {
    cursor.keyAllowed = true;
    skipInFlow(cursor, open);
    if (current(cursor) === close) break;
    if (!first) {
      if (current(cursor) !== COMMA) {
        throw new ReadingStopped("expected-comma", cursor.position, cursor.position + 1, String.fromCharCode(close));
      }
      cursor.position += 1;
      skipInFlow(cursor, open);
      if (current(cursor) === close) break;
    }
    parseFlowEntry(cursor, open, kind);
  }
  cursor.position += 1;
  cursor.flowLevel -= 1;
  cursor.depth -= 1;
  cursor.keyAllowed = false;
  closeRecord(cursor.tape, record, cursor.position);
}

/** One entry: in `{}` a key with or without value, in `[]` a value or a single pair. */
function parseFlowEntry(cursor: Cursor, open: number, kind: number): void {
  const start = cursor.position;
  const line = cursor.lineStart;
  const firstRecord = cursor.tape.length;
  const explicit = cursor.yaml12 ? isIndicator(cursor, QUESTION) : current(cursor) === QUESTION;
  if (explicit) {
    cursor.position += 1;
    cursor.keyAllowed = false;
    skipInFlow(cursor, open);
  }
  const scalar = parseFlowPart(cursor, open, !explicit);
  skipInFlow(cursor, open);
  const hasColon = current(cursor) === COLON;
  if (hasColon && !explicit) {
    if (cursor.lineStart !== line) throw new ReadingStopped("value-not-allowed", cursor.position);
    if (cursor.position - start > MAX_KEY_LENGTH) throw new ReadingStopped("key-too-long", start);
  }
  const isPair = hasColon || explicit;
  if (isPair && !scalar) throw new ReadingStopped("key-collection", start);
  if (kind === SEQUENCE && !isPair) return;
  const pair = kind === SEQUENCE ? insertRecord(cursor.tape, firstRecord, MAPPING, start) : -1;
  if (hasColon) {
    cursor.position += 1;
    cursor.keyAllowed = false;
    skipInFlow(cursor, open);
  }
  if (hasColon) parseFlowPart(cursor, open, false);
  else addRecord(cursor.tape, EMPTY, cursor.position, cursor.position);
  if (pair >= 0) closeRecord(cursor.tape, pair, cursor.position);
}

/** A key or a value. @param needed an entry without a `?` or `:` in front is not empty */
function parseFlowPart(cursor: Cursor, open: number, needed: boolean): boolean {
  if (needed || !atFlowEnd(cursor)) return parseFlowNode(cursor, open);
  addRecord(cursor.tape, EMPTY, cursor.position, cursor.position);
  return true;
}

function atFlowEnd(cursor: Cursor): boolean {
  const char = current(cursor);
  return char === COMMA || char === CLOSE_SEQUENCE || char === CLOSE_MAPPING;
}

function parseFlowNode(cursor: Cursor, open: number): boolean {
  if (atProperty(cursor)) {
    scanProperties(cursor);
    skipInFlow(cursor, open);
    if (atFlowEnd(cursor) || current(cursor) === COLON) {
      addRecord(cursor.tape, EMPTY, cursor.position, cursor.position);
      return true;
    }
    if (current(cursor) === 42 || atProperty(cursor)) throw new ReadingStopped("anchor-name", cursor.position);
  }
  return parseFlowContent(cursor, cursor.indent);
}

function skipInFlow(cursor: Cursor, open: number): void {
  skipToToken(cursor);
  if (atDocumentEnd(cursor)) throw new ReadingStopped("unclosed-bracket", open);
}
