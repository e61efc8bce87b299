import { type Flags, fail, isAtEnd, looksAt, type Reader, take } from "./syntax.ts";

export type Opening =
  /** A group begins, with these flags inside. */
  | { readonly kind: "group"; readonly flags: Flags }
  /** `(?i)`: only the flags change. */
  | { readonly kind: "flags"; readonly flags: Flags };

/** Reads `(`, `(?:`, `(?i:`, `(?i)`, `(?P<name>` or `(?<name>`. The reader is on the parenthesis. @returns null on failure */
export function readOpening(reader: Reader): Opening | null {
  const { flags } = reader;
  if (!looksAt(reader, "(?")) {
    reader.at++;
    return { kind: "group", flags };
  }
  const left = reader.source.length - reader.at;
  // Go wants one character more before it takes it for a name.
  const nameStart = looksAt(reader, "(?P<") && left > 4 ? 4 : looksAt(reader, "(?<") && left > 3 ? 3 : 0;
  if (nameStart > 0) return readNamed(reader, nameStart);
  return readFlags(reader);
}

function readNamed(reader: Reader, nameStart: number): Opening | null {
  const start = reader.at;
  const end = reader.source.indexOf(">", start);
  if (end < 0) return fail(reader, "invalid named capture", start, reader.source.length);
  reader.at = end + 1;
  const name = reader.source.slice(start + nameStart, end);
  if (!/^[A-Za-z0-9_]+$/.test(name)) return fail(reader, "invalid named capture", start);
  return { kind: "group", flags: reader.flags };
}

/** parsePerlFlags. A minus turns the rest off, once; it must have something to turn off. */
function readFlags(reader: Reader): Opening | null {
  const start = reader.at;
  reader.at += 2;
  let flags = reader.flags;
  let on = true;
  let sawFlag = false;
  while (!isAtEnd(reader)) {
    const letter = String.fromCodePoint(take(reader));
    if (letter === "-" && on) {
      on = false;
      sawFlag = false;
      continue;
    }
    if ((letter === ":" || letter === ")") && (on || sawFlag)) {
      return { kind: letter === ":" ? "group" : "flags", flags };
    }
    const changed = withFlag(flags, letter, on);
    if (changed === null) break;
    flags = changed;
    sawFlag = true;
  }
  return fail(reader, "invalid or unsupported Perl syntax", start);
}

/** @returns null for a letter that is no flag */
function withFlag(flags: Flags, letter: string, on: boolean): Flags | null {
  switch (letter) {
    case "i":
      return { ...flags, foldCase: on };
    case "m":
      return { ...flags, multiline: on };
    case "s":
      return { ...flags, dotMatchesNewline: on };
    // Greediness does not decide whether a text matches.
    case "U":
      return flags;
    default:
      return null;
  }
}
