import { diffEntry, issueCommentBody, pullBody, reviewBody, reviewCommentBody } from "./bodies.ts";
import { graphQLRoute } from "./graphql.ts";
import { type Answered, type Asked, type Route, refusal } from "./server.ts";
import {
  type Anchored,
  allComments,
  commentOnFile,
  newComment,
  type Pull,
  removeComment,
  submitReview,
  type World,
} from "./world.ts";

/** GitHub lists no more files of a pull request than these. */
const MOST_FILES = 3000;
const REPOSITORY = "/repos/([^/]+/[^/]+)";

/** Pull requests, their files, reviews and comments, as the REST API and GraphQL answer for them. */
export function pullRequestRoutes(world: World): readonly Route[] {
  const route = (method: string, rest: string, answer: (pull: Pull, request: Asked) => Answered): Route => ({
    method,
    path: new RegExp(`${REPOSITORY}/${rest}`),
    answer: ([repository = "", number = ""], request) => {
      const pull = world.pulls.get(Number(number));
      const known = pull !== undefined && pull.baseRepository === repository && world.access !== "none";
      if (!known) return refusal(404, "Not Found");
      return method !== "GET" && world.access !== "write" ? FORBIDDEN : answer(pull, request);
    },
  });
  const onComment = (method: string, rest: string, answer: (pull: Pull, id: number, request: Asked) => Answered) => ({
    method,
    path: new RegExp(`${REPOSITORY}/${rest}/(\\d+)`),
    answer: ([repository = "", id = ""]: readonly string[], request: Asked) => {
      if (world.access !== "write") return FORBIDDEN;
      const pull = [...world.pulls.values()].find((one) =>
        allComments(one).some((comment) => comment.id === Number(id)),
      );
      return pull?.baseRepository === repository ? answer(pull, Number(id), request) : refusal(404, "Not Found");
    },
  });
  return [
    route("GET", "pulls/(\\d+)", (pull) => ({ status: 200, body: pullBody(pull) })),
    {
      method: "GET",
      path: new RegExp(`${REPOSITORY}/pulls`),
      answer: ([name = ""], { query }) => listed(world, name, query),
    },
    route("GET", "pulls/(\\d+)/files", (pull, request) =>
      page(
        pull.files.slice(0, MOST_FILES).map((file) => diffEntry(pull, file)),
        request,
      ),
    ),
    route("POST", "pulls/(\\d+)/reviews", (pull, request) => review(world, pull, request.body)),
    route("POST", "pulls/(\\d+)/comments", (pull, request) => fileComment(world, pull, request.body)),
    route("POST", "issues/(\\d+)/comments", (pull, request) => {
      const comment = newComment(world.viewer, textOf(request.body, "body"));
      pull.comments.push(comment);
      return { status: 201, body: issueCommentBody(pull, comment) };
    }),
    onComment("PATCH", "pulls/comments", (pull, id, request) => {
      const thread = pull.threads.find(({ comments }) => comments.some((comment) => comment.id === id));
      const comment = thread?.comments.find((one) => one.id === id);
      if (thread === undefined || comment === undefined) return refusal(404, "Not Found");
      if (comment.author !== world.viewer) return FORBIDDEN;
      comment.body = textOf(request.body, "body");
      return { status: 200, body: reviewCommentBody(pull, comment, thread.path, thread.subject) };
    }),
    onComment("DELETE", "pulls/comments", (pull, id) => removed(pull, id)),
    onComment("PATCH", "issues/comments", (pull, id, request) => {
      const comment = pull.comments.find((one) => one.id === id);
      if (comment === undefined) return refusal(404, "Not Found");
      if (comment.author !== world.viewer) return FORBIDDEN;
      comment.body = textOf(request.body, "body");
      return { status: 200, body: issueCommentBody(pull, comment) };
    }),
    onComment("DELETE", "issues/comments", (pull, id) => removed(pull, id)),
    graphQLRoute(world),
  ];
}

/** What a token without the permission is told (GitHub's own words). */
const FORBIDDEN = refusal(403, "Resource not accessible by integration");

function removed(pull: Pull, id: number): Answered {
  return removeComment(pull, id) ? { status: 204, body: null } : refusal(404, "Not Found");
}

function listed(world: World, repository: string, query: URLSearchParams): Answered {
  if (world.access === "none") return refusal(404, "Not Found");
  const state = query.get("state") ?? "open";
  const head = query.get("head");
  const pulls = [...world.pulls.values()].filter(
    (pull) =>
      pull.baseRepository === repository &&
      (state === "all" || pull.state === state) &&
      (head === null || `${pull.headRepository?.split("/")[0] ?? ""}:${pull.headRef}` === head),
  );
  return { status: 200, body: pulls.map(pullBody) };
}

/** A page and the link to the next one, as `per_page` and `page` ask for it. */
function page(all: readonly object[], { query, path }: Asked): Answered {
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const number = Number(query.get("page") ?? 1);
  const next = `<https://api.github.com${path}?per_page=${size}&page=${number + 1}>; rel="next"`;
  return {
    status: 200,
    body: all.slice((number - 1) * size, number * size),
    headers: number * size < all.length ? { link: next } : {},
  };
}

function review(world: World, pull: Pull, body: unknown): Answered {
  if (field(body, "event") !== "COMMENT") return unprocessable("The server knows no other event than COMMENT");
  if (field(body, "commit_id") !== pull.headSha) return unprocessable("The commit is not part of the pull request");
  const given = field(body, "comments");
  const comments = Array.isArray(given) ? given.map(anchored) : [];
  if (comments.length === 0) return unprocessable("Body can't be blank");
  const answer = submitReview(pull, world.viewer, comments);
  return answer === "ok" ? { status: 200, body: reviewBody(pull, world.viewer) } : unprocessable(answer);
}

function fileComment(world: World, pull: Pull, body: unknown): Answered {
  if (field(body, "subject_type") !== "file") return unprocessable("The server knows no other subject_type than file");
  if (field(body, "commit_id") !== pull.headSha) return unprocessable("The commit is not part of the pull request");
  const path = textOf(body, "path");
  const comment = commentOnFile(pull, world.viewer, path, textOf(body, "body"));
  if (typeof comment === "string") return unprocessable(comment);
  return { status: 201, body: reviewCommentBody(pull, comment, path, "file") };
}

function unprocessable(error: string): Answered {
  return { status: 422, body: { ...refusal(422, "Unprocessable Entity").body, errors: [error] } };
}

function anchored(given: unknown): Anchored {
  const start = field(given, "start_line");
  const side = (name: string) => (field(given, name) === "LEFT" ? "LEFT" : "RIGHT");
  return {
    path: textOf(given, "path"),
    body: textOf(given, "body"),
    line: Number(field(given, "line")),
    side: side("side"),
    startLine: typeof start === "number" ? start : null,
    startSide: field(given, "start_side") === undefined ? null : side("start_side"),
  };
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function textOf(value: unknown, key: string): string {
  const text = field(value, key);
  if (typeof text !== "string") throw new Error(`the request's body has no text ${key}`);
  return text;
}
