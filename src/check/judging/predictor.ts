import type { JsonObject } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { CelCompiler } from "../../crd/cel-compiler.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import { predict } from "../../crd/predict.ts";
import type { ApplyClient, Prediction } from "../../crd/prediction.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { ClusterView } from "../../rules/rule.ts";

export interface Predictor {
  readonly from: (
    manifest: CrdManifest,
    live: LiveCrd | null,
    server: ServerVersion,
    client: ApplyClient,
  ) => Prediction;
  /** From what the cluster's snapshot says of the CRD, or leaves unsaid. */
  readonly fromSnapshot: (
    manifest: CrdManifest,
    cluster: ClusterView,
    client: ApplyClient,
  ) => { readonly live: LiveCrd | null; readonly prediction: Prediction; readonly leftOut: boolean };
}

/**
 * Predicts each question once a run: two trees and two guards share most manifests, and most of a fleet's clusters have
 * the same CRDs.
 */
export function createPredictor(cel: CelCompiler | null = null): Predictor {
  const answers = new WeakMap<JsonObject, Map<string, Prediction>>();
  const texts = new WeakMap<LiveCrd, string>();
  // Users of a project's releases have the very same CRDs.
  const textOf = (live: LiveCrd | null): string => {
    if (live === null) return "null";
    const text = texts.get(live) ?? JSON.stringify(live);
    texts.set(live, text);
    return text;
  };
  const from: Predictor["from"] = (manifest, live, server, client) => {
    const known = answers.get(manifest.object) ?? new Map<string, Prediction>();
    answers.set(manifest.object, known);
    const question = `${server.major}.${server.minor} ${server.proven} ${client} ${textOf(live)}`;
    const prediction = known.get(question) ?? predict({ manifest: manifest.object, live, server, client, cel });
    known.set(question, prediction);
    return prediction;
  };
  return {
    from,
    fromSnapshot: (manifest, cluster, client) => {
      const live = liveCrd(cluster, manifest.name);
      const prediction = from(manifest, live, cluster.server, client);
      const unknown = isLeftOut(cluster, manifest.name);
      return { live, prediction: unknown ? leftOut(prediction) : prediction, leftOut: unknown };
    },
  };
}

export function liveCrd(cluster: ClusterView, crd: string): LiveCrd | null {
  const { crds } = cluster.loaded.snapshot;
  return Object.hasOwn(crds, crd) ? (crds[crd] ?? null) : null;
}

/** What an incomplete snapshot leaves out is unknown, not absent (spec §3.1): nothing can be said of creating it. */
export function isLeftOut(cluster: ClusterView, crd: string): boolean {
  const { complete, selection, crds } = cluster.loaded.snapshot;
  if (complete || Object.hasOwn(crds, crd)) return false;
  const group = crd.slice(crd.indexOf(".") + 1);
  return selection === undefined || selection.exclude.includes(group);
}

function leftOut(predicted: Prediction): Prediction {
  return {
    ...predicted,
    outcome: "undecided",
    errors: [],
    storedVersionsAfter: null,
    undecided: [{ path: ["metadata", "name"], reason: "the snapshot leaves out this CRD's group" }],
  };
}
