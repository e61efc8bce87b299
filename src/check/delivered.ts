import { liveAfter } from "../crd/live-after.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import type { ClusterView } from "../rules/rule.ts";
import type { EvaluateOptions } from "./evaluate.ts";
import type { Guard } from "./guard.ts";
import { liveCrd, type Predictor } from "./predictor.ts";
import { targetingOf } from "./targets.ts";
import type { ManifestTree } from "./tree.ts";

/**
 * The second starting state of spec §4.4: the cluster once the base branch is delivered, made by applying the base
 * tree's manifests to the snapshot with the same prediction. A manifest that the cluster refuses changes nothing there;
 * a CRD that only the base has counts as live and established.
 */
export function deliveredStates(base: ManifestTree, guard: Guard, predictor: Predictor): EvaluateOptions["delivered"] {
  const byName = new Map<string, CrdManifest[]>();
  for (const manifest of base.crds) {
    const same = byName.get(manifest.name);
    if (same === undefined) byName.set(manifest.name, [manifest]);
    else same.push(manifest);
  }
  return (cluster, manifest) => {
    const sources = (byName.get(manifest.name) ?? []).filter((source) => isMeantFor(source, cluster, guard));
    // The same document on both sides: applied again it meets what it made itself.
    if (sources.length === 0 || sources.some(({ object }) => object === manifest.object)) return undefined;
    const start = liveCrd(cluster, manifest.name);
    const end = sources.reduce((live, source) => apply(source, live, cluster, guard, predictor), start);
    return end === null || isSameState(start, end) ? undefined : end;
  };
}

/** What nobody recorded of the rules is no other state once they can be read off a manifest. */
function isSameState(start: LiveCrd | null, end: LiveCrd): boolean {
  if (start?.cel !== "unknown") return JSON.stringify(end) === JSON.stringify(start);
  const [{ cel: _, ...before }, { cel: __, ...after }] = [start, end];
  return JSON.stringify(after) === JSON.stringify(before);
}

function isMeantFor(manifest: CrdManifest, cluster: ClusterView, guard: Guard): boolean {
  const names = guard.snapshots.map((loaded) => loaded.snapshot.cluster);
  return targetingOf(manifest, guard.settings, names).clusters.includes(cluster.name);
}

function apply(
  manifest: CrdManifest,
  live: LiveCrd | null,
  cluster: ClusterView,
  guard: Guard,
  predictor: Predictor,
): LiveCrd | null {
  const names = guard.snapshots.map((loaded) => loaded.snapshot.cluster);
  const targeting = targetingOf(manifest, guard.settings, names);
  const client = targeting.applyOn(cluster.name) ?? guard.settings.apply;
  const prediction = predictor.from(manifest, live, cluster.server, client);
  return prediction.outcome === "rejected" ? live : liveAfter(live, manifest.object, prediction);
}
