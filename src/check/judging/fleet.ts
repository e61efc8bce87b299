import { createHash } from "node:crypto";
import type { ClusterView, OwnedError, PredictedCase } from "../../rules/rule.ts";
import type { Snapshot } from "../../snapshots/snapshot.ts";
import type { Targeting } from "./targets.ts";

/** The clusters of a guard, and which of them are alike: a manifest comes to the same on all of these. */
export interface Fleet {
  /** Sorted by name. */
  readonly clusters: readonly ClusterView[];
  /** The first of each that are alike; every cluster where none are. */
  readonly firsts: readonly ClusterView[];
  /** The first of those that are like a cluster. */
  readonly firstOf: (cluster: ClusterView) => ClusterView;
  /** All that are like a first one, with it. */
  readonly alike: (first: ClusterView) => readonly ClusterView[];
}

/**
 * Most clusters of a fleet have the same CRDs, servers and manifests, so that what was predicted and searched on one is
 * known of the others. What tells two apart is everything but their names, ages and places.
 * @param targetings of every manifest and file that decides what reaches a cluster, of both trees
 */
export function fleetOf(clusters: readonly ClusterView[], targetings: readonly Targeting[]): Fleet {
  const marks = marksOf(clusters, targetings);
  const byFacts = new Map<string, [ClusterView, ...ClusterView[]]>();
  const firsts = new Map<ClusterView, ClusterView>();
  for (const cluster of clusters) {
    const key = `${factsOf(cluster)} ${marks.get(cluster.name) ?? ""}`;
    const group = byFacts.get(key);
    if (group === undefined) byFacts.set(key, [cluster]);
    else group.push(cluster);
    firsts.set(cluster, group?.[0] ?? cluster);
  }
  const alike = new Map([...byFacts.values()].map((group) => [group[0], group]));
  return {
    clusters,
    firsts: [...alike.keys()],
    firstOf: (cluster) => firsts.get(cluster) ?? cluster,
    alike: (first) => alike.get(first) ?? [first],
  };
}

function factsOf({ loaded }: ClusterView): string {
  const { cluster: _, capturedAt: __, crds, ...facts } = loaded.snapshot;
  const { identity: ___, ...origin } = facts.origin;
  return JSON.stringify({ ...facts, origin, crds: digestOf(crds) });
}

const digests = new WeakMap<Snapshot["crds"], string>();

/** Many clusters have the very same object (`createSnapshotReader`). */
function digestOf(crds: Snapshot["crds"]): string {
  const known = digests.get(crds) ?? createHash("sha256").update(JSON.stringify(crds)).digest("hex");
  digests.set(crds, known);
  return known;
}

/** What each cluster gets that not all get, and how. */
function marksOf(clusters: readonly ClusterView[], targetings: readonly Targeting[]): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  for (const [index, { clusters: names, applyOn }] of targetings.entries()) {
    const meant = new Set(names);
    const isForAll = clusters.every(({ name }) => meant.has(name));
    for (const { name } of clusters) {
      const client = meant.has(name) ? applyOn(name) : null;
      if (client === null && (isForAll || !meant.has(name))) continue;
      marks.set(name, `${marks.get(name) ?? ""}${index}${client ?? ""} `);
    }
  }
  return marks;
}

/**
 * Cases of the first clusters as those of all, in the order of manifests and then of clusters. They are handed out
 * one by one: of a fleet there are millions.
 * @param firsts in the order of manifests
 */
function onAll(
  firsts: readonly PredictedCase[],
  fleet: Fleet,
  keep: (one: PredictedCase, first: PredictedCase) => void,
): void {
  let own = new Map<ClusterView, PredictedCase[]>();
  const close = () => {
    if (own.size === 0) return;
    for (const cluster of fleet.clusters) {
      for (const first of own.get(fleet.firstOf(cluster)) ?? [])
        keep(first.cluster === cluster ? first : { ...first, cluster }, first);
    }
    own = new Map();
  };
  for (const [index, one] of firsts.entries()) {
    if (one.manifest !== firsts[index - 1]?.manifest) close();
    const cases = own.get(one.cluster);
    if (cases === undefined) own.set(one.cluster, [one]);
    else cases.push(one);
  }
  close();
}

/** Cases of the first clusters as those of all. */
export function everywhere(firsts: readonly PredictedCase[], fleet: Fleet): readonly PredictedCase[] {
  const all: PredictedCase[] = [];
  onAll(firsts, fleet, (one) => all.push(one));
  return all;
}

/** Errors on the first clusters as those on all. */
export function errorsOnAll(claimed: readonly OwnedError[], fleet: Fleet): readonly OwnedError[] {
  const byCase = new Map<PredictedCase, OwnedError[]>();
  for (const error of claimed) {
    const same = byCase.get(error.case);
    if (same === undefined) byCase.set(error.case, [error]);
    else same.push(error);
  }
  const all: OwnedError[] = [];
  onAll([...byCase.keys()], fleet, (one, first) => {
    for (const error of byCase.get(first) ?? []) all.push({ ...error, case: one });
  });
  return all;
}
