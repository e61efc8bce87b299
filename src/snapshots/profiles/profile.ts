import type { Result } from "../../base/result.ts";
import type { FieldUse } from "../../crd/profile/field-use.ts";
import type { SnapshotProblem } from "../snapshot.ts";

/** How the objects of one cluster use their fields. Published form: `schema/field-use-profile.json`; docs/profiles.md. */
export interface Profile {
  readonly formatVersion: 1;
  readonly cluster: string;
  readonly origin: ProfileOrigin;
  /** RFC 3339, UTC. */
  readonly capturedAt: string;
  /** By CRD name, sorted. */
  readonly crds: Readonly<Record<string, ProfiledCrd>>;
}

export interface ProfileOrigin {
  /** Version of this tool that wrote it. */
  readonly tool: string;
  /** As in the snapshot of the cluster; absent: not known. */
  readonly identity?: string;
}

export type ProfiledCrd = CrdUse | NotProfiled;

export interface CrdUse extends FieldUse {
  /** When its objects were read; absent: when all were. */
  readonly capturedAt?: string;
}

export interface NotProfiled {
  readonly notProfiled: NotProfiledReason;
}

export type NotProfiledReason =
  /** The right to list them is missing. */
  | "forbidden"
  /** The version that they are stored at is not served. */
  | "not-served"
  /** The names of the CRD are another's. */
  | "no-names"
  /** The version has no schema, or one that is too large to be looked into. */
  | "no-schema"
  /** There are more than is read. */
  | "too-many"
  /** The time for the cluster was up. */
  | "no-time"
  /** The API server did not answer with a list. */
  | "failed";

export function isProfiled(crd: ProfiledCrd): crd is CrdUse {
  return !("notProfiled" in crd);
}

/** A profile with the place it was read from. */
export interface LoadedProfile {
  readonly profile: Profile;
  /** Relative to the workspace, `/` as separator. */
  readonly path: string;
}

export type ProfileReading = Result<
  { readonly profile: Profile; readonly notices: readonly string[] },
  { readonly problems: readonly SnapshotProblem[] }
>;
