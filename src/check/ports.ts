/** What the check needs of the outside, as plain functions. `io/` has the real ones. */
export interface CheckPorts {
  /** The working tree. */
  readonly head: TreeFiles;
  /** What it is compared with. */
  readonly base: BaseFiles;
  readonly readStdin: () => Uint8Array;
  /** Which of these paths of the working tree git ignores. */
  readonly ignoredByGit: (paths: readonly string[]) => IgnoredAnswer;
  /** Git's name for a file's bytes. */
  readonly blobId: (bytes: Uint8Array) => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One tree of files; all paths relative to the workspace, with `/`. */
export interface TreeFiles {
  /** Files that match (fast-glob's language, dot files included); links are not followed but told of. */
  readonly find: (include: readonly string[], exclude: readonly string[]) => FoundFiles;
  /** The bytes are good until the next call: copy what is kept. */
  readonly read: (path: string) => FileReading;
  readonly kindOf: (path: string) => "file" | "directory" | "missing" | "other";
  /** Equal for two files of any two trees only when their bytes are equal: what was read once is not read again. */
  readonly identityOf: (path: string) => string;
}

export type BaseFiles =
  | { readonly available: true; readonly rev: string; readonly files: TreeFiles }
  | { readonly available: false; readonly reason: string };

export interface FoundFiles {
  readonly files: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

export type FileReading =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly missing: boolean; readonly reason: string };

export type IgnoredAnswer =
  | { readonly ok: true; readonly ignored: ReadonlySet<string> }
  | { readonly ok: false; readonly reason: string };
