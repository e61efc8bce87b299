import { done, type Result } from "../../base/result.ts";
import type { CharacterSet } from "./character-set.ts";
import { readEscape, readPerlClass, readPosixClass, readUnicodeClass, type SetPart } from "./escapes.ts";
import { readOpening } from "./groups.ts";
import { isValidRepeat, readCounts } from "./repeats.ts";
import {
  character,
  combine,
  doubt,
  type Failure,
  type Flags,
  fail,
  isAtEnd,
  type LeafOp,
  leaf,
  looksAt,
  type Node,
  type Reader,
  repeat,
  take,
} from "./syntax.ts";

export interface ParsedPattern {
  readonly node: Node;
  /** It asks for letters in any case somewhere. */
  readonly folds: boolean;
}

/** A group that is still open, or the whole. */
interface Frame {
  readonly alternatives: Node[];
  atoms: Node[];
  /** What (?i) and the like were before the group. */
  readonly flags: Flags;
}

/**
 * Go refuses trees higher than 1,000 or larger than some three million instructions; where exactly depends on how it
 * simplifies them. Below these no version does.
 */
const MAX_HEIGHT = 250;
const MAX_LENGTH = 20_000;

/** regexp/syntax.Parse with the flags of regexp.Compile: Go's RE2 syntax and its errors. */
export function parse(source: string): Result<ParsedPattern, { readonly failure: Failure }> {
  const reader: Reader = {
    source,
    at: 0,
    flags: { foldCase: false, dotMatchesNewline: false, multiline: false },
    failure: null,
    folds: false,
  };
  if (source.length > MAX_LENGTH) doubt(reader, "the pattern is too long to be judged");
  const frames: Frame[] = [{ alternatives: [], atoms: [], flags: reader.flags }];
  // Where the repetition operator before the current place begins; -1: there is none.
  let lastRepeat = -1;
  while (reader.failure === null && !isAtEnd(reader)) {
    const start = reader.at;
    const repeated = readToken(reader, frames, lastRepeat);
    lastRepeat = repeated ? start : -1;
  }
  if (reader.failure === null && frames.length > 1) fail(reader, "missing closing )", 0, source.length);
  if (reader.failure !== null) return { ok: false, failure: reader.failure };
  const [whole] = frames;
  return done({ node: whole === undefined ? leaf("empty") : close(whole), folds: reader.folds });
}

/** Reads one token. @returns whether it was a repetition operator */
function readToken(reader: Reader, frames: Frame[], lastRepeat: number): boolean {
  const frame = frames[frames.length - 1];
  if (frame === undefined) return false;
  const start = reader.at;
  const push = (node: Node | null) => {
    if (node !== null) frame.atoms.push(node);
    return false;
  };
  switch (reader.source[start]) {
    case "(":
      readParenthesis(reader, frames);
      return false;
    case "|":
      reader.at++;
      frame.alternatives.push(combine("concat", frame.atoms));
      frame.atoms = [];
      return false;
    case ")":
      reader.at++;
      closeGroup(reader, frames);
      return false;
    case "^":
      reader.at++;
      return push(leaf(reader.flags.multiline ? "assertion-begin-line" : "assertion-begin-text"));
    case "$":
      reader.at++;
      return push(leaf(reader.flags.multiline ? "assertion-end-line" : "assertion-end-text"));
    case ".":
      reader.at++;
      return push(character(dot(reader)));
    case "[": {
      const set = readClass(reader);
      return push(set === null ? null : character(set));
    }
    case "*":
    case "+":
    case "?":
    case "{":
      return readRepeat(reader, frame, lastRepeat);
    case "\\":
      return readBackslash(reader, frame);
    default:
      return push(literal(reader, take(reader)));
  }
}

function readParenthesis(reader: Reader, frames: Frame[]): void {
  const opening = readOpening(reader);
  if (opening === null) return;
  if (opening.kind === "group") frames.push({ alternatives: [], atoms: [], flags: reader.flags });
  reader.flags = opening.flags;
  reader.folds ||= opening.flags.foldCase;
}

function closeGroup(reader: Reader, frames: Frame[]): void {
  const group = frames.length > 1 ? frames.pop() : undefined;
  const outer = frames[frames.length - 1];
  if (group === undefined || outer === undefined) {
    fail(reader, "unexpected )", 0, reader.source.length);
    return;
  }
  reader.flags = group.flags;
  // A capturing group is a node of its own for the server.
  const inner = close(group);
  const node = { ...inner, height: inner.height + 1 };
  if (node.height > MAX_HEIGHT) doubt(reader, "the pattern is nested too deeply to be judged");
  outer.atoms.push(node);
}

function close(frame: Frame): Node {
  return combine("alternate", [...frame.alternatives, combine("concat", frame.atoms)]);
}

/** @returns whether a repetition operator was read: an opening brace may be itself */
function readRepeat(reader: Reader, frame: Frame, lastRepeat: number): boolean {
  const start = reader.at;
  const counts = readCounts(reader);
  if (counts === "literal") {
    frame.atoms.push(literal(reader, take(reader)));
    return false;
  }
  if (counts === null) return false;
  if (looksAt(reader, "?")) reader.at++;
  if (lastRepeat >= 0) {
    fail(reader, "invalid nested repetition operator", lastRepeat);
    return false;
  }
  const sub = frame.atoms.pop();
  if (sub === undefined) {
    fail(reader, "missing argument to repetition operator", start);
    return false;
  }
  const node = repeat(sub, counts.min, counts.max, counts.counted);
  frame.atoms.push(node);
  if (node.height > MAX_HEIGHT) doubt(reader, "the pattern is nested too deeply to be judged");
  else if (counts.counted && !isValidRepeat(node)) fail(reader, "invalid repeat count", start);
  return true;
}

function readBackslash(reader: Reader, frame: Frame): false {
  const start = reader.at;
  const assertion = ASSERTIONS.get(reader.source.charAt(start + 1));
  if (assertion !== undefined) {
    reader.at += 2;
    frame.atoms.push(leaf(assertion));
    return false;
  }
  if (looksAt(reader, "\\C")) {
    fail(reader, "invalid escape sequence", start, start + 2);
    return false;
  }
  if (looksAt(reader, "\\Q")) {
    readQuoted(reader, frame);
    return false;
  }
  const part = readUnicodeClass(reader) ?? readPerlClass(reader);
  if (reader.failure !== null) return false;
  if (part !== null && part !== undefined) {
    frame.atoms.push(character({ ...part, negated: false, foldCase: reader.flags.foldCase }));
    return false;
  }
  const code = readEscape(reader);
  if (code !== null) frame.atoms.push(literal(reader, code));
  return false;
}

const ASSERTIONS: ReadonlyMap<string, LeafOp> = new Map([
  ["A", "assertion-begin-text"],
  ["b", "assertion-word"],
  ["B", "assertion-not-word"],
  ["z", "assertion-end-text"],
]);

/** \Q...\E: everything in it is itself. */
function readQuoted(reader: Reader, frame: Frame): void {
  const end = reader.source.indexOf("\\E", reader.at + 2);
  const stop = end < 0 ? reader.source.length : end;
  reader.at += 2;
  while (reader.at < stop) frame.atoms.push(literal(reader, take(reader)));
  if (end >= 0) reader.at += 2;
}

function literal(reader: Reader, code: number): Node {
  return character({ ranges: [[code, code]], others: [], negated: false, foldCase: reader.flags.foldCase });
}

function dot(reader: Reader): CharacterSet {
  const newline = 10;
  const ranges: CharacterSet["ranges"] = reader.flags.dotMatchesNewline ? [] : [[newline, newline]];
  return { ranges, others: [], negated: true, foldCase: false };
}

/** parseClass: `[a-z]`. The reader is on the bracket. */
function readClass(reader: Reader): CharacterSet | null {
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
