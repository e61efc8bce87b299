import { type JsonObject, member } from "../../base/json.ts";
import { PROVEN_MINORS, parseServerVersion, type ServerVersion } from "../../base/server-version.ts";
import { isAside } from "../../config/side-folders.ts";
import { errorText } from "../../crd/error-text.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { servedVersions } from "../../rules/manifest-versions.ts";
import type { ClusterView, PredictedCase } from "../../rules/rule.ts";
import type { ManifestTree } from "../reading/tree.ts";
import type { LiveManifests } from "./live-manifests.ts";
import type { CrdRefusal } from "./object-notices.ts";
import { liveCrd, type Predictor } from "./predictor.ts";

/** The manifests of one CRD that a cluster gets, or the one that it keeps. */
export interface Delivery {
  /**
   * `legacy`: none of them is a v1 manifest, so that what its schema does is not known here. `stays`: as the CRD lives, which
   * what the tree has of it never updates.
   */
  readonly kind: "brought" | "legacy" | "stays";
  readonly cluster: ClusterView | null;
  readonly server: ServerVersion;
  /** null: the cluster does not have the CRD, or nobody knows. */
  readonly live: LiveCrd | null;
  readonly manifests: readonly CrdManifest[];
  /** Of a CRD that stays: versions whose schema nobody has. */
  readonly unknown: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Versions of CRDs that some cluster serves today and is to serve no longer. */
export function goingVersions(deliveries: readonly Delivery[]): ReadonlySet<string> {
  return new Set(
    deliveries.flatMap(({ live, manifests }) => {
      const stays = new Set(manifests.flatMap(servedVersions));
      const gone = live?.versions.filter(({ name, served }) => served && !stays.has(name)) ?? [];
      return gone.flatMap(({ name }) => manifests.map((manifest) => `${manifest.name} ${name}`));
    }),
  );
}

/** The kinds of these CRDs, sorted. */
export function kindsOf(crds: readonly CrdManifest[]) {
  const kinds = new Map<string, { group: string; kind: string }>();
  for (const { object } of crds) {
    const { group, kind } = namesOf(object);
    if (group !== "" && kind !== "") kinds.set(`${group} ${kind}`, { group, kind });
  }
  return [...kinds.values()].sort((a, b) => (a.group + a.kind < b.group + b.kind ? -1 : 1));
}

export function kindOf({ object }: CrdManifest): string {
  const { group, kind } = namesOf(object);
  return `${group} ${kind}`;
}

export function namesOf(crd: JsonObject): { readonly group: string; readonly kind: string } {
  const spec = member(crd, "spec");
  const group = member(spec, "group");
  const kind = member(member(spec, "names"), "kind");
  return { group: typeof group === "string" ? group : "", kind: typeof kind === "string" ? kind : "" };
}

/** What a cluster refuses does not come to its objects; what stands among tests and samples only counts where nothing else is. */
export function byCluster(cases: readonly PredictedCase[]): readonly Delivery[] {
  const found = new Map<string, { cluster: ClusterView; live: LiveCrd | null; manifests: CrdManifest[] }>();
  for (const { cluster, manifest, live, prediction, from, leftOut } of cases) {
    if (from !== "snapshot" || leftOut || prediction.outcome === "rejected") continue;
    const key = JSON.stringify([cluster.name, manifest.name]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { cluster, live, manifests: [manifest] });
    else known.manifests.push(manifest);
  }
  return [...found.values()].map(({ manifests, ...rest }) => ({
    ...rest,
    server: rest.cluster.server,
    ...delivered(manifests),
  }));
}

/** Whoever asks without a cluster asks about the newest: one of unknown version may be any. */
const NEWEST = parseServerVersion(`v1.${PROVEN_MINORS.newest}.0`);

type PredictedAlone = Pick<PredictedCase, "manifest" | "prediction">;

export function predictedAlone({ crds }: ManifestTree, predictor: Predictor): readonly PredictedAlone[] {
  return crds.map((manifest) => ({ manifest, prediction: predictor.from(manifest, null, NEWEST, "unknown") }));
}

/** By kind the first manifest that is refused, and why. */
export function refusedKinds(predicted: readonly PredictedAlone[]): ReadonlyMap<string, CrdRefusal> {
  const refusals = new Map<string, CrdRefusal>();
  for (const { manifest, prediction } of predicted) {
    const [error] = prediction.errors;
    const kind = kindOf(manifest);
    if (prediction.outcome !== "rejected" || error === undefined || refusals.has(kind)) continue;
    const { startLine } = manifest.locate(error.path);
    refusals.set(kind, {
      crd: manifest.name,
      path: manifest.source.path,
      line: startLine,
      text: errorText(error),
    });
  }
  return refusals;
}

export function withoutClusters(tree: ManifestTree, predictor: Predictor): readonly Delivery[] {
  const server = NEWEST;
  const byCrd = new Map<string, CrdManifest[]>();
  for (const { manifest, prediction } of predictedAlone(tree, predictor)) {
    if (prediction.outcome === "rejected") continue;
    byCrd.set(manifest.name, [...(byCrd.get(manifest.name) ?? []), manifest]);
  }
  return [...byCrd.values()].map((manifests) => ({
    cluster: null,
    server,
    live: null,
    ...delivered(manifests),
  }));
}

function delivered(all: readonly CrdManifest[]): Pick<Delivery, "kind" | "manifests" | "unknown"> {
  const known = all.filter(({ object }) => member(object, "apiVersion") === "apiextensions.k8s.io/v1");
  const isLegacy = known.length === 0;
  const manifests = isLegacy ? all : known;
  const main = manifests.filter(({ source, printed }) => printed !== undefined || !isAside(source.path));
  return { kind: isLegacy ? "legacy" : "brought", manifests: main.length === 0 ? manifests : main, unknown: NONE };
}

/**
 * CRDs of charts whose `crds/` is applied by no upgrade, on the clusters that have them.
 * @param brought what else these clusters get
 */
export function staying(
  { crds, skipped }: ManifestTree,
  clusters: readonly ClusterView[],
  brought: readonly Delivery[],
  liveManifests: LiveManifests,
): readonly Delivery[] {
  const keyOf = (crd: string, cluster: ClusterView | null) => JSON.stringify([crd, cluster?.name]);
  const told = new Set(brought.flatMap(({ manifests, cluster }) => manifests.map(({ name }) => keyOf(name, cluster))));
  return [...crds, ...skipped].flatMap((manifest) => {
    const withheld = new Set(manifest.printed?.withheld);
    if (withheld.size === 0) return [];
    return clusters.flatMap((cluster): readonly Delivery[] => {
      const key = keyOf(manifest.name, cluster);
      const live = liveCrd(cluster, manifest.name);
      if (!withheld.has(cluster.name) || live === null || told.has(key)) return [];
      told.add(key);
      const { manifest: kept, unknown } = liveManifests(manifest, live);
      return [{ kind: "stays", cluster, server: cluster.server, live, manifests: [kept], unknown }];
    });
  });
}
