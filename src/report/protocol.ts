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
  return report.clusters.map(({ name }) => {
    const own = report.predictions.filter(({ clusters }) => clusters.includes(name));
    const crds = (outcome: string) =>
      [...new Set(own.filter((one) => one.outcome === outcome).map(({ crd }) => crd))].sort();
    const needs = crds("rejected");
    return { cluster: name, needs, undecided: crds("undecided").filter((crd) => !needs.includes(crd)) };
  });
}
