import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { NAME } from "../github/git-data.ts";
import { TOKEN } from "../github/server.ts";
import { newComment } from "../github/world.ts";
import { GOOD, pullRequestSetting, type Setting } from "./pull-request-setting.ts";
import { type ActionRun, type RunnerOptions, startAction } from "./runner.ts";

/** The built action on a real repository, with a GitHub server of its own for each test. */
const DENIED = "the token lacks the permission `pull-requests: write`";

async function run(setting: Setting, given: Partial<Omit<RunnerOptions, "root">> = {}): Promise<ActionRun> {
  const done = await startAction(setting.runner(given));
  expect(JSON.stringify(done)).not.toContain(TOKEN);
  return done;
}

/** Where each thread of the pull request stands. */
const threads = ({ pull }: Setting) =>
  pull.threads.map(({ path: at, side, line, subject }) => [at, side, line, subject]);
const notes = ({ log }: ActionRun) =>
  log.split("\n").filter((line) => /posted|complete/i.test(line) && !line.startsWith("::"));
const warned = ({ log }: ActionRun) => log.split("\n").filter((line) => /^::warning .*posted/.test(line));
const writes = ({ server }: Setting) =>
  server.calls().filter((call) => !call.startsWith("GET") && !call.endsWith("graphql"));

describe("a pull request of the same repository", () => {
  it.concurrent("gets one review with the comment on the line, and one summary, in at most eight calls", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    const done = await run(here);
    expect([done.status, done.outputs.result, notes(done)]).toEqual([1, "fail", []]);
    expect(threads(here)).toEqual([["crd.yaml", expect.stringMatching(/LEFT|RIGHT/), expect.any(Number), "line"]]);
    expect([here.pull.reviews, here.pull.comments.length]).toEqual([1, 1]);
    expect(done.outputs["comment-url"]).toBe(
      `https://github.com/${NAME}/pull/7#issuecomment-${here.pull.comments[0]?.id}`,
    );
    expect(here.server.calls().length).toBeLessThanOrEqual(8);
    expect(done.log).toContain(`::debug::${here.server.calls().length} requests to GitHub's API: `);
  });

  it.concurrent("says nothing again when nothing is new, and takes the comment away when it is mended", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    await run(here);
    const before = writes(here).length;
    const again = await run(here);
    expect([writes(here).length, here.pull.reviews, again.outputs["comment-url"]]).toEqual([
      before,
      1,
      expect.stringContaining("#issuecomment-"),
    ]);
    here.change({ "crd.yaml": GOOD, "README.md": "mended" });
    const mended = await run(here);
    expect([mended.status, threads(here), here.pull.comments.length, here.pull.reviews]).toEqual([0, [], 1, 1]);
    expect(here.pull.comments[0]?.body).toContain("## ✅ ");
  });

  it.concurrent("a file whose diff is larger than GitHub shows gets one comment, at once and once", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    const bad = here.repo.git("show", "change:crd.yaml");
    here.change({ "crd.yaml": `${bad}\n${"# generated\n".repeat(20_001)}` });
    const done = await run(here);
    expect([done.status, notes(done), threads(here)]).toEqual([1, [], [["crd.yaml", "RIGHT", null, "file"]]]);
    expect(writes(here)).toHaveLength(2);
    await run(here);
    expect(writes(here)).toHaveLength(2);
  });

  it.concurrent("without a change of CRDs nothing is written, and at most four requests read", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    here.change({ "crd.yaml": GOOD, "README.md": "words" });
    const done = await run(here);
    expect([done.status, writes(here), notes(done), done.outputs["comment-url"]]).toEqual([0, [], [], ""]);
    expect(here.server.calls().length).toBeLessThanOrEqual(4);
  });

  it.concurrent("comment: always writes a green summary", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    here.change({ "crd.yaml": GOOD, "README.md": "words" });
    await run(here, { inputs: { comment: "always" } });
    expect([threads(here), here.pull.comments.length]).toEqual([[], 1]);
  });

  it.concurrent("review: off and comment: off each leave one away, and both make no request", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    await run(here, { inputs: { review: "off" } });
    expect([threads(here), here.pull.comments.length]).toEqual([[], 1]);
    here.pull.comments = [];
    await run(here, { inputs: { comment: "off" } });
    expect([threads(here).length, here.pull.comments.length]).toEqual([1, 0]);
    const before = here.server.calls().length;
    const done = await run(here, { inputs: { review: "off", comment: "off" } });
    expect([here.server.calls().length, done.status, notes(done)]).toEqual([before, 1, []]);
  });

  it.concurrent("without git the API tells the diff, and the comment stands on the same line", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    const options = here.runner({});
    fs.rmSync(path.join(options.root, ".git"), { recursive: true });
    const done = await startAction(options);
    expect([done.status, notes(done), threads(here)]).toEqual([1, [], [["crd.yaml", "LEFT", 18, "line"]]]);
    expect(here.server.calls()).toContain(`GET /repos/${NAME}/pulls/7/files`);
  });

  it.concurrent("inputs that nothing can be done with are told to whoever started the job alone", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    const done = await run(here, { inputs: { "working-directory": "../.." } });
    expect([done.status, here.server.calls()]).toEqual([2, []]);
  });

  it.concurrent("a draft is told like any other", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    here.pull.draft = true;
    await run(here, { payload: here.payload({ draft: true }) });
    expect([threads(here).length, here.pull.comments.length]).toEqual([1, 1]);
  });

  it.concurrent("a finding of a check that could not run takes no comment away", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    await run(here);
    here.change({ ".github/crd-upgrade-guard/config.yaml": "nonsense: true\n" });
    const done = await run(here);
    expect([done.status, threads(here).length, here.pull.comments.length]).toEqual([2, 1, 1]);
    expect(here.pull.comments[0]?.body).toContain("nothing was checked");
  });

  it.concurrent("jobs with another name, folder or clusters have comments of their own", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    await run(here);
    await run(here, { env: { GITHUB_JOB: "other" } });
    await run(here, { inputs: { clusters: "prod" } });
    expect([threads(here).length, here.pull.comments.length]).toEqual([3, 3]);
    await run(here);
    expect([threads(here).length, here.pull.comments.length]).toEqual([3, 3]);
  });
});

describe("the verdict and the annotations stand, and one line says why nothing was posted", () => {
  const stands = (here: Setting, done: ActionRun) => {
    expect([done.status, done.outputs.result, done.outputs["comment-url"]]).toEqual([1, "fail", ""]);
    expect(done.log).toMatch(/^::error file=crd\.yaml,/m);
    expect([threads(here), here.pull.comments]).toEqual([[], []]);
    return notes(done);
  };

  it.concurrent("a fork, without a request", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const fork = { head: { sha: here.head(), ref: "change", repo: { full_name: "stranger/fleet" } } };
    const said = stands(here, await run(here, { payload: here.payload(fork) }));
    expect(said).toEqual([
      expect.stringMatching(/^Nothing is posted on the pull request: it comes from a fork.*docs\/forks\.md/),
    ]);
    expect(here.server.calls()).toEqual([]);
  });

  it.concurrent("a fork that was deleted", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const said = stands(
      here,
      await run(here, { payload: here.payload({ head: { sha: here.head(), ref: "change", repo: null } }) }),
    );
    expect(said).toEqual([expect.stringContaining("it comes from a fork")]);
  });

  it.concurrent("Dependabot, whose token may only read", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    here.world.access = "read";
    const done = await run(here, { env: { GITHUB_ACTOR: "dependabot[bot]" } });
    const said = stands(here, done);
    expect([said, warned(done)]).toEqual([[], [expect.stringContaining(DENIED)]]);
    expect(writes(here)).toHaveLength(1);
  });

  it.concurrent("a token that may not even read", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    here.world.access = "none";
    const done = await run(here);
    expect([stands(here, done), warned(done)]).toEqual([[], [expect.stringContaining(DENIED)]]);
    expect(here.server.calls()).toHaveLength(1);
  });

  it.concurrent("an empty token", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const said = stands(here, await run(here, { inputs: { "github-token": "" } }));
    expect(said).toEqual(["Nothing is posted on the pull request: `github-token` is empty."]);
  });

  it.concurrent("a head that moved", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    here.pull.headSha = "f".repeat(40);
    const said = stands(here, await run(here));
    expect(said).toEqual([expect.stringContaining("its head is fffffff by now")]);
  });

  it.concurrent("a pull request that is closed", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    expect(stands(here, await run(here, { payload: here.payload({ state: "closed" }) }))).toEqual([
      "Nothing is posted on the pull request: it is closed.",
    ]);
    here.pull.state = "closed";
    expect(stands(here, await run(here))).toEqual(["Nothing is posted on the pull request: it is closed."]);
  });

  it.concurrent("pull_request_target, which is not supported", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const said = stands(here, await run(here, { event: "pull_request_target" }));
    expect(said).toEqual([expect.stringContaining("`pull_request_target` is not supported")]);
    expect(here.server.calls()).toEqual([]);
  });

  it.concurrent("an outage", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    here.server.fail(/graphql/, { status: 502, message: "Server Error" }, 20);
    expect(stands(here, await run(here))).toEqual([expect.stringContaining("GitHub has an outage")]);
  });
});

describe("events that are no pull request's post nothing, and one line says so", () => {
  it.concurrent.for<readonly [string, (setting: Setting) => object]>([
    ["merge_group", ({ base, merge }: Setting) => ({ merge_group: { base_sha: base, head_sha: merge() } })],
    ["push", ({ base, merge }: Setting) => ({ before: base, after: merge() })],
    ["workflow_dispatch", () => ({})],
    ["release", () => ({ release: { tag_name: "v1" } })],
    ["schedule", () => ({})],
    ["brand_new_event", () => ({ pull_request: "nonsense" })],
  ])("%s", async ([event, given], { onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const done = await run(here, { event, payload: given(here) });
    const said = `Nothing is posted: ${event} has no pull request to comment on. The verdict, the annotations and the job summary say all.`;
    expect([done.status, done.outputs.result, notes(done), here.server.calls()]).toEqual([1, "fail", [said], []]);
    expect(done.log).toMatch(/^::error file=crd\.yaml,/m);
  });

  it.concurrent("an event whose payload is none", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const done = await run(here, { payload: {} });
    expect([done.status, notes(done)]).toEqual([
      1,
      ["Nothing is posted on the pull request: the event does not say which one it is."],
    ]);
  });
});

it.concurrent("somebody who quotes our comment, and a summary of a person, are left alone", async ({
  onTestFinished,
}) => {
  const here = await pullRequestSetting(onTestFinished);
  await run(here);
  const [summary] = here.pull.comments;
  const quote = newComment("person", `> look\n${summary?.body}`);
  here.pull.comments.push(quote);
  here.change({ "crd.yaml": GOOD, "README.md": "mended" });
  await run(here);
  expect(here.pull.comments.map(({ author, body }) => [author, body.includes("## ❌ ")])).toEqual([
    ["github-actions[bot]", false],
    ["person", true],
  ]);
});

it.concurrent("a write that was done although its answer broke off is not done twice", async ({ onTestFinished }) => {
  const here = await pullRequestSetting(onTestFinished);
  here.server.fail(/POST .*reviews/, { applied: "drop" });
  here.server.fail(/POST .*issues/, { applied: { status: 502, message: "Server Error" } });
  const done = await run(here);
  expect([done.status, threads(here).length, here.pull.comments.length, here.pull.reviews, notes(done)]).toEqual([
    1,
    1,
    1,
    1,
    [],
  ]);
});

const NODE24 = execFileSync(
  "bash",
  [path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../tools/node24.sh"), "--where"],
  {
    encoding: "utf8",
  },
).trim();

describe.skipIf(!fs.existsSync(NODE24))("on the Node.js of runners (test/tools/node24.sh fetches it)", () => {
  it.concurrent("posts, and takes the comment away when it is mended", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const done = await run(here, { node: NODE24 });
    expect([done.status, threads(here).length, here.pull.comments.length, notes(done)]).toEqual([1, 1, 1, []]);
    here.change({ "crd.yaml": GOOD, "README.md": "mended" });
    const mended = await run(here, { node: NODE24 });
    expect([mended.status, threads(here), here.pull.comments.length]).toEqual([0, [], 1]);
  });

  it.concurrent("judges a merge group", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const payload = { merge_group: { base_sha: here.base, head_sha: here.merge() } };
    const done = await run(here, { node: NODE24, event: "merge_group", payload });
    expect([done.status, here.server.calls()]).toEqual([1, []]);
  });
});
