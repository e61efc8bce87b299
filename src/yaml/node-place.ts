import type { DocumentPath } from "../base/json.ts";
import { isMergeKey } from "./document-value.ts";
import type { Dialect } from "./explicit-tag.ts";
import {
  ALIAS,
  ANCHOR,
  afterNode,
  DOUBLE_QUOTED,
  EMPTY,
  field,
  JSON_STRING,
  KIND,
  MAPPING,
  type NodeTape,
  RECORD,
  readProperties,
  SEQUENCE,
  SINGLE_QUOTED,
  sourceOf,
} from "./node-tape.ts";
import { scalarKey } from "./scalar-value.ts";

/** Offsets in the text, the end exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

interface ParsedText {
  readonly text: string;
  readonly tape: NodeTape;
  readonly dialect: Dialect;
}

/** What a path leads to: where to point, and the node that holds the rest of the path. */
interface Found {
  readonly place: Place;
  readonly node: number;
}

/**
 * Where `path` stands: its key with the colon, its list item, or those of the nearest ancestor that exists; the empty
 * path is the root. What came in by an alias or a merge is found where it is written.
 */
export function placeOf(text: string, tape: NodeTape, dialect: Dialect, path: DocumentPath): Place {
  const parsed = { text, tape, dialect };
  if (tape.length === 0) return { start: 0, end: 0 };
  let found: Found = { place: placeOfNode(parsed, 0), node: 0 };
  for (const step of path) {
    const holder = contentOf(parsed, found.node);
    const next = typeof step === "number" ? findItem(parsed, holder, step) : findPair(parsed, holder, step);
    if (next === undefined) break;
    found = next;
  }
  return found.place;
}

/** An item of a sequence. */
interface Reached {
  readonly position: number;
  readonly item: number;
}

/** Which item of each sequence was asked for last: one after the other is asked for, and each walk would begin anew. */
const reached = new WeakMap<NodeTape, Map<number, Reached>>();

function findItem(parsed: ParsedText, sequence: number, position: number): Found | undefined {
  const { tape } = parsed;
  if ((field(tape, sequence) & KIND) !== SEQUENCE) return undefined;
  const end = field(tape, sequence + 3);
  const known = reached.get(tape) ?? new Map<number, Reached>();
  const last = known.get(sequence);
  let { position: at, item } =
    last !== undefined && last.position <= position ? last : { position: 0, item: sequence + RECORD };
  for (; at < position && item < end; at++) item = afterNode(tape, item);
  reached.set(tape, known.set(sequence, { position: at, item }));
  return item < end && position >= 0 ? { place: placeOfNode(parsed, item), node: item } : undefined;
}

/** A pair that is written in the mapping wins over a merged one, which has the same value or none at all. */
function findPair(parsed: ParsedText, mapping: number, name: string): Found | undefined {
  const { text, tape, dialect } = parsed;
  if ((field(tape, mapping) & KIND) !== MAPPING) return undefined;
  const end = field(tape, mapping + 3);
  let merged: Found | undefined;
  for (let key = mapping + RECORD; key < end; ) {
    const value = afterNode(tape, key);
    if (isMergeKey(text, tape, key, dialect)) merged = findMerged(parsed, value, name);
    else if (nameOf(parsed, key) === name) return { place: placeOfKey(parsed, key), node: value };
    key = afterNode(tape, value);
  }
  return merged;
}

function findMerged(parsed: ParsedText, source: number, name: string): Found | undefined {
  const { tape } = parsed;
  const content = contentOf(parsed, source);
  if ((field(tape, content) & KIND) !== SEQUENCE) return findPair(parsed, content, name);
  const end = field(tape, content + 3);
  for (let item = content + RECORD; item < end; item = afterNode(tape, item)) {
    const found = findPair(parsed, contentOf(parsed, item), name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function nameOf(parsed: ParsedText, key: number): string | undefined {
  const { text, tape, dialect } = parsed;
  const { tag } = readProperties(tape, key);
  return scalarKey(text, tape, dialect, contentOf(parsed, key), tag);
}

/** The node behind anchor, tag and alias. The text was read before, so that every alias has its anchor above it. */
function contentOf(parsed: ParsedText, index: number): number {
  const { text, tape } = parsed;
  const { node } = readProperties(tape, index);
  if ((field(tape, node) & KIND) !== ALIAS) return node;
  const name = sourceOf(text, tape, node).slice(1);
  for (let anchor = node - RECORD; anchor >= 0; anchor -= RECORD) {
    const isAnchor = (field(tape, anchor) & KIND) === ANCHOR;
    if (isAnchor && sourceOf(text, tape, anchor).slice(1) === name) return contentOf(parsed, anchor);
  }
  return node;
}

/** The key in its quotes, and the colon behind it when that is on the same line. */
function placeOfKey(parsed: ParsedText, key: number): Place {
  const { text, tape } = parsed;
  const { node } = readProperties(tape, key);
  const { start, end } = outerPlace(tape, node);
  let colon = end;
  while (text.charCodeAt(colon) === 32 || text.charCodeAt(colon) === 9) colon += 1;
  return { start, end: text.charCodeAt(colon) === 58 ? colon + 1 : end };
}

/** A node from its anchor or tag on; an item without any value is the dash in front of it. */
function placeOfNode(parsed: ParsedText, index: number): Place {
  const { tape } = parsed;
  const { node } = readProperties(tape, index);
  const { start, end } = outerPlace(tape, node);
  if (node !== index) return { start: field(tape, index + 1), end: Math.max(end, field(tape, node - RECORD + 2)) };
  const isDash = (field(tape, node) & KIND) === EMPTY && parsed.text.charCodeAt(start - 1) === 45;
  return isDash ? { start: start - 1, end: start } : { start, end };
}

function outerPlace(tape: NodeTape, node: number): Place {
  const kind = field(tape, node) & KIND;
  const quote = kind === SINGLE_QUOTED || kind === DOUBLE_QUOTED || kind === JSON_STRING ? 1 : 0;
  return { start: field(tape, node + 1) - quote, end: field(tape, node + 2) + quote };
}
