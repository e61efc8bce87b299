import { member, valueAt } from "../../base/json.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { ChartFacts } from "../../rules/charts.ts";
import { isFromCrdsFolder, isHelmHook, printedRelease, sameRelease } from "../../rules/helm-release.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { UnreleasedCrd } from "../../rules/tree-view.ts";
import { helmDelivery, releaseName } from "../../sources/helm-delivery.ts";
import type { SourceReference } from "../../sources/reference.ts";
import { type Guard, knownIn } from "../guard.ts";
import type { ManifestTree } from "../reading/tree.ts";
import { liveCrd } from "./predictor.ts";
import { byName, meantFor } from "./targets.ts";

/** The base, as the change's configuration finds it and as its own had it rendered. */
export interface BaseTrees {
  readonly found: ManifestTree;
  readonly own: ManifestTree;
}

/** The base's manifests: what its own configuration had rendered counts, whatever becomes of that configuration. */
export function broughtBefore({ found, own }: BaseTrees): readonly CrdManifest[] {
  return found === own ? found.crds : [...found.crds, ...own.crds.filter(({ printed }) => printed !== undefined)];
}

/**
 * The CRDs that a Helm release has in its manifest, that belong to that release on a cluster, and that it has no longer
 * with the change: `helm upgrade` deletes what leaves a release (pkg/kube, Client.Update of Helm 3 and 4). Where the tree
 * does not say of which release a chart's template is, the live CRD does: only a template gets Helm's annotations, or who
 * adopts a CRD by hand. So those that only stand in `crds/`, in the base too or without one, are told apart.
 */
export function unreleasedCrds(
  base: BaseTrees,
  head: ManifestTree,
  guard: Guard,
  clusters: readonly ClusterView[],
): readonly UnreleasedCrd[] {
  const owned = clusters.flatMap((cluster) =>
    Object.entries(cluster.loaded.snapshot.crds).flatMap(([crd, { owners }]) =>
      owners?.helmRelease === undefined ? [] : [{ crd, cluster, owner: owners.helmRelease }],
    ),
  );
  if (owned.length === 0) return [];
  const charts = [...base.found.charts, ...base.own.charts];
  const before = byName(broughtBefore(base).filter((manifest) => isReleased(manifest, charts)));
  const now = byName(head.crds);
  const unjudged = new Set(head.unreadable.map(({ name }) => name));
  const isRendered = head.renderFailures.length === 0 && head.renderProblems.length === 0;
  const isMeant = meantFor(guard.settings, knownIn(guard, base.found));
  const isMeantNow = meantFor(guard.settings, knownIn(guard, head));
  return owned.flatMap(({ crd, cluster, owner }): readonly UnreleasedCrd[] => {
    const live = liveCrd(cluster, crd);
    const isOf = (manifest: CrdManifest) => sameRelease(printedRelease(manifest) ?? owner, owner);
    const manifest = before.get(crd)?.find((one) => isOf(one) && isMeant(one, cluster.name));
    if (live === null || unjudged.has(crd) || head.makerOf(crd) !== null) return [];
    if (manifest?.printed !== undefined && (!isRendered || isNotCompared(owner, cluster, head))) return [];
    const copies = (now.get(crd) ?? []).filter((one) => isMeantNow(one, cluster.name) || isWithheld(one, cluster));
    if (copies.some((one) => isReleased(one, head.charts) && isOf(one))) return [];
    const moved = copies.find((one) => isOf(one) && isInCharts(one, head.charts)) ?? null;
    if (manifest === undefined) {
      // Nothing says whether the release that lives has it: only that the chart of that very release does not.
      const isLost = moved !== null && printedRelease(moved) !== undefined && live.owners?.resourcePolicy !== "keep";
      return isLost ? [{ manifest: null, cluster, live, owner, now: moved }] : [];
    }
    const isGone = isReleaseGone(manifest, owner, cluster, head);
    if (isKept(manifest, isGone) || (!isGone && live.owners?.resourcePolicy === "keep")) return [];
    return [{ manifest, cluster, live, owner, isGone, now: moved }];
  });
}

/** It is there, and Helm leaves it as it is. */
export function isWithheld({ printed }: CrdManifest, { name }: ClusterView): boolean {
  return printed?.withheld?.includes(name) === true;
}

/** Whether Helm has it in the release's manifest: from a template, and no hook. */
function isReleased(manifest: CrdManifest, charts: readonly ChartFacts[]): boolean {
  const { path, helmSource } = manifest.source;
  if (isHelmHook(manifest)) return false;
  if (manifest.printed !== undefined) return manifest.printed.release !== undefined && !isFromCrdsFolder(manifest);
  if (helmSource !== undefined) return !isFromCrdsFolder(manifest);
  return charts.some((chart) => {
    const folder = chart.path === "." ? "" : `${chart.path}/`;
    return path.startsWith(folder) && /^(?:charts\/[^/]+\/)*templates\//.test(path.slice(folder.length));
  });
}

function isInCharts(manifest: CrdManifest, charts: readonly ChartFacts[]): boolean {
  const { path } = manifest.source;
  return (
    isFromCrdsFolder(manifest) || charts.some(({ crdsFolders }) => crdsFolders.some((one) => path.startsWith(one)))
  );
}

/** `helm uninstall` reads the policy off the release, in any case of letters; an upgrade off the live object, as it is. */
function isKept(manifest: CrdManifest, isGone: boolean): boolean {
  const policy = annotation(manifest, "helm.sh/resource-policy");
  if (typeof policy !== "string") return false;
  return isGone ? policy.trim().toLowerCase() === "keep" : policy === "keep";
}

function annotation({ object }: CrdManifest, name: string): unknown {
  return member(valueAt(object, ["metadata", "annotations"]), name);
}

/** What was not looked into may still have it: another version of the very release, in this cluster. */
function isNotCompared(owner: string, { name }: ClusterView, { sources }: ManifestTree): boolean {
  return sources.some(
    ({ state, reference, clusters }) =>
      state === "not-compared" && (clusters.includes(name) || clusters.length === 0) && isReleaseOf(reference, owner),
  );
}

function isReleaseOf({ delivery }: SourceReference, owner: string): boolean {
  const helm = helmDelivery(delivery);
  return helm !== null && sameRelease(releaseName(helm), owner);
}

/** Whether nothing of the tree installs the release any more: it is uninstalled, rather than upgraded. */
function isReleaseGone(manifest: CrdManifest, owner: string, { name }: ClusterView, head: ManifestTree): boolean {
  if (manifest.printed === undefined) {
    const { path } = manifest.source;
    return !head.charts.some((chart) => chart.path === "." || path.startsWith(`${chart.path}/`));
  }
  const isRendered = head.rendered.some(
    ({ release, clusters }) => release !== undefined && sameRelease(release, owner) && clusters.includes(name),
  );
  const isReferenced = head.sources.some(
    ({ reference, clusters }) => clusters.includes(name) && isReleaseOf(reference, owner),
  );
  return !isRendered && !isReferenced;
}
