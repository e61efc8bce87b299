import type { Coverage, Problem, Report } from "./report.ts";

const NOTHING_READ: Coverage = {
  filesScanned: 0,
  filesWithCrds: 0,
  crds: 0,
  partial: [],
  notRead: [],
  notApplied: [],
};

/** A report that says nothing yet; with problems it says why nothing was checked. */
export function emptyReport(toolVersion: string, problems: readonly Problem[] = []): Report {
  return {
    formatVersion: 2,
    tool: { name: "crd-upgrade-guard", version: toolVersion },
    mode: "check",
    result: "error",
    base: { available: false, reason: "no base was given" },
    clusters: [],
    coverage: NOTHING_READ,
    predictions: [],
    findings: [],
    waivers: [],
    problems,
    notices: [],
  };
}
