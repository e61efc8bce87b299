import { isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { decodeBase64 } from "../go/base64.ts";

// Fields of a document that decodes without errors (decode.ts): Go's zero values where it is silent.

export function text(owner: JsonValue | undefined, key: string): string {
  return optionalText(owner, key) ?? "";
}

export function optionalText(owner: JsonValue | undefined, key: string): string | null {
  const value = member(owner, key);
  return typeof value === "string" ? value : null;
}

export function optionalNumber(owner: JsonValue | undefined, key: string): number | null {
  const value = member(owner, key);
  return typeof value === "number" ? value : null;
}

export function list(owner: JsonValue | undefined, key: string): readonly JsonValue[] {
  const value = member(owner, key);
  return isArray(value) ? value : [];
}

/** A null in a list of strings decodes to "". */
export function texts(owner: JsonValue | undefined, key: string): string[] {
  return list(owner, key).map((item) => (typeof item === "string" ? item : ""));
}

export function textMap(owner: JsonValue | undefined, key: string): Record<string, string> {
  const entries = Object.entries(asObject(member(owner, key)));
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === "string" ? value : ""]));
}

/** Base64, or a list of numbers, which Go's decoder takes too. */
export function bytes(owner: JsonValue | undefined, key: string): Uint8Array {
  const value = member(owner, key);
  if (isArray(value)) return Uint8Array.from(value, (item) => (typeof item === "number" ? item : 0));
  const decoded = decodeBase64(typeof value === "string" ? value : "");
  return decoded.ok ? decoded.value : new Uint8Array();
}

/** The object at `key`; null when it is missing or null (a nil pointer). */
export function given(owner: JsonValue | undefined, key: string): JsonObject | null {
  const value = member(owner, key);
  return value === undefined || value === null ? null : asObject(value);
}

export function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}
