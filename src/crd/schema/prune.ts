import { isArray, isObject, type JsonValue } from "../../base/json.ts";
import { isResourceField } from "./resource-fields.ts";
import type { SchemaProps } from "./schema-props.ts";

/**
 * Whether pruning would drop a field of a value (pkg/apiserver/schema/pruning/algorithm.go).
 * @param schema undefined: nothing is specified, so everything is dropped
 */
export function hasUnknownFields(value: JsonValue, schema: SchemaProps | undefined): boolean {
  if (schema?.["x-kubernetes-preserve-unknown-fields"]) return hasUnknownFieldsBelow(value, schema);
  if (isArray(value)) return value.some((item) => hasUnknownFields(item, schema?.items?.schema));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([name, item]) => {
    if (schema === undefined) return true;
    if (isKept(schema, name)) return false;
    const property = schema.properties?.get(name);
    if (property !== undefined) return hasUnknownFields(item, property);
    return schema.additionalProperties === undefined || hasUnknownFields(item, schema.additionalProperties.schema);
  });
}

/** skipPrune: here unknown fields stay, but below a specified field pruning goes on. */
function hasUnknownFieldsBelow(value: JsonValue, schema: SchemaProps | undefined): boolean {
  if (schema === undefined) return false;
  if (isArray(value)) return value.some((item) => hasUnknownFieldsBelow(item, schema.items?.schema));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([name, item]) => {
    if (isKept(schema, name)) return false;
    const property = schema.properties?.get(name);
    if (property !== undefined) return hasUnknownFields(item, property);
    return schema.additionalProperties !== undefined && hasUnknownFields(item, schema.additionalProperties.schema);
  });
}

function isKept(schema: SchemaProps, name: string): boolean {
  return schema["x-kubernetes-embedded-resource"] === true && isResourceField(name);
}
