import { isArray, isObject, type JsonArray, type JsonObject } from "../../base/json.ts";
import { atLeast } from "../../base/server-version.ts";
import { checkCombinators } from "./combinators.ts";
import { type Correlated, correlatedItem, correlatedMember, isUnchanged } from "./correlated.ts";
import { goJson } from "./go-values.ts";
import { child, index } from "./place.ts";
import { checkBounds, checkEnum, checkText, checkTextFormat, checkType, type Subject } from "./scalar-rules.ts";
import type { SchemaProps } from "./schema-props.ts";
import { addFailure, inc, isValid, merge, newResult, type Result, type Run, spend } from "./value-result.ts";

/**
 * SchemaValidator.Validate of k8s.io/kube-openapi/pkg/validation/validate, on the schema that ToKubeOpenAPI makes of a
 * structural one (for defaults), or as `servedSchema` gives it (for objects). The match count is the server's: it decides
 * which branch of anyOf and oneOf is reported.
 * @param nested whether the schema stands inside allOf, anyOf, oneOf or not of a structural one, where additionalProperties
 *   is not looked at
 */
export function validateValue(run: Run, subject: Subject, schema: SchemaProps, nested: boolean): Result {
  const result = newResult();
  const { value, name } = subject;
  // Each failure below has the name in its sentence, and maps of texts that long are slow.
  if (!spend(run, 1 + Math.floor((name.length / LONG_NAME) ** 2))) return result;
  if (value === null) {
    merge(result, checkType(run, subject, schema));
    merge(result, checkEnum(run, subject, schema));
    return result;
  }
  const apply = (part: Result) => {
    merge(result, part);
    inc(result);
  };
  if ((schema.types ?? schema.type) !== undefined || schema.format !== undefined)
    apply(checkType(run, subject, schema));
  // What is said inside allOf, anyOf, oneOf and not is held against what did not change, too.
  const { before: _, ...now } = subject;
  const branch = (part: SchemaProps) => validateValue(run, now, part, !run.ofObject);
  apply(checkCombinators(run, schema, subject, branch));
  if (typeof value === "string") {
    apply(checkText(run, subject, value, schema));
    const format = checkTextFormat(run, subject, value, schema);
    if (format !== null) apply(format);
  }
  if (typeof value === "number") apply(checkBounds(run, subject, value, schema));
  if (isArray(value)) apply(checkList(run, subject, value, schema, nested));
  apply(checkEnum(run, subject, schema));
  if (isObject(value)) apply(checkObject(run, subject, value, schema, nested));
  inc(result);
  // They are merged once a level. When the steps are used up, nothing of it is told.
  return spend(run, result.failures?.size ?? 0) ? result : newResult();
}

/**
 * ratchetingValueValidator (pkg/apiserver/validation/ratcheting.go): a value that did not change is valid.
 * @param pair the value with its past; undefined: it has none
 */
function validateBelow(
  run: Run,
  subject: Subject,
  pair: Correlated | undefined,
  schema: SchemaProps,
  nested: boolean,
): Result {
  if (pair === undefined) return validateValue(run, subject, schema, nested);
  const result = validateValue(run, { ...subject, before: pair }, schema, nested);
  if (isValid(result) || !isUnchanged(pair)) return result;
  return { failures: null, matchCount: result.matchCount };
}

/** The whole value, with its own past. */
export function validateChange(run: Run, subject: Subject, pair: Correlated, schema: SchemaProps): Result {
  return validateBelow(run, subject, pair, schema, false);
}

/** Characters; those of real defaults are shorter. */
const LONG_NAME = 100;

/** schemaSliceValidator */
function checkList(run: Run, subject: Subject, value: JsonArray, schema: SchemaProps, nested: boolean): Result {
  const { name, place, before } = subject;
  const result = newResult();
  const items = schema.items?.schema;
  if (items !== undefined) {
    for (const [i, item] of value.entries()) {
      const below = { value: item, name: `${name}[${i}]`, place: index(place, i) };
      merge(result, validateBelow(run, below, before && correlatedItem(before, i), items, nested));
    }
  }
  const { maxItems, minItems } = schema;
  if (minItems !== undefined && value.length < minItems) {
    const message = `${name} in body should have at least ${minItems} items`;
    addFailure(result, { kind: "invalid", name, message, place, value: value.length });
  }
  if (maxItems !== undefined && value.length > maxItems) {
    const message = `${name} in body should have at most ${maxItems} items`;
    addFailure(result, { kind: "too-many", name, message, place, limit: maxItems, actual: value.length });
  }
  if (schema.uniqueItems && new Set(value.map((item) => goJson(item))).size < value.length) {
    const message = `${name} in body shouldn't contain duplicates`;
    addFailure(result, { kind: "invalid", name, message, place, value: "" });
  }
  inc(result);
  return result;
}

/** objectValidator */
function checkObject(run: Run, subject: Subject, value: JsonObject, schema: SchemaProps, nested: boolean): Result {
  const { name, place, before } = subject;
  const result = newResult();
  const names = Object.keys(value).sort();
  const { maxProperties, minProperties, properties } = schema;
  const additional = nested ? undefined : schema.additionalProperties;
  if (minProperties !== undefined && names.length < minProperties) {
    const message = `${name} in body should have at least ${minProperties} properties`;
    addFailure(result, { kind: "invalid", name, message, place, value: names.length });
  }
  if (maxProperties !== undefined && names.length > maxProperties) {
    const message = `${name} in body should have at most ${maxProperties} properties`;
    addFailure(result, { kind: "too-many", name, message, place, limit: maxProperties, actual: names.length });
  }
  // Before 1.28 nothing else is looked at then; of two bounds it is the first that counts.
  if (!isValid(result) && !atLeast(run.server, 28)) return result;
  for (const member of names) {
    const item = value[member] ?? null;
    const property = properties?.get(member);
    const at = child(place, member);
    // Type and name of the object itself are always looked at.
    const isPlain = before === undefined || (name === "" && (member === "kind" || member === "apiVersion"));
    const pair = isPlain ? undefined : correlatedMember(before, member);
    if (property !== undefined) {
      const below = { value: item, name: name === "" ? member : `${name}.${member}`, place: at };
      merge(result, validateBelow(run, below, pair, property, nested));
    } else if (additional?.schema !== undefined) {
      const below = { value: item, name: `${name}.${member}`, place: at };
      merge(result, validateBelow(run, below, pair, additional.schema, false));
    } else if (additional?.allows === false) {
      const message = `${name}.${member} in body is a forbidden property`;
      addFailure(result, { kind: "invalid", name, message, place: at, value: member });
    }
  }
  if (!spend(run, schema.required?.length ?? 0)) return result;
  for (const required of schema.required ?? []) {
    if (Object.hasOwn(value, required)) continue;
    const missing = `${name}.${required}`;
    const message = `${missing} in body is required`;
    addFailure(result, { kind: "required", name: missing, message, place: child(place, required) });
  }
  return result;
}
