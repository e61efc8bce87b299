import type { Report } from "../report/report.ts";
import { fromRoot } from "../report/root-path.ts";
import type { DiffFile, FileRelation, FileRelations, PullRequestDiff } from "./model.ts";
import { parsePatch } from "./unified-diff.ts";

/** One file of a pull request as GitHub's API lists it. */
export interface ListedFile {
  readonly path: string;
  /** Another only where it was renamed. */
  readonly oldPath: string;
  readonly status: string;
  /** Git's id of its bytes in the head; of a removed file, of its last ones. */
  readonly blob: string | null;
  /** Hunks alone; null: GitHub sent none. */
  readonly patch: string | null;
}

/**
 * The diff of a pull request out of the API's list. A file without a patch is one whose changes are unknown: GitHub
 * leaves patches out that are large, and after 20,000 lines all that follow, with a count of zero changes. A line that
 * the check read is a line of the head only where both have the same bytes.
 * @param listed at most 3,000 files, which is where GitHub's list ends
 * @param changedFiles how many there are
 */
export function diffFromApi(
  report: Report,
  listed: readonly ListedFile[],
  changedFiles: number,
): { readonly diff: PullRequestDiff; readonly relations: FileRelations } {
  const blobs = new Map(listed.map(({ path, blob }) => [path, blob]));
  const head = report.findings.map(({ location }): readonly [string, FileRelation] => {
    const name = fromRoot(location.path, report.folder ?? ".");
    const isSame = location.blob !== undefined && location.blob === blobs.get(name);
    return [name, isSame ? { kind: "same" } : { kind: "unknown" }];
  });
  return {
    diff: { files: listed.map(diffFile), complete: listed.length >= changedFiles },
    relations: { head: new Map(head), base: new Map() },
  };
}

function diffFile({ path, oldPath, status, patch }: ListedFile): DiffFile {
  return {
    path,
    ...(path === oldPath ? {} : { previousPath: oldPath }),
    status: status === "added" || status === "removed" ? status : "modified",
    hunks: patch === null ? null : parsePatch(patch),
  };
}
