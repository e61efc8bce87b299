import { findFiles } from "../io/files/find-files.ts";
import { isInside } from "../io/files/inside.ts";
import { clusterOf, snapshotPlace } from "../refresh/snapshot-place.ts";
import { refreshWorkspace } from "./refresh-workspace.ts";
import { relativePath } from "./relative-path.ts";

export type SnapshotFile =
  | {
      readonly ok: true;
      /** Relative to the working directory. */
      readonly path: string;
      /** The file that has the snapshot now; another one than `path` is replaced by it. null: none. */
      readonly former: string | null;
    }
  | { readonly ok: false; readonly problem: string };

/**
 * Where the snapshot of a cluster belongs: where a person says, or where the configuration has a check look for it.
 * Never outside the working directory, also not by a link.
 */
export function snapshotFile(root: string, cluster: string, output: string | undefined): SnapshotFile {
  const place = output === undefined ? configuredFile(root, cluster) : givenFile(cluster, relativePath(root, output));
  if (!place.ok || isInside(root, place.path)) return place;
  const what = output === undefined ? "The place for snapshots" : "--output";
  return refused(`${what} ${place.path} is outside the working directory: name a place below it.`);
}

function givenFile(cluster: string, path: string): SnapshotFile {
  if (clusterOf(path) !== cluster || !path.endsWith(".json")) {
    return refused(`--output ${path}: a snapshot's file is named like its cluster: ${cluster}.json.`);
  }
  return { ok: true, path, former: path };
}

function configuredFile(root: string, cluster: string): SnapshotFile {
  const settings = refreshWorkspace(root).settings();
  if (!settings.ok) return refused(`Where snapshots belong is not known: ${settings.reason}.`);
  const { patterns } = settings.value;
  const place = snapshotPlace(cluster, patterns, findFiles(root, patterns, []).files);
  return place.ok ? place : refused(`The snapshot has no place: ${place.reason}.`);
}

function refused(problem: string): SnapshotFile {
  return { ok: false, problem };
}
