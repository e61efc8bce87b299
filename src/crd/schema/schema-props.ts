import {
  isArray,
  isObject,
  type JsonArray,
  type JsonObject,
  type JsonValue,
  member,
  sortedKeys,
} from "../../base/json.ts";

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

type Reader = (value: JsonValue, props: Writable<SchemaProps>) => void;

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

/** By key: most schemas have three of them. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ...readers(TEXTS, (key) => (value, props) => {
    if (typeof value === "string" && value !== "") props[key] = value;
  }),
  ...readers(TEXT_POINTERS, (key) => (value, props) => {
    if (typeof value === "string") props[key] = value;
  }),
  ...readers(FLAGS, (key) => (value, props) => {
    if (value === true) props[key] = true;
  }),
  ...readers(NUMBERS, (key) => (value, props) => {
    if (typeof value === "number") props[key] = value;
  }),
  ...readers(TEXT_LISTS, (key) => (value, props) => {
    if (isArray(value)) props[key] = value.map((item) => (typeof item === "string" ? item : ""));
  }),
  ...readers(SCHEMA_LISTS, (key) => (value, props) => {
    if (isArray(value)) props[key] = value.map(readItem);
  }),
  ...readers(SCHEMA_MAPS, (key) => (value, props) => {
    if (isObject(value)) props[key] = new Map(sortedKeys(value).map((name) => [name, readItem(value[name])]));
  }),
  ...readers(SCHEMA_OR_FLAGS, (key) => (value, props) => {
    if (typeof value === "boolean") props[key] = { allows: value };
    else if (isObject(value)) props[key] = { allows: true, schema: readSchema(value) };
  }),
  ...readers(["default", "example"], (key) => (value, props) => {
    if (value !== null) props[key] = value;
  }),
  ...Object.entries<Reader>({
    enum: (value, props) => {
      if (isArray(value)) props.enum = value;
    },
    externalDocs: (value, props) => {
      if (isObject(value)) props.externalDocs = true;
    },
    "x-kubernetes-preserve-unknown-fields": (value, props) => {
      if (typeof value === "boolean") props["x-kubernetes-preserve-unknown-fields"] = value;
    },
    "x-kubernetes-validations": (value, props) => {
      if (isArray(value)) props["x-kubernetes-validations"] = value.map(readRule);
    },
    items: (value, props) => {
      if (isObject(value)) props.items = { schema: readSchema(value) };
      else if (isArray(value) && value.length > 0) props.items = { schemas: value.map(readItem) };
      else if (value !== null) props.items = {};
    },
    not: (value, props) => {
      if (isObject(value)) props.not = readSchema(value);
    },
    dependencies: (value, props) => {
      if (!isObject(value)) return;
      props.dependencies = new Map(
        sortedKeys(value).map((name) => {
          const one = value[name];
          return [name, isObject(one) ? readSchema(one) : null];
        }),
      );
    },
  }),
]);

function readers<const K extends string>(
  keys: readonly K[],
  reader: (key: K) => Reader,
): readonly (readonly [string, Reader])[] {
  return keys.map((key) => [key, reader(key)] as const);
}

/**
 * Reads a schema that decodes without errors; what has a wrong type counts as absent.
 * Recursive: the caller has bounded the depth.
 */
export function readSchema(schema: JsonObject): SchemaProps {
  const props: Writable<SchemaProps> = {};
  for (const key of Object.keys(schema)) {
    const value = schema[key];
    if (value !== undefined) READERS.get(key)?.(value, props);
  }
  return props;
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
