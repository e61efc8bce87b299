import { liveStorageVersion } from "../crd/live-crd.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { clustersInWords, counted, quoted } from "../text/listing.ts";
import { hasVersion } from "./error-owners.ts";
import { findingFromError } from "./finding-from-error.ts";
import type { BundleRule, OwnedError, RuleContext, RuleFinding } from "./rule.ts";
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
  /** The reference in the tree that brings the CRD from elsewhere; absent: it is the tree's own. */
  readonly source?: Pick<SourcePrinted, "name" | "crds">;
}

type SourcePrinted = NonNullable<NonNullable<CrdManifest["printed"]>["source"]>;

/** A version the cluster has stored objects at is not in the manifest, and the manifest moves forward (spec §4.5). */
export const storedVersionRemoved: BundleRule<"stored-version-removed", StoredVersionDetail> = {
  meta: {
    id: "stored-version-removed",
    severity: { check: "error", gate: "error" },
    summary: "A version in the cluster's status.storedVersions is missing from spec.versions.",
    hasCrd: true,
    about: "manifest",
    perStoredVersion: true,
  },
  check: (context) =>
    withStoredVersionFacts(context.errorsOf("stored-version-removed"), context).map(({ error, facts }) =>
      withSource(
        findingFromError(error, { kind: "stored-version-removed", cause: cause(error), removed: facts }, facts.version),
        error.case.manifest.printed?.source,
        context,
      ),
    ),
  words: (group) => {
    const [{ crd = "", detail }] = group;
    const crds = [...new Set(group.flatMap((one) => one.crd ?? []))];
    const own = clusterFacts(group, ({ removed }) => removed).filter((_, index) => group[index]?.crd === crd);
    return detail.source === undefined
      ? storedVersionWords(detail.cause, crd, own)
      : sourceWords(detail.cause, crds, own, detail.source);
  },
  line: () => "",
};

type Found = RuleFinding<"stored-version-removed", StoredVersionDetail>;

/** CRDs of one source that are refused alike have one way out: their plural alone tells one's steps from another's. */
function withSource(found: Found, source: SourcePrinted | undefined, { versionBefore }: RuleContext): Found {
  if (source === undefined) return found;
  const { plural: _, readAt, ...alike } = found.detail.removed;
  const { id, name, version, crds } = source;
  const before = versionBefore(id);
  const versions = before === null ? version : `${before} -> ${version ?? "the newest"}`;
  return {
    ...found,
    together: JSON.stringify([id, found.detail.cause, readAt, { ...alike, version: "", ownSchema: null }]),
    detail: { ...found.detail, source: { name: versions === null ? name : `${name} (${versions})`, crds } },
  };
}

/** Retired: objects are written at a version that stays. No overlap: they are being written at one that goes. */
function cause(claimed: OwnedError): "retired" | "no-overlap" {
  const live = claimed.case.live;
  const storage = live === null ? undefined : liveStorageVersion(live);
  return storage !== undefined && hasVersion(claimed.case, storage) ? "retired" : "no-overlap";
}

/** @param crds never empty @param entries those of the first one */
function sourceWords(
  cause: "retired" | "no-overlap",
  crds: readonly string[],
  entries: readonly ClusterFacts[],
  { name, crds: all }: Pick<SourcePrinted, "name" | "crds">,
): FindingWords {
  const [crd = ""] = crds;
  const { message, remedy } = storedVersionWords(cause, crd, entries);
  const where = clustersInWords(distinctClusters(entries).map((one) => one.cluster));
  const plural = entries[0]?.facts.plural ?? "";
  const refusal = `${name}: ${where} will refuse ${crds.length} of its ${counted(all, "CRD")}.`;
  if (crds.length === 1) return { message: `${refusal} ${message}`, remedy };
  return {
    message: `${refusal} Of each of them ${message}`,
    remedy: {
      ...remedy,
      steps: [
        {
          text: `Go through these steps once for each of the ${crds.length} CRDs. They are written for \`${crd}\`: of another one, put its plural in the place of \`${plural}\`.`,
        },
        ...remedy.steps,
      ],
    },
  };
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
      ? `Objects are written at \`${storage}\` today, but older ones may still be stored at ${several ? "them" : "it"}: the list is only shortened by hand or by a storage migration.`
      : `Every object is written at \`${storage}\` today, and this manifest has not even that: it cannot be applied in one step.`;
  return {
    message: `${whose(entries, names, where)}, but no longer in spec.versions. ${why}`,
    remedy: storedVersionRemedy(cause, crd, versions, clusters),
  };
}
