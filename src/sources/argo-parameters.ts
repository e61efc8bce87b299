import { type DocumentPath, isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import type { Result } from "../base/result.ts";
import { fillText, objectOf, type TemplateLanguage } from "./argo-template.ts";
import type { SourcePlace, SourceTree } from "./reference.ts";

/** The parameters of one Application that a set makes. */
export interface Parameters {
  /** Flat texts or nested values, as the set's language takes them. */
  readonly data: JsonObject;
  /** Where a parameter is written; null where it is not, as the name of a folder. */
  readonly placeOf: (path: readonly string[]) => SourcePlace | null;
  /** Of a cluster that nobody knows: a parameter that it does not have here may be anything. */
  readonly isUnknown?: boolean;
}

export interface GeneratorContext {
  readonly language: TemplateLanguage;
  readonly tree: SourceTree;
  /** A place in the set itself. */
  readonly place: (path: DocumentPath) => SourcePlace;
  readonly budget: Budget;
}

/** What all sets of a tree may still cost. A few lines can ask for more Applications than fit into memory. */
export interface Budget {
  left: number;
}

export function createBudget(): Budget {
  return { left: 32 * 1024 * 1024 };
}

/** About what each takes in bytes while it is made; filled texts are read once more, as values. */
export const COSTS = { generator: 256, candidate: 4, application: 3_200, filledByte: 8 } as const;

/** @returns whether there was as much left */
export function spend(budget: Budget, cost: number): boolean {
  budget.left -= cost;
  return budget.left >= 0;
}

export const TOO_MUCH = "the ApplicationSets of this tree make more than is read here";

export type Generated = Result<readonly Parameters[]>;

/** Only what the value really has is written there. */
export function placeIn(value: JsonValue, path: readonly string[], place: (path: readonly string[]) => SourcePlace) {
  let at: JsonValue | undefined = value;
  for (const step of path) at = isArray(at) ? at[Number(step)] : member(at, step);
  return at === undefined ? null : place(path);
}

/** Nested values as texts below dotted names (jeremywohl/flatten). */
export function flat(value: JsonValue): JsonObject {
  const entries: [string, JsonValue][] = [];
  const walk = (one: JsonValue, name: string) => {
    if (isObject(one) && (name === "" || Object.keys(one).length > 0)) {
      for (const [key, item] of Object.entries(one)) walk(item, name === "" ? key : `${name}.${key}`);
    } else if (isArray(one)) for (const [index, item] of one.entries()) walk(item, `${name}.${index}`);
    else if (one !== null && !isObject(one)) entries.push([name, String(one)]);
  };
  walk(value, "");
  return objectOf(entries);
}

/** `values` of a generator, which its own parameters may be filled into. */
export function withValues(
  one: Parameters,
  values: JsonObject,
  at: DocumentPath,
  context: GeneratorContext,
): Parameters {
  const keys = Object.keys(values);
  if (keys.length === 0) return one;
  const filled = keys.map((key): [string, JsonValue] => {
    const value = values[key];
    return [key, typeof value === "string" ? fillText(value, one.data, context.language) : (value ?? null)];
  });
  const more =
    context.language === "go"
      ? [["values", objectOf(filled)] as const]
      : filled.map(([key, value]) => [`values.${key}`, value] as const);
  return {
    ...one,
    data: objectOf([...Object.entries(one.data), ...more]),
    placeOf: (path) => {
      const [first, key = ""] = path;
      const isOwn = first === "values" && Object.hasOwn(values, key);
      return isOwn ? context.place([...at, "values", key]) : one.placeOf(path);
    },
  };
}

/** `over` laid over `base`, mappings member by member. */
export function merged(base: JsonObject, over: JsonObject): JsonObject {
  const entries = Object.entries(over).map(([key, value]): [string, JsonValue] => {
    const own = member(base, key);
    return [key, isObject(own) && isObject(value) ? merged(own, value) : value];
  });
  return objectOf([...Object.entries(base), ...entries]);
}

/** null where both have a parameter and differ (applicationset/utils, CombineStringMaps). */
export function combinedTexts(first: JsonObject, second: JsonObject): JsonObject | null {
  const differs = Object.entries(second).some(([key, value]) => Object.hasOwn(first, key) && first[key] !== value);
  return differs ? null : objectOf([...Object.entries(first), ...Object.entries(second)]);
}

export function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}
