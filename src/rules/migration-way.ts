import { atLeast } from "../base/server-version.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { preferredVersion } from "../crd/version-order.ts";
import type { ClusterView } from "./rule.ts";
import type { MigrationWay, Migrator } from "./stored-version-detail.ts";

const MIGRATION_GROUP = "storagemigration.k8s.io/";

/** Groups of projects that bring a migrator of their own; the suffix stands for every group below it. */
const MIGRATORS: readonly (readonly [string, Migrator])[] = [
  ["cert-manager.io", "cert-manager"],
  ["toolkit.fluxcd.io", "flux"],
  ["cluster.x-k8s.io", "cluster-api"],
  ["karpenter.sh", "karpenter"],
  ["karpenter.k8s.aws", "karpenter"],
];

/**
 * What a cluster has beside kubectl to rewrite the objects of a CRD with.
 * @param served versions that are served meanwhile beside those that are today
 */
export function wayOf(cluster: ClusterView, live: LiveCrd | null, served: readonly string[]): MigrationWay {
  const { apis } = cluster.loaded.snapshot;
  const migrations = apis.filter((api) => api.startsWith(MIGRATION_GROUP)).sort();
  const migrator = migratorOf(live?.group ?? "");
  const today = (live?.versions ?? []).filter((version) => version.served).map(({ name }) => name);
  return {
    migrationApi: migrations.at(-1) ?? null,
    prunesByItself: cluster.server.text !== null && atLeast(cluster.server, PRUNES_FROM_MINOR),
    migrator,
    preferred: preferredVersion([...new Set([...today, ...served])]),
    hasObjects: live?.hasObjects ?? "unknown",
  };
}

/** The migrator that the project brings whose API group this is; null: none is known. */
export function migratorOf(own: string): Migrator | null {
  return MIGRATORS.find(([group]) => own === group || own.endsWith(`.${group}`))?.[1] ?? null;
}

/** From 1.36 on the controller of StorageVersionMigration also shortens status.storedVersions (k/k PR 135297). */
const PRUNES_FROM_MINOR = 36;
