import type { Written } from "../base/result.ts";
import type { NewComment, Operation } from "./model.ts";
import { fallDown, newRefusals, type Refusals } from "./refused-places.ts";

/** The writes on one pull request. None throws. */
export interface ReviewWriter {
  readonly createReview: (comments: readonly ReviewComment[]) => Promise<Written>;
  readonly createFileComment: (path: string, body: string) => Promise<Written>;
  readonly editComment: (id: number, body: string) => Promise<Written>;
  readonly deleteComment: (id: number) => Promise<Written>;
  readonly minimize: (nodeId: string) => Promise<Written>;
  readonly createSummary: (body: string) => Promise<Written>;
  readonly editSummary: (id: number, body: string) => Promise<Written>;
  readonly deleteSummary: (id: number) => Promise<Written>;
}

export interface ReviewComment {
  readonly path: string;
  readonly side: "LEFT" | "RIGHT";
  readonly line: number;
  readonly body: string;
}

/** `again`: read and plan anew. `stop`: GitHub takes nothing more for now. `forbidden`: nor of this token ever. */
export type Applied =
  | { readonly kind: "done" }
  | { readonly kind: "again" | "stop" | "forbidden"; readonly reason: string };

/** What a run has done so far, over all its attempts. */
export interface Run {
  summaryUrl: string | null;
  /** What the token may not do, and GitHub's reason. */
  readonly denied: Map<Surface, string>;
  /** Fingerprints of the findings that got a comment. */
  readonly created: Set<string>;
  /** Fingerprints of the findings of which it took no comment, at any place. */
  readonly refused: Set<string>;
  /** Fingerprints of the findings that a comment shows. */
  commented: ReadonlySet<string>;
  /** What GitHub refused, and which files have a comment that fell down to them. */
  readonly refusals: Refusals;
  /** Whether any write was tried, and whether one was done. */
  hasWritten: boolean;
  hasDone: boolean;
}

/** What one permission, or its lack, is about. */
type Surface = "Review comments were" | "The summary was";

interface ApplyPorts {
  readonly writer: ReviewWriter;
  readonly pause: (seconds: number) => Promise<void>;
  readonly debug: (line: string) => void;
}

const DONE: Applied = { kind: "done" };
/** A second review right after another is refused at times, whatever is in it (octokit/rest.js #595). */
const SECONDS_BETWEEN_REVIEWS = 5;
/** Two guilty comments of thirty take ten refusals; with more it is the review that GitHub does not take, not a comment. */
const MOST_REFUSALS = 11;

export function newRun(): Run {
  return {
    summaryUrl: null,
    denied: new Map(),
    created: new Set(),
    refused: new Set(),
    commented: new Set(),
    refusals: newRefusals(),
    hasWritten: false,
    hasDone: false,
  };
}

/** Does what was planned, in its order, and goes on without what GitHub denies. */
export async function applyOperations(operations: readonly Operation[], run: Run, ports: ApplyPorts): Promise<Applied> {
  for (const operation of operations) {
    if (run.denied.has(surfaceOf(operation))) continue;
    const applied = await perform(operation, run, ports);
    if (applied.kind !== "done") return applied;
  }
  return DONE;
}

async function perform(operation: Operation, run: Run, ports: ApplyPorts): Promise<Applied> {
  const { writer } = ports;
  switch (operation.kind) {
    case "create-review":
      return reviews(operation.comments, run, ports);
    case "create-file-comment": {
      const written = await writer.createFileComment(operation.path, operation.body);
      if (written.ok) run.created.add(operation.fingerprint);
      return settle(operation, written, run, ports);
    }
    case "edit-comment":
      return settle(operation, await writer.editComment(operation.id, operation.body), run, ports);
    case "delete-comment":
      // What was to replace it could not be posted: then it still says what is so.
      if (operation.replacedBy !== undefined && !run.created.has(operation.replacedBy)) return DONE;
      return settle(operation, await writer.deleteComment(operation.id), run, ports);
    case "minimize":
      return settle(operation, await writer.minimize(operation.nodeId), run, ports);
    case "create-summary":
      return settle(operation, await writer.createSummary(operation.body), run, ports);
    case "edit-summary":
      return settle(operation, await writer.editSummary(operation.id, operation.body), run, ports);
    case "delete-summary":
      return settle(operation, await writer.deleteSummary(operation.id), run, ports);
  }
}

/** The review, and what GitHub does not take of it at the next places down the ladder: files, and one more review for lines. */
async function reviews(comments: readonly NewComment[], run: Run, ports: ApplyPorts): Promise<Applied> {
  // Those of one file stand together: it is a file that GitHub shows no lines of, if anything.
  const sorted = [...comments].sort((a, b) =>
    a.anchor.path < b.anchor.path ? -1 : Number(a.anchor.path !== b.anchor.path),
  );
  for (let wanted: readonly NewComment[] = sorted; wanted.length > 0; ) {
    const fallen: NewComment[] = [];
    const applied = await review(wanted, fallen, run, ports);
    if (applied.kind !== "done") return applied;
    const lower = fallen.flatMap((comment) => fallDown(comment, run.refusals) ?? []);
    for (const operation of lower) {
      if (operation.kind !== "create-file-comment") continue;
      const written = await perform(operation, run, ports);
      if (written.kind !== "done") return written;
    }
    wanted = lower.flatMap((operation) => (operation.kind === "create-review" ? operation.comments : []));
  }
  return DONE;
}

/**
 * One review, or, where GitHub refuses it, halves of it until only the comments that it does not take are left.
 * @param fallen takes those
 */
async function review(
  comments: readonly NewComment[],
  fallen: NewComment[],
  run: Run,
  ports: ApplyPorts,
  mayWait = true,
): Promise<Applied> {
  const { refusals } = run;
  const open = comments.filter((comment) => !refusals.isWhole(comment.anchor.path));
  for (const comment of comments) if (refusals.isWhole(comment.anchor.path)) fallen.push(comment);
  const operation: Operation = { kind: "create-review", comments: open };
  const [only] = open;
  if (only === undefined || run.denied.has(surfaceOf(operation))) return DONE;
  const written = await ports.writer.createReview(
    open.map(({ anchor: { path, side, line }, body }) => ({ path, side, line, body })),
  );
  if (written.ok) {
    run.hasDone = true;
    for (const { fingerprint, anchor } of open) {
      run.created.add(fingerprint);
      refusals.taken(anchor.path);
    }
    return DONE;
  }
  if (written.kind !== "invalid") return settle(operation, written, run, ports);
  refusals.count++;
  if (refusals.count > MOST_REFUSALS) return { kind: "stop", reason: written.reason };
  ports.debug(`a review of ${open.length} comments was refused: ${written.reason}`);
  const isPlace = written.isOffTheDiff === true;
  if (mayWait && !isPlace) {
    await ports.pause(SECONDS_BETWEEN_REVIEWS);
    return review(open, fallen, run, ports, false);
  }
  if (open.length === 1) {
    if (isPlace) refusals.refused(only.anchor.path);
    fallen.push(only);
    return DONE;
  }
  const middle = Math.ceil(open.length / 2);
  const first = await review(open.slice(0, middle), fallen, run, ports, false);
  return first.kind === "done" ? review(open.slice(middle), fallen, run, ports, false) : first;
}

function settle(operation: Operation, written: Written, run: Run, { debug }: ApplyPorts): Applied {
  const surface = surfaceOf(operation);
  if (written.ok) {
    run.hasDone = true;
    if (surface === "The summary was" && written.value !== null) run.summaryUrl = written.value;
    return DONE;
  }
  debug(`${operation.kind}: ${written.reason}`);
  switch (written.kind) {
    case "uncertain":
      return { kind: "again", reason: written.reason };
    case "limited":
      return { kind: "stop", reason: written.reason };
    case "missing":
      return missing(operation, written.reason, run);
    case "forbidden":
    case "denied":
      // What is forbidden once is forbidden for all of them. A comment that stays unfolded is no loss.
      if (written.kind === "forbidden" && operation.kind !== "minimize" && !run.hasDone)
        return { kind: "forbidden", reason: written.reason };
      if (operation.kind !== "minimize") run.denied.set(surface, written.reason);
      return DONE;
    case "invalid":
      // The finding is in the summary; only a summary that is refused is a loss.
      if (surface === "The summary was") run.denied.set(surface, written.reason);
      return DONE;
  }
}

/** Somebody deleted the comment since it was listed: that is what a deletion wants, and an edit has to become a new one. */
function missing(operation: Operation, reason: string, run: Run): Applied {
  switch (operation.kind) {
    case "delete-comment":
    case "delete-summary":
    case "minimize":
      return DONE;
    case "edit-comment":
    case "edit-summary":
      return { kind: "again", reason };
    case "create-review":
    case "create-file-comment":
    case "create-summary":
      run.denied.set(surfaceOf(operation), reason);
      return DONE;
  }
}

function surfaceOf({ kind }: Operation): Surface {
  switch (kind) {
    case "create-summary":
    case "edit-summary":
    case "delete-summary":
      return "The summary was";
    default:
      return "Review comments were";
  }
}
