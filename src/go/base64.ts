import { done, type Result } from "../base/result.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SEXTETS = new Map([...ALPHABET].map((character, sextet) => [character.charCodeAt(0), sextet]));
const PADDING = 0x3d;
const QUANTUM = 4;

/** The bytes, or the offset of the byte that Go complains about. */
export type Base64 = Result<Uint8Array, { readonly offset: number }>;

/**
 * Go's base64.StdEncoding.Decode: padding is required, line breaks are skipped wherever they stand, bits behind the
 * last byte are not looked at. Node's own decoder accepts far more.
 */
export function decodeBase64(text: string): Base64 {
  const source = Buffer.from(text, "utf8");
  const bytes: number[] = [];
  let at = 0;
  while (at < source.length) {
    const quantum = decodeQuantum(source, at);
    if (typeof quantum === "number") return { ok: false, offset: quantum };
    for (const one of quantum.bytes) bytes.push(one);
    at = quantum.next;
  }
  return done(Uint8Array.from(bytes));
}

/** base64.CorruptInputError */
export function illegalBase64Text(offset: number): string {
  return `illegal base64 data at input byte ${offset}`;
}

/** @returns up to three bytes, or the offset of what is wrong */
function decodeQuantum(source: Uint8Array, start: number): { bytes: number[]; next: number } | number {
  const sextets: number[] = [];
  let at = start;
  while (sextets.length < QUANTUM) {
    if (at === source.length) return sextets.length === 0 ? { bytes: [], next: at } : at - sextets.length;
    const byte = source[at++] ?? 0;
    const sextet = SEXTETS.get(byte);
    if (sextet !== undefined) sextets.push(sextet);
    else if (!isLineBreak(byte)) return byte === PADDING ? decodePadded(source, at, sextets) : at - 1;
  }
  return { bytes: joinSextets(sextets), next: at };
}

/** `at` is behind the first `=`. */
function decodePadded(source: Uint8Array, at: number, sextets: readonly number[]) {
  let next = at;
  if (sextets.length < 2) return next - 1;
  if (sextets.length === 2) {
    next = skipLineBreaks(source, next);
    if (next === source.length) return source.length;
    if (source[next] !== PADDING) return next - 1;
    next++;
  }
  next = skipLineBreaks(source, next);
  return next < source.length ? next : { bytes: joinSextets(sextets), next };
}

function joinSextets(sextets: readonly number[]): number[] {
  const bits = sextets.reduce((sum, sextet, index) => sum | (sextet << (18 - 6 * index)), 0);
  return [bits >> 16, (bits >> 8) & 0xff, bits & 0xff].slice(0, sextets.length - 1);
}

function skipLineBreaks(source: Uint8Array, at: number): number {
  let next = at;
  while (next < source.length && isLineBreak(source[next])) next++;
  return next;
}

function isLineBreak(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}
