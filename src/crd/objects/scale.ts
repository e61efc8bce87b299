import { isArray, isObject, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { invalid, invalidValue } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import { goNumber, isGoInteger } from "../schema/go-values.ts";

/** `subresources.scale` of a version. */
export interface Scale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath: string | null;
}

const MAX_REPLICAS = 2 ** 31 - 1;

/** ValidateScaleSpec (pkg/registry/customresource/validator.go) */
export function scaleSpecErrors(object: JsonObject, scale: Scale): PredictedError[] {
  return replicasErrors(object, scale.specReplicasPath);
}

/** ValidateScaleStatus */
export function scaleStatusErrors(object: JsonObject, scale: Scale): PredictedError[] {
  const { statusReplicasPath, labelSelectorPath } = scale;
  const errors = replicasErrors(object, statusReplicasPath);
  if (labelSelectorPath === null) return errors;
  const selector = nested(object, labelSelectorPath, "string", (value) => typeof value === "string");
  if (selector.problem !== null) errors.push(invalid(labelSelectorPath, "", selector.problem, selector.path));
  return errors;
}

function replicasErrors(object: JsonObject, field: string): PredictedError[] {
  const found = nested(object, field, "int64", (value) => typeof value === "number" && isGoInteger(value));
  const { path, problem, value } = found;
  if (problem !== null) return [invalidValue(field, "0", problem, path)];
  if (typeof value !== "number") return [];
  const printed = goNumber(value);
  if (value < 0) return [invalidValue(field, printed, "should be a non-negative integer", path)];
  if (value <= MAX_REPLICAS) return [];
  return [invalidValue(field, printed, `should be less than or equal to ${MAX_REPLICAS}`, path)];
}

interface Nested {
  readonly path: readonly string[];
  readonly value: JsonValue | undefined;
  readonly problem: string | null;
}

/** unstructured.NestedInt64 and NestedString (apimachinery/pkg/apis/meta/v1/unstructured/helpers.go) */
function nested(object: JsonObject, field: string, type: string, fits: (value: JsonValue) => boolean): Nested {
  const path = field.replace(/^\./, "").split(".");
  const fault = (value: JsonValue, steps: number, expected: string): Nested => {
    const at = path.slice(0, steps);
    const problem = `.${at.join(".")} accessor error: ${goPlain(value)} is of the type ${goType(value)}, expected ${expected}`;
    return { path: at, value: undefined, problem };
  };
  let value: JsonValue = object;
  for (const [index, step] of path.entries()) {
    if (value === null) return { path, value: undefined, problem: null };
    if (!isObject(value)) return fault(value, index + 1, "map[string]interface{}");
    const next: JsonValue | undefined = member(value, step);
    if (next === undefined) return { path, value: undefined, problem: null };
    value = next;
  }
  return fits(value) ? { path, value, problem: null } : fault(value, path.length, type);
}

/** fmt's `%T` of decoded JSON. */
function goType(value: JsonValue): string {
  if (value === null) return "<nil>";
  if (isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  if (typeof value === "number") return isGoInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

/** fmt's `%v` of decoded JSON. */
function goPlain(value: JsonValue): string {
  if (value === null) return "<nil>";
  if (isArray(value)) return `[${value.map(goPlain).join(" ")}]`;
  if (!isObject(value)) return typeof value === "number" ? goNumber(value) : String(value);
  const members = Object.keys(value).sort();
  return `map[${members.map((name) => `${name}:${goPlain(value[name] ?? null)}`).join(" ")}]`;
}
