import { expect, it } from "vitest";
import { done } from "../../src/base/result.ts";
import { readBranchState } from "../../src/refresh/branch-state.ts";
import type { Host } from "../../src/refresh/host.ts";
import { type Outcome, refused } from "../../src/refresh/outcome.ts";
import { memory, nameOf, type Tree, treeName } from "./trees.ts";

const START: Tree = { clusters: { "eu.json": "eu" }, "README.md": "fleet" };
const BASE: Tree = { ...START, "README.md": "another word" };
const BRANCH: Tree = { ...START, clusters: { "eu.json": "eu, later", "us.json": "us" } };
const NAMES = {
  base: "main",
  branch: "refresh",
  settings: async () => done({ patterns: ["clusters/*.json"], maxSnapshotAge: 1 }),
};

/** A branch that adds one snapshot and changes another, and a base that went on. From the call `fails` on nothing answers. */
function hostOf(fails?: number) {
  const { branches, calls } = memory(fails);
  const answer = async <T>(call: string, value: T): Promise<Outcome<T>> => {
    calls.push(call);
    return calls.length > (fails ?? Number.POSITIVE_INFINITY)
      ? refused(`no answer to call ${calls.length}`)
      : done(value);
  };
  const heads = new Map([
    ["main", { commit: "b", tree: treeName(BASE) }],
    ["refresh", { commit: "r", tree: treeName(BRANCH) }],
  ]);
  const host: Host = {
    branches: {
      ...branches,
      head: (branch) => answer(`head of ${branch}`, heads.get(branch) ?? null),
      mergeBase: (base, head) => answer(`${base} and ${head}`, { commit: "s", tree: treeName(START) }),
    },
    pullRequests: {
      list: () => answer("pull requests", []),
      create: async () => refused("nobody asks"),
      update: async () => refused("nobody asks"),
      addLabels: async () => refused("nobody asks"),
      startsWorkflows: async () => null,
    },
    pause: async () => {},
  };
  return { host, calls };
}

it("knows what is recorded, and what the branch makes of it", async () => {
  const { host } = hostOf();
  const state = await readBranchState(NAMES, host);
  if (!state.ok) throw new Error(state.reason);
  const { recorded, pending, proposed, ...rest } = state.value;
  expect(rest).toEqual({
    base: { commit: "b", tree: treeName(BASE) },
    branch: { commit: "r", tree: treeName(BRANCH) },
    open: null,
    isMerged: false,
    settings: { patterns: ["clusters/*.json"], maxSnapshotAge: 1 },
  });
  const changed = new Map([
    ["clusters/eu.json", nameOf("eu, later")],
    ["clusters/us.json", nameOf("us")],
  ]);
  expect([recorded.names, pending.names, proposed]).toEqual([
    new Map([["clusters/eu.json", nameOf("eu")]]),
    changed,
    changed,
  ]);
});

it("says of every call that is not answered why nothing is known", async () => {
  const { host, calls } = hostOf();
  await readBranchState(NAMES, host);
  const numbers = calls.map((_, index) => index);
  const reasons = numbers.map(async (fails) => readBranchState(NAMES, hostOf(fails).host));
  expect(await Promise.all(reasons)).toEqual(numbers.map((fails) => refused(`no answer to call ${fails + 1}`)));
});
