import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { pendingVersions } from "../snapshots/debt.ts";
import { code } from "../text/code-span.ts";
import { quoted } from "../text/listing.ts";
import { wayOf } from "./migration-way.ts";
import { snapshotPlace } from "./place.ts";
import type { BundleRule, ClusterView, FindingGroup, Place, RuleContext, RuleFinding } from "./rule.ts";
import type { StoredVersionFacts } from "./stored-version-detail.ts";
import { placesToRead } from "./stored-version-facts.ts";
import type { FindingWords } from "./words/finding-words.ts";
import { migrateLine, migratesAsItIs, runbookSteps } from "./words/stored-version-steps.ts";
import { clusterFacts, distinctClusters, distinctVersions, whose } from "./words/stored-version-words.ts";
import { whereInWords } from "./words/subjects.ts";

interface MigrationPendingDetail {
  readonly kind: "migration-pending";
  /** `removed` with all old versions of the cluster's list as missing. */
  readonly pending: StoredVersionFacts;
}

type Found = RuleFinding<"migration-pending", MigrationPendingDetail>;

/** Versions that a cluster still lists as stored beside its storage version: the debt that a later release runs into. */
export const migrationPending: BundleRule<"migration-pending", MigrationPendingDetail> = {
  meta: {
    id: "migration-pending",
    severity: { check: "off", gate: "info" },
    summary: "A cluster lists old versions as stored beside the one that objects are written at.",
    hasCrd: true,
    about: "cluster",
    perCrd: true,
  },
  check: (context) => {
    const refused = refusedVersions(context);
    const isRefused = (cluster: ClusterView, crd: string, version: string) =>
      refused.size > 0 && refused.has(JSON.stringify([cluster.name, crd, version]));
    const known: KnownFacts = new Map();
    const placeOf = sharedPlaces();
    return context.clusters.flatMap((cluster) => {
      const factsOf = pendingFacts(cluster, known);
      return Object.entries(cluster.loaded.snapshot.crds).flatMap(([crd, live]) => {
        const pending = factsOf(live).filter(({ version }) => !isRefused(cluster, crd, version));
        return pending.length === 0 ? [] : findingsOf(cluster, crd, live, pending, placeOf);
      });
    });
  },
  words: (group) => migrationPendingWords(group),
  line: () => "",
};

/** What a refused manifest lacks is told of there, with the same steps. */
function refusedVersions(context: RuleContext): ReadonlySet<string> {
  const claimed = [...context.errorsOf("stored-version-removed"), ...context.errorsOf("manifest-behind-cluster")];
  return new Set(
    claimed.flatMap(({ case: { cluster, manifest, prediction }, error }) => {
      const version = prediction.storedVersionsEvaluated[Number(/\d+/.exec(error.field)?.[0])];
      return version === undefined ? [] : [JSON.stringify([cluster.name, manifest.name, version])];
    }),
  );
}

/** By what else of a cluster decides, and then by the CRD. */
type KnownFacts = Map<string, WeakMap<LiveCrd, readonly StoredVersionFacts[]>>;

const NONE: readonly StoredVersionFacts[] = [];

/**
 * What is told of each version that a cluster's CRD has pending. Users of a project's releases have the very same CRDs by the
 * thousand, and then the very same of this.
 */
function pendingFacts(cluster: ClusterView, known: KnownFacts): (live: LiveCrd) => readonly StoredVersionFacts[] {
  const mark = JSON.stringify([cluster.loaded.snapshot.apis, cluster.server.text]);
  const byLive = known.get(mark) ?? new WeakMap<LiveCrd, readonly StoredVersionFacts[]>();
  known.set(mark, byLive);
  return (live) => {
    const before = byLive.get(live);
    if (before !== undefined) return before;
    const versions = pendingVersions(live);
    if (versions.length === 0) return NONE;
    // What they have in common is made once: the list may name thousands.
    const facts = migrationFacts(cluster, live, versions);
    const all = versions.map((version) => ({ ...facts, version }));
    byLive.set(live, all);
    return all;
  };
}

/** Users of releases are all in one place, the configuration. */
function sharedPlaces(): (cluster: ClusterView, crd: string) => Place {
  const known = new Map<string, Place>();
  return (cluster, crd) => {
    const place = snapshotPlace(cluster, crd, "storedVersions");
    const before = known.get(crd);
    if (before?.path === place.path && before.range.startLine === place.range.startLine) return before;
    known.set(crd, place);
    return place;
  };
}

/** One for each version. */
function findingsOf(
  cluster: ClusterView,
  crd: string,
  live: LiveCrd,
  all: readonly StoredVersionFacts[],
  placeOf: ReturnType<typeof sharedPlaces>,
): readonly Found[] {
  const { loaded, name } = cluster;
  const line = loaded.lineOf(crd);
  const place = placeOf(cluster, crd);
  const related = [
    { path: loaded.path, line, message: `${name} has storedVersions [${live.storedVersions.join(", ")}]` },
  ];
  return all.map((pending) => ({
    rule: "migration-pending",
    crd,
    version: pending.version,
    cluster: name,
    place,
    related,
    together: crd,
    detail: { kind: "migration-pending", pending },
  }));
}

/** What the steps are made of that take versions off the list of a CRD that stays as it is. */
export function migrationFacts(
  cluster: ClusterView,
  live: LiveCrd,
  missing: readonly string[],
): Omit<StoredVersionFacts, "version"> {
  const storage = liveStorageVersion(live);
  const places = placesToRead(live, missing, storage ?? "");
  return {
    storedVersions: live.storedVersions,
    missing,
    liveStorage: storage,
    manifestStorage: storage,
    ownSchema: undefined,
    plural: live.names.plural,
    group: live.group,
    rewriteAt: storage ?? "",
    ...places,
    manifestServes: true,
    helmRelease: live.owners?.helmRelease,
    webhook: live.conversion.strategy === "Webhook",
    way: wayOf(cluster, live, places.toServe),
  };
}

/** The way to be rid of a version before a release drops it: the same steps, in the same order, without haste. */
function migrationPendingWords(group: FindingGroup<MigrationPendingDetail>): FindingWords {
  const crd = group[0].crd ?? "";
  const entries = clusterFacts(group, ({ pending }) => pending);
  const clusters = distinctClusters(entries);
  const versions = distinctVersions(entries);
  const names = quoted(versions.map(({ name }) => name));
  const isOneCommand = clusters.every(({ facts }) => migratesAsItIs("retired", crd, facts));
  const storage = quoted([...new Set(clusters.flatMap(({ facts }) => facts.liveStorage ?? []))]);
  return {
    message: `${code(crd)}: ${whose(entries, names, whereInWords(group))} beside ${storage}, at which objects are written today: a release without ${versions.length > 1 ? "them" : "it"} is refused there until that is cleared.`,
    remedy: {
      summary: `Rewrite the stored objects, then take ${names} off status.storedVersions: ${isOneCommand ? `${migrateLine(crd)} does both, ` : ""}best now, while both versions are there.`,
      steps: [
        ...runbookSteps(crd, names, clusters),
        { text: "Count again: the number must be the same. The next snapshot shows the shorter list." },
      ],
    },
  };
}
