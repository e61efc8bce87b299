import type { Finding } from "../report/report.ts";
import { alone, type Runbook, runbooks } from "../report/runbook.ts";
import { commentBody, isSameBody, type Origin, type Share } from "./comment-body.ts";
import { FileComments } from "./file-comments.ts";
import { type GoneReason, goneBody, whyGone } from "./gone-body.ts";
import type { Anchor, ExistingComment, NewComment, Operation, Placement, ReviewInput } from "./model.ts";
import { type PlacementContext, placesOf } from "./placement.ts";
import { isAcknowledged, isAnswered, type OwnComment, ownThreads, type Thread } from "./threads.ts";

/** Reviews with more were seen to fail with 502 (reviewdog #355), and nobody reads more. All that exist are counted. */
const MOST_COMMENTS = 30;

interface PlannedComments {
  readonly operations: readonly Operation[];
  readonly placements: readonly Placement[];
  /** Findings whose thread was resolved: they are not posted again. */
  readonly acknowledged: ReadonlySet<string>;
}

/** What becomes of one finding. */
interface Decision {
  readonly shown: Placement["shown"];
  readonly anchor: Anchor | null;
  readonly operations: readonly Operation[];
  /** Part of the one review. */
  readonly comment?: NewComment;
}

/**
 * The review comments: new ones for findings that have none, edits where the text changed, and the end of those that
 * are no longer true. Creations come before removals, so that a run that breaks off leaves one too many, never none.
 */
export function planComments(input: ReviewInput): PlannedComments {
  const { report, diff, relations, state, options } = input;
  const { repositoryUrl } = options;
  const context: PlacementContext = { diff, relations, folder: report.folder ?? "." };
  const origin: Origin = { scope: options.scope, sha: state.headSha, isFork: options.fromFork !== undefined };
  const threads = ownThreads(state, options.scope);
  const inline = report.findings.filter(isInline);
  const wanted = new Set(inline.map(({ fingerprint }) => fingerprint));
  const kept = inline.flatMap((finding) => {
    const thread = threads.get(finding.fingerprint);
    return thread === undefined ? [] : [{ thread, best: placesOf(finding, context)[0] }];
  });
  const files = new FileComments(diff, kept, state.headSha);
  let room = MOST_COMMENTS - [...threads.keys()].filter((fingerprint) => wanted.has(fingerprint)).length;
  const decisions = new Map<string, Decision>();
  const shares = new Shares(inline);
  for (const finding of inline) {
    const thread = threads.get(finding.fingerprint);
    const body: BodyAt = (anchor) => commentBody(finding, anchor, context, origin, shares.of(finding, thread));
    const decision =
      thread === undefined
        ? input.refused?.has(finding.fingerprint) === true
          ? NO_PLACE
          : newComment(finding, room, context, body, files)
        : existing(finding, thread, context, body, files);
    shares.tell(finding, decision.shown);
    if (thread === undefined && decision.shown === "created") {
      room--;
      if (decision.anchor !== null) files.take(decision.anchor);
    }
    decisions.set(finding.fingerprint, decision);
  }
  const known = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  const over = [...threads].flatMap(([fingerprint, { kept, duplicates }]) => {
    const others = duplicates.flatMap((own) => ended(own, "duplicate", origin, repositoryUrl));
    if (wanted.has(fingerprint)) return others;
    return [...ended(kept, whyGone(known.get(fingerprint)), origin, repositoryUrl), ...others];
  });
  const review = [...decisions.values()].flatMap(({ comment }) => (comment === undefined ? [] : [comment]));
  const others = [...decisions.values()].flatMap(({ operations }) => operations);
  return {
    operations: [
      ...(review.length === 0 ? [] : [{ kind: "create-review", comments: review } as const]),
      ...[...others, ...over].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)),
    ],
    placements: report.findings.map(({ fingerprint, rule }) => {
      const { shown, anchor } = decisions.get(fingerprint) ?? NOT_INLINE;
      return { fingerprint, rule, shown, anchor };
    }),
    acknowledged: new Set([...decisions].flatMap(([key, { shown }]) => (shown === "acknowledged" ? [key] : []))),
  };
}

const ORDER: readonly Operation["kind"][] = ["create-file-comment", "edit-comment", "delete-comment", "minimize"];
const NO_PLACE: Decision = { shown: "no-place", anchor: null, operations: [] };
const NOT_INLINE = { shown: "not-inline", anchor: null } as const;

/** A comment is a notification: only what this change does, and what somebody should change for it. */
function isInline({ state, severity, waived }: Finding): boolean {
  return state === "introduced" && severity !== "info" && waived === undefined;
}

/** The text of a finding's comment, where it would stand. */
type BodyAt = (anchor: Anchor | null) => string;

/** Which of several findings of one runbook has it in its comment: the first whose comment is to be seen. */
class Shares {
  readonly #runbooks: ReadonlyMap<string, Runbook>;
  readonly #leads = new Map<Runbook, Finding>();

  constructor(findings: readonly Finding[]) {
    this.#runbooks = new Map(
      runbooks(findings).flatMap((one) => one.findings.map(({ fingerprint }) => [fingerprint, one] as const)),
    );
  }

  of(finding: Finding, thread: Thread | undefined): Share {
    const runbook = this.#runbooks.get(finding.fingerprint) ?? alone(finding);
    const lead = this.#leads.get(runbook);
    // A thread that somebody resolved is folded: who opens it finds all of it there.
    const isFolded = thread !== undefined && isAcknowledged(thread.kept.comment);
    return lead === undefined || isFolded ? { runbook } : { runbook, lead };
  }

  tell(finding: Finding, shown: Placement["shown"]): void {
    const runbook = this.#runbooks.get(finding.fingerprint);
    const isSeen = shown === "created" || shown === "kept";
    if (runbook !== undefined && isSeen && !this.#leads.has(runbook)) this.#leads.set(runbook, finding);
  }
}

function newComment(
  finding: Finding,
  room: number,
  context: PlacementContext,
  bodyAt: BodyAt,
  files: FileComments,
): Decision {
  if (room <= 0) return { shown: "over-the-cap", anchor: null, operations: [] };
  const places = placesOf(finding, context);
  const [anchor, ...others] = places.filter((place) => files.isFree(place));
  if (anchor === undefined)
    return { shown: places.length === 0 ? "no-place" : "file-has-one", anchor: null, operations: [] };
  const { fingerprint } = finding;
  const body = bodyAt(anchor);
  if (anchor.kind === "file") {
    const { path } = anchor;
    return { shown: "created", anchor, operations: [{ kind: "create-file-comment", fingerprint, path, body }] };
  }
  const said = others.some(({ path }) => files.isCommented(path)) ? { fileHasOne: true } : {};
  const rungs = others.map((one) => ({ anchor: one, body: bodyAt(one) }));
  return { shown: "created", anchor, operations: [], comment: { fingerprint, anchor, body, lower: rungs, ...said } };
}

function existing(
  finding: Finding,
  { kept }: Thread,
  context: PlacementContext,
  bodyAt: BodyAt,
  files: FileComments,
): Decision {
  const { comment } = kept;
  const anchor = anchorOf(comment);
  if (comment.isOutdated && !isAnswered(comment) && !isAcknowledged(comment)) {
    const moved = newComment(finding, 1, context, bodyAt, files);
    // A file comment would say less than the outdated one, which still shows in the conversation.
    if (moved.comment !== undefined) {
      const removal: Operation = { kind: "delete-comment", id: comment.id, replacedBy: finding.fingerprint };
      return { ...moved, operations: [removal] };
    }
  }
  const body = bodyAt(anchor);
  const operations: readonly Operation[] = isSameBody(comment.body, body)
    ? []
    : [{ kind: "edit-comment", id: comment.id, body }];
  return { shown: isAcknowledged(comment) ? "acknowledged" : "kept", anchor, operations };
}

/** Where an existing comment stands now: its text speaks of that place, whatever place a new one would have. */
function anchorOf({ path, line, isOutdated }: ExistingComment): Anchor | null {
  if (line !== null) return { kind: "line", path, ...line };
  return isOutdated ? null : { kind: "file", path };
}

/** A comment that says what is no longer so is deleted; what a person answered to stays, and says that it is over. */
function ended(
  { comment, marker }: OwnComment,
  reason: GoneReason,
  origin: Origin,
  repositoryUrl: string,
): readonly Operation[] {
  if (marker.gone !== undefined) return [];
  const { id, nodeId, isResolved, isMinimized } = comment;
  if (!isAnswered(comment)) return [{ kind: "delete-comment", id }];
  const edit: Operation = { kind: "edit-comment", id, body: goneBody(comment, marker, reason, origin, repositoryUrl) };
  // A resolved thread is folded already.
  return isResolved || isMinimized ? [edit] : [edit, { kind: "minimize", nodeId }];
}
