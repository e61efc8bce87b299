import { liveStorageVersion } from "../crd/live-crd.ts";
import { clustersInWords, quoted } from "../text/listing.ts";
import { hasVersion } from "./error-owners.ts";
import { findingFromError } from "./finding-from-error.ts";
import type { OwnedError, Rule } from "./rule.ts";
import type { StoredVersionFacts } from "./stored-version-detail.ts";
import { withStoredVersionFacts } from "./stored-version-facts.ts";
import type { FindingWords } from "./words/finding-words.ts";
import { type ClusterFacts, storedVersionRemedy } from "./words/stored-version-steps.ts";
import { clusterFacts, distinctClusters, distinctVersions, whose } from "./words/stored-version-words.ts";

/** spec §4.5: the same server sentence, two ways out. */
interface StoredVersionDetail {
  readonly kind: "stored-version-removed";
  readonly cause: "retired" | "no-overlap";
  readonly removed: StoredVersionFacts;
}

/** A version the cluster has stored objects at is not in the manifest, and the manifest moves forward (spec §4.5). */
export const storedVersionRemoved: Rule<"stored-version-removed", StoredVersionDetail> = {
  meta: {
    id: "stored-version-removed",
    severity: { check: "error", gate: "error" },
    summary: "A version in the cluster's status.storedVersions is missing from spec.versions.",
    hasCrd: true,
    about: "manifest",
    perStoredVersion: true,
  },
  check: (context) =>
    withStoredVersionFacts(context.errorsOf("stored-version-removed"), context).map(({ error, facts }) => {
      // Nobody keeps a version in what is only referred to, and the schema of one CRD is not another's.
      const { printed } = error.case.manifest;
      const removed = printed?.source === undefined ? facts : { ...facts, ownSchema: undefined };
      return findingFromError(error, { kind: "stored-version-removed", cause: cause(error), removed }, facts.version);
    }),
  words: (group) =>
    storedVersionWords(
      group[0].detail.cause,
      group[0].crd ?? "",
      clusterFacts(group, ({ removed }) => removed),
    ),
};

/** Retired: objects are written at a version that stays. No overlap: they are being written at one that goes. */
function cause(claimed: OwnedError): "retired" | "no-overlap" {
  const live = claimed.case.live;
  const storage = live === null ? undefined : liveStorageVersion(live);
  return storage !== undefined && hasVersion(claimed.case, storage) ? "retired" : "no-overlap";
}

/** @param entries one a cluster and missing version, never empty; all of one cause */
function storedVersionWords(
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
      ? `older objects may still be stored at ${several ? "them" : "it"}`
      : `every object is written at \`${storage}\` today, so that it cannot be applied in one step`;
  return {
    message: `${whose(entries, names, where)}, but no longer in spec.versions: ${why}.`,
    remedy: storedVersionRemedy(cause, crd, versions, clusters),
  };
}
