import type { JsonValue } from "../base/json.ts";

export interface StoredVersionFacts {
  readonly version: string;
  /** The live list, as the guarded patch must find it. */
  readonly storedVersions: readonly string[];
  /** Every stored version that the manifest lacks, in the live list's order. */
  readonly missing: readonly string[];
  readonly liveStorage: string | undefined;
  readonly manifestStorage: string | undefined;
  /** The removed version's own `schema`, where the base tree has it. */
  readonly ownSchema: JsonValue | undefined;
  readonly plural: string;
  readonly group: string;
  /** A version that is served today: at it the objects can be read before anything changes. */
  readonly readAt: string;
  /** A version that is served once the storage version is the new one: at it the objects are rewritten. */
  readonly rewriteAt: string;
  readonly helmRelease: string | undefined;
  /** The manifest converts by webhook. */
  readonly webhook: boolean;
  readonly way: MigrationWay;
}

/** A project that brings a migrator for its own CRDs. */
export type Migrator = "cert-manager" | "flux" | "cluster-api" | "karpenter";

/** What of the cluster decides which way out is the shortest. */
export interface MigrationWay {
  /** `storagemigration.k8s.io/v1beta1` where the cluster serves it. */
  readonly migrationApi: string | null;
  /** The server shortens the list after a StorageVersionMigration by itself. */
  readonly prunesByItself: boolean;
  readonly migrator: Migrator | null;
  readonly hasObjects: boolean | "unknown";
}
