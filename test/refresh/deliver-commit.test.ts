import { afterEach, beforeEach, expect, it } from "vitest";
import { done } from "../../src/base/result.ts";
import { blobId } from "../../src/io/git/blob-id.ts";
import { type CommitDelivery, deliverCommit } from "../../src/refresh/deliver-commit.ts";
import type { Branches } from "../../src/refresh/host.ts";
import { refused } from "../../src/refresh/outcome.ts";
import { planned } from "../../src/refresh/plan.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { fileOf, PATTERNS, reading, TERMS, type World, world } from "./world.ts";

let w: World;
beforeEach(async () => {
  w = await world();
  w.repo.commit({ "README.md": "fleet", [fileOf("prod")]: writeSnapshot(reading("prod", ["v1beta1"])) });
});
afterEach(() => w.close());

const NEW = reading("prod", ["v1"], 2);

/** Delivers, and gives what was done, or why not. */
async function deliver(
  readings: readonly Snapshot[],
  given: Partial<CommitDelivery> = {},
  own: Partial<Branches> = {},
) {
  const { branches, pause } = w.host();
  const outcome = await deliverCommit(
    {
      base: "main",
      settings: async () => done({ patterns: PATTERNS, maxSnapshotAge: 604_800_000 }),
      plan: ({ patterns }, recorded, pending) =>
        planned({
          readings: readings.map((snapshot) => ({ snapshot, profile: null })),
          patterns,
          recorded,
          pending,
          terms: TERMS,
          blobName: blobId,
          toolVersion: "0.1.0",
        }),
      message: (clusters, sha) => `Record ${clusters.map(({ cluster }) => cluster).join(", ")} on ${sha}`,
      ...given,
    },
    { branches: { ...branches, ...own }, pause },
  );
  if (!outcome.ok) return outcome.reason;
  const { operation, pullRequest, plan, base, notices } = outcome.value;
  return { operation, pullRequest, clusters: plan.clusters.map(({ cluster }) => cluster), base, notices };
}

const head = () => w.repo.git("rev-parse", "main");

it("is one commit on the branch itself, of what differs", async () => {
  const before = head();
  const told = { operation: "updated", pullRequest: null, clusters: ["prod"], base: before, notices: [] };
  expect(await deliver([NEW])).toEqual(told);
  expect(w.repo.git("log", "--format=%s", `${before}..main`)).toBe(`Record prod on ${before}`);
  expect(w.repo.git("diff", "--name-status", before, "main")).toBe(`M\t${fileOf("prod")}`);
  expect(`${w.repo.git("show", `main:${fileOf("prod")}`)}\n`).toBe(writeSnapshot(NEW));
});

it("is nothing where nothing differs", async () => {
  const nothing = { operation: "none", pullRequest: null, clusters: [], base: head(), notices: [] };
  expect(await deliver([reading("prod", ["v1beta1"], 3)])).toEqual(nothing);
  expect(w.writes()).toEqual([]);
});

it("goes on top of what came meanwhile", async () => {
  let moves = 1;
  const commit: Branches["commit"] = (given) => {
    if (moves-- > 0) w.repo.commit({ "README.md": "moved" });
    return w.host().branches.commit(given);
  };
  expect(await deliver([NEW], {}, { commit })).toMatchObject({
    operation: "updated",
    base: w.repo.git("rev-parse", "main~1"),
  });
  expect(w.repo.git("show", "main:README.md")).toBe("moved");
  expect(w.repo.git("log", "--format=%s", "-2", "main").split("\n")[1]).toBe("change");
});

const silent = async () => refused("no answer");

it.each<[string, Partial<CommitDelivery>, Partial<Branches>, string]>([
  ["the branch", {}, { head: silent }, "no answer"],
  ["a branch of that name", { base: "gone" }, {}, "there is no branch `gone`; `base` takes the one to commit to"],
  ["its settings", { settings: silent }, {}, "no answer"],
  ["its files", {}, { entries: silent }, "no answer"],
  ["what is recorded", {}, { blob: silent }, "no answer"],
  ["the new commit", {}, { commit: silent }, "no answer"],
  ["a branch that can be written", {}, { swap: silent }, "no answer. Or use `delivery: pull-request`"],
])("says why where there is not %s, and leaves the branch where it is", async (_, given, own, reason) => {
  const before = head();
  expect(await deliver([NEW], given, own)).toBe(reason);
  expect(head()).toBe(before);
});
