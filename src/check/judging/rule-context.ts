import type { CrdManifest } from "../../manifests/manifest.ts";
import type { ChartFacts } from "../../rules/charts.ts";
import { ownedErrors } from "../../rules/error-owners.ts";
import { ruleOf } from "../../rules/index.ts";
import type { OwnedError, PredictedCase, RuleContext, RuleId } from "../../rules/rule.ts";
import type { ApiUse, Freshness, MissingFolder, TreeService } from "../../rules/tree-view.ts";
import { clusterViews, type Guard, guardPlace, knownIn, missingClusters } from "../guard.ts";
import { unreadFiles } from "../reading/lost-crds.ts";

import { EMPTY_TREE, type FoundUse, type ManifestTree } from "../reading/tree.ts";
import { createBringsUnseen, uncomparedSources } from "../sources/uncompared.ts";

import type { ClusterFolder, KnownClusters } from "./cluster-folders.ts";
import { errorsOnAll, everywhere, type Fleet } from "./fleet.ts";
import { heldObjects, helmReleases } from "./helm-releases.ts";
import type { JudgeOptions } from "./judge-tree.ts";
import type { ObjectJudging } from "./object-cases.ts";
import { unreleasedCrds } from "./released-crds.ts";
import { removedCrds, unjudgedCrds } from "./removed-crds.ts";
import { byName, meantFor, targetsOf } from "./targets.ts";

/** What is known of a tree before its rules are asked. */
export interface Evaluated {
  readonly firstCases: readonly PredictedCase[];
  readonly cases: () => readonly PredictedCase[];
  readonly fleet: Fleet;
  readonly freshness: readonly Freshness[];
  readonly folders: readonly { readonly manifest: CrdManifest; readonly folder: ClusterFolder }[];
  readonly options: JudgeOptions;
  readonly objects: ObjectJudging;
}

/**
 * What rules see of one cluster of each that are alike, with every use of an API as if it were on all, and of the whole
 * fleet; the very same where no two clusters are alike.
 */
export function ruleContexts(
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
  const objects: RuleContext["objects"] = () => evaluated.objects.casesOf(firstCases, firsts, true);
  const usesOf: RuleContext["usesOf"] = (apis) => whole.usesOf(apis).map((use) => ({ ...use, clusters: names }));
  const heldAt: RuleContext["heldAt"] = (apis) => whole.heldAt(apis).map((one) => ({ ...one, clusters: names }));
  const releases: RuleContext["releases"] = () => whole.releases().map((one) => ({ ...one, clusters: names }));
  const alike: RuleContext["alike"] = (cluster) => fleet.alike(cluster).map(({ name }) => name);
  let onAllClusters: readonly OwnedError[] | undefined;
  let risks: readonly PredictedCase[] | undefined;
  return {
    first: { ...whole, clusters: firsts, alike, objects, usesOf, heldAt, releases },
    whole: {
      ...whole,
      get cases() {
        return cases();
      },
      get riskCases() {
        risks ??= everywhere(firstCases.filter(isRisk), fleet);
        return risks;
      },
      errorsOf: (rule) => {
        onAllClusters ??= errorsOnAll(claimed, fleet);
        return onAllClusters.filter((one) => isOf(one, rule));
      },
    },
  };
}

function ruleContext(
  tree: ManifestTree,
  guard: Guard,
  claimed: readonly OwnedError[],
  { firstCases, cases, fleet: { clusters }, freshness, folders, options, objects }: Evaluated,
): RuleContext {
  const known = knownIn(guard, tree);
  const { replaces = EMPTY_TREE, findUses = tree.findUses } = options;
  const base = { found: replaces, own: options.replacesAsRendered ?? replaces };
  const unread = options.whole ? unreadFiles(tree, replaces) : tree.unread;
  const lost = new Set(unread.flatMap((file) => file.lost));
  const replacedBy = byName(replaces.crds);
  const isMeant = meantFor(guard.settings, knownIn(guard, replaces));
  return {
    cases: firstCases,
    riskCases: firstCases.filter(isRisk),
    clusters,
    alike: ({ name }) => [name],
    removed: options.whole ? removedCrds(base, tree, guard, clusters, lost) : [],
    unjudged: options.whole ? unjudgedCrds(replaces, tree, guard, clusters) : [],
    unreleased: options.whole ? unreleasedCrds(base, tree, guard, clusters) : [],
    replaced: (crd, cluster) => (replacedBy.get(crd) ?? []).filter((manifest) => isMeant(manifest, cluster)),
    isMade: (crd) => tree.makerOf(crd) !== null,
    whole: options.whole,
    usesOf: (apiVersions) => usesFor(findUses(apiVersions), guard, known),
    usesBefore: (apiVersions) => usesFor(replaces.findUses(apiVersions), guard, knownIn(guard, replaces)),
    objects: () => objects.casesOf(cases(), clusters, false),
    services: () => servicesFor(tree, guard, known),
    servicesBefore:
      options.replaces === undefined ? null : () => servicesFor(replaces, guard, knownIn(guard, replaces)),
    bringsUnseen: lazily(() => createBringsUnseen(tree, replaces)),
    heldAt: heldObjects(base.own, tree, guard, known),
    releases: () => helmReleases(tree, guard, known),
    errorsOf: (rule) => claimed.filter((one) => isOf(one, rule)),
    crds: tree.crds,
    skipped: tree.skipped,
    partial: tree.partial,
    unreadable: tree.unreadable,
    unread,
    rendered: tree.rendered,
    charts: chartsInUse(tree, guard),
    renderFailures: tree.renderFailures,
    sources: tree.sources.filter(({ state }) => state !== "ignored"),
    uncompared: options.whole ? uncomparedSources(tree, guard.settings, options) : [],
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
      objects: options.objects ?? [],
      manifests: [...guard.settings.manifests.include, ...guard.settings.rendered],
      snapshots: guard.settings.snapshots,
      filesScanned: tree.filesScanned,
    },
    knownSchema: options.knownSchema,
  };
}

/** Made when it is first asked. */
function lazily(make: () => (cluster: string) => boolean): (cluster: string) => boolean {
  let made: ((cluster: string) => boolean) | undefined;
  return (cluster) => {
    made ??= make();
    return made(cluster);
  };
}

function usesFor(uses: readonly FoundUse[], { settings }: Guard, known: KnownClusters): readonly ApiUse[] {
  return uses.map(({ helmSource: _, ...use }) => ({
    ...use,
    clusters: use.clusters ?? targetsOf(use.path, settings.targets, known).clusters,
  }));
}

function servicesFor({ findServices }: ManifestTree, guard: Guard, known: KnownClusters): readonly TreeService[] {
  return findServices().map((service) => ({
    ...service,
    clusters: service.clusters ?? targetsOf(service.path, guard.settings.targets, known).clusters,
  }));
}

function isRisk({ live, prediction }: PredictedCase): boolean {
  return live !== null || prediction.outcome === "rejected";
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

/**
 * Refused from both starting states for one reason is one cause: the snapshot's refusal is shown. What only the state
 * after the base's delivery refuses is told of beside it: who solves, or waives, what the snapshot shows meets that next.
 */
function withoutRepeats(claimed: readonly OwnedError[]): readonly OwnedError[] {
  const told = new Set(claimed.filter((one) => one.case.from === "snapshot").map(causeOf));
  return claimed.filter((one) => one.case.from === "snapshot" || !told.has(causeOf(one)));
}

/** One reason: a rule, and which stored version where that is the question. */
function causeOf({ rule, error, case: one }: OwnedError): string {
  const { cluster, manifest } = one;
  const { path, document, item } = manifest.source;
  // Which rule has it depends on the live storage version, which the delivery moves.
  const what = ruleOf(rule).meta.perStoredVersion === true ? ["stored", error.value] : [rule];
  return JSON.stringify([cluster.name, path, document, item, ...what]);
}
