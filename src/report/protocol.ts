import type { Report } from "./report.ts";

/** What one cluster does with a release. */
export interface ClusterProtocol {
  readonly cluster: string;
  /** CRDs that it refuses as they are, sorted: their findings have the steps. */
  readonly needs: readonly string[];
  /** CRDs of which something cannot be told offline, sorted. */
  readonly undecided: readonly string[];
}

/** The release protocol of the gate, one entry a cluster in the report's order. Waived refusals are refusals too. */
export function releaseProtocol(report: Report): readonly ClusterProtocol[] {
  const [rejected, undecided] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  for (const { outcome, crd, clusters } of report.predictions) {
    if (outcome === "accepted") continue;
    const crds = outcome === "rejected" ? rejected : undecided;
    for (const cluster of clusters) crds.set(cluster, (crds.get(cluster) ?? new Set()).add(crd));
  }
  return report.clusters.map(({ name }) => {
    const needs = rejected.get(name) ?? new Set();
    const open = [...(undecided.get(name) ?? [])].filter((crd) => !needs.has(crd));
    return { cluster: name, needs: [...needs].sort(), undecided: open.sort() };
  });
}
