import { isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";

/** Numbers of which no format and no rounding of Go's says anything. */
const MOST = 2 ** 31;
/** Longer lists of choices are a question of how much the server's steps are (`checkEnum`). */
const MOST_CHOICES = 1_000;

/**
 * Whether a default fits the schema that it stands in without a doubt (`checkDefaults`): a scalar of the right type within
 * its bounds and choices, or an empty list or object of which nothing is required. false says nothing.
 */
export function fitsPlainly(value: JsonValue, schema: JsonObject): boolean {
  if (schema.pattern !== undefined || schema.multipleOf !== undefined || schema.anyOf !== undefined) return false;
  if (schema["x-kubernetes-embedded-resource"] !== undefined) return false;
  switch (schema.type) {
    case "boolean":
      return typeof value === "boolean" && schema.enum === undefined && schema.format === undefined;
    case "string":
      return typeof value === "string" && isPlainText(value, schema);
    case "integer":
      return Number.isInteger(value) && isPlainNumber(Number(value), schema);
    case "array":
      return isArray(value) && value.length === 0 && isSilentOn(schema, ["enum", "minItems", "format"]);
    case "object":
      return (
        isObject(value) &&
        Object.keys(value).length === 0 &&
        isSilentOn(schema, ["enum", "minProperties", "required", "format"])
      );
    default:
      return false;
  }
}

/** Whether a schema says nothing of these. */
function isSilentOn(schema: JsonObject, keywords: readonly string[]): boolean {
  return keywords.every((keyword) => schema[keyword] === undefined);
}

function isPlainText(value: string, { format, enum: choices, minLength, maxLength }: JsonObject): boolean {
  if (format !== undefined) return false;
  if (choices !== undefined && !(isArray(choices) && choices.length <= MOST_CHOICES && choices.includes(value)))
    return false;
  if (minLength === undefined && maxLength === undefined) return true;
  const length = [...value].length;
  return (
    (minLength === undefined || (typeof minLength === "number" && length >= minLength)) &&
    (maxLength === undefined || (typeof maxLength === "number" && length <= maxLength))
  );
}

function isPlainNumber(value: number, schema: JsonObject): boolean {
  const { format, minimum, maximum } = schema;
  if (!isSilentOn(schema, ["enum", "exclusiveMinimum", "exclusiveMaximum"])) return false;
  if (format !== undefined && format !== "int32" && format !== "int64") return false;
  const isBelow = (low: JsonValue, high: JsonValue) => isSmall(low) && isSmall(high) && Number(low) <= Number(high);
  return (
    isSmall(value) &&
    !Object.is(value, -0) &&
    (minimum === undefined || isBelow(minimum, value)) &&
    (maximum === undefined || isBelow(value, maximum))
  );
}

function isSmall(value: JsonValue): boolean {
  return Number.isInteger(value) && Math.abs(Number(value)) < MOST;
}
