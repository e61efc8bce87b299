import type { Outcome } from "./outcome.ts";

/** A commit and its tree, by their names. */
export interface Head {
  readonly commit: string;
  readonly tree: string;
}

export interface TreeEntry {
  /** Relative to the tree, `/` as separator. */
  readonly path: string;
  readonly kind: "file" | "folder" | "other";
  readonly sha: string;
}

/** What a commit changes of its parent: a whole file, a file that exists already, or none any more. */
export type FileChange =
  | { readonly path: string; readonly kind: "text"; readonly text: string }
  | { readonly path: string; readonly kind: "blob"; readonly sha: string }
  | { readonly path: string; readonly kind: "gone" };

export interface NewCommit {
  readonly parent: Head;
  readonly message: string;
  readonly changes: readonly FileChange[];
}

/** One commit of a branch. */
export interface BranchCommit {
  readonly sha: string;
  /** The first line of its message. */
  readonly subject: string;
  /** Its author's name. */
  readonly author: string;
  /** It joins branches, as GitHub's button "Update branch" does. */
  readonly isMerge: boolean;
}

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly open: boolean;
  readonly merged: boolean;
  /** The branch it is to be merged into. */
  readonly base: string;
  readonly headSha: string;
  readonly body: string;
}

/** A repository's branches and files. */
export interface Branches {
  /** null: there is no such branch. */
  readonly head: (branch: string) => Promise<Outcome<Head | null>>;
  /** null: the two have no history in common. */
  readonly mergeBase: (base: string, head: string) => Promise<Outcome<Head | null>>;
  /** Those of `head` that `base` has not, oldest first; the first hundred. */
  readonly commits: (base: string, head: string) => Promise<Outcome<readonly BranchCommit[]>>;
  /** One folder; `recursive`: all that is below it. */
  readonly entries: (tree: string, recursive: boolean) => Promise<Outcome<readonly TreeEntry[]>>;
  readonly blob: (sha: string) => Promise<Outcome<Uint8Array>>;
  /** The name that git gives to a file's bytes. */
  readonly blobName: (bytes: Uint8Array) => string;
  /** Stores a commit that no branch has yet. @returns its name */
  readonly commit: (commit: NewCommit) => Promise<Outcome<string>>;
  /**
   * Compare and swap: moves a branch only if it is still where it was last seen (null: not there).
   * @param to null: the branch is deleted
   * @param force whether commits that only this branch has may be lost
   */
  readonly swap: (branch: string, from: string | null, to: string | null, force: boolean) => Promise<Outcome<null>>;
}

/** The pull requests of one branch. */
export interface PullRequests {
  /** Of this repository's own branch, whatever their state, newest first. */
  readonly list: (branch: string) => Promise<Outcome<readonly PullRequest[]>>;
  readonly create: (given: {
    readonly base: string;
    readonly branch: string;
    readonly title: string;
    readonly body: string;
  }) => Promise<Outcome<Pick<PullRequest, "number" | "url">>>;
  readonly update: (
    number: number,
    given: { readonly title?: string; readonly body: string; readonly close: boolean },
  ) => Promise<Outcome<null>>;
  readonly addLabels: (number: number, labels: readonly string[]) => Promise<Outcome<null>>;
  /** Whether what the token writes starts workflows; null: not to be told. */
  readonly startsWorkflows: () => Promise<boolean | null>;
}

export interface Host {
  readonly branches: Branches;
  readonly pullRequests: PullRequests;
  /** Waits before an attempt, longer with each, and not the same for two jobs. @param attempt from 1 */
  readonly pause: (attempt: number) => Promise<void>;
}
