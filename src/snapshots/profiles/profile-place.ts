import micromatch from "micromatch";
import { done, failed, type Result } from "../../base/result.ts";
import { folderOf, isSnapshotFile } from "../place.ts";

const SNAPSHOT_FOLDER = "clusters";
const PROFILE_FOLDER = "profiles";

/**
 * Where the profile of a cluster is: `profiles/` beside the folder `clusters/` of its snapshot, or in the folder of the
 * snapshot, where that is called otherwise. Versions that know no profiles look into `clusters/*.json` alone.
 * @param snapshot path of the snapshot, `/` as separator
 */
export function profilePath(snapshot: string): string {
  const name = snapshot.slice(snapshot.lastIndexOf("/") + 1).replace(/\.(?:json|ya?ml)$/i, "");
  const folder = profileFolder(folderOf(snapshot));
  return `${folder}/${name}.json`;
}

function profileFolder(folder: string): string {
  if (folder === "") return PROFILE_FOLDER;
  const last = folder.slice(folder.lastIndexOf("/") + 1);
  if (last !== SNAPSHOT_FOLDER) return `${folder}/${PROFILE_FOLDER}`;
  const above = folderOf(folder);
  return above === "" ? PROFILE_FOLDER : `${above}/${PROFILE_FOLDER}`;
}

/** Whether a file has a profile's place; of any other file in a folder `profiles` it is said too. */
export function isProfilePath(path: string): boolean {
  const folder = folderOf(path);
  return path.endsWith(".json") && (folder === PROFILE_FOLDER || folder.endsWith(`/${PROFILE_FOLDER}`));
}

/** The patterns of the profiles that belong to snapshots of some patterns. */
export function profilePatterns(patterns: readonly string[]): readonly string[] {
  return [...new Set(patterns.map((pattern) => `${profileFolder(folderOf(pattern))}/*.json`))];
}

/** Whether a file may be the profile of a cluster whose snapshot is where the patterns say. */
export function isProfileFile(path: string, patterns: readonly string[]): boolean {
  return !isSnapshotFile(path, patterns) && micromatch.isMatch(path, [...profilePatterns(patterns)], { dot: true });
}

/** Where a profile may be written: a file that a pattern of snapshots matches would be read as a snapshot. */
export function placeForProfile(snapshot: string, patterns: readonly string[]): Result<string> {
  const path = profilePath(snapshot);
  if (!isSnapshotFile(path, patterns)) return done(path);
  return failed(
    `its place would be \`${path}\`, which a pattern of \`snapshots\` in the configuration matches too, so that it would be read as a snapshot: narrow the pattern to one folder`,
  );
}
