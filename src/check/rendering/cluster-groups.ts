import { PROVEN_MINORS } from "../../base/server-version.ts";
import type { HelmChart } from "../../config/config.ts";
import type { ClusterView } from "../../rules/rule.ts";

/** Clusters that a chart cannot tell apart. */
export interface ClusterGroup {
  readonly kubeVersion: string;
  /** `group/version` and `group/version/Kind` of every CRD's served versions, and the APIs a snapshot names; sorted. */
  readonly apiVersions: readonly string[];
  readonly clusters: readonly ClusterView[];
}

/** How much of the cluster a chart's files ask for. */
export type Curiosity = "nothing" | "version" | "apis";

/** What a cluster of unknown version is rendered for: the newest one whose answers were proven. */
export const NEWEST_PROVEN = `v1.${PROVEN_MINORS.newest}.0`;

/**
 * What a chart may ask of the cluster, by the words in one of its files: a fleet in which no two clusters have the same
 * CRDs is rendered once for a chart that does not look at them. A packed chart may hold any words.
 */
export function curiosityOf(path: string, text: string): Curiosity {
  if (path.endsWith(".tgz") || text.includes("APIVersions")) return "apis";
  return text.includes("Capabilities") || text.includes("kubeVersion") ? "version" : "nothing";
}

/** Clusters for which a chart renders to the same, by version and APIs as far as it looks at them. */
export function clusterGroups(
  chart: Pick<HelmChart, "kubeVersion">,
  clusters: readonly ClusterView[],
  curiosity: Curiosity,
): readonly ClusterGroup[] {
  const groups = new Map<string, ClusterGroup>();
  for (const cluster of clusters) {
    const kubeVersion = chart.kubeVersion ?? cluster.server.text?.trim() ?? NEWEST_PROVEN;
    const apiVersions = apiVersionsOf(cluster);
    const seen = { nothing: [], version: [kubeVersion], apis: [kubeVersion, apiVersions] };
    const key = JSON.stringify(seen[curiosity]);
    const group = groups.get(key) ?? { kubeVersion, apiVersions, clusters: [] };
    groups.set(key, { ...group, clusters: [...group.clusters, cluster] });
  }
  if (groups.size > 0) return [...groups.values()];
  // Without any snapshot the chart's CRDs are still found, and counted.
  return [{ kubeVersion: chart.kubeVersion ?? NEWEST_PROVEN, apiVersions: [], clusters: [] }];
}

const API = /^[A-Za-z0-9][A-Za-z0-9.-]*\/[A-Za-z0-9]+(\/[A-Za-z0-9]+)?$/;

function apiVersionsOf({ loaded: { snapshot } }: ClusterView): readonly string[] {
  const served = Object.values(snapshot.crds).flatMap(({ group, names, versions }) =>
    versions
      .filter((version) => version.served)
      .flatMap(({ name }) => [`${group}/${name}`, `${group}/${name}/${names.kind}`]),
  );
  return [...new Set([...snapshot.apis, ...served])].filter((api) => API.test(api)).sort();
}
