import { isArray, isObject, type JsonArray, type JsonValue } from "../../base/json.ts";
import { goJson, isGoInteger } from "./go-values.ts";

/**
 * basicCommonValidator: the server converts the value to the Go type of each choice before it compares, so 97 is "a"
 * and 1.5 is 1.
 * @returns undefined where two different integers beyond 2^53 look the same here
 */
export function isEnumValue(value: JsonValue, choices: JsonArray): boolean | undefined {
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
