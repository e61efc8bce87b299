import { isArray, isObject, type JsonArray, type JsonValue } from "../../base/json.ts";
import { goQuote } from "../../go/quote.ts";
import { patternMatcher } from "../../go/regexp/pattern.ts";
import type { Correlated } from "./correlated.ts";
import { checkFormat } from "./formats.ts";
import { goJson, isGoInteger } from "./go-values.ts";
import { checkNumber, isWhole } from "./number-rules.ts";
import type { Place } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";
import { addFailure, inc, newResult, type Result, type Run, spend, uncertain } from "./value-result.ts";

/*
 * The validators of k8s.io/kube-openapi/pkg/validation/validate that look at a value alone, not into it.
 */

/** A value with its name in the server's sentences: `a.b[0]`, with a dot before members of additionalProperties. */
export interface Subject {
  readonly value: JsonValue;
  readonly name: string;
  readonly place: Place;
  /** On an update, where what did not change is not looked at: the value with its past. */
  readonly before?: Correlated;
}

/** typeValidator. Types and formats are one thing here: a number with `format: date` and no type is of a wrong type. */
export function checkType(run: Run, { value, name, place }: Subject, schema: SchemaProps): Result {
  const type = (schema.types ?? [schema.type ?? ""]).join(",");
  const has = (one: string) => schema.types?.includes(one) ?? type === one;
  const format = schema.format ?? "";
  const result = newResult();
  const fail = (expected: string, actual: string) => {
    const message = `${name} in body must be of type ${expected}: ${goQuote(actual)}`;
    addFailure(result, { kind: "type", name, message, place, value: actual });
    return result;
  };
  if (value === null) {
    if (type !== "" && type !== "null" && !schema.nullable) return fail(type, "null");
    inc(result);
    return result;
  }
  const [actual, actualFormat] = typeOf(value);
  const whole = actual === "number" && typeof value === "number" && has("integer") ? isWhole(value) : false;
  if (whole === undefined) uncertain(run, "whether a number is whole enough for the server is out of reach");
  const isRightType = has(actual) || whole !== false || (actual === "integer" && has("number"));
  const isTextLike = typeof value === "string" || isArray(value);
  if (!isTextLike && format !== "" && !isRightType && actualFormat !== format) return fail(format, actualFormat);
  const formatDecides = !has("number") && !has("integer") && format !== "" && isTextLike;
  if (!formatDecides && !isRightType) return fail(type, actual);
  inc(result);
  return result;
}

function typeOf(value: Exclude<JsonValue, null>): readonly [type: string, format: string] {
  if (isArray(value)) return ["array", ""];
  if (typeof value === "number") return isGoInteger(value) ? ["integer", "int64"] : ["number", "float64"];
  return [isObject(value) ? "object" : typeof value, ""];
}

/** stringValidator: only the first failure counts. */
export function checkText(run: Run, { name, place }: Subject, value: string, schema: SchemaProps): Result {
  const result = newResult();
  const { maxLength, minLength, pattern } = schema;
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) {
    const message = `${name} in body should be at most ${maxLength} chars long`;
    addFailure(result, { kind: "too-long", name, message, place, limit: maxLength });
  } else if (minLength !== undefined && length < minLength) {
    const message = `${name} in body should be at least ${minLength} chars long`;
    addFailure(result, { kind: "invalid", name, message, place, value });
  } else if (pattern !== undefined) {
    const matches = matchesIn(run, pattern, value);
    if (matches === undefined) uncertain(run, "whether the text matches the pattern is out of reach");
    if (matches === false) {
      addFailure(result, { kind: "invalid", name, message: `${name} in body should match '${pattern}'`, place, value });
    }
  }
  return result;
}

/** @returns undefined where that is out of reach */
export function matchesIn(run: Run, pattern: string, value: string): boolean | undefined {
  const matcher = run.patterns.get(pattern) ?? patternMatcher(pattern, run.server);
  run.patterns.set(pattern, matcher);
  return spend(run, matcher.steps(value)) ? matcher.matches(value) : undefined;
}

/** formatValidator. @returns null where there is no format, or one that the server does not know */
export function checkTextFormat(run: Run, { name, place }: Subject, value: string, schema: SchemaProps): Result | null {
  const { format } = schema;
  const verdict = format === undefined ? null : checkFormat(format, value, run.server);
  if (format === undefined || verdict === null) return null;
  const result = newResult();
  if (verdict === undefined)
    uncertain(run, `whether the server takes ${goQuote(value)} for a ${format} is out of reach`);
  if (verdict === false) {
    const message = `${name} in body must be of type ${format}: ${goQuote(value)}`;
    addFailure(result, { kind: "type", name, message, place, value });
  }
  return result;
}

/** numberValidator */
export function checkBounds(run: Run, { name, place }: Subject, value: number, schema: SchemaProps): Result {
  const result = newResult();
  const verdict = checkNumber(value, schema, name, run.server);
  if (verdict.uncertain) uncertain(run, "the number or its bounds are beyond what is compared exactly here");
  for (const failure of verdict.failures) {
    const { message, printed } = failure;
    if (printed === undefined) addFailure(result, { kind: "whole", name, message, place });
    else addFailure(result, { kind: "number", name, message, place, printed });
  }
  inc(result);
  return result;
}

const CHOICES_PER_STEP = 10;

/** basicCommonValidator */
export function checkEnum(run: Run, { value, name, place }: Subject, schema: SchemaProps): Result {
  const result = newResult();
  const choices = schema.enum ?? [];
  if (choices.length === 0) return result;
  if (!spend(run, choices.length / CHOICES_PER_STEP)) return result;
  const found = isEnumValue(value, choices);
  if (found === undefined) uncertain(run, "numbers beyond 2^53 are not compared exactly here");
  if (found === false) {
    const shown = choices.map((choice) => (typeof choice === "string" ? choice : goJson(choice)));
    // The server's own sentence tells equal failures apart by Go's %v of the choices.
    const message = `${name} in body should be one of ${goJson(choices)}`;
    addFailure(result, { kind: "enum", name, message, place, value, choices: shown });
  }
  return result;
}

/**
 * basicCommonValidator: the server converts the value to the Go type of each choice before it compares, so 97 is "a"
 * and 1.5 is 1.
 * @returns undefined where two different integers beyond 2^53 look the same here
 */
function isEnumValue(value: JsonValue, choices: JsonArray): boolean | undefined {
  if (value === null) return false;
  if (!choices.some((choice) => isChoice(value, choice))) return false;
  return typeof value === "number" && isGoInteger(value) && !Number.isSafeInteger(value) ? undefined : true;
}

function isChoice(value: Exclude<JsonValue, null>, choice: JsonValue): boolean {
  if (choice === null) return false;
  if (typeof value === "number") return isNumberChoice(value, choice);
  if (isArray(value) !== isArray(choice) || isObject(value) !== isObject(choice)) return false;
  if (typeof value !== typeof choice) return false;
  return typeof value === "object" ? goJson(value) === goJson(choice) : value === choice;
}

function isNumberChoice(value: number, choice: Exclude<JsonValue, null>): boolean {
  if (typeof choice === "number") {
    return value === choice || (!isGoInteger(value) && isGoInteger(choice) && Math.trunc(value) === choice);
  }
  return typeof choice === "string" && isGoInteger(value) && textOf(value) === choice;
}

/** Go's conversion of an integer to a string: the character of that number. */
function textOf(code: number): string {
  const isCharacter = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : "\ufffd";
}
