import { liveAfter } from "../../crd/live-after.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { ClusterView } from "../../rules/rule.ts";
import { type Guard, knownIn } from "../guard.ts";
import type { ManifestTree } from "../reading/tree.ts";
import { clientOn, predictedClient } from "./client.ts";
import type { JudgeOptions } from "./judge-tree.ts";
import { liveCrd, type Predictor } from "./predictor.ts";
import { byName, meantFor, targetingOf } from "./targets.ts";

/**
 * The second starting state of spec §4.4: the cluster once the base branch is delivered, made by applying the base
 * tree's manifests to the snapshot with the same prediction. A manifest that the cluster refuses changes nothing there;
 * a CRD that only the base has counts as live and established.
 */
export function deliveredStates(base: ManifestTree, guard: Guard, predictor: Predictor): JudgeOptions["delivered"] {
  const named = byName(base.crds);
  const known = knownIn(guard, base);
  const isMeant = meantFor(guard.settings, known);
  const clientOf = (manifest: CrdManifest, { name }: ClusterView, live: LiveCrd | null) => {
    const targeting = targetingOf(manifest, guard.settings, known);
    const said = clientOn(manifest, name, targeting, guard, base, known);
    return predictedClient(said, manifest, name, targeting, live).client;
  };
  return (cluster, manifest) => {
    const sources = (named.get(manifest.name) ?? []).filter((source) => isMeant(source, cluster.name));
    // The same document on both sides: applied again it meets what it made itself.
    if (sources.length === 0 || sources.some(({ object }) => object === manifest.object)) return undefined;
    const start = liveCrd(cluster, manifest.name);
    const end = sources.reduce((live: LiveCrd | null, source) => {
      const prediction = predictor.from(source, live, cluster.server, clientOf(source, cluster, start));
      return prediction.outcome === "rejected" ? live : liveAfter(live, source.object, prediction);
    }, start);
    return end === null || isSameState(start, end) ? undefined : end;
  };
}

/** What nobody recorded of the schemas is no other state once it can be read off a manifest: their digests are compared. */
function isSameState(start: LiveCrd | null, end: LiveCrd): boolean {
  if (start === null) return false;
  const [{ keepsNothing: _, ...before }, { keepsNothing: __, ...after }] = [start, end];
  if (before.cel !== "unknown") return JSON.stringify(after) === JSON.stringify(before);
  const [{ cel: ___, ...known }, { cel: ____, ...read }] = [before, after];
  return JSON.stringify(read) === JSON.stringify(known);
}
