import type { FileReading } from "../base/files.ts";
import type { Problem } from "../report/report.ts";
import { isProfiled, type LoadedProfile, type Profile } from "../snapshots/profiles/profile.ts";
import { isProfileFile, profilePath, profilePatterns } from "../snapshots/profiles/profile-place.ts";
import { readProfile } from "../snapshots/profiles/read-profile.ts";
import type { LoadedSnapshot, Snapshot } from "../snapshots/snapshot.ts";
import { code } from "../text/code-span.ts";
import { counted, quoted } from "../text/listing.ts";
import type { TreeFiles } from "./ports.ts";

export interface ProfileOf {
  /** null: there is none, or none of this cluster. */
  readonly profile: LoadedProfile | null;
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
}

/** CRDs or files that a sentence names; more are a number. */
const MOST_NAMED = 3;

const NONE: ProfileOf = { profile: null, problems: [], notices: [] };

/**
 * The profile beside a snapshot. One that is there and cannot be used is a problem, as a snapshot is: a check that went on
 * without it would be silent about what it was made for.
 */
export function profileOf(
  { snapshot, path }: LoadedSnapshot,
  toolVersion: string,
  read: (path: string) => FileReading,
): ProfileOf {
  const place = profilePath(path);
  const bytes = read(place);
  if (!bytes.ok) {
    if (bytes.missing) return NONE;
    const message = `The profile cannot be read: ${bytes.reason}.`;
    return { ...NONE, problems: [{ path: place, message, remedy: "Correct the file, or delete it." }] };
  }
  const reading = readProfile(place, Uint8Array.from(bytes.value), toolVersion, snapshot.cluster);
  if (!reading.ok) return { ...NONE, problems: reading.problems };
  const { profile, notices } = reading.value;
  if (isOfAnother(profile, snapshot)) {
    const other = `\`${place}\` is of a cluster with another CA or host than its snapshot: what objects use is not compared. A refresh with \`profile-objects\` reads them anew.`;
    return { ...NONE, notices: [...notices, other] };
  }
  const loaded = { profile, path: place };
  return { profile: loaded, problems: [], notices: [...notices, ...outdated(loaded, snapshot)] };
}

/**
 * What is to be said of profiles whose snapshot is not there: it was deleted or renamed, and what its objects use is
 * compared with nothing. A file at such a place that is no profile is somebody else's.
 * @param snapshots paths of the snapshots that were looked for
 */
export function strayProfiles(
  patterns: readonly string[],
  snapshots: readonly string[],
  toolVersion: string,
  files: TreeFiles,
): readonly string[] {
  const beside = new Set(snapshots.map(profilePath));
  const stray = files.find(profilePatterns(patterns), []).files.filter((path) => {
    if (beside.has(path) || !isProfileFile(path, patterns)) return false;
    const bytes = files.read(path);
    if (!bytes.ok) return false;
    const name = path.slice(path.lastIndexOf("/") + 1, -".json".length);
    return readProfile(path, Uint8Array.from(bytes.value), toolVersion, name).ok;
  });
  if (stray.length === 0) return [];
  const which = stray.length > MOST_NAMED ? counted(stray.length, "profile") : quoted(stray);
  return [
    `No snapshot is beside ${which}: what ${stray.length === 1 ? "its" : "their"} objects use is not compared. Delete what is of no cluster any more, or give it the name of its snapshot.`,
  ];
}

function isOfAnother({ origin }: Profile, snapshot: Snapshot): boolean {
  const [own, other] = [origin.identity, snapshot.origin.identity];
  return own !== undefined && other !== undefined && own !== other;
}

/** What was counted under another schema says nothing of this one. */
function outdated({ profile, path }: LoadedProfile, { crds }: Snapshot): readonly string[] {
  const names = Object.entries(profile.crds).flatMap(([name, use]) => {
    const live = Object.hasOwn(crds, name) ? crds[name] : undefined;
    if (live === undefined || !isProfiled(use)) return [];
    return live.versions.some((one) => one.name === use.version && one.schema === use.schema) ? [] : [name];
  });
  if (names.length === 0) return [];
  const which = names.length > MOST_NAMED ? counted(names.length, "CRD") : quoted(names);
  return [
    `${code(path)} counted objects of ${which} under another schema than the snapshot's: what they use is not compared. A refresh with \`profile-objects\` reads them anew.`,
  ];
}
