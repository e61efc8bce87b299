import { isObject, type JsonValue } from "../../base/json.ts";
import { hasUnknownFields } from "./prune.ts";
import { asResource, isResourceField } from "./resource-fields.ts";
import type { SchemaProps } from "./schema-props.ts";
import type { Known } from "./schema-tree.ts";

/**
 * schemaHasUnprunedDefaults: whether pruning and coercing would change any default. `unknown` where a default touches
 * metadata, which coercion may rewrite.
 */
export function unprunedDefaults(root: SchemaProps): Known {
  if (cannotBePruned(root)) return false;
  let touchesMeta = false;
  const visit = (schema: SchemaProps, insideMeta: boolean): boolean => {
    const isResource = schema === root || schema["x-kubernetes-embedded-resource"] === true;
    if (schema.default !== undefined) {
      if (insideMeta || mentionsMetadata(schema.default)) touchesMeta = true;
      else if (hasUnknownFields(schema.default, schema === root ? asResource(schema) : schema)) return true;
    }
    if (schema.additionalProperties?.schema !== undefined && visit(schema.additionalProperties.schema, insideMeta)) {
      return true;
    }
    if (schema.items?.schema !== undefined && visit(schema.items.schema, insideMeta)) return true;
    for (const [name, property] of schema.properties ?? []) {
      if (visit(property, (isResource && isResourceField(name)) || (insideMeta && !isResource))) return true;
    }
    return false;
  };
  if (visit(root, false)) return true;
  return touchesMeta ? "unknown" : false;
}

/** Where a default would make the whole object something else, the server gives up, and takes that for "no". */
function cannotBePruned(root: SchemaProps): boolean {
  if (root.default !== undefined && !isObject(root.default)) return true;
  return root.items?.schema !== undefined && hasDefault(root.items.schema);
}

function hasDefault(schema: SchemaProps): boolean {
  const parts = [schema.items?.schema, schema.additionalProperties?.schema, ...(schema.properties?.values() ?? [])];
  return schema.default !== undefined || parts.some((part) => part !== undefined && hasDefault(part));
}

function mentionsMetadata(value: JsonValue): boolean {
  return JSON.stringify(value).includes('"metadata"');
}
