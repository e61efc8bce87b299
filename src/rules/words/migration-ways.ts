import type { Migrator, StoredVersionFacts } from "../stored-version-detail.ts";
import type { RemedyStep } from "./finding-words.ts";
import {
  ELSE_GO_ON,
  inTreeCommand,
  inTreeStateCommand,
  type ObjectsAt,
  pruneCommand,
  withCommand,
} from "./object-commands.ts";
import { perCluster, type Step } from "./per-cluster.ts";
import type { ClusterFacts } from "./stored-version-steps.ts";

/** What each project documents of its own migrator; nothing here is printed as a command, since none was executed. */
export const MIGRATORS: Record<Migrator, string> = {
  "cert-manager":
    "cert-manager has a migrator of its own, `cmctl upgrade migrate-api-version`: it rewrites its objects and clears the lists of its CRDs",
  flux: "Flux has a migrator of its own, `flux migrate`: it rewrites the Flux objects of the cluster at their latest version",
  "cluster-api":
    "Cluster API migrates by itself, in one of two ways. Its own controllers do it while they run from v1.10 on, those of another provider where it has taken that migrator over. `clusterctl upgrade apply` did it with older releases as it upgraded a provider; by v1.10.5 it does so with `--enable-crd-storage-version-migration` alone, which is deprecated, and v1.13 has it no more",
  karpenter:
    "Karpenter 1.0 migrates by itself: its controller rewrites its objects and clears the list while it runs, which the upgrade to 1.1 waits for",
};

/** What the project brings to migrate with. It knows what its own versions mean, and goes first. */
export function migratorSteps(clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return perCluster(clusters, ({ facts: { way } }) =>
    way.migrator === null
      ? null
      : {
          text: `${MIGRATORS[way.migrator]}. ${ELSE_GO_ON}`,
        },
  );
}

/**
 * The cluster's own controller, where its snapshot knows of one. It compares nothing, so that this comes after the steps
 * that do. What follows is right all the same: a rewrite changes nothing that is stored at the new version already.
 * @param stored the list before
 */
export function inTreeSteps(
  crd: string,
  clusters: readonly ClusterFacts[],
  stored: (facts: StoredVersionFacts) => readonly string[],
): readonly RemedyStep[] {
  return [
    ...perCluster(clusters, ({ facts }) => {
      const { migrationApi } = facts.way;
      if (!isInTree(facts) || migrationApi === null) return null;
      return {
        text: `This cluster serves \`${migrationApi}\`: where its controller is switched on, this has the objects rewritten inside of the cluster (commit the JSON, or create it; \`migrate --in-tree\` creates and watches one). Where one of that name is there already, it is of an earlier time: delete it first, or what it says is of then. It drops the fields that a rewrite drops, without a word. It renames nothing in metadata.managedFields, which the rewriting below does, before or after:`,
        ...withCommand(storageAt(facts), (at) => inTreeCommand(at, migrationApi)),
      };
    }),
    ...perCluster(clusters, (one) => (isInTree(one.facts) ? inTreeState(one.facts) : null)),
    ...perCluster(clusters, ({ facts }) =>
      isInTree(facts) && facts.way.prunesByItself ? putBackStep(crd, stored(facts), facts.missing) : null,
    ),
  ];
}

/** Its controller writes at the version that discovery prefers; v1alpha1 of the API takes another. */
function isInTree({ way, webhook, rewriteAt }: StoredVersionFacts): boolean {
  const { migrator, migrationApi, preferred } = way;
  if (migrator !== null || migrationApi === null) return false;
  return webhook || preferred === rewriteAt || migrationApi.endsWith("/v1alpha1");
}

/** Seen with the controller of v1.37.2; v1.36.3 has the same source (docs/migrate.md). */
function inTreeState(facts: StoredVersionFacts): Step {
  const prunes = facts.way.prunesByItself
    ? "This server's controller shortens it even where the migration fails, and a second one for the same CRD as it begins."
    : "It does not shorten the list: go on with the steps below.";
  return {
    text: `It is done when this prints \`Succeeded=True\`, and only then: a list that has become short is no proof. ${prunes}`,
    ...withCommand(storageAt(facts), inTreeStateCommand),
  };
}

function putBackStep(crd: string, stored: readonly string[], missing: readonly string[]): Step {
  const isMissing = new Set(missing);
  const rest = stored.filter((version) => !isMissing.has(version));
  return {
    text: "Where it prints `Failed=True`, and wherever you are not sure, put back what the list was, and go on below (refused where it is still that long):",
    command: pruneCommand(crd, rest, stored),
  };
}

function storageAt({ plural, group, rewriteAt }: StoredVersionFacts): ObjectsAt {
  return { plural, group, version: rewriteAt };
}
