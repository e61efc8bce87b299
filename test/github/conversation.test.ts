import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/io/github/client.ts";
import { readConversation } from "../../src/io/github/conversation.ts";
import { findPullRequests, listFiles, readHead } from "../../src/io/github/pull-request.ts";
import { pullRequestRoutes } from "./pull-request-routes.ts";
import { type GitHubServer, gitHubServer, TOKEN } from "./server.ts";
import { commentOnFile, newComment, newPull, newWorld, type Pull, push, submitReview, type World } from "./world.ts";

const HEAD = "a".repeat(40);
const PATCH = "@@ -1,3 +1,4 @@\n one\n-two\n+zwei\n+drei\n three";
const BOT = "github-actions[bot]";
const US = { owner: "example", repo: "fleet" };

let world: World;
let pull: Pull;
let server: GitHubServer;

beforeEach(async () => {
  pull = newPull({ number: 7, headSha: HEAD, files: [{ filename: "crd.yaml", status: "modified", patch: PATCH }] });
  world = newWorld([pull]);
  server = await gitHubServer(pullRequestRoutes(world));
});
afterEach(() => server.close());

function repository() {
  return { client: createClient({ token: TOKEN, apiUrl: server.url }, { secondMs: 1, timeoutMs: 5000 }), ...US };
}
const address = (number = 7) => ({ repository: repository(), number });
const at = (line: number, body: string) =>
  ({ path: "crd.yaml", side: "RIGHT", line, body, startLine: null, startSide: null }) as const;

describe("the conversation", () => {
  it("tells what is open, resolved, outdated, hidden and answered, in one request", async () => {
    expect(submitReview(pull, BOT, [at(2, "a line"), at(3, "another")])).toBe("ok");
    expect(commentOnFile(pull, BOT, "crd.yaml", "a file")).toMatchObject({ body: "a file" });
    const [first, second] = pull.threads;
    first?.comments.push(newComment("person", "why?"));
    if (second !== undefined) second.resolvedBy = "person";
    pull.comments.push(newComment("person", "hello"), newComment(BOT, "summary"));
    push(pull, HEAD, [{ filename: "crd.yaml", status: "modified", patch: PATCH.replace("+drei", "+vier") }]);
    const [, , file] = pull.threads;
    const read = await readConversation(address());
    const comment = { author: "github-actions", path: "crd.yaml", isMinimized: false };
    const ids = pull.threads.map((thread) => thread.comments[0]?.id ?? 0);
    expect(read).toEqual({
      ok: true,
      value: {
        isOpen: true,
        headSha: HEAD,
        changedFiles: 1,
        viewer: BOT,
        threads: [
          {
            ...comment,
            id: ids[0],
            nodeId: `PRRC_${ids[0]}`,
            body: "a line",
            line: { side: "RIGHT", line: 2 },
            isOutdated: false,
            isResolved: false,
            hasReplies: true,
          },
          {
            ...comment,
            id: ids[1],
            nodeId: `PRRC_${ids[1]}`,
            body: "another",
            line: null,
            isOutdated: true,
            isResolved: true,
            hasReplies: false,
          },
          {
            ...comment,
            id: ids[2],
            nodeId: `PRRC_${file?.comments[0]?.id}`,
            body: "a file",
            line: null,
            isOutdated: false,
            isResolved: false,
            hasReplies: false,
          },
        ],
        comments: pull.comments.map(({ id, body, author }) => ({
          id,
          nodeId: `IC_${id}`,
          url: `https://github.com/example/fleet/pull/7#issuecomment-${id}`,
          author: author.replace("[bot]", ""),
          body,
          isMinimized: false,
        })),
      },
    });
    expect(server.calls()).toEqual(["POST /api/graphql"]);
  });

  it.each([
    [250, 5, 3],
    [0, 201, 3],
    [101, 150, 2],
    [100, 100, 1],
  ])("of %i threads and %i comments is read whole, in %i requests", async (threads, comments, requests) => {
    for (let index = 0; index < threads; index++) commentOnFile(pull, BOT, "crd.yaml", `thread ${index}`);
    for (let index = 0; index < comments; index++) pull.comments.push(newComment("person", `comment ${index}`));
    const read = await readConversation(address());
    expect(read.ok && read.value.threads.map(({ body }) => body)).toEqual(
      Array.from({ length: threads }, (_, index) => `thread ${index}`),
    );
    expect(read.ok && read.value.comments.map(({ body }) => body)).toEqual(
      Array.from({ length: comments }, (_, index) => `comment ${index}`),
    );
    expect(server.calls()).toHaveLength(requests);
  });

  it.each([
    [
      "a token that may not",
      () => {
        world.access = "none";
      },
      "the token lacks the permission `pull-requests: write` (Resource not accessible by integration)",
      { isForbidden: true },
    ],
    [
      "a pull request that is not there",
      () => world.pulls.clear(),
      "GitHub refused it (Could not resolve to a PullRequest with the number of 7.)",
    ],
    [
      "an outage",
      () => server.fail(/graphql/, { status: 502, message: "Server Error" }, 9),
      "GitHub has an outage (502: Server Error); run the job again later",
    ],
    [
      "a list that has no end",
      () => {
        const pageInfo = { hasNextPage: true, endCursor: "1" };
        const pullRequest = { state: "OPEN", headRefOid: HEAD, changedFiles: 1, comments: { pageInfo, nodes: [] } };
        server.fail(/graphql/, { change: () => ({ data: { viewer: {}, repository: { pullRequest } } }) }, 60);
      },
      "there are more than 5000",
    ],
  ])("%s: the reason is said", async (_, arrange, reason, more: object = {}) => {
    arrange();
    expect(await readConversation(address())).toEqual({
      ...more,
      ok: false,
      reason: `the comments of pull request 7 cannot be read: ${reason}`,
    });
  });
});

describe("the pull request", () => {
  it("has a head, and may be closed", async () => {
    expect(await readHead(address())).toEqual({ ok: true, value: { headSha: HEAD, isOpen: true } });
    pull.state = "closed";
    expect(await readHead(address())).toEqual({ ok: true, value: { headSha: HEAD, isOpen: false } });
  });

  it("is found by the owner, branch and commit of its head, and by nothing else", async () => {
    const fork = { headRepository: "Stranger/fleet", headRef: "fix" };
    for (const [number, given] of Object.entries({
      11: fork,
      12: { ...fork, headSha: "b".repeat(40) },
      13: { ...fork, state: "closed" as const },
      14: { ...fork, headRef: "other" },
      15: { ...fork, headRepository: "Stranger/other" },
      16: { ...fork, headRepository: null },
      17: { ...fork, baseRepository: "example/other" },
    })) {
      world.pulls.set(Number(number), newPull({ number: Number(number), headSha: HEAD, files: [], ...given }));
    }
    const found = await findPullRequests(repository(), { repository: "stranger/fleet", branch: "fix", sha: HEAD });
    expect(found).toEqual({ ok: true, value: [] });
    const same = await findPullRequests(repository(), { repository: "Stranger/fleet", branch: "fix", sha: HEAD });
    expect(same).toEqual({ ok: true, value: [11] });
  });
});

describe("the files", () => {
  it("are listed a hundred a page, and a file without a patch is one whose patch is unknown", async () => {
    pull.files = Array.from({ length: 250 }, (_, index) => ({
      filename: `crd-${index}.yaml`,
      status: "modified" as const,
      // After 20,000 lines GitHub lists a file with no patch and no changes, though it has some.
      ...(index < 200 ? { patch: PATCH } : {}),
    }));
    const read = await listFiles(address());
    const files = read.ok ? read.value : [];
    expect(files.map(({ path, patch }) => [path, patch])).toEqual(
      pull.files.map(({ filename, patch }) => [filename, patch ?? null]),
    );
    expect(server.calls()).toHaveLength(3);
  });

  it("are 3,000 at most, with the old name where it was another", async () => {
    pull.files = Array.from({ length: 3001 }, (_, index) => ({
      filename: `new-${index}`,
      previous: `old-${index}`,
      status: "renamed" as const,
    }));
    const read = await listFiles(address());
    expect(read.ok && read.value.length).toBe(3000);
    expect(read.ok && read.value[0]).toEqual({
      path: "new-0",
      oldPath: "old-0",
      status: "renamed",
      blob: "0".repeat(40),
      patch: null,
    });
  });
});
