import { done, type Result } from "../base/result.ts";
import { nextProfile } from "../snapshots/profiles/next-profile.ts";
import type { Profile } from "../snapshots/profiles/profile.ts";
import { placeForProfile } from "../snapshots/profiles/profile-place.ts";
import { readProfile } from "../snapshots/profiles/read-profile.ts";
import { writeProfile } from "../snapshots/profiles/write-profile.ts";
import type { FileChange } from "./host.ts";
import type { Outcome } from "./outcome.ts";
import type { PlanRequest, SnapshotFiles } from "./plan.ts";

/** The profile of one cluster, and what it becomes. */
export interface ProfileStep {
  readonly path: string;
  /** null: there is none, or one that cannot be used. */
  readonly recorded: Profile | null;
  readonly next: Profile;
}

export type JudgedProfile =
  | { readonly kind: "failed"; readonly reasons: readonly string[] }
  | { readonly kind: "read"; readonly profile: ProfileStep | null; readonly changes: readonly FileChange[] };

const NOTHING: JudgedProfile = { kind: "read", profile: null, changes: [] };

interface Given {
  readonly cluster: string;
  /** Where its snapshot is. */
  readonly snapshot: string;
  /** null: this run has not asked; what another one proposes stays proposed. */
  readonly reading: Profile | null;
  /** The snapshot is written anew, and counts and sizes go with it. */
  readonly isWritten: boolean;
}

/** Decides what becomes of the profile beside a snapshot. One that cannot be read is written anew, as nobody edits it. */
export async function judgedProfile(request: PlanRequest, given: Given): Promise<Outcome<JudgedProfile>> {
  const { recorded: files, pending, patterns, terms } = request;
  const { cluster, snapshot, reading, isWritten } = given;
  const place = placeForProfile(snapshot, patterns);
  if (!place.ok) {
    const reasons = [`the profile has no place: ${place.reason}`];
    return done(reading === null ? NOTHING : { kind: "failed", reasons });
  }
  const { value: path } = place;
  if (reading === null && !pending.profiles.has(path)) return done(NOTHING);
  const recorded = await profileAt(request, files, path, cluster);
  if (!recorded.ok) return recorded;
  const proposed = await profileAt(request, pending, path, cluster);
  if (!proposed.ok) return proposed;
  const old = recorded.value;
  if (reading === null) {
    const sha = pending.profiles.get(path);
    if (proposed.value === null || sha === undefined) return done(NOTHING);
    return done({
      kind: "read",
      profile: { path, recorded: old, next: proposed.value },
      changes: [{ path, kind: "blob", sha }],
    });
  }
  const heartbeatMs = isWritten ? -1 : terms.heartbeatMs;
  const own = nextProfile(old, reading, { ...terms, heartbeatMs });
  if (own === old) return done(NOTHING);
  const next = proposed.value === null ? own : nextProfile(proposed.value, own, { ...terms, heartbeatMs });
  const text = writeProfile(next);
  if (request.blobName(new TextEncoder().encode(text)) === files.profiles.get(path)) return done(NOTHING);
  return done({ kind: "read", profile: { path, recorded: old, next }, changes: [{ path, kind: "text", text }] });
}

/** null: there is none, or one that cannot be used. */
async function profileAt(
  request: PlanRequest,
  files: SnapshotFiles,
  path: string,
  cluster: string,
): Promise<Outcome<Profile | null>> {
  if (!files.profiles.has(path)) return done(null);
  const bytes = await files.read(path);
  if (!bytes.ok) return bytes;
  const reading: Result<{ readonly profile: Profile }, object> = readProfile(
    path,
    bytes.value,
    request.toolVersion,
    cluster,
  );
  return done(reading.ok ? reading.value.profile : null);
}
