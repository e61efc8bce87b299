import { isArray, isObject, type JsonValue } from "../../src/base/json.ts";

/** The value with its keys in order: Go sorts them, and a manifest's own order is ours. */
export function canonical(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join()}}`;
}
