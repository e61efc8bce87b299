import { compareByText } from "../error-text.ts";
import { addAll, addForbidden, addInvalid, addRequired, type Collector, newCollector } from "./collector.ts";
import { checkValueValidation } from "./nested-rules.ts";
import { child, fieldOf, index, key, type Place } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";
import { hasNoOtherMeaning, isIntOrStringAllOf, isIntOrStringAnyOf } from "./structural.ts";

type Level = "root" | "item" | "field";

const MISSING_TYPE: Readonly<Record<Level, string>> = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

/** ValidateStructural (pkg/apiserver/schema/validation.go). Sorted by text, as the server sorts them. */
export function checkStructural(out: Collector, schema: SchemaProps, place: Place): void {
  const found = newCollector(out.server);
  checkInvariants(found, schema, "root", place);
  checkCompleteness(found, schema, place);
  found.errors.sort(compareByText);
  addAll(out, found);
}

function checkInvariants(out: Collector, schema: SchemaProps, level: Level, place: Place): void {
  const items = schema.items?.schema;
  if (schema.type === "array" && items === undefined) addRequired(out, child(place, "items"), "must be specified");
  if (items !== undefined) checkInvariants(out, items, "item", child(place, "items"));
  for (const [name, property] of schema.properties ?? []) {
    checkInvariants(out, property, "field", key(child(place, "properties"), name));
  }
  if (schema.additionalProperties !== undefined) {
    const at = child(place, "additionalProperties");
    if (level === "root") addForbidden(out, at, "must not be used at the root");
    const values = schema.additionalProperties.schema;
    if (values !== undefined) checkInvariants(out, values, "field", at);
  }
  checkExtensions(out, schema, place);
  const patterns = {
    anyOf: isIntOrStringAnyOf(schema, out.server),
    firstAllOf: isIntOrStringAllOf(schema, out.server),
  };
  checkValueValidation(out, schema, patterns, place);
  checkType(out, schema, level, place);
  checkResourceFields(out, schema, level, place);
}

function checkExtensions(out: Collector, schema: SchemaProps, place: Place): void {
  if (schema["x-kubernetes-int-or-string"] === undefined) return;
  const detail = "must be false if x-kubernetes-int-or-string is true";
  for (const name of ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] as const) {
    if (schema[name] === true) addInvalid(out, child(place, name), true, detail);
  }
}

function checkType(out: Collector, schema: SchemaProps, level: Level, place: Place): void {
  const type = schema.type ?? "";
  const at = child(place, "type");
  const embedded = schema["x-kubernetes-embedded-resource"] === true;
  if (embedded && type !== "object") {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    if (type === "") addRequired(out, at, detail);
    else addInvalid(out, at, type, detail);
  } else if (type === "" && !mayLackType(schema)) {
    addRequired(out, at, MISSING_TYPE[level]);
  }
  if (embedded && schema.additionalProperties !== undefined) {
    const detail = "must not be used if x-kubernetes-embedded-resource is set";
    addForbidden(out, child(place, "additionalProperties"), detail);
  }
  if (level === "root" && type !== "" && type !== "object") addInvalid(out, at, type, "must be object at the root");
}

function mayLackType(schema: SchemaProps): boolean {
  return schema["x-kubernetes-int-or-string"] === true || schema["x-kubernetes-preserve-unknown-fields"] === true;
}

/** apiVersion, kind and metadata at the root and in embedded resources. */
function checkResourceFields(out: Collector, schema: SchemaProps, level: Level, place: Place): void {
  const embedded = schema["x-kubernetes-embedded-resource"] === true;
  const isResource = level === "root" || embedded;
  const properties = child(place, "properties");
  for (const name of ["kind", "apiVersion"]) {
    const property = schema.properties?.get(name);
    if (!isResource || property === undefined || property.type === "string") continue;
    addInvalid(out, child(key(properties, name), "type"), property.type ?? "", "must be string");
  }
  const metadata = schema.properties?.get("metadata");
  if (metadata !== undefined) {
    const at = key(properties, "metadata");
    if (isResource && metadata.type !== "object") {
      addInvalid(out, child(at, "type"), metadata.type ?? "", "must be object");
    }
    if (level === "root" && !isImplicitMetadata(out, metadata)) {
      addForbidden(
        out,
        at,
        "must not specify anything other than name and generateName, but metadata is implicitly specified",
      );
    }
  }
  const bare = (schema.properties?.size ?? 0) === 0 && schema["x-kubernetes-preserve-unknown-fields"] !== true;
  if (embedded && bare) {
    const detail =
      "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
    addRequired(out, properties, detail);
  }
}

function isImplicitMetadata(out: Collector, metadata: SchemaProps): boolean {
  const names = [...(metadata.properties?.keys() ?? [])];
  return (
    names.every((name) => name === "name" || name === "generateName") &&
    metadata.items?.schema === undefined &&
    metadata.additionalProperties === undefined &&
    hasNoOtherMeaning(metadata, out.server)
  );
}

/** A schema and the place it has, or would have, in the structure. */
interface Structure {
  readonly schema: SchemaProps | undefined;
  readonly place: Place;
}

/**
 * validateStructuralCompleteness (pkg/apiserver/schema/complete.go): what allOf, anyOf, oneOf and not speak of must be
 * there in the structure outside of them.
 */
function checkCompleteness(out: Collector, schema: SchemaProps, place: Place): void {
  checkNestedOf(out, schema, { schema, place }, place);
}

function checkNestedOf(out: Collector, validation: SchemaProps, structure: Structure, at: Place): void {
  if (validation.not !== undefined) checkNested(out, validation.not, structure, child(at, "not"));
  for (const name of ["allOf", "anyOf", "oneOf"] as const) {
    for (const [position, nested] of (validation[name] ?? []).entries()) {
      checkNested(out, nested, structure, index(child(at, name), position));
    }
  }
}

function checkNested(out: Collector, validation: SchemaProps, structure: Structure, at: Place): void {
  const { schema, place } = structure;
  if (schema === undefined) {
    addRequired(out, place, `because it is defined in ${fieldOf(at)}`);
    return;
  }
  checkNestedOf(out, validation, structure, at);
  const items = validation.items?.schema;
  if (items !== undefined) {
    checkNested(out, items, { schema: schema.items?.schema, place: child(place, "items") }, child(at, "items"));
  }
  for (const [name, property] of validation.properties ?? []) {
    const below: Structure = { schema: schema.properties?.get(name), place: key(child(place, "properties"), name) };
    checkNested(out, property, below, key(child(at, "properties"), name));
  }
}
