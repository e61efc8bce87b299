import type { RuleFinding } from "../../rules/rule.ts";
import type { Remedy } from "../report.ts";

export interface FindingWords {
  /** What is wrong and why, in one or two sentences; names in backquotes. */
  readonly message: string;
  readonly remedy: Remedy;
}

/** Findings of one rule, CRD, cause and place that differ in version and cluster only. */
export type FindingGroup = readonly [RuleFinding, ...RuleFinding[]];

/** Words whose way out is one sentence. */
export function words(message: string, summary: string): FindingWords {
  return { message, remedy: { summary, steps: [] } };
}
