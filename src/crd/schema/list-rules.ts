import { goQuote } from "../../go/quote.ts";
import {
  addForbidden,
  addInvalid,
  addInvalidPrinted,
  addNotSupported,
  addRequired,
  type Collector,
} from "./collector.ts";
import { printedPointer, printedTexts } from "./go-values.ts";
import type { SchemaOptions } from "./options.ts";
import { child, key, type Place } from "./place.ts";
import { underFlag } from "./ratchet.ts";
import type { SchemaProps } from "./schema-props.ts";

const LIST_TYPES = ["atomic", "set", "map"];
const MAP_TYPES = ["atomic", "granular"];

/** What ValidateCustomResourceDefinitionOpenAPISchema says about x-kubernetes-list-type, -list-map-keys and -map-type. */
export function checkListAndMapTypes(out: Collector, schema: SchemaProps, options: SchemaOptions, place: Place): void {
  checkMapType(out, schema, place);
  const listType = schema["x-kubernetes-list-type"];
  const at = child(place, "x-kubernetes-list-type");
  if (listType !== undefined && schema.type !== "array") {
    wrongType(out, schema, "must be array if x-kubernetes-list-type is specified", place);
  } else if (hasNonAtomicSetItems(schema)) {
    underFlag(out, options.requireAtomicSetType, (into) => nonAtomicSetItems(into, schema, place));
  }
  if (listType !== undefined && !LIST_TYPES.includes(listType)) {
    addNotSupported(out, at, goQuote(listType), LIST_TYPES);
  }
  if ((schema["x-kubernetes-list-map-keys"] ?? []).length > 0 && listType !== "map") {
    const detail = "must be map if x-kubernetes-list-map-keys is non-empty";
    if (listType === undefined) addRequired(out, at, detail);
    else addInvalid(out, at, listType, detail);
  }
  if (listType === "map") checkMapList(out, schema, place);
  if (hasInvalidMapKeys(schema)) {
    underFlag(out, options.requireMapListKeysMapSetValidation, (into) => checkNullableAndKeys(into, schema, place));
  }
}

function checkMapType(out: Collector, schema: SchemaProps, place: Place): void {
  const mapType = schema["x-kubernetes-map-type"];
  if (mapType === undefined) return;
  if (schema.type !== "object") wrongType(out, schema, "must be object if x-kubernetes-map-type is specified", place);
  if (!MAP_TYPES.includes(mapType)) {
    addNotSupported(out, child(place, "x-kubernetes-map-type"), goQuote(mapType), MAP_TYPES);
  }
}

function wrongType(out: Collector, schema: SchemaProps, detail: string, place: Place): void {
  const at = child(place, "type");
  if (schema.type === undefined) addRequired(out, at, detail);
  else addInvalid(out, at, schema.type, detail);
}

/** hasNonAtomicSetType for one schema: items of a set must be scalars, atomic lists or atomic maps. */
export function hasNonAtomicSetItems(schema: SchemaProps): boolean {
  const items = schema.items?.schema;
  if (schema["x-kubernetes-list-type"] !== "set" || items === undefined) return false;
  const listType = items["x-kubernetes-list-type"];
  if (items.type === "array") return listType !== undefined && listType !== "atomic";
  return items.type === "object" && items["x-kubernetes-map-type"] !== "atomic";
}

function nonAtomicSetItems(out: Collector, schema: SchemaProps, place: Place): void {
  const items = schema.items?.schema;
  const name = items?.type === "array" ? "x-kubernetes-list-type" : "x-kubernetes-map-type";
  // The server prints the list type as the bad value of both.
  const printed = printedPointer(items?.["x-kubernetes-list-type"], out.server);
  const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
  addInvalidPrinted(out, child(child(place, "items"), name), printed, detail);
}

function checkMapList(out: Collector, schema: SchemaProps, place: Place): void {
  const mapKeys = schema["x-kubernetes-list-map-keys"] ?? [];
  const keysPlace = child(place, "x-kubernetes-list-map-keys");
  const itemsPlace = child(place, "items");
  if (mapKeys.length === 0) addRequired(out, keysPlace, "must not be empty if x-kubernetes-list-type is map");
  if (schema.items === undefined) {
    addRequired(out, itemsPlace, "must have a schema if x-kubernetes-list-type is map");
    return;
  }
  const items = schema.items.schema;
  if (items === undefined) {
    const detail = "must only have a single schema if x-kubernetes-list-type is map";
    addInvalidPrinted(out, itemsPlace, undefined, detail);
    return;
  }
  if (items.type !== "object") {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    addInvalid(out, child(itemsPlace, "type"), items.type ?? "", detail);
    return;
  }
  const seen = new Set<string>();
  // Both print the whole list, and the server prints the same sentence once.
  const told = new Set<string>();
  const tell = (detail: string) => {
    if (!told.has(detail)) addInvalidPrinted(out, keysPlace, printedTexts(mapKeys, out.server), detail);
    told.add(detail);
  };
  for (const name of mapKeys) {
    const property = items.properties?.get(name);
    if (property === undefined) {
      tell("entries must all be names of item properties");
    } else if (property.type === "array" || property.type === "object") {
      // The server prints the items' type, not the property's.
      const at = child(key(child(itemsPlace, "properties"), name), "type");
      addInvalid(out, at, items.type, "must be a scalar type if parent array's x-kubernetes-list-type is map");
    }
    if (seen.has(name)) tell("must not contain duplicate entries");
    seen.add(name);
  }
}

/** Whether validateMapListKeysMapSet has something to say about one schema. */
export function hasInvalidMapKeys(schema: SchemaProps): boolean {
  const listType = schema["x-kubernetes-list-type"];
  const items = schema.items?.schema;
  if (items === undefined || (listType !== "set" && listType !== "map")) return false;
  if (items.nullable) return true;
  return listType === "map" && mapKeyProperties(schema).some(({ lacksDefault, nullable }) => lacksDefault || nullable);
}

interface MapKeyProperty {
  readonly name: string;
  /** Neither a default nor required. */
  readonly lacksDefault: boolean;
  readonly nullable: boolean;
}

function mapKeyProperties(schema: SchemaProps): MapKeyProperty[] {
  const items = schema.items?.schema;
  const required = new Set(items?.required);
  return (schema["x-kubernetes-list-map-keys"] ?? []).flatMap((name) => {
    const property = items?.properties?.get(name);
    if (property === undefined) return [];
    const lacksDefault = property.default === undefined && !required.has(name);
    return [{ name, lacksDefault, nullable: property.nullable === true }];
  });
}

/** validateMapListKeysMapSet */
function checkNullableAndKeys(out: Collector, schema: SchemaProps, place: Place): void {
  const listType = schema["x-kubernetes-list-type"] ?? "";
  const items = child(place, "items");
  if (schema.items?.schema?.nullable) {
    addForbidden(out, child(items, "nullable"), `cannot be nullable when x-kubernetes-list-type is ${listType}`);
  }
  if (listType !== "map") return;
  const because = "this property is in x-kubernetes-list-map-keys, so it";
  for (const { name, lacksDefault, nullable } of mapKeyProperties(schema)) {
    const at = key(child(items, "properties"), name);
    if (lacksDefault) {
      addRequired(out, child(at, "default"), `${because} must have a default or be a required property`);
    }
    if (nullable) addForbidden(out, child(at, "nullable"), `${because} cannot be nullable`);
  }
}
