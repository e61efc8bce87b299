import type { ServerVersion } from "../../base/server-version.ts";
import type { CelCompiler } from "../../crd/cel-compiler.ts";
import { errorText } from "../../crd/error-text.ts";
import { liveAfter } from "../../crd/live-after.ts";
import { predict } from "../../crd/predict.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { Release } from "../history.ts";
import type { ClusterState, Stop } from "./search.ts";
import { migratedVersions } from "./step.ts";

export interface ProofPorts {
  /** The CRDs of a release as they stand, by name; null: they are not to be had. */
  readonly manifests: (release: Release) => ReadonlyMap<string, CrdManifest> | null;
  readonly cel: CelCompiler | null;
  /** Told of each CRD that is looked at: how many stops are done, of how many. All of them: that was the last. */
  readonly progress: (what: string, done: number, of: number) => void;
}

export type Proof =
  | { readonly kind: "proven"; readonly doubts: readonly string[] }
  /** The manifests of a release are not to be had. */
  | { readonly kind: "unproven" }
  | {
      readonly kind: "refuted";
      /** Positions among the releases; -1: where the cluster is. */
      readonly from: number;
      readonly to: number;
      readonly crds: readonly { readonly crd: string; readonly reasons: readonly string[] }[];
    };

const MOST_REASONS = 3;

/** Goes a way with the manifests themselves, each applied to what the one before leaves. */
export function proveWay(
  stops: readonly Stop[],
  start: ClusterState,
  releases: readonly Release[],
  server: ServerVersion,
  { manifests, cel, progress }: ProofPorts,
): Proof {
  const state = new Map(start);
  const doubts = new Set<string>();
  let from = -1;
  for (const [done, { release: to, migrations }] of stops.entries()) {
    const release = releases[to];
    const applied = release === undefined ? null : manifests(release);
    if (release === undefined || applied === null) return { kind: "unproven" };
    for (const { crd } of migrations) {
      const live = state.get(crd);
      const storedVersions = live === undefined ? null : migratedVersions(live);
      if (live !== undefined && storedVersions !== null) state.set(crd, { ...live, storedVersions });
    }
    const refused: { readonly crd: string; readonly reasons: readonly string[] }[] = [];
    for (const [crd, { object }] of applied) {
      progress(`${release.version} ${crd}`, done, stops.length);
      const live = state.get(crd) ?? null;
      const prediction = predict({ manifest: object, live, server, client: "unknown", cel });
      if (prediction.outcome === "rejected") {
        refused.push({ crd, reasons: prediction.errors.slice(0, MOST_REASONS).map(errorText) });
        continue;
      }
      for (const { reason } of prediction.undecided) doubts.add(`${release.version}, ${crd}: ${reason}`);
      state.set(crd, liveAfter(live, object, prediction));
    }
    if (refused.length > 0) return { kind: "refuted", from, to, crds: refused };
    from = to;
  }
  return { kind: "proven", doubts: [...doubts] };
}
