import { ReadingStopped } from "./document-problem.ts";
import { ALIAS, ANCHOR, addRecord, TAG } from "./node-tape.ts";
import { type Cursor, current, isSeparator, skipToToken } from "./yaml-cursor.ts";

const NAME = /[0-9A-Za-z_-]+/y;
const TAG_TEXT = /!(?:<[^\s<>]*>|[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]%]*)/y;
/** YAML 1.2 ends a tag at the comma or bracket of a collection. */
const FLOW_TAG_TEXT = /!(?:<[^\s<>]*>|[0-9A-Za-z_\-;/?:@&=+$.!~*'()%]*)/y;

/** A byte of a character in UTF-8 behind its first. */
const FURTHER = "%[89AaBb][0-9A-Fa-f]";
/** A character of a tag, as it is or as the bytes of its UTF-8. */
const OF_TAG = `(?:[0-9A-Za-z_\\-;/?:@&=+$,.!~*'()[\\]]|%[0-7][0-9A-Fa-f]|%[CcDd][0-9A-Fa-f]${FURTHER}|%[Ee][0-9A-Fa-f](?:${FURTHER}){2}|%[Ff][0-7](?:${FURTHER}){3})`;
/** What go-yaml takes: `!<any>`, `!!any`, and `!any` unless that begins with a handle, as none is declared here. */
const TAG_FORM = new RegExp(`^!(?:<${OF_TAG}+>|!${OF_TAG}+|(?![0-9A-Za-z_-]*!)${OF_TAG}*)$`);

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
 * of the line: properties on the next line may belong to another node.
 * @returns `&`, `!` or both
 */
export function scanProperties(cursor: Cursor): string {
  const line = cursor.lineStart;
  const first = current(cursor);
  scanProperty(cursor);
  const hasSecond = cursor.lineStart === line && atProperty(cursor) && current(cursor) !== first;
  if (hasSecond) scanProperty(cursor);
  if (cursor.lineStart === line && (atProperty(cursor) || current(cursor) === 42)) {
    throw new ReadingStopped("anchor-name", cursor.position);
  }
  return hasSecond ? "&!" : String.fromCharCode(first);
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
  const isEnded = isSeparator(cursor.text.charCodeAt(end)) || pattern === FLOW_TAG_TEXT;
  if (!isEnded || !TAG_FORM.test(cursor.text.slice(start, end))) {
    throw new ReadingStopped("tag", start, end, `\`${cursor.text.slice(start, end)}\``);
  }
  addRecord(cursor.tape, TAG, start, end);
  cursor.position = end;
  cursor.keyAllowed = false;
}
