import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { isKnownFormat } from "./formats.ts";
import type { SchemaMap, SchemaProps } from "./schema-props.ts";

/**
 * The schema that objects are validated by: ConvertJSONSchemaProps with StripUnsupportedFormats
 * (pkg/apiserver/validation/{validation,formats}.go). An int-or-string has two types, and formats that the server does not
 * know are none.
 */
export function servedSchema(schema: SchemaProps, server: ServerVersion): SchemaProps {
  const under = (part: SchemaProps) => servedSchema(part, server);
  const all = (parts: readonly SchemaProps[]) => parts.map(under);
  const { format, type, items, properties, additionalProperties, not, allOf, anyOf, oneOf, ...rest } = schema;
  const types = schema["x-kubernetes-int-or-string"] ? INT_OR_STRING : undefined;
  const values = additionalProperties?.schema;
  return {
    ...rest,
    ...(types !== undefined ? { types } : type === undefined ? {} : { type }),
    ...(format !== undefined && isServed(format, types === undefined ? type : undefined, server) ? { format } : {}),
    ...(items === undefined ? {} : { items: items.schema === undefined ? items : { schema: under(items.schema) } }),
    ...(properties === undefined ? {} : { properties: eachSchema(properties, under) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties: { ...additionalProperties, ...(values === undefined ? {} : { schema: under(values) }) },
        }),
    ...(not === undefined ? {} : { not: under(not) }),
    ...(allOf === undefined ? {} : { allOf: all(allOf) }),
    ...(anyOf === undefined ? {} : { anyOf: all(anyOf) }),
    ...(oneOf === undefined ? {} : { oneOf: all(oneOf) }),
  };
}

const INT_OR_STRING = ["integer", "string"];

function eachSchema(properties: SchemaMap, under: (schema: SchemaProps) => SchemaProps): SchemaMap {
  return new Map([...properties].map(([name, property]) => [name, under(property)]));
}

/** Since 1.36 the formats of numbers count, and those of texts on texts alone. */
function isServed(format: string, type: string | undefined, server: ServerVersion): boolean {
  if (!atLeast(server, 36)) return isKnownFormat(format, server);
  switch (type) {
    case undefined:
    case "string":
      return isKnownFormat(format, server);
    case "integer":
      return format === "int32" || format === "int64";
    case "number":
      return format === "float" || format === "double";
    default:
      return false;
  }
}
