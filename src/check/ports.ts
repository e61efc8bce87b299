import type { FileReading, FoundFiles, LeftOut, TrackedFiles } from "../base/files.ts";
import type { Result } from "../base/result.ts";
import type { HelmRequest, KustomizeRequest, ToolAnswer } from "../base/tools.ts";
import type { CelEvaluator, CelPort } from "../crd/cel-compiler.ts";
import type { CheckoutReleases } from "../releases/tagged-releases.ts";
import type { Problem } from "../report/report.ts";
import type { LockEntry } from "../sources/lock.ts";

/** What the check needs of the outside, as plain functions. `io/` has the real ones. */
export interface CheckPorts {
  /** The working tree. */
  readonly head: TreeFiles;
  /** What it is compared with. */
  readonly base: BaseFiles;
  /** What an earlier step rendered of the base, in a folder that stands for the tree's root; null: nothing was given. */
  readonly baseRendered: TreeFiles | null;
  readonly readStdin: () => Result<Uint8Array>;
  readonly render: RenderPorts;
  readonly sources: SourcePorts;
  readonly cel: CelPort & CelEvaluator;
  /** The releases that the checkout has tags of. */
  readonly releases: CheckoutReleases;
  /** Which of these paths of the working tree git ignores. */
  readonly ignoredByGit: (paths: readonly string[]) => Result<ReadonlySet<string>>;
  /** The files of the working tree that git tracks. */
  readonly trackedByGit: () => Result<TrackedFiles>;
  /** What of the working tree's commit is not checked out. */
  readonly leftOut: () => LeftOut;
  /** Git's name for a file's bytes. */
  readonly blobId: (bytes: Uint8Array) => string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Helm and kustomize. Each run sees the given files alone. */
export interface RenderPorts {
  /** Why no tool may run in this job; null: they may. */
  readonly refused: Problem | null;
  readonly helm: (request: HelmRequest) => ToolAnswer;
  readonly kustomize: (request: KustomizeRequest) => ToolAnswer;
}

/** What `fetch` left behind. Nothing here opens a connection. */
export interface SourcePorts {
  /** Why the lock cannot be read; null: it can, or there is none. */
  readonly problem: () => Problem | null;
  /** What became of an origin (`originKey`); null: it was never tried. */
  readonly entry: (key: string) => LockEntry | null;
  /** The bytes that a digest stands for, verified. */
  readonly read: (digest: string) => Result<Uint8Array>;
  /** URLs of the checkout's remotes: what refers to them is this very repository. */
  readonly remotes: () => readonly string[];
}

/** One tree of files; all paths relative to the workspace, with `/`. */
export interface TreeFiles {
  /** Files that match (fast-glob's language, dot files included); links are not followed but told of. */
  readonly find: (include: readonly string[], exclude: readonly string[]) => FoundFiles;
  /** The bytes are good until the next call: copy what is kept. */
  readonly read: (path: string) => FileReading;
  readonly kindOf: (path: string) => "file" | "directory" | "missing" | "other";
  /** Where a path leads once links are followed; what is outside of the tree is never looked at. */
  readonly follow: (path: string) => Followed;
  /** Equal for two files of any two trees only when their bytes are equal: what was read once is not read again. */
  readonly identityOf: (path: string) => string;
}

export type Followed =
  /** `path` has no link in it. */
  { readonly kind: "file" | "directory"; readonly path: string } | { readonly kind: "missing" | "outside" | "other" };

export type BaseFiles =
  | { readonly available: true; readonly rev: string; readonly files: TreeFiles }
  | { readonly available: false; readonly reason: string };
