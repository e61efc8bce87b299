import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { isResourceField } from "./resource-fields.ts";
import type { SchemaProps } from "./schema-props.ts";

/** What pruning leaves of a value, and what it drops. */
export interface Pruned<Value extends JsonValue = JsonValue> {
  /** The very value where nothing is dropped. */
  readonly value: Value;
  /** In the order of the document; a field that is dropped is not looked into. */
  readonly dropped: readonly DocumentPath[];
}

/**
 * Prune (pkg/apiserver/schema/pruning/algorithm.go): drops every field that no schema specifies.
 * @param schema undefined: nothing is specified, so everything is dropped
 */
export function prune(value: JsonValue, schema: SchemaProps | undefined): Pruned {
  const dropped: DocumentPath[] = [];
  return { value: pruneValue(value, schema, null, dropped), dropped };
}

/** The same of an object, which stays one. */
export function pruneObject(object: JsonObject, schema: SchemaProps | undefined): Pruned<JsonObject> {
  const { value, dropped } = prune(object, schema);
  return { value: isObject(value) ? value : object, dropped };
}

/** Whether pruning would drop a field of a value. */
export function hasUnknownFields(value: JsonValue, schema: SchemaProps | undefined): boolean {
  return prune(value, schema).dropped.length > 0;
}

/** A linked list: almost no place is ever told. */
interface Step {
  readonly above: Step | null;
  readonly key: string | number;
}

type Dropped = DocumentPath[];

function pruneValue(value: JsonValue, schema: SchemaProps | undefined, at: Step | null, dropped: Dropped): JsonValue {
  if (schema?.["x-kubernetes-preserve-unknown-fields"]) return keepUnknown(value, schema, at, dropped);
  if (isArray(value)) {
    return eachItem(value, (item, key) => pruneValue(item, schema?.items?.schema, { above: at, key }, dropped));
  }
  if (!isObject(value)) return value;
  return eachMember(value, (item, key) => {
    const here = { above: at, key };
    if (schema !== undefined && isKept(schema, key)) return item;
    const property = schema?.properties?.get(key);
    if (property !== undefined) return pruneValue(item, property, here, dropped);
    const values = schema?.additionalProperties;
    if (values !== undefined) return pruneValue(item, values.schema, here, dropped);
    dropped.push(pathOf(here));
    return undefined;
  });
}

/** skipPrune: here unknown fields stay, but below a specified field pruning goes on. */
function keepUnknown(value: JsonValue, schema: SchemaProps | undefined, at: Step | null, dropped: Dropped): JsonValue {
  if (schema === undefined) return value;
  if (isArray(value)) {
    return eachItem(value, (item, key) => keepUnknown(item, schema.items?.schema, { above: at, key }, dropped));
  }
  if (!isObject(value)) return value;
  return eachMember(value, (item, key) => {
    if (isKept(schema, key)) return item;
    const property = schema.properties?.get(key);
    if (property !== undefined) return pruneValue(item, property, { above: at, key }, dropped);
    const values = schema.additionalProperties;
    return values === undefined ? item : pruneValue(item, values.schema, { above: at, key }, dropped);
  });
}

function isKept(schema: SchemaProps, name: string): boolean {
  return schema["x-kubernetes-embedded-resource"] === true && isResourceField(name);
}

function pathOf(last: Step): DocumentPath {
  const path: (string | number)[] = [];
  for (let step: Step | null = last; step !== null; step = step.above) path.push(step.key);
  return path.reverse();
}

/** The list with what is made of its items; the very list where that is the same. */
export function eachItem(
  items: readonly JsonValue[],
  make: (item: JsonValue, index: number) => JsonValue,
): readonly JsonValue[] {
  let made: JsonValue[] | null = null;
  for (let index = 0; index < items.length; index++) {
    const item = items[index] ?? null;
    const next = make(item, index);
    if (next === item) continue;
    made ??= [...items];
    made[index] = next;
  }
  return made ?? items;
}

/** The object with what is made of its members, undefined for none; the very object where that is the same. */
export function eachMember(
  object: JsonObject,
  make: (item: JsonValue, key: string) => JsonValue | undefined,
): JsonObject {
  let changed: Map<string, JsonValue | undefined> | null = null;
  for (const key of Object.keys(object)) {
    const item = object[key] ?? null;
    const next = make(item, key);
    if (next === item) continue;
    changed ??= new Map();
    changed.set(key, next);
  }
  return changed === null ? object : withChanged(object, changed);
}

function withChanged(object: JsonObject, changed: ReadonlyMap<string, JsonValue | undefined>): JsonObject {
  const members = Object.keys(object).flatMap((key): [string, JsonValue][] => {
    const item = changed.has(key) ? changed.get(key) : (object[key] ?? null);
    return item === undefined ? [] : [[key, item]];
  });
  return Object.fromEntries(members);
}
