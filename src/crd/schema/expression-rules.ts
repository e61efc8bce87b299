import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { RULE_FIELDS_SINCE } from "../go-types.ts";
import { addInvalid, addNotSupported, addRequired, addUndecided, type Collector } from "./collector.ts";
import { findField } from "./field-path.ts";
import { printedPointer } from "./go-values.ts";
import { child, index, type Place } from "./place.ts";
import type { SchemaProps, ValidationRule } from "./schema-props.ts";
import { conversionProblem } from "./structural.ts";

const REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/** What ValidateCustomResourceDefinitionOpenAPISchema says about x-kubernetes-validations before it compiles them. */
export function checkExpressions(out: Collector, schema: SchemaProps, place: Place): void {
  const rules = schema["x-kubernetes-validations"] ?? [];
  if (rules.length === 0) return;
  // The same for every rule of a schema, and walks all of it.
  let problem: string | null | undefined;
  const isConvertible = () => {
    problem ??= conversionProblem(schema) ?? "";
    return problem === "";
  };
  for (const [position, stated] of rules.entries()) {
    const rule = knownOf(stated, out.server);
    const at = index(child(place, "x-kubernetes-validations"), position);
    checkRuleAndMessage(out, rule, at);
    if (rule.messageExpression !== "" && goTrim(rule.messageExpression) === "") {
      addRequired(out, child(at, "messageExpression"), "messageExpression must be non-empty if specified");
    }
    if (rule.reason !== undefined && !REASONS.includes(rule.reason)) {
      addNotSupported(out, child(at, "reason"), printedPointer(rule.reason, out.server), REASONS);
    }
    if (rule.fieldPath !== "") checkFieldPath(out, schema, rule.fieldPath, isConvertible, child(at, "fieldPath"));
  }
}

/** The rule without the fields that the server drops because it does not know them. */
function knownOf(rule: ValidationRule, server: ServerVersion): ValidationRule {
  const { reason, ...others } = rule;
  const hasReason = reason !== undefined && atLeast(server, RULE_FIELDS_SINCE.reason);
  return {
    ...others,
    messageExpression: atLeast(server, RULE_FIELDS_SINCE.messageExpression) ? rule.messageExpression : "",
    fieldPath: atLeast(server, RULE_FIELDS_SINCE.fieldPath) ? rule.fieldPath : "",
    ...(hasReason ? { reason } : {}),
  };
}

function checkRuleAndMessage(out: Collector, rule: ValidationRule, at: Place): void {
  const text = goTrim(rule.rule);
  const message = goTrim(rule.message);
  if (text === "") {
    addRequired(out, child(at, "rule"), "rule is not specified");
  } else if (rule.message !== "" && message === "") {
    addInvalid(out, child(at, "message"), rule.message, since34(out, "message", "must be non-empty if specified"));
  } else if (hasNewlines(message)) {
    addInvalid(out, child(at, "message"), rule.message, since34(out, "message", "must not contain line breaks"));
  } else if (hasNewlines(text) && message === "") {
    addRequired(out, child(at, "message"), "message must be specified if rule contains line breaks");
  }
}

function checkFieldPath(
  out: Collector,
  schema: SchemaProps,
  fieldPath: string,
  isConvertible: () => boolean,
  at: Place,
): void {
  const bad = (detail: string) => addInvalid(out, at, fieldPath, since34(out, "fieldPath", detail));
  if (goTrim(fieldPath) === "") bad("must be non-empty if specified");
  if (hasNewlines(fieldPath)) bad("must not contain line breaks");
  if (!isConvertible()) return;
  const found = findField(fieldPath, schema, { arrayNotation: true });
  if (found.kind === "error") bad("must be a valid path");
  if (found.kind === "crash") addUndecided(out, at, SERVER_CRASHES);
}

/** cel.ValidFieldPath goes on below `additionalProperties: true`, where there is no schema: the request ends with a panic, HTTP 500. */
export const SERVER_CRASHES =
  "the API server's own check of this path crashes, so that the request fails with an internal error";

/** Before 1.34 these sentences began with the field's name. */
function since34(out: Collector, field: string, detail: string): string {
  return atLeast(out.server, 34) ? detail : `${field} ${detail}`;
}

function hasNewlines(text: string): boolean {
  return /[\n\r]/.test(text);
}

const WHITE_SPACE = /\p{White_Space}/u;

/** strings.TrimSpace: Unicode's white space, which is not quite what trim() takes for it. */
function goTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && WHITE_SPACE.test(text.charAt(start))) start++;
  while (end > start && WHITE_SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
