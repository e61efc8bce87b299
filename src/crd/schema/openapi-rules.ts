import { goQuote } from "../../go/quote.ts";
import { addForbidden, addInvalid, addNotSupported, type Collector } from "./collector.ts";
import { checkExpressions } from "./expression-rules.ts";

import { checkListAndMapTypes } from "./list-rules.ts";
import type { SchemaOptions } from "./options.ts";
import { child, index, key, type Place } from "./place.ts";
import { underFlag } from "./ratchet.ts";
import { isResourceField } from "./resource-fields.ts";
import type { SchemaProps } from "./schema-props.ts";

const TYPES = ["array", "boolean", "integer", "number", "object", "string"];

/** Where the walk is (specStandardValidatorV3). */
interface Context {
  readonly options: SchemaOptions;
  /** null: defaults are allowed; else what the server says after "must not be set". */
  readonly noDefaults: string | null;
  readonly insideResourceMeta: boolean;
}

/** ValidateCustomResourceDefinitionOpenAPISchema (pkg/apis/apiextensions/validation/validation.go), without CEL. */
export function checkOpenApi(out: Collector, schema: SchemaProps, options: SchemaOptions, place: Place): void {
  checkNode(out, schema, { options, noDefaults: null, insideResourceMeta: false }, true, place);
}

function checkNode(out: Collector, schema: SchemaProps, context: Context, isRoot: boolean, place: Place): void {
  checkKeywords(out, schema, context, place);
  if (schema.uniqueItems) {
    addForbidden(
      out,
      child(place, "uniqueItems"),
      "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
    );
  }
  checkAdditionalProperties(out, schema, context, place);
  checkProperties(out, schema, context, isRoot, place);
  checkParts(out, schema, context, place);
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) {
    addInvalid(out, child(place, "x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
  }
  checkListAndMapTypes(out, schema, context.options, place);
  checkExpressions(out, schema, place);
}

function checkAdditionalProperties(out: Collector, schema: SchemaProps, context: Context, place: Place): void {
  const additional = schema.additionalProperties;
  if (additional === undefined) return;
  const at = child(place, "additionalProperties");
  if ((schema.properties?.size ?? 0) > 0 && (!additional.allows || additional.schema !== undefined)) {
    addForbidden(out, at, "additionalProperties and properties are mutual exclusive");
  }
  if (additional.schema === undefined) return;
  const noDefaults = "inside additionalProperties applying to object metadata";
  checkNode(out, additional.schema, context.insideResourceMeta ? { ...context, noDefaults } : context, false, at);
}

function checkProperties(out: Collector, schema: SchemaProps, context: Context, isRoot: boolean, place: Place): void {
  const isResource = isRoot || schema["x-kubernetes-embedded-resource"] === true;
  for (const [name, property] of schema.properties ?? []) {
    let below = context;
    if (isResource && isResourceField(name)) {
      below = { ...below, insideResourceMeta: true };
      if (isRoot) below = { ...below, noDefaults: `in top-level ${name}` };
    }
    checkNode(out, property, below, false, key(child(place, "properties"), name));
  }
}

function checkParts(out: Collector, schema: SchemaProps, context: Context, place: Place): void {
  const check = (part: SchemaProps, at: Place) => checkNode(out, part, context, false, at);
  if (schema.not !== undefined) check(schema.not, child(place, "not"));
  for (const name of ["allOf", "oneOf", "anyOf"] as const) {
    for (const [position, part] of (schema[name] ?? []).entries()) check(part, index(child(place, name), position));
  }
  for (const [name, part] of schema.definitions ?? []) check(part, key(child(place, "definitions"), name));
  const items = child(place, "items");
  if (schema.items?.schema !== undefined) check(schema.items.schema, items);
  for (const [position, part] of (schema.items?.schemas ?? []).entries()) check(part, index(items, position));
  for (const [name, part] of schema.dependencies ?? []) {
    if (part !== null) check(part, key(child(place, "dependencies"), name));
  }
}

/** specStandardValidatorV3.validate */
function checkKeywords(out: Collector, schema: SchemaProps, context: Context, place: Place): void {
  const { type } = schema;
  if (type !== undefined && !TYPES.includes(type)) {
    underFlag(out, context.options.requireValidPropertyType, (into) =>
      addNotSupported(into, child(place, "type"), goQuote(type), TYPES),
    );
  }
  if (schema.default !== undefined && context.noDefaults !== null) {
    addForbidden(out, child(place, "default"), `must not be set ${context.noDefaults}`);
  }
  for (const name of unsupportedKeywords(schema)) addForbidden(out, child(place, name), `${name} is not supported`);
  if (type === "null") {
    addForbidden(out, child(place, "type"), "type cannot be set to null, use nullable as an alternative");
  }
  if ((schema.items?.schemas?.length ?? 0) > 0) {
    addForbidden(out, child(place, "items"), "items must be a schema object and not an array");
  }
  if (context.insideResourceMeta && schema["x-kubernetes-embedded-resource"]) {
    addForbidden(out, child(place, "x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
  }
}

function unsupportedKeywords(schema: SchemaProps): string[] {
  const names: string[] = [];
  if (schema.id !== undefined) names.push("id");
  if (schema.additionalItems !== undefined) names.push("additionalItems");
  if ((schema.patternProperties?.size ?? 0) > 0) names.push("patternProperties");
  if ((schema.definitions?.size ?? 0) > 0) names.push("definitions");
  if (schema.dependencies !== undefined) names.push("dependencies");
  if (schema.$ref !== undefined) names.push("$ref");
  return names;
}
