import { ReadingStopped } from "./document-problem.ts";
import {
  addRecord,
  closeRecord,
  createTape,
  EMPTY,
  insertRecord,
  MAPPING,
  MAX_DEPTH,
  type NodeTape,
  SEQUENCE,
} from "./node-tape.ts";
import { scanBlockScalar } from "./yaml-block-scalar.ts";
import {
  atDocumentEnd,
  COLON,
  type Cursor,
  columnOf,
  current,
  DASH,
  descend,
  isIndicator,
  QUESTION,
  skipToToken,
} from "./yaml-cursor.ts";
import { MAX_KEY_LENGTH, parseFlowContent } from "./yaml-flow.ts";
import { atProperty, scanProperties } from "./yaml-properties.ts";

/**
 * Parses one YAML document as go-yaml v2 does and reports where everything stands; values are made from the tape.
 * Throws ReadingStopped. Linear in the length of the text.
 *
 * A parser of its own, because reading a manifest otherwise than kubectl does is a wrong prediction: js-yaml and
 * other YAML 1.2 parsers refuse a `]` in its key's column and quoted text without indentation, both of which
 * released CRDs have and Kubernetes takes, and accept what Kubernetes refuses.
 */
export function parseYaml(text: string, options: { readonly yaml12: boolean }): NodeTape {
  const cursor: Cursor = {
    text: `${text}\0`,
    tape: createTape(text.length),
    yaml12: options.yaml12,
    position: 0,
    lineStart: 0,
    keyAllowed: true,
    flowLevel: 0,
    indent: 0,
    depth: 0,
  };
  skipToToken(cursor);
  if (current(cursor) === 37 && columnOf(cursor) === 0) throw new ReadingStopped("directive", cursor.position);
  if (current(cursor) !== 0 && atDocumentEnd(cursor)) {
    // Go takes nothing for a document where `---` announces one, but not where the first thing there is ends one.
    if (current(cursor) !== DASH) {
      throw new ReadingStopped("unexpected-character", cursor.position, cursor.position + 3, "`...`");
    }
    cursor.position += 3;
    cursor.keyAllowed = false;
  }
  skipToToken(cursor);
  if (atDocumentEnd(cursor)) addRecord(cursor.tape, EMPTY, 0, 0);
  else parseBlockNode(cursor, -1, false);
  endDocument(cursor);
  return cursor.tape;
}

/** What kubectl would drop without a word is said. */
function endDocument(cursor: Cursor): void {
  skipToToken(cursor);
  if (current(cursor) === 46 && atDocumentEnd(cursor)) {
    cursor.position += 3;
    cursor.keyAllowed = true;
    skipToToken(cursor);
  }
  if (current(cursor) !== 0) throw new ReadingStopped("trailing-content", cursor.position);
}

/**
 * Reads the node behind a `- `, `? ` or `:` of a collection at column `indent`, or nothing at all.
 * A list may stand in the column of the key it belongs to (`inMapping`).
 */
function parseBlockNode(cursor: Cursor, indent: number, inMapping: boolean): void {
  const origin = cursor.position;
  skipToToken(cursor);
  if (parseAtOuterColumn(cursor, indent, inMapping, origin)) return;
  // Anchor and tag may stand on lines of their own, above the node or above the first key of the mapping that it is.
  let above = "";
  while (atProperty(cursor)) {
    const start = startNode(cursor, false);
    const own = scanProperties(cursor);
    const keyOnly = [...own].some((kind) => above.includes(kind));
    const isInLine = cursor.lineStart === start.line && !atDocumentEnd(cursor);
    if (keyOnly && !isInLine) throw new ReadingStopped("anchor-name", start.start);
    if (parseAtOuterColumn(cursor, indent, inMapping, cursor.position)) return;
    if (isInLine) {
      parseBlockContent(cursor, indent, { ...start, keyOnly });
      return;
    }
    above += own;
  }
  parseBlockContent(cursor, indent, startNode(cursor, above !== "" && current(cursor) === 42));
}

/** Nothing that belongs to this node follows: adds an empty value, or the list in the key's own column. */
function parseAtOuterColumn(cursor: Cursor, indent: number, inMapping: boolean, origin: number): boolean {
  if ((columnOf(cursor) > indent || atOutdentedBlockScalar(cursor, indent)) && !atDocumentEnd(cursor)) return false;
  if (inMapping && columnOf(cursor) === indent && isIndicator(cursor, DASH) && !atDocumentEnd(cursor)) {
    parseBlockSequence(cursor, indent, true);
  } else {
    addRecord(cursor.tape, EMPTY, origin, origin);
  }
  return true;
}

/** go-yaml takes the `|` of a text in the column of its key. */
function atOutdentedBlockScalar(cursor: Cursor, indent: number): boolean {
  const char = current(cursor);
  return (char === 124 || char === 62) && indent >= 0 && columnOf(cursor) === indent;
}

/** Where a node starts, for the case that it turns out to be the first key of a mapping. */
interface NodeStart {
  readonly start: number;
  readonly line: number;
  readonly keyAllowed: boolean;
  readonly firstRecord: number;
  /** The node can only be a key: a second pair of anchor and tag, or an alias behind one, belongs to no value. */
  readonly keyOnly: boolean;
}

function startNode(cursor: Cursor, keyOnly: boolean): NodeStart {
  return {
    start: cursor.position,
    line: cursor.lineStart,
    keyAllowed: cursor.keyAllowed,
    firstRecord: cursor.tape.length,
    keyOnly,
  };
}

function parseBlockContent(cursor: Cursor, indent: number, node: NodeStart): void {
  const char = current(cursor);
  if (isIndicator(cursor, DASH)) {
    if (!cursor.keyAllowed) throw new ReadingStopped("sequence-not-allowed", cursor.position);
    parseBlockSequence(cursor, columnOf(cursor), false);
    return;
  }
  const hasProperties = cursor.tape.length > node.firstRecord;
  if (hasProperties && isIndicator(cursor, COLON)) {
    if (!node.keyAllowed || cursor.keyAllowed) throw new ReadingStopped("value-not-allowed", cursor.position);
    addRecord(cursor.tape, EMPTY, cursor.position, cursor.position);
    const record = insertRecord(cursor.tape, node.firstRecord, MAPPING, node.start);
    parseBlockMapping(cursor, node.start - node.line, record, true);
    return;
  }
  if (isIndicator(cursor, QUESTION) || isIndicator(cursor, COLON)) {
    if (!cursor.keyAllowed) throw new ReadingStopped("value-not-allowed", cursor.position);
    const record = addRecord(cursor.tape, MAPPING, cursor.position, cursor.position);
    parseBlockMapping(cursor, columnOf(cursor), record, false);
    return;
  }
  if ((char === 124 || char === 62) && !node.keyOnly) {
    scanBlockScalar(cursor, indent);
    return;
  }
  const scalar = parseFlowContent(cursor, indent + 1);
  skipToToken(cursor);
  if (cursor.keyAllowed || !isIndicator(cursor, COLON)) {
    if (node.keyOnly) throw new ReadingStopped("expected-colon", node.start);
    return;
  }
  if (!node.keyAllowed) throw new ReadingStopped("value-not-allowed", cursor.position);
  checkKey(cursor, node, scalar);
  const record = insertRecord(cursor.tape, node.firstRecord, MAPPING, node.start);
  parseBlockMapping(cursor, node.start - node.line, record, true);
}

function checkKey(cursor: Cursor, node: { readonly start: number; readonly line: number }, scalar: boolean): void {
  if (cursor.lineStart !== node.line) throw new ReadingStopped("value-not-allowed", cursor.position);
  if (cursor.position - node.start > MAX_KEY_LENGTH) throw new ReadingStopped("key-too-long", node.start);
  if (!scalar) throw new ReadingStopped("key-collection", node.start);
}

/** Reads the pairs of a mapping at `column`; `atColon`: its first key is read already. */
function parseBlockMapping(cursor: Cursor, column: number, record: number, atColon: boolean): void {
  let keyIsRead = atColon;
  descend(cursor, MAX_DEPTH);
  do {
    const explicit = !keyIsRead && isIndicator(cursor, QUESTION);
    if (explicit) parseExplicitKey(cursor, column);
    else if (!keyIsRead) parseKey(cursor, column);
    keyIsRead = false;
    if (explicit && !(columnOf(cursor) === column && isIndicator(cursor, COLON))) {
      addRecord(cursor.tape, EMPTY, cursor.position, cursor.position);
    } else {
      cursor.position += 1;
      cursor.keyAllowed = explicit;
      parseBlockNode(cursor, column, true);
    }
    skipToToken(cursor);
  } while (hasNext(cursor, column, "expected-key"));
  cursor.depth -= 1;
  closeRecord(cursor.tape, record, cursor.position);
}

function parseExplicitKey(cursor: Cursor, column: number): void {
  cursor.position += 1;
  cursor.keyAllowed = true;
  parseBlockNode(cursor, column, true);
  skipToToken(cursor);
}

function parseKey(cursor: Cursor, column: number): void {
  const start = cursor.position;
  const line = cursor.lineStart;
  if (isIndicator(cursor, COLON)) throw new ReadingStopped("key-null", start);
  if (isIndicator(cursor, DASH)) throw new ReadingStopped("expected-key", start);
  const hasProperties = atProperty(cursor);
  if (hasProperties) scanProperties(cursor);
  const isEmpty = hasProperties && isIndicator(cursor, COLON);
  if (isEmpty) addRecord(cursor.tape, EMPTY, cursor.position, cursor.position);
  const scalar = isEmpty || parseFlowContent(cursor, column + 1);
  skipToToken(cursor);
  if (!isIndicator(cursor, COLON) || cursor.keyAllowed) throw new ReadingStopped("expected-colon", start);
  checkKey(cursor, { start, line }, scalar);
}

/** Reads the items of a list at `column`; `indentless`: the list stands in the column of its key. */
function parseBlockSequence(cursor: Cursor, column: number, indentless: boolean): void {
  const record = addRecord(cursor.tape, SEQUENCE, cursor.position, cursor.position);
  descend(cursor, MAX_DEPTH);
  do {
    cursor.position += 1;
    cursor.keyAllowed = true;
    parseBlockNode(cursor, column, false);
    skipToToken(cursor);
    if (indentless && columnOf(cursor) === column && !isIndicator(cursor, DASH)) break;
  } while (hasNext(cursor, column, "expected-dash") && isNextItem(cursor));
  cursor.depth -= 1;
  closeRecord(cursor.tape, record, cursor.position);
}

function isNextItem(cursor: Cursor): boolean {
  if (isIndicator(cursor, DASH)) return true;
  throw new ReadingStopped("expected-dash", cursor.position);
}

function hasNext(cursor: Cursor, column: number, problem: "expected-key" | "expected-dash"): boolean {
  if (atDocumentEnd(cursor) || columnOf(cursor) < column) return false;
  if (columnOf(cursor) === column && cursor.keyAllowed) return true;
  throw new ReadingStopped(current(cursor) === 9 ? "tab" : problem, cursor.position);
}
