import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { BRANCH, deliver, dumpOf, fileOf, reading, type World, world } from "./world.ts";

let w: World;
beforeEach(async () => {
  w = await world();
  w.repo.commit({ "README.md": "fleet", [fileOf("prod")]: writeSnapshot(reading("prod", ["v1beta1"])) });
});
afterEach(() => w.close());

const OLD = reading("prod", ["v1beta1"]);
const NEW = reading("prod", ["v1beta1", "v1"], 2);
const show = (ref: string, path: string) => w.repo.git("show", `${ref}:${path}`);
const changedFiles = () => w.repo.git("diff", "--name-status", `main...${BRANCH}`).split("\n").filter(Boolean);
const COMMIT_AND_MOVE = [
  "POST /repos/example/fleet/git/trees",
  "POST /repos/example/fleet/git/commits",
  "POST /api/graphql",
];
const OPENED = [...COMMIT_AND_MOVE, "POST /api/graphql", "POST /repos/example/fleet/pulls"];

describe("one job", () => {
  it("writes nothing when nothing differs, however much later the reading is", async () => {
    expect(await deliver(w, [reading("prod", ["v1beta1"], 3)])).toEqual(["none", null]);
    expect(w.writes()).toEqual([]);
    expect(w.branch()).toBe(null);
  });

  it("opens a pull request with one commit on the base's head, whose diff is the one line that changed", async () => {
    expect(await deliver(w, [NEW], { labels: ["crds"] })).toEqual(["created", 1]);
    expect(w.writes()).toEqual([...OPENED, "POST /repos/example/fleet/issues/1/labels"]);
    expect(w.repo.git("rev-parse", `${BRANCH}~1`)).toBe(w.repo.git("rev-parse", "main"));
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
    const diff = w.repo.git("diff", "-U0", `main...${BRANCH}`).split("\n").slice(4);
    expect(diff.filter((line) => /^[-+]/.test(line) && !line.includes("capturedAt"))).toEqual([
      '-      "storedVersions": ["v1beta1"],',
      '+      "storedVersions": ["v1beta1", "v1"],',
    ]);
    expect(w.pulls.all).toEqual([
      {
        number: 1,
        base: "main",
        branch: BRANCH,
        title: "Refresh cluster snapshots",
        body: "prod\n--- false",
        state: "open",
        closedAt: null,
        merged: false,
        labels: new Set(["crds"]),
        from: "example/fleet",
      },
    ]);
  });

  it("makes no call that writes when the open pull request says it already, although the base moves on", async () => {
    await deliver(w, [NEW]);
    const before = w.branch();
    w.repo.commit({ "README.md": "another word" });
    w.writes();
    expect(await deliver(w, [reading("prod", ["v1beta1", "v1"], 3)])).toEqual(["none", 1]);
    expect(w.writes()).toEqual([]);
    expect(w.branch()).toBe(before);
  });

  it("brings it up to date with what changed since, from the base's head", async () => {
    await deliver(w, [NEW]);
    w.repo.commit({ "README.md": "another word" });
    w.writes();
    expect(await deliver(w, [reading("prod", ["v1"], 3)])).toEqual(["updated", 1]);
    expect(w.writes()).toEqual(COMMIT_AND_MOVE);
    expect(w.repo.git("rev-parse", `${BRANCH}~1`)).toBe(w.repo.git("rev-parse", "main"));
    expect(show(BRANCH, fileOf("prod"))).toBe(writeSnapshot(reading("prod", ["v1"], 3)).trim());
  });

  it("closes it and deletes the branch when the cluster is again as recorded", async () => {
    await deliver(w, [NEW]);
    w.writes();
    expect(await deliver(w, [reading("prod", ["v1beta1"], 3)])).toEqual(["closed", 1]);
    expect(w.writes()).toEqual(["POST /api/graphql", "PATCH /repos/example/fleet/pulls/1"]);
    expect([w.branch(), w.pulls.all[0]?.state, w.pulls.all[0]?.body]).toEqual([null, "closed", "nothing differs"]);
    expect(await deliver(w, [OLD])).toEqual(["none", null]);
    expect(w.writes()).toEqual([]);
  });

  it.each(["squash", "merge"] as const)("starts anew after a %s, with the branch still there", async (how) => {
    await deliver(w, [NEW]);
    w.merge(1, how);
    w.writes();
    expect(await deliver(w, [reading("prod", ["v1beta1", "v1"], 3)])).toEqual(["none", null]);
    expect(w.writes()).toEqual([]);
    expect(await deliver(w, [reading("prod", ["v1"], 4)])).toEqual(["created", 2]);
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
  });

  it("starts anew after a merge whose branch was deleted", async () => {
    await deliver(w, [NEW]);
    w.merge(1, "squash");
    w.repo.git("branch", "-D", BRANCH);
    expect(await deliver(w, [reading("prod", ["v1beta1", "v1"], 3)])).toEqual(["none", null]);
    expect(await deliver(w, [reading("prod", ["v1"], 4)])).toEqual(["created", 2]);
  });

  it("closes the pull request when somebody has put the same on the base by hand", async () => {
    await deliver(w, [NEW]);
    w.repo.commit({ [fileOf("prod")]: writeSnapshot(NEW) });
    expect(await deliver(w, [reading("prod", ["v1beta1", "v1"], 3)])).toEqual(["closed", 1]);
  });

  it("rebuilds the branch when the base has changed the same file otherwise", async () => {
    await deliver(w, [NEW]);
    w.repo.commit({ [fileOf("prod")]: writeSnapshot(reading("prod", ["v1"], 2)) });
    expect(await deliver(w, [NEW])).toEqual(["updated", 1]);
    expect(w.repo.git("rev-parse", `${BRANCH}~1`)).toBe(w.repo.git("rev-parse", "main"));
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
  });

  it("opens another one after a person closed it without merging", async () => {
    await deliver(w, [NEW]);
    w.pulls.close(1);
    expect(await deliver(w, [reading("prod", ["v1beta1", "v1"], 3)])).toEqual(["created", 2]);
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
  });

  it("opens another one after a person deleted the branch", async () => {
    await deliver(w, [NEW]);
    w.repo.git("branch", "-D", BRANCH);
    expect(await deliver(w, [NEW])).toEqual(["created", 2]);
  });

  it("says nothing of a person's commit that was merged with the rest", async () => {
    await deliver(w, [NEW]);
    w.repo.git("checkout", "-q", BRANCH);
    w.repo.commit({ "notes.md": "mine" });
    w.repo.git("checkout", "-q", "main");
    w.merge(1, "squash");
    expect(await deliver(w, [reading("prod", ["v1", "v2"], 3)])).toEqual(["created", 2]);
  });

  it("names a person's commit that goes with the branch", async () => {
    await deliver(w, [NEW]);
    w.repo.git("checkout", "-q", BRANCH);
    const mine = w.repo.commit({ "notes.md": "mine" });
    w.repo.git("checkout", "-q", "main");
    const words = `branch \`${BRANCH}\` was deleted with the commit \`${mine.slice(0, 12)}\` of test: "change"; \`git cherry-pick ${mine}\` brings it back`;
    expect(await deliver(w, [OLD])).toEqual(["closed", 1, words]);
  });

  it("leaves a file that others have committed to its branch, until something else changes", async () => {
    await deliver(w, [NEW]);
    w.repo.git("checkout", "-q", BRANCH);
    const mine = w.repo.commit({ "notes.md": "mine" });
    w.repo.git("checkout", "-q", "main");
    expect(await deliver(w, [NEW])).toEqual(["none", 1]);
    expect(w.branch()).toBe(mine);
    const words = `branch \`${BRANCH}\` was rebuilt without the commit \`${mine.slice(0, 12)}\` of test: "change"; \`git cherry-pick ${mine}\` brings it back`;
    expect(await deliver(w, [reading("prod", ["v1", "v2"], 3)])).toEqual(["updated", 1, words]);
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
  });

  it("leaves a branch alone that GitHub's button brought up to date with the base", async () => {
    await deliver(w, [NEW]);
    w.repo.commit({ "README.md": "another word" });
    w.repo.git("checkout", "-q", BRANCH);
    w.repo.git("merge", "-q", "--no-ff", "-m", "catch up", "main");
    w.repo.git("checkout", "-q", "main");
    w.writes();
    expect(await deliver(w, [NEW])).toEqual(["none", 1]);
    expect(w.writes()).toEqual([]);
  });

  it("replaces a dump in YAML by a snapshot, in one commit", async () => {
    w.repo.commit({ ".github/crd-upgrade-guard/clusters/staging.yaml": dumpOf(["v1"]) });
    expect(await deliver(w, [reading("staging", ["v1"])])).toEqual(["created", 1]);
    expect(changedFiles()).toEqual([`A\t${fileOf("staging")}`, "D\t.github/crd-upgrade-guard/clusters/staging.yaml"]);
    w.merge(1, "squash");
    expect(await deliver(w, [reading("staging", ["v1"])])).toEqual(["none", null]);
  });

  it("is not misled by a pull request of the same owner's fork, from a branch of the same name", async () => {
    const fork = { number: 1, base: "main", branch: BRANCH, title: "", body: "", state: "open" as const };
    w.pulls.all.push({ ...fork, closedAt: "0".repeat(40), merged: false, labels: new Set(), from: "example/fork" });
    expect(await deliver(w, [NEW])).toEqual(["created", 2]);
    expect(await deliver(w, [NEW])).toEqual(["none", 2]);
    expect(await deliver(w, [OLD])).toEqual(["closed", 2]);
    expect(w.pulls.all.map(({ state }) => state)).toEqual(["open", "closed"]);
  });

  it("writes its text again when a person changed it, and leaves the title", async () => {
    await deliver(w, [NEW]);
    const [held] = w.pulls.all;
    if (held !== undefined) Object.assign(held, { title: "OPS-7", body: "something else" });
    expect(await deliver(w, [NEW])).toEqual(["updated", 1]);
    expect([held?.title, held?.body]).toEqual(["OPS-7", "prod\n--- false"]);
  });
});

/** What another job adds to the branch in the same moment, as one commit on the base with all that was proposed. */
function pushed(cluster: string, answer: object): object {
  w.repo.git("checkout", "-q", BRANCH);
  w.repo.write({ [fileOf(cluster)]: writeSnapshot(reading(cluster, ["v1"])) });
  w.repo.git("add", "-A");
  w.repo.git("commit", "-q", "--amend", "-m", "another job");
  w.repo.git("checkout", "-q", "main");
  return answer;
}

describe("several jobs", () => {
  const readings = ["a", "b", "c"].map((name) => reading(name, ["v1"]));

  it("keep what others propose, and write nothing when it is there", async () => {
    const [a, b] = readings;
    if (a === undefined || b === undefined) throw new Error("no readings");
    expect(await deliver(w, [a])).toEqual(["created", 1]);
    expect(await deliver(w, [b])).toEqual(["updated", 1]);
    expect(changedFiles()).toEqual([`A\t${fileOf("a")}`, `A\t${fileOf("b")}`]);
    expect(w.pulls.all[0]?.body).toBe("a, b\n--- false");
    w.writes();
    expect(await deliver(w, [a])).toEqual(["none", 1]);
    expect(await deliver(w, [b])).toEqual(["none", 1]);
    expect(w.writes()).toEqual([]);
  });

  it("race: three at the same moment leave one pull request with all three snapshots", async () => {
    const results = await Promise.all(readings.map((one) => deliver(w, [one])));
    expect(results.map(([, number]) => number)).toEqual([1, 1, 1]);
    expect(changedFiles()).toEqual(readings.map(({ cluster }) => `A\t${fileOf(cluster)}`));
    expect(w.repo.git("rev-list", "--count", `main..${BRANCH}`)).toBe("1");
    const [held] = w.pulls.all;
    expect(held?.body.split("\n")[0]).toBe("a, b, c");
    expect(w.pulls.all).toHaveLength(1);
  });

  it("do not bring back what the base has changed since", async () => {
    await deliver(w, [NEW, ...readings]);
    w.repo.commit({ [fileOf("prod")]: writeSnapshot(reading("prod", ["v1"], 3)) });
    expect(await deliver(w, readings)).toEqual(["updated", 1]);
    expect(changedFiles()).toEqual(readings.map(({ cluster }) => `A\t${fileOf(cluster)}`));
  });

  it("never lose what another one writes between reading and writing", async () => {
    await deliver(w, [NEW]);
    w.server.fail(/POST .*git\/commits$/, { change: (body) => pushed("other", body) });
    expect(await deliver(w, [reading("a", ["v1"])])).toEqual(["updated", 1]);
    expect(changedFiles()).toEqual([`A\t${fileOf("a")}`, `A\t${fileOf("other")}`, `M\t${fileOf("prod")}`]);
    expect(w.pulls.all[0]?.body).toBe("a, other, prod\n--- false");
  });

  it("say in the end what is there, also when another one writes while the text is written", async () => {
    await deliver(w, [NEW]);
    w.server.fail(/PATCH .*pulls\/1$/, { change: (body) => pushed("other", body) });
    expect(await deliver(w, [reading("a", ["v1"])])).toEqual(["updated", 1]);
    expect(w.pulls.all[0]?.body).toBe("a, other, prod\n--- false");
  });

  it("do not delete a branch on which another one has just put something", async () => {
    await deliver(w, [NEW]);
    w.server.fail(/GET .*\/example\/fleet$/, { change: (body) => pushed("other", body) });
    expect(await deliver(w, [OLD])).toEqual(["updated", 1]);
    expect(changedFiles()).toEqual([`A\t${fileOf("other")}`]);
    expect(w.pulls.all.map(({ state }) => state)).toEqual(["open"]);
  });

  it("do not bring back what a person closed", async () => {
    await deliver(w, [NEW, ...readings]);
    w.pulls.close(1);
    expect(await deliver(w, [NEW])).toEqual(["created", 2]);
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
  });

  it("leave behind what is no snapshot", async () => {
    await deliver(w, [NEW]);
    w.repo.git("checkout", "-q", BRANCH);
    const slip = w.repo.commit({ [fileOf("broken")]: "{" });
    w.repo.git("checkout", "-q", "main");
    expect(await deliver(w, [NEW])).toEqual(["updated", 1, expect.stringContaining(slip)]);
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
  });

  it("keep that another one replaces a dump by a snapshot: both would be of one cluster", async () => {
    w.repo.commit({ ".github/crd-upgrade-guard/clusters/staging.yaml": dumpOf(["v1"]) });
    expect(await deliver(w, [reading("staging", ["v1"])])).toEqual(["created", 1]);
    expect(await deliver(w, [NEW])).toEqual(["updated", 1]);
    expect(changedFiles()).toEqual([
      `M\t${fileOf("prod")}`,
      `A\t${fileOf("staging")}`,
      "D\t.github/crd-upgrade-guard/clusters/staging.yaml",
    ]);
  });

  it("do not close what another one proposes", async () => {
    await deliver(w, [NEW, ...readings]);
    expect(await deliver(w, [OLD])).toEqual(["updated", 1]);
    expect(changedFiles()).toEqual(readings.map(({ cluster }) => `A\t${fileOf(cluster)}`));
  });
});

const OUTAGE = { status: 502, message: "Server Error" };

describe("faults", () => {
  it.each([
    ["a tree that is written and not answered", /POST .*git\/trees/, "cut" as const],
    ["a commit that is refused for a moment", /POST .*git\/commits/, { status: 502, message: "Server Error" }],
    ["a branch that is moved and not answered", /POST \/api\/graphql/, "cut" as const],
    ["a branch that is not moved", /POST \/api\/graphql/, "drop" as const],
    ["a conflict", /POST .*git\/trees/, { status: 409, message: "Conflict" }],
    ["a pull request that is opened and not answered", /POST .*pulls$/, "cut" as const],
    ["a branch that is moved, and an outage", /POST \/api\/graphql/, { applied: OUTAGE }],
    ["a pull request that is opened, and an outage", /POST .*pulls$/, { applied: OUTAGE }],
    ["an outage at the pull request", /POST .*pulls$/, { status: 503, message: "Unavailable" }],
    ["a proxy's page for a moment", /GET .*git\/ref/, { page: "<html>" }],
  ])("%s: the same end", async (_, part, fault) => {
    w.server.fail(part, fault);
    const [operation, number] = await deliver(w, [NEW]);
    expect([["created", "updated"].includes(String(operation)), number]).toEqual([true, 1]);
    expect(w.pulls.all.map(({ state, body }) => [state, body])).toEqual([["open", "prod\n--- false"]]);
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
    expect(w.repo.git("rev-list", "--count", `main..${BRANCH}`)).toBe("1");
    w.writes();
    expect(await deliver(w, [NEW])).toEqual(["none", 1]);
    expect(w.writes()).toEqual([]);
  });

  it.each([
    ["the branch is deleted and not answered", /POST \/api\/graphql/, "cut" as const],
    ["the branch is not deleted", /POST \/api\/graphql/, { status: 502, message: "Server Error" }],
    ["the text is written and not answered", /PATCH .*pulls/, { applied: OUTAGE }],
    ["the text is not written", /PATCH .*pulls/, "drop" as const],
  ])("closing, where %s: the same end", async (_, part, fault) => {
    await deliver(w, [NEW]);
    w.server.fail(part, fault);
    expect(await deliver(w, [OLD])).toEqual(["closed", 1]);
    expect(w.pulls.all.map(({ state, body }) => [state, body])).toEqual([["closed", "nothing differs"]]);
    expect(w.branch()).toBe(null);
  });

  it("a base that moves between reading and writing: the commit stands on it as it was, and nothing is lost", async () => {
    w.server.fail(/POST .*git\/trees/, {
      change: (body) => {
        w.repo.commit({ "README.md": "moved" });
        return body;
      },
    });
    expect(await deliver(w, [NEW])).toEqual(["created", 1]);
    expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
    expect(show("main", "README.md")).toBe("moved");
  });

  it.each([
    [
      "the setting is off",
      /POST .*pulls$/,
      { status: 403, message: "GitHub Actions is not permitted to create or approve pull requests." },
      "the pull request cannot be opened: switch on `Allow GitHub Actions to create and approve pull requests` in Settings > Actions > General > Workflow permissions of the repository (and of the organisation, which decides first), or give `github-token` the token of a GitHub App (GitHub says: GitHub Actions is not permitted to create or approve pull requests.). The branch `crd-upgrade-guard/refresh` is pushed with what changed; open its pull request by hand: https://github.com/example/fleet/compare/main...crd-upgrade-guard/refresh",
    ],
    [
      "no permission for contents",
      /POST .*git\/trees/,
      { status: 403, message: "Resource not accessible by integration" },
      "the commit cannot be made: the token lacks the permission `contents: write` (403: Resource not accessible by integration)",
    ],
    [
      "no permission for pull requests",
      /POST .*pulls$/,
      { status: 403, message: "Resource not accessible by integration" },
      "the pull request cannot be opened: the token lacks the permission `pull-requests: write` (403: Resource not accessible by integration). The branch `crd-upgrade-guard/refresh` is pushed with what changed; open its pull request by hand: https://github.com/example/fleet/compare/main...crd-upgrade-guard/refresh",
    ],
    [
      "no such repository for this token",
      /GET .*pulls$/,
      { status: 404, message: "Not Found" },
      `the pull requests of \`${BRANCH}\` cannot be listed: the repository does not have it, or the token lacks the permission \`pull-requests: read\` (404: Not Found)`,
    ],
    [
      "an Enterprise Server that cannot compare and swap",
      /POST \/api\/graphql/,
      { change: () => ({ errors: [{ message: "Field 'updateRefs' doesn't exist on type 'Mutation'" }] }) },
      `branch \`${BRANCH}\` cannot be written: this GitHub Enterprise Server is too old: it cannot move a branch without risk for another job's work (its API has no \`updateRefs\`); use \`delivery: file\` (GitHub says: Field 'updateRefs' doesn't exist on type 'Mutation')`,
    ],
    [
      "an empty repository",
      /GET .*git\/ref/,
      { status: 409, message: "Git Repository is empty." },
      "branch `main` cannot be read: the repository has no commit yet (GitHub says: Git Repository is empty.)",
    ],
    [
      "a protected branch",
      /POST \/api\/graphql/,
      {
        change: () => ({
          data: { updateRefs: null },
          errors: [{ type: "UNPROCESSABLE", message: "Repository rule violations found Cannot create ref" }],
        }),
      },
      `branch \`${BRANCH}\` cannot be written: the branch is protected; in the repository's Settings, Rules > Rulesets and Branches, leave this branch out of the rule, or let the token's app bypass it (GitHub says: Repository rule violations found Cannot create ref)`,
    ],
  ])("%s: refused at once, with the setting's name", async (_, part, fault, reason) => {
    w.server.fail(part, fault, 100);
    expect(await deliver(w, [NEW])).toBe(reason);
    expect(w.pulls.all).toEqual([]);
  });

  it("an outage that stays: given up, with its reason", async () => {
    w.server.fail(/POST .*git\/trees/, { status: 503, message: "Unavailable" }, 1000);
    expect(await deliver(w, [NEW])).toBe(
      "the commit cannot be made: GitHub has an outage (503: Unavailable); run the job again later; given up after 12 attempts",
    );
    expect(w.branch()).toBe(null);
  });

  it("labels that cannot be set are said, and the rest is done", async () => {
    w.server.fail(/POST .*labels$/, { status: 403, message: "Resource not accessible by integration" });
    expect(await deliver(w, [NEW], { labels: ["crds"] })).toEqual([
      "created",
      1,
      "the labels of #1 cannot be set: the token lacks the permission `pull-requests: write` (403: Resource not accessible by integration)",
    ]);
  });

  it("a branch that is the head of another pull request is not touched", async () => {
    w.repo.git("branch", "release");
    await deliver(w, [NEW], { base: "release" });
    const before = w.branch();
    expect(await deliver(w, [NEW])).toBe(
      `branch \`${BRANCH}\` has a pull request into \`release\` open (#1); give this workflow another \`branch\``,
    );
    expect(w.branch()).toBe(before);
  });

  it("a base that is not there", async () => {
    expect(await deliver(w, [NEW], { base: "trunk" })).toBe(
      "there is no branch `trunk`; `base` takes the one that snapshots are merged into",
    );
  });
});
