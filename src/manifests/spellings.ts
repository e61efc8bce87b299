/*
 * A word of ASCII letters can be written otherwise in YAML and JSON: by escapes, over a folded line, as base64 behind
 * !!binary. Nobody does so by chance, and a reader of Kubernetes takes it all the same. Nothing here decides what a document
 * is: it only tells which bytes have to be parsed to know.
 */

const BACKSLASH = 0x5c;
/** Digits behind `\x`, `\u` and `\U`. */
const DIGITS: Readonly<Record<number, number>> = { 120: 2, 117: 4, 85: 8 };
/** The ends of lines of YAML 1.1, which go-yaml folds at. */
const LINE_ENDS = [[0x0d, 0x0a], [0x0a], [0x0d], [0xc2, 0x85], [0xe2, 0x80, 0xa8], [0xe2, 0x80, 0xa9]];
/** 1 for each byte that makes one of these escapes behind a backslash: most text has others, by the thousand. */
const ESCAPING = new Uint8Array(256);
for (const byte of [...Object.keys(DIGITS).map(Number), ...LINE_ENDS.flatMap((bytes) => bytes.slice(0, 1))]) {
  ESCAPING[byte] = 1;
}

/**
 * The bytes with their escapes of letters undone and their escaped line ends taken out.
 * @returns null where there are none: the bytes say what they spell
 */
export function unescapedLetters(bytes: Uint8Array): Uint8Array | null {
  let plain: Uint8Array | null = null;
  let length = 0;
  let start = 0;
  for (let at = bytes.indexOf(BACKSLASH); at >= 0; at = bytes.indexOf(BACKSLASH, at + 1)) {
    if (at < start || ESCAPING[bytes[at + 1] ?? 0] === 0) continue;
    const letter = letterAt(bytes, at);
    const end = letter < 0 ? endOfFold(bytes, at) : at + 2 + (DIGITS[bytes[at + 1] ?? 0] ?? 0);
    if (end === at) continue;
    // No escape is shorter than what it stands for.
    plain ??= new Uint8Array(bytes.length);
    plain.set(bytes.subarray(start, at), length);
    length += at - start;
    if (letter >= 0) plain[length++] = letter;
    start = end;
  }
  if (plain === null) return null;
  plain.set(bytes.subarray(start), length);
  return plain.subarray(0, length + bytes.length - start);
}

/** The ASCII letter that is escaped here; -1: none is. */
function letterAt(bytes: Uint8Array, at: number): number {
  const digits = DIGITS[bytes[at + 1] ?? 0];
  const letter = digits === undefined ? -1 : hexNumber(bytes, at + 2, digits);
  const isLetter = (letter >= 0x41 && letter <= 0x5a) || (letter >= 0x61 && letter <= 0x7a);
  return isLetter ? letter : -1;
}

/** Where text goes on behind an escaped end of a line and the blanks of the next one; `at`: none is escaped here. */
function endOfFold(bytes: Uint8Array, at: number): number {
  const lineEnd = LINE_ENDS.find((one) => one.every((byte, index) => bytes[at + 1 + index] === byte));
  if (lineEnd === undefined) return at;
  let end = at + 1 + lineEnd.length;
  while (bytes[end] === 0x20 || bytes[end] === 0x09) end += 1;
  return end;
}

function hexNumber(bytes: Uint8Array, start: number, digits: number): number {
  let value = 0;
  for (let index = start; index < start + digits; index++) {
    const digit = Number.parseInt(String.fromCharCode(bytes[index] ?? 0), 16);
    if (Number.isNaN(digit)) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** The bytes without blanks and ends of lines, which base64 may have anywhere. */
export function withoutBlanks(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte) => byte > 0x20);
}
