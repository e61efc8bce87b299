import type { Migrator, StoredVersionFacts } from "../stored-version-detail.ts";
import type { RemedyStep } from "./finding-words.ts";
import { perCluster } from "./per-cluster.ts";

/** What each project documents of its own migrator; nothing here is printed as a command, since none was executed. */
const MIGRATORS: Record<Migrator, string> = {
  "cert-manager":
    "cert-manager has a migrator of its own, `cmctl upgrade migrate-api-version`: it rewrites its objects and clears the lists of its CRDs",
  flux: "Flux has a migrator of its own, `flux migrate`: it rewrites the Flux objects of the cluster at their latest version",
  "cluster-api":
    "Cluster API migrates by itself: `clusterctl upgrade apply` does it as it upgrades a provider, and its newer controllers do it while they run",
  karpenter:
    "Karpenter 1.0 migrates by itself: its controller rewrites its objects and clears the list while it runs, which the upgrade to 1.1 waits for",
};

/**
 * The shorter way that a cluster has beside kubectl, where its snapshot knows of one. What follows is right all the same:
 * a rewrite changes nothing that is stored at the new version already.
 */
export function waySteps(
  clusters: readonly { readonly cluster: string; readonly facts: StoredVersionFacts }[],
): readonly RemedyStep[] {
  return perCluster(clusters, ({ facts }) => {
    const text = wayText(facts);
    return text === null ? null : { text };
  });
}

function wayText({ way, plural, group }: StoredVersionFacts): string | null {
  if (way.migrator !== null) {
    return `${MIGRATORS[way.migrator]}. Where that has been done, the list above is short already and there is nothing left to do; else go on here.`;
  }
  if (way.migrationApi === null) return null;
  const prunes = way.prunesByItself
    ? "This server then also shortens the list, where the CRD did not change meanwhile: look at it again, and leave out what is done."
    : "It does not shorten the list: go on with the steps below.";
  return `This cluster serves \`${way.migrationApi}\`: a StorageVersionMigration of \`${plural}\` in the group \`${group}\` rewrites the objects inside of the cluster, if its controller is switched on too; it is done when its condition \`Succeeded\` is \`True\`. ${prunes} The rewrite below also renames the old version in metadata.managedFields, and may follow.`;
}
