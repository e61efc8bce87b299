import { PROVEN_MINORS } from "../../base/server-version.ts";
import type { HelmChart } from "../../config/config.ts";
import { sameRelease } from "../../rules/helm-release.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { Inputs } from "./tool-files.ts";

/** Clusters that a chart cannot tell apart. */
export interface ClusterGroup {
  readonly kubeVersion: string;
  /** `group/version` and `group/version/Kind` of every CRD's served versions, and the APIs a snapshot names; sorted. */
  readonly apiVersions: readonly string[];
  /** The release is there already: Helm upgrades it. */
  readonly isUpgrade: boolean;
  readonly clusters: readonly ClusterView[];
}

/** What a chart's files ask of the cluster. */
export interface Curiosity {
  readonly of: "nothing" | "version" | "apis";
  /** Whether they ask if the release is installed or upgraded. */
  readonly asksUpgrade: boolean;
  /** Whether one of them has these words. */
  readonly names: (text: string) => boolean;
}

/** What a cluster of unknown version is rendered for: the newest one whose answers were proven. */
export const NEWEST_PROVEN = `v1.${PROVEN_MINORS.newest}.0`;

/**
 * What a chart may ask of the cluster, by the words in its files: a fleet in which no two clusters have the same CRDs is
 * rendered once for a chart that does not look at them. A packed chart may hold any words. Files that many links lead to
 * are read once.
 */
export function curiosityOf(inputs: Inputs): Curiosity {
  const texts: string[] = [];
  const seen = new Set<string>();
  let isPacked = false;
  for (const { path, from, tree } of inputs.files.values()) {
    const identity = tree.identityOf(from);
    if (seen.has(identity)) continue;
    seen.add(identity);
    isPacked ||= path.endsWith(".tgz");
    const reading = tree.read(from);
    if (reading.ok) texts.push(new TextDecoder().decode(reading.value));
  }
  const names = (text: string) => texts.some((one) => one.includes(text));
  const asksVersion = names("Capabilities") || names("kubeVersion");
  return {
    of: isPacked || names("APIVersions") ? "apis" : asksVersion ? "version" : "nothing",
    asksUpgrade: isPacked || names("IsInstall") || names("IsUpgrade"),
    names,
  };
}

/** A chart as it is installed. */
export interface Installed {
  readonly kubeVersion: HelmChart["kubeVersion"];
  /** `namespace/name`; a namespace that nobody says is empty. */
  readonly release: string;
}

/** Clusters for which a chart renders to the same, by version and APIs as far as it looks at them. */
export function clusterGroups(
  chart: Installed,
  clusters: readonly ClusterView[],
  curiosity: Curiosity,
): readonly ClusterGroup[] {
  const groups = new Map<string, ClusterGroup>();
  for (const cluster of clusters) {
    const kubeVersion = chart.kubeVersion ?? cluster.server.text?.trim() ?? NEWEST_PROVEN;
    const apiVersions = apiVersionsOf(cluster);
    const isUpgrade = curiosity.asksUpgrade && isInstalled(chart, cluster, curiosity);
    const seen = { nothing: [], version: [kubeVersion], apis: [kubeVersion, apiVersions] };
    const key = JSON.stringify([isUpgrade, ...seen[curiosity.of]]);
    const group = groups.get(key) ?? { kubeVersion, apiVersions, isUpgrade, clusters: [] };
    groups.set(key, { ...group, clusters: [...group.clusters, cluster] });
  }
  if (groups.size > 0) return [...groups.values()];
  // Without any snapshot the chart's CRDs are still found, and counted.
  const kubeVersion = chart.kubeVersion ?? NEWEST_PROVEN;
  return [{ kubeVersion, apiVersions: [CRD_KIND], isUpgrade: false, clusters: [] }];
}

/**
 * Whether a cluster has the release: a live CRD says that it belongs to it, or is one that a file of the chart has. No
 * snapshot records releases, and a cluster with none of a chart's CRDs does not have the chart.
 */
function isInstalled({ release }: Installed, { loaded: { snapshot } }: ClusterView, { names }: Curiosity): boolean {
  return Object.entries(snapshot.crds).some(
    ([crd, { owners }]) =>
      (owners?.helmRelease !== undefined && sameRelease(owners.helmRelease, release)) ||
      ["", '"', "'"].some((quote) => names(`name: ${quote}${crd}${quote}\n`)),
  );
}

const API = /^[A-Za-z0-9][A-Za-z0-9.-]*\/[A-Za-z0-9]+(\/[A-Za-z0-9]+)?$/;

/** What every server has whose CRDs can be recorded, and what helm's own list has not: that knows no kinds. */
const CRD_KIND = "apiextensions.k8s.io/v1/CustomResourceDefinition";

function apiVersionsOf({ loaded: { snapshot } }: ClusterView): readonly string[] {
  const served = Object.values(snapshot.crds).flatMap(({ group, names, versions }) =>
    versions
      .filter((version) => version.served)
      .flatMap(({ name }) => [`${group}/${name}`, `${group}/${name}/${names.kind}`]),
  );
  return [...new Set([CRD_KIND, ...snapshot.apis, ...served])].filter((api) => API.test(api)).sort();
}
