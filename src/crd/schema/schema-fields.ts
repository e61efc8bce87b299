/**
 * The fields of v1.JSONSchemaProps (pkg/apis/apiextensions/v1/types_jsonschema.go) and what Go keeps of each:
 * a pointer tells "not given" from a zero value, a plain text or flag does not.
 */
export type SchemaFieldKind =
  | "text"
  | "text-pointer"
  | "flag"
  | "flag-pointer"
  | "number-pointer"
  | "json"
  | "json-list"
  | "text-list"
  | "schema"
  | "schema-list"
  | "schema-map"
  | "schema-or-flag"
  | "schema-or-list"
  | "schema-or-texts-map"
  | "docs"
  | "rules";

export const SCHEMA_FIELDS: ReadonlyMap<string, SchemaFieldKind> = new Map<string, SchemaFieldKind>([
  ["id", "text"],
  ["$schema", "text"],
  ["$ref", "text-pointer"],
  ["description", "text"],
  ["type", "text"],
  ["format", "text"],
  ["title", "text"],
  ["default", "json"],
  ["maximum", "number-pointer"],
  ["exclusiveMaximum", "flag"],
  ["minimum", "number-pointer"],
  ["exclusiveMinimum", "flag"],
  ["maxLength", "number-pointer"],
  ["minLength", "number-pointer"],
  ["pattern", "text"],
  ["maxItems", "number-pointer"],
  ["minItems", "number-pointer"],
  ["uniqueItems", "flag"],
  ["multipleOf", "number-pointer"],
  ["enum", "json-list"],
  ["maxProperties", "number-pointer"],
  ["minProperties", "number-pointer"],
  ["required", "text-list"],
  ["items", "schema-or-list"],
  ["allOf", "schema-list"],
  ["oneOf", "schema-list"],
  ["anyOf", "schema-list"],
  ["not", "schema"],
  ["properties", "schema-map"],
  ["additionalProperties", "schema-or-flag"],
  ["patternProperties", "schema-map"],
  ["dependencies", "schema-or-texts-map"],
  ["additionalItems", "schema-or-flag"],
  ["definitions", "schema-map"],
  ["externalDocs", "docs"],
  ["example", "json"],
  ["nullable", "flag"],
  ["x-kubernetes-preserve-unknown-fields", "flag-pointer"],
  ["x-kubernetes-embedded-resource", "flag"],
  ["x-kubernetes-int-or-string", "flag"],
  ["x-kubernetes-list-map-keys", "text-list"],
  ["x-kubernetes-list-type", "text-pointer"],
  ["x-kubernetes-map-type", "text-pointer"],
  ["x-kubernetes-validations", "rules"],
]);
