import type { Report } from "../../src/report/report.ts";
import type {
  Anchor,
  ExistingComment,
  ExistingSummary,
  FileRelations,
  Operation,
  PullRequestDiff,
  ReviewInput,
  ReviewOptions,
} from "../../src/review/model.ts";
import { fallDown, newRefusals } from "../../src/review/refused-places.ts";

/** One state of the branch: what the check says of it, and which lines of it GitHub shows. */
export interface Commit {
  readonly sha: string;
  readonly report: Report;
  readonly diff: PullRequestDiff;
  readonly relations: FileRelations;
  /** Whether a line of the commit before is still there, and where. */
  readonly follow: (path: string, line: number) => number | null;
}

type Stored = { -readonly [key in keyof ExistingComment]: ExistingComment[key] };

const VIEWER = "github-actions[bot]";

/** A pull request in memory that behaves as GitHub's does with comments. Everything that people and runs do to it is a method. */
export class PullRequest {
  comments: Stored[] = [];
  summaries: ExistingSummary[] = [];
  /** Ids of comments that a person answered, resolved or wrote: nothing may delete them. */
  readonly precious = new Set<number>();
  commit: Commit;
  #nextId = 1;
  #refusals = newRefusals();

  constructor(commit: Commit) {
    this.commit = commit;
  }

  push(commit: Commit): void {
    this.commit = commit;
    for (const comment of this.comments) {
      if (comment.line === null) continue;
      const line = commit.follow(comment.path, comment.line.line);
      const isShown = line !== null && this.#shows({ kind: "line", path: comment.path, ...comment.line, line });
      comment.line = isShown ? { ...comment.line, line } : null;
      comment.isOutdated = !isShown;
    }
  }

  input(options: ReviewOptions): ReviewInput {
    const { report, diff, relations, sha } = this.commit;
    const copy = <T extends object>(list: readonly T[]) => list.map((one) => ({ ...one }));
    return {
      report,
      diff,
      relations,
      options,
      state: { headSha: sha, viewer: VIEWER, comments: copy(this.comments), summaries: copy(this.summaries) },
    };
  }

  /**
   * What a run does with its plan.
   * @param refused places that GitHub does not take, whatever the diff says
   * @param stopAfter a run that breaks off after so many operations
   */
  apply(operations: readonly Operation[], refused: (anchor: Anchor) => boolean, stopAfter = operations.length): void {
    const created = new Set<string>();
    this.#refusals = newRefusals();
    for (const operation of operations.slice(0, stopAfter)) this.#applyOne(operation, refused, created);
  }

  #applyOne(operation: Operation, refused: (anchor: Anchor) => boolean, created: Set<string>): void {
    switch (operation.kind) {
      case "create-summary":
        this.summaries.push({ ...this.#identity(), author: "github-actions", body: operation.body, url: "" });
        break;
      case "edit-summary":
        this.summaries = this.summaries.map((one) =>
          one.id === operation.id ? { ...one, body: operation.body } : one,
        );
        break;
      case "delete-summary":
        this.summaries = this.summaries.filter(({ id }) => id !== operation.id);
        break;
      case "create-review":
        for (const comment of operation.comments) {
          if (!this.#shows(comment.anchor)) throw new Error(`off the diff: ${JSON.stringify(comment.anchor)}`);
          const next = refused(comment.anchor) ? fallDown(comment, this.#refusals) : null;
          if (next !== null) this.#applyOne(next, refused, created);
          if (!refused(comment.anchor)) created.add(this.write(comment.anchor, comment.body, comment.fingerprint));
        }
        break;
      case "create-file-comment": {
        const anchor: Anchor = { kind: "file", path: operation.path };
        if (!this.#shows(anchor)) throw new Error(`no such file in the diff: ${operation.path}`);
        if (!refused(anchor)) created.add(this.write(anchor, operation.body, operation.fingerprint));
        break;
      }
      case "edit-comment":
        this.#change(operation.id, { body: operation.body });
        break;
      case "delete-comment":
        if (operation.replacedBy !== undefined && !created.has(operation.replacedBy)) break;
        if (this.precious.has(operation.id)) throw new Error(`comment ${operation.id} was a person's`);
        this.comments = this.comments.filter(({ id }) => id !== operation.id);
        break;
      case "minimize":
        this.comments = this.comments.map((one) =>
          one.nodeId === operation.nodeId ? { ...one, isMinimized: true } : one,
        );
    }
  }

  /** @returns the fingerprint */
  write(anchor: Anchor, body: string, fingerprint = "", author = "github-actions"): string {
    this.comments.push({
      ...this.#identity(),
      author,
      body,
      path: anchor.path,
      line: anchor.kind === "line" ? { side: anchor.side, line: anchor.line } : null,
      isOutdated: false,
      isResolved: false,
      isMinimized: false,
      hasReplies: false,
    });
    return fingerprint;
  }

  /** @param index any number: the comment is chosen by it */
  touch(index: number, changes: Partial<ExistingComment>): void {
    const comment = this.comments[index % Math.max(1, this.comments.length)];
    if (comment === undefined) return;
    this.#change(comment.id, changes);
    if (changes.hasReplies === true || changes.isResolved === true) this.precious.add(comment.id);
    if (changes.isResolved === false && !comment.hasReplies) this.precious.delete(comment.id);
  }

  /** Somebody posts a comment of ours once more, marker and all. */
  quote(index: number): void {
    const quoted = this.comments[index % Math.max(1, this.comments.length)];
    if (quoted === undefined) return;
    this.write({ kind: "file", path: quoted.path }, quoted.body, "", "somebody");
    this.precious.add(this.comments.at(-1)?.id ?? 0);
  }

  remove(index: number): void {
    const comment = this.comments[index % Math.max(1, this.comments.length)];
    this.comments = this.comments.filter((one) => one !== comment);
  }

  #change(id: number, changes: Partial<ExistingComment>): void {
    this.comments = this.comments.map((one) => (one.id === id ? { ...one, ...changes } : one));
  }

  #identity(): { readonly id: number; readonly nodeId: string } {
    const id = this.#nextId++;
    return { id, nodeId: `node${id}` };
  }

  #shows(anchor: Anchor): boolean {
    const file = this.commit.diff.files.find(({ path }) => path === anchor.path);
    if (file === undefined || anchor.kind === "file") return file !== undefined;
    const lines = (file.hunks ?? []).flatMap((hunk) => hunk.lines);
    return lines.some((one) =>
      anchor.side === "RIGHT"
        ? one.kind !== "removed" && one.newLine === anchor.line
        : one.kind === "removed" && one.oldLine === anchor.line,
    );
  }
}
