import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { goJson, isGoInteger } from "./go-values.ts";
import type { SchemaProps } from "./schema-props.ts";

/**
 * A value with the one that it replaces: what did not change is not held against an update
 * (CorrelatedObject of k8s.io/apiserver/pkg/cel/common/equality.go).
 */
export interface Correlated {
  readonly value: JsonValue;
  readonly old: JsonValue;
  /** The structural schema at this place, which says which items of two lists are the same. */
  readonly schema: SchemaProps;
}

/** Correlated.Key. @returns undefined where the member had no value before, or nothing specifies it */
export function correlatedMember({ value, old, schema }: Correlated, name: string): Correlated | undefined {
  const [next, before] = [member(value, name), member(old, name)];
  if (next === undefined || before === undefined) return undefined;
  const below = schema.properties?.get(name) ?? schema.additionalProperties?.schema;
  return below === undefined ? undefined : { value: next, old: before, schema: below };
}

/** Correlated.Index: only items of a map-like list have a past. */
export function correlatedItem({ value, old, schema }: Correlated, index: number): Correlated | undefined {
  const items = schema.items?.schema;
  const item = isArray(value) ? value[index] : undefined;
  if (items === undefined || item === undefined || !isArray(old) || !isObject(item)) return undefined;
  const keys = mapKeys(schema);
  const before = keys === null || !isObject(item) ? undefined : sameItem(old, item, keys);
  return before === undefined ? undefined : { value: item, old: before, schema: items };
}

function mapKeys(schema: SchemaProps): readonly string[] | null {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const isMap = schema.type === "array" && schema["x-kubernetes-list-type"] === "map" && keys.length > 0;
  return isMap ? keys : null;
}

const remembered = new WeakMap<JsonArray, Map<string, ReadonlyMap<string, JsonObject>>>();

/** maplist.go: the first item that has the same keys, all of them scalars. */
function sameItem(old: JsonArray, item: JsonObject, keys: readonly string[]): JsonObject | undefined {
  const wanted = keyOf(item, keys);
  if (wanted === null) return undefined;
  const known = remembered.get(old) ?? new Map<string, ReadonlyMap<string, JsonObject>>();
  remembered.set(old, known);
  const which = JSON.stringify(keys);
  const items = known.get(which) ?? itemsByKey(old, keys);
  known.set(which, items);
  return items.get(wanted);
}

/** Made once: a list may have as many items as are asked for. */
function itemsByKey(old: JsonArray, keys: readonly string[]): ReadonlyMap<string, JsonObject> {
  const items = new Map<string, JsonObject>();
  for (const one of old) {
    const key = isObject(one) ? keyOf(one, keys) : null;
    if (isObject(one) && key !== null && !items.has(key)) items.set(key, one);
  }
  return items;
}

function keyOf(item: JsonObject, keys: readonly string[]): string | null {
  const values = keys.map((key) => member(item, key));
  if (values.some((value) => value === undefined || value === null || typeof value === "object")) return null;
  return JSON.stringify(
    values.map((value) => (typeof value === "number" && !isGoInteger(value) ? value.toFixed(6) : value)),
  );
}

/** CachedDeepEqual: a field that no schema specifies makes its object another one. */
export function isUnchanged(pair: Correlated): boolean {
  const { value, old } = pair;
  if (value === null || old === null) return value === old;
  if (isArray(value) && isArray(old)) return areUnchanged(pair, value, old);
  if (!isObject(value) || !isObject(old)) return value === old;
  const names = Object.keys(value);
  if (names.length !== Object.keys(old).length) return false;
  return names.every((name) => {
    const below = correlatedMember(pair, name);
    return below !== undefined && isUnchanged(below);
  });
}

function areUnchanged(pair: Correlated, list: JsonArray, old: JsonArray): boolean {
  if (list.length !== old.length) return false;
  if (pair.schema["x-kubernetes-list-type"] !== "map" || list.length === 0) return goJson(list) === goJson(old);
  return list.every((_, index) => {
    const below = correlatedItem(pair, index);
    return below !== undefined && isUnchanged(below);
  });
}
