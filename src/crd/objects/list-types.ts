import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { add, addInvalid, type Collector } from "../schema/collector.ts";
import { goJson, printedValue } from "../schema/go-values.ts";
import { child, index, key, type Place } from "../schema/place.ts";
import type { SchemaProps } from "../schema/schema-props.ts";

/** ValidateListSetsAndMaps (pkg/apiserver/schema/listtype/validation.go): items of sets and keys of maps come once. */
export function checkListTypes(out: Collector, object: JsonObject, schema: SchemaProps, place: Place): void {
  for (const [name, item] of Object.entries(object)) {
    // A property is looked at by both, where the schema has both.
    const values = schema.additionalProperties?.schema;
    if (values !== undefined) checkValue(out, item, values, key(place, name));
    const property = schema.properties?.get(name);
    if (property !== undefined) checkValue(out, item, property, child(place, name));
  }
}

function checkValue(out: Collector, value: JsonValue, schema: SchemaProps, place: Place): void {
  if (isObject(value)) checkListTypes(out, value, schema, place);
  if (!isArray(value)) return;
  if (schema["x-kubernetes-list-type"] === "set") {
    for (const at of repeated(value)) addDuplicate(out, index(place, at), value[at] ?? null);
  }
  if (schema["x-kubernetes-list-type"] === "map") checkMap(out, value, schema, place);
  const items = schema.items?.schema;
  if (items === undefined) return;
  for (const [at, item] of value.entries()) checkValue(out, item, items, index(place, at));
}

function checkMap(out: Collector, list: JsonArray, schema: SchemaProps, place: Place): void {
  const odd = list.findIndex((item) => item !== null && !isObject(item));
  if (odd >= 0) {
    addInvalid(out, index(place, odd), list[odd] ?? null, "must be an object for an array of list-type map");
    return;
  }
  const names = schema["x-kubernetes-list-map-keys"] ?? [];
  const keys = list.map((item): JsonObject => {
    const given = names.flatMap((name): [string, JsonValue][] => {
      const value = member(item, name);
      return value === undefined ? [] : [[name, value]];
    });
    return Object.fromEntries(given);
  });
  for (const at of repeated(keys)) addDuplicate(out, index(place, at), keys[at] ?? null);
}

/** Of what comes more than once, the second. */
function repeated(list: JsonArray): readonly number[] {
  const times = new Map<string, number>();
  return list.flatMap((item, at) => {
    const text = goJson(item);
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    return before === 1 ? [at] : [];
  });
}

/** field.Duplicate */
function addDuplicate(out: Collector, place: Place, value: JsonValue): void {
  add(out, "FieldValueDuplicate", place, "", printedValue(value, out.server));
}
