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
  /** The live storage version: at it the objects are read before anything changes. */
  readonly readAt: string;
  /** The storage version that stays or comes: at any other one a rewrite drops what only this one has. */
  readonly rewriteAt: string;
  /** Where the objects are copied first and compared then, for a rewrite drops what `rewriteAt` lacks of them. */
  readonly compareAt: readonly string[];
  /** Of `readAt` and `compareAt` those that the live CRD does not serve today. */
  readonly toServe: readonly string[];
  /** Whether the manifest serves `rewriteAt`. */
  readonly manifestServes: boolean;
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
  /** At which the controller of a StorageVersionMigration writes while objects are rewritten; null: nobody can tell. */
  readonly preferred: string | null;
  readonly hasObjects: boolean | "unknown";
}
