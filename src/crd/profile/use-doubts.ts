import type { JsonValue } from "../../base/json.ts";
import { PROVEN_MINORS, parseServerVersion } from "../../base/server-version.ts";
import { isKnownFormat } from "../schema/formats.ts";
import type { SchemaProps, ValidationRule } from "../schema/schema-props.ts";
import type { PathUse, ValueType } from "./field-use.ts";
import { typeOf } from "./value-types.ts";

/** A field in use of which the schema asks more now, where a profile cannot tell whether objects have it so. */
export interface UseDoubt {
  readonly path: string;
  /** Objects that have it, or that may have it. */
  readonly objects: number;
  /** What is new or stricter, as a schema writes it: `pattern`, `minimum`, `x-kubernetes-validations`. Never empty. */
  readonly keywords: readonly string[];
}

const NEWEST = parseServerVersion(`v1.${PROVEN_MINORS.newest}.0`);

/**
 * What a schema asks of values of a field that the one before did not, as far as it hangs on values: a profile has none.
 * @param use null: of the root, which is an object
 */
export function tightened(use: PathUse | null, before: SchemaProps, after: SchemaProps): readonly string[] {
  const types = use === null ? (["object"] as const) : use.types;
  const has = (...some: readonly ValueType[]) => types.some((type) => some.includes(type));
  const isRaised = (key: "minLength" | "minItems" | "minProperties") => (after[key] ?? 0) > (before[key] ?? 0);
  const isNew = (key: keyof SchemaProps) => after[key] !== undefined && textOf(after[key]) !== textOf(before[key]);
  const asked: readonly (readonly [keyword: string, isAsked: boolean])[] = [
    ["pattern", has("string") && isNew("pattern")],
    ["format", has("string") && isNew("format") && isKnownFormat(after.format ?? "", NEWEST)],
    ["minLength", has("string") && isRaised("minLength")],
    ["enum", isEnumOpen(use, before, after)],
    ["minimum", has("integer", "number") && isNarrower(before, after, "minimum", "exclusiveMinimum", -1)],
    ["maximum", has("integer", "number") && isNarrower(before, after, "maximum", "exclusiveMaximum", 1)],
    ["multipleOf", has("integer", "number") && isNew("multipleOf")],
    ["minItems", has("array") && isRaised("minItems")],
    ["x-kubernetes-list-type", has("array") && (use?.items ?? 0) > 1 && isKeyed(before, after)],
    ["minProperties", has("object") && isRaised("minProperties")],
    ["x-kubernetes-embedded-resource", has("object") && isNew("x-kubernetes-embedded-resource")],
    ["allOf", isNew("allOf")],
    ["anyOf", isNew("anyOf")],
    ["oneOf", isNew("oneOf")],
    ["not", isNew("not")],
    ["x-kubernetes-validations", hasNewRule(before, after)],
  ];
  return asked.filter(([, isAsked]) => isAsked).map(([keyword]) => keyword);
}

/** Members that go and that a profile does not know to be in use or not, or values that never were of a list. */
function isEnumOpen(use: PathUse | null, before: SchemaProps, after: SchemaProps): boolean {
  if (after.enum === undefined || use === null) return false;
  if (before.enum === undefined) return true;
  const stay = new Set(after.enum.map((member) => textOf(member)));
  const gone = before.enum.filter((member) => !stay.has(textOf(member)));
  return gone.some((member) =>
    typeof member === "string" ? use.enum === undefined : use.types.includes(typeOf(member)),
  );
}

/** @param side 1: an upper limit */
function isNarrower(
  before: SchemaProps,
  after: SchemaProps,
  limit: "minimum" | "maximum",
  exclusive: "exclusiveMinimum" | "exclusiveMaximum",
  side: 1 | -1,
): boolean {
  const [was, is] = [before[limit], after[limit]];
  if (is === undefined) return false;
  if (was === undefined || (was - is) * side > 0) return true;
  return was === is && after[exclusive] === true && before[exclusive] !== true;
}

/** Items, or their keys, have to be there once only now. */
function isKeyed(before: SchemaProps, after: SchemaProps): boolean {
  const type = after["x-kubernetes-list-type"];
  if (type !== "set" && type !== "map") return false;
  const of = (schema: SchemaProps) => textOf([schema["x-kubernetes-list-type"], schema["x-kubernetes-list-map-keys"]]);
  return of(before) !== of(after);
}

function hasNewRule(before: SchemaProps, after: SchemaProps): boolean {
  const known = new Set((before["x-kubernetes-validations"] ?? []).map(({ rule }) => rule));
  return (after["x-kubernetes-validations"] ?? []).some((one) => !known.has(one.rule) && !isOfChanges(one));
}

/** A rule of what an update may change says nothing of an object as it is. */
function isOfChanges({ rule, optionalOldSelf }: ValidationRule): boolean {
  return optionalOldSelf !== true && /\boldSelf\b/.test(rule);
}

/** Equal for equal parts of schemas. These are written by people for one field, and are not deep. */
function textOf(part: unknown): string {
  return (
    JSON.stringify(part, (key, value: JsonValue | ReadonlyMap<string, unknown>) => {
      if (key === "description" && typeof value === "string") return undefined;
      return value instanceof Map ? [...value] : value;
    }) ?? ""
  );
}

/** Whether two schemas differ in anything but what is written for people. Iterative: a stranger's schema may be deep. */
export function asksOtherwise(before: SchemaProps, after: SchemaProps): boolean {
  const tasks: (readonly [SchemaProps, SchemaProps])[] = [[before, after]];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const [was, is] = task.map(({ description: _, title: __, example: ___, externalDocs: ____, ...rest }) => rest);
    if (was === undefined || is === undefined) continue;
    const [
      { properties: ownBefore, items: itemsBefore, additionalProperties: restBefore, ...plainBefore },
      { properties: ownAfter, items: itemsAfter, additionalProperties: restAfter, ...plainAfter },
    ] = [was, is];
    if (textOf(plainBefore) !== textOf(plainAfter)) return true;
    if ((ownBefore?.size ?? 0) !== (ownAfter?.size ?? 0) || restBefore?.allows !== restAfter?.allows) return true;
    const parts = [...(ownBefore ?? [])].map(([name, schema]) => [schema, ownAfter?.get(name)] as const);
    for (const [one, other] of [
      ...parts,
      [itemsBefore?.schema, itemsAfter?.schema] as const,
      [restBefore?.schema, restAfter?.schema] as const,
    ]) {
      if (one === undefined && other === undefined) continue;
      if (one === undefined || other === undefined) return true;
      tasks.push([one, other]);
    }
  }
  return false;
}
