import { shortCommits } from "./commit.ts";
import type { Report } from "./report.ts";

/** Why there was nothing to compare with, where that decided anything: a run without findings has no states. */
export function baseNotice(report: Report): readonly string[] {
  if (report.base.available || report.findings.length === 0) return [];
  const reason = shortCommits(report.base.reason);
  const consequence = "every finding counts as introduced";
  return [`Nothing to compare with: ${reason.replace(`: ${consequence}`, "")}; ${consequence}.`];
}
