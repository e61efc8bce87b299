import type { Denied, Result } from "../../base/result.ts";
import { failureCause, failureKind } from "./failure.ts";
import type { PullRequestAddress } from "./pull-request.ts";

/** What stands under a pull request: every thread's first comment, and every comment of the conversation. */
export interface Conversation {
  readonly isOpen: boolean;
  readonly headSha: string;
  readonly changedFiles: number;
  /** Who the token acts as; apps with `[bot]`. */
  readonly viewer: string;
  readonly threads: readonly ThreadStart[];
  readonly comments: readonly ConversationComment[];
}

/** The first comment of a thread, and what became of the thread. */
export interface ThreadStart {
  readonly id: number;
  readonly nodeId: string;
  readonly path: string;
  /** Where it shows; null: about a file, or outdated. */
  readonly line: { readonly side: "LEFT" | "RIGHT"; readonly line: number } | null;
  /** Apps without `[bot]`; empty: the account is deleted. */
  readonly author: string;
  readonly body: string;
  readonly isOutdated: boolean;
  readonly isResolved: boolean;
  readonly isMinimized: boolean;
  readonly hasReplies: boolean;
}

export interface ConversationComment {
  readonly id: number;
  readonly nodeId: string;
  readonly url: string;
  readonly author: string;
  readonly body: string;
  readonly isMinimized: boolean;
}

const PAGE = 100;
/** Nobody wrote more under a pull request; a server that always has one page more is at fault. */
const MOST_PAGES = 50;

/** Both lists in one request as long as each fits a page; then each is asked for only while it has pages. */
const QUERY = `
query ($owner: String!, $repo: String!, $number: Int!, $threads: String, $comments: String, $moreThreads: Boolean!, $moreComments: Boolean!) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      state headRefOid changedFiles
      reviewThreads(first: ${PAGE}, after: $threads) @include(if: $moreThreads) {
        pageInfo { hasNextPage endCursor }
        nodes {
          path line diffSide subjectType isOutdated isResolved
          comments(first: 1) { totalCount nodes { id fullDatabaseId body isMinimized author { login } } }
        }
      }
      comments(first: ${PAGE}, after: $comments) @include(if: $moreComments) {
        pageInfo { hasNextPage endCursor }
        nodes { id fullDatabaseId url body isMinimized author { login } }
      }
    }
  }
}`;

interface Page<T> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly (T | null)[];
}

interface CommentNode {
  readonly id: string;
  /** Decimal: the numbers are above what GraphQL's Int holds. */
  readonly fullDatabaseId: string;
  readonly body: string;
  readonly isMinimized: boolean;
  readonly author: { readonly login: string } | null;
}

interface ThreadNode {
  readonly path: string;
  readonly line: number | null;
  readonly diffSide: "LEFT" | "RIGHT";
  readonly subjectType: "LINE" | "FILE";
  readonly isOutdated: boolean;
  readonly isResolved: boolean;
  readonly comments: { readonly totalCount: number; readonly nodes: readonly (CommentNode | null)[] };
}

interface Queried {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly pullRequest: {
      readonly state: string;
      readonly headRefOid: string;
      readonly changedFiles: number;
      readonly reviewThreads?: Page<ThreadNode>;
      readonly comments?: Page<CommentNode & { readonly url: string }>;
    };
  };
}

/**
 * Reads a pull request's state and all that is said under it, through GraphQL: one request for up to a hundred threads
 * and a hundred comments, and REST does not know what is resolved, outdated or hidden.
 * @returns never throws: what GitHub or the network denied is the reason
 */
export async function readConversation({
  repository,
  number,
}: PullRequestAddress): Promise<Result<Conversation, Denied>> {
  const { client, owner, repo } = repository;
  const threads: ThreadStart[] = [];
  const comments: ConversationComment[] = [];
  let cursors: { threads: string | null; comments: string | null } = { threads: null, comments: null };
  let more = { moreThreads: true, moreComments: true };
  try {
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const answer = await client.graphql<Queried>(QUERY, { owner, repo, number, ...cursors, ...more });
      const { pullRequest } = answer.repository;
      for (const thread of present(pullRequest.reviewThreads).flatMap(threadStart)) threads.push(thread);
      for (const node of present(pullRequest.comments)) comments.push({ ...written(node), url: node.url });
      cursors = {
        threads: pullRequest.reviewThreads?.pageInfo.endCursor ?? cursors.threads,
        comments: pullRequest.comments?.pageInfo.endCursor ?? cursors.comments,
      };
      more = {
        moreThreads: pullRequest.reviewThreads?.pageInfo.hasNextPage ?? false,
        moreComments: pullRequest.comments?.pageInfo.hasNextPage ?? false,
      };
      if (more.moreThreads || more.moreComments) continue;
      const { state, headRefOid: headSha, changedFiles } = pullRequest;
      const viewer = answer.viewer.login;
      return { ok: true, value: { isOpen: state === "OPEN", headSha, changedFiles, viewer, threads, comments } };
    }
    const most = MOST_PAGES * PAGE;
    return { ok: false, reason: `the comments of pull request ${number} cannot be read: there are more than ${most}` };
  } catch (error) {
    const cause = failureCause(error, "pull-requests: write");
    const reason = `the comments of pull request ${number} cannot be read: ${cause}`;
    return { ok: false, reason, ...(failureKind(error) === "forbidden" ? { isForbidden: true } : {}) };
  }
}

function present<T>(page: Page<T> | undefined): readonly T[] {
  return page === undefined ? [] : page.nodes.flatMap((node) => (node === null ? [] : [node]));
}

function threadStart(thread: ThreadNode): readonly ThreadStart[] {
  const [first] = thread.comments.nodes;
  if (first === undefined || first === null) return [];
  const isOfFile = thread.subjectType === "FILE";
  return [
    {
      ...written(first),
      path: thread.path,
      line: thread.line === null || isOfFile ? null : { side: thread.diffSide, line: thread.line },
      isOutdated: thread.isOutdated && !isOfFile,
      isResolved: thread.isResolved,
      hasReplies: thread.comments.totalCount > 1,
    },
  ];
}

function written(node: CommentNode) {
  const { id, fullDatabaseId, body, isMinimized, author } = node;
  return { id: Number(fullDatabaseId), nodeId: id, body, isMinimized, author: author?.login ?? "" };
}
