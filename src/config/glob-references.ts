import { type DocumentPath, formatPath, isArray, type JsonValue, member } from "../base/json.ts";
import type { SchemaProblem } from "../schemas/schema-problems.ts";
import { costFault, TOO_MANY, tooManyFrom } from "./glob-cost.ts";

/** Every list of patterns that a configuration may have; `null` stands for each entry of a list. */
const LISTS: readonly (readonly (string | null)[])[] = [
  ["manifests", "include"],
  ["manifests", "exclude"],
  ["rendered"],
  ["sources", "ignore"],
  ["snapshots"],
  ["releases", "tags"],
  ["releases", "paths"],
  ["targets", null, "paths"],
  ["targets", null, "clusters"],
  ["helm", null, "clusters"],
  ["kustomize", null, "clusters"],
  ["waivers", null, "clusters"],
];

/** Patterns that would take too long, each at its place. Total on any value, as `ruleProblems` is. */
export function globProblems(root: JsonValue): readonly SchemaProblem[] {
  return LISTS.flatMap((steps) => listsAt(root, steps, [])).flatMap(({ patterns, path }) => {
    const problems = patterns.flatMap((pattern, index) => {
      const fault = costFault(pattern);
      return fault === null ? [] : [problemAt([...path, index], fault)];
    });
    const from = problems.length === 0 ? tooManyFrom(patterns) : null;
    return from === null ? problems : [problemAt([...path, from], TOO_MANY)];
  });
}

function problemAt(path: DocumentPath, { message, remedy }: { readonly message: string; readonly remedy: string }) {
  return { path, message: `\`${formatPath(path)}\` ${message}.`, remedy };
}

interface PatternList {
  readonly patterns: readonly string[];
  readonly path: DocumentPath;
}

function listsAt(value: JsonValue | undefined, steps: readonly (string | null)[], path: DocumentPath): PatternList[] {
  const [step, ...rest] = steps;
  if (step === undefined) {
    // What is no text is a problem of its own, and keeps its place in the list.
    const list = typeof value === "string" ? [value] : value;
    return isArray(list) ? [{ patterns: list.map((one) => (typeof one === "string" ? one : "")), path }] : [];
  }
  if (step !== null) return value === undefined ? [] : listsAt(member(value, step), rest, [...path, step]);
  return isArray(value) ? value.flatMap((one, index) => listsAt(one, rest, [...path, index])) : [];
}
