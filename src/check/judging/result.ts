import type { FailOn } from "../../config/settings.ts";
import type { Finding, Report, Result } from "../../report/report.ts";
import type { Severity } from "../../rules/rule.ts";

export interface ResultSettings {
  readonly failOn: FailOn;
  /** Whether findings that were there before the change fail a check too. */
  readonly failOnPreexisting: boolean;
  readonly mode: Report["mode"];
}

/**
 * spec §4.8. `fail`: a finding at or above `failOn` that counts. `warn`: anything else worth a look. Undecided
 * predictions never change it, and neither does trouble in reporting.
 */
export function resultOf(findings: readonly Finding[], settings: ResultSettings): Exclude<Result, "error"> {
  const failing = findings.some((finding) => counts(finding, settings) && reaches(finding.severity, settings.failOn));
  if (failing) return "fail";
  return findings.some((finding) => finding.severity !== "info") ? "warn" : "pass";
}

/** What a changed guard reveals fails no check: a refresh must stay mergeable. The gate counts every finding. */
function counts({ state }: Finding, { mode, failOnPreexisting }: ResultSettings): boolean {
  return mode === "gate" || state === "introduced" || (state === "preexisting" && failOnPreexisting);
}

function reaches(severity: Severity, failOn: FailOn): boolean {
  if (failOn === "never") return false;
  return severity === "error" || (severity === "warning" && failOn === "warning");
}

/** Exit codes of the command line and the action: spec §4.8. */
export const EXIT_CODES: Record<Result, 0 | 1 | 2> = { pass: 0, warn: 0, fail: 1, error: 2 };
