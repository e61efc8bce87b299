import type { CrdManifest, UnreadableManifest } from "../manifests/manifest.ts";
import type { ClusterView } from "../rules/rule.ts";
import type { RemovedCrd, UnjudgedCrd } from "../rules/tree-facts.ts";
import { type Guard, knownIn } from "./guard.ts";
import { isLeftOut, liveCrd } from "./predictor.ts";
import { isAside } from "./side-folders.ts";
import { targetingOf } from "./targets.ts";
import type { ManifestTree } from "./tree.ts";

/**
 * The CRDs that clusters have or may have, and that the base's manifests bring there and the head's no longer do. A CRD that the
 * head has in a form that is not judged (a document or a file that cannot be read now, a template that nobody renders) is not gone.
 * @param lost CRDs that went out of sight, which is told as such
 */
export function removedCrds(
  base: ManifestTree,
  head: ManifestTree,
  guard: Guard,
  clusters: readonly ClusterView[],
  lost: ReadonlySet<string>,
): readonly RemovedCrd[] {
  if (base.crds.length === 0) return [];
  const meantIn = (tree: ManifestTree) => {
    const places = knownIn(guard, tree);
    return (manifest: CrdManifest) => targetingOf(manifest, guard.settings, places).clusters;
  };
  const clustersOf = meantIn(base);
  const clustersNow = meantIn(head);
  const isRendered = head.renderFailures.length === 0 && head.renderProblems.length === 0;
  const key = (crd: string, cluster: string) => JSON.stringify([crd, cluster]);
  const unreadable = newlyUnreadable(base, head);
  const notJudged = new Set(unreadable.map(({ name }) => name));
  const notRead = new Set([
    ...head.notRead.map(({ path }) => path),
    // One that has no name may be any of its file.
    ...unreadable.filter(({ name }) => name === null).map(({ source }) => source.path),
  ]);
  const idsOf = (manifest: CrdManifest) => clustersNow(manifest).map((cluster) => key(manifest.name, cluster));
  const known = new Set(head.crds.flatMap(idsOf));
  // A copy among test data keeps nothing on a cluster, unless all that there was stood there.
  const delivered = new Set(head.crds.filter(({ source }) => !isAside(source.path)).flatMap(idsOf));
  return base.crds.flatMap((manifest) => {
    if (
      lost.has(manifest.name) ||
      notJudged.has(manifest.name) ||
      notRead.has(manifest.source.path) ||
      head.makerOf(manifest.name) !== null
    )
      return [];
    // What could not be rendered now may still have it.
    if (manifest.printed !== undefined && !isRendered) return [];
    const targets = clustersOf(manifest);
    return clusters.flatMap((cluster) => {
      const live = liveCrd(cluster, manifest.name);
      const id = key(manifest.name, cluster.name);
      if (live === null && !isLeftOut(cluster, manifest.name)) return [];
      const kept = isAside(manifest.source.path) ? known : delivered;
      if (!targets.includes(cluster.name) || kept.has(id)) return [];
      known.add(id);
      delivered.add(id);
      return [{ manifest, cluster, live }];
    });
  });
}

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
