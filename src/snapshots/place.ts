import micromatch from "micromatch";
import { done, failed, type Result } from "../base/result.ts";

/** Where a cluster's snapshot is written. */
export interface Place {
  readonly path: string;
  /** The file that has it now, which may have another ending; null: none. */
  readonly former: string | null;
}

/** What the configuration says of snapshots. */
export interface SnapshotSettings {
  /** `snapshots`. */
  readonly patterns: readonly string[];
  /** Milliseconds. */
  readonly maxSnapshotAge: number;
}

/** The name of the cluster that a file of snapshots is of. */
export function clusterOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.(?:json|ya?ml)$/i, "");
}

/** Whether a check reads the file as a snapshot. */
export function isSnapshotFile(path: string, patterns: readonly string[]): boolean {
  return micromatch.isMatch(path, [...patterns], { dot: true });
}

/**
 * Where the snapshot of a cluster belongs: where it is, as JSON; else in the folder that the first fitting pattern starts
 * with. A file that no pattern matches would never be read, so that is refused.
 * @param patterns `snapshots` of the configuration
 * @param files what the patterns match today
 */
export function snapshotPlace(cluster: string, patterns: readonly string[], files: Iterable<string>): Result<Place> {
  const former = [...files].filter((path) => clusterOf(path) === cluster);
  const [path, other] = former;
  if (other !== undefined) {
    return failed(`\`${path}\` and \`${other}\` both are snapshots of \`${cluster}\`: remove one of them`);
  }
  const read = (candidate: string) => isSnapshotFile(candidate, patterns);
  if (path !== undefined) {
    const asJson = path.replace(/\.ya?ml$/i, ".json");
    return done({ path: read(asJson) ? asJson : path, former: path });
  }
  for (const pattern of patterns) {
    const folder = staticFolder(pattern);
    const candidate = folder === "" ? `${cluster}.json` : `${folder}/${cluster}.json`;
    if (read(candidate)) return done({ path: candidate, former: null });
  }
  return failed(
    `no pattern of \`snapshots\` in the configuration matches a file named \`${cluster}.json\`: add one, or the check would never read it`,
  );
}

/** The part of a pattern that is no pattern, without its last segment: the folder in which everything it matches is. */
export function staticFolder(pattern: string): string {
  const { base } = micromatch.scan(pattern);
  return base === pattern ? folderOf(pattern) : base.replace(/(?<!\/)\/+$/, "");
}

/** The folder that a file is in, "" for the root. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}
