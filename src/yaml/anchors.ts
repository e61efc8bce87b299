import type { JsonValue } from "../base/json.ts";
import { MAX_DEPTH } from "./node-tape.ts";

/** What anchors stand for, and how far aliases have blown up the document so far. */
export interface Anchors {
  readonly byName: Map<string, Anchored>;
  /** Values visited so far, expansions of aliases included, and how many of them are expansions. */
  visited: number;
  expanded: number;
  /** Characters of the scalars so far, expansions of aliases included, and how many of them are expansions. */
  characters: number;
  copied: number;
  /** Deepest level reached, counted through aliases. */
  deepest: number;
}

export interface Anchored {
  readonly value: JsonValue;
  readonly isMapping: boolean;
  /** Inside its own value an anchor has none yet. */
  readonly open: boolean;
  /** Size of the value, as `visited` counts, and levels below it. */
  readonly visited: number;
  readonly height: number;
  /** Of its scalars, as `characters` counts. */
  readonly characters: number;
}

/**
 * What aliases may add to a document, in characters. go-yaml counts values alone, and twenty thousand aliases of one long
 * text are 2 GB: no request to an API server is larger than 3 MiB, and a List of ten of them is read.
 */
const MAX_COPIED = 32 * 1024 * 1024;

export function createAnchors(): Anchors {
  return { byName: new Map(), visited: 0, expanded: 0, characters: 0, copied: 0, deepest: 0 };
}

/** Builds the value of an anchor with `build` and remembers it under `name`. */
export function anchorValue(
  anchors: Anchors,
  name: string,
  isMapping: boolean,
  depth: number,
  build: () => JsonValue,
): JsonValue {
  anchors.byName.set(name, { value: null, isMapping, open: true, visited: 0, height: 0, characters: 0 });
  const { visited, characters, deepest } = anchors;
  anchors.deepest = depth;
  const value = build();
  const height = anchors.deepest - depth;
  anchors.byName.set(name, {
    value,
    isMapping,
    open: false,
    visited: anchors.visited - visited,
    height,
    characters: anchors.characters - characters,
  });
  anchors.deepest = Math.max(deepest, anchors.deepest);
  return value;
}

/** Counts the expansion of an alias at `depth`; the problem, if that is more than any tool takes. */
export function countExpansion(
  anchors: Anchors,
  anchored: Anchored,
  depth: number,
): "too-deep" | "alias-expansion" | "alias-text" | undefined {
  const depthBelow = depth + anchored.height;
  if (depthBelow > MAX_DEPTH) return "too-deep";
  anchors.deepest = Math.max(anchors.deepest, depthBelow);
  anchors.visited += anchored.visited;
  anchors.expanded += anchored.visited;
  anchors.characters += anchored.characters;
  anchors.copied += anchored.characters;
  if (anchors.copied > MAX_COPIED) return "alias-text";
  return isExcessive(anchors.visited, anchors.expanded) ? "alias-expansion" : undefined;
}

/** The limits of go-yaml v2 (decode.go, `allowedAliasRatio`): kubectl refuses what exceeds them. */
function isExcessive(visited: number, expanded: number): boolean {
  if (expanded <= 100 || visited <= 1000) return false;
  const excess = Math.min(Math.max((visited - 400_000) / 3_600_000, 0), 1);
  return expanded / visited > 0.99 - 0.89 * excess;
}
