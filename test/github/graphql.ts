import fs from "node:fs";
import { buildSchema, type GraphQLSchema, graphql } from "graphql";
import { issueCommentNode, issueCommentUrl, reviewCommentNode } from "./bodies.ts";
import { type Route, refusal } from "./server.ts";
import { allComments, type Comment, type Pull, type Thread, type World } from "./world.ts";

/**
 * GraphQL as GitHub answers it: each request is validated and answered by GitHub's own published schema, so that a
 * field that it does not have, or a value that it cannot hold, fails the test.
 */
export function graphQLRoute(world: World): Route {
  return {
    method: "POST",
    path: /\/api\/graphql/,
    answer: async (_, { body }) => {
      if (typeof body !== "object" || body === null || !("query" in body)) return refusal(400, "Problems parsing JSON");
      const variableValues = "variables" in body ? (body.variables as Record<string, unknown>) : {};
      const result = await graphql({
        schema: schema(),
        source: String(body.query),
        rootValue: root(world),
        variableValues,
        typeResolver: (value) => Reflect.get(Object(value), "__typename"),
      });
      const errors = result.errors?.map((error) => ({
        message: error.message,
        ...(error.originalError instanceof Refused ? { type: error.originalError.type } : {}),
        path: error.path,
        locations: error.locations,
      }));
      return { status: 200, body: errors === undefined ? { data: result.data } : { data: result.data, errors } };
    },
  };
}

class Refused extends Error {
  readonly type: "FORBIDDEN" | "NOT_FOUND";
  constructor(type: "FORBIDDEN" | "NOT_FOUND", message: string) {
    super(message);
    this.type = type;
  }
}

/** The package exports its code alone. */
const PUBLISHED = new URL("../../node_modules/@octokit/graphql-schema/schema.graphql", import.meta.url);

let published: GraphQLSchema | undefined;

/** Read once for a test file: it has 44,000 lines. */
export function schema(): GraphQLSchema {
  published ??= buildSchema(fs.readFileSync(PUBLISHED, "utf8"), { assumeValid: true });
  return published;
}

interface PageArguments {
  readonly first: number;
  readonly after?: string | null;
}

function root(world: World) {
  return {
    viewer: { login: world.viewer },
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => ({
      pullRequest: ({ number }: { readonly number: number }) => {
        if (world.access === "none") throw new Refused("FORBIDDEN", "Resource not accessible by integration");
        const pull = world.pulls.get(number);
        if (pull === undefined || pull.baseRepository !== `${owner}/${name}`) {
          throw new Refused("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
        }
        return pullNode(pull);
      },
    }),
    minimizeComment: ({ input }: { readonly input: { readonly subjectId: string; readonly classifier: string } }) => {
      if (world.access !== "write") throw new Refused("FORBIDDEN", "Resource not accessible by integration");
      const comment = [...world.pulls.values()]
        .flatMap(allComments)
        .find((one) => [issueCommentNode(one), reviewCommentNode(one)].includes(input.subjectId));
      if (comment === undefined) {
        throw new Refused("NOT_FOUND", `Could not resolve to a node with the global id of '${input.subjectId}'`);
      }
      comment.isMinimized = true;
      return { minimizedComment: { __typename: "IssueComment", isMinimized: true } };
    },
  };
}

function pullNode(pull: Pull) {
  return {
    state: pull.state === "open" ? "OPEN" : "CLOSED",
    isDraft: pull.draft,
    headRefOid: pull.headSha,
    changedFiles: pull.files.length,
    reviewThreads: (page: PageArguments) => connection(pull.threads.map(threadNode), page),
    comments: (page: PageArguments) =>
      connection(
        pull.comments.map((comment) => ({
          ...commentNode(comment),
          id: issueCommentNode(comment),
          url: issueCommentUrl(pull, comment),
        })),
        page,
      ),
  };
}

function threadNode(thread: Thread) {
  return {
    id: `PRRT_${thread.id}`,
    path: thread.path,
    subjectType: thread.subject === "file" ? "FILE" : "LINE",
    line: thread.line,
    diffSide: thread.side,
    isOutdated: thread.isOutdated,
    isResolved: thread.resolvedBy !== null,
    resolvedBy: thread.resolvedBy === null ? null : { login: thread.resolvedBy },
    comments: (page: PageArguments) =>
      connection(
        thread.comments.map((comment) => ({ ...commentNode(comment), id: reviewCommentNode(comment) })),
        page,
      ),
  };
}

/** Authors lose the `[bot]` of their login here; `viewer` keeps it. */
function commentNode(comment: Comment) {
  const isBot = comment.author.endsWith("[bot]");
  return {
    fullDatabaseId: String(comment.id),
    databaseId: comment.id,
    body: comment.body,
    isMinimized: comment.isMinimized,
    author: { __typename: isBot ? "Bot" : "User", login: comment.author.replace(/\[bot\]$/, "") },
  };
}

function connection(nodes: readonly object[], { first, after }: PageArguments) {
  const start = after === undefined || after === null ? 0 : Number(after);
  const end = start + first;
  return {
    totalCount: nodes.length,
    pageInfo: { hasNextPage: end < nodes.length, hasPreviousPage: start > 0, endCursor: String(end) },
    nodes: nodes.slice(start, end),
  };
}
