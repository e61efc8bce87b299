import type { DocumentPath } from "../../base/json.ts";
import type { SchemaProps } from "./schema-props.ts";

/** A bound that no value of the field's own type can reach. */
export interface UnreachableBound {
  /** `spec.peers[].asn` */
  readonly field: string;
  /** Of the bound, below the schema. */
  readonly path: DocumentPath;
  readonly key: "maximum" | "minimum";
  readonly value: number;
  readonly format: "int32" | "int64" | "";
}

/** A schema may have 100,000 fields. */
const MOST_BOUNDS = 100;

/**
 * `maximum` and `minimum` beyond the type of the field they stand at. The server checks each bound against `format`
 * before it looks at the value, and refuses any value of the field where that fails (IsValueValidAgainstRange of
 * kube-openapi's pkg/validation/validate/values.go). Bounds are floats there: 9223372036854775807 is 2^63, which is
 * beyond int64, and so is what Go prints of -2^63. At the most 100.
 */
export function unreachableBounds(schema: SchemaProps): readonly UnreachableBound[] {
  const found: UnreachableBound[] = [];
  const tasks: Task[] = [{ schema, above: null, step: "properties", name: "" }];
  for (let task = tasks.pop(); task !== undefined && found.length < MOST_BOUNDS; task = tasks.pop()) {
    for (const bound of boundsOf(task)) found.push(bound);
    for (const below of partsOf(task).reverse()) tasks.push(below);
  }
  return found;
}

/** Where it stands is made of those above it, and only where a bound is found. */
interface Task {
  readonly schema: SchemaProps;
  readonly above: Task | null;
  readonly step: "properties" | "additionalProperties" | "items";
  /** Of a property. */
  readonly name: string;
}

function placeOf({ above, step, name }: Task): { readonly field: string; readonly path: DocumentPath } {
  if (above === null) return { field: "", path: [] };
  const { field, path } = placeOf(above);
  if (step === "items") return { field: `${field}[]`, path: [...path, step] };
  if (step === "additionalProperties") return { field: `${field}.*`, path: [...path, step] };
  return { field: field === "" ? name : `${field}.${name}`, path: [...path, step, name] };
}

/** Of int64 the floats whose shortest digits are within it: -2^63 itself is printed as -9223372036854776000. */
const LIMITS = { int32: [-(2 ** 31), 2 ** 31 - 1], int64: [1024 - 2 ** 63, 2 ** 63 - 1024] } as const;

function boundsOf(task: Task): readonly UnreachableBound[] {
  const { schema } = task;
  if (schema.type !== "integer") return [];
  // Of other formats the server knows nothing for integers.
  const format = schema.format === "int32" || schema.format === "int64" ? schema.format : "";
  const [least, most] = LIMITS[format === "int32" ? "int32" : "int64"];
  return (["maximum", "minimum"] as const).flatMap((key) => {
    const value = schema[key];
    if (value === undefined || (value >= least && value <= most)) return [];
    const { field, path } = placeOf(task);
    return [{ field, path: [...path, key], key, value, format }];
  });
}

function partsOf(above: Task): Task[] {
  const { schema } = above;
  const parts: Task[] = [];
  for (const [name, property] of schema.properties ?? [])
    parts.push({ schema: property, above, step: "properties", name });
  const values = schema.additionalProperties?.schema;
  if (values !== undefined) parts.push({ schema: values, above, step: "additionalProperties", name: "" });
  const items = schema.items?.schema;
  if (items !== undefined) parts.push({ schema: items, above, step: "items", name: "" });
  return parts;
}
