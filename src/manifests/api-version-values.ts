import { mayBeBinary, searchWord } from "./select.ts";
import { unescapedLetters } from "./spellings.ts";

/*
 * What a text may set `apiVersion` to, told without parsing it: most files of a tree are of other APIs, and reading them all
 * takes too long. Whatever cannot be told so is said to be open, and has to be parsed.
 */

/** The text behind `apiVersion:` to the end of its line, with whatever else stands there; `open`: it may be anything. */
export type VersionValue = string | typeof OPEN;

export const OPEN = Symbol("open");

const KEY = "apiVersion";
const KEY_BYTES = searchWord(KEY);
/** Characters, or bytes, between the key and the end of its value; there may be anchors, tags and comments. */
const LONGEST = 400;
/** Of the name of a group and the slash behind it: of a value that stands farther back there may be less than that. */
const LONGEST_GROUP = 256;
/** What ends a line for go-yaml alone, and so the comment in it: also as bytes of UTF-8 that were taken for characters. */
const RARE_LINE_END = /\r(?!\n)|\u0085|\u2028|\u2029|\u00e2\u0080[\u00a8\u00a9]/;

/** Of a text that is no UTF-8, and was decoded. */
export function* versionValues(text: string): Generator<VersionValue> {
  for (let at = text.indexOf(KEY); at >= 0; at = text.indexOf(KEY, at + KEY.length)) {
    const value = valueBehind(text.slice(at + KEY.length, at + KEY.length + LONGEST));
    if (value !== null) yield value;
    if (text.slice(Math.max(at - LONGEST, 0), at).includes("&") && text.includes("*")) yield OPEN;
  }
}

/** The same of bytes that nobody has decoded, in any spelling of the key: true for whatever may become such a text. */
export function* versionValuesIn(bytes: Uint8Array): Generator<VersionValue> {
  yield* valuesOf(bytes);
  const plain = unescapedLetters(bytes);
  if (plain !== null) yield* valuesOf(plain);
  if (mayBeBinary(bytes)) yield OPEN;
}

function* valuesOf(given: Uint8Array): Generator<VersionValue> {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  for (let at = bytes.indexOf(KEY_BYTES); at >= 0; at = bytes.indexOf(KEY_BYTES, at + KEY.length)) {
    const value = valueBehind(bytes.toString("latin1", at + KEY.length, at + KEY.length + LONGEST));
    if (value !== null) yield value;
    if (mayHaveName(bytes, at) && bytes.includes(STAR)) yield OPEN;
  }
}

const AMPERSAND = 0x26;
const STAR = 0x2a;

/** Whether the word at `at` may have an anchor: an alias of it is a key that says `apiVersion` nowhere. */
function mayHaveName(bytes: Buffer, at: number): boolean {
  const before = bytes.lastIndexOf(AMPERSAND, at);
  return before >= 0 && at - before <= LONGEST;
}

/** @param rest of the text, behind the key @returns null: it is no key */
function valueBehind(rest: string): VersionValue | null {
  const colon = skipBlanks(rest, /["']/.test(rest.charAt(0)) ? 1 : 0);
  if (rest.charAt(colon) !== ":") return colon >= LONGEST || hasRareLineEnd(rest, colon) ? OPEN : null;
  let at = skipBlanks(rest, colon + 1);
  while (rest.charAt(at) === "&" || rest.charAt(at) === "!") at = skipBlanks(rest, endOfWord(rest, at));
  if (rest.charAt(at) === "|" || rest.charAt(at) === ">") at = skipBlanks(rest, endOfLine(rest, at));
  if (at >= LONGEST || rest.charAt(at) === "*" || hasRareLineEnd(rest, at)) return OPEN;
  const lineEnd = endOfLine(rest, at);
  if (lineEnd === LONGEST && at > LONGEST - LONGEST_GROUP) return OPEN;
  const line = rest.slice(at, lineEnd);
  if (!line.startsWith('"')) return line;
  const end = line.indexOf('"', 1);
  const text = end < 0 ? line : line.slice(0, end);
  return text.includes("\\") ? OPEN : text;
}

/** Whether more lines may have ended before `end` than were seen to. */
function hasRareLineEnd(text: string, end: number): boolean {
  return RARE_LINE_END.test(text.slice(0, end));
}

/** Behind blanks, ends of lines and comments. */
function skipBlanks(text: string, start: number): number {
  let at = start;
  for (;;) {
    const char = text.charAt(at);
    if (char === " " || char === "\t" || char === "\r" || char === "\n") at++;
    else if (char === "#") at = endOfLine(text, at);
    else return at;
  }
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) > 0x20) at++;
  return at;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}
