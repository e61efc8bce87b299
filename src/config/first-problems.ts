import type { SchemaProblem } from "../schemas/schema-problems.ts";

/** As of what the schema refuses: nobody reads more of one file. */
export const MOST_PROBLEMS = 100;

/** The first problems, and one at the end that stands for the rest. */
export function firstProblems(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const next = problems[MOST_PROBLEMS];
  if (next === undefined) return problems;
  const rest = problems.length - MOST_PROBLEMS;
  const message = `There ${rest === 1 ? "is 1 more problem" : `are ${rest} more problems`} from here on.`;
  return [
    ...problems.slice(0, MOST_PROBLEMS),
    { path: next.path, message, remedy: "Mend those that are named first." },
  ];
}
