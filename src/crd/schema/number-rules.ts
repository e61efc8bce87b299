import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { goFloat, goNumber, isGoInteger } from "./go-values.ts";
import type { SchemaProps } from "./schema-props.ts";

export interface NumberFailure {
  readonly message: string;
  /** The bad value as the server prints it; undefined: it prints an empty text. */
  readonly printed?: string;
}

export interface NumberVerdict {
  readonly failures: readonly NumberFailure[];
  /** Whether the comparison may come out otherwise in Go: integers beyond 2^53, roundings that changed between versions. */
  readonly uncertain: boolean;
}

/**
 * numberValidator of k8s.io/kube-openapi/pkg/validation/validate: bounds and multipleOf.
 * @param name the value's name in the server's sentences
 */
export function checkNumber(value: number, schema: SchemaProps, name: string, server: ServerVersion): NumberVerdict {
  const failures: NumberFailure[] = [];
  const range = (checked: number, prefix: string) => {
    const message = rangeFailure(checked, schema, prefix, name, server);
    if (message !== null) failures.push({ message });
    return message === null;
  };
  range(value, "Checked");
  const { multipleOf, maximum, minimum } = schema;
  if ([multipleOf, maximum, minimum].some((bound) => bound !== undefined && isUnsafe(value, bound))) {
    return { failures, uncertain: true };
  }
  let uncertain = false;
  if (multipleOf !== undefined) {
    const native = range(multipleOf, "MultipleOf");
    const verdict = checkMultiple(value, multipleOf, native && isGoInteger(value), name);
    if (verdict === undefined) uncertain = true;
    else if (verdict !== null) failures.push(verdict);
  }
  if (minimum !== undefined) {
    const native = range(minimum, "Minimum boundary") && isGoInteger(value);
    const bound = native ? Math.trunc(minimum) : minimum;
    const below = schema.exclusiveMinimum ? value <= bound : value < bound;
    const what = schema.exclusiveMinimum ? "greater than" : "greater than or equal to";
    if (below)
      failures.push({
        message: `${name} in body should be ${what} ${printed(bound, native)}`,
        printed: printed(value, native),
      });
  }
  if (maximum !== undefined) {
    const native = range(maximum, "Maximum boundary") && isGoInteger(value);
    const bound = native ? Math.trunc(maximum) : maximum;
    const above = schema.exclusiveMaximum ? value >= bound : value > bound;
    const what = schema.exclusiveMaximum ? "less than" : "less than or equal to";
    if (above)
      failures.push({
        message: `${name} in body should be ${what} ${printed(bound, native)}`,
        printed: printed(value, native),
      });
  }
  return { failures, uncertain };
}

/** An integer and its bound are compared as integers, unless the bound cannot be one; else both are floats. */
function printed(number: number, asInteger: boolean): string {
  return asInteger ? goNumber(number) : goFloat(number);
}

/** Numbers that Go holds exactly and JavaScript does not, and bounds that overflow when Go makes integers of them. */
function isUnsafe(value: number, bound: number): boolean {
  if (!isGoInteger(value)) return false;
  return !Number.isSafeInteger(value) || Math.abs(bound) > Number.MAX_SAFE_INTEGER;
}

/** IsValueValidAgainstRange; the validator is told type and format since 1.36. */
function rangeFailure(
  value: number,
  schema: SchemaProps,
  prefix: string,
  name: string,
  server: ServerVersion,
): string | null {
  const { type, format } = schema;
  if (!atLeast(server, 36) || (type !== "integer" && type !== "number")) return null;
  const known = type === "integer" ? ["int32", "int64"] : ["float", "double"];
  const checked = format !== undefined && known.includes(format) ? format : null;
  if (fits(value, type, checked)) return null;
  const what = checked === null ? "(default format)" : `with format ${checked}`;
  return `${prefix} value must be of type ${type} ${what} in ${name}`;
}

function fits(value: number, type: "integer" | "number", format: string | null): boolean {
  if (type === "number") return format !== "float" || Number.isFinite(Math.fround(value));
  if (format === "int32") return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
  return isGoInteger(value);
}

/**
 * MultipleOfNativeType, MultipleOf
 * @returns null: it is a multiple; undefined: not certain
 */
function checkMultiple(
  value: number,
  factor: number,
  asIntegers: boolean,
  name: string,
): NumberFailure | null | undefined {
  const by = asIntegers ? Math.trunc(factor) : factor;
  if (by <= 0) {
    return {
      message: `factor MultipleOf declared for ${name} must be positive: ${printed(by, asIntegers)}`,
      printed: printed(by, asIntegers),
    };
  }
  const isMultiple = asIntegers ? value % by === 0 : isWhole(by < 1 ? (1 / by) * value : value / by);
  if (isMultiple === undefined || isMultiple) return isMultiple === undefined ? undefined : null;
  return {
    message: `${name} in body should be a multiple of ${printed(by, asIntegers)}`,
    printed: printed(value, asIntegers),
  };
}

/**
 * swag.IsFloat64AJSONInteger, whose tolerance for almost whole numbers differs between versions.
 * @returns undefined where the versions may differ
 */
export function isWhole(value: number): boolean | undefined {
  if (!Number.isFinite(value) || value < -Number.MAX_SAFE_INTEGER || value > Number.MAX_SAFE_INTEGER) return false;
  if (Number.isInteger(value)) return true;
  if (Math.round(value) === 0) return false;
  const distance = Math.abs(value - Math.round(value));
  return distance > 1e-8 * Math.abs(value) ? false : undefined;
}
