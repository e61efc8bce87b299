import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { Matcher } from "../../go/regexp/pattern.ts";
import { checkFormat } from "../schema/formats.ts";
import { isGoInteger } from "../schema/go-values.ts";
import { checkNumber } from "../schema/number-rules.ts";
import { matchesIn } from "../schema/scalar-rules.ts";
import type { SchemaProps } from "../schema/schema-props.ts";
import { someDecoded } from "../schema/schema-tree.ts";
import { newRun, type Run, spend } from "../schema/value-result.ts";
import { ownDefault } from "./defaulting.ts";

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
  lacksDefaults: boolean;
}

type Test = (value: JsonValue, state: State) => boolean;

const NEVER: Test = () => false;

/**
 * @param schema what validates objects (`servedSchema`); parts of it are made ready when the first object has them
 */
export function createFindNeed(schema: SchemaProps, question: Question): FindNeed {
  let test: Test | undefined;
  return (prepared) => {
    test ??= schemaTest(schema, question, "root");
    const run = newRun(question.server, "object", question.patterns);
    const state = { run, lacksDefaults: false };
    if (!test(prepared, state) || run.doubt !== null) return null;
    return state.lacksDefaults ? "defaults" : "nothing";
  };
}

/** `free`: inside metadata, allOf and anyOf nothing is dropped and nothing set. */
type Part = "root" | "pruned" | "free";

function schemaTest(schema: SchemaProps, question: Question, part: Part): Test {
  const { allOf = [], anyOf = [], oneOf = [], not, uniqueItems } = schema;
  if (oneOf.length > 0 || not !== undefined || uniqueItems) return NEVER;
  if (part !== "root" && schema["x-kubernetes-embedded-resource"]) return NEVER;
  const isCombined = allOf.length + anyOf.length > 0;
  // They are asked of what has its defaults.
  if ((isCombined || part === "free") && someDecoded(schema, (one) => one.default !== undefined)) return NEVER;
  const isTyped = typeTest(schema);
  if (isTyped === null) return NEVER;
  // Lists below a property would be looked at by both.
  if (schema.additionalProperties !== undefined && (schema.properties?.size ?? 0) > 0) return NEVER;
  const branch = (one: SchemaProps) => schemaTest(one, question, "free");
  const [every, some] = [allOf.map(branch), anyOf.map(branch)];
  const isText = textTest(schema, question);
  const isList = listTest(schema, question, part);
  const isMembers = objectTest(schema, question, part);
  const cost = 1 + ((schema.enum?.length ?? 0) + (schema.required?.length ?? 0)) / LOOKUPS_PER_STEP;
  return (value, state) => {
    if (!spend(state.run, cost)) return false;
    if (value === null || !isTyped(value) || !isChoice(value, schema.enum)) return false;
    if (isCombined) {
      if (!every.every((test) => test(value, state))) return false;
      if (some.length > 0 && !some.some((test) => test(value, state))) return false;
    }
    if (typeof value === "string") return isText(value, state);
    if (typeof value === "number") {
      const { failures, uncertain } = checkNumber(value, schema, "", question.server);
      return failures.length === 0 && !uncertain;
    }
    return isArray(value) ? isList(value, state) : !isObject(value) || isMembers(value, state);
  };
}

/** Steps are the long way's too: what is too large for it takes no less here. */
const LOOKUPS_PER_STEP = 10;

const TYPES: ReadonlyMap<string, (value: JsonValue) => boolean> = new Map([
  ["string", (value: JsonValue) => typeof value === "string"],
  ["boolean", (value: JsonValue) => typeof value === "boolean"],
  ["number", (value: JsonValue) => typeof value === "number"],
  ["integer", (value: JsonValue) => typeof value === "number" && isGoInteger(value)],
  ["array", isArray],
  ["object", isObject],
]);

function typeTest({ type, types, format }: SchemaProps): ((value: JsonValue) => boolean) | null {
  const names = types ?? (type === undefined ? [] : [type]);
  const tests = names.map((name) => TYPES.get(name));
  const [only, ...more] = tests;
  if (only === undefined) return names.length === 0 && format === undefined ? () => true : null;
  if (more.length === 0) return only;
  return (value) => tests.some((test) => test?.(value) === true);
}

/** Other choices, and other values, are the long way's to compare. */
function isChoice(value: JsonValue, choices: JsonArray | undefined): boolean {
  if (choices === undefined || choices.length === 0) return true;
  return (typeof value === "number" ? Number.isSafeInteger(value) : isScalar(value)) && choices.includes(value);
}

function textTest({ maxLength, minLength, pattern, format }: SchemaProps, { server }: Question) {
  return (value: string, { run }: State): boolean => {
    // Of characters there are at most as many as units of UTF-16, and at least half as many.
    if (maxLength !== undefined && value.length > maxLength && [...value].length > maxLength) return false;
    if (minLength !== undefined && value.length < 2 * minLength && [...value].length < minLength) return false;
    if (pattern !== undefined && matchesIn(run, pattern, value) !== true) return false;
    if (format === undefined) return true;
    const isOfFormat = checkFormat(format, value, server);
    return isOfFormat === null || isOfFormat === true;
  };
}

function isScalar(value: JsonValue): boolean {
  return value !== null && typeof value !== "object";
}

function listTest(schema: SchemaProps, question: Question, part: Part): (value: JsonArray, state: State) => boolean {
  const { maxItems, minItems, items } = schema;
  const isItem =
    items?.schema === undefined ? unspecified(schema, part) : lazyTest(items.schema, question, below(part));
  const isList = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  return (value, state) => {
    if (maxItems !== undefined && value.length > maxItems) return false;
    if (minItems !== undefined && value.length < minItems) return false;
    for (const item of value) if (!isItem(item, state)) return false;
    if (value.length < 2) return isList !== "map" || value.every(isObject);
    if (isList === "set") return isSetOfTexts(value);
    return isList !== "map" || hasTextKeys(value, keys);
  };
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

/** What nothing specifies: where fields are dropped, whatever may have some is looked at. */
function unspecified(schema: SchemaProps, part: Part): Test {
  return part === "free" || schema["x-kubernetes-preserve-unknown-fields"] ? () => true : isScalar;
}

/** Most parts of a large schema are in no object. */
function lazyTest(schema: SchemaProps, question: Question, part: Part): Test {
  let test: Test | undefined;
  return (value, state) => {
    test ??= schemaTest(schema, question, part);
    return test(value, state);
  };
}

/** What is put in where an object lacks it is valid, or lacks such parts itself. */
function defaultTest(schema: SchemaProps, isProperty: Test): (state: State) => boolean {
  let known: boolean | undefined;
  return (state) => {
    known ??= isProperty(ownDefault(schema), state);
    return known;
  };
}

function objectTest(schema: SchemaProps, question: Question, part: Part): (value: JsonObject, state: State) => boolean {
  const { maxProperties, minProperties, properties, additionalProperties, required = [] } = schema;
  const isRoot = part === "root";
  const isStatus = (name: string) => isRoot && question.hasStatus && name === "status";
  const own = new Map(
    [...(properties ?? [])].map(([name, property]) => [
      name,
      isStatus(name) ? NEVER : lazyTest(property, question, partOf(name, part)),
    ]),
  );
  const defaults = new Map(
    [...(properties ?? [])].flatMap(([name, property]) =>
      property.default === undefined || isStatus(name)
        ? []
        : [[name, defaultTest(property, own.get(name) ?? NEVER)] as const],
    ),
  );
  const isBounded = maxProperties !== undefined || minProperties !== undefined;
  const isOther = otherTest(schema, question, part);
  return (value, state) => {
    const names = Object.keys(value);
    if (maxProperties !== undefined && names.length > maxProperties) return false;
    if (minProperties !== undefined && names.length < minProperties) return false;
    for (const name of names) {
      const property = own.get(name);
      if (property === undefined && isRoot && IDENTITY.has(name) && additionalProperties === undefined) continue;
      if (!(property ?? isOther)(value[name] ?? null, state)) return false;
    }
    for (const name of required) if (!Object.hasOwn(value, name) && !defaults.has(name)) return false;
    for (const [name, isValid] of defaults) {
      if (Object.hasOwn(value, name)) continue;
      if (isBounded || !isValid(state)) return false;
      state.lacksDefaults = true;
    }
    return true;
  };
}

const IDENTITY: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

/** Of what every resource has nothing is dropped. */
function partOf(name: string, part: Part): Part {
  return part === "root" ? (IDENTITY.has(name) ? "free" : "pruned") : part;
}

/** Of members that are no properties. */
function otherTest(schema: SchemaProps, question: Question, part: Part): Test {
  const { additionalProperties } = schema;
  if (additionalProperties?.schema !== undefined) return lazyTest(additionalProperties.schema, question, below(part));
  if (additionalProperties !== undefined)
    return additionalProperties.allows ? (part === "free" ? () => true : isScalar) : NEVER;
  return part === "free" || schema["x-kubernetes-preserve-unknown-fields"] ? () => true : NEVER;
}

function below(part: Part): Part {
  return part === "root" ? "pruned" : part;
}
