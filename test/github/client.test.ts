import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createClient, type GitHubClient } from "../../src/io/github/client.ts";
import { failureCause, gitHubWords } from "../../src/io/github/failure.ts";
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

it("waits for a 429 that says how long, in seconds or as a date, and for no longer than a minute", async () => {
  const slow = (wait: string) => ({ status: 429, message: "Too Many Requests", headers: { "retry-after": wait } });
  for (const wait of ["1", "60", new Date(Date.now() + 30_000).toUTCString()]) {
    client = createClient({ token: TOKEN, apiUrl: server.url }, { secondMs: 0.01, timeoutMs: 10_000, now: Date.now });
    server.fail(/thing/, slow(wait));
    expect([wait, await ask()]).toEqual([wait, 200]);
  }
  server.fail(/thing/, slow("61"));
  expect(await ask()).toBe(429);
  server.fail(/thing/, { status: 429, message: "Too Many Requests" });
  expect(await ask()).toBe(429);
  expect(server.calls()).toHaveLength(8);
});

const percent = [...Buffer.from(TOKEN)].map((byte) => `%${byte.toString(16)}`).join("");
it.each([
  ["as it is", TOKEN],
  ["in capitals", TOKEN.toUpperCase()],
  ["in a header", `authorization:token=${TOKEN},`],
  ["half of it", TOKEN.slice(5, 20)],
  ["in base64", Buffer.from(TOKEN).toString("base64")],
  ["in base64, behind a user", Buffer.from(`x-access-token:${TOKEN}`).toString("base64")],
  ["in base64 for addresses", Buffer.from(`??>${TOKEN}`).toString("base64url")],
  ["in base64, cut in front", Buffer.from(`user:${TOKEN}`).toString("base64").slice(3)],
  ["in hexadecimal", Buffer.from(TOKEN).toString("hex")],
  ["in percent escapes", percent],
  ["in base64 with percent escapes", encodeURIComponent(Buffer.from(`??>${TOKEN}`).toString("base64"))],
  ["in entities", [...TOKEN].map((char) => `&#${char.charCodeAt(0)};`).join("")],
  ["in JSON's escapes", [...TOKEN].map((char) => `\\u00${char.charCodeAt(0).toString(16)}`).join("")],
  ["otherwise, in one long word", "A1b2".repeat(20)],
])("takes the token out of what an answer echoes: %s", async (_, echoed) => {
  for (const message of [`You sent ${echoed} to us`, `Bad "${echoed}"`]) {
    server.fail(/thing/, { status: 403, message });
    const said = await client.request("GET /thing").then(String, (error) => failureCause(error, "contents: read"));
    expect(said).toMatch(/^the token lacks the permission `contents: read` \(403: \w+ .*\[hidden\]/);
    expect(said).not.toContain(echoed);
  }
});

it("leaves what GitHub really says as it is, and hides in what GraphQL refuses too", async () => {
  const message = `Reference refs/heads/crd-upgrade-guard/snapshots at ${"0123456789".repeat(4)} cannot be updated, see https://docs.github.com/rest/git/refs#update-a-reference`;
  server.fail(/thing/, { status: 422, message });
  expect(await client.request("GET /thing").catch(gitHubWords)).toBe(message);
  server.fail(/thing/, { change: () => ({ errors: [{ type: "FORBIDDEN", message: `No, ${TOKEN}` }] }) });
  const { data } = await client.request("POST /thing");
  expect(data).toEqual({ errors: [{ type: "FORBIDDEN", message: "No, [hidden]" }] });
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
