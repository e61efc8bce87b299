import { type CharacterSet, complement, PERL_CLASSES, POSIX_CLASSES, rangesOf, unicodeClass } from "./character-set.ts";
import { doubt, fail, isAtEnd, looksAt, type Reader, take } from "./syntax.ts";

const MAX_CODE_POINT = 0x10ffff;
const CONTROL_ESCAPES: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
]);

/** What stands for several characters, to be put into a set. */
export type SetPart = Pick<CharacterSet, "ranges" | "others">;

/** parseEscape: a single character after a backslash. The reader is on the backslash. */
export function readEscape(reader: Reader): number | null {
  const start = reader.at;
  reader.at++;
  if (isAtEnd(reader)) return fail(reader, "trailing backslash at end of expression", start, start);
  const code = take(reader);
  const letter = String.fromCodePoint(code);
  if (code < 0x80 && !/[0-9A-Za-z]/.test(letter)) return code;
  if (/[0-7]/.test(letter) && (letter === "0" || isOctal(peek(reader)))) return readOctal(reader, code - 0x30);
  if (letter === "x") return readHex(reader) ?? fail(reader, "invalid escape sequence", start);
  return CONTROL_ESCAPES.get(letter) ?? fail(reader, "invalid escape sequence", start);
}

function peek(reader: Reader): string {
  return reader.source.charAt(reader.at);
}

function isOctal(text: string): boolean {
  return /^[0-7]$/.test(text);
}

/** At most three digits, the first of which is read. */
function readOctal(reader: Reader, first: number): number {
  let value = first;
  for (let i = 1; i < 3 && isOctal(peek(reader)); i++) value = value * 8 + take(reader) - 0x30;
  return value;
}

/** Two digits, or any number of them in braces. @returns null where the server gives up, with the reader there */
function readHex(reader: Reader): number | null {
  if (isAtEnd(reader)) return null;
  const first = take(reader);
  if (first !== 0x7b) {
    const high = hexDigit(first);
    const low = hexDigit(take(reader));
    return high < 0 || low < 0 ? null : high * 16 + low;
  }
  let value = 0;
  for (let digits = 0; ; digits++) {
    if (isAtEnd(reader)) return null;
    const code = take(reader);
    if (code === 0x7d) return digits === 0 ? null : value;
    const digit = hexDigit(code);
    if (digit < 0) return null;
    value = value * 16 + digit;
    if (value > MAX_CODE_POINT) return null;
  }
}

function hexDigit(code: number): number {
  const digit = code < 0 ? "" : String.fromCodePoint(code);
  return /^[0-9A-Fa-f]$/.test(digit) ? Number.parseInt(digit, 16) : -1;
}

/** \d, \S and so on. @returns undefined, without moving, when something else stands there */
export function readPerlClass(reader: Reader): SetPart | undefined {
  if (!looksAt(reader, "\\")) return undefined;
  const letter = reader.source.charAt(reader.at + 1);
  const text = PERL_CLASSES.get(letter.toLowerCase());
  if (text === undefined) return undefined;
  reader.at += 2;
  return setPart(reader, text, letter !== letter.toLowerCase());
}

/** [:alnum:], [:^alnum:]. @returns undefined when something else stands there, null on failure */
export function readPosixClass(reader: Reader): SetPart | null | undefined {
  if (!looksAt(reader, "[:")) return undefined;
  const start = reader.at;
  const end = reader.source.indexOf(":]", start + 2);
  if (end < 0) return undefined;
  const name = reader.source.slice(start + 2, end);
  reader.at = end + 2;
  const negated = name.startsWith("^");
  const text = POSIX_CLASSES.get(negated ? name.slice(1) : name);
  return text === undefined ? fail(reader, "invalid character class range", start) : setPart(reader, text, negated);
}

/** \pL, \p{Greek}, \P{^Greek}. @returns undefined when something else stands there, null on failure */
export function readUnicodeClass(reader: Reader): SetPart | null | undefined {
  if (!looksAt(reader, "\\p") && !looksAt(reader, "\\P")) return undefined;
  const start = reader.at;
  let negated = looksAt(reader, "\\P");
  reader.at += 2;
  const first = take(reader);
  let name = first < 0 ? "" : String.fromCodePoint(first);
  if (name === "{") {
    const end = reader.source.indexOf("}", start);
    if (end < 0) return fail(reader, "invalid character class range", start, reader.source.length);
    name = reader.source.slice(start + 3, end);
    reader.at = end + 1;
  }
  if (name.startsWith("^")) {
    negated = !negated;
    name = name.slice(1);
  }
  const test = unicodeClass(name);
  if (test === null) return fail(reader, "invalid character class range", start);
  if (test === undefined) {
    return doubt(
      reader,
      `whether the server knows the character class ${name} depends on the version of Go it is built with`,
    );
  }
  return { ranges: [], others: [negated ? complement(test, reader.flags.foldCase) : test] };
}

function setPart(reader: Reader, text: string, negated: boolean): SetPart {
  const ranges = rangesOf(text);
  if (!negated) return { ranges, others: [] };
  const test = (code: number) => ranges.some(([low, high]) => low <= code && code <= high);
  return { ranges: [], others: [complement(test, reader.flags.foldCase)] };
}
