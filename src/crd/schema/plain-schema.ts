import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue, sortedKeys } from "../../base/json.ts";
import { parseServerVersion } from "../../base/server-version.ts";
import { checkPattern } from "../../go/regexp/pattern.ts";
import { fitsPlainly } from "./plain-default.ts";

/** What is still asked of a schema of which no server has anything to say. */
export interface PlainSchema {
  readonly hasDefaults: boolean;
  /** It has what a structural schema alone may have (specHasDefaults, specHasKubernetesExtensions). */
  readonly needsStructure: boolean;
  /** Some `minimum` or `maximum` of an integer is beyond what an int32 holds (`integer-bounds.ts`). */
  readonly hasLargeBounds: boolean;
  /** The canonical JSON of it (`canonicalSchema`). */
  readonly text: () => string;
  /** Whether that has all keys in the order of the schema. */
  readonly isSorted: boolean;
}

/** Levels of schemas, three of JSON at most each: real ones have twenty. */
const MAX_LEVELS = 100;
/** As `schema-tree.ts` and `digest.ts` bound what is looked into, and with room to spare. */
const MAX_PARTS = 1_000_000;
/** Of all paths and texts together: a request has three million. */
const MAX_CHARACTERS = 8_000_000;
/** A keyword with what stands around it; `x-kubernetes-preserve-unknown-fields` has 36 characters. */
const KEYWORD_CHARACTERS = 40;

interface Walk {
  parts: number;
  characters: number;
  hasDefaults: boolean;
  needsStructure: boolean;
  hasLargeBounds: boolean;
  /** Objects in which, or somewhere below which, keys do not stand in the order of their UTF-16 units. */
  readonly unsorted: Set<JsonObject>;
  /** How often one of them was met: an alias brings the same object once more, into others. */
  met: number;
}

/**
 * The short way to what most schemas get, as controller-gen writes them: every field is known to every server and of the
 * right type, what it makes of them has all that is written (`canonicalSchema`), nothing breaks a rule that any server has
 * or ever had, however a live CRD would excuse it, and there is nothing for CEL to compile. It tells nothing of a schema
 * that is the least bit odd: then the ports of the server's own code say what is wrong, or that it is right. A property
 * test holds both against each other.
 * @returns null: not known
 */
export function plainSchema(root: JsonObject): PlainSchema | null {
  const flags = { hasDefaults: false, needsStructure: false, hasLargeBounds: false };
  const walk: Walk = { parts: 0, characters: 0, ...flags, unsorted: new Set(), met: 0 };
  if (!isPlainRoot(walk, root) || !isPlain(walk, root, 0, 0)) return null;
  const { hasDefaults, needsStructure, hasLargeBounds, unsorted } = walk;
  const isSorted = unsorted.size === 0;
  return { hasDefaults, needsStructure, hasLargeBounds, isSorted, text: () => sortedText(root, unsorted) };
}

/** allowedFieldsAtRootSchema, and what every resource has: `checkRoot`, `checkResourceFields`. */
function isPlainRoot(walk: Walk, root: JsonObject): boolean {
  if (root.type !== "object") return false;
  for (const key of Object.keys(root)) if (!AT_ROOT.has(key)) return false;
  const { properties } = root;
  if (!isObject(properties)) return true;
  for (const name of ["apiVersion", "kind"]) {
    const one = properties[name];
    if (one !== undefined && !(isObject(one) && one.type === "string" && isOnly(one, ["description", "type"])))
      return false;
  }
  const { metadata } = properties;
  if (metadata === undefined) return true;
  walk.parts += 1;
  return isObject(metadata) && metadata.type === "object" && isOnly(metadata, ["type"]);
}

const AT_ROOT: ReadonlySet<string> = new Set([
  "description",
  "title",
  "type",
  "properties",
  "required",
  "x-kubernetes-preserve-unknown-fields",
]);

function isOnly(value: JsonObject, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

/** @param length characters of the path to it */
function isPlain(walk: Walk, schema: JsonObject, level: number, length: number): boolean {
  if (level > MAX_LEVELS || walk.parts > MAX_PARTS || walk.characters > MAX_CHARACTERS) return false;
  const { met } = walk;
  let isSorted = true;
  let before = "";
  for (const key of Object.keys(schema)) {
    if (key < before) isSorted = false;
    before = key;
    walk.parts += 4;
    const value = schema[key] ?? null;
    // An alias may say a long text a thousand times.
    if (typeof value === "string") walk.characters += value.length;
    if (!isPlainField(walk, schema, key, value, level, length)) return false;
  }
  if (!isSorted || walk.met > met) meet(walk, schema);
  return fitsTogether(schema);
}

function meet(walk: Walk, unsorted: JsonObject): void {
  walk.unsorted.add(unsorted);
  walk.met += 1;
}

function isPlainField(
  walk: Walk,
  schema: JsonObject,
  key: string,
  value: JsonValue,
  level: number,
  length: number,
): boolean {
  switch (key) {
    case "description":
    case "type":
    case "format":
    case "title":
      return typeof value === "string" && value !== "";
    case "properties":
      return schema.type === "object" && isObject(value) && arePlain(walk, value, level, length + KEYWORD_CHARACTERS);
    case "items":
      if (schema.type !== "array" || !isObject(value)) return false;
      walk.characters += length + KEYWORD_CHARACTERS;
      return isPlain(walk, value, level + 1, length + KEYWORD_CHARACTERS);
    case "additionalProperties":
      if (schema.type !== "object" || schema.properties !== undefined) return false;
      if (value === true) return true;
      walk.characters += length + KEYWORD_CHARACTERS;
      return isObject(value) && isPlain(walk, value, level + 1, length + KEYWORD_CHARACTERS);
    case "required":
    case "x-kubernetes-list-map-keys":
      return isArray(value) && value.length > 0 && count(walk, value, length) && value.every(isText);
    case "enum":
      return isArray(value) && value.length > 0 && count(walk, value, length) && value.every(isScalar);
    case "default":
      walk.hasDefaults = true;
      walk.needsStructure = true;
      return fitsPlainly(value, schema);
    case "pattern":
      return typeof value === "string" && value !== "" && compiles(value);
    case "minimum":
    case "maximum":
      if (!isNumber(value)) return false;
      if (schema.type === "integer" && !(value >= INT32.least && value <= INT32.most)) walk.hasLargeBounds = true;
      return true;
    case "multipleOf":
      return isNumber(value);
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
    case "minProperties":
    case "maxProperties":
      return Number.isSafeInteger(value);
    case "exclusiveMinimum":
    case "exclusiveMaximum":
    case "nullable":
      return value === true;
    case "x-kubernetes-preserve-unknown-fields":
      walk.needsStructure = true;
      return value === true;
    case "x-kubernetes-int-or-string":
      walk.needsStructure = true;
      return value === true && schema.type === undefined;
    case "x-kubernetes-embedded-resource":
      return value === true && isWholeResource(schema);
    case "anyOf":
      walk.parts += 20;
      walk.characters += 4 * (length + KEYWORD_CHARACTERS);
      return schema["x-kubernetes-int-or-string"] === true && isIntOrString(walk, value);
    case "x-kubernetes-list-type":
      walk.needsStructure = true;
      return schema.type === "array" && isPlainList(schema, value);
    case "x-kubernetes-map-type":
      return schema.type === "object" && (value === "atomic" || value === "granular");
    default:
      return false;
  }
}

/** A value that may lack its type, and bounds that belong to no list or object, are judged by others. */
function fitsTogether(schema: JsonObject): boolean {
  const { type } = schema;
  if (type === undefined) {
    const isFree = schema["x-kubernetes-int-or-string"] ?? schema["x-kubernetes-preserve-unknown-fields"];
    return isFree === true;
  }
  if (typeof type !== "string" || !TYPES.has(type)) return false;
  if (type === "array" && schema.items === undefined) return false;
  return schema["x-kubernetes-list-map-keys"] === undefined || schema["x-kubernetes-list-type"] === "map";
}

const INT32 = { least: -(2 ** 31), most: 2 ** 31 - 1 };
const TYPES: ReadonlySet<string> = new Set(["array", "boolean", "integer", "number", "object", "string"]);

function arePlain(walk: Walk, properties: JsonObject, level: number, length: number): boolean {
  const { met } = walk;
  let isSorted = true;
  let before = "";
  let count = 0;
  for (const name of Object.keys(properties)) {
    if (name < before) isSorted = false;
    before = name;
    count += 1;
    const property = properties[name];
    const own = length + name.length + 1;
    walk.parts += 4;
    walk.characters += own;
    if (!isObject(property) || !isPlain(walk, property, level + 1, own)) return false;
  }
  walk.characters += length;
  if (!isSorted || walk.met > met) meet(walk, properties);
  // The server forgets an empty map.
  return count > 0;
}

/** Entries of a list may be in an error each. */
function count(walk: Walk, list: JsonArray, length: number): boolean {
  walk.parts += 2 * list.length;
  walk.characters += (list.length + 1) * (length + KEYWORD_CHARACTERS);
  for (const one of list) if (typeof one === "string") walk.characters += one.length;
  return walk.parts <= MAX_PARTS;
}

function isText(value: JsonValue): value is string {
  return typeof value === "string";
}

function isScalar(value: JsonValue): boolean {
  return typeof value === "number" ? isNumber(value) : typeof value !== "object";
}

/** JSON's writer forgets that a zero is negative. */
function isNumber(value: JsonValue): value is number {
  return typeof value === "number" && !Object.is(value, -0);
}

/** `isIntOrStringAnyOf`: the one place in which a type may be said again. */
function isIntOrString(walk: Walk, value: JsonValue): boolean {
  if (!isArray(value) || value.length !== 2) return false;
  walk.needsStructure = true;
  return value.every(
    (one, index) => isObject(one) && isOnly(one, ["type"]) && one.type === (index === 0 ? "integer" : "string"),
  );
}

/** One of which nothing is said but that it is a resource. */
function isWholeResource(schema: JsonObject): boolean {
  return (
    schema.type === "object" &&
    schema["x-kubernetes-preserve-unknown-fields"] === true &&
    isOnly(schema, [
      "description",
      "type",
      "nullable",
      "x-kubernetes-embedded-resource",
      "x-kubernetes-preserve-unknown-fields",
    ])
  );
}

/** `checkListAndMapTypes` */
function isPlainList(schema: JsonObject, type: JsonValue): boolean {
  const { items } = schema;
  if (!isObject(items)) return false;
  if (type === "atomic") return true;
  if (items.nullable !== undefined) return false;
  if (type === "set") return typeof items.type === "string" && SCALARS.has(items.type);
  return type === "map" && items.type === "object" && haveKeys(items, schema["x-kubernetes-list-map-keys"]);
}

const SCALARS: ReadonlySet<string> = new Set(["boolean", "integer", "number", "string"]);

function haveKeys({ properties, required }: JsonObject, keys: JsonValue | undefined): boolean {
  if (!isArray(keys) || keys.length > MOST_KEYS || new Set(keys).size !== keys.length || !isObject(properties))
    return false;
  return keys.every((key) => {
    const property = typeof key === "string" ? properties[key] : undefined;
    if (!isObject(property) || property.nullable !== undefined) return false;
    if (typeof property.type !== "string" || !SCALARS.has(property.type)) return false;
    return property.default !== undefined || (isArray(required) && required.includes(key));
  });
}

/** Of a list with more of them each would be looked for among as many. */
const MOST_KEYS = 20;

const OLDEST = parseServerVersion("1.25");
const compiled = new Map<string, boolean>();
const MOST_PATTERNS = 1_000;

/** What servers older than 1.30 may not know is said of those alone: by others. */
function compiles(pattern: string): boolean {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const compiling = checkPattern(pattern, OLDEST).kind === "valid";
  if (compiled.size >= MOST_PATTERNS) compiled.clear();
  // A text of its own: a part of a document would keep all of it in memory.
  compiled.set(JSON.parse(JSON.stringify(pattern)), compiling);
  return compiling;
}

/** JSON with sorted keys. What is sorted already the engine's own writer writes, ten times as fast as we could. */
function sortedText(value: JsonObject, unsorted: ReadonlySet<JsonObject>): string {
  if (!unsorted.has(value)) return JSON.stringify(value);
  const members = sortedKeys(value).map((key) => {
    const item = value[key] ?? null;
    return `${JSON.stringify(key)}:${isObject(item) ? sortedText(item, unsorted) : JSON.stringify(item)}`;
  });
  return `{${members.join(",")}}`;
}
