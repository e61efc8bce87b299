import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue, member } from "../../base/json.ts";

/**
 * A schema as the server holds it after decoding (apiextensions.JSONSchemaProps), under the names of the JSON.
 * Absent is Go's zero value or nil. An empty list or map that was given stays: Go tells it from nil in some checks.
 */
export interface SchemaProps {
  readonly id?: string;
  readonly $schema?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  /** In place of `type` where objects are validated (`servedSchema`): an int-or-string is both. Never read from JSON. */
  readonly types?: readonly string[];
  readonly format?: string;
  readonly title?: string;
  /** Never null: null is "no default". */
  readonly default?: Exclude<JsonValue, null>;
  readonly maximum?: number;
  readonly exclusiveMaximum?: true;
  readonly minimum?: number;
  readonly exclusiveMinimum?: true;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly minItems?: number;
  readonly uniqueItems?: true;
  readonly multipleOf?: number;
  readonly enum?: JsonArray;
  readonly maxProperties?: number;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly items?: SchemaOrList;
  readonly allOf?: readonly SchemaProps[];
  readonly oneOf?: readonly SchemaProps[];
  readonly anyOf?: readonly SchemaProps[];
  readonly not?: SchemaProps;
  readonly properties?: SchemaMap;
  readonly additionalProperties?: SchemaOrFlag;
  readonly patternProperties?: SchemaMap;
  readonly dependencies?: ReadonlyMap<string, SchemaProps | null>;
  readonly additionalItems?: SchemaOrFlag;
  readonly definitions?: SchemaMap;
  readonly externalDocs?: true;
  /** Never null. */
  readonly example?: Exclude<JsonValue, null>;
  readonly nullable?: true;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: true;
  readonly "x-kubernetes-int-or-string"?: true;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-map-type"?: string;
  readonly "x-kubernetes-validations"?: readonly ValidationRule[];
}

/** Sorted by key: Go's maps have no order, so ours is stable. */
export type SchemaMap = ReadonlyMap<string, SchemaProps>;

/** `items`: at most one of the two is there. Both absent: `items` was neither a schema nor a list of schemas. */
export interface SchemaOrList {
  readonly schema?: SchemaProps;
  readonly schemas?: readonly SchemaProps[];
}

export interface SchemaOrFlag {
  readonly allows: boolean;
  readonly schema?: SchemaProps;
}

/** One entry of x-kubernetes-validations; "" where Go has its zero value. */
export interface ValidationRule {
  readonly rule: string;
  readonly message: string;
  readonly messageExpression: string;
  readonly fieldPath: string;
  readonly reason?: string;
  readonly optionalOldSelf?: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const TEXTS = ["id", "$schema", "description", "type", "format", "title", "pattern"] as const;
const TEXT_POINTERS = ["$ref", "x-kubernetes-list-type", "x-kubernetes-map-type"] as const;
const FLAGS = [
  "exclusiveMaximum",
  "exclusiveMinimum",
  "uniqueItems",
  "nullable",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
] as const;
const NUMBERS = [
  "maximum",
  "minimum",
  "maxLength",
  "minLength",
  "maxItems",
  "minItems",
  "multipleOf",
  "maxProperties",
  "minProperties",
] as const;
const TEXT_LISTS = ["required", "x-kubernetes-list-map-keys"] as const;
const SCHEMA_LISTS = ["allOf", "oneOf", "anyOf"] as const;
const SCHEMA_MAPS = ["properties", "patternProperties", "definitions"] as const;
const SCHEMA_OR_FLAGS = ["additionalProperties", "additionalItems"] as const;

/**
 * Reads a schema that decodes without errors; what has a wrong type counts as absent.
 * Recursive: the caller has bounded the depth.
 */
export function readSchema(schema: JsonObject): SchemaProps {
  const props: Writable<SchemaProps> = {};
  for (const key of TEXTS) {
    const value = member(schema, key);
    if (typeof value === "string" && value !== "") props[key] = value;
  }
  for (const key of TEXT_POINTERS) {
    const value = member(schema, key);
    if (typeof value === "string") props[key] = value;
  }
  for (const key of FLAGS) if (member(schema, key) === true) props[key] = true;
  for (const key of NUMBERS) {
    const value = member(schema, key);
    if (typeof value === "number") props[key] = value;
  }
  for (const key of TEXT_LISTS) {
    const value = member(schema, key);
    if (isArray(value)) props[key] = value.map((item) => (typeof item === "string" ? item : ""));
  }
  readValues(schema, props);
  readChildren(schema, props);
  return props;
}

function readValues(schema: JsonObject, props: Writable<SchemaProps>): void {
  const { default: value, example, enum: choices, externalDocs } = schema;
  if (value !== undefined && value !== null) props.default = value;
  if (example !== undefined && example !== null) props.example = example;
  if (isArray(choices)) props.enum = choices;
  if (isObject(externalDocs)) props.externalDocs = true;
  const preserve = member(schema, "x-kubernetes-preserve-unknown-fields");
  if (typeof preserve === "boolean") props["x-kubernetes-preserve-unknown-fields"] = preserve;
  const rules = member(schema, "x-kubernetes-validations");
  if (isArray(rules)) props["x-kubernetes-validations"] = rules.map(readRule);
}

function readChildren(schema: JsonObject, props: Writable<SchemaProps>): void {
  for (const key of SCHEMA_LISTS) {
    const value = member(schema, key);
    if (isArray(value)) props[key] = value.map(readItem);
  }
  for (const key of SCHEMA_MAPS) {
    const value = member(schema, key);
    if (isObject(value)) props[key] = new Map(sortedKeys(value).map((name) => [name, readItem(value[name])]));
  }
  for (const key of SCHEMA_OR_FLAGS) {
    const value = member(schema, key);
    if (typeof value === "boolean") props[key] = { allows: value };
    else if (isObject(value)) props[key] = { allows: true, schema: readSchema(value) };
  }
  const items = member(schema, "items");
  if (isObject(items)) props.items = { schema: readSchema(items) };
  else if (isArray(items) && items.length > 0) props.items = { schemas: items.map(readItem) };
  else if (items !== undefined && items !== null) props.items = {};
  const not = member(schema, "not");
  if (isObject(not)) props.not = readSchema(not);
  const dependencies = member(schema, "dependencies");
  if (isObject(dependencies)) {
    props.dependencies = new Map(
      sortedKeys(dependencies).map((name) => {
        const value = dependencies[name];
        return [name, isObject(value) ? readSchema(value) : null];
      }),
    );
  }
}

/** null in a list or map of schemas is an empty schema. */
function readItem(item: JsonValue | undefined): SchemaProps {
  return isObject(item) ? readSchema(item) : {};
}

function readRule(rule: JsonValue): ValidationRule {
  const text = (key: string) => {
    const value = member(rule, key);
    return typeof value === "string" ? value : "";
  };
  const reason = member(rule, "reason");
  const optionalOldSelf = member(rule, "optionalOldSelf");
  return {
    rule: text("rule"),
    message: text("message"),
    messageExpression: text("messageExpression"),
    fieldPath: text("fieldPath"),
    ...(typeof reason === "string" ? { reason } : {}),
    ...(typeof optionalOldSelf === "boolean" ? { optionalOldSelf } : {}),
  };
}

function sortedKeys(value: JsonObject): string[] {
  return Object.keys(value).sort();
}
