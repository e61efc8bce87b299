import { isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { type Anchored, type Anchors, anchorValue, countExpansion, createAnchors } from "./anchors.ts";
import { type ProblemCode, ReadingStopped } from "./document-problem.ts";
import { type Dialect, isCollectionTag, tagName } from "./explicit-tag.ts";
import type { Scalar } from "./kubernetes-scalar.ts";
import {
  ALIAS,
  ANCHOR,
  afterNode,
  field,
  KIND,
  MAPPING,
  MAX_DEPTH,
  type NodeTape,
  PLAIN,
  RECORD,
  readProperties,
  SEQUENCE,
  sourceOf,
  TAG,
} from "./node-tape.ts";
import { scalarText } from "./scalar-text.ts";
import { scalarKey, scalarValue } from "./scalar-value.ts";

/** An object under construction. It has no prototype: a key `__proto__` or `constructor` is a key like any other. */
interface MutableObject {
  [key: string]: JsonValue;
}

interface Builder {
  readonly text: string;
  readonly tape: NodeTape;
  readonly dialect: Dialect;
  readonly anchors: Anchors;
}

/**
 * Makes the JSON value of a parsed document. Throws ReadingStopped. Values behind aliases are shared, never copied,
 * and their total size is bounded, so that a walk over the result is bounded too.
 */
export function buildValue(text: string, tape: NodeTape, dialect: Dialect): JsonValue {
  return tape.length === 0 ? null : buildNode({ text, tape, dialect, anchors: createAnchors() }, 0, 0);
}

/** Whether the key at `index` is `<<`, written plain, in a dialect that merges. */
export function isMergeKey(text: string, tape: NodeTape, index: number, dialect: Dialect): boolean {
  if (dialect !== "kubernetes") return false;
  const { tag, node } = readProperties(tape, index);
  const start = field(tape, node + 1);
  if (field(tape, node + 2) - start !== 2 || !text.startsWith("<<", start)) return false;
  if (tag >= 0) return tagName(sourceOf(text, tape, tag)) === "tag:yaml.org,2002:merge";
  return field(tape, node) === PLAIN;
}

function buildNode(builder: Builder, index: number, depth: number): JsonValue {
  const { text, tape } = builder;
  const kind = field(tape, index) & KIND;
  if (kind !== ANCHOR && kind !== TAG) return buildContent(builder, index, -1, depth);
  const { anchor, tag, node } = readProperties(tape, index);
  if (anchor < 0) return buildContent(builder, node, tag, depth);
  const isMapping = (field(tape, node) & KIND) === MAPPING;
  const name = sourceOf(text, tape, anchor).slice(1);
  return anchorValue(builder.anchors, name, isMapping, depth, () => buildContent(builder, node, tag, depth));
}

function buildContent(builder: Builder, index: number, tag: number, depth: number): JsonValue {
  const { anchors, tape } = builder;
  anchors.visited += 1;
  if (depth > anchors.deepest) anchors.deepest = depth;
  const kind = field(tape, index) & KIND;
  if (kind === MAPPING || kind === SEQUENCE) {
    if (depth >= MAX_DEPTH) stopAt(builder, index, "too-deep", String(MAX_DEPTH));
    if (tag >= 0) checkCollectionTag(builder, tag);
    return kind === MAPPING ? buildMapping(builder, index, depth) : buildSequence(builder, index, depth);
  }
  if (kind === ALIAS) return expandAlias(builder, index, depth);
  anchors.characters += field(tape, index + 2) - field(tape, index + 1);
  const value = buildScalar(builder, index, tag);
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  return stopAt(builder, index, "number", `\`${scalarText(builder.text, tape, index)}\``);
}

function checkCollectionTag(builder: Builder, tag: number): void {
  const written = sourceOf(builder.text, builder.tape, tag);
  if (!isCollectionTag(tagName(written), builder.dialect)) stopAt(builder, tag, "tag", `\`${written}\``);
}

function buildSequence(builder: Builder, index: number, depth: number): JsonValue {
  const { tape } = builder;
  const items: JsonValue[] = [];
  const end = field(tape, index + 3);
  for (let item = index + RECORD; item < end; item = afterNode(tape, item)) {
    items.push(buildNode(builder, item, depth + 1));
  }
  // A list that was pushed to has room for 16 more.
  return items.slice();
}

function buildMapping(builder: Builder, index: number, depth: number): JsonValue {
  const { text, tape, dialect } = builder;
  // Made without a prototype it would be a hash table, three times as large and slower to read.
  const object: MutableObject = Object.setPrototypeOf({}, null);
  let written: Set<string> | undefined;
  const end = field(tape, index + 3);
  for (let key = index + RECORD; key < end; ) {
    const value = afterNode(tape, key);
    if (isMergeKey(text, tape, key, dialect)) {
      if (written !== undefined) stopAt(builder, key, "duplicate-key", "`<<`");
      written = new Set(Object.keys(object));
      mergeInto(builder, object, written, key, buildMerged(builder, value, depth + 1));
    } else {
      const name = buildKey(builder, key, depth + 1);
      const isWritten = written === undefined ? name in object : written.has(name);
      if (isWritten) stopAt(builder, key, "duplicate-key", `\`${name}\``);
      written?.add(name);
      object[name] = buildNode(builder, value, depth + 1);
    }
    key = afterNode(tape, value);
  }
  return object;
}

/** The pairs that `<<` brings in: those of one mapping, or of a list in which the first that has a key wins. */
function buildMerged(builder: Builder, index: number, depth: number): JsonObject {
  const { tape } = builder;
  const { node } = readProperties(tape, index);
  if ((field(tape, node) & KIND) !== SEQUENCE) return buildMergeSource(builder, index, depth);
  const merged: MutableObject = Object.create(null);
  const end = field(tape, node + 3);
  for (let item = node + RECORD; item < end; item = afterNode(tape, item)) {
    const source = buildMergeSource(builder, item, depth);
    for (const name of Object.keys(source)) if (!(name in merged)) merged[name] = source[name] ?? null;
  }
  return merged;
}

function buildMergeSource(builder: Builder, index: number, depth: number): JsonObject {
  const { node } = readProperties(builder.tape, index);
  const kind = field(builder.tape, node) & KIND;
  const isMapping = kind === MAPPING || (kind === ALIAS && anchorOf(builder, node).isMapping);
  const source = isMapping ? buildNode(builder, index, depth) : null;
  return isObject(source) ? source : stopAt(builder, index, "merge-source", "");
}

/** go-yaml v2 writes merged pairs over what stands above the `<<`, which other tools do not: a reason to stop. */
function mergeInto(
  builder: Builder,
  object: MutableObject,
  written: ReadonlySet<string>,
  key: number,
  source: JsonObject,
): void {
  for (const name of Object.keys(source)) {
    const value = source[name] ?? null;
    if (written.has(name) && object[name] !== value) stopAt(builder, key, "merge-order", `\`${name}\``);
    object[name] = value;
  }
}

function expandAlias(builder: Builder, index: number, depth: number): JsonValue {
  const anchored = anchorOf(builder, index);
  const alias = sourceOf(builder.text, builder.tape, index);
  if (anchored.open) stopAt(builder, index, "alias-cycle", `\`${alias}\``);
  const problem = countExpansion(builder.anchors, anchored, depth);
  if (problem !== undefined) stopAt(builder, index, problem, String(MAX_DEPTH));
  return anchored.value;
}

function anchorOf(builder: Builder, index: number): Anchored {
  const alias = sourceOf(builder.text, builder.tape, index);
  const anchored = builder.anchors.byName.get(alias.slice(1));
  return anchored ?? stopAt(builder, index, "unknown-anchor", `\`${alias}\``);
}

function buildKey(builder: Builder, index: number, depth: number): string {
  const { text, tape, dialect } = builder;
  const { anchor, tag, node } = readProperties(tape, index);
  const kind = field(tape, node) & KIND;
  if (kind !== ALIAS && kind !== MAPPING && kind !== SEQUENCE) {
    if (anchor >= 0) buildNode(builder, index, depth);
    else builder.anchors.visited += 1;
    builder.anchors.characters += field(tape, node + 2) - field(tape, node + 1);
    const key = scalarKey(text, tape, dialect, node, tag);
    if (key !== undefined) return key;
    const value = buildScalar(builder, node, tag);
    return stopAt(builder, index, value === null ? "key-null" : "number", `\`${scalarText(text, tape, node)}\``);
  }
  const key = buildNode(builder, index, depth);
  if (typeof key === "object") return stopAt(builder, index, key === null ? "key-null" : "key-collection", "");
  return String(key);
}

function buildTagged(builder: Builder, index: number, tag: number): Scalar {
  const { text, tape, dialect } = builder;
  const result = scalarValue(text, tape, dialect, index, tag);
  const name = sourceOf(text, tape, tag);
  if (result === "unknown") return stopAt(builder, tag, "tag", `\`${name}\``);
  if (result === "misfit") return stopAt(builder, index, "tag-value", `\`${name}\``);
  return result.value;
}

function buildScalar(builder: Builder, index: number, tag: number): Scalar {
  const { text, tape, dialect } = builder;
  if (tag >= 0) return buildTagged(builder, index, tag);
  const result = scalarValue(text, tape, dialect, index, -1);
  return typeof result === "string" ? null : result.value;
}

function stopAt(builder: Builder, index: number, code: ProblemCode, subject: string): never {
  throw new ReadingStopped(code, field(builder.tape, index + 1), field(builder.tape, index + 2), subject);
}
