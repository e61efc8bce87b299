import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ApiBaseRequest, openBaseTreeFromApi } from "../../src/io/github/base-tree.ts";
import { type Repository, repository, temporaryFolder } from "../git/repository.ts";
import { gitData } from "./git-data.ts";
import { type GitHubServer, gitHubServer, TOKEN } from "./server.ts";

let repo: Repository;
let server: GitHubServer;
const folders: string[] = [];

beforeEach(async () => {
  repo = repository();
  server = await gitHubServer(gitData(repo));
});
afterEach(async () => {
  await server.close();
  repo.remove();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** The working tree as it is now, without git. */
function workspace(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  fs.cpSync(repo.root, folder, { recursive: true, filter: (file) => path.basename(file) !== ".git" });
  return folder;
}

function open(wanted: ApiBaseRequest["wanted"], given: Partial<ApiBaseRequest> = {}, timeoutMs = 10_000) {
  const client = { token: TOKEN, apiUrl: server.url };
  const request = { client, owner: "example", repo: "fleet", wanted, root: workspace(), folder: "", named: [] };
  // A second of waiting lasts a millisecond.
  return openBaseTreeFromApi({ ...request, ...given }, { secondMs: 1, timeoutMs });
}

/** The whole tree as plain data. */
async function opened(wanted: ApiBaseRequest["wanted"], given: Partial<ApiBaseRequest> = {}) {
  const reading = await open(wanted, given);
  if (!reading.ok) return reading;
  const { sha, files, isUnchanged, read } = reading.value;
  const contents = [...read(files)].map(([name, bytes]) => [name, Buffer.from(bytes).toString("utf8")]);
  return { sha, files, unchanged: files.filter(isUnchanged), contents: Object.fromEntries(contents) };
}

const of = (sha: string) => ({ kind: "commit" as const, sha });
const REPOSITORY = "GET /repos/example/fleet";

describe("the commit", () => {
  let base: string;
  let head: string;
  let merge: string;
  const pullRequest = (checkedOut: string, headSha: string | null = head) =>
    open({ kind: "pull-request", baseSha: repo.git("rev-parse", "main"), headSha, checkedOut }, { root: repo.root });

  beforeEach(() => {
    base = repo.commit({ "a.yaml": "1" });
    repo.git("checkout", "-q", "-b", "change");
    head = repo.commit({ "b.yaml": "1" });
    repo.git("checkout", "-q", "main");
    repo.commit({ "c.yaml": "1" });
    repo.git("checkout", "-q", "--detach", "main");
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "change");
    merge = repo.git("rev-parse", "HEAD");
  });

  it("of a merge that GitHub made of a pull request is its first parent", async () => {
    const first = repo.git("rev-parse", "main");
    expect(await pullRequest(merge)).toMatchObject({ ok: true, value: { sha: first } });
    expect(server.calls()).toEqual([`${REPOSITORY}/commits/${merge}`, `${REPOSITORY}/git/trees/${first}`]);
  });

  it("of a pull request's own tip is the merge base", async () => {
    repo.git("checkout", "-q", "--detach", head);
    expect(await pullRequest(head)).toMatchObject({ ok: true, value: { sha: base } });
    const main = repo.git("rev-parse", "main");
    expect(server.calls()).toEqual([
      `${REPOSITORY}/commits/${head}`,
      `${REPOSITORY}/compare/${main}...${head}`,
      `${REPOSITORY}/git/trees/${base}`,
    ]);
  });

  it("of a tip that merges the base branch into the change is the merge base too, not the change", async () => {
    repo.git("checkout", "-q", "change");
    repo.git("merge", "-q", "--no-ff", "-m", "catch up", "main");
    const tip = repo.git("rev-parse", "HEAD");
    for (const headSha of [tip, null]) {
      expect(await pullRequest(tip, headSha)).toMatchObject({
        ok: true,
        value: { sha: repo.git("rev-parse", "main") },
      });
    }
  });

  it("that has no history in common with the base is told of", async () => {
    repo.git("checkout", "-q", "--orphan", "other");
    const other = repo.commit({ "a.yaml": "2" });
    const main = repo.git("rev-parse", "main");
    expect(await pullRequest(other)).toEqual({
      ok: false,
      reason: `the merge base of ${main} and ${other} cannot be read: the repository does not have it, or the token lacks the permission \`contents: read\` (404: No common ancestor between ${main} and ${other}.)`,
    });
  });

  it("that GitHub does not know is told of", async () => {
    const nowhere = "1".repeat(40);
    expect(await pullRequest(nowhere)).toEqual({
      ok: false,
      reason: `commit ${nowhere} cannot be read: GitHub refused it (422: No commit found for SHA: ${nowhere})`,
    });
  });

  it("of a repository with sha256 names is said not to be comparable", async () => {
    const sha = "a".repeat(64);
    expect(await open(of(sha))).toEqual({
      ok: false,
      reason: `the tree of ${sha} cannot be compared: the repository is one of sha256, and only sha1 is known`,
    });
    expect(server.calls()).toEqual([]);
  });
});

describe("the files", () => {
  it("are those of the commit; what differs and may be read is downloaded, all else is not", async () => {
    const sha = repo.commit({
      "same.yaml": "same",
      "changed.yml": "old",
      "gone.json": "gone",
      "old-place.yaml": "moved",
      "twice.yaml": "moved",
      "main.go": "package old",
      "deep/Kustomization": "old",
      "ümlaut #1?.yaml": "öld\n",
    });
    repo.write({ "changed.yml": "new", "gone.json": null, "old-place.yaml": null, "new-place.yaml": "moved" });
    repo.write({ "main.go": "new", "deep/Kustomization": "new", "ümlaut #1?.yaml": "new", "twice.yaml": "other" });
    expect(await opened(of(sha))).toEqual({
      sha,
      files: [
        "changed.yml",
        "deep/Kustomization",
        "gone.json",
        "main.go",
        "old-place.yaml",
        "same.yaml",
        "twice.yaml",
        "ümlaut #1?.yaml",
      ],
      unchanged: ["same.yaml"],
      contents: {
        "changed.yml": "old",
        "deep/Kustomization": "old",
        "gone.json": "gone",
        "old-place.yaml": "moved",
        "twice.yaml": "moved",
        "ümlaut #1?.yaml": "öld\n",
      },
    });
    const blobs = ["changed.yml", "deep/Kustomization", "gone.json", "old-place.yaml", "ümlaut #1?.yaml"].map(
      (file) => `${REPOSITORY}/git/blobs/${repo.git("rev-parse", `${sha}:${file}`)}`,
    );
    // changed.yml and deep/Kustomization have the same bytes: one download.
    expect([...server.calls()].sort()).toEqual([...new Set([...blobs, `${REPOSITORY}/git/trees/${sha}`])].sort());
    expect(server.asked.map(({ authorization }) => authorization)).toEqual(Array(5).fill(`token ${TOKEN}`));
  });

  it("are relative to the folder that the workspace is in the repository", async () => {
    const sha = repo.commit({ "infra/a.yaml": "old", "infra/b/c.yaml": "same", "infra.yaml": "old", "z.yaml": "old" });
    repo.write({ "infra/a.yaml": "new", "infra.yaml": "new", "z.yaml": "new" });
    const root = path.join(workspace(), "infra");
    expect(await opened(of(sha), { root, folder: "infra" })).toEqual({
      sha,
      files: ["a.yaml", "b/c.yaml"],
      unchanged: ["b/c.yaml"],
      contents: { "a.yaml": "old" },
    });
    expect(await opened(of(sha), { root, folder: "nowhere" })).toEqual({ sha, files: [], unchanged: [], contents: {} });
  });

  it("that a person named are downloaded whatever their name is", async () => {
    const sha = repo.commit({ "guard.conf": "old", "other.conf": "old" });
    repo.write({ "guard.conf": "new", "other.conf": "new" });
    expect(await opened(of(sha), { named: ["guard.conf"] })).toMatchObject({ contents: { "guard.conf": "old" } });
  });

  it("are regular ones alone, on both sides", async () => {
    const sha = repo.commit({ "run.yaml": "#!", "real.yaml": "real", "folder.yaml": "file" });
    fs.chmodSync(path.join(repo.root, "run.yaml"), 0o755);
    fs.symlinkSync("real.yaml", path.join(repo.root, "link.yaml"));
    repo.git("update-index", "--add", "--cacheinfo", `160000,${sha},module.yaml`);
    repo.git("add", "run.yaml", "link.yaml");
    repo.git("commit", "-q", "-m", "links");
    const second = repo.git("rev-parse", "HEAD");
    // A link of the file's own length to its very bytes.
    repo.write({ "real.yaml": null, "e.md": "real", "folder.yaml": null, "folder.yaml/x": "" });
    fs.symlinkSync("e.md", path.join(repo.root, "real.yaml"));
    expect(await opened(of(second), { root: repo.root })).toEqual({
      sha: second,
      files: ["folder.yaml", "real.yaml", "run.yaml"],
      unchanged: ["run.yaml"],
      contents: { "folder.yaml": "file", "real.yaml": "real" },
    });
  });

  it("that links lead to are downloaded whatever their name is, and so are links that are gone", async () => {
    repo.write({ "data/w.txt": "old" });
    fs.symlinkSync("data/w.txt", path.join(repo.root, "same.yaml"));
    fs.symlinkSync("same.yaml", path.join(repo.root, "gone.yaml"));
    const sha = repo.commit({});
    repo.write({ "data/w.txt": "new" });
    fs.rmSync(path.join(repo.root, "gone.yaml"));
    expect(await opened(of(sha))).toMatchObject({ unchanged: [], contents: { "data/w.txt": "old" } });
  });

  it("whose line endings the checkout converted are downloaded", async () => {
    const sha = repo.commit({ "a.yaml": "a: 1\nb: 2\n" });
    repo.write({ "a.yaml": "a: 1\r\nb: 2\r\n" });
    expect(await opened(of(sha))).toMatchObject({ unchanged: [], contents: { "a.yaml": "a: 1\nb: 2\n" } });
  });

  it("of the same length are told apart by their bytes", async () => {
    const sha = repo.commit({ "a.yaml": "a: 1" });
    repo.write({ "a.yaml": "a: 2" });
    expect(await opened(of(sha))).toMatchObject({ unchanged: [], contents: { "a.yaml": "a: 1" } });
  });
});

describe("limits", () => {
  it("300 files are downloaded, 301 are not", async () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.json`, `${i}`]));
    const [enough, tooMany] = [repo.commit(many(300)), repo.commit(many(301))];
    for (const name of Object.keys(many(301))) repo.write({ [name]: null });
    expect(await opened(of(enough))).toMatchObject({ contents: many(300) });
    const before = server.calls().length;
    expect(await open(of(tooMany))).toEqual({
      ok: false,
      reason:
        "301 files (1 MiB) of the base are not in the checkout, and no more than 300 files or 64 MiB are downloaded; git in the job and a checkout by actions/checkout have no such limit",
    });
    expect(server.calls().slice(before)).toEqual([`${REPOSITORY}/git/trees/${tooMany}`]);
  });

  it("more than 64 MiB are not downloaded; one file that no check would read is left out", async () => {
    const sha = repo.commit({ "a.yaml": "a", "b.yaml": "b" });
    repo.write({ "a.yaml": null, "b.yaml": null });
    const sizes = (size: number) => (body: { tree?: { path: string }[] }) => ({
      ...body,
      tree: body.tree?.map((entry) => (entry.path === "a.yaml" ? { ...entry, size } : entry)),
    });
    server.fail(/trees/, { change: sizes(64 * 1024 * 1024) });
    expect(await open(of(sha))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^2 files \(65 MiB\) of the base are not/),
    });
    server.fail(/trees/, { change: sizes(64 * 1024 * 1024 + 1) });
    expect(await opened(of(sha))).toMatchObject({ files: ["a.yaml", "b.yaml"], contents: { "b.yaml": "b" } });
  });

  it("a tree that GitHub lists in part is no base", async () => {
    const sha = repo.commit({ "a.yaml": "1" });
    server.fail(/trees/, { change: (body) => ({ ...body, truncated: true }) });
    expect(await open(of(sha))).toEqual({
      ok: false,
      reason: `the tree of ${sha} is too large: GitHub's API lists only a part of it; git in the job and a checkout by actions/checkout have no such limit`,
    });
  });
});

describe("what passes by", () => {
  let sha: string;
  beforeEach(() => {
    sha = repo.commit({ "a.yaml": "old" });
    repo.write({ "a.yaml": "new" });
  });
  const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

  it.each([
    ["a 5xx, twice", { status: 502, message: "Server Error" }, 2],
    ["a dropped connection, twice", "drop", 2],
    ["an answer that breaks off, twice", "cut", 2],
    ["a 429 that says at once", { status: 429, message: SECONDARY, headers: { "retry-after": "0" } }, 1],
    ["a secondary rate limit that says nothing", { status: 403, message: SECONDARY }, 1],
    ["a secondary rate limit of a minute", { status: 403, message: SECONDARY, headers: { "retry-after": "60" } }, 1],
    [
      "a primary rate limit that ends now",
      {
        status: 403,
        message: "API rate limit exceeded for installation.",
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" },
      },
      1,
    ],
  ] as const)("%s: is waited for, for a tree and for a file", async (_, fault, times) => {
    for (const part of [/git.trees/, /git.blobs/]) {
      server.fail(part, fault, times);
      expect(await opened(of(sha))).toMatchObject({ sha, contents: { "a.yaml": "old" } });
    }
    expect(server.calls()).toHaveLength(4 + 2 * times);
  });

  it("a request without an answer is given up and repeated", async () => {
    server.fail(/git.trees/, "hang");
    expect(await open(of(sha), {}, 300)).toMatchObject({ ok: true });
    expect(server.calls()).toHaveLength(3);
  });
});

describe("what does not pass by", () => {
  let sha: string;
  beforeEach(() => {
    sha = repo.commit({ "a.yaml": "old" });
    repo.write({ "a.yaml": "new" });
  });
  const SECONDARY = "You have exceeded a secondary rate limit.";
  const INTEGRATION = "Resource not accessible by integration";

  it.each([
    [
      "403 without permission",
      { status: 403, message: INTEGRATION },
      1,
      `the token lacks the permission \`contents: read\` (403: ${INTEGRATION})`,
    ],
    [
      "404",
      { status: 404, message: "Not Found" },
      1,
      "the repository does not have it, or the token lacks the permission `contents: read` (404: Not Found)",
    ],
    [
      "a token that is not valid",
      { status: 401, message: "Bad credentials" },
      1,
      "the token is not valid (401: Bad credentials); `github-token` takes one with the permission `contents: read`",
    ],
    [
      "a primary rate limit that lasts",
      {
        status: 429,
        message: "API rate limit exceeded",
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2000000000" },
      },
      1,
      "GitHub's rate limit is reached (429: API rate limit exceeded); run the job again after 2033-05-18T03:33:20.000Z",
    ],
    [
      "a secondary rate limit of an hour",
      { status: 403, message: SECONDARY, headers: { "retry-after": "3600" } },
      1,
      `GitHub's rate limit is reached (403: ${SECONDARY}); run the job again later`,
    ],
    [
      "a secondary rate limit after the wait for it",
      { status: 403, message: SECONDARY },
      2,
      `GitHub's rate limit is reached (403: ${SECONDARY}); run the job again later`,
    ],
    [
      "a rate limit that says at once, again and again",
      { status: 429, message: SECONDARY, headers: { "retry-after": "0" } },
      2,
      `GitHub's rate limit is reached (429: ${SECONDARY}); run the job again later`,
    ],
    [
      "an outage",
      { status: 503, message: "Unavailable" },
      3,
      "GitHub has an outage (503: Unavailable); run the job again later",
    ],
    ["dropped connections", "drop", 3, "GitHub's API at SERVER could not be reached (UND_ERR_SOCKET)"],
    ["an answer that always breaks off", "cut", 3, "GitHub's API could not be reached (the answer broke off)"],
    [
      "a proxy's page",
      { page: "<h1>Log in</h1>" },
      1,
      "the answer is not GitHub's (is there a proxy or another server in between?)",
    ],
    [
      "another server's JSON",
      { change: () => ({ hello: "world" }) },
      1,
      "the answer is not GitHub's (is there a proxy or another server in between?)",
    ],
  ] as const)("%s is the reason, for a tree and for a file", async (_, fault, attempts, reason) => {
    const parts = [
      [/git.trees/, `the tree of ${sha}`, 0],
      [/git.blobs/, `blob ${repo.git("rev-parse", `${sha}:a.yaml`)}`, 1],
    ] as const;
    for (const [part, what, before] of parts) {
      const start = server.calls().length;
      server.fail(part, fault, attempts);
      const whole = `${what} cannot be read: ${reason.replace("SERVER", new URL(server.url).origin)}`;
      expect(await open(of(sha))).toEqual({ ok: false, reason: whole });
      expect(server.calls().length - start).toBe(before + attempts);
    }
  });

  it("requests without an answer, each given up", async () => {
    server.fail(/git.trees/, "hang", 3);
    expect(await open(of(sha), {}, 50)).toEqual({
      ok: false,
      reason: `the tree of ${sha} cannot be read: GitHub's API at ${new URL(server.url).origin} did not answer in time; run the job again later`,
    });
    expect(server.calls()).toHaveLength(3);
  });

  it("no server", async () => {
    const gone = await gitHubServer([]);
    await gone.close();
    expect(await open(of(sha), { client: { token: TOKEN, apiUrl: gone.url } })).toEqual({
      ok: false,
      reason: `the tree of ${sha} cannot be read: GitHub's API at ${new URL(gone.url).origin} could not be reached (ECONNREFUSED)`,
    });
  });

  it("an address that is none", async () => {
    const client = { token: TOKEN, apiUrl: "nonsense" };
    expect(await open(of(sha), { client })).toEqual({
      ok: false,
      reason: expect.stringMatching(
        /^the tree of [0-9a-f]{40} cannot be read: GitHub's API could not be reached \(.*URL.*\)$/,
      ),
    });
  });

  it("a wrong token, which is told nowhere, and no more files are asked for", async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}.json`, `${i}`]));
    const big = repo.commit(many);
    for (const name of Object.keys(many)) repo.write({ [name]: null });
    server.fail(/git.blobs/, { status: 403, message: INTEGRATION }, 1000);
    const reading = await open(of(big));
    expect(reading).toMatchObject({ ok: false });
    expect(JSON.stringify(reading)).not.toContain(TOKEN);
    expect(server.calls().length).toBeLessThanOrEqual(1 + 10);
    const client = { token: "ghs_wrong", apiUrl: server.url };
    expect(await open(of(sha), { client })).toMatchObject({ ok: false, reason: expect.stringContaining("(401: Bad") });
  });
});

it("writes nothing to the console, whatever GitHub announces", async () => {
  const sha = repo.commit({ "a.yaml": "1" });
  const said = vi.fn();
  for (const name of ["debug", "info", "log", "warn", "error"] as const)
    vi.spyOn(console, name).mockImplementation(said);
  const headers = { deprecation: "Sat, 01 Jan 2028 00:00:00 GMT", sunset: "Sat, 01 Jan 2029 00:00:00 GMT" };
  server.fail(/git.trees/, { change: (body) => body, headers });
  try {
    expect(await open(of(sha))).toMatchObject({ ok: true });
    server.fail(/git.trees/, "drop", 3);
    expect(await open(of(sha))).toMatchObject({ ok: false });
    expect(said.mock.calls).toEqual([]);
  } finally {
    vi.restoreAllMocks();
  }
});
