import type { JsonValue } from "../../base/json.ts";
import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import type { Matcher } from "../../go/regexp/pattern.ts";
import {
  add,
  addInvalid,
  addInvalidPrinted,
  addNotSupported,
  addRequired,
  addUndecided,
  type Collector,
} from "./collector.ts";
import { printedValue } from "./go-values.ts";
import { fieldOf, type Place, pathOf, rootPlace } from "./place.ts";

/** One validation of a value. */
export interface Run {
  readonly server: ServerVersion;
  /** Whether it is of an object; else of a default. */
  readonly ofObject: boolean;
  /** Steps that may still be taken: a large value times a large schema must not take for ever. */
  steps: number;
  /** Compiled patterns. */
  readonly patterns: Map<string, Matcher>;
  /** Above 0 inside allOf, anyOf, oneOf and not, where one answer decides about others. */
  insideCombinator: number;
  /** What could not be told; the first reason is enough. */
  doubt: string | null;
  /** Whether the doubt may change other answers. */
  tainted: boolean;
}

/** Defaults of real CRDs take less than a thousand. */
const MAX_STEPS = 200_000;
/** An object of a megabyte has some 100,000 values. */
const MAX_OBJECT_STEPS = 2_000_000;

/** @param patterns compiled before; runs may share them */
export function newRun(server: ServerVersion, of: "default" | "object" = "default", patterns = newPatterns()): Run {
  const ofObject = of === "object";
  const steps = ofObject ? MAX_OBJECT_STEPS : MAX_STEPS;
  return { server, ofObject, steps, patterns, insideCombinator: 0, doubt: null, tainted: false };
}

export function newPatterns(): Map<string, Matcher> {
  return new Map();
}

/** @returns false when the steps are used up, which is then said */
export function spend(run: Run, steps: number): boolean {
  run.steps -= steps;
  if (run.steps > 0) return true;
  run.doubt ??= `the ${run.ofObject ? "object" : "default"} and its schema are too large to be judged`;
  run.tainted = true;
  return false;
}

export function uncertain(run: Run, reason: string): void {
  run.doubt ??= reason;
  if (run.insideCombinator > 0) run.tainted = true;
}

interface FailureBase {
  /** The value's name in the server's sentence. */
  readonly name: string;
  /** Equal sentences are one failure. */
  readonly message: string;
  readonly place: Place;
  /** Of a branch of anyOf or oneOf, one of those that failed: where these stand. */
  readonly choiceAt?: Place;
}

/** A failed check, by the code that decides how ValidateCustomResource reports it. */
export type Failure =
  | (FailureBase & { readonly kind: "required" })
  | (FailureBase & { readonly kind: "type" | "invalid"; readonly value: JsonValue })
  /** Like `invalid`; the same number is printed as an integer or as a float. */
  | (FailureBase & { readonly kind: "number"; readonly printed: string })
  | (FailureBase & { readonly kind: "enum"; readonly value: JsonValue; readonly choices: readonly string[] })
  | (FailureBase & { readonly kind: "too-long"; readonly limit: number })
  | (FailureBase & { readonly kind: "too-many"; readonly limit: number; readonly actual: number })
  /** No error of a field for the server: reported at the root of the value. */
  | (FailureBase & { readonly kind: "whole"; readonly sumsUp?: true });

/** validate.Result */
export interface Result {
  /** By their sentences; null: none. Most results have none, and every value has several results. */
  failures: Map<string, Failure> | null;
  matchCount: number;
}

export function newResult(): Result {
  return { failures: null, matchCount: 0 };
}

export function isValid(result: Result): boolean {
  return result.failures === null;
}

export function inc(result: Result): void {
  result.matchCount++;
}

export function addFailure(result: Result, failure: Failure): void {
  result.failures ??= new Map();
  if (!result.failures.has(failure.message)) result.failures.set(failure.message, failure);
}

export function merge(result: Result, other: Result): void {
  for (const failure of other.failures?.values() ?? NONE) addFailure(result, failure);
  result.matchCount += other.matchCount;
}

const NONE: readonly Failure[] = [];

/** field.Path.String of a nil path. */
export const NO_PATH = "<nil>";

/** kubeOpenAPIResultToFieldErrors (pkg/apiserver/validation/validation.go) */
export function reportFailures(out: Collector, run: Run, result: Result, root: Place): void {
  if (run.doubt !== null) addUndecided(out, root, run.doubt);
  if (run.tainted) return;
  const field = fieldOf(root);
  for (const failure of result.failures?.values() ?? NONE) {
    const isRoot = failure.kind === "whole" || failure.name === "" || failure.name === ".";
    const name = failure.name.replace(/^\./, "");
    // An object's own path is nil for the server, which prints it so.
    const at = isRoot ? field || NO_PATH : field === "" ? name : `${field}.${name}`;
    const count = out.errors.length;
    report(out, failure, rootPlace(at, pathOf(failure.place)));
    const error = out.errors[count];
    const { choiceAt } = failure;
    const sumsUp = failure.kind === "whole" && failure.sumsUp === true;
    if (error === undefined || (choiceAt === undefined && !sumsUp)) continue;
    out.errors[count] = {
      ...error,
      ...(choiceAt === undefined ? {} : { choiceAt: pathOf(choiceAt) }),
      ...(sumsUp ? { sumsUp } : {}),
    };
  }
}

function report(out: Collector, failure: Failure, at: Place): void {
  switch (failure.kind) {
    case "required":
      addRequired(out, at, "");
      break;
    case "type":
      add(out, "FieldValueTypeInvalid", at, failure.message, printedValue(failure.value, out.server));
      break;
    case "invalid":
      addInvalid(out, at, failure.value, failure.message);
      break;
    case "number":
      addInvalidPrinted(out, at, failure.printed, failure.message);
      break;
    case "enum":
      addNotSupported(out, at, printedValue(failure.value, out.server), failure.choices);
      break;
    case "too-long":
      add(out, "FieldValueTooLong", at, tooLong(out, failure.limit));
      break;
    case "too-many": {
      const isLimit = failure.limit >= 0;
      const detail = isLimit ? `must have at most ${count(out, failure.limit, "item")}` : "has too many items";
      add(out, "FieldValueTooMany", at, detail, String(failure.actual));
      break;
    }
    case "whole":
      addInvalid(out, at, "", failure.message);
      break;
  }
}

/** field.TooLong: a limit below zero is not shown. */
function tooLong(out: Collector, limit: number): string {
  if (limit < 0) return "value is too long";
  return atLeast(out.server, 32)
    ? `may not be more than ${count(out, limit, "byte")}`
    : `may not be longer than ${limit}`;
}

/** Before 1.34 one was plural too. */
function count(out: Collector, limit: number, unit: string): string {
  return limit === 1 && atLeast(out.server, 34) ? `1 ${unit}` : `${limit} ${unit}s`;
}
