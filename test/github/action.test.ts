import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { member } from "../../src/base/json.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import { startAction } from "../action/runner.ts";
import { open, type Repository, repository, temporaryFolder } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { gitData, NAME } from "./git-data.ts";
import { type GitHubServer, gitHubServer, TOKEN } from "./server.ts";

/** The action in a workspace where git cannot read the base. The cluster stores v1beta1 of every CRD. */
const PROD = ".github/crd-upgrade-guard/clusters/prod.json";
const STORED = ["v1beta1", "v1"];
// Each in a group of its own, since names must not meet in one.
const shape = (plural: string, versions: string) => ({ name: `${plural}.${plural}.example.com`, versions });
const SNAPSHOT = freshSnapshot(
  Object.fromEntries(
    ["routes", "ways", "paths"].map((plural) => {
      const given = shape(plural, "v1* v1beta1!");
      return [given.name, live(given, STORED)];
    }),
  ),
);
const sin = (plural: string) => dump(crd(shape(plural, "v1*")));
const good = (plural: string) => dump(crd(shape(plural, "v1* v1beta1!")));

let repo: Repository;
let server: GitHubServer;
let base: string;
let head: string;
let merge: string;
const folders: string[] = [];

/** A base with an old sin in one file; a change of that file that leaves the sin, moves another, and adds a third. */
function history(below = ""): void {
  const files = (given: Readonly<Record<string, string | null>>) =>
    Object.fromEntries(Object.entries(given).map(([name, content]) => [`${below}${name}`, content]));
  base = repo.commit(
    files({ [PROD]: SNAPSHOT, "routes.yaml": sin("routes"), "ways.yaml": sin("ways"), "paths.yaml": good("paths") }),
  );
  repo.git("checkout", "-q", "-b", "change");
  head = repo.commit(
    files({
      "routes.yaml": `# a word\n${sin("routes")}`,
      "ways.yaml": null,
      "moved/ways.yaml": sin("ways"),
      "paths.yaml": sin("paths"),
    }),
  );
  repo.git("checkout", "-q", "--detach", "main");
  repo.git("merge", "-q", "--no-ff", "-m", "merge", "change");
  merge = repo.git("rev-parse", "HEAD");
}

beforeEach(async () => {
  repo = repository();
  server = await gitHubServer(gitData(repo));
});
afterEach(async () => {
  await server.close();
  repo.remove();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** The working tree without git, as an artifact or a container without git leaves it. */
function withoutGit(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  fs.cpSync(repo.root, folder, { recursive: true, filter: (file) => path.basename(file) !== ".git" });
  return folder;
}

const PULL_REQUEST = () => ({ pull_request: { base: { sha: base }, head: { sha: head } } });

interface Finding {
  readonly rule: string;
  readonly state: string;
  readonly location: { readonly path: string };
  readonly crd: string;
}

interface RunOptions {
  readonly event?: string;
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

async function report(root: string, given: RunOptions) {
  const { event = "pull_request", payload = PULL_REQUEST(), inputs = {}, env = {} } = given;
  const done = await startAction({
    root,
    event,
    payload,
    inputs: { "github-token": TOKEN, ...inputs },
    env: { GITHUB_API_URL: server.url, GITHUB_REPOSITORY: NAME, GITHUB_SHA: merge, ...env },
  });
  expect(JSON.stringify(done)).not.toContain(TOKEN);
  const { base: compared, findings } = done.report as { base: { reason?: string }; findings: readonly Finding[] };
  return { status: done.status, compared, findings };
}

async function run(root: string, options: RunOptions = {}) {
  const { status, compared, findings } = await report(root, options);
  const states = Object.fromEntries(findings.map(({ crd: name, state }) => [name.split(".")[0], state]));
  // Git's words go on with where it looked.
  const reason = compared.reason?.replace(/(not a git repository) \([^)]*\)(: \.git)?/, "$1");
  return { status, base: { ...compared, ...(reason === undefined ? {} : { reason }) }, states };
}

const COMPARED = () => ({
  status: 1,
  base: { available: true, rev: base },
  states: { routes: "preexisting", ways: "preexisting", paths: "introduced" },
});
const NOT_COMPARED = (reason: string) => ({
  status: 1,
  base: { available: false, reason },
  states: { routes: "introduced", ways: "introduced", paths: "introduced" },
});

it("pull_request without .git: what was there before stays preexisting, also in changed and moved files", async () => {
  history();
  expect(await run(withoutGit())).toEqual(COMPARED());
  const downloads = ["routes", "ways", "paths"].map((name) => repo.git("rev-parse", `${base}:${name}.yaml`));
  expect([...server.calls()].sort()).toEqual(
    [`commits/${merge}`, `git/trees/${base}`, ...downloads.map((sha) => `git/blobs/${sha}`)]
      .map((rest) => `GET /repos/${NAME}/${rest}`)
      .sort(),
  );
});

it("working-directory: its files alone are compared", async () => {
  history("infra/prod/");
  const inputs = { "working-directory": "./infra/prod/" };
  expect(await run(withoutGit(), { inputs })).toEqual(COMPARED());
});

it("a checkout below the workspace: the repository's root is where its .git is", async () => {
  history("infra/");
  const workspace = temporaryFolder();
  folders.push(workspace);
  fs.cpSync(withoutGit(), path.join(workspace, "checkout"), { recursive: true });
  fs.mkdirSync(path.join(workspace, "checkout/.git"));
  expect(await run(workspace, { inputs: { "working-directory": "checkout/infra" } })).toEqual(COMPARED());
});

it("a fetch that is refused: the commit that is checked out decides, not GITHUB_SHA", async () => {
  history();
  repo.git("checkout", "-q", "main");
  repo.commit({ "ways.yaml": good("ways") });
  repo.git("checkout", "-q", "--detach", "main");
  repo.git("merge", "-q", "--no-ff", "-m", "merge", "-s", "ours", "change");
  merge = repo.git("rev-parse", "HEAD");
  const clone = temporaryFolder();
  folders.push(clone);
  const checkout = open(clone);
  checkout.git("init", "-q");
  checkout.git("fetch", "-q", "--no-tags", "--depth=1", `file://${repo.root}`, head);
  checkout.git("checkout", "-q", "--detach", head);
  checkout.git("remote", "add", "origin", "file:///nowhere");
  expect(await run(clone)).toEqual(COMPARED());
});

it.each([
  ["merge_group", () => ({ merge_group: { base_sha: base, head_sha: merge } })],
  ["push", () => ({ before: base, after: merge })],
])("%s without .git: compared with the event's commit", async (event, payload) => {
  history();
  expect(await run(withoutGit(), { event, payload: payload() })).toEqual(COMPARED());
  expect(server.calls()[0]).toBe(`GET /repos/${NAME}/git/trees/${base}`);
});

it("an edit of the guard is judged by the guard of the base, whatever the configuration's name is", async () => {
  base = repo.commit({ [PROD]: SNAPSHOT, "routes.yaml": sin("routes"), "guard.conf": "rules: {}\n" });
  repo.write({ "guard.conf": "rules:\n  stored-version-removed: off\n" });
  const options = { event: "push", payload: { before: base }, inputs: { config: "guard.conf" } };
  const { findings } = await report(withoutGit(), options);
  expect(findings.map(({ rule, state, location }) => [rule, state, location.path])).toEqual([
    ["guard-weakened", "introduced", "guard.conf"],
  ]);
});

it("an answer that fails for a moment is asked for again", async () => {
  history();
  server.fail(/trees/, { status: 502, message: "Server Error" });
  server.fail(/blobs/, {
    status: 429,
    message: "You have exceeded a secondary rate limit.",
    headers: { "retry-after": "0" },
  });
  expect(await run(withoutGit())).toEqual(COMPARED());
  expect(server.calls()).toHaveLength(7);
});

describe("no request is made", () => {
  beforeEach(() => history());

  it("where git has the base", async () => {
    repo.git("checkout", "-q", "--detach", merge);
    expect(await run(repo.root)).toEqual(COMPARED());
    expect(server.calls()).toEqual([]);
  });

  it.each([
    ["without a token", { inputs: { "github-token": "" } }],
    ["without a repository", { env: { GITHUB_REPOSITORY: "" } }],
  ])("%s: git's reason stands alone", async (_, options) => {
    const reason = `${base} cannot be fetched: not a git repository`;
    expect(await run(withoutGit(), options)).toEqual(NOT_COMPARED(reason));
    expect(server.calls()).toEqual([]);
  });

  it("for an event without a base", async () => {
    const reason = "schedule has no base";
    expect(await run(withoutGit(), { event: "schedule", payload: {} })).toEqual(NOT_COMPARED(reason));
    expect(server.calls()).toEqual([]);
  });
});

describe("neither git nor the API has the base: the reason names both, and everything counts", () => {
  beforeEach(() => history());
  const GIT = () => `git: ${base} cannot be fetched: not a git repository; GitHub's API: `;

  it.each([
    [
      "403",
      /commits/,
      { status: 403, message: "Resource not accessible by integration" },
      () =>
        `commit ${merge} cannot be read: the token lacks the permission \`contents: read\` (403: Resource not accessible by integration)`,
    ],
    [
      "404",
      /trees/,
      { status: 404, message: "Not Found" },
      () =>
        `the tree of ${base} cannot be read: the repository does not have it, or the token lacks the permission \`contents: read\` (404: Not Found)`,
    ],
    [
      "a truncated tree",
      /trees/,
      { change: (body: object) => ({ ...body, truncated: true }) },
      () =>
        `the tree of ${base} is too large: GitHub's API lists only a part of it; git in the job and a checkout by actions/checkout have no such limit`,
    ],
  ])("%s", async (_, part, fault, reason) => {
    server.fail(part, fault, 100);
    expect(await run(withoutGit())).toEqual(NOT_COMPARED(GIT() + reason()));
  });
});

it("an event whose head is a merge of the base branch into the change does not pass the change as old", async () => {
  history();
  repo.git("checkout", "-q", "main");
  const main = repo.commit({ "README.md": "newer" });
  repo.git("checkout", "-q", "change");
  repo.git("merge", "-q", "--no-ff", "-m", "catch up", "main");
  const tip = repo.git("rev-parse", "HEAD");
  const payload = { pull_request: { base: { sha: main }, head: { sha: tip } } };
  const done = await run(withoutGit(), { payload, env: { GITHUB_SHA: tip } });
  expect(done).toEqual({ ...COMPARED(), base: { available: true, rev: main } });
});

it("action.yml gives the job's own token", () => {
  const reading = readYamlDocument(fs.readFileSync(new URL("../../action.yml", import.meta.url), "utf8"), {
    dialect: "core",
  });
  const inputs = reading.ok ? member(reading.value, "inputs") : undefined;
  expect(member(member(inputs, "github-token"), "default")).toBe(["${", "{ github.token }}"].join(""));
});
