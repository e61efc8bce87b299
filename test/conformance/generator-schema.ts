import { copyOf, type Dice, type Draft, type DraftObject, isDraftObject } from "./generator-dice.ts";
import { FORMATS, PATTERNS } from "./generator-texts.ts";

/** Property names; a few need quoting in the server's paths. */
const PROPERTIES = [
  "replicas",
  "name",
  "mode",
  "hosts",
  "weight",
  "a",
  "b",
  "tuning",
  "x-y",
  "é",
  "a.b",
  "0",
  "__proto__x",
];
const DEEPEST = 3;

/** A whole schema as a version has it, structural and free of faults. */
export function validSchema(dice: Dice): DraftObject {
  if (dice.chance(5)) return { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const schema: DraftObject = { type: "object" };
  const properties: DraftObject = {};
  if (dice.chance(20)) {
    properties.apiVersion = { type: "string" };
    properties.kind = { type: "string" };
    properties.metadata = metadataSchema(dice);
  }
  if (dice.chance(95)) properties.spec = objectSchema(dice, 1);
  if (dice.chance(60)) properties.status = objectSchema(dice, 2);
  if (dice.chance(10)) properties.data = valueSchema(dice, 2);
  schema.properties = properties;
  if (dice.chance(20)) schema.required = dice.some(Object.keys(properties), 1);
  if (dice.chance(20)) schema.description = "A lane.";
  if (dice.chance(4)) schema["x-kubernetes-validations"] = [rule(dice)];
  return schema;
}

/** A property's schema of any type. */
export function valueSchema(dice: Dice, depth: number): DraftObject {
  const make = dice.weighted<() => DraftObject>([
    [6, () => textSchema(dice)],
    [4, () => numberSchema(dice)],
    [2, () => ({ type: "boolean", ...withDefault(dice, { type: "boolean" }) })],
    [depth < DEEPEST ? 3 : 0, () => objectSchema(dice, depth + 1)],
    [depth < DEEPEST ? 3 : 0, () => listSchema(dice, depth + 1)],
    [depth < DEEPEST ? 2 : 0, () => mapSchema(dice, depth + 1)],
    [1, () => intOrStringSchema(dice)],
    [1, () => preservingSchema(dice)],
    [depth < DEEPEST ? 1 : 0, () => embeddedSchema(dice)],
  ]);
  const schema = make();
  if (dice.chance(6)) schema.nullable = true;
  if (dice.chance(8)) schema.description = "What it is.";
  // Where CEL has a type for it: an older server would not have taken the rule either.
  if (typeof schema.type === "string" && !["object", "array"].includes(schema.type) && dice.chance(3)) {
    schema["x-kubernetes-validations"] = [rule(dice)];
  }
  return schema;
}

function metadataSchema(dice: Dice): DraftObject {
  if (dice.chance(60)) return { type: "object" };
  const name: DraftObject = { type: "string", maxLength: 63 };
  if (dice.chance(30)) name.pattern = "^[a-z]+$";
  return { type: "object", properties: dice.chance(70) ? { name } : { name, generateName: { type: "string" } } };
}

export function objectSchema(dice: Dice, depth: number): DraftObject {
  const names = dice.some(PROPERTIES, 1 + dice.int(4));
  const properties: DraftObject = {};
  for (const name of names) properties[name] = valueSchema(dice, depth);
  const schema: DraftObject = { type: "object", properties };
  if (dice.chance(25)) schema.required = dice.some(names, 1 + dice.int(2));
  if (dice.chance(6)) schema["x-kubernetes-preserve-unknown-fields"] = true;
  if (dice.chance(4)) schema["x-kubernetes-map-type"] = dice.pick(["atomic", "granular"]);
  if (dice.chance(12)) schema.default = sampleOf(dice, schema);
  else if (dice.chance(5)) schema.minProperties = dice.int(3);
  else if (dice.chance(14)) junctors(dice, schema, names);
  return schema;
}

/** anyOf, oneOf, allOf and not in the form that structural schemas allow. */
function junctors(dice: Dice, schema: DraftObject, names: readonly string[]): void {
  const part = (): DraftObject => {
    const name = dice.pick(names);
    return dice.pick<() => DraftObject>([
      () => ({ required: [name] }),
      () => ({ properties: { [name]: { enum: ["x", 1] } } }),
      () => ({ properties: { [name]: { minLength: 1 } } }),
      () => ({ properties: { [name]: { pattern: "^a" } }, required: [name] }),
      () => ({ not: { required: [name] } }),
      () => ({ minProperties: 1 }),
      () => ({ maxProperties: 9 }),
    ])();
  };
  if (dice.chance(20)) schema.not = part();
  else schema[dice.pick(["anyOf", "oneOf", "allOf"])] = [part(), part()].slice(0, 1 + dice.int(2));
}

function textSchema(dice: Dice): DraftObject {
  const schema: DraftObject = { type: "string" };
  const kind = dice.int(5);
  if (kind === 0) schema.enum = dice.some(["", "a", "b", "Always", "x"], 1 + dice.int(3));
  if (kind === 1) schema.pattern = dice.pick(PATTERNS)[0];
  if (kind === 2) schema.format = dice.pick(FORMATS)[0];
  if (dice.chance(10)) schema.maxLength = 1 + dice.int(300);
  if (dice.chance(10)) schema.minLength = dice.int(3);
  return { ...schema, ...withDefault(dice, schema) };
}

function numberSchema(dice: Dice): DraftObject {
  const type = dice.pick(["integer", "integer", "number"]);
  const schema: DraftObject = { type };
  if (dice.chance(30))
    schema.format = type === "integer" ? dice.pick(["int32", "int64"]) : dice.pick(["float", "double"]);
  if (dice.chance(20)) schema.minimum = dice.int(3) - 1;
  if (dice.chance(20)) schema.maximum = dice.pick([5, 100, 65535, 2 ** 31 - 1]);
  if (dice.chance(4)) schema.exclusiveMinimum = true;
  if (dice.chance(6)) schema.multipleOf = type === "integer" ? 1 : dice.pick([1, 0.5, 0.1, 0.01]);
  if (dice.chance(6)) return { type, enum: dice.some([0, 1, 2, 5, 10], 1 + dice.int(3)) };
  return { ...schema, ...withDefault(dice, schema) };
}

export function listSchema(dice: Dice, depth: number): DraftObject {
  const type = dice.weighted<string>([
    [6, "plain"],
    [1, "atomic"],
    [2, "set"],
    [2, "map"],
  ]);
  const schema: DraftObject = { type: "array", items: valueSchema(dice, depth) };
  if (type === "atomic") schema["x-kubernetes-list-type"] = "atomic";
  if (type === "set") {
    schema["x-kubernetes-list-type"] = "set";
    schema.items = dice.pick<() => DraftObject>([
      () => ({ type: "string" }),
      () => ({ type: "integer" }),
      () => ({ type: "object", "x-kubernetes-map-type": "atomic", properties: { a: { type: "string" } } }),
      () => ({ type: "array", items: { type: "string" } }),
    ])();
  }
  if (type === "map") {
    const keys = dice.some(["name", "port", "protocol"], 1 + dice.int(2));
    const properties: DraftObject = { value: valueSchema(dice, depth) };
    for (const key of keys) properties[key] = key === "port" ? { type: "integer" } : { type: "string" };
    const required = keys.filter(() => dice.chance(80));
    for (const key of keys) if (!required.includes(key)) properties[key] = defaulted(key);
    schema["x-kubernetes-list-type"] = "map";
    schema["x-kubernetes-list-map-keys"] = keys;
    schema.items = required.length === 0 ? { type: "object", properties } : { type: "object", properties, required };
  }
  if (dice.chance(10)) schema.maxItems = dice.int(20);
  if (dice.chance(5)) schema.minItems = dice.int(2);
  return { ...schema, ...withDefault(dice, schema) };
}

function defaulted(key: string): DraftObject {
  return key === "port" ? { type: "integer", default: 80 } : { type: "string", default: "TCP" };
}

function mapSchema(dice: Dice, depth: number): DraftObject {
  const schema: DraftObject = { type: "object" };
  schema.additionalProperties = dice.chance(15) ? dice.chance(70) : valueSchema(dice, depth);
  if (dice.chance(10)) schema.maxProperties = dice.int(5);
  return { ...schema, ...withDefault(dice, schema) };
}

function intOrStringSchema(dice: Dice): DraftObject {
  const both: Draft = [{ type: "integer" }, { type: "string" }];
  const schema: DraftObject = { "x-kubernetes-int-or-string": true };
  if (dice.chance(60)) schema.anyOf = both;
  else if (dice.chance(30)) schema.allOf = [{ anyOf: both }, { pattern: "^[0-9]+%?$" }];
  if (dice.chance(20)) schema.pattern = "^[0-9]+%?$";
  if (dice.chance(20)) schema.default = dice.pick<Draft>([80, "50%", "http"]);
  return schema;
}

function preservingSchema(dice: Dice): DraftObject {
  const schema: DraftObject = { "x-kubernetes-preserve-unknown-fields": true };
  if (dice.chance(70)) schema.type = "object";
  if (dice.chance(20)) schema.properties = { a: textSchema(dice) };
  if (dice.chance(15)) schema.default = { b: { c: [1] } };
  return schema;
}

function embeddedSchema(dice: Dice): DraftObject {
  const schema: DraftObject = { type: "object", "x-kubernetes-embedded-resource": true };
  if (dice.chance(60)) schema["x-kubernetes-preserve-unknown-fields"] = true;
  else schema.properties = { spec: { type: "object", properties: { a: textSchema(dice) } } };
  if (dice.chance(25)) {
    const properties = isDraftObject(schema.properties) ? schema.properties : {};
    schema.properties = { ...properties, metadata: { type: "object" }, kind: { type: "string" } };
  }
  if (dice.chance(20))
    schema.default = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", labels: { app: "a" } } };
  return schema;
}

/** CEL that every server takes anywhere: only the server compiles it, so it is rare. */
function rule(dice: Dice): DraftObject {
  const made: DraftObject = { rule: dice.pick(["true", "1 < 2"]) };
  if (dice.chance(70)) made.message = "must hold";
  if (dice.chance(10)) made.reason = dice.pick(["FieldValueInvalid", "FieldValueForbidden"]);
  return made;
}

function withDefault(dice: Dice, schema: DraftObject): DraftObject {
  return dice.chance(12) ? { default: sampleOf(dice, schema) } : {};
}

/** A value as the schema wants it, as far as that is easily said; a careless one is almost that. */
export function sampleOf(dice: Dice, schema: Draft | undefined, careless = false): Draft {
  if (!isDraftObject(schema)) return {};
  if (schema.default !== undefined && dice.chance(50)) return copyOf(schema.default);
  if (schema["x-kubernetes-int-or-string"] === true) return dice.pick<Draft>(careless ? [1, "x", 1.5] : ["50%", "1%"]);
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return dice.pick(schema.enum);
  switch (schema.type) {
    case "string":
      return sampleText(dice, schema, careless);
    case "integer":
    case "number":
      return sampleNumber(dice, schema, careless);
    case "boolean":
      return dice.chance(50);
    case "array":
      return sampleList(dice, schema, careless);
    default:
      return sampleObject(dice, schema, careless);
  }
}

function sampleText(dice: Dice, schema: DraftObject, careless: boolean): string {
  const pattern = PATTERNS.find(([known]) => known === schema.pattern);
  if (pattern !== undefined) return pattern[careless ? 2 : 1];
  const format = FORMATS.find(([known]) => known === schema.format);
  if (format !== undefined) return careless ? dice.pick(format[1]) : (format[1][0] ?? "");
  return dice.pick(careless ? ["", "é", "😀😀", "a".repeat(300)] : ["abc", "日本語"]);
}

function sampleNumber(dice: Dice, schema: DraftObject, careless: boolean): number {
  const minimum = typeof schema.minimum === "number" ? schema.minimum : 0;
  const maximum = typeof schema.maximum === "number" ? schema.maximum : 2 ** 31 - 1;
  const step = typeof schema.multipleOf === "number" ? schema.multipleOf : 1;
  const next = minimum + (schema.exclusiveMinimum === true ? step : 0);
  if (!careless) return dice.chance(50) ? next : maximum - (maximum % step);
  const others = [minimum - 1, maximum + 1, 2 ** 31, -(2 ** 31), -1, next + step / 3];
  return schema.type === "integer" ? Math.round(dice.pick(others)) : dice.pick([...others, 0.3, 1e21, 1e-7]);
}

function sampleList(dice: Dice, schema: DraftObject, careless: boolean): Draft {
  const least = typeof schema.minItems === "number" ? schema.minItems : 0;
  const most = schema["x-kubernetes-list-type"] === undefined ? (schema.maxItems ?? 2) : 1;
  const length = careless ? dice.int(4) : Math.min(least + dice.int(2), typeof most === "number" ? most : 1);
  return Array.from({ length }, () => sampleOf(dice, schema.items, careless && dice.chance(50)));
}

function sampleObject(dice: Dice, schema: DraftObject, careless: boolean): DraftObject {
  const properties = isDraftObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) && !(careless && dice.chance(30)) ? schema.required : [];
  const isResource = schema["x-kubernetes-embedded-resource"] === true && !careless;
  const value: DraftObject = isResource ? { apiVersion: "v1", kind: "Pod", metadata: {} } : {};
  for (const [name, property] of Object.entries(properties)) {
    if (isResource && name !== "spec") continue;
    if (required.includes(name) || dice.chance(30)) value[name] = sampleOf(dice, property, careless && dice.chance(60));
  }
  const { additionalProperties } = schema;
  const mayHaveKeys = isDraftObject(additionalProperties) && (careless || schema.maxProperties === undefined);
  if (mayHaveKeys && dice.chance(60)) value.key = sampleOf(dice, additionalProperties, careless && dice.chance(60));
  return value;
}
