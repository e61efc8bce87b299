import type { Report } from "./report.ts";

/** What one cluster does with a release. */
export interface ClusterProtocol {
  readonly cluster: string;
  /** CRDs that it refuses as they are, sorted: their findings have the steps. */
  readonly needs: readonly string[];
  /** CRDs of which something cannot be told offline, sorted. */
  readonly undecided: readonly string[];
  /** Number of warnings that speak of it: what the server takes may still be refused by a policy, or do harm. */
  readonly warnings: number;
}

/** The release protocol of the gate, one entry a cluster in the report's order. Waived refusals are refusals too. */
export function releaseProtocol(report: Report): readonly ClusterProtocol[] {
  const [rejected, undecided] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  for (const { outcome, crd, clusters } of report.predictions) {
    if (outcome === "accepted") continue;
    const crds = outcome === "rejected" ? rejected : undecided;
    for (const cluster of clusters) crds.set(cluster, (crds.get(cluster) ?? new Set()).add(crd));
  }
  const warnings = new Map<string, number>();
  for (const { severity, waived, clusters } of report.findings) {
    if (severity !== "warning" || waived !== undefined) continue;
    for (const cluster of clusters) warnings.set(cluster, (warnings.get(cluster) ?? 0) + 1);
  }
  return report.clusters.map(({ name }) => {
    const needs = rejected.get(name) ?? new Set();
    const open = [...(undecided.get(name) ?? [])].filter((crd) => !needs.has(crd));
    return { cluster: name, needs: [...needs].sort(), undecided: open.sort(), warnings: warnings.get(name) ?? 0 };
  });
}
