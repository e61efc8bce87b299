import { emptyReport } from "../../src/report/empty-report.ts";
import type { Finding, Report } from "../../src/report/report.ts";
import type { Hunk, ReviewOptions } from "../../src/review/model.ts";

export const SHA = "a".repeat(40);

export const OPTIONS: ReviewOptions = {
  review: true,
  comment: "on-findings",
  scope: "ci/check",
  repositoryUrl: "https://github.com/acme/infra",
  runUrl: "https://github.com/acme/infra/actions/runs/1",
};

/** `fp1:` and a number as 64 digits. */
export function fingerprint(number: number): string {
  return `fp1:${number.toString(16).padStart(64, "0")}`;
}

export function finding(number: number, changes: Partial<Finding> = {}): Finding {
  return {
    rule: "stored-version-removed",
    cause: "retired",
    severity: "error",
    state: "introduced",
    crd: "routes.example.com",
    version: "v1alpha2",
    clusters: ["prod"],
    message: "`v1alpha2` is in status.storedVersions of prod, but no longer in spec.versions.",
    serverMessage: 'status.storedVersions[0]: Invalid value: "v1alpha2": must appear in spec.versions',
    location: {
      path: "crds/routes.yaml",
      startLine: 13,
      startColumn: 3,
      endLine: 13,
      endColumn: 12,
      yamlPath: "spec.versions",
    },
    related: [],
    remedy: { summary: "Keep `v1alpha2` in spec.versions, unserved.", steps: [] },
    fingerprint: fingerprint(number),
    docs: "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/stored-version-removed.md",
    ...changes,
  };
}

export function reportOf(findings: readonly Finding[], changes: Partial<Report> = {}): Report {
  const failing = findings.some(
    ({ state, severity, waived }) => state === "introduced" && severity === "error" && waived === undefined,
  );
  return {
    ...emptyReport("0.1.0"),
    base: { available: true, rev: SHA },
    result: failing ? "fail" : "pass",
    findings,
    ...changes,
  };
}

/** A hunk of context around added lines, all on the head's side. */
export function hunkAt(lines: readonly number[], text = (line: number) => `line ${line}`): Hunk {
  return {
    newStart: lines[0] ?? 1,
    lines: lines.map((newLine) => ({ kind: "added", text: text(newLine), newLine })),
  };
}
