import fs from "node:fs";
import { dump } from "js-yaml";
import { afterEach, beforeEach, expect, it } from "vitest";
import { open, type Repository, repository, shallowCheckout, temporaryFolder } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { runAction } from "./runner.ts";

/** docs/events.md, one case a row. The base has an old sin for v1beta1; the change breaks v1 too. */
const PROD = ".github/crd-upgrade-guard/clusters/prod.json";
const SNAPSHOT = freshSnapshot({ "routes.example.com": live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]) });
const OLD_SIN = dump(crd({ versions: "v1*" }));

let repo: Repository;
const folders: string[] = [];
let base: string;
let head: string;
let merge: string;

beforeEach(() => {
  repo = repository();
  base = repo.commit({ "crd.yaml": OLD_SIN, [PROD]: SNAPSHOT });
  repo.git("checkout", "-q", "-b", "change");
  head = repo.commit({ "README.md": "unrelated" });
  repo.git("checkout", "-q", "--detach", "main");
  repo.git("merge", "-q", "--no-ff", "-m", "merge", "change");
  merge = repo.git("rev-parse", "HEAD");
});
afterEach(() => {
  repo.remove();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function checkout(of: string): string {
  const { root } = shallowCheckout(repo, of);
  folders.push(root);
  return root;
}

function judged(event: string, of: string, payload: object = {}, env: Readonly<Record<string, string>> = {}) {
  const run = runAction({ root: checkout(of), event, payload, env });
  const report = run.report as { base: unknown; result: string; findings: { state: string }[] };
  return {
    base: report.base,
    result: report.result,
    states: report.findings.map(({ state }) => state),
    status: run.status,
  };
}

const NO_CHANGE = { result: "warn", states: ["preexisting"], status: 0 };
const ALL_INTRODUCED = { result: "fail", states: ["introduced"], status: 1 };
const PULL_REQUEST = () => ({ pull_request: { base: { sha: base }, head: { sha: head } } });

it("pull_request: the default checkout is compared with its first parent", () => {
  expect(judged("pull_request", merge, PULL_REQUEST())).toEqual({ base: { available: true, rev: base }, ...NO_CHANGE });
});

it("pull_request: a checkout of the head is compared with the merge base", () => {
  expect(judged("pull_request", head, PULL_REQUEST())).toEqual({ base: { available: true, rev: base }, ...NO_CHANGE });
});

it("merge_group: compared with the group's base", () => {
  const payload = { merge_group: { base_sha: base, head_sha: merge } };
  expect(judged("merge_group", merge, payload)).toEqual({ base: { available: true, rev: base }, ...NO_CHANGE });
});

it("push: compared with the commit before, also after a force push", () => {
  expect(judged("push", merge, { before: base })).toEqual({ base: { available: true, rev: base }, ...NO_CHANGE });
  repo.git("checkout", "-q", "--orphan", "rewritten");
  const rewritten = repo.commit({ "README.md": "rewritten" });
  expect(judged("push", rewritten, { before: head })).toEqual({ base: { available: true, rev: head }, ...NO_CHANGE });
});

it.each([
  ["push", "of a new branch", { before: "0".repeat(40) }, {}, "the push made the branch"],
  ["push", "of a tag", {}, { GITHUB_REF_TYPE: "tag" }, "a tag is judged whole"],
  ["push", "without a payload", {}, {}, "the event push says nothing of before"],
  ["release", "", {}, {}, "release has no base"],
  ["workflow_dispatch", "", {}, {}, "workflow_dispatch has no base"],
  ["schedule", "", {}, {}, "schedule has no base"],
  ["issue_comment", "(unknown)", {}, {}, "issue_comment has no base"],
])("%s %s: no base, and the report says why", (event, _, payload, env, reason) => {
  expect(judged(event, merge, payload, env)).toEqual({ base: { available: false, reason }, ...ALL_INTRODUCED });
});

it("pull_request whose base cannot be fetched: no base, with git's words", () => {
  const root = checkout(merge);
  open(root).git("remote", "set-url", "origin", "file:///nowhere");
  const run = runAction({ root, event: "pull_request", payload: PULL_REQUEST() });
  const report = run.report as { base: unknown };
  expect(report.base).toEqual({ available: false, reason: expect.stringContaining(`${base} cannot be fetched: `) });
  expect(run.status).toBe(1);
});

it("no git at all: no base, and everything is read", () => {
  const folder = temporaryFolder();
  folders.push(folder);
  open(folder).write({ "crd.yaml": OLD_SIN, [PROD]: SNAPSHOT });
  const run = runAction({ root: folder, event: "pull_request", payload: PULL_REQUEST() });
  const report = run.report as { base: { available: boolean }; findings: unknown[] };
  expect([report.base.available, report.findings.length, run.status]).toEqual([false, 1, 1]);
});

it.each([
  ["a refresh's branch of this repository", "acme/infra", "crd-upgrade-guard/refresh", []],
  ["one of several refreshes", "acme/infra", "crd-upgrade-guard/refresh-eu", []],
  ["a branch of that name in a fork", "stranger/infra", "crd-upgrade-guard/refresh", ["introduced"]],
  ["any other branch", "acme/infra", "fix", ["introduced"]],
])("pull_request: of %s a snapshot that says less is told as is right", (_, repository_, ref, states) => {
  repo.git("checkout", "-q", "-b", "edit", "main");
  const less = freshSnapshot({ "routes.example.com": live({ versions: "v1* v1beta1!" }, ["v1"]) });
  const edited = repo.commit({ [PROD]: less });
  const payload = {
    pull_request: {
      base: { sha: base, ref: "main", repo: { full_name: "acme/infra" } },
      head: { sha: edited, ref, repo: { full_name: repository_ } },
    },
  };
  expect(judged("pull_request", edited, payload)).toMatchObject({ states, status: 0 });
});
