import { ReadingStopped } from "./document-problem.ts";

/**
 * What a parser found, as flat records of four integers in document order: kind, start and end offset in the text,
 * and for a collection the index behind its last record, for a block scalar its indentation and chomping.
 * Anchors and tags are records of their own in front of the node they belong to; keys and values alternate.
 * Flat integers keep a 64 MiB file inside memory: objects for the same nodes need seven times as much.
 */
export interface NodeTape {
  records: Int32Array;
  /** Number of integers in use. */
  length: number;
}

export const RECORD = 4;

export const MAPPING = 1;
export const SEQUENCE = 2;
export const PLAIN = 3;
export const SINGLE_QUOTED = 4;
export const DOUBLE_QUOTED = 5;
export const LITERAL = 6;
export const FOLDED = 7;
export const ALIAS = 8;
export const EMPTY = 9;
export const ANCHOR = 10;
export const TAG = 11;
export const JSON_STRING = 12;

/** Added to a scalar's kind when its value is not simply the text between start and end. */
export const ENCODED = 16;
export const KIND = 15;

/** Real CRDs need at most 43 levels (2,313 of them); a document this deep is no manifest but an attack on the stack. */
export const MAX_DEPTH = 256;

/** Real CRDs have about 25,000 values per MiB; this allows a cluster's whole dump of 64 MiB. */
const MAX_NODES = 4_000_000;

/** What the last parser is done with: thousands of small documents need not each have memory of their own to grow in. */
let spare: Int32Array | null = null;
const LONGEST_SPARE = RECORD * 16_384;

/** Starts small, because a stream may hold thousands of small documents. */
export function createTape(textLength: number): NodeTape {
  const records = spare ?? new Int32Array(RECORD * (16 + Math.min(textLength >> 5, 4096)));
  spare = null;
  return { records, length: 0 };
}

/** Appends a record and returns its index. */
export function addRecord(tape: NodeTape, kind: number, start: number, end: number, extra = 0): number {
  const index = tape.length;
  if (index + RECORD > tape.records.length) grow(tape, start);
  const { records } = tape;
  records[index] = kind;
  records[index + 1] = start;
  records[index + 2] = end;
  records[index + 3] = extra;
  tape.length = index + RECORD;
  return index;
}

/** Puts a record in front of those from `index` on: a mapping is known only when the `:` behind its first key is. */
export function insertRecord(tape: NodeTape, index: number, kind: number, start: number): number {
  addRecord(tape, 0, start, start);
  tape.records.copyWithin(index + RECORD, index, tape.length - RECORD);
  tape.records[index] = kind;
  tape.records[index + 1] = start;
  tape.records[index + 2] = start;
  tape.records[index + 3] = 0;
  return index;
}

/** Ends the collection whose record is at `index`. */
export function closeRecord(tape: NodeTape, index: number, end: number): void {
  tape.records[index + 2] = end;
  tape.records[index + 3] = tape.length;
}

/** One integer of a record; the tape never has holes. */
export function field(tape: NodeTape, index: number): number {
  return tape.records[index] ?? 0;
}

/** The text a record stands for; of a quoted scalar, without the quotes. */
export function sourceOf(text: string, tape: NodeTape, index: number): string {
  return text.slice(field(tape, index + 1), field(tape, index + 2));
}

export interface NodeProperties {
  /** Index of the record, or -1. */
  readonly anchor: number;
  readonly tag: number;
  /** The node itself, behind its anchor and tag. */
  readonly node: number;
}

/** Finds the node behind the anchor and the tag that start at `index`. */
export function readProperties(tape: NodeTape, index: number): NodeProperties {
  let anchor = -1;
  let tag = -1;
  let node = index;
  for (;;) {
    const kind = field(tape, node) & KIND;
    if (kind === ANCHOR) anchor = node;
    else if (kind === TAG) tag = node;
    else return { anchor, tag, node };
    node += RECORD;
  }
}

/** The index behind the node at `index` with its anchor and tag. */
export function afterNode(tape: NodeTape, index: number): number {
  let node = index;
  let kind = field(tape, node) & KIND;
  while (kind === ANCHOR || kind === TAG) {
    node += RECORD;
    kind = field(tape, node) & KIND;
  }
  return kind === MAPPING || kind === SEQUENCE ? field(tape, node + 3) : node + RECORD;
}

function grow(tape: NodeTape, position: number): void {
  if (tape.length >= MAX_NODES * RECORD)
    throw new ReadingStopped("too-large", position, position + 1, String(MAX_NODES));
  const records = new Int32Array(Math.min(tape.records.length * 2, (MAX_NODES + 1) * RECORD));
  records.set(tape.records);
  tape.records = records;
}

/** Gives back what a finished tape has room for: it is kept as long as anybody may ask for a place. */
export function trim(tape: NodeTape): void {
  if (tape.length === tape.records.length) return;
  const { records } = tape;
  tape.records = records.slice(0, tape.length);
  keepSpare(records);
}

/** Gives back all of a tape that nobody is to look at again. */
export function release(tape: NodeTape): void {
  const { records } = tape;
  tape.records = NOTHING;
  tape.length = 0;
  keepSpare(records);
}

const NOTHING = new Int32Array();

function keepSpare(records: Int32Array): void {
  if (records.length <= LONGEST_SPARE) spare = records;
}
