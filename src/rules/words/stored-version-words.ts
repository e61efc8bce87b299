import { code } from "../../text/code-span.ts";
import { clustersInWords, joined } from "../../text/listing.ts";
import type { FindingGroup } from "../rule.ts";
import type { StoredVersionFacts } from "../stored-version-detail.ts";
import type { ClusterFacts } from "./stored-version-steps.ts";

/** One cluster's facts, versions merged: every version that the manifest lacks is one cause there. */
export function clusterFacts<D>(
  group: FindingGroup<D>,
  factsOf: (detail: D) => StoredVersionFacts,
): readonly ClusterFacts[] {
  return group.flatMap(({ cluster, detail }) => (cluster === undefined ? [] : [{ cluster, facts: factsOf(detail) }]));
}

/** Which version is stored on which clusters; in short where all of them have the same. */
export function whose(entries: readonly ClusterFacts[], names: string, where: string): string {
  const clustersOf = new Map<string, string[]>();
  for (const { cluster, facts } of entries) {
    clustersOf.set(facts.version, [...(clustersOf.get(facts.version) ?? []), cluster]);
  }
  const several = clustersOf.size > 1;
  const same = new Set([...clustersOf.values()].map((clusters) => JSON.stringify(clusters))).size === 1;
  if (same) return `${names} ${several ? "are" : "is"} in status.storedVersions of ${where}`;
  const each = [...clustersOf].map(([version, clusters]) => `${code(version)} (${clustersInWords(clusters)})`);
  return `${joined(each)} are in status.storedVersions`;
}

/** Versions in the order in which the clusters list them, with the schema the tree knows. */
export function distinctVersions(
  entries: readonly ClusterFacts[],
): readonly { readonly name: string; readonly ownSchema: ClusterFacts["facts"]["ownSchema"] }[] {
  const versions = new Map(entries.map(({ facts }) => [facts.version, facts.ownSchema]));
  return [...versions].map(([name, ownSchema]) => ({ name, ownSchema }));
}

/** One entry a cluster: all entries of a cluster carry the same lists. */
export function distinctClusters(entries: readonly ClusterFacts[]): readonly ClusterFacts[] {
  const clusters = new Map(entries.map((entry) => [entry.cluster, entry]));
  return [...clusters.values()];
}
