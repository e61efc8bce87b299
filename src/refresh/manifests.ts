import type { CelPort } from "../crd/cel-compiler.ts";
import type { Finding } from "../report/report.ts";
import type { Compared } from "../snapshots/change.ts";
import type { TargetedManifest } from "../snapshots/diff-manifests.ts";
import type { ChangedCluster } from "./plan.ts";

/** The repository's manifests, as far as a run has them. */
export interface RepositoryManifests {
  /** Those that are meant for a cluster. */
  readonly of: (cluster: string) => readonly TargetedManifest[];
  /** What checks refuse once these snapshots are merged, and did not before; null: nobody has looked. */
  readonly refusedNow: (clusters: readonly ChangedCluster[]) => RefusedNow | null;
  /** Compiles CEL rules that a cluster does not have; null: they are undecided. */
  readonly cel: CelPort | null;
  /** What was not looked at, and why; sentences that hold until the base or the workflow is another. */
  readonly notes: readonly string[];
  /** What is true of this run alone. */
  readonly passing: readonly string[];
}

export interface RefusedNow {
  /** In a check's own words. */
  readonly findings: readonly Finding[];
  /** What checks say then of objects in the clusters, and did not before. */
  readonly objects: readonly Finding[];
  readonly compared: Compared;
}

/** What is true of this run alone, once its manifests are judged: the compiler of CEL rules may have been missing. */
export function passingNotes({ cel, passing }: RepositoryManifests): readonly string[] {
  const problem = cel?.problem() ?? null;
  return problem === null ? passing : [...passing, problem];
}

/** Manifests, however many clusters refuse each. */
export function refusedManifests({ findings }: RefusedNow): number {
  return new Set(findings.map(({ location, crd }) => JSON.stringify([location.path, crd ?? location.startLine]))).size;
}
