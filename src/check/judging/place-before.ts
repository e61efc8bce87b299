import {
  type DocumentPath,
  isArray,
  isObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  member,
  valueAt,
} from "../../base/json.ts";

/** Items of two lists that are compared each with each. */
const MOST_COMPARED = 10_000;

/** What of an object is where in what it replaces. */
export interface PlacesBefore {
  /** Where what stands at `path` was; null: it is in an item of a list that is new. */
  readonly of: (path: DocumentPath) => DocumentPath | null;
  /** Whether the value at `path` is what it was; of the whole, but for its metadata. */
  readonly isSame: (path: DocumentPath) => boolean;
}

/** Of an object that nothing was done to. */
export const UNMOVED: PlacesBefore = { of: (path) => path, isSame: () => true };

/**
 * Follows values from an object back into the one that it replaces: members by their names, items of lists by what they are,
 * for an item that is put in front moves all others.
 */
export function placesBefore(now: JsonObject, before: JsonObject): PlacesBefore {
  const known = new Map<JsonArray, ReadonlyMap<number, number>>();
  const itemsOf = (list: JsonArray, other: JsonArray) => {
    const found = known.get(list) ?? itemsBefore(list, other);
    known.set(list, found);
    return found;
  };
  const of = (path: DocumentPath): DocumentPath | null => {
    const found: (string | number)[] = [];
    let value: JsonValue | undefined = now;
    let old: JsonValue | undefined = before;
    for (const step of path) {
      let at = step;
      if (typeof step === "number" && isArray(value) && isArray(old) && step < value.length) {
        const index = itemsOf(value, old).get(step);
        if (index === undefined) return null;
        at = index;
      }
      found.push(at);
      [value, old] = [stepInto(value, step), stepInto(old, at)];
    }
    return found;
  };
  const isSame = (path: DocumentPath) => {
    if (path.length === 0) return isEqual(withoutMetadata(now), withoutMetadata(before));
    const old = of(path);
    return old !== null && isEqual(valueAt(now, path), valueAt(before, old));
  };
  return { of, isSame };
}

function withoutMetadata({ metadata: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** The order of members is a difference: nobody edits that alone. */
function isEqual(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function stepInto(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  return typeof step === "number" ? (isArray(value) ? value[step] : undefined) : member(value, step);
}

/** The items of `before` that those of `now` were: the same first, in their order, then those that have most in common. */
function itemsBefore(now: JsonArray, before: JsonArray): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const left = new Map<string, number[]>();
  for (const [index, item] of before.entries()) {
    const text = JSON.stringify(item);
    const same = left.get(text);
    if (same === undefined) left.set(text, [index]);
    else same.push(index);
  }
  const queues = new Map([...left].map(([text, indexes]) => [text, indexes.values()]));
  const open: number[] = [];
  const taken = new Set<number>();
  for (const [index, item] of now.entries()) {
    const next = queues.get(JSON.stringify(item))?.next();
    if (next === undefined || next.done === true) open.push(index);
    else {
      pairs.set(index, next.value);
      taken.add(next.value);
    }
  }
  const gone = [...before.keys()].filter((index) => !taken.has(index));
  for (const [index, other] of likest(open, gone, now, before)) pairs.set(index, other);
  return pairs;
}

function likest(
  open: readonly number[],
  gone: readonly number[],
  now: JsonArray,
  before: JsonArray,
): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  const [here, there] = [new Set(open), new Set(gone)];
  const pair = (index: number, other: number) => {
    pairs.push([index, other]);
    here.delete(index);
    there.delete(other);
  };
  if (open.length * gone.length <= MOST_COMPARED) {
    const likenesses = open
      .flatMap((index) => gone.map((other) => ({ index, other, like: likeness(now[index], before[other]) })))
      .filter(({ like }) => like > 0)
      .sort((a, b) => b.like - a.like);
    for (const { index, other } of likenesses) if (here.has(index) && there.has(other)) pair(index, other);
  }
  // What has nothing in common with anything was changed as a whole.
  const others = [...there];
  for (const [at, index] of [...here].entries()) {
    const other = others[at];
    if (other !== undefined) pair(index, other);
  }
  return pairs;
}

/** How many members two items have alike. */
function likeness(one: JsonValue | undefined, other: JsonValue | undefined): number {
  if (!isObject(one) || !isObject(other)) return 0;
  return Object.keys(one).filter((key) => {
    const value = member(other, key);
    return value !== undefined && isEqual(value, one[key]);
  }).length;
}
