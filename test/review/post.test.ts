import { afterEach, beforeEach, expect, it } from "vitest";
import { postReport } from "../../src/entry/post-report.ts";
import { createClient } from "../../src/io/github/client.ts";
import type { Finding } from "../../src/report/report.ts";
import type { PullRequestDiff } from "../../src/review/model.ts";
import type { Posted } from "../../src/review/post.ts";
import { parsePatch } from "../../src/review/unified-diff.ts";
import { pullRequestRoutes } from "../github/pull-request-routes.ts";
import { type GitHubServer, gitHubServer, TOKEN } from "../github/server.ts";
import { newPull, newWorld, type Pull, type World } from "../github/world.ts";
import { finding, fingerprint, hunkAt, OPTIONS, reportOf, SHA } from "./findings.ts";

const PATH = "crds/routes.yaml";
const LINES = [1, 2, 3, 4, 5, 6, 7, 8];
const DENIED = "the token lacks the permission `pull-requests: write` (403: Resource not accessible by integration)";
const FORBIDDEN = { status: 403, message: "Resource not accessible by integration" };

let world: World;
let pull: Pull;
let server: GitHubServer;
let pauses: number[];

beforeEach(async () => {
  pauses = [];
  diffs = 0;
  pull = newPull({ number: 7, headSha: SHA, files: [] });
  serve(LINES);
  world = newWorld([pull]);
  server = await gitHubServer(pullRequestRoutes(world));
});
afterEach(() => server.close());

/** The lines that GitHub takes a comment on; the planner believes in all eight. */
function serve(lines: readonly number[]): void {
  const hunks = lines.map((line) => `@@ -${line},0 +${line},1 @@\n+line ${line}`);
  pull.files = [{ filename: PATH, status: "modified", patch: hunks.join("\n") }];
}

/** How often the diff was asked for. */
let diffs: number;

/** @param lines a finding at each, whose fingerprint is its number */
async function post(
  lines: readonly number[],
  changes: Partial<Finding> = {},
  diff: PullRequestDiff = { files: [{ path: PATH, status: "modified", hunks: [hunkAt(LINES)] }], complete: true },
): Promise<Posted> {
  const { location } = finding(0);
  const findings = lines.map((line) =>
    finding(line, { location: { ...location, path: PATH, startLine: line, endLine: line }, ...changes }),
  );
  const relations = { head: new Map([[PATH, { kind: "same" } as const]]), base: new Map() };
  const client = createClient({ token: TOKEN, apiUrl: server.url }, { secondMs: 0.02, timeoutMs: 5000 });
  const repository = { client, owner: "example", repo: "fleet" };
  const pause = async (seconds: number) => {
    pauses.push(seconds);
  };
  const request = {
    number: 7,
    headSha: SHA,
    options: OPTIONS,
    diffInGit: () => {
      diffs++;
      return { diff, relations };
    },
  };
  return postReport(reportOf(findings), request, { repository, calls: [], pause });
}

const shown = () => pull.threads.map(({ subject, line }) => line ?? subject);
const calls = () => server.calls().map((call) => call.replace(/.*(graphql)|\/repos\/example\/fleet\//, "$1"));
const NOTHING = { complete: false, summaryUrl: null };

it("reads once, looks at the head again, and writes the summary and one review", async () => {
  const posted = await post([2, 3]);
  const summaryUrl = `https://github.com/example/fleet/pull/7#issuecomment-${pull.comments[0]?.id}`;
  const commented = new Set([fingerprint(2), fingerprint(3)]);
  expect(posted).toEqual({ complete: true, commented, summaryUrl, notes: [] });
  expect(calls()).toEqual(["graphql", "GET pulls/7", "POST issues/7/comments", "POST pulls/7/reviews"]);
  expect(await post([2, 3])).toEqual({ complete: true, commented, summaryUrl, notes: [] });
  expect(calls().slice(4)).toEqual(["graphql"]);
});

it("asks for no diff where old findings alone are there, and nothing is to be said of them", async () => {
  const old = { state: "preexisting" } as const;
  expect(await post([2, 3], old)).toEqual({ complete: true, summaryUrl: null, notes: [] });
  expect([calls(), diffs]).toEqual([["graphql"], 0]);
  await post([2]);
  await post([2], old);
  expect([pull.comments.length, diffs]).toEqual([1, 2]);
  await post([], old);
  expect([pull.comments[0]?.body, diffs]).toEqual([expect.stringMatching(/^## ❔ nothing compared/), 2]);
});

it("halves a review that is refused until only the guilty comment falls down its ladder", async () => {
  serve(LINES.filter((line) => line !== 6));
  expect(await post(LINES)).toMatchObject({ complete: true, notes: [] });
  expect(shown().sort()).toEqual([1, 2, 3, 4, 5, 7, 8, "file"]);
  expect(calls().filter((call) => call.endsWith("reviews"))).toHaveLength(7);
  expect(pauses).toEqual([]);
  // What fell stays where it is.
  const before = server.calls().length;
  await post(LINES);
  expect(server.calls().slice(before)).toEqual(["POST /api/graphql"]);
});

it("a comment that has no place at all is in the summary, and no reason to fail", async () => {
  pull.files = [];
  expect(await post([4])).toMatchObject({ complete: true, notes: [] });
  expect([shown(), pull.comments.length]).toEqual([[], 1]);
});

it("does not try every comment of a file that GitHub takes no line of, and says one thing about it, once", async () => {
  serve([]);
  expect(await post(LINES)).toMatchObject({ complete: true, notes: [] });
  expect([shown(), pull.comments.length]).toEqual([["file"], 1]);
  expect(calls().filter((call) => call.endsWith("reviews"))).toHaveLength(5);
  // At this very commit it is known by that comment.
  const before = server.calls().length;
  await post(LINES);
  expect(server.calls().slice(before)).toEqual(["POST /api/graphql"]);
  expect([shown(), pull.comments.length]).toEqual([["file"], 1]);
});

it("does not try every comment where GitHub takes no review at all", async () => {
  server.fail(/reviews/, { status: 422, message: "Review comments is invalid and Review threads is invalid" }, 100);
  const posted = await post(LINES);
  expect(posted.notes).toEqual([expect.stringContaining("comments are not complete: GitHub refused it (422")]);
  expect(calls().filter((call) => call.endsWith("reviews"))).toHaveLength(12);
});

it.each([
  ["20,000 lines", `+${"\n+".repeat(20_000)}line 1`],
  ["a megabyte", `+# ${"x".repeat(1_000_000)}\n+line 1`],
])("knows beforehand that GitHub shows no line of a file whose diff is over %s", async (_, added) => {
  const lines = added.split("\n").length;
  const patch = `@@ -0,0 +1,${lines} @@\n${added}`;
  pull.files = [{ filename: PATH, status: "added", patch }];
  const diff = { files: [{ path: PATH, status: "added" as const, hunks: parsePatch(patch) }], complete: true };
  expect(await post([1, 2, 3], {}, diff)).toMatchObject({ complete: true, notes: [] });
  expect(calls()).toEqual(["graphql", "GET pulls/7", "POST issues/7/comments", "POST pulls/7/comments"]);
  expect(shown()).toEqual(["file"]);
  expect(pull.threads[0]?.comments[0]?.body).toContain("GitHub takes no comment on a line of this file");
  expect(pull.comments[0]?.body).toContain("3 errors");
  await post([1, 2, 3], {}, diff);
  expect(calls().slice(4)).toEqual(["graphql"]);
  // The next one speaks where the first is mended.
  await post([2, 3], {}, diff);
  expect(pull.threads.map(({ comments: [first] }) => first?.body.includes(fingerprint(2)))).toEqual([true]);
});

it("waits once where GitHub takes no second review so soon, and halves only then", async () => {
  const soon = { status: 422, message: "Review comments is invalid and Review threads is invalid" };
  server.fail(/reviews/, soon);
  expect(await post([1, 2])).toMatchObject({ complete: true, notes: [] });
  expect([shown(), pauses, pull.reviews]).toEqual([[1, 2], [5], 1]);
});

it("goes on without the review where only that is denied, and says so once", async () => {
  server.fail(/reviews/, FORBIDDEN, 9);
  expect(await post([1, 2])).toMatchObject({
    complete: false,
    notes: [`Review comments were not posted on the pull request: ${DENIED}.`],
  });
  expect([shown(), pull.comments.length]).toEqual([[], 1]);
  // What no comment says the summary says itself.
  expect(pull.comments[0]?.body).toContain("Keep `v1alpha2` in spec.versions, unserved.");
});

it("goes on without the summary where only that is denied: Issues may be switched off", async () => {
  server.fail(/issues/, { status: 410, message: "Issues are disabled for this repo" }, 9);
  expect(await post([1, 2])).toEqual({
    ...NOTHING,
    commented: new Set([fingerprint(1), fingerprint(2)]),
    notes: [
      "The summary was not posted on the pull request: GitHub refused it (410: Issues are disabled for this repo).",
    ],
  });
  expect([shown(), pull.comments.length]).toEqual([[1, 2], 0]);
});

it("asks nothing more where the token may not write, and says one thing", async () => {
  world.access = "read";
  expect(await post([1, 2])).toEqual({
    ...NOTHING,
    notes: [],
    forbidden: `Nothing is posted on the pull request: ${DENIED}.`,
  });
  expect(calls()).toEqual(["graphql", "GET pulls/7", "POST issues/7/comments"]);
});

it("reads and plans again after a write that may have been done, and does it once", async () => {
  server.fail(/issues/, { applied: { status: 502, message: "Server Error" } });
  server.fail(/reviews/, { applied: "drop" });
  expect(await post([1])).toMatchObject({
    complete: true,
    summaryUrl: expect.stringContaining("#issuecomment-"),
    notes: [],
  });
  expect([shown(), pull.comments.length, pull.reviews]).toEqual([[1], 1, 1]);
  expect(pauses).toEqual([2, 2]);
});

it("gives up after three looks, and the next run completes what is missing", async () => {
  server.fail(/reviews/, { status: 502, message: "Server Error" }, 3);
  expect(await post([1])).toMatchObject({
    complete: false,
    notes: [
      "The pull request's comments are not complete: GitHub has an outage (502: Server Error); run the job again later. The next run completes them.",
    ],
  });
  expect(await post([1])).toMatchObject({ complete: true, notes: [] });
  expect([shown(), pull.comments.length]).toEqual([[1], 1]);
});

it("an outage in the middle is told as one, with what was posted before", async () => {
  server.fail(/reviews/, { applied: "drop" });
  server.fail(/graphql/, { change: (body) => body });
  server.fail(/graphql/, { status: 502, message: "Server Error" }, 9);
  expect(await post([1])).toEqual({
    complete: false,
    summaryUrl: `https://github.com/example/fleet/pull/7#issuecomment-${pull.comments[0]?.id}`,
    notes: [
      "The pull request's comments are not complete: the comments of pull request 7 cannot be read: GitHub has an outage (502: Server Error); run the job again later. The next run completes them.",
    ],
  });
});

it("stops at a rate limit that lasts", async () => {
  server.fail(/issues/, { status: 403, message: "You have exceeded a secondary rate limit." }, 9);
  const posted = await post([1]);
  expect(posted.notes).toEqual([expect.stringContaining("GitHub's rate limit is reached")]);
  expect([shown(), pull.comments.length]).toEqual([[], 0]);
});

it("writes nothing where the head moves between the two looks", async () => {
  server.fail(/GET .*pulls/, { change: (body) => ({ ...body, head: { sha: "b".repeat(40) } }) });
  expect(await post([1])).toEqual({
    complete: true,
    summaryUrl: null,
    notes: [
      "Nothing is posted on the pull request: its head is bbbbbbb by now, and this run is about aaaaaaa; the run of the newer commit posts.",
    ],
  });
  expect([shown(), pull.comments]).toEqual([[], []]);
});

it("a summary that somebody deletes while it is edited is written anew", async () => {
  await post([1]);
  server.fail(/PATCH .*issues/, { status: 404, message: "Not Found" });
  await post([1, 2]);
  expect([shown(), pull.comments.length]).toEqual([[1, 2], 1]);
  expect(pull.comments[0]?.body).toContain("2 errors");
});

it("deletes a comment of a finding that is gone, but edits and folds one that a person answered", async () => {
  await post([1, 2]);
  const [, second] = pull.threads;
  second?.comments.push({ id: 1, author: "person", body: "why?", isMinimized: false });
  await post([]);
  const [first] = pull.threads[0]?.comments ?? [];
  expect(pull.threads.map(({ comments }) => comments.length)).toEqual([2]);
  expect([first?.isMinimized, first?.body]).toEqual([
    true,
    expect.stringContaining(`No longer reported as of [\`aaaaaaa\`](https://github.com/acme/infra/commit/${SHA}).`),
  ]);
});

it("a fold that is denied is no loss", async () => {
  await post([1]);
  pull.threads[0]?.comments.push({ id: 2, author: "person", body: "why?", isMinimized: false });
  server.fail(/graphql/, { change: (body) => body });
  server.fail(/graphql/, {
    change: () => ({ errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }] }),
  });
  expect(await post([])).toMatchObject({ complete: true, notes: [] });
});

it("tells each finding apart", async () => {
  await post([3]);
  expect(pull.threads[0]?.comments[0]?.body).toContain(fingerprint(3));
});
