import { shortCommits } from "./commit.ts";
import type { Report } from "./report.ts";

/** Why there was nothing to compare with, where that decided anything: a run without findings has no states. */
export function baseNotice(report: Report): readonly string[] {
  if (report.base.available || report.findings.length === 0) return [];
  return [`Nothing to compare with: ${shortCommits(report.base.reason)}; every finding counts as introduced.`];
}
