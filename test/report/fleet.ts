import { emptyReport } from "../../src/report/empty-report.ts";
import type { Report, ReportPrediction } from "../../src/report/report.ts";
import { finding, fingerprint } from "../review/findings.ts";

/** A fleet of which every seventh cluster refuses some CRDs, each 20th CRD is refused somewhere, and one snapshot is old. */
export function fleetReport(clusters: number, crds: number): Report {
  const names = [...Array(clusters).keys()].map((index) => `cluster-${String(index).padStart(4, "0")}`);
  const refusing = names.filter((_, index) => index % 7 === 3);
  const taking = names.filter((_, index) => index % 7 !== 3);
  const crd = (index: number) => `things${index}.group${index % 8}.example.com`;
  const of = (index: number, outcome: ReportPrediction["outcome"], on: readonly string[]): ReportPrediction => ({
    crd: crd(index),
    clusters: on,
    from: "snapshot",
    source: { path: `crds/things${index}.yaml`, line: 1, document: 0 },
    appliesBecause: "no target is configured",
    operation: "update",
    outcome,
    errors:
      outcome === "rejected"
        ? [
            {
              type: "FieldValueInvalid",
              field: "status.storedVersions[0]",
              value: "v1alpha1",
              detail: "missing from spec.versions",
              yamlPath: "spec.versions",
              rule: "stored-version-removed",
            },
          ]
        : [],
    storedVersionsBefore: ["v1alpha1", "v1"],
    storedVersionsEvaluated: ["v1alpha1", "v1"],
    ...(outcome === "accepted" ? { storedVersionsAfter: ["v1"] } : {}),
    undecided: outcome === "undecided" ? [{ path: "spec.versions[0]", reason: "no rule compiler" }] : [],
  });
  const isRefused = (index: number) => index % 20 === 5;
  const indexes = [...Array(crds).keys()];
  return {
    ...emptyReport("0.1.0"),
    result: "fail",
    clusters: names.map((name, index) => ({
      name,
      path: `clusters/${name}.json`,
      serverVersion: "v1.33.1",
      proven: true,
      capturedAt: "2026-01-05T00:00:00Z",
      ageHours: index === 4 ? 400 : 30,
      stale: index === 4,
      complete: true,
      crds,
    })),
    coverage: { filesScanned: crds, filesWithCrds: crds, crds, partial: [], notRead: [], notApplied: [] },
    predictions: indexes.flatMap((index) =>
      isRefused(index)
        ? [of(index, "rejected", refusing), of(index, "accepted", taking)]
        : [of(index, "accepted", names)],
    ),
    migrationDebt: indexes
      .filter((index) => index % 10 === 0)
      .map((index) => ({ crd: crd(index), clusters: refusing, storageVersion: "v1", oldVersions: ["v1alpha1"] })),
    findings: indexes
      .filter(isRefused)
      .map((index) => finding(index, { crd: crd(index), clusters: refusing, fingerprint: fingerprint(index) })),
    notices: ["A notice about `nothing`."],
  };
}
