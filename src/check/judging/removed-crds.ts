import { isAside } from "../../config/side-folders.ts";
import type { CrdManifest, UnreadableManifest } from "../../manifests/manifest.ts";
import { isLeftByHelm } from "../../rules/helm-release.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { RemovedCrd, UnjudgedCrd } from "../../rules/tree-view.ts";
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
      if (isOutOfSight(manifest, cluster.name)) return [];
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
  for (const { state, cause, reference, clusters } of sources) {
    if (state !== "not-compared" || cause === "no-cluster") continue;
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
