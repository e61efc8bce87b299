import type { ApplyClient } from "../crd/prediction.ts";
import type { StoredVersionFacts } from "./stored-version-detail.ts";
import type { ApiUse } from "./tree-view.ts";

/** What the words are made of where the server accepts what hurts later, and where a cluster carries old debt. */
export type RiskDetail =
  | AnnotationsTooLargeDetail
  | ConversionDroppedDetail
  | CrdRemovedDetail
  | ForeignOwnerDetail
  | GatewayApiDetail
  | LiveCrdStuckDetail
  | MigrationPendingDetail
  | ServedVersionRemovedDetail
  | StorageVersionRiskDetail
  | UnusedCrdDetail;

export interface AnnotationsTooLargeDetail {
  readonly kind: "annotations-too-large";
  /** `refused`: client-side apply is what the configuration names; `if-client-side`: it names no client. */
  readonly cause: "refused" | "if-client-side";
  /** All annotations with the copy of the manifest, keys and values. */
  readonly bytes: number;
}

export interface ConversionDroppedDetail {
  readonly kind: "conversion-dropped";
  /**
   * `silent`: the manifest no longer has the webhook that the base's has, or replaces the live object; `unknown-before`:
   * it has none, and it depends on the client and on what was applied before whether the live one stays.
   */
  readonly cause: "stated" | "silent" | "unknown-before";
  readonly client: ApplyClient;
  readonly versions: readonly string[];
  readonly storedVersions: readonly string[];
}

/** Where the objects of a CRD can be read today. */
export interface ObjectsPlace {
  readonly plural: string;
  readonly group: string;
  /** A served version; "" where none is. */
  readonly version: string;
}

export interface CrdRemovedDetail {
  readonly kind: "crd-removed";
  /** `kept`: the removed manifest carries a mark that keeps whoever applied it from deleting. */
  readonly cause: "has-objects" | "pruned" | "kept";
  /** The marks, as they stand in the manifest: `helm.sh/resource-policy: keep`. */
  readonly keptBy: readonly string[];
  readonly objects: ObjectsPlace;
}

export interface ForeignOwnerDetail {
  readonly kind: "foreign-owner";
  readonly cause: "another-release" | "no-release";
  /** `namespace/name` of the release that the live CRD says it belongs to. */
  readonly owner: string;
  /** The release that the manifest says it belongs to; "" where it belongs to none. */
  readonly source: string;
}

export interface GatewayApiDetail {
  readonly kind: "gateway-api-channel" | "gateway-api-downgrade";
  /** Of a downgrade: `policy` where Gateway API's own admission policy refuses the manifest's release altogether. */
  readonly cause?: "older" | "policy";
  /** Channel or bundle version; "" where the annotation is missing. */
  readonly live: string;
  readonly manifest: string;
}

export interface LiveCrdStuckDetail {
  readonly kind: "live-crd-stuck";
  /** `refused`: this tree has a manifest of the CRD, and the server refuses it for that reason. */
  readonly cause: "refused" | "no-manifest";
  readonly storedVersions: readonly string[];
  /** Those of them that the live `spec.versions` lacks. */
  readonly missing: readonly string[];
  readonly liveStorage: string;
  readonly objects: ObjectsPlace;
}

export interface MigrationPendingDetail {
  readonly kind: "migration-pending";
  /** `removed` with all old versions of the cluster's list as missing. */
  readonly pending: StoredVersionFacts;
}

export interface ServedVersionRemovedDetail {
  readonly kind: "served-version-removed";
  /** `none-left`: the manifest serves no version at all. */
  readonly cause: "used" | "has-objects" | "not-counted" | "none-left";
  readonly apiVersion: string;
  readonly objectKind: string;
  /** Versions that the manifest serves. */
  readonly served: readonly string[];
  readonly uses: readonly ApiUse[];
}

export interface StorageVersionRiskDetail {
  readonly kind: "storage-version-not-burned-in" | "storage-version-reverted";
  readonly live: string;
  readonly manifest: string;
  /** Versions of the live CRD, newer than the manifest's storage version, that are no longer served. */
  readonly unserved: readonly string[];
  readonly webhook: boolean;
}

export interface UnusedCrdDetail {
  readonly kind: "unused-crd";
  /** `same-group`: nobody counted objects, but this tree installs other CRDs of the group there. */
  readonly cause: "no-objects" | "same-group";
}
