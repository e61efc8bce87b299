import { goQuote } from "../../go/quote.ts";
import type { Place } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";
import { addFailure, inc, isValid, merge, newResult, type Result, type Run } from "./value-result.ts";

interface Subject {
  readonly name: string;
  readonly place: Place;
}

type Branch = (schema: SchemaProps) => Result;

/**
 * schemaPropsValidator of k8s.io/kube-openapi/pkg/validation/validate: anyOf, oneOf, allOf and not.
 * Of failed branches the one with the most successful checks is reported.
 */
export function checkCombinators(run: Run, schema: SchemaProps, subject: Subject, validate: Branch): Result {
  const result = newResult();
  run.insideCombinator++;
  checkAnyOf(result, schema.anyOf ?? [], subject, validate);
  checkOneOf(result, schema.oneOf ?? [], subject, validate);
  checkAllOf(result, schema.allOf ?? [], subject, validate);
  if (schema.not !== undefined && isValid(validate(schema.not))) {
    fail(result, subject, "must not validate the schema (not)");
  }
  run.insideCombinator--;
  inc(result);
  return result;
}

function checkAnyOf(result: Result, schemas: readonly SchemaProps[], subject: Subject, validate: Branch): void {
  let best: Result | null = null;
  for (const schema of schemas) {
    const branch = validate(schema);
    if (isValid(branch)) {
      merge(result, branch);
      return;
    }
    best = better(best, branch);
  }
  if (best === null) return;
  fail(result, subject, "must validate at least one schema (anyOf)", true);
  merge(result, chosen(best, subject));
}

function checkOneOf(result: Result, schemas: readonly SchemaProps[], subject: Subject, validate: Branch): void {
  if (schemas.length === 0) return;
  let best: Result | null = null;
  let first: Result | null = null;
  let valid = 0;
  for (const schema of schemas) {
    const branch = validate(schema);
    if (isValid(branch)) {
      valid++;
      best = null;
      first ??= branch;
    } else if (valid === 0) {
      best = better(best, branch);
    }
  }
  if (valid === 1 && first !== null) {
    merge(result, first);
    return;
  }
  const found = valid === 0 ? "Found none valid" : `Found ${valid} valid alternatives`;
  fail(result, subject, `must validate one and only one schema (oneOf). ${found}`, best !== null);
  if (best !== null) merge(result, chosen(best, subject));
}

function checkAllOf(result: Result, schemas: readonly SchemaProps[], subject: Subject, validate: Branch): void {
  let valid = 0;
  for (const schema of schemas) {
    const branch = validate(schema);
    if (isValid(branch)) valid++;
    merge(result, branch);
  }
  if (valid === schemas.length) return;
  fail(result, subject, `must validate all the schemas (allOf)${valid === 0 ? ". None validated" : ""}`, true);
}

/** What is wrong by one of several branches, any of which would do. */
function chosen({ failures, matchCount }: Result, { place }: Subject): Result {
  const marked = [...(failures ?? [])].map(([message, failure]) => [message, { ...failure, choiceAt: place }] as const);
  return { failures: new Map(marked), matchCount };
}

function better(best: Result | null, branch: Result): Result {
  return best === null || branch.matchCount > best.matchCount ? branch : best;
}

function fail(result: Result, { name, place }: Subject, what: string, sumsUp = false): void {
  const failure = { kind: "whole", name, message: `${goQuote(name)} ${what}`, place } as const;
  addFailure(result, sumsUp ? { ...failure, sumsUp } : failure);
}
