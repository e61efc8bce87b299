import { failingFindings } from "./refusals.ts";
import type { Finding, Report } from "./report.ts";

/** Findings as a page has them: the first are open on it, the others folded under their number. */
export interface PageOrder {
  readonly open: readonly Finding[];
  readonly preexisting: readonly Finding[];
  readonly waived: readonly Finding[];
}

/**
 * What was there before the change is folded, but for that for which the check fails; at the gate each finding counts,
 * whatever its age. What the guard's change reveals goes first: nobody would look for it in a pull request that edits a
 * snapshot.
 */
export function pageOrder(report: Report): PageOrder {
  const failing = failingFindings(report);
  const waived = report.findings.filter((finding) => finding.waived !== undefined);
  const others = report.findings.filter((finding) => finding.waived === undefined);
  const isFolded = (finding: Finding) =>
    report.mode === "check" && finding.state === "preexisting" && !failing.has(finding);
  const open = others.filter((finding) => !isFolded(finding));
  return {
    open: [...open.filter(isRevealed), ...open.filter((finding) => !isRevealed(finding))],
    preexisting: others.filter(isFolded),
    waived,
  };
}

function isRevealed({ state }: Finding): boolean {
  return state === "revealed";
}

/** What the folds are called, behind their number. */
export const FOLD_NAMES = {
  preexisting: ({ length }: readonly Finding[]) => `${length === 1 ? "finding" : "findings"} from before this change`,
  waived: ({ length }: readonly Finding[]) => `waived ${length === 1 ? "finding" : "findings"}`,
} as const;
