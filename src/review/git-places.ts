import type { DiffFile, FileRelation, FileRelations, PullRequestDiff } from "./model.ts";
import { parseUnifiedDiff } from "./unified-diff.ts";

/** What git says of a pull request's files (`io/git/pull-request-diff.ts`). */
export interface GitTexts {
  readonly diff: string;
  readonly head: GitDifferences;
  readonly base: GitDifferences | null;
}

export interface GitDifferences {
  readonly diff: string;
  readonly present: readonly string[];
}

export interface Places {
  readonly diff: PullRequestDiff;
  readonly relations: FileRelations;
}

/** @param paths those that git was asked for */
export function placesFromGit({ diff, head, base }: GitTexts, paths: readonly string[]): Places {
  return {
    diff: { files: parseUnifiedDiff(diff), complete: true },
    relations: { head: relations(head, paths), base: base === null ? new Map() : relations(base, paths) },
  };
}

function relations({ diff, present }: GitDifferences, paths: readonly string[]): ReadonlyMap<string, FileRelation> {
  const changed = new Map(parseUnifiedDiff(diff).map((file) => [file.path, file]));
  const there = new Set(present);
  return new Map(paths.map((path) => [path, there.has(path) ? relation(changed.get(path)) : { kind: "absent" }]));
}

function relation(file: DiffFile | undefined): FileRelation {
  if (file === undefined) return { kind: "same" };
  return file.hunks === null || file.status !== "modified"
    ? { kind: "unknown" }
    : { kind: "changed", hunks: file.hunks };
}
