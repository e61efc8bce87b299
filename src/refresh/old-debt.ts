import { pendingVersions, unusedCrds } from "../snapshots/debt.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { markdownCode } from "../text/escape.ts";
import { counted, joined } from "../text/listing.ts";

/** One cluster as it was and as it is to be recorded, with the CRDs that this repository's manifests bring there. */
export interface KeptCluster {
  /** null: it was not recorded. */
  readonly recorded: Snapshot | null;
  readonly snapshot: Snapshot;
  readonly installed: readonly string[];
}

const DOCS = "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules";
const MOST_NAMED = 3;

/**
 * What the clusters carry along since they were recorded last: old versions that a later release runs into, and CRDs
 * that nobody seems to install. One line; none where nothing of it is new. All of it is in the gate's report.
 */
export function oldDebt(clusters: readonly KeptCluster[]): readonly string[] {
  const pending = newCrds(clusters, (snapshot) =>
    Object.entries(snapshot.crds).flatMap(([crd, live]) => pendingVersions(live).map((version) => [crd, version])),
  );
  const unused = newCrds(clusters, (snapshot, installed) => unusedCrds(snapshot, installed).map(({ crd }) => [crd]));
  const parts = [
    ...(pending.length === 0
      ? []
      : [
          `${counted(pending.length, "CRD still lists", "CRDs still list")} an old version as stored (${named(pending)}; [how to clear it](${DOCS}/migration-pending.md))`,
        ]),
    ...(unused.length === 0
      ? []
      : [
          `nothing here installs ${counted(unused.length, "CRD")} (${named(unused)}; [what to do](${DOCS}/unused-crd.md))`,
        ]),
  ];
  return parts.length === 0 ? [] : [`Housekeeping, new with this: ${joined(parts)}.`];
}

/** Distinct CRDs with a fact that was not recorded of the cluster before; sorted. */
function newCrds(
  clusters: readonly KeptCluster[],
  find: (snapshot: Snapshot, installed: readonly string[]) => readonly (readonly string[])[],
): readonly string[] {
  const found = clusters.flatMap(({ recorded, snapshot, installed }) => {
    const before = new Set(recorded === null ? [] : find(recorded, installed).map((fact) => JSON.stringify(fact)));
    return find(snapshot, installed).filter((fact) => !before.has(JSON.stringify(fact)));
  });
  return [...new Set(found.map(([crd = ""]) => crd))].sort();
}

function named(crds: readonly string[]): string {
  const names = crds.slice(0, MOST_NAMED).map(markdownCode);
  return crds.length > MOST_NAMED ? `${names.join(", ")} and ${crds.length - MOST_NAMED} more` : joined(names);
}
