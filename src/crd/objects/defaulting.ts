import { isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { eachItem, eachMember, prune } from "../schema/prune.ts";
import type { SchemaProps } from "../schema/schema-props.ts";

/** PruneNonNullableNullsWithoutDefaults (pkg/apiserver/schema/defaulting/prunenulls.go): such a null counts as not given. */
export function withoutNulls(object: JsonObject, schema: SchemaProps | undefined): JsonObject {
  const value = dropNulls(object, schema);
  return isObject(value) ? value : object;
}

function dropNulls(value: JsonValue, schema: SchemaProps | undefined): JsonValue {
  if (isArray(value)) return eachItem(value, (item) => dropNulls(item, schema?.items?.schema));
  if (!isObject(value)) return value;
  return eachMember(value, (item, key) => {
    const below = schema?.properties?.get(key) ?? schema?.additionalProperties?.schema;
    const goes = item === null && below !== undefined && !below.nullable && below.default === undefined;
    return goes ? undefined : dropNulls(item, below);
  });
}

/** Default (pkg/apiserver/schema/defaulting/algorithm.go). */
export function withDefaults(object: JsonObject, schema: SchemaProps | undefined): JsonObject {
  const value = defaulted(object, schema);
  return isObject(value) ? value : object;
}

function defaulted(value: JsonValue, schema: SchemaProps | undefined): JsonValue {
  if (schema === undefined) return value;
  const { items, properties, additionalProperties } = schema;
  if (isArray(value)) return eachItem(value, (item) => orDefault(item, items?.schema));
  if (!isObject(value)) return value;
  const given = eachMember(value, (item, key) => {
    const property = properties?.get(key);
    return property === undefined ? orDefault(item, additionalProperties?.schema) : orDefault(item, property);
  });
  const missing: [string, JsonValue][] = [];
  for (const [key, property] of properties ?? []) {
    if (property.default === undefined || Object.hasOwn(value, key)) continue;
    missing.push([key, defaulted(ownDefault(property), property)]);
  }
  return missing.length === 0 ? given : Object.fromEntries([...Object.entries(given), ...missing]);
}

/** A null that may not be one gives way to the default, and stays where there is none. */
function orDefault(item: JsonValue, schema: SchemaProps | undefined): JsonValue {
  const replaced = item === null && schema !== undefined && !schema.nullable;
  return defaulted(replaced ? ownDefault(schema) : item, schema);
}

/** PruneDefaults (pkg/apiserver/schema/defaulting/prune.go): a version is served with pruned defaults. */
export function ownDefault(schema: SchemaProps): JsonValue {
  return schema.default === undefined ? null : prune(schema.default, schema).value;
}
