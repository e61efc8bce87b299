import type { Result } from "../base/result.ts";
import type { SeenFiles } from "./found.ts";
import type { ReleaseTag } from "./select-tags.ts";

/** A file of a commit, its path from the root of the repository. Equal ids are equal bytes. */
export interface ReleaseFile {
  readonly path: string;
  readonly id: string;
}

/** What releases are read from. */
export interface ReleaseTrees {
  /** The files of each commit that are wanted, sorted by path. */
  readonly files: (
    commits: readonly string[],
    wanted: { readonly file: (path: string) => boolean; readonly folder: (path: string) => boolean },
  ) => Result<ReadonlyMap<string, readonly ReleaseFile[]>>;
  /** Reads each file once; the bytes are good until `each` returns. Gives the ids of those that are too large. */
  readonly read: (ids: readonly string[], each: (id: string, bytes: Uint8Array) => void) => Result<readonly string[]>;
}

export interface TagPorts {
  readonly tags: () => Result<readonly ReleaseTag[]>;
  /** Why tags may be missing here that the repository was cloned from; null: nothing says that any are. */
  readonly lacking: () => "shallow" | "no-tags" | "one-branch" | null;
  /** What the repository calls where its tags come from; null: it is a copy of nothing. */
  readonly remote: () => string | null;
  /** Names of the tags that a remote has. Asks the network. */
  readonly remoteTags: (remote: string) => Result<readonly string[]>;
  /** The commit that is checked out; null: there is none. */
  readonly head: () => string | null;
}

/** How to call what chooses among releases, in backquotes: where it was said, it can be said otherwise. */
export interface ChoiceWords {
  readonly paths: string;
  readonly preReleases: string;
}

export interface ReleasePorts extends ReleaseTrees, TagPorts {
  /** Where what was read is kept for the next reading; absent: there is none. */
  readonly seen?: SeenFiles;
  /** Told of each release that is looked into: how many are done, of how many. All of them: that was the last. */
  readonly progress: (what: string, done: number, of: number) => void;
  /** Takes a sentence, at once. */
  readonly warn: (words: string) => void;
}
