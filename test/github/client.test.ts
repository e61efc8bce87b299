import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createClient, type GitHubClient } from "../../src/io/github/client.ts";
import { type GitHubServer, gitHubServer, type Route, TOKEN } from "./server.ts";

const ROUTES: readonly Route[] = ["GET", "POST"].map((method) => ({
  method,
  path: /\/thing/,
  answer: () => ({ status: 200, body: { ok: true } }),
}));
const LIMIT = { status: 403, message: "You have exceeded a secondary rate limit." };
/** A minute of waiting, in milliseconds of these tests. */
const MINUTE = 60;

let server: GitHubServer;
let client: GitHubClient;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  server = await gitHubServer(ROUTES);
  client = createClient({ token: TOKEN, apiUrl: server.url }, { secondMs: 1, timeoutMs: 10_000 });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

async function ask(): Promise<number> {
  try {
    return (await client.request("GET /thing")).status;
  } catch (error) {
    return error instanceof Error && "status" in error ? Number(error.status) : 0;
  }
}

it("waits once for a rate limit; one that comes after the wait is not waited for", async () => {
  server.fail(/thing/, LIMIT);
  expect(await ask()).toBe(200);
  vi.setSystemTime(Date.now() + MINUTE + 1);
  server.fail(/thing/, LIMIT);
  expect(await ask()).toBe(403);
  expect(server.calls()).toHaveLength(3);
});

it("lets requests that meet the limit together wait together", async () => {
  server.fail(/thing/, LIMIT, 5);
  expect(await Promise.all(Array.from({ length: 5 }, ask))).toEqual([200, 200, 200, 200, 200]);
  expect(server.calls()).toHaveLength(10);
});

it("counts the attempts of each request alone", async () => {
  server.fail(/thing/, { status: 502, message: "Server Error" }, 6);
  expect([await ask(), await ask(), await ask()]).toEqual([502, 502, 200]);
  expect(server.calls()).toHaveLength(7);
});

it("leaves nothing of one request in what octokit shares among all", async () => {
  const shared: unknown[] = [];
  client.hook.before("request", (options) => {
    shared.push(options.request);
  });
  server.fail(/thing/, { status: 502, message: "Server Error" }, 3);
  await ask();
  await ask();
  expect(shared[0]).toBe(shared[1]);
  expect(Object.keys(shared[0] ?? {}).sort()).toEqual(["agent", "fetch", "hook"]);
});

it("sends the token, its own name, and bodies as JSON", async () => {
  await client.request("POST /thing", { title: "x" });
  expect(server.asked).toEqual([
    {
      method: "POST",
      path: "/thing",
      query: new URLSearchParams(),
      authorization: `token ${TOKEN}`,
      body: { title: "x" },
    },
  ]);
});

it("follows a moved repository, and takes the token to no other host", async () => {
  const other = await gitHubServer(ROUTES);
  server.fail(/thing/, { status: 307, message: "Moved", headers: { location: `${server.url}/thing` } });
  expect(await ask()).toBe(200);
  expect(server.asked.map(({ authorization }) => authorization)).toEqual([`token ${TOKEN}`, `token ${TOKEN}`]);
  server.fail(/thing/, { status: 307, message: "Moved", headers: { location: `${other.url}/thing` } });
  await ask();
  expect(other.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
  await other.close();
});
