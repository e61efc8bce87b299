import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { Matcher } from "../../go/regexp/pattern.ts";
import { checkFormat } from "../schema/formats.ts";
import { isGoInteger } from "../schema/go-values.ts";
import { checkNumber } from "../schema/number-rules.ts";
import { matchesIn } from "../schema/scalar-rules.ts";
import type { SchemaProps } from "../schema/schema-props.ts";
import { newRun, type Run, spend } from "../schema/value-result.ts";
import { ownDefault } from "./defaulting.ts";
import { IDENTITY, type PlainDefault, PlainPart, readPart, TYPES } from "./plain-parts.ts";

/*
 * A short way to the answer that most objects get. It never says more than the long one would: where a part is not plainly
 * right, or is of a kind that is not known here, the answer is "no", and the object goes the long way.
 */

/**
 * What an object that is created needs: `nothing`, for no field would be dropped, no null goes, nothing is embedded, every part
 * is valid and every list has each of its items once; or all that, and `defaults` besides, with which it is valid.
 * null: it has to be looked at.
 */
export type Need = "nothing" | "defaults" | null;

/** @param prepared as it is stored, but for its defaults */
export type FindNeed = (prepared: JsonObject) => Need;

interface Question {
  readonly server: ServerVersion;
  readonly patterns: Map<string, Matcher>;
  /** Whether the status has a door of its own. */
  readonly hasStatus: boolean;
}

interface State {
  readonly run: Run;
  readonly hasStatus: boolean;
  lacksDefaults: boolean;
}

/**
 * @param schema what validates objects (`servedSchema`); parts of it are read when the first object has them
 */
export function createFindNeed(schema: SchemaProps, { server, patterns, hasStatus }: Question): FindNeed {
  const root = new PlainPart(schema, "root");
  return (prepared) => {
    const run = newRun(server, "object", patterns);
    const state: State = { run, hasStatus, lacksDefaults: false };
    if (!isPlain(root, prepared, state) || run.doubt !== null) return null;
    return state.lacksDefaults ? "defaults" : "nothing";
  };
}

function isPlain(part: PlainPart, value: JsonValue, state: State): boolean {
  if (part.kind === "unread") readPart(part, state.hasStatus);
  if (part.kind !== "read") return part.kind === "anything" || (part.kind === "scalars" && isScalar(value));
  if (!spend(state.run, part.cost)) return false;
  if (value === null || !isOfTypes(value, part.types)) return false;
  if (part.choices !== null && !isChoice(value, part.choices)) return false;
  for (const one of part.every) if (!isPlain(one, value, state)) return false;
  if (part.some.length > 0 && !part.some.some((one) => isPlain(one, value, state))) return false;
  if (typeof value === "string") return isText(part, value, state.run);
  if (typeof value === "number") {
    const { failures, uncertain } = checkNumber(value, part.schema, "", state.run.server);
    return failures.length === 0 && !uncertain;
  }
  return isArray(value) ? isList(part, value, state) : !isObject(value) || isMembers(part, value, state);
}

function isOfTypes(value: JsonValue, types: number): boolean {
  if (typeof value === "string") return (types & TYPES.string) !== 0;
  if (typeof value === "boolean") return (types & TYPES.boolean) !== 0;
  if (typeof value === "number")
    return (types & TYPES.number) !== 0 || ((types & TYPES.integer) !== 0 && isGoInteger(value));
  return (types & (isArray(value) ? TYPES.array : TYPES.object)) !== 0;
}

/** Other choices, and other values, are the long way's to compare. */
function isChoice(value: JsonValue, choices: JsonArray): boolean {
  return (typeof value === "number" ? Number.isSafeInteger(value) : isScalar(value)) && choices.includes(value);
}

function isScalar(value: JsonValue): boolean {
  return value !== null && typeof value !== "object";
}

function isText({ maxLength, minLength, pattern, format }: PlainPart, value: string, run: Run): boolean {
  // Of characters there are at most as many as units of UTF-16, and at least half as many.
  if (value.length > maxLength && [...value].length > maxLength) return false;
  if (value.length < 2 * minLength && [...value].length < minLength) return false;
  if (pattern !== null && matchesIn(run, pattern, value) !== true) return false;
  if (format === null) return true;
  const isOfFormat = checkFormat(format, value, run.server);
  return isOfFormat === null || isOfFormat === true;
}

function isList(part: PlainPart, value: JsonArray, state: State): boolean {
  const { items, listType } = part;
  if (value.length > part.maxItems || value.length < part.minItems) return false;
  for (const item of value) if (items === null || !isPlain(items, item, state)) return false;
  if (value.length < 2) return listType !== "map" || value.every(isObject);
  if (listType === "set") return isSetOfTexts(value);
  return listType !== "map" || hasTextKeys(value, part.schema["x-kubernetes-list-map-keys"] ?? []);
}

function isSetOfTexts(list: JsonArray): boolean {
  return list.every((item) => typeof item === "string") && new Set(list).size === list.length;
}

/** Whether each item has all keys, each of them a text, and no other item has the same. */
function hasTextKeys(list: JsonArray, keys: readonly string[]): boolean {
  const found = new Set<string>();
  for (const item of list) {
    if (!isObject(item)) return false;
    const values = keys.map((key) => (Object.hasOwn(item, key) ? item[key] : undefined));
    if (!values.every((one) => typeof one === "string")) return false;
    found.add(values.length === 1 ? (values[0] ?? "") : JSON.stringify(values));
  }
  return found.size === list.length;
}

function isMembers(part: PlainPart, value: JsonObject, state: State): boolean {
  const { properties, maxProperties, minProperties } = part;
  const names = Object.keys(value);
  if (names.length > maxProperties || names.length < minProperties) return false;
  for (const name of names) {
    const one = properties.get(name);
    if (one === undefined && isIdentity(part, name)) continue;
    const allowed = one ?? part.others;
    if (allowed === null || !isPlain(allowed, value[name] ?? null, state)) return false;
  }
  for (const name of part.required) if (!Object.hasOwn(value, name)) return false;
  for (const missing of part.defaults) {
    if (Object.hasOwn(value, missing.name)) continue;
    // What is put in counts, too.
    if (hasBounds(part) || !isValidDefault(missing, state)) return false;
    state.lacksDefaults = true;
  }
  return true;
}

function hasBounds({ schema }: PlainPart): boolean {
  return schema.maxProperties !== undefined || schema.minProperties !== undefined;
}

function isIdentity({ place, schema }: PlainPart, name: string): boolean {
  return place === "root" && schema.additionalProperties === undefined && IDENTITY.has(name);
}

function isValidDefault(missing: PlainDefault, state: State): boolean {
  missing.isValid ??= isPlain(missing.part, ownDefault(missing.part.schema), state);
  return missing.isValid;
}
