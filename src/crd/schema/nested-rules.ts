import type { ServerVersion } from "../../base/server-version.ts";
import { checkPattern } from "../../go/regexp/pattern.ts";
import { addForbidden, addInvalid, addUndecided, type Collector } from "./collector.ts";
import { child, index, key, type Place } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";
import { definesAdditionalProperties } from "./structural.ts";

/** Which of anyOf and the first allOf are the int-or-string pattern, in which alone `type` may be repeated. */
export interface IntOrStringPatterns {
  readonly anyOf: boolean;
  readonly firstAllOf: boolean;
}

const NO_PATTERN: IntOrStringPatterns = { anyOf: false, firstAllOf: false };

/** validateValueValidation: what a schema says inside allOf, anyOf, oneOf and not, and its pattern. */
export function checkValueValidation(
  out: Collector,
  schema: SchemaProps,
  patterns: IntOrStringPatterns,
  place: Place,
): void {
  if (!patterns.anyOf) checkList(out, schema.anyOf, child(place, "anyOf"));
  checkList(out, schema.allOf, child(place, "allOf"), patterns.firstAllOf);
  checkList(out, schema.oneOf, child(place, "oneOf"));
  if (schema.not !== undefined) checkNested(out, schema.not, NO_PATTERN, child(place, "not"));
  if (schema.pattern !== undefined) checkPatternText(out, schema.pattern, child(place, "pattern"));
}

function checkList(
  out: Collector,
  schemas: readonly SchemaProps[] | undefined,
  place: Place,
  firstIsIntOrString = false,
): void {
  for (const [position, schema] of (schemas ?? []).entries()) {
    const patterns = { anyOf: firstIsIntOrString && position === 0, firstAllOf: false };
    checkNested(out, schema, patterns, index(place, position));
  }
}

function checkPatternText(out: Collector, pattern: string, place: Place): void {
  const verdict = checkPattern(pattern, out.server);
  if (verdict.kind === "valid") return;
  if (verdict.kind === "unknown") addUndecided(out, place, verdict.reason);
  else addInvalid(out, place, pattern, `must be a valid regular expression, but isn't: ${verdict.error}`);
}

/** validateNestedValueValidation: only validations may stand there, nothing that gives structure. */
function checkNested(out: Collector, schema: SchemaProps, patterns: IntOrStringPatterns, place: Place): void {
  checkValueValidation(out, schema, patterns, place);
  const items = schema.items?.schema;
  if (items !== undefined) checkNested(out, items, NO_PATTERN, child(place, "items"));
  for (const [name, property] of schema.properties ?? []) {
    checkNested(out, property, NO_PATTERN, key(child(place, "properties"), name));
  }
  for (const [name, what] of forbiddenFields(schema, out.server)) {
    addForbidden(out, child(place, name), `must be ${what} to be structural`);
  }
  if (schema.properties?.has("metadata")) {
    addForbidden(out, key(child(place, "properties"), "metadata"), "must not be specified in a nested context");
  }
}

function forbiddenFields(schema: SchemaProps, server: ServerVersion): (readonly [name: string, what: string])[] {
  const found: (readonly [string, string])[] = [];
  if (schema.type !== undefined) found.push(["type", "empty"]);
  if (definesAdditionalProperties(schema, server)) found.push(["additionalProperties", "undefined"]);
  if (schema.default !== undefined) found.push(["default", "undefined"]);
  if (schema.title !== undefined) found.push(["title", "empty"]);
  if (schema.description !== undefined) found.push(["description", "empty"]);
  if (schema.nullable) found.push(["nullable", "false"]);
  for (const name of FLAGS) if (schema[name]) found.push([name, "false"]);
  const mapKeys = schema["x-kubernetes-list-map-keys"];
  if (mapKeys !== undefined && mapKeys.length > 0) found.push(["x-kubernetes-list-map-keys", "empty"]);
  for (const name of TYPES) if (schema[name] !== undefined) found.push([name, "undefined"]);
  const rules = schema["x-kubernetes-validations"];
  if (rules !== undefined && rules.length > 0) found.push(["x-kubernetes-validations", "empty"]);
  return found;
}

const FLAGS = [
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
] as const;
const TYPES = ["x-kubernetes-list-type", "x-kubernetes-map-type"] as const;
