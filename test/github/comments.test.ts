import { afterEach, beforeEach, expect, it } from "vitest";
import { createClient } from "../../src/io/github/client.ts";
import { commentWriter } from "../../src/io/github/comments.ts";
import { pullRequestRoutes } from "./pull-request-routes.ts";
import { type GitHubServer, gitHubServer, TOKEN } from "./server.ts";
import { commentOnFile, newComment, newPull, newWorld, type Pull, type World } from "./world.ts";

const HEAD = "a".repeat(40);
const PATCH = "@@ -1,3 +1,4 @@\n one\n-two\n+zwei\n+drei\n three\n@@ -20,2 +21,2 @@\n-x\n+y\n z";
const BOT = "github-actions[bot]";
const LIMIT = { status: 403, message: "You have exceeded a secondary rate limit." };

let world: World;
let pull: Pull;
let server: GitHubServer;

beforeEach(async () => {
  pull = newPull({ number: 7, headSha: HEAD, files: [{ filename: "crd.yaml", status: "modified", patch: PATCH }] });
  world = newWorld([pull]);
  server = await gitHubServer(pullRequestRoutes(world));
});
afterEach(() => server.close());

function writer(headSha = HEAD) {
  const client = createClient({ token: TOKEN, apiUrl: server.url }, { secondMs: 1, timeoutMs: 5000 });
  return commentWriter({ repository: { client, owner: "example", repo: "fleet" }, number: 7 }, headSha);
}
const right = (line: number, startLine?: number) =>
  ({ path: "crd.yaml", side: "RIGHT", line, startLine, body: `at ${line}` }) as const;
const threads = () =>
  pull.threads.map(({ side, line, startLine, comments }) => [side, line, startLine, comments[0]?.body]);

it("a review has comments on lines of both sides and on several lines", async () => {
  const left = { path: "crd.yaml", side: "LEFT", line: 2, body: "gone" } as const;
  expect(await writer().createReview([right(2), left, right(4, 2)])).toEqual({
    ok: true,
    value: "https://github.com/example/fleet/pull/7#pullrequestreview-1",
  });
  expect(threads()).toEqual([
    ["RIGHT", 2, null, "at 2"],
    ["LEFT", 2, null, "gone"],
    ["RIGHT", 4, 2, "at 4"],
  ]);
  expect(pull.reviews).toBe(1);
});

it.each([
  ["a line that is in no hunk", [right(2), right(12)]],
  ["a start in another hunk", [right(22, 3)]],
  ["a start that is no line above", [right(3, 3)]],
  ["a file that is not in the pull request", [{ ...right(2), path: "other.yaml" }]],
])("a review is refused whole for %s", async (_, comments) => {
  expect(await writer().createReview(comments)).toMatchObject({ ok: false, kind: "invalid" });
  expect(threads()).toEqual([]);
});

it("a commit that is not the head's is refused", async () => {
  expect(await writer("c".repeat(40)).createReview([right(2)])).toMatchObject({ ok: false, kind: "invalid" });
});

it("comments on files, edits and deletes", async () => {
  const write = writer();
  expect(await write.createFileComment("crd.yaml", "whole")).toMatchObject({ ok: true });
  expect(await write.createFileComment("other.yaml", "whole")).toEqual({
    ok: false,
    kind: "invalid",
    isOffTheDiff: true,
    reason: "GitHub refused it (422: Unprocessable Entity: Path could not be resolved)",
  });
  const id = pull.threads[0]?.comments[0]?.id ?? 0;
  expect(await write.editComment(id, "changed")).toMatchObject({ ok: true });
  expect(pull.threads[0]?.comments[0]?.body).toBe("changed");
  expect(await write.minimize(`PRRC_${id}`)).toEqual({ ok: true, value: null });
  expect(pull.threads[0]?.comments[0]?.isMinimized).toBe(true);
  expect(await write.deleteComment(id)).toEqual({ ok: true, value: null });
  expect(pull.threads).toEqual([]);
  for (const gone of [write.editComment(id, "x"), write.deleteComment(id), write.minimize(`PRRC_${id}`)]) {
    expect(await gone).toMatchObject({ ok: false, kind: "missing" });
  }
});

it("writes, edits and deletes a comment of the conversation, and tells its address", async () => {
  const write = writer();
  const created = await write.createSummary("hello");
  const id = pull.comments[0]?.id ?? 0;
  const url = `https://github.com/example/fleet/pull/7#issuecomment-${id}`;
  expect(created).toEqual({ ok: true, value: url });
  expect(await write.editSummary(id, "changed")).toEqual({ ok: true, value: url });
  expect(pull.comments.map(({ body, author }) => [body, author])).toEqual([["changed", BOT]]);
  expect(await write.deleteSummary(id)).toEqual({ ok: true, value: null });
  expect(pull.comments).toEqual([]);
});

it("a token that may only read is told so, once", async () => {
  world.access = "read";
  const denied = {
    ok: false,
    kind: "forbidden",
    reason: "the token lacks the permission `pull-requests: write` (403: Resource not accessible by integration)",
  };
  expect(await writer().createReview([right(2)])).toEqual(denied);
  expect(await writer().createSummary("x")).toEqual(denied);
  expect(await writer().minimize("IC_1")).toEqual({ ...denied, reason: denied.reason.replace("403: ", "") });
  expect(server.calls()).toHaveLength(3);
});

it("a conversation that is locked is no lack of a permission", async () => {
  server.fail(/issues/, { status: 403, message: "Unable to create comment because issue is locked." });
  expect(await writer().createSummary("x")).toEqual({
    ok: false,
    kind: "denied",
    reason: "GitHub refused it (403: Unable to create comment because issue is locked.)",
  });
});

it.each([404, 410])("a comment that GitHub answers %d for is gone", async (status) => {
  server.fail(/PATCH/, { status, message: "Gone" }, 5);
  expect(await writer().editComment(1, "x")).toMatchObject({ ok: false, kind: "missing" });
});

it.each([
  ["an outage after it was done", { applied: { status: 502, message: "Server Error" } }],
  ["a connection that breaks after it was done", { applied: "drop" as const }],
  ["an answer that breaks off", "cut" as const],
])("what creates is asked for once: %s", async (_, fault) => {
  server.fail(/POST/, fault, 5);
  const write = writer();
  expect(await write.createSummary("x")).toMatchObject({ ok: false, kind: "uncertain" });
  expect(await write.createReview([right(2)])).toMatchObject({ ok: false, kind: "uncertain" });
  expect(await write.createFileComment("crd.yaml", "x")).toMatchObject({ ok: false, kind: "uncertain" });
  expect([server.calls().length, pull.comments.length, pull.threads.length]).toEqual([3, 1, 2]);
});

it("what may be done twice is asked for again", async () => {
  pull.comments.push(newComment(BOT, "old"));
  const comment = commentOnFile(pull, BOT, "crd.yaml", "old");
  const id = typeof comment === "string" ? 0 : comment.id;
  server.fail(/PATCH/, { applied: { status: 502, message: "Server Error" } });
  server.fail(/DELETE/, { applied: "drop" });
  const write = writer();
  expect(await write.editSummary(pull.comments[0]?.id ?? 0, "new")).toMatchObject({ ok: true });
  // It was gone at the second attempt, which is what was wanted.
  expect(await write.deleteComment(id)).toMatchObject({ ok: false, kind: "missing" });
  expect([pull.comments[0]?.body, pull.threads]).toEqual(["new", []]);
});

it.each([
  ["429 with Retry-After", { ...LIMIT, status: 429, headers: { "retry-after": "1" } }],
  ["403 without", LIMIT],
])("a rate limit is waited for, and was no write: %s", async (_, fault) => {
  server.fail(/POST/, fault);
  expect(await writer().createSummary("x")).toMatchObject({ ok: true });
  expect([server.calls().length, pull.comments.length]).toEqual([2, 1]);
});

it("a rate limit that lasts is one", async () => {
  server.fail(/POST/, LIMIT, 5);
  expect(await writer().createSummary("x")).toMatchObject({ ok: false, kind: "limited" });
});
