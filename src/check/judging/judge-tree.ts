import type { LiveCrd } from "../../crd/live-crd.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { Report } from "../../report/report.ts";
import { checkGuard, checkTree } from "../../rules/index.ts";
import type { ClusterView, JudgedWaiver, PredictedCase, RuleContext, RuleFinding } from "../../rules/rule.ts";
import type { Freshness } from "../../rules/tree-view.ts";
import { clusterViews, type Guard, knownIn } from "../guard.ts";
import type { GivenPaths } from "../reading/manifest-files.ts";
import { EMPTY_TREE, type FindUses, type ManifestTree } from "../reading/tree.ts";
import { clientOn, predictedClient } from "./client.ts";
import type { ClusterFolder, KnownClusters } from "./cluster-folders.ts";
import { everywhere, type Fleet, fleetOf } from "./fleet.ts";
import { createObjectJudging } from "./object-cases.ts";
import type { ObjectCoverage } from "./object-coverage.ts";
import { createObjectJudge, type ObjectJudge } from "./object-judge.ts";
import { liveCrd, type Predictor } from "./predictor.ts";
import { ruleContexts } from "./rule-context.ts";
import { type Targeting, targetingOf, targetsOf } from "./targets.ts";
import { judgeWaivers } from "./waivers.ts";

/** One tree judged by one guard. */
export interface JudgedTree {
  /** Of every cluster; made when they are asked for. */
  readonly cases: () => readonly PredictedCase[];
  /** Those of one cluster of each that are alike. */
  readonly firstCases: readonly PredictedCase[];
  readonly fleet: Fleet;
  readonly findings: readonly RuleFinding[];
  readonly clusters: readonly ClusterView[];
  readonly freshness: readonly Freshness[];
  readonly notApplied: readonly { readonly manifest: CrdManifest; readonly reason: string }[];
  readonly waivers: readonly JudgedWaiver[];
  readonly objectCoverage: () => ObjectCoverage;
}

export interface JudgeOptions {
  /** Absent: a check. */
  readonly mode?: Report["mode"];
  /** Milliseconds since the epoch; one clock for all evaluations of a run. */
  readonly now: number;
  readonly knownSchema: RuleContext["knownSchema"];
  /** false: only some paths were asked for. */
  readonly whole: boolean;
  /** The paths that were asked for, for sentences. */
  readonly given?: GivenPaths;
  /** The paths of custom resources that were asked about. */
  readonly objects?: GivenPaths;
  readonly predictor: Predictor;
  /** Absent: one of its own. */
  readonly objectJudge?: ObjectJudge;
  /** The tree that the evaluated one replaces: what only it has is removed. Absent: nothing is. */
  readonly replaces?: ManifestTree;
  /** The same as its own configuration had it rendered, where that is another. */
  readonly replacesAsRendered?: ManifestTree;
  /** Who uses API versions, where that is another tree's to say: a base is asked what the change's own tree uses. */
  readonly findUses?: FindUses;
  /**
   * The CRD as it will be on a cluster once the base branch is delivered; undefined where that is what the snapshot
   * says already. A second starting state: a merged change that is reverted before the next refresh must not pass.
   */
  readonly delivered: (cluster: ClusterView, manifest: CrdManifest) => LiveCrd | undefined;
}

/** Predicts every manifest on every cluster it is meant for, and explains what was found. Pure: same input, same answer. */
export function judgeTree(tree: ManifestTree, guard: Guard, options: JudgeOptions): JudgedTree {
  const clusters = clusterViews(guard);
  const known = knownIn(guard, tree);
  const firstCases: PredictedCase[] = [];
  const meantOf = new Map<CrdManifest, Targeting>();
  const notApplied: { manifest: CrdManifest; reason: string }[] = [];
  const folders: { manifest: CrdManifest; folder: ClusterFolder }[] = [];
  for (const manifest of tree.crds) {
    const targeting = targetingOf(manifest, guard.settings, known);
    if (targeting.folder !== undefined) folders.push({ manifest, folder: targeting.folder });
    if (targeting.clusters.length === 0 && known.names.length > 0) {
      notApplied.push({ manifest, reason: `${targeting.because}: no cluster` });
    }
    meantOf.set(manifest, targeting);
  }
  const fleet = fleetOf(clusters, decidingTargetings(meantOf, tree, guard, options.replaces ?? EMPTY_TREE));
  for (const [manifest, targeting] of meantOf) {
    const meant = new Set(targeting.clusters);
    for (const cluster of fleet.firsts) {
      if (meant.has(cluster.name))
        for (const one of predictCases(manifest, cluster, { targeting, tree, known }, guard, options))
          firstCases.push(one);
    }
  }
  const freshness = freshnessOf(clusters, guard.settings.maxSnapshotAge, options.now);
  const cases = once(() => (fleet.firsts.length === clusters.length ? firstCases : everywhere(firstCases, fleet)));
  const objects = createObjectJudging({
    tree,
    replaces: options.replaces ?? EMPTY_TREE,
    guard,
    known,
    predictor: options.predictor,
    judge: options.objectJudge ?? createObjectJudge(),
    alike: (cluster) => fleet.alike(cluster).map(({ name }) => name),
  });
  const evaluated = { firstCases, cases, fleet, freshness, folders, options, objects };
  const { first, whole } = ruleContexts(tree, guard, evaluated);
  const found = checkTree(whole, first);
  const waivers = judgeWaivers(guard, found, options.now, options.whole && guard.settings.clusters === null);
  const findings = [...found, ...checkGuard({ waivers, weakened: [], editedSnapshots: [] })];
  const objectCoverage = objects.coverage;
  return { cases, firstCases, fleet, findings, clusters, freshness, notApplied, waivers, objectCoverage };
}

function predictCases(
  manifest: CrdManifest,
  cluster: ClusterView,
  { targeting, tree, known }: { targeting: Targeting; tree: ManifestTree; known: KnownClusters },
  guard: Guard,
  { predictor, delivered }: JudgeOptions,
): readonly PredictedCase[] {
  const said = clientOn(manifest, cluster.name, targeting, guard, tree, known);
  const start = liveCrd(cluster, manifest.name);
  const { client: appliedAs, because } = predictedClient(said, manifest, cluster.name, targeting, start);
  const appliesBecause = because === "" ? targeting.because : `${targeting.because}${because}`;
  // A fleet has them by the ten thousand: an object that others are spread into takes as much again for its own form.
  const caseOf = (
    { live, prediction, leftOut }: Pick<PredictedCase, "live" | "prediction" | "leftOut">,
    from: PredictedCase["from"],
  ): PredictedCase => {
    const { client } = said;
    const one = { manifest, cluster, client, appliedAs, appliesBecause, live, prediction, leftOut, from };
    return said.forces === true ? { ...one, forces: said.forces } : one;
  };
  const first = caseOf(predictor.fromSnapshot(manifest, cluster, appliedAs), "snapshot");
  const later = delivered(cluster, manifest);
  if (later === undefined) return [first];
  const prediction = predictor.from(manifest, later, cluster.server, appliedAs);
  return [first, caseOf({ live: later, prediction, leftOut: false }, "base-delivered")];
}

/** Of all that decides what reaches a cluster: this tree's manifests, how they are delivered, and what they replace. */
function decidingTargetings(
  meantOf: ReadonlyMap<CrdManifest, Targeting>,
  tree: ManifestTree,
  guard: Guard,
  replaces: ManifestTree,
): readonly Targeting[] {
  const [known, before] = [knownIn(guard, tree), knownIn(guard, replaces)];
  // What stands in one file, or was rendered from one source for the same clusters, has the same.
  const found = new Map<string, Targeting>();
  for (const [manifest, targeting] of meantOf) {
    found.set(`head ${placeOf(manifest)}`, targeting);
    for (const { root } of tree.fluxDeliveries(manifest)) {
      const key = `root ${root}`;
      if (!found.has(key)) found.set(key, targetsOf(root, guard.settings.targets, known));
    }
  }
  for (const manifest of [...tree.crds, ...tree.skipped]) {
    const { withheld } = manifest.printed ?? {};
    if (withheld !== undefined)
      found.set(`withheld ${placeOf(manifest)}`, { clusters: withheld, because: "", applyOn: () => null });
  }
  for (const manifest of replaces.crds) {
    const key = `base ${placeOf(manifest)}`;
    if (!found.has(key)) found.set(key, targetingOf(manifest, guard.settings, before));
    for (const { root } of replaces.fluxDeliveries(manifest)) {
      const of = `base root ${root}`;
      if (!found.has(of)) found.set(of, targetsOf(root, guard.settings.targets, before));
    }
  }
  return [...found.values()];
}

function placeOf({ source, printed }: CrdManifest): string {
  return JSON.stringify(printed === undefined ? [source.path] : [printed.path, printed.meantFor]);
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * How old each snapshot is. Unknown age is stale, and so is a `capturedAt` after `now` by more than an hour: a clock
 * that far off says nothing about age, while less is ordinary drift between two machines.
 * @param now milliseconds since the epoch
 */
function freshnessOf(clusters: readonly ClusterView[], maxAgeMs: number, now: number): readonly Freshness[] {
  return clusters.map((cluster) => {
    const ageMs = ageOf(cluster, now);
    const fresh = ageMs !== null && ageMs <= maxAgeMs && ageMs > -CLOCK_DRIFT_MS;
    return { cluster, ageMs, maxAgeMs, stale: !fresh };
  });
}

const CLOCK_DRIFT_MS = 3_600_000;

function ageOf(cluster: ClusterView, now: number): number | null {
  const { capturedAt, origin } = cluster.loaded.snapshot;
  // A baseline made from a project's own release tags has no age: it changes with the next tag.
  if (origin.kind === "releases") return 0;
  if (capturedAt === null) return null;
  const taken = Date.parse(capturedAt);
  return Number.isNaN(taken) ? null : now - taken;
}
