import { type ObjectContents, objectName } from "../../manifests/object-contents.ts";
import type { FoundObject } from "../reading/tree.ts";
import { type PlacesBefore, placesBefore, UNMOVED } from "./place-before.ts";

/** What the base has of an object of the change. */
export interface ObjectBefore {
  /** What a cluster has of it before this change; null: nothing, or nobody can tell what. */
  readonly object: FoundObject | null;
  /** Names where it stood, or where it stands if it is new: equal for one object of two trees. */
  readonly standing: string;
}

/** How values of an object go with those of what it replaces. */
export type FollowPlaces = (one: FoundObject, before: FoundObject) => PlacesBefore;

/** Each pair is compared once, and none that is one reading. */
export function createFollowPlaces(): FollowPlaces {
  const known = new WeakMap<ObjectContents, WeakMap<ObjectContents, PlacesBefore>>();
  return ({ contents }, { contents: old }) => {
    if (contents === old) return UNMOVED;
    const own = known.get(contents) ?? new WeakMap<ObjectContents, PlacesBefore>();
    known.set(contents, own);
    const found = own.get(old) ?? placesBefore(contents.read(), old.read());
    own.set(old, found);
    return found;
  };
}

export type ObjectPairs = (one: FoundObject, cluster: string | null) => ObjectBefore;

export interface PairedTrees {
  readonly now: () => readonly FoundObject[];
  readonly before: () => readonly FoundObject[];
  /** @param cluster null: there is no snapshot, and nobody knows which objects share a cluster */
  readonly isMeant: (one: FoundObject, cluster: string | null) => boolean;
}

/**
 * Which object of the base an object of the change is, on one cluster: that of its name at the same path; else one of its
 * name that is gone from where it was, where only one may be meant. Folders of several clusters have objects of the same
 * name, and one says nothing of another.
 */
export function createObjectPairs(trees: PairedTrees): ObjectPairs {
  const [now, before] = [lazily(() => named(trees.now())), lazily(() => named(trees.before()))];
  const known = new Map<string, ReadonlyMap<FoundObject, ObjectBefore>>();
  return (one, cluster) => {
    const name = nameKey(one);
    const key = JSON.stringify([cluster, name]);
    const isMeant = (other: FoundObject) => trees.isMeant(other, cluster);
    const places = [now().get(name), before().get(name)].map((all) => all ?? new Map<FoundObject, string>());
    const [here = new Map(), there = new Map()] = places;
    const found = known.get(key) ?? paired(here, there, isMeant, cluster !== null);
    known.set(key, found);
    return found.get(one) ?? { object: null, standing: here.get(one) ?? "" };
  };
}

/** Objects of one name with where they stand. */
type Places = ReadonlyMap<FoundObject, string>;

function paired(
  here: Places,
  there: Places,
  isMeant: (one: FoundObject) => boolean,
  isOneCluster: boolean,
): ReadonlyMap<FoundObject, ObjectBefore> {
  const found = new Map<FoundObject, ObjectBefore>();
  const pair = (one: FoundObject, object: FoundObject) => {
    found.set(one, { object, standing: there.get(object) ?? "" });
    left.delete(object);
  };
  const all = [...there.keys()].filter(isMeant);
  const left = new Set(all);
  const open = () => [...here.keys()].filter((one) => isMeant(one) && !found.has(one));
  const pairBy = (keyOf: (one: FoundObject) => string) => {
    const byKey = new Map<string, FoundObject[]>();
    // From the last to the first: they are taken from the end.
    for (const object of [...left].reverse()) {
      const same = byKey.get(keyOf(object));
      if (same === undefined) byKey.set(keyOf(object), [object]);
      else same.push(object);
    }
    for (const one of open()) {
      const object = byKey.get(keyOf(one))?.pop();
      if (object !== undefined) pair(one, object);
    }
  };
  pairBy(({ path }) => path);
  if (open().length > 1 || left.size > 1) pairBy(({ contents }) => JSON.stringify(contents.read()));
  const [[fresh, ...others], [gone, ...more]] = [open(), [...left]];
  if (fresh !== undefined && gone !== undefined && others.length + more.length === 0) pair(fresh, gone);
  const [only, second] = all;
  for (const one of open()) {
    // One more copy of what a cluster has is an update of that, where the namespace says that it is the same object.
    const isSame = isOneCluster && second === undefined && only !== undefined && hasNamespace(one);
    found.set(one, { object: isSame ? only : null, standing: here.get(one) ?? "" });
  }
  return found;
}

function named(objects: readonly FoundObject[]): ReadonlyMap<string, Places> {
  const names = new Map<string, Map<FoundObject, string>>();
  const counts = new Map<string, number>();
  for (const one of objects) {
    const name = nameKey(one);
    const at = JSON.stringify([one.path, name]);
    const count = counts.get(at) ?? 0;
    counts.set(at, count + 1);
    const places = names.get(name) ?? new Map<FoundObject, string>();
    names.set(name, places.set(one, JSON.stringify([one.path, count])));
  }
  return names;
}

function nameKey(one: FoundObject): string {
  return JSON.stringify([one.apiVersion, one.kind, objectName(one)]);
}

function hasNamespace({ names }: FoundObject): boolean {
  return names.namespace !== null;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
