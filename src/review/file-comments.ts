import type { Anchor, PullRequestDiff } from "./model.ts";
import type { Thread } from "./threads.ts";

/**
 * Files on which one comment is all that can be said: GitHub shows none of their lines, or refused them at this very
 * commit. Thirty comments on one file say no more than one.
 */
export class FileComments {
  readonly #commented: Set<string>;
  readonly #lineless: ReadonlySet<string>;
  readonly #refused: ReadonlySet<string>;

  /** @param kept threads that stay, each with the best place that its finding has by the diff */
  constructor(
    { files }: PullRequestDiff,
    kept: readonly { readonly thread: Thread; readonly best: Anchor | undefined }[],
    headSha: string,
  ) {
    const onFile = kept.filter(({ thread: { kept: own } }) => own.comment.line === null && !own.comment.isOutdated);
    const withLines = new Set(
      kept.flatMap(({ thread: { kept: own } }) => (own.comment.line ? [own.comment.path] : [])),
    );
    this.#commented = new Set(onFile.map(({ thread }) => thread.kept.comment.path));
    this.#lineless = new Set(files.flatMap(({ path, hunks }) => (hunks === null ? [path] : [])));
    // It was written at this commit, and fell from a line that the diff has.
    this.#refused = new Set(
      onFile.flatMap(({ thread: { kept: own }, best }) => {
        const { path } = own.comment;
        const fell = best?.kind === "line" && best.path === path && own.marker.sha === headSha;
        return fell && !withLines.has(path) ? [path] : [];
      }),
    );
  }

  /** Whether a new comment can stand there. */
  isFree(anchor: Anchor): boolean {
    const { kind, path } = anchor;
    if (kind === "line") return !this.#refused.has(path);
    return !(this.#commented.has(path) && (this.#lineless.has(path) || this.#refused.has(path)));
  }

  isCommented(path: string): boolean {
    return this.#commented.has(path);
  }

  take({ kind, path }: Anchor): void {
    if (kind === "file") this.#commented.add(path);
  }
}
