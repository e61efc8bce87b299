import type { CharacterSet } from "./character-set.ts";
import { readEscape, readPerlClass, readPosixClass, readUnicodeClass, type SetPart } from "./escapes.ts";
import { fail, isAtEnd, looksAt, type Reader, take } from "./syntax.ts";

/** parseClass: `[a-z]`. The reader is on the bracket. */
export function readClass(reader: Reader): CharacterSet | null {
  const start = reader.at;
  reader.at++;
  const negated = looksAt(reader, "^");
  if (negated) reader.at++;
  const ranges: (readonly [number, number])[] = [];
  const others: ((code: number) => boolean)[] = [];
  // A closing bracket is an ordinary character in the first place.
  for (let first = true; first || !looksAt(reader, "]"); first = false) {
    const part =
      readPosixClass(reader) ?? readUnicodeClass(reader) ?? readPerlClass(reader) ?? readRange(reader, start);
    if (part === null || reader.failure !== null) return null;
    for (const one of part.ranges) ranges.push(one);
    for (const one of part.others) others.push(one);
  }
  reader.at++;
  return { ranges, others, negated, foldCase: reader.flags.foldCase };
}

/** A character, or two with a dash between them. */
function readRange(reader: Reader, classStart: number): SetPart | null {
  const start = reader.at;
  const low = readClassCharacter(reader, classStart);
  if (low === null) return null;
  let high: number | null = low;
  // A dash before the closing bracket is itself.
  if (looksAt(reader, "-") && reader.at + 1 < reader.source.length && !looksAt(reader, "-]")) {
    reader.at++;
    high = readClassCharacter(reader, classStart);
    if (high === null) return null;
    if (high < low) return fail(reader, "invalid character class range", start);
  }
  return { ranges: [[low, high]], others: [] };
}

function readClassCharacter(reader: Reader, classStart: number): number | null {
  if (isAtEnd(reader)) return fail(reader, "missing closing ]", classStart, reader.source.length);
  return looksAt(reader, "\\") ? readEscape(reader) : take(reader);
}
