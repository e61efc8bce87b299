import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue, valueAt } from "../base/json.ts";

/** Reads fields of an object that nobody has checked, and keeps the first reason why one of them decides nothing. */
export interface Fields {
  /** The text at a path; null where there is none, an empty one, or something else, which is a reason then. */
  readonly text: (...path: DocumentPath) => string | null;
  readonly flag: (...path: DocumentPath) => boolean;
  /** The members of a list; empty where there is none. */
  readonly list: (...path: DocumentPath) => readonly JsonValue[];
  readonly object: (...path: DocumentPath) => JsonObject | null;
  /** Part of a sentence: what keeps the fields that were asked for from being told. */
  readonly reason: () => string | null;
}

export function readFields(value: JsonValue): Fields {
  let reason: string | null = null;
  const wrong = (path: DocumentPath, found: JsonValue, wanted: string) => {
    reason ??= `\`${path.join(".")}\` is ${kindOf(found)} where ${wanted} belongs`;
  };
  const at = (path: DocumentPath): JsonValue => valueAt(value, path) ?? null;
  return {
    text: (...path) => {
      const text = at(path);
      if (text === null || text === "") return null;
      if (typeof text !== "string") {
        wrong(path, text, "text");
        return null;
      }
      reason ??= unfilled(text);
      return text;
    },
    flag: (...path) => at(path) === true,
    list: (...path) => {
      const list = at(path);
      if (isArray(list)) return list;
      if (list !== null) wrong(path, list, "a list");
      return [];
    },
    object: (...path) => {
      const object = at(path);
      if (isObject(object)) return object;
      if (object !== null) wrong(path, object, "a mapping");
      return null;
    },
    reason: () => reason,
  };
}

/** Part of a sentence: what of a text is filled in by somebody who is not known here; null where it stands as it is. */
export function unfilled(text: string): string | null {
  const opened = /\{\{|\$\{/.exec(text);
  if (opened === null) return null;
  const shown = text.slice(opened.index, opened.index + 60).split("\n", 1)[0] ?? "";
  const close = shown.indexOf("}");
  const end = close < 0 ? shown.length : close + (opened[0] === "{{" ? 2 : 1);
  return `\`${shown.slice(0, end)}\` is filled in elsewhere`;
}

function kindOf(value: JsonValue): string {
  if (isArray(value)) return "a list";
  if (isObject(value)) return "a mapping";
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}
