import type { Finding, Report } from "../report/report.ts";

/**
 * A report that a fork's own workflow run made, as it may be shown to people who trust this repository. Its author may
 * have written every word of it. It is escaped like any other; but the steps are commands for somebody with a cluster's
 * credentials and go whole, since half of them would lose objects, and no change is offered to be committed by a click.
 */
export function reportFromFork(report: Report): Report {
  return { ...report, findings: report.findings.map(withoutSteps) };
}

function withoutSteps(finding: Finding): Finding {
  const { insertion: _, ...remedy } = finding.remedy;
  return { ...finding, remedy: { ...remedy, steps: [] } };
}
