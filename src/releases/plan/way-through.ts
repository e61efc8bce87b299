import type { CrdManifest } from "../../manifests/manifest.ts";
import type { ClusterView } from "../../rules/rule.ts";
import { releaseCrdOf } from "../facts.ts";
import type { Release, ReleaseHistory } from "../history.ts";
import { textOf } from "../write-history.ts";
import { detectRelease } from "./detect.ts";
import { type SearchLimits, shortestWay } from "./search.ts";
import { byFacts } from "./step.ts";

/** The way of a cluster from the release that it runs to the one that a tree's manifests are. */
export interface WayThrough {
  /** The release that the cluster runs; of several that are alike, the newest, as `plan` has it. */
  readonly from: string;
  /** The release that the manifests are; of several that are alike, the first. */
  readonly to: string;
  /** In order; the last is the upgrade to `to`. */
  readonly steps: readonly WayStep[];
}

export type WayStep =
  | { readonly kind: "upgrade"; readonly version: string }
  | { readonly kind: "migrate"; readonly crd: string };

/** A check waits for it: a tenth of what `plan` may compare. The largest real histories need a hundredth of that. */
const LIMITS: SearchLimits = { questions: 2_000, steps: 60_000 };

/** CRDs of all releases together, above which nobody looks which release the manifests are: four times the largest project. */
const MOST_CRDS = 100_000;

/**
 * The way that `plan` finds by the same history, where the facts leave no doubt of it: the cluster is as one release, the
 * manifests are one, every step is accepted by what is recorded of it, and no way is better.
 * @param manifests all that the cluster gets, by the CRD's name; copies are several
 * @returns null: something of that cannot be told
 */
export function wayThrough(
  { releases }: ReleaseHistory,
  cluster: ClusterView,
  manifests: ReadonlyMap<string, readonly CrdManifest[]>,
): WayThrough | null {
  if (releases.reduce((sum, { crds }) => sum + crds.size, 0) > MOST_CRDS) return null;
  const to = releaseOf(releases, manifests);
  if (to < 0 || !isOneRun(releases, to)) return null;
  const names = new Set(releases.flatMap(({ crds }) => [...crds.keys()]));
  const live = Object.entries(cluster.loaded.snapshot.crds).filter(([name]) => names.has(name));
  const start = new Map(live.sort(([a], [b]) => (a < b ? -1 : 1)));
  // After a migration in the server that failed or goes on, a list may be shorter than what is stored.
  if (live.some(([, { storageMigrating }]) => storageMigrating !== undefined)) return null;
  const from = detectRelease(releases.slice(0, to + 1), start);
  if (from < 0 || from === to || !isOneRun(releases, from)) return null;
  const ahead = releases.slice(from + 1, to + 1);
  const step = byFacts(cluster.server, false);
  const search = shortestWay({ releases: ahead, start, step, excluded: new Set(), limits: LIMITS });
  if (search.kind !== "way" || !search.isBest) return null;
  const steps: WayStep[] = [];
  for (const [at, { release, migrations }] of search.stops.entries()) {
    const stop = ahead[release];
    if (stop === undefined || [...stop.crds.values()].some(({ undecided }) => undecided.length > 0)) return null;
    // What a stop lacks must not be deleted there: one sentence is too short to say so.
    if (at < search.stops.length - 1 && live.some(([name]) => !stop.crds.has(name))) return null;
    for (const { crd } of migrations) steps.push({ kind: "migrate", crd });
    steps.push({ kind: "upgrade", version: stop.version });
  }
  return { from: releases[from]?.version ?? "", to: releases[to]?.version ?? "", steps };
}

/** The first release that has the manifests' CRDs, no more and no fewer, each exactly so. @returns its position; -1: none */
function releaseOf(releases: readonly Release[], manifests: ReadonlyMap<string, readonly CrdManifest[]>): number {
  const known = new Set(releases.flatMap(({ crds }) => [...crds.keys()]));
  const given = new Map<string, string | null>();
  for (const [name, copies] of manifests) {
    if (!known.has(name)) continue;
    const texts = new Set(copies.map(recordOf));
    given.set(name, texts.size === 1 ? ([...texts][0] ?? null) : null);
  }
  return releases.findIndex(
    ({ crds }) =>
      crds.size > 0 && crds.size === given.size && [...crds].every(([name, crd]) => given.get(name) === textOf(crd)),
  );
}

const records = new WeakMap<CrdManifest, string | null>();

/** What a history would say of the manifest; null: that it cannot be told, or is refused. */
function recordOf(manifest: CrdManifest): string | null {
  const known = records.get(manifest);
  if (known !== undefined) return known;
  const crd = releaseCrdOf(manifest);
  const isSound = crd.facts !== null && crd.refused.length === 0 && crd.undecided.length === 0;
  const record = isSound ? textOf(crd) : null;
  records.set(manifest, record);
  return record;
}

/** Whether all releases that are as this one follow each other: where an older state came back, nobody knows which it is. */
function isOneRun(releases: readonly Release[], position: number): boolean {
  const own = releases[position];
  if (own === undefined) return false;
  const alike = releases.flatMap((one, index) => (isAlike(one, own) ? [index] : []));
  return (alike.at(-1) ?? 0) - (alike[0] ?? 0) === alike.length - 1;
}

function isAlike({ crds }: Release, other: Release): boolean {
  if (crds === other.crds) return true;
  return (
    crds.size === other.crds.size &&
    [...crds].every(([name, crd]) => {
      const same = other.crds.get(name);
      return same !== undefined && (same === crd || textOf(same) === textOf(crd));
    })
  );
}
