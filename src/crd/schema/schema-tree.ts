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
 * How many characters the paths of all objects, lists and entries of lists may have together: any of them may be in an
 * error, and below a property with a name of 10 kB every path is as long. Of 3,527 real schemas
 * none has more than 2.4 million, about two for each byte.
 */
const MAX_PATH_CHARACTERS = 16_000_000;

export const TOO_LARGE = `the schema is nested more than ${MAX_SCHEMA_DEPTH} levels deep, has more than ${MAX_SCHEMA_NODES} parts or paths of more than ${MAX_PATH_CHARACTERS} characters altogether`;

/** The schema as the server holds it; null when it is too large to be looked into. */
export function decodedSchema(schema: JsonObject): SchemaProps | null {
  return isTooLarge(schema) ? null : readSchema(schema);
}

/** Level by level, not recursive: it guards everything that is. */
function isTooLarge(root: JsonValue): boolean {
  let level: JsonValue[] = [root];
  let lengths = [0];
  let nodes = 0;
  let characters = 0;
  for (let depth = 0; level.length > 0; depth++) {
    const next: JsonValue[] = [];
    const nextLengths: number[] = [];
    for (const [at, value] of level.entries()) {
      const length = lengths[at] ?? 0;
      const visit = (item: JsonValue | undefined, step: string) => {
        const own = length + step.length + 1;
        const isNode = typeof item === "object" && item !== null;
        if (isNode || isArray(value)) characters += own;
        if (!isNode) return;
        next.push(item);
        nextLengths.push(own);
      };
      if (isArray(value)) for (const [index, item] of value.entries()) visit(item, String(index));
      else if (isObject(value)) for (const key of Object.keys(value)) visit(value[key], key);
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
  if (condition(schema)) return true;
  for (const part of partsOf(schema)) if (someDecoded(part, condition)) return true;
  return false;
}

function* partsOf(schema: SchemaProps): Generator<SchemaProps> {
  if (schema.items?.schema !== undefined) yield schema.items.schema;
  yield* schema.items?.schemas ?? [];
  yield* schema.allOf ?? [];
  yield* schema.anyOf ?? [];
  yield* schema.oneOf ?? [];
  if (schema.not !== undefined) yield schema.not;
  yield* schema.properties?.values() ?? [];
  if (schema.additionalProperties?.schema !== undefined) yield schema.additionalProperties.schema;
  yield* schema.patternProperties?.values() ?? [];
  if (schema.additionalItems?.schema !== undefined) yield schema.additionalItems.schema;
  yield* schema.definitions?.values() ?? [];
  for (const dependency of schema.dependencies?.values() ?? []) if (dependency !== null) yield dependency;
}

export function not(value: Known): Known {
  return value === "unknown" ? value : !value;
}

export function or(values: readonly Known[]): Known {
  if (values.includes(true)) return true;
  return values.includes("unknown") ? "unknown" : false;
}
