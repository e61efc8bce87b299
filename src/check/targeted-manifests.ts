import type { TargetedManifest } from "../snapshots/diff-manifests.ts";
import type { CheckPorts } from "./ports.ts";
import { readGuard } from "./read-guard.ts";
import { readTree } from "./read-tree.ts";
import { NO_RENDERING } from "./rendering/render-sources.ts";
import { createScanner } from "./scan.ts";
import { targetsOf } from "./targets.ts";

export interface RepositoryManifests {
  /** The manifests that are meant for a cluster, whether or not it has a snapshot yet. */
  readonly of: (cluster: string) => readonly TargetedManifest[];
  /** Why there are none to be had, or not all, in sentences. */
  readonly problems: readonly string[];
}

/** Reads the CRDs of the working tree as a check does, to tell what a change of a cluster means for them. */
export function repositoryManifests(
  { head, ignoredByGit }: Pick<CheckPorts, "head" | "ignoredByGit">,
  toolVersion: string,
): RepositoryManifests {
  const { guard, problems } = readGuard(null, {}, toolVersion, head);
  const { settings, snapshots } = guard;
  const tree = readTree({
    files: head,
    settings,
    given: [],
    snapshotPaths: snapshots.map((loaded) => loaded.path),
    ignoredByGit,
    stdin: null,
    scan: createScanner(),
    render: () => NO_RENDERING,
  });
  const faults = [...problems, ...tree.problems];
  if (faults.length > 0) {
    const words = faults.map(
      ({ path, message, remedy }) => `${path === undefined ? "" : `${path}: `}${message} ${remedy}`,
    );
    return { of: () => [], problems: words };
  }
  const known = snapshots.map((loaded) => loaded.snapshot.cluster);
  return {
    of: (cluster) =>
      tree.tree.crds.flatMap((manifest) => {
        const targeting = targetsOf(manifest.source.path, settings.targets, [...new Set([...known, cluster])]);
        if (!targeting.clusters.includes(cluster)) return [];
        return [{ manifest, client: targeting.applyOn(cluster) ?? settings.apply }];
      }),
    problems: settings.helm.length + settings.kustomize.length > 0 ? [NOT_RENDERED] : [],
  };
}

/** A cluster that is recorded for the first time has no version to render for, and a refresh need not have helm. */
const NOT_RENDERED =
  "of the charts and kustomizations that the configuration lists, only what can be read as it stands was looked at; the next check renders them.";
