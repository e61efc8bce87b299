import { addRequired, type Collector } from "./collector.ts";
import { child, fieldOf, index, key, type Place } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";

/** A schema and the place it has, or would have, in the structure. */
interface Structure {
  readonly schema: SchemaProps | undefined;
  readonly place: Place;
}

/**
 * validateStructuralCompleteness (pkg/apiserver/schema/complete.go): what allOf, anyOf, oneOf and not speak of must be
 * there in the structure outside of them.
 */
export function checkCompleteness(out: Collector, schema: SchemaProps, place: Place): void {
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
