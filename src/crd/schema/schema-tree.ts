import { isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { readSchema, type SchemaProps } from "./schema-props.ts";

/** `unknown`: it depends on something that cannot be seen from here. */
export type Known = boolean | "unknown";

/**
 * How deep JSON may be nested in a schema that is looked into; two levels are one property. Real schemas stay below
 * 100. The server itself reads 10,000, more than a JavaScript stack holds.
 */
const MAX_SCHEMA_DEPTH = 500;

/**
 * How many objects and lists a schema may have: more than fit into 3 MiB, the largest request that a server reads. YAML
 * anchors can make much more of a few bytes.
 */
const MAX_SCHEMA_NODES = 500_000;

/**
 * How many characters the paths of all objects, lists and entries of lists may have together: each of them may be in an
 * error, and below a property with a name of 10 kB every path is as long. Of 3,527 real schemas
 * none has more than 2.4 million, about two for each byte.
 */
const MAX_PATH_CHARACTERS = 16_000_000;

export const TOO_LARGE = `the schema is nested more than ${MAX_SCHEMA_DEPTH} levels deep, has more than ${MAX_SCHEMA_NODES} parts or paths of more than ${MAX_PATH_CHARACTERS} characters altogether`;

/** How many decoded schemas are kept: one CRD is asked about by several checks in a row. */
const MOST_RECENT = 4;
const recent: { readonly schema: JsonObject; readonly decoded: SchemaProps | null }[] = [];

/** The schema as the server holds it; null when it is too large to be looked into. */
export function decodedSchema(schema: JsonObject): SchemaProps | null {
  const known = recent.find((one) => one.schema === schema);
  if (known !== undefined) return known.decoded;
  const decoded = isTooLarge(schema) ? null : readSchema(schema);
  recent.push({ schema, decoded });
  if (recent.length > MOST_RECENT) recent.shift();
  return decoded;
}

const sizes = new WeakMap<JsonObject, boolean>();

function isTooLarge(schema: JsonObject): boolean {
  const known = sizes.get(schema) ?? exceeds(schema);
  sizes.set(schema, known);
  return known;
}

/** Level by level, not recursive: it guards everything that is. */
function exceeds(root: JsonValue): boolean {
  let level: JsonValue[] = [root];
  let lengths = [0];
  let nodes = 0;
  let characters = 0;
  for (let depth = 0; level.length > 0; depth++) {
    const next: JsonValue[] = [];
    const nextLengths: number[] = [];
    const add = (item: JsonValue, length: number) => {
      next.push(item);
      nextLengths.push(length);
    };
    for (const [at, value] of level.entries()) {
      const length = (lengths[at] ?? 0) + 1;
      if (isArray(value)) {
        for (const [index, item] of value.entries()) {
          const own = length + String(index).length;
          characters += own;
          if (typeof item === "object" && item !== null) add(item, own);
        }
      } else if (isObject(value)) {
        for (const key of Object.keys(value)) {
          const item = value[key];
          if (typeof item !== "object" || item === null) continue;
          characters += length + key.length;
          add(item, length + key.length);
        }
      }
      nodes++;
      if (depth > MAX_SCHEMA_DEPTH || nodes + next.length > MAX_SCHEMA_NODES || characters > MAX_PATH_CHARACTERS)
        return true;
    }
    level = next;
    lengths = nextLengths;
  }
  return false;
}

/** Whether a schema sets `default` anywhere (specHasDefaults). A schema that is too large counts as having none. */
export function schemaHasDefaults(schema: JsonValue | undefined): boolean {
  return isObject(schema) && someSchema(schema, (part) => part.default !== undefined) === true;
}

/** SchemaHas: whether a schema or any schema in it, wherever, fulfils a condition. */
export function someSchema(schema: JsonObject, condition: (schema: SchemaProps) => boolean): Known {
  const decoded = decodedSchema(schema);
  return decoded === null ? "unknown" : someDecoded(decoded, condition);
}

/** The same of a schema that is decoded already. */
export function someDecoded(schema: SchemaProps, condition: (schema: SchemaProps) => boolean): boolean {
  const { items, additionalProperties, additionalItems } = schema;
  const one = (part: SchemaProps | null | undefined) =>
    part !== undefined && part !== null && someDecoded(part, condition);
  return (
    condition(schema) ||
    one(items?.schema) ||
    someOf(items?.schemas, one) ||
    someOf(schema.allOf, one) ||
    someOf(schema.anyOf, one) ||
    someOf(schema.oneOf, one) ||
    one(schema.not) ||
    someOf(schema.properties?.values(), one) ||
    one(additionalProperties?.schema) ||
    someOf(schema.patternProperties?.values(), one) ||
    one(additionalItems?.schema) ||
    someOf(schema.definitions?.values(), one) ||
    someOf(schema.dependencies?.values(), one)
  );
}

function someOf<T>(parts: Iterable<T> | undefined, condition: (part: T) => boolean): boolean {
  if (parts !== undefined) for (const part of parts) if (condition(part)) return true;
  return false;
}

export function not(value: Known): Known {
  return value === "unknown" ? value : !value;
}

export function or(values: readonly Known[]): Known {
  if (values.includes(true)) return true;
  return values.includes("unknown") ? "unknown" : false;
}
