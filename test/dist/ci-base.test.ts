import { afterAll, beforeAll, expect, it } from "vitest";
import { type Repository, repository, shallowCheckout } from "../git/repository.ts";
import { GOOD, SNAPSHOT } from "./bad-input.ts";
import { runBundle } from "./bundle.ts";

/**
 * What the check is compared with in a job of other CI systems: the clone as each of them makes it, its variables, no flag.
 * The base has a file that cannot be read; the change brings another one.
 */
const BROKEN = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n\tspec: {}\n";

let origin: Repository;
let commits: { readonly fork: string; readonly tip: string; readonly change: string; readonly merged: string };

beforeAll(() => {
  origin = repository();
  const fork = origin.commit({
    "crd.yaml": GOOD,
    "old.yaml": BROKEN,
    ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT,
  });
  origin.git("checkout", "-q", "-b", "change");
  const change = origin.commit({ "new.yaml": BROKEN.replace("spec", "other") });
  origin.git("checkout", "-q", "main");
  const tip = origin.commit({ "late.yaml": BROKEN.replace("spec", "late") });
  origin.git("checkout", "-q", "-b", "merged");
  origin.git("merge", "-q", "--no-edit", "change");
  const merged = origin.git("rev-parse", "HEAD");
  origin.git("checkout", "-q", "main");
  commits = { fork, tip, change, merged };
});
afterAll(() => origin.remove());

/** What the report says it is compared with, and each unreadable file with its state. */
function checked(checkout: Repository, env: Readonly<Record<string, string>>, command = "check") {
  const { stdout } = runBundle("cli.cjs", [command, "--format", "json"], { cwd: checkout.root, env });
  const { base, findings } = JSON.parse(stdout);
  const states = findings.map((one: { location: { path: string }; state: string }) => [one.location.path, one.state]);
  return [base.rev ?? base.reason, Object.fromEntries(states.filter(([path]: [string]) => path.endsWith(".yaml")))];
}

function inClone<T>(of: string, ask: (clone: Repository) => T): T {
  const clone = shallowCheckout(origin, of);
  try {
    return ask(clone);
  } finally {
    clone.remove();
  }
}

const OLD_AND_NEW = { "new.yaml": "introduced", "old.yaml": "preexisting" };
const MERGED = { "late.yaml": "preexisting", "new.yaml": "introduced", "old.yaml": "preexisting" };

it("is the commit that GitLab's merge request starts from", () => {
  const { fork, change } = commits;
  const env = { GITLAB_CI: "true", CI_MERGE_REQUEST_DIFF_BASE_SHA: fork, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: "" };
  expect(inClone(change, (clone) => checked(clone, env))).toEqual([fork, OLD_AND_NEW]);
});

it("is the target branch's tip where GitLab checked out the merged result", () => {
  const { fork, tip, merged } = commits;
  const env = { GITLAB_CI: "true", CI_MERGE_REQUEST_DIFF_BASE_SHA: fork, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: tip };
  expect(inClone(merged, (clone) => checked(clone, env))).toEqual([tip, MERGED]);
});

it.each([
  ["Azure", { TF_BUILD: "True", SYSTEM_PULLREQUEST_TARGETBRANCH: "refs/heads/main" }],
  ["Azure with a repository elsewhere", { TF_BUILD: "True", SYSTEM_PULLREQUEST_TARGETBRANCH: "main" }],
  ["Bitbucket", { BITBUCKET_BUILD_NUMBER: "7", BITBUCKET_PR_DESTINATION_BRANCH: "main" }],
  ["Jenkins", { JENKINS_URL: "https://ci.example.com/", CHANGE_TARGET: "main" }],
])("is where %s's branch and the change parted", (_, env) => {
  const { fork, tip, change, merged } = commits;
  expect(inClone(change, (clone) => checked(clone, env))).toEqual([fork, OLD_AND_NEW]);
  expect(inClone(merged, (clone) => checked(clone, env))).toEqual([tip, MERGED]);
});

it("leaves a clone with all its history whole", () => {
  const env = { JENKINS_URL: "https://ci.example.com/", CHANGE_TARGET: "main" };
  inClone(commits.change, (clone) => {
    clone.git("fetch", "-q", "--unshallow", "origin", "change");
    expect(checked(clone, env)).toEqual([commits.fork, OLD_AND_NEW]);
    expect(clone.git("rev-parse", "--is-shallow-repository")).toBe("false");
  });
});

const ALL_NEW = { "new.yaml": "introduced", "old.yaml": "introduced" };

it("is nothing, with the reason, where it cannot be had, and at the gate", () => {
  const gone = { GITLAB_CI: "true", CI_MERGE_REQUEST_DIFF_BASE_SHA: "f".repeat(40) };
  const noBranch = { JENKINS_URL: "https://ci.example.com/", CHANGE_TARGET: "gone" };
  inClone(commits.change, (clone) => {
    const [noCommit, all] = checked(clone, gone);
    expect([noCommit.replace(/(cannot be fetched:) .*/, "$1 ..."), all]).toEqual([
      `CI_MERGE_REQUEST_DIFF_BASE_SHA: ${"f".repeat(40)} cannot be fetched: ...`,
      ALL_NEW,
    ]);
    expect(checked(clone, noBranch)).toEqual([
      "CHANGE_TARGET: the branch gone cannot be fetched: couldn't find remote ref refs/heads/gone",
      ALL_NEW,
    ]);
    expect(checked(clone, { JENKINS_URL: "x", CHANGE_TARGET: "main" }, "gate")[0]).toBe("no base was given");
  });
});

it.each([
  ["a branch's pipeline", { GITLAB_CI: "true", CI_MERGE_REQUEST_DIFF_BASE_SHA: "" }],
  ["no name of a branch", { JENKINS_URL: "x", CHANGE_TARGET: "main:refs/heads/main" }],
  ["an option", { JENKINS_URL: "x", CHANGE_TARGET: "--upload-pack=touch" }],
  [
    "variables of a system that does not run",
    { CHANGE_TARGET: "main", CI_MERGE_REQUEST_DIFF_BASE_SHA: "f".repeat(40) },
  ],
])("is nothing for %s", (_, env) => {
  expect(inClone(commits.change, (clone) => checked(clone, env))).toEqual(["no base was given", ALL_NEW]);
});
