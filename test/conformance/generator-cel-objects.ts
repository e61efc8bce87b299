import { isArray, isObject, type JsonObject, type JsonValue } from "../../src/base/json.ts";
import { type Dice, type Draft, type DraftObject, diceOf } from "./generator-dice.ts";

export interface ObjectPair {
  readonly object: JsonObject;
  /** What it replaces: some of it is other; null: it is created. */
  readonly old: JsonObject | null;
}

/**
 * An object of the schema's shape, and often one that it replaces: rules are run on what is sound otherwise. Which rules it
 * breaks is chance.
 */
export function objectPair(seed: number, position: number, kind: JsonObject, schema: JsonObject): ObjectPair {
  const dice = diceOf(seed, position);
  const roll: Roll = { dice, percent: dice.pick([5, 20, 70]) };
  const object = { ...objectOf(schema, roll, 0), ...kind, metadata: { name: dice.pick(NAMES) } };
  if (dice.chance(40)) return { object, old: null };
  const old = rolledAnew(object, schema, roll, dice.pick([0, 5, 30, 60]));
  return { object, old: { ...old, ...kind, metadata: object.metadata } };
}

interface Roll {
  readonly dice: Dice;
  /** How many of 100 members are there that need not be. */
  readonly percent: number;
}

const NAMES = ["a", "thing", "a-name.with.dots", "x".repeat(61)];
const KEYS = ["a", "b", "app.example.com/name", "x", "__proto_", "in"];
const TEXTS = [
  "a",
  "",
  "b",
  "x",
  "ab-c",
  "10.0.0.1",
  "10.0.0.0/8",
  "https://example.com/a?b=c",
  "example.com",
  "1Gi",
  "1h",
  "50%",
  "A long text of more than forty letters, to be cut",
  "ü\n",
  "v1",
  "true",
  "*",
  "/",
];
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  duration: ["1h", "90m", "0s", "72h0m1s"],
  "date-time": ["2024-01-02T03:04:05Z", "1970-01-01T00:00:00Z"],
  date: ["2024-01-02"],
  byte: ["", "YWJj"],
};
const DEEPEST = 12;

function sampleOf(schema: JsonObject, roll: Roll, depth: number): Draft {
  const { dice } = roll;
  const list = schema.enum;
  if (isArray(list) && list.length > 0) return structuredClone(dice.pick(list)) as Draft;
  if (schema["x-kubernetes-int-or-string"] === true) return dice.pick([0, 1, 80, 70_000, "http", "", "50%"]);
  switch (schema.type) {
    case "object":
      return objectOf(schema, roll, depth);
    case "array":
      return listOf(schema, roll, depth);
    case "string":
      return textOf(schema, dice);
    case "integer":
    case "number":
      return numberOf(schema, dice);
    case "boolean":
      return dice.chance(50);
    default:
      return dice.pick([1, "a", true]);
  }
}

function objectOf(schema: JsonObject, roll: Roll, depth: number): DraftObject {
  const { dice, percent } = roll;
  const made: DraftObject = {};
  if (schema["x-kubernetes-embedded-resource"] === true) {
    Object.assign(made, { apiVersion: "v1", kind: "Inner", metadata: { name: dice.pick(NAMES) } });
  }
  const required = isArray(schema.required) ? schema.required : [];
  for (const [name, property] of entriesOf(schema.properties)) {
    const isRequired = required.includes(name);
    if (!isRequired && (depth > DEEPEST || !dice.chance(depth < 3 ? percent : percent / 2))) continue;
    made[name] = property.nullable === true && dice.chance(20) ? null : sampleOf(property, roll, depth + 1);
  }
  const values = schema.additionalProperties;
  if (isObject(values)) {
    for (const key of dice.some(KEYS, Math.min(dice.int(4), limitOf(schema.maxProperties)))) {
      made[key] = sampleOf(values, roll, depth + 1);
    }
  }
  return made;
}

function listOf(schema: JsonObject, roll: Roll, depth: number): Draft[] {
  const { dice } = roll;
  const least = Number(schema.minItems ?? 0);
  const count = Math.min(Math.max(least, depth > DEEPEST ? 0 : dice.int(4)), limitOf(schema.maxItems));
  const items = isObject(schema.items) ? schema.items : {};
  const made = new Map<string, Draft>();
  const keys = isArray(schema["x-kubernetes-list-map-keys"]) ? schema["x-kubernetes-list-map-keys"].map(String) : null;
  for (let tries = 0; made.size < count && tries < count + 5; tries++) {
    const item = sampleOf(items, roll, depth + 1);
    const key =
      keys !== null && isObject(item)
        ? JSON.stringify(keys.map((name) => item[name] ?? null))
        : schema["x-kubernetes-list-type"] === "set"
          ? JSON.stringify(item)
          : String(tries);
    if (!made.has(key)) made.set(key, item);
  }
  return [...made.values()];
}

function textOf(schema: JsonObject, dice: Dice): string {
  const byFormat = typeof schema.format === "string" ? FORMATS[schema.format] : undefined;
  if (byFormat !== undefined) return dice.pick(byFormat);
  const [least, most] = [Number(schema.minLength ?? 0), limitOf(schema.maxLength)];
  const sound = TEXTS.filter((text) => text.length >= least && text.length <= most && matches(schema.pattern, text));
  return sound.length > 0 ? dice.pick(sound) : "a".repeat(Math.max(least, 1));
}

function matches(pattern: JsonValue | undefined, text: string): boolean {
  if (typeof pattern !== "string") return true;
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

function numberOf(schema: JsonObject, dice: Dice): number {
  const [least, most] = [Number(schema.minimum ?? -5), Number(schema.maximum ?? 70_000)];
  const sound = [0, 1, 2, 5, 10, 80, 443, 65_536, -1, least, most].filter((value) => value >= least && value <= most);
  const value = dice.pick(sound.length > 0 ? sound : [least]);
  return schema.type === "number" && value < most && dice.chance(30) ? value + 0.5 : value;
}

function limitOf(value: JsonValue | undefined): number {
  return typeof value === "number" ? value : Number.MAX_SAFE_INTEGER;
}

/** A copy in which `percent` of 100 values are others. */
function rolledAnew(value: DraftObject, schema: JsonObject, roll: Roll, percent: number): DraftObject {
  const { dice } = roll;
  const copy: DraftObject = {};
  for (const [name, member] of Object.entries(value)) {
    const below = isObject(schema.properties) ? schema.properties[name] : undefined;
    const part = isObject(below) ? below : schema.additionalProperties;
    if (!isObject(part) || name === "metadata") {
      copy[name] = structuredClone(member);
    } else if (dice.chance(percent)) {
      if (dice.chance(70)) copy[name] = sampleOf(part, roll, 3);
    } else {
      copy[name] =
        typeof member === "object" && member !== null && !Array.isArray(member)
          ? rolledAnew(member, part, roll, percent)
          : structuredClone(member);
    }
  }
  return copy;
}

function entriesOf(properties: JsonValue | undefined): [string, JsonObject][] {
  if (!isObject(properties)) return [];
  return Object.entries(properties).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}
