import {
  type DocumentPath,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  sortedKeys,
} from "../base/json.ts";
import { atLeast, type ServerVersion } from "../base/server-version.ts";
import { decodeBase64, illegalBase64Text } from "../go/base64.ts";
import { timeError } from "../go/time.ts";
import { BYTE, CUSTOM_RESOURCE_DEFINITION, type GoType, SCHEMA, SCHEMAS, STRINGS } from "./go-types.ts";
import { factsOf } from "./schema/held-schema.ts";

/** What the decoder says about a document: its first error, and the fields it drops because it does not know them. */
export interface Decoding {
  readonly error: { readonly detail: string; readonly path: DocumentPath } | null;
  readonly unknownFields: readonly UnknownField[];
  /** Items of keyed lists that come twice; only server-side apply minds. */
  readonly duplicates: readonly Duplicate[];
  /** Where the walk gave up; null nearly always. */
  readonly tooDeep: DocumentPath | null;
}

/** Its path, made when it is asked for: there may be 100,000 of them, each hundreds of steps down, and few are printed. */
export type UnknownField = () => DocumentPath;

export interface Duplicate {
  /** Of the list. */
  readonly path: DocumentPath;
  /** The member that tells its items apart; "" where an item is its own key. */
  readonly key: string;
  readonly value: string;
}

/** The server reads 10,000 levels, more than a JavaScript stack holds; no real CRD has a hundred. */
const MAX_DEPTH = 1000;

/**
 * Whether JSON fits v1.CustomResourceDefinition, as sigs.k8s.io/json tells: keys are case-sensitive, null fits
 * everything, unknown keys are dropped. Members are visited in sorted order: that is how kubectl, Helm and every other
 * client written in Go sends them, and it decides which of several errors is the first.
 */
export function decodeErrors(document: JsonObject, server: ServerVersion): Decoding {
  return decodeAs(document, CUSTOM_RESOURCE_DEFINITION, server);
}

/** The same of JSON that is decoded into another type. */
export function decodeAs(value: JsonValue, type: GoType, server: ServerVersion): Decoding {
  const decoder: Decoder = { server, unknownFields: [], duplicates: [], saved: null };
  const fatal = decodeValue(decoder, value, type, { struct: "", at: null, from: 0 });
  if (fatal?.kind === "depth") return { error: null, unknownFields: [], duplicates: [], tooDeep: fatal.path };
  const error = fatal ?? decoder.saved;
  return {
    error: error === null ? null : { detail: errorText(error), path: error.path },
    unknownFields: decoder.unknownFields,
    duplicates: decoder.duplicates,
    tooDeep: null,
  };
}

/** A place during the walk. */
interface Place {
  readonly struct: string;
  /** null: the document itself. */
  readonly at: Step | null;
  /** Depth from which on fields are named: where a decoder of its own began. */
  readonly from: number;
}

/** A linked list: almost no place is ever asked for, and each may be hundreds of steps away from the root. */
interface Step {
  readonly above: Step | null;
  readonly key: string | number;
  /** Neither an index nor the key of a map. */
  readonly isField: boolean;
  /** 1 for a member of the document. */
  readonly depth: number;
}

type Problem =
  | {
      readonly kind: "type";
      readonly json: string;
      readonly go: string;
      readonly struct: string;
      /** Names of struct fields only. */
      readonly fields: readonly string[];
      readonly path: DocumentPath;
    }
  | { readonly kind: "text"; readonly text: string; readonly path: DocumentPath }
  | { readonly kind: "depth"; readonly path: DocumentPath };

type SavedProblem = Exclude<Problem, { kind: "depth" }>;

interface Decoder {
  readonly server: ServerVersion;
  readonly unknownFields: UnknownField[];
  readonly duplicates: Duplicate[];
  /** The first error that does not end the decoding. */
  saved: SavedProblem | null;
}

/** @returns the error that ends the decoding at once; all others are saved, and only the first of them counts. */
function decodeValue(decoder: Decoder, value: JsonValue, type: GoType, place: Place): Problem | null {
  if (value === null || type.kind === "any") return null;
  if (depthOf(place) > MAX_DEPTH) return { kind: "depth", path: pathOf(place) };
  switch (type.kind) {
    case "schema-or":
      return decodeSchemaOr(decoder, value, type.or, place);
    case "time":
      return decodeTime(value, place);
    case "struct":
      if (!isObject(value)) return save(decoder, () => mismatch(value, type.name, place));
      return decodeStruct(decoder, value, type, place);
    case "map":
      if (!isObject(value)) return save(decoder, () => mismatch(value, type.name, place));
      return eachMember(value, (key, item) => decodeBelow(decoder, item, type.of(), place, key));
    case "list":
      if (!isArray(value)) return save(decoder, () => mismatch(value, type.name, place));
      if (type.keyed !== undefined) noteDuplicates(decoder, value, type.keyed, place);
      return first(value, (item, index) => decodeBelow(decoder, item, type.of(), place, index));
    case "bytes":
      return decodeBytes(decoder, value, place);
    default:
      return fits(value, type) ? null : save(decoder, () => mismatch(value, type.name, place));
  }
}

function decodeBelow(
  decoder: Decoder,
  value: JsonValue,
  type: GoType,
  place: Place,
  step: string | number,
): Problem | null {
  return isFitting(value, type, place) ? null : decodeValue(decoder, value, type, below(place, step));
}

/** Whether there is nothing to be said of a value below this place: nearly every one, and its own place need not be made. */
function isFitting(value: JsonValue, type: GoType, { at }: Place): boolean {
  switch (type.kind) {
    case "string":
    case "bool":
    case "float":
    case "integer":
      return (at?.depth ?? 0) < MAX_DEPTH && fits(value, type);
    default:
      return false;
  }
}

function noteDuplicates(decoder: Decoder, items: readonly JsonValue[], key: string, place: Place): void {
  const known = new Set<string>();
  const twice = new Set<string>();
  for (const item of items) {
    const value = key === "" ? item : member(item, key);
    if (typeof value !== "string") continue;
    if (known.has(value)) twice.add(value);
    known.add(value);
  }
  const path = twice.size === 0 ? [] : pathOf(place);
  for (const value of twice) decoder.duplicates.push({ path, key, value });
}

/** What has nothing but a schema of which no server has anything to say. */
function isPlain(holder: JsonObject, place: Place): boolean {
  if (Object.keys(holder).length !== 1 || depthOf(place) > MAX_HOLDER_DEPTH) return false;
  const plain = factsOf(holder)?.plain ?? null;
  return plain !== null;
}

/** `schema` of a version: a schema that is plain has a few hundred levels below it at most. */
const HOLDER = "v1.CustomResourceValidation";
const MAX_HOLDER_DEPTH = 10;

function decodeStruct(
  decoder: Decoder,
  value: JsonObject,
  { name, since, fields: fieldsOfType }: Extract<GoType, { kind: "struct" }>,
  place: Place,
): Problem | null {
  const struct = name.slice(name.indexOf(".") + 1);
  const fields = fieldsOfType();
  if (name === HOLDER && isPlain(value, place)) return null;
  return eachMember(value, (key, item) => {
    const isKnown = Object.hasOwn(fields, key) && (since.size === 0 || atLeast(decoder.server, since.get(key) ?? 0));
    const type = isKnown ? fields[key] : undefined;
    if (type !== undefined && isFitting(item, type, place)) return null;
    const below: Place = { struct, at: stepTo(place, key, true), from: place.from };
    if (type === undefined) {
      decoder.unknownFields.push(() => pathOf(below));
      return null;
    }
    return decodeValue(decoder, item, type, below);
  });
}

/**
 * JSONSchemaPropsOrBool, -OrArray, -OrStringArray decode themselves with a decoder of their own, whose first error ends
 * everything. The outer decoder then puts its own place over the inner one (from 1.35: before it).
 */
function decodeSchemaOr(
  decoder: Decoder,
  value: JsonValue,
  or: "bool" | "list" | "strings",
  place: Place,
): Problem | null {
  const type = isObject(value) ? SCHEMA : isArray(value) && or !== "bool" ? (or === "list" ? SCHEMAS : STRINGS) : null;
  if (type === null) {
    if (or !== "bool" || typeof value === "boolean") return null;
    return { kind: "text", text: "boolean or JSON schema expected", path: pathOf(place) };
  }
  const inner: Decoder = { ...decoder, saved: null };
  const problem = decodeValue(inner, value, type, { struct: "", at: place.at, from: depthOf(place) }) ?? inner.saved;
  if (problem === null || problem.kind !== "type") return problem;
  const innerFields = atLeast(decoder.server, 35) ? problem.fields : [];
  return { ...problem, struct: place.struct, fields: [...fieldsOf(place), ...innerFields] };
}

/** []byte: base64, or a list of small numbers. */
function decodeBytes(decoder: Decoder, value: JsonValue, place: Place): Problem | null {
  if (isArray(value)) return first(value, (item, index) => decodeValue(decoder, item, BYTE, below(place, index)));
  if (typeof value !== "string") return save(decoder, () => mismatch(value, "[]uint8", place));
  const decoded = decodeBase64(value);
  if (decoded.ok) return null;
  return save(decoder, () => ({ kind: "text", text: illegalBase64Text(decoded.offset), path: pathOf(place) }));
}

function decodeTime(value: JsonValue, place: Place): Problem | null {
  if (typeof value !== "string") return mismatch(value, "string", place);
  const text = timeError(value);
  return text === null ? null : { kind: "text", text, path: pathOf(place) };
}

function fits(value: JsonValue, type: Extract<GoType, { name: string }>): boolean {
  switch (type.kind) {
    case "string":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    case "float":
      return typeof value === "number";
    default:
      return typeof value === "number" && Number.isInteger(value) && inRange(value, type.name);
  }
}

const INTEGERS = ["int32", "int64", "uint8"];

function inRange(value: number, name: string): boolean {
  if (name === "uint8") return value >= 0 && value < 2 ** 8;
  const limit = name === "int32" ? 2 ** 31 : 2 ** 63;
  return value >= -limit && value < limit;
}

function mismatch(value: JsonValue, go: string, place: Place): SavedProblem {
  const { struct } = place;
  return { kind: "type", json: jsonName(value, go), go, struct, fields: fieldsOf(place), path: pathOf(place) };
}

/** How the decoder calls what it found. A number that is none for an integer type is shown. */
function jsonName(value: JsonValue, go: string): string {
  if (isArray(value)) return "array";
  if (isObject(value)) return "object";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return INTEGERS.includes(go) ? `number ${value}` : "number";
  return "string";
}

function save(decoder: Decoder, problem: () => SavedProblem): null {
  decoder.saved ??= problem();
  return null;
}

function errorText(problem: SavedProblem): string {
  if (problem.kind === "text") return problem.text;
  const { struct, fields } = problem;
  const where = struct === "" && fields.length === 0 ? "value" : `struct field ${struct}.${fields.join(".")}`;
  return `json: cannot unmarshal ${problem.json} into Go ${where} of type ${problem.go}`;
}

function below(place: Place, step: string | number): Place {
  return { ...place, at: stepTo(place, step, false) };
}

function stepTo(place: Place, key: string | number, isField: boolean): Step {
  return { above: place.at, key, isField, depth: depthOf(place) + 1 };
}

function depthOf({ at }: Place): number {
  return at?.depth ?? 0;
}

function pathOf(place: Place): DocumentPath {
  const path: (string | number)[] = [];
  for (let step = place.at; step !== null; step = step.above) path.push(step.key);
  return path.reverse();
}

function fieldsOf(place: Place): string[] {
  const fields: string[] = [];
  for (let { at: step } = place; step !== null && step.depth > place.from; step = step.above) {
    if (step.isField) fields.push(String(step.key));
  }
  return fields.reverse();
}

function eachMember(value: JsonObject, visit: (key: string, item: JsonValue) => Problem | null): Problem | null {
  for (const key of sortedKeys(value)) {
    const item = value[key];
    const problem = item === undefined ? null : visit(key, item);
    if (problem !== null) return problem;
  }
  return null;
}

function first(items: readonly JsonValue[], visit: (item: JsonValue, index: number) => Problem | null): Problem | null {
  for (const [index, item] of items.entries()) {
    const problem = visit(item, index);
    if (problem !== null) return problem;
  }
  return null;
}
