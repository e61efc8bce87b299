import { ReadingStopped } from "./document-problem.ts";
import { ALIAS, ANCHOR, addRecord, TAG } from "./node-tape.ts";
import { type Cursor, current, isSeparator, skipToToken } from "./yaml-cursor.ts";

const NAME = /[0-9A-Za-z_-]+/y;
const TAG_TEXT = /!(?:<[^\s<>]*>|[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]*)/y;
/** YAML 1.2 ends a tag at the comma or bracket of a collection. */
const FLOW_TAG_TEXT = /!(?:<[^\s<>]*>|[0-9A-Za-z_\-;/?:@&=+$.!~*'()%]*)/y;

/** Reads `*name`. */
export function scanAlias(cursor: Cursor): void {
  scanName(cursor, ALIAS);
}

/** Whether an anchor or a tag stands here. */
export function atProperty(cursor: Cursor): boolean {
  const char = current(cursor);
  return char === 38 || char === 33;
}

/**
 * Reads the anchor and the tag in front of a node, in either order, and skips to what follows them. Stops at the end
 * of the line: properties on the next line belong to another node.
 */
export function scanProperties(cursor: Cursor): void {
  const line = cursor.lineStart;
  const first = current(cursor);
  scanProperty(cursor);
  if (cursor.lineStart === line && atProperty(cursor) && current(cursor) !== first) scanProperty(cursor);
  if (cursor.lineStart === line && (atProperty(cursor) || current(cursor) === 42)) {
    throw new ReadingStopped("anchor-name", cursor.position);
  }
}

function scanProperty(cursor: Cursor): void {
  if (current(cursor) === 38) scanName(cursor, ANCHOR);
  else scanTag(cursor);
  skipToToken(cursor);
}

function scanName(cursor: Cursor, kind: number): void {
  const start = cursor.position;
  NAME.lastIndex = start + 1;
  const end = NAME.test(cursor.text) ? NAME.lastIndex : start + 1;
  const follower = cursor.text.charAt(end);
  if (end === start + 1 || !(isSeparator(cursor.text.charCodeAt(end)) || "?:,]}%@`".includes(follower))) {
    throw new ReadingStopped("anchor-name", start, end + 1);
  }
  addRecord(cursor.tape, kind, start, end);
  cursor.position = end;
  cursor.keyAllowed = false;
}

function scanTag(cursor: Cursor): void {
  const start = cursor.position;
  const pattern = cursor.yaml12 && cursor.flowLevel > 0 ? FLOW_TAG_TEXT : TAG_TEXT;
  pattern.lastIndex = start;
  const end = pattern.test(cursor.text) ? pattern.lastIndex : start + 1;
  if (!isSeparator(cursor.text.charCodeAt(end)) && pattern === TAG_TEXT) {
    throw new ReadingStopped("tag", start, end, `\`${cursor.text.slice(start, end)}\``);
  }
  addRecord(cursor.tape, TAG, start, end);
  cursor.position = end;
  cursor.keyAllowed = false;
}
