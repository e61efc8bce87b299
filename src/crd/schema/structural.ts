import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import type { SchemaProps } from "./schema-props.ts";

/*
 * What makes a schema structural (pkg/apiserver/schema/convert.go and the shared parts of validation.go). The server
 * converts to types of their own; here they are views of the decoded schema.
 */

/** NewStructural: why a schema cannot be converted at all; null when it can. Where several things are wrong, the first in the server's order. */
export function conversionProblem(schema: SchemaProps): string | null {
  const own = unsupportedField(schema);
  if (own !== null) return own;
  for (const nested of [schema.not, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    const problem = nested === undefined ? null : conversionProblem(nested);
    if (problem !== null) return problem;
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  if ((schema.items?.schemas?.length ?? 0) > 0) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  const items = schema.items?.schema;
  const ofItems = items === undefined ? null : conversionProblem(items);
  if (ofItems !== null) return ofItems;
  for (const property of schema.properties?.values() ?? []) {
    const problem = conversionProblem(property);
    if (problem !== null) return problem;
  }
  const values = schema.additionalProperties?.schema;
  return values === undefined ? null : conversionProblem(values);
}

function unsupportedField(schema: SchemaProps): string | null {
  const unsupported = (name: string) => `OpenAPIV3Schema '${name}' is not supported`;
  if (schema.id !== undefined) return unsupported("id");
  if (schema.$schema !== undefined) return unsupported("schema");
  if ((schema.$ref ?? "") !== "") return unsupported("$ref");
  if ((schema.patternProperties?.size ?? 0) > 0) return unsupported("patternProperties");
  if ((schema.dependencies?.size ?? 0) > 0) return unsupported("dependencies");
  if (schema.additionalItems !== undefined) return unsupported("additionalItems");
  if ((schema.definitions?.size ?? 0) > 0) return unsupported("definitions");
  return null;
}

/** The two ways in which `type` may stand inside anyOf: directly, or in the first entry of allOf. */
export function isIntOrStringAnyOf(schema: SchemaProps, server: ServerVersion): boolean {
  const [integer, string, ...more] = schema.anyOf ?? [];
  return more.length === 0 && isOnlyType(integer, "integer", server) && isOnlyType(string, "string", server);
}

export function isIntOrStringAllOf(schema: SchemaProps, server: ServerVersion): boolean {
  const first = schema.allOf?.[0];
  return first !== undefined && isIntOrStringAnyOf(first, server);
}

function isOnlyType(schema: SchemaProps | undefined, type: string, server: ServerVersion): boolean {
  return (
    schema !== undefined &&
    schema.type === type &&
    schema.default === undefined &&
    schema.items?.schema === undefined &&
    schema.properties === undefined &&
    !definesAdditionalProperties(schema, server) &&
    hasNoOtherMeaning(schema, server)
  );
}

/** Inside allOf, anyOf, oneOf and not, `additionalProperties: false` counts as nothing since 1.31 (convert.go). */
export function definesAdditionalProperties(nested: SchemaProps, server: ServerVersion): boolean {
  return atLeast(server, 31) ? nested.additionalProperties?.allows === true : nested.additionalProperties !== undefined;
}

/**
 * Whether everything is at its zero value besides `type`, `default`, `items`, `properties` and `additionalProperties`
 * (the server's reflect.DeepEqual, which tells empty lists from missing ones).
 */
export function hasNoOtherMeaning(schema: SchemaProps, server: ServerVersion): boolean {
  return Object.keys(schema).every(
    (key) =>
      IGNORED.has(key) ||
      // Structural schemas know of these two since 1.36.
      ((key === "externalDocs" || key === "example") && !atLeast(server, 36)) ||
      EMPTY_IS_NOTHING.some((one) => one === key && schema[one]?.length === 0),
  );
}

/** Kept out of structural schemas; when they are filled the schema cannot be converted. */
const NO_PART = ["$ref", "patternProperties", "dependencies", "definitions"];
const IGNORED: ReadonlySet<string> = new Set([
  "type",
  "default",
  "items",
  "properties",
  "additionalProperties",
  ...NO_PART,
]);
/** Copied item by item, so that an empty list becomes nil. */
const EMPTY_IS_NOTHING = ["enum", "allOf", "anyOf", "oneOf"] as const;
