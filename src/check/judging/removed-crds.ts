import { isAside } from "../../config/side-folders.ts";
import type { CrdManifest, UnreadableManifest } from "../../manifests/manifest.ts";
import { isLeftByHelm } from "../../rules/helm-release.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { RemovedCrd, SourceView, UnjudgedCrd } from "../../rules/tree-view.ts";
import { type Guard, knownIn } from "../guard.ts";
import type { ManifestTree } from "../reading/tree.ts";
import { sourceName } from "../sources/uncompared.ts";
import { isLeftOut, liveCrd } from "./predictor.ts";
import { type BaseTrees, broughtBefore, isWithheld } from "./released-crds.ts";
import { byName, meantFor, targetingOf } from "./targets.ts";

/**
 * The CRDs that clusters have or may have, and that the base's manifests bring there and the head's no longer do. A CRD that the
 * head has in a form that is not judged (a document or a file that cannot be read now, a template that nobody renders) is not gone.
 * @param lost CRDs that went out of sight, which is told as such
 */
export function removedCrds(
  trees: BaseTrees,
  head: ManifestTree,
  guard: Guard,
  clusters: readonly ClusterView[],
  lost: ReadonlySet<string>,
): readonly RemovedCrd[] {
  const base = trees.found;
  const before = broughtBefore(trees);
  if (before.length === 0) return [];
  const isMeant = meantFor(guard.settings, knownIn(guard, base));
  const isMeantNow = meantFor(guard.settings, knownIn(guard, head));
  const isOutOfSight = outOfSight(head);
  const isTakenOver = takenOver(base, head);
  const isRendered = head.renderFailures.length === 0 && head.renderProblems.length === 0;
  const key = (crd: string, cluster: string) => JSON.stringify([crd, cluster]);
  const unreadable = newlyUnreadable(base, head);
  const notJudged = new Set(unreadable.map(({ name }) => name));
  const notRead = new Set([
    ...head.notRead.map(({ path }) => path),
    // One that has no name may be any of its file.
    ...unreadable.filter(({ name }) => name === null).map(({ source }) => source.path),
  ]);
  const known = byName(head.crds);
  // A copy among test data keeps nothing on a cluster, unless all that there was stood there.
  const delivered = byName(head.crds.filter(({ source }) => !isAside(source.path)));
  const told = new Set<string>();
  return before.flatMap((manifest) => {
    if (
      lost.has(manifest.name) ||
      notJudged.has(manifest.name) ||
      notRead.has(manifest.source.path) ||
      head.makerOf(manifest.name) !== null
    )
      return [];
    if (isLeftByHelm(manifest)) return [];
    // What could not be rendered now may still have it.
    if (manifest.printed !== undefined && !isRendered) return [];
    const copies = (isAside(manifest.source.path) ? known : delivered).get(manifest.name) ?? [];
    return clusters.flatMap((cluster) => {
      if (isOutOfSight(manifest, cluster.name) || isTakenOver(manifest, cluster.name)) return [];
      const live = liveCrd(cluster, manifest.name);
      if (live === null && !isLeftOut(cluster, manifest.name)) return [];
      const id = key(manifest.name, cluster.name);
      const isKept = told.has(id) || copies.some((copy) => isMeantNow(copy, cluster.name) || isWithheld(copy, cluster));
      if (!isMeant(manifest, cluster.name) || isKept) return [];
      told.add(id);
      return [{ manifest, cluster, live }];
    });
  });
}

/**
 * Whether nobody looked into what brought a manifest, so that it may still be there: another version of the source, say, or
 * of what that comes out of.
 */
function outOfSight({ sources }: ManifestTree): (manifest: CrdManifest, cluster: string) => boolean {
  const clustersOf = new Map<string, Set<string>>();
  for (const { reference, clusters } of sources.filter(isUnseen)) {
    const name = sourceName(reference);
    const known = clustersOf.get(name) ?? new Set<string>();
    clustersOf.set(name, known);
    for (const cluster of clusters.length === 0 ? [ANY] : clusters) known.add(cluster);
  }
  return ({ printed }, cluster) =>
    printed?.source !== undefined &&
    [printed.source.name, ...printed.source.by].some((name) => {
      const known = clustersOf.get(name);
      return known !== undefined && (known.has(cluster) || known.has(ANY));
    });
}

/**
 * Whether an Application that brought a manifest is gone, and a set that the change makes undecided may make it: nobody knows
 * by what names such a set makes Applications, nor whether it replaces one. What a set left undecided before, too, is no reason.
 */
function takenOver(base: ManifestTree, head: ManifestTree): (manifest: CrdManifest, cluster: string) => boolean {
  const keyOf = ({ reference: { name, namespace, origin } }: SourceView) =>
    JSON.stringify([name, namespace, origin.kind === "undecided" ? origin.reason : null]);
  const isSet = ({ reference }: SourceView) => reference.isUnnamed === true;
  const before = new Set(base.sources.filter(isSet).map(keyOf));
  const sets = head.sources.filter((view) => isSet(view) && isUnseen(view) && !before.has(keyOf(view)));
  if (sets.length === 0) return () => false;
  const known = new Map<string, SourceView[]>();
  for (const view of head.sources) {
    const name = sourceName(view.reference);
    const same = known.get(name);
    if (same === undefined) known.set(name, [view]);
    else same.push(view);
  }
  return ({ printed }, cluster) => {
    // Where an undecided set delivers is as undecided.
    const isFor = ({ reference, clusters }: SourceView) =>
      reference.destination === null || clusters.length === 0 || clusters.includes(cluster);
    const isGone = (name: string) => !(known.get(name) ?? []).some(({ clusters }) => clusters.includes(cluster));
    return (
      printed?.source !== undefined &&
      [printed.source.name, ...printed.source.by].some((name) => APPLICATION.test(name) && isGone(name)) &&
      sets.some(isFor)
    );
  };
}

/** What Argo CD makes of an object of its own, as `sourceName` has it. */
const APPLICATION = /^Application(?:Set)? /;

function isUnseen({ state, cause }: SourceView): boolean {
  return state === "not-compared" && cause !== "no-cluster";
}

/** No cluster is called so. */
const ANY = "";

/**
 * The CRDs that were judged as the base's manifests, and of which the head has nothing but a chart's template that nobody
 * renders: an action that is put into a manifest must not take it out of the check.
 */
export function unjudgedCrds(
  base: ManifestTree,
  head: ManifestTree,
  guard: Guard,
  clusters: readonly ClusterView[],
): readonly UnjudgedCrd[] {
  const places = knownIn(guard, base);
  const isMeant = (manifest: CrdManifest) => {
    const meant = targetingOf(manifest, guard.settings, places).clusters;
    return clusters.some(({ name }) => meant.includes(name));
  };
  const known = new Set([...head.crds, ...newlyUnreadable(base, head)].map(({ name }) => name));
  return base.crds.flatMap((manifest) => {
    if (known.has(manifest.name) || !isMeant(manifest)) return [];
    known.add(manifest.name);
    const template = head.makerOf(manifest.name);
    return template === null ? [] : [{ crd: manifest.name, before: manifest.source.path, template }];
  });
}

/** What the base could not read either is no new state of what it could. */
function newlyUnreadable(base: ManifestTree, head: ManifestTree): ManifestTree["unreadable"] {
  const key = ({ source, name, message }: UnreadableManifest) => JSON.stringify([source.path, name, message]);
  const before = new Set(base.unreadable.map(key));
  return head.unreadable.filter((document) => !before.has(key(document)));
}
