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
const STARTS_OF_LINE_ENDS: ReadonlySet<number> = new Set(LINE_ENDS.flatMap((bytes) => bytes.slice(0, 1)));

/**
 * The bytes with their escapes of letters undone and their escaped line ends taken out.
 * @returns null where there are none: the bytes say what they spell
 */
export function unescapedLetters(bytes: Uint8Array): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (let at = bytes.indexOf(BACKSLASH); at >= 0; at = bytes.indexOf(BACKSLASH, at + 1)) {
    if (at < start) continue;
    const escaped = escapeAt(bytes, at);
    if (escaped === null) continue;
    pieces.push(bytes.subarray(start, at), escaped.stands);
    start = escaped.end;
  }
  if (pieces.length === 0) return null;
  pieces.push(bytes.subarray(start));
  return joined(pieces);
}

function escapeAt(bytes: Uint8Array, at: number): { readonly stands: Uint8Array; readonly end: number } | null {
  const digits = DIGITS[bytes[at + 1] ?? 0];
  if (digits !== undefined) {
    const letter = hexNumber(bytes, at + 2, digits);
    const isLetter = (letter >= 0x41 && letter <= 0x5a) || (letter >= 0x61 && letter <= 0x7a);
    return isLetter ? { stands: Uint8Array.of(letter), end: at + 2 + digits } : null;
  }
  if (!STARTS_OF_LINE_ENDS.has(bytes[at + 1] ?? 0)) return null;
  const lineEnd = LINE_ENDS.find((one) => one.every((byte, index) => bytes[at + 1 + index] === byte));
  if (lineEnd === undefined) return null;
  let end = at + 1 + lineEnd.length;
  while (bytes[end] === 0x20 || bytes[end] === 0x09) end += 1;
  return { stands: new Uint8Array(), end };
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

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

/** The bytes without blanks and ends of lines, which base64 may have anywhere. */
export function withoutBlanks(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte) => byte > 0x20);
}
