/** JSON that a generator still changes. */
export type Draft = null | boolean | number | string | Draft[] | DraftObject;
export interface DraftObject {
  [key: string]: Draft;
}

/** A source of chance that gives the same for the same seed, on every machine. */
export interface Dice {
  /** An integer from 0 to `below` - 1. */
  int(below: number): number;
  /** True in `percent` of 100 throws. */
  chance(percent: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Each item `weight` times as likely as one of weight 1. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item;
  /** `count` different items at most, in the order of the list. */
  some<Item>(items: readonly Item[], count: number): Item[];
}

/** @param index of the case: every case has dice of its own, so that one can be made without those before it */
export function diceOf(seed: number, index: number): Dice {
  let state = mixed(mixed(seed) ^ mixed(index + 0x9e3779b9));
  const int = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    return Math.floor((mixed(state) / 2 ** 32) * below);
  };
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[int(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  return {
    int,
    pick,
    chance: (percent) => int(1000) < percent * 10,
    weighted(items) {
      let rest = int(items.reduce((sum, [weight]) => sum + weight, 0));
      for (const [weight, item] of items) {
        rest -= weight;
        if (rest < 0) return item;
      }
      throw new Error("nothing to pick from");
    },
    some(items, count) {
      const left = items.map((_, position) => position);
      const chosen: number[] = [];
      while (chosen.length < count && left.length > 0) chosen.push(...left.splice(int(left.length), 1));
      return items.filter((_, position) => chosen.includes(position));
    },
  };
}

/** One step of murmur3's finalizer: 32 bits in, 32 bits out. */
function mixed(bits: number): number {
  let value = Math.imul((bits >>> 0) ^ ((bits >>> 0) >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

export function isDraftObject(value: Draft | undefined): value is DraftObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function copyOf<Value extends Draft>(value: Value): Value {
  return structuredClone(value);
}

/** The object below `key`, made where there is none. */
export function objectAt(owner: DraftObject, key: string): DraftObject {
  const found = owner[key];
  if (isDraftObject(found)) return found;
  const made: DraftObject = {};
  owner[key] = made;
  return made;
}

/** The objects of the list below `key`. */
export function objectsAt(owner: DraftObject, key: string): DraftObject[] {
  const found = owner[key];
  return Array.isArray(found) ? found.filter(isDraftObject) : [];
}

/** The list below `key`, made where there is none. */
export function listAt(owner: DraftObject, key: string): Draft[] {
  const found = owner[key];
  if (Array.isArray(found)) return found;
  const made: Draft[] = [];
  owner[key] = made;
  return made;
}
