import { done, type Written } from "../../base/result.ts";
import { ONCE } from "./client.ts";
import { failureCause, failureKind } from "./failure.ts";
import type { PullRequestAddress } from "./pull-request.ts";

/** A comment at a line of the pull request's diff. */
export interface LineComment {
  readonly path: string;
  readonly side: "LEFT" | "RIGHT";
  readonly line: number;
  /** Above `line`, in the same hunk, for a comment on several lines. */
  readonly startLine?: number | undefined;
  readonly body: string;
}

const PERMISSION = "pull-requests: write";

/**
 * The writes on one pull request. None throws. What creates is asked for once only: a request that failed may have been
 * done all the same, and a second one would say everything twice.
 * @param headSha the commit whose diff lines are meant
 */
export function commentWriter({ repository, number }: PullRequestAddress, headSha: string) {
  const { client, owner, repo } = repository;
  const here = { owner, repo };
  const { pulls, issues } = client.rest;
  return {
    /** One review with all comments: GitHub takes it whole or not at all, and does not say which comment it refuses. */
    createReview: (comments: readonly LineComment[]) =>
      write(() =>
        pulls.createReview({
          ...here,
          pull_number: number,
          commit_id: headSha,
          event: "COMMENT",
          comments: comments.map(({ path, side, line, startLine, body }) => ({
            path,
            side,
            line,
            body,
            ...(startLine === undefined ? {} : { start_line: startLine, start_side: side }),
          })),
          request: ONCE,
        }),
      ),
    createFileComment: (path: string, body: string) =>
      write(() =>
        pulls.createReviewComment({
          ...here,
          pull_number: number,
          commit_id: headSha,
          path,
          body,
          subject_type: "file",
          // octokit's types want a line, which a comment on a file has not.
          ...NO_LINE,
          request: ONCE,
        }),
      ),
    editComment: (id: number, body: string) =>
      write(() => pulls.updateReviewComment({ ...here, comment_id: id, body })),
    deleteComment: (id: number) => write(() => pulls.deleteReviewComment({ ...here, comment_id: id })),
    minimize: (nodeId: string) =>
      write(async () => {
        await client.graphql(MINIMIZE, { subject: nodeId });
        return { data: null };
      }),
    createSummary: (body: string) =>
      write(() => issues.createComment({ ...here, issue_number: number, body, request: ONCE })),
    editSummary: (id: number, body: string) => write(() => issues.updateComment({ ...here, comment_id: id, body })),
    deleteSummary: (id: number) => write(() => issues.deleteComment({ ...here, comment_id: id })),
  };
}

const MINIMIZE = `
mutation ($subject: ID!) {
  minimizeComment(input: { subjectId: $subject, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;

const NO_LINE = {};

async function write(request: () => Promise<{ readonly data: unknown }>): Promise<Written> {
  try {
    const { data } = await request();
    const url: unknown = typeof data === "object" && data !== null ? Reflect.get(data, "html_url") : undefined;
    return done(typeof url === "string" ? url : null);
  } catch (error) {
    const [kind, reason] = [failureKind(error), failureCause(error, PERMISSION)];
    const isOffTheDiff = kind === "invalid" && OFF_THE_DIFF.test(reason);
    return { ok: false, kind, reason, ...(isOffTheDiff ? { isOffTheDiff } : {}) };
  }
}

/** What GitHub says of a place that is not in the diff. */
const OFF_THE_DIFF = /resolved|part of the diff|diff.hunk|must precede|same hunk/i;
