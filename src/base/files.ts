import type { Reason, Result } from "./result.ts";

/** A whole file's bytes, or why they are not to be had. */
export type FileReading = Result<Uint8Array, Unread>;

export interface Unread extends Reason {
  readonly missing: boolean;
  /** Its bytes piece by piece, each good until the next, where it is merely too large to be read as a whole. */
  readonly pieces?: () => Iterable<Uint8Array>;
}

export interface FoundFiles {
  /** Relative to the workspace, `/` as separator, sorted. */
  readonly files: readonly string[];
  /** What was met and not entered, sorted by path, with the reason. */
  readonly skipped: readonly SkippedPath[];
}

export interface SkippedPath {
  readonly path: string;
  readonly reason: string;
  /** It is a link, and leads to this regular file of the tree, which is below no `.git`: it can be read as that. */
  readonly linkTo?: string;
  /** It is a link, and leads to what is no part of the tree. */
  readonly elsewhere?: "file" | "folder";
  /** It is a link, and leads to this folder of the tree; "" is the whole. */
  readonly linkToFolder?: string;
  /** It could not be looked into, so that nobody knows what it holds. */
  readonly isUnknown?: true;
}

/** What git tracks of a working tree, in paths relative to it. The files of submodules are not among `files`. */
export interface TrackedFiles {
  readonly files: ReadonlySet<string>;
  readonly submodules: readonly string[];
}

/** What a commit has and its working tree does not, in paths relative to that. */
export interface LeftOut {
  /** Those that a sparse checkout leaves out. */
  readonly files: ReadonlySet<string>;
  /** Folders of submodules, and of theirs, that are not checked out. */
  readonly submodules: ReadonlySet<string>;
  /** Those of them that are submodules of submodules. */
  readonly nested: ReadonlySet<string>;
  /** Contents of such files, as far as the repository has them. */
  readonly read: (paths: readonly string[]) => ReadonlyMap<string, Uint8Array>;
}
