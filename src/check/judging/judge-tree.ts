import type { LiveCrd } from "../../crd/live-crd.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { ChartFacts } from "../../rules/charts.ts";
import { ownedErrors } from "../../rules/error-owners.ts";
import { checkGuard, checkTree } from "../../rules/index.ts";
import type {
  ClusterView,
  JudgedWaiver,
  OwnedError,
  PredictedCase,
  RuleContext,
  RuleFinding,
  RuleId,
} from "../../rules/rule.ts";
import type { Freshness, MissingFolder } from "../../rules/tree-view.ts";
import { clusterViews, type Guard, guardPlace, knownIn, missingClusters } from "../guard.ts";
import { unreadFiles } from "../reading/lost-crds.ts";
import type { GivenPaths } from "../reading/manifest-files.ts";
import { EMPTY_TREE, type FindUses, type ManifestTree } from "../reading/tree.ts";
import { clientOn } from "./client.ts";
import type { ClusterFolder, KnownClusters } from "./cluster-folders.ts";
import { errorsOnAll, type Fleet, fleetOf, onAll } from "./fleet.ts";
import { freshnessOf } from "./freshness.ts";
import type { Predictor } from "./predictor.ts";
import { removedCrds, unjudgedCrds } from "./removed-crds.ts";
import { withoutRepeats } from "./repeated-refusals.ts";
import { byName, meantFor, type Targeting, targetingOf, targetsOf } from "./targets.ts";
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
}

export interface JudgeOptions {
  /** Milliseconds since the epoch; one clock for all evaluations of a run. */
  readonly now: number;
  readonly knownSchema: RuleContext["knownSchema"];
  /** false: only some paths were asked for. */
  readonly whole: boolean;
  /** The paths that were asked for, for sentences. */
  readonly given?: GivenPaths;
  readonly predictor: Predictor;
  /** The tree that the evaluated one replaces: what only it has is removed. Absent: nothing is. */
  readonly replaces?: ManifestTree;
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
  const cases = once(() =>
    fleet.firsts.length === clusters.length ? firstCases : onAll(firstCases, fleet).map(({ one }) => one),
  );
  const { first, whole } = ruleContexts(tree, guard, { firstCases, cases, fleet, freshness, folders, options });
  const found = checkTree(whole, first);
  const waivers = judgeWaivers(guard, found, options.now, options.whole && guard.settings.clusters === null);
  const findings = [...found, ...checkGuard({ waivers, weakened: [], editedSnapshots: [] })];
  return { cases, firstCases, fleet, findings, clusters, freshness, notApplied, waivers };
}

function predictCases(
  manifest: CrdManifest,
  cluster: ClusterView,
  { targeting, tree, known }: { targeting: Targeting; tree: ManifestTree; known: KnownClusters },
  guard: Guard,
  { predictor, delivered }: JudgeOptions,
): readonly PredictedCase[] {
  const { client, because } = clientOn(manifest, cluster.name, targeting, guard, tree, known);
  const common = { manifest, cluster, client, appliesBecause: `${targeting.because}${because}` };
  const snapshot = predictor.fromSnapshot(manifest, cluster, client);
  const first: PredictedCase = { ...common, ...snapshot, from: "snapshot" };
  const later = delivered(cluster, manifest);
  if (later === undefined) return [first];
  const prediction = predictor.from(manifest, later, cluster.server, client);
  return [first, { ...common, live: later, prediction, leftOut: false, from: "base-delivered" }];
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

interface Evaluated {
  readonly firstCases: readonly PredictedCase[];
  readonly cases: () => readonly PredictedCase[];
  readonly fleet: Fleet;
  readonly freshness: readonly Freshness[];
  readonly folders: readonly { readonly manifest: CrdManifest; readonly folder: ClusterFolder }[];
  readonly options: JudgeOptions;
}

/**
 * What rules see of one cluster of each that are alike, with every use of an API as if it were on all, and of the whole
 * fleet; the very same where no two clusters are alike.
 */
function ruleContexts(
  tree: ManifestTree,
  guard: Guard,
  evaluated: Evaluated,
): { readonly first: RuleContext; readonly whole: RuleContext } {
  const { firstCases, cases, fleet } = evaluated;
  const { clusters, firsts } = fleet;
  const claimed = withoutRepeats(ownedErrors(firstCases));
  const whole = ruleContext(tree, guard, claimed, evaluated);
  if (firsts.length === clusters.length) return { first: whole, whole };
  const names = clusters.map(({ name }) => name);
  const usesOf: RuleContext["usesOf"] = (apis) => whole.usesOf(apis).map((use) => ({ ...use, clusters: names }));
  const onAllClusters = once(() => errorsOnAll(claimed, fleet));
  return {
    first: { ...whole, clusters: firsts, usesOf },
    whole: {
      ...whole,
      get cases() {
        return cases();
      },
      errorsOf: (rule) => onAllClusters().filter((one) => isOf(one, rule)),
    },
  };
}

function ruleContext(
  tree: ManifestTree,
  guard: Guard,
  claimed: readonly OwnedError[],
  { firstCases, fleet: { clusters }, freshness, folders, options }: Evaluated,
): RuleContext {
  const known = knownIn(guard, tree);
  const { replaces = EMPTY_TREE, findUses = tree.findUses } = options;
  const unread = options.whole ? unreadFiles(tree, replaces) : tree.unread;
  const lost = new Set(unread.flatMap((file) => file.lost));
  const replacedBy = byName(replaces.crds);
  const isMeant = meantFor(guard.settings, knownIn(guard, replaces));
  return {
    cases: firstCases,
    clusters,
    removed: options.whole ? removedCrds(replaces, tree, guard, clusters, lost) : [],
    unjudged: options.whole ? unjudgedCrds(replaces, tree, guard, clusters) : [],
    replaced: (crd, cluster) => (replacedBy.get(crd) ?? []).filter((manifest) => isMeant(manifest, cluster)),
    isMade: (crd) => tree.makerOf(crd) !== null,
    whole: options.whole,
    usesOf: (apiVersions) =>
      findUses(apiVersions).map((use) => ({
        ...use,
        clusters: targetsOf(use.path, guard.settings.targets, known).clusters,
      })),
    errorsOf: (rule) => claimed.filter((one) => isOf(one, rule)),
    crds: tree.crds,
    partial: tree.partial,
    unreadable: tree.unreadable,
    unread,
    rendered: tree.rendered,
    charts: chartsInUse(tree, guard),
    renderFailures: tree.renderFailures,
    snapshots: guard.snapshots,
    missingClusters: missingClusters(guard),
    clusterFolders: missingFolders(folders, known.names),
    freshness,
    guardPlace: guardPlace(guard),
    notRendered: tree.notRendered.map((pattern) => ({
      pattern,
      place: guardPlace(guard, ["rendered", guard.settings.rendered.indexOf(pattern)]),
    })),
    searched: {
      given: options.given ?? [],
      manifests: [...guard.settings.manifests.include, ...guard.settings.rendered],
      snapshots: guard.settings.snapshots,
      filesScanned: tree.filesScanned,
    },
    knownSchema: options.knownSchema,
  };
}

function isOf<Id extends RuleId>(one: OwnedError, rule: Id): one is OwnedError<Id> {
  return one.rule === rule;
}

/** One entry a folder, at the first manifest in it. */
function missingFolders(folders: Evaluated["folders"], known: readonly string[]): RuleContext["clusterFolders"] {
  const byPath = new Map<string, MissingFolder & { crds: string[] }>();
  for (const { manifest, folder } of folders) {
    const entry = byPath.get(folder.path);
    if (entry === undefined) byPath.set(folder.path, { ...folder, manifest, known, crds: [manifest.name] });
    else if (!entry.crds.includes(manifest.name)) entry.crds.push(manifest.name);
  }
  return [...byPath.values()];
}

/** Those that no target keeps from every cluster. */
function chartsInUse(tree: ManifestTree, guard: Guard): RuleContext["charts"] {
  const { charts } = tree;
  const names = clusterViews(guard).map(({ name }) => name);
  const known = knownIn(guard, tree);
  const isMeant = ({ place }: ChartFacts) =>
    targetsOf(place.path, guard.settings.targets, known).clusters.some((name) => names.includes(name));
  return names.length === 0 ? charts : charts.filter(isMeant);
}
