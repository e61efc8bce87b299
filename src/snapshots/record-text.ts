import type { Compared, SnapshotDiff } from "./change.ts";
import { comparedText, diffText } from "./diff-text.ts";
import type { Profile } from "./profiles/profile.ts";
import { profileSize } from "./profiles/profile-words.ts";
import type { Snapshot } from "./snapshot.ts";

/** What came of reading a cluster for its record. */
export interface Recorded {
  /** `read`: there was nothing to compare with, and nothing was to be written. */
  readonly deed: "written" | "kept" | "compared" | "read";
  /** The file that it was written to, or compared with. */
  readonly path: string;
  /** null: there was none. */
  readonly old: Snapshot | null;
  /** What is recorded from now on. */
  readonly snapshot: Snapshot;
  readonly diff: SnapshotDiff;
  /** `none`: nothing is news, so that nothing was looked at. */
  readonly compared: Compared | "none" | "not-looked-at";
  /** null: nobody asked for one. */
  readonly profiled: RecordedProfile | null;
}

/** What became of a profile. */
export interface RecordedProfile {
  readonly path: string;
  readonly profile: Profile;
  readonly deed: "written" | "kept" | "read";
}

/** What `snapshot` prints. Holds names from the cluster: escape it for its sink. */
export function recordedText({ deed, path, old, snapshot, diff, compared, profiled }: Recorded): string {
  const changes = old === null ? firstText(diff) : changesText(old, snapshot, diff);
  const seen =
    compared === "none" ? "" : `\n${compared === "not-looked-at" ? NOT_LOOKED_AT : comparedText(compared)}\n`;
  const profile = profiled === null ? "" : `${profileText(profiled)}\n`;
  return `${deedText(deed, path)}: ${size(snapshot)}.\n${profile}${changes}${seen}`;
}

function profileText({ path, profile, deed }: RecordedProfile): string {
  const lead = { written: `Wrote ${path}`, kept: `${path} stays as it is`, read: "Read, and wrote no profile" }[deed];
  return `${lead}: ${profileSize(profile)}.`;
}

const NOT_LOOKED_AT = "This is no git repository: no manifests were looked at.";

function deedText(deed: Recorded["deed"], path: string): string {
  switch (deed) {
    case "written":
      return `Wrote ${path}`;
    case "kept":
      return `${path} stays as it is`;
    case "compared":
      return `Compared with ${path}`;
    case "read":
      return "Read, and wrote nothing";
  }
}

/** What a first snapshot means is what a newcomer wants to know. */
function firstText(diff: SnapshotDiff): string {
  return `There was no snapshot to compare with.\n${diffText({ ...diff, changes: [] })}`;
}

function changesText(old: Snapshot, next: Snapshot, diff: SnapshotDiff): string {
  if (diff.changes.length > 0) return diffText(diff);
  const since = old.capturedAt === null ? "" : ` since ${old.capturedAt}`;
  const renew = next === old && old.capturedAt !== null ? "; --renew records the time of this reading" : "";
  return `Nothing of ${old.cluster} has changed${since}${renew}.\n`;
}

function size({ crds, cluster, serverVersion }: Snapshot): string {
  const count = Object.keys(crds).length;
  const version = serverVersion === null ? "" : `, Kubernetes ${serverVersion}`;
  return `${count} ${count === 1 ? "CRD" : "CRDs"} of ${cluster}${version}`;
}
