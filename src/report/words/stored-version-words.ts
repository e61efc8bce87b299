import { clustersInWords, joined, quoted } from "../../text/listing.ts";
import type { FindingWords } from "./finding-words.ts";
import { type ClusterFacts, storedVersionRemedy } from "./stored-version-steps.ts";

/** @param entries one a cluster and missing version, never empty; all of one cause */
export function storedVersionWords(
  cause: "retired" | "no-overlap",
  crd: string,
  entries: readonly ClusterFacts[],
): FindingWords {
  const versions = distinctVersions(entries);
  const clusters = distinctClusters(entries);
  const names = quoted(versions.map((version) => version.name));
  const several = versions.length > 1;
  const where = clustersInWords(clusters.map((one) => one.cluster));
  const storage = clusters[0]?.facts.liveStorage;
  const why =
    cause === "retired"
      ? `Objects are written at \`${storage}\` today, but older ones may still be stored at ${several ? "them" : "it"}: the list is only shortened by hand or by a storage migration.`
      : `Every object is written at \`${storage}\` today, and this manifest has not even that: it cannot be applied in one step.`;
  return {
    message: `${whose(entries, names, where)}, but no longer in spec.versions. ${why}`,
    remedy: storedVersionRemedy(cause, crd, versions, clusters),
  };
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
  const each = [...clustersOf].map(([version, clusters]) => `\`${version}\` (${clustersInWords(clusters)})`);
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
