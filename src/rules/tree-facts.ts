import type { LiveCrd } from "../crd/live-crd.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import type { ClusterView } from "./rule.ts";

/** A CRD that a cluster has, and that the base's manifests bring there and the change's no longer do. */
export interface RemovedCrd {
  /** The base's own. */
  readonly manifest: CrdManifest;
  readonly cluster: ClusterView;
  readonly live: LiveCrd;
}

/** A place that asks for objects at one version of an API: a custom resource, or a template of one. */
export interface ApiUse {
  /** `external-secrets.io/v1beta1` */
  readonly apiVersion: string;
  readonly kind: string;
  readonly path: string;
  /** 1-based line of its `apiVersion`. */
  readonly line: number;
  /** The clusters its file is meant for. */
  readonly clusters: readonly string[];
}

export interface Freshness {
  readonly cluster: ClusterView;
  /** null: the snapshot does not say when it was taken. Negative: it was taken after `now`. */
  readonly ageMs: number | null;
  readonly maxAgeMs: number;
  readonly stale: boolean;
}
