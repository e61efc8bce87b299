import type { Result } from "../base/result.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import type { LoadedProfile } from "./profiles/profile.ts";

/** The committed record of one cluster's CRDs. Published form: `schema/cluster-snapshot.json`; docs/snapshot.md. */
export interface Snapshot {
  /** 1: nothing is known of CEL rules. */
  readonly formatVersion: 1 | 2;
  readonly cluster: string;
  readonly origin: SnapshotOrigin;
  /** As the cluster reports it, `v1.31.3`; null in a raw dump. */
  readonly serverVersion: string | null;
  /** RFC 3339, UTC; null in a raw dump. */
  readonly capturedAt: string | null;
  /** false: groups were left out on purpose; what is left out is unknown, not absent. */
  readonly complete: boolean;
  readonly selection?: { readonly exclude: readonly string[] };
  /** Served API groups that decide advice, `storagemigration.k8s.io/v1alpha1`; sorted. */
  readonly apis: readonly string[];
  /** By CRD name, sorted. */
  readonly crds: Readonly<Record<string, LiveCrd>>;
}

export interface SnapshotOrigin {
  readonly kind: "cluster" | "dump" | "releases";
  /** Version of this tool that wrote it; null for a raw dump. */
  readonly tool: string | null;
  /** `ca:` or `host:` and eight hex digits, so that a wrong cluster is noticed. */
  readonly identity?: string;
}

/** A snapshot with the place it was read from. */
export interface LoadedSnapshot {
  readonly snapshot: Snapshot;
  /** Relative to the workspace, `/` as separator. */
  readonly path: string;
  /** 1-based line of a CRD's `storedVersions`, or of the CRD, or 1: the proof a finding links to. */
  readonly lineOf: (crd: string) => number;
  /** How its objects use their fields; absent: nobody recorded that. */
  readonly used?: LoadedProfile;
}

/** Why a file that was given as a snapshot cannot be used. Never skipped: it stops the check with exit code 2. */
export interface SnapshotProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** One sentence: what was found, what was expected. */
  readonly message: string;
  readonly remedy: string;
}

export type SnapshotReading = Result<
  { readonly loaded: LoadedSnapshot; readonly notices: readonly string[] },
  { readonly problems: readonly SnapshotProblem[] }
>;
