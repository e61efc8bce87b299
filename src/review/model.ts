import type { Report } from "../report/report.ts";

/** What the changed lines of a pull request are, as GitHub shows them: merge base to head. Paths from the repository's root. */
export interface PullRequestDiff {
  readonly files: readonly DiffFile[];
  /** false: files may be missing from the list, so that a path which is not in it is unknown, not unchanged. */
  readonly complete: boolean;
}

export interface DiffFile {
  /** Its name in the head; for a removed file the name it had. */
  readonly path: string;
  /** Its name in the merge base where that is another one. */
  readonly previousPath?: string;
  readonly status: "added" | "removed" | "modified";
  /** null: not to be had (too large, binary, left out by GitHub); never to be read as "nothing changed". */
  readonly hunks: readonly Hunk[] | null;
}

export interface Hunk {
  /** The line of the newer text that its first line is, or would be where it only removes. */
  readonly newStart: number;
  readonly lines: readonly HunkLine[];
}

/** One line of a hunk. Its text has no line feed; a carriage return in front of one is part of it. */
export type HunkLine =
  | { readonly kind: "context"; readonly text: string; readonly oldLine: number; readonly newLine: number }
  | { readonly kind: "added"; readonly text: string; readonly newLine: number }
  | { readonly kind: "removed"; readonly text: string; readonly oldLine: number };

/** What a file that the check read is in the commit whose lines GitHub shows. */
export type FileRelation =
  | { readonly kind: "same" }
  /** `hunks` lead from the commit's text to the text that was read. */
  | { readonly kind: "changed"; readonly hunks: readonly Hunk[] }
  /** The commit has no such file: it was rendered, or the base branch brought it. */
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" };

/** By path from the repository's root; a path that is missing is unknown. */
export interface FileRelations {
  /** Checked-out files (GitHub's merge commit, or the head itself) to the pull request's head. */
  readonly head: ReadonlyMap<string, FileRelation>;
  /** Files of the commit that the report compares with to the merge base. */
  readonly base: ReadonlyMap<string, FileRelation>;
}

/** Where a comment can stand. LEFT counts the lines of the merge base, RIGHT those of the head. */
export type Anchor = LineAnchor | { readonly kind: "file"; readonly path: string };

export interface LineAnchor {
  readonly kind: "line";
  readonly path: string;
  readonly side: "LEFT" | "RIGHT";
  readonly line: number;
}

/** A review comment at the top of its thread, whoever wrote it: the plan decides which are ours. */
export interface ExistingComment {
  readonly id: number;
  readonly nodeId: string;
  /** Login as the API gives it, with or without `[bot]`. */
  readonly author: string;
  readonly body: string;
  readonly path: string;
  /** Where it shows now; null: it is a file comment, or outdated. */
  readonly line: { readonly side: "LEFT" | "RIGHT"; readonly line: number } | null;
  /** Its line is gone from the diff; never true for a file comment. */
  readonly isOutdated: boolean;
  /** Its thread is resolved. We never resolve one, so a person or another tool did. */
  readonly isResolved: boolean;
  readonly isMinimized: boolean;
  /** Somebody who is not us answered in its thread. */
  readonly hasReplies: boolean;
}

/** A comment on the pull request's conversation, whoever wrote it. */
export interface ExistingSummary {
  readonly id: number;
  readonly nodeId: string;
  readonly author: string;
  readonly body: string;
  readonly url: string;
}

/** A pull request as it is before anything is written. */
export interface ReviewState {
  /** The pull request's last commit now. */
  readonly headSha: string;
  /** Whose token writes: `viewer.login`. */
  readonly viewer: string;
  readonly comments: readonly ExistingComment[];
  readonly summaries: readonly ExistingSummary[];
}

export type CommentMode = "on-findings" | "always" | "off";

export interface ReviewOptions {
  /** Whether there are review comments; where not, none that exists is touched. */
  readonly review: boolean;
  readonly comment: CommentMode;
  /** Which job this is, `workflow/job`: another job's comments are left alone. */
  readonly scope: string;
  /** `https://github.com/owner/repo`. */
  readonly repositoryUrl: string;
  readonly runUrl: string;
  /** The report was made by a fork's own run, and nothing in it was verified; how many findings of it are not shown. */
  readonly fromFork?: { readonly leftOut: number };
}

export interface ReviewInput {
  readonly report: Report;
  readonly diff: PullRequestDiff;
  readonly relations: FileRelations;
  readonly state: ReviewState;
  readonly options: ReviewOptions;
  /** Fingerprints of findings of which GitHub took no comment in this run; absent: of none. */
  readonly refused?: ReadonlySet<string>;
}

/** A comment to be created, and what to try where GitHub refuses its place (`fallDown`). */
export interface NewComment {
  readonly fingerprint: string;
  readonly anchor: LineAnchor;
  readonly body: string;
  readonly lower: readonly { readonly anchor: Anchor; readonly body: string }[];
  /** A comment of ours stands on the file already: where GitHub takes no line of it, that one says all. */
  readonly fileHasOne?: boolean;
}

/** What to do on GitHub, in this order. A plan that is applied in part leaves a state that the next plan repairs. */
export type Operation =
  | { readonly kind: "create-summary"; readonly body: string }
  | { readonly kind: "edit-summary"; readonly id: number; readonly body: string }
  /** Another run wrote a second one at the same time. */
  | { readonly kind: "delete-summary"; readonly id: number }
  /** At most one a plan; event COMMENT, no body. */
  | { readonly kind: "create-review"; readonly comments: readonly NewComment[] }
  | { readonly kind: "create-file-comment"; readonly fingerprint: string; readonly path: string; readonly body: string }
  | { readonly kind: "edit-comment"; readonly id: number; readonly body: string }
  /** `replacedBy`: only once a comment of this fingerprint was created in this run. */
  | { readonly kind: "delete-comment"; readonly id: number; readonly replacedBy?: string }
  /** As OUTDATED. */
  | { readonly kind: "minimize"; readonly nodeId: string };

export interface Plan {
  /** Where the summary stands that is there already; null: there is none. */
  readonly summaryUrl: string | null;
  readonly operations: readonly Operation[];
  /** Every finding of the report in its order, and where it is shown, for the debug log. */
  readonly placements: readonly Placement[];
  /** Fingerprints of those that a review comment shows, once the operations are done. */
  readonly commented: ReadonlySet<string>;
}

/** How a finding is shown on the pull request, besides the summary and its annotation. */
export interface Placement {
  readonly fingerprint: string;
  readonly rule: string;
  /**
   * `kept`: by a comment that exists. `acknowledged`: its thread was resolved. `over-the-cap`: only thirty are posted.
   * `file-has-one`: of a file whose lines GitHub does not show one finding has a comment, and this is another.
   */
  readonly shown: "created" | "kept" | "acknowledged" | "not-inline" | "no-place" | "over-the-cap" | "file-has-one";
  readonly anchor: Anchor | null;
}
