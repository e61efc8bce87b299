import type { JsonArray } from "../../base/json.ts";
import type { SchemaProps } from "../schema/schema-props.ts";
import { someDecoded } from "../schema/schema-tree.ts";

/** `free`: inside metadata, allOf and anyOf nothing is dropped and nothing set. */
export type PlainPlace = "root" | "pruned" | "free";

/**
 * A part of a schema as the short way walks it. One form for all parts, with every field in each: engines of JavaScript walk
 * that several times as fast as functions that are made for each part.
 */
export class PlainPart {
  /**
   * `unread`: nobody had such a part yet, and most parts of a large schema are in no object. `never`: whatever is there has to
   * be looked at. `scalars`: so has whatever may have fields.
   */
  kind: "unread" | "read" | "never" | "anything" | "scalars";
  readonly schema: SchemaProps;
  readonly place: PlainPlace;
  /** Steps that it takes. */
  cost = 1;
  /** The sum of the types that a value may be of: `TYPES`. */
  types = 0;
  choices: JsonArray | null = null;
  /** Its bounds; of what has none these are such that everything is within them. */
  maxLength = Number.POSITIVE_INFINITY;
  minLength = 0;
  maxItems = Number.POSITIVE_INFINITY;
  minItems = 0;
  maxProperties = Number.POSITIVE_INFINITY;
  minProperties = 0;
  pattern: string | null = null;
  format: string | null = null;
  listType: string | null = null;
  every: readonly PlainPart[] = NOTHING;
  some: readonly PlainPart[] = NOTHING;
  items: PlainPart | null = null;
  properties: ReadonlyMap<string, PlainPart> = NO_PROPERTIES;
  /** Members that are no properties. */
  others: PlainPart | null = null;
  defaults: readonly PlainDefault[] = NO_DEFAULTS;
  /** What an object has to have, and gets from no default. */
  required: readonly string[] = NO_NAMES;

  constructor(schema: SchemaProps, place: PlainPlace, kind: PlainPart["kind"] = "unread") {
    this.schema = schema;
    this.place = place;
    this.kind = kind;
  }
}

export interface PlainDefault {
  readonly name: string;
  readonly part: PlainPart;
  /** Whether what is put in is valid, or lacks such parts itself; null: no object has lacked it yet. */
  isValid: boolean | null;
}

const NOTHING: readonly PlainPart[] = [];
const NO_PROPERTIES: ReadonlyMap<string, PlainPart> = new Map();
const NO_DEFAULTS: readonly PlainDefault[] = [];
const NO_NAMES: readonly string[] = [];

const NEVER = new PlainPart({}, "free", "never");
const ANYTHING = new PlainPart({}, "free", "anything");
const SCALARS = new PlainPart({}, "free", "scalars");

/** Of each type a bit; an integer is a number besides. */
export const TYPES = { string: 1, boolean: 2, number: 4, integer: 8, array: 16, object: 32 } as const;
const EVERY_TYPE = 63;

/** Steps are the long way's too: what is too large for it takes no less here. */
const LOOKUPS_PER_STEP = 10;

/** Reads the schema of a part. @param hasStatus whether the status has a door of its own, as the root's alone has */
export function readPart(part: PlainPart, hasStatus: boolean): void {
  const { schema, place } = part;
  const { allOf = [], anyOf = [], additionalProperties, properties, items } = schema;
  const types = typesOf(schema);
  // Lists below a property would be looked at by both.
  const isMixed = additionalProperties !== undefined && (properties?.size ?? 0) > 0;
  part.kind = isOutOfReach(schema, place) || types === null || isMixed ? "never" : "read";
  if (part.kind === "never") return;
  const branch = (one: SchemaProps) => new PlainPart(one, "free");
  part.cost = 1 + ((schema.enum?.length ?? 0) + (schema.required?.length ?? 0)) / LOOKUPS_PER_STEP;
  part.types = types ?? 0;
  part.choices = schema.enum === undefined || schema.enum.length === 0 ? null : schema.enum;
  readBounds(part);
  part.every = allOf.map(branch);
  part.some = anyOf.map(branch);
  part.items = items?.schema === undefined ? unspecified(schema, place) : new PlainPart(items.schema, below(place));
  part.others = othersOf(schema, place);
  if (properties !== undefined) readProperties(part, properties, hasStatus && place === "root");
  const isDefaulted = (name: string) => part.defaults.some((one) => one.name === name);
  part.required = (schema.required ?? NO_NAMES).filter((name) => !isDefaulted(name));
}

function readBounds(part: PlainPart): void {
  const { schema } = part;
  part.maxLength = schema.maxLength ?? part.maxLength;
  part.minLength = schema.minLength ?? part.minLength;
  part.maxItems = schema.maxItems ?? part.maxItems;
  part.minItems = schema.minItems ?? part.minItems;
  part.maxProperties = schema.maxProperties ?? part.maxProperties;
  part.minProperties = schema.minProperties ?? part.minProperties;
  part.pattern = schema.pattern ?? null;
  part.format = schema.format ?? null;
  part.listType = schema["x-kubernetes-list-type"] ?? null;
}

function isOutOfReach(schema: SchemaProps, place: PlainPlace): boolean {
  const { allOf = [], anyOf = [], oneOf = [], not, uniqueItems } = schema;
  if (oneOf.length > 0 || not !== undefined || uniqueItems === true) return true;
  if (place !== "root" && schema["x-kubernetes-embedded-resource"] === true) return true;
  // What is asked is asked of what has its defaults.
  const isAsIs = place === "free" || allOf.length + anyOf.length > 0;
  return isAsIs && someDecoded(schema, (one) => one.default !== undefined);
}

/** null: the types are not known here. */
function typesOf({ type, types, format }: SchemaProps): number | null {
  const names = types ?? (type === undefined ? [] : [type]);
  const [first] = names;
  if (first === undefined) return format === undefined ? EVERY_TYPE : null;
  if (bitOf(first) === 0) return null;
  return names.reduce((sum, name) => sum | bitOf(name), 0);
}

function bitOf(name: string): number {
  return BITS.get(name) ?? 0;
}

const BITS: ReadonlyMap<string, number> = new Map(Object.entries(TYPES));

function readProperties(part: PlainPart, properties: ReadonlyMap<string, SchemaProps>, hasOwnStatus: boolean): void {
  const { place } = part;
  const own = new Map<string, PlainPart>();
  const defaults: PlainDefault[] = [];
  for (const [name, property] of properties) {
    const isStatus = hasOwnStatus && name === "status";
    const read = isStatus ? NEVER : new PlainPart(property, placeOf(name, place));
    own.set(name, read);
    if (property.default !== undefined && !isStatus) defaults.push({ name, part: read, isValid: null });
  }
  part.properties = own;
  part.defaults = defaults;
}

export const IDENTITY: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

/** Of what every resource has nothing is dropped. */
function placeOf(name: string, place: PlainPlace): PlainPlace {
  return place === "root" ? (IDENTITY.has(name) ? "free" : "pruned") : place;
}

/** What nothing specifies: where fields are dropped, whatever may have some is looked at. */
function unspecified(schema: SchemaProps, place: PlainPlace): PlainPart {
  return place === "free" || schema["x-kubernetes-preserve-unknown-fields"] === true ? ANYTHING : SCALARS;
}

/** Of members that are no properties; null: they are dropped, or refused. */
function othersOf(schema: SchemaProps, place: PlainPlace): PlainPart | null {
  const { additionalProperties } = schema;
  if (additionalProperties?.schema !== undefined) return new PlainPart(additionalProperties.schema, below(place));
  if (additionalProperties !== undefined)
    return additionalProperties.allows ? (place === "free" ? ANYTHING : SCALARS) : null;
  return place === "free" || schema["x-kubernetes-preserve-unknown-fields"] === true ? ANYTHING : null;
}

function below(place: PlainPlace): PlainPlace {
  return place === "root" ? "pruned" : place;
}
