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
  const tasks: Task[] = [{ schema, field: "", path: [] }];
  for (let task = tasks.pop(); task !== undefined && found.length < MOST_BOUNDS; task = tasks.pop()) {
    for (const bound of boundsOf(task)) found.push(bound);
    for (const below of partsOf(task).reverse()) tasks.push(below);
  }
  return found;
}

interface Task {
  readonly schema: SchemaProps;
  readonly field: string;
  readonly path: DocumentPath;
}

/** Of int64 the floats whose shortest digits are within it: -2^63 itself is printed as -9223372036854776000. */
const LIMITS = { int32: [-(2 ** 31), 2 ** 31 - 1], int64: [1024 - 2 ** 63, 2 ** 63 - 1024] } as const;

function boundsOf({ schema, field, path }: Task): readonly UnreachableBound[] {
  if (schema.type !== "integer") return [];
  // Of other formats the server knows nothing for integers.
  const format = schema.format === "int32" || schema.format === "int64" ? schema.format : "";
  const [least, most] = LIMITS[format === "int32" ? "int32" : "int64"];
  return (["maximum", "minimum"] as const).flatMap((key) => {
    const value = schema[key];
    if (value === undefined || (value >= least && value <= most)) return [];
    return [{ field, path: [...path, key], key, value, format }];
  });
}

function partsOf({ schema, field, path }: Task): Task[] {
  const parts: Task[] = [];
  for (const [name, property] of schema.properties ?? []) {
    parts.push({
      schema: property,
      field: field === "" ? name : `${field}.${name}`,
      path: [...path, "properties", name],
    });
  }
  const values = schema.additionalProperties?.schema;
  if (values !== undefined) {
    parts.push({ schema: values, field: `${field}.*`, path: [...path, "additionalProperties"] });
  }
  const items = schema.items?.schema;
  if (items !== undefined) parts.push({ schema: items, field: `${field}[]`, path: [...path, "items"] });
  return parts;
}
