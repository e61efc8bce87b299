import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { GOOD, pullRequestSetting, type Setting } from "../action/pull-request-setting.ts";
import { workspace } from "../dist/bundle.ts";
import { open } from "../git/repository.ts";
import { NAME } from "../github/git-data.ts";
import { TOKEN } from "../github/server.ts";
import { crdYaml } from "../releases/projects.ts";

/**
 * The workflows of examples/, byte for byte, run by act without Docker: expressions, conditions, inputs and outputs are
 * a runner's. Stand-ins take the places of the three actions that need GitHub itself: the checkout comes from a folder,
 * and artifacts are kept in one. act does not enforce `permissions:`.
 */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const TOOLS = execFileSync("bash", [path.join(ROOT, "test/tools/build.sh"), "--where"], { encoding: "utf8" }).trim();
const WORKFLOWS = path.join(ROOT, "examples/workflows");
const FORK = "stranger/fleet";

type End = (clean: () => Promise<void>) => void;

/** Runs one workflow for an event of the pull request. */
async function act(here: Setting, atEnd: End, workflow: string, event: string, payload: object, artifacts: string) {
  const home = workspace({ "event.json": JSON.stringify(payload) });
  atEnd(async () => home.remove());
  const guard = path.join(home.root, "guard");
  for (const part of ["action.yml", "fetch", "report", "dist"])
    fs.cpSync(path.join(ROOT, part), path.join(guard, part), { recursive: true });
  const standIn = (name: string) => path.join(ROOT, "test/examples/stand-ins", name);
  const repositories = {
    "crd-upgrade-guard/crd-upgrade-guard@v0": guard,
    "actions/checkout@v6": standIn("checkout"),
    "actions/cache@v4": standIn("cache"),
    "actions/upload-artifact@v4": standIn("upload"),
    "actions/download-artifact@v5": standIn("download"),
    "actions/upload-pages-artifact@v4": standIn("pages"),
    "actions/deploy-pages@v4": standIn("deploy"),
  };
  const args = [
    event,
    ...["--workflows", path.join(WORKFLOWS, workflow)],
    ...["--eventpath", path.join(home.root, "event.json")],
    ...["--platform", "ubuntu-latest=-self-hosted", "--no-skip-checkout"],
    ...["--action-cache-path", path.join(home.root, "cache"), "--no-cache-server"],
    ...Object.entries(repositories).flatMap(([name, folder]) => ["--local-repository", `${name}=${folder}`]),
    ...["--env", `GITHUB_API_URL=${here.server.url}`, "--env", `GITHUB_REPOSITORY=${NAME}`],
    ...["--env", `ARTIFACTS=${artifacts}`, "--env", `ORIGIN=${here.repo.root}`, "--env", `COMMIT=${here.merge()}`],
    ...["--secret", "GITHUB_TOKEN"],
  ];
  const env = { ...process.env, HOME: home.root, XDG_CACHE_HOME: home.root, GITHUB_TOKEN: TOKEN };
  const child = spawn(path.join(TOOLS, "act"), args, { cwd: here.repo.root, env });
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  expect(stdout + stderr).not.toContain(TOKEN);
  return { status: child.exitCode, log: stdout + stderr };
}

function artifactFolder(atEnd: End): string {
  const { root, remove } = workspace({});
  atEnd(async () => remove());
  return root;
}

const posted = ({ pull }: Setting) => [pull.threads.length, pull.comments.length];

describe.skipIf(!fs.existsSync(path.join(TOOLS, "act")))("run by act (test/tools/build.sh builds it)", () => {
  it.concurrent("review.yaml: fails, comments, and is green when it is mended", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished);
    const artifacts = artifactFolder(onTestFinished);
    const run = () => act(here, onTestFinished, "review.yaml", "pull_request", here.payload(), artifacts);
    const { status, log } = await run();
    expect([status, posted(here)], log).toEqual([1, [1, 1]]);
    here.change({ "crd.yaml": GOOD, "README.md": "mended" });
    const mended = await run();
    expect([mended.status, posted(here)], mended.log).toEqual([0, [0, 1]]);
  });

  it.concurrent("author.yaml: compares with the users of all releases, in a pull request and in the merge queue", async ({
    onTestFinished,
  }) => {
    const versions = (...words: readonly string[]) => ({ "crds/widgets.yaml": crdYaml({ versions: words }) });
    const configuration = fs.readFileSync(path.join(ROOT, "examples/author/config.yaml"), "utf8");
    const here = await pullRequestSetting(onTestFinished, {
      base: { ...versions("v1alpha1", "v1 storage"), ".github/crd-upgrade-guard/config.yaml": configuration },
      change: versions("v1"),
    });
    // Of an older release than the base, as a branch of its own would have it.
    here.repo.git("checkout", "-q", "--detach", here.base);
    here.repo.commit(versions("v1alpha1"));
    here.repo.git("tag", "v1.0.0");
    const artifacts = artifactFolder(onTestFinished);
    const run = (event: string, payload: object) => act(here, onTestFinished, "author.yaml", event, payload, artifacts);
    const { status, log } = await run("pull_request", here.payload());
    expect([status, posted(here)], log).toEqual([1, [1, 1]]);
    expect(here.pull.threads[0]?.comments[0]?.body).toContain("user of any release");
    const queued = { merge_group: { base_sha: here.base, head_sha: here.merge(), head_ref: "refs/heads/queue" } };
    expect((await run("merge_group", queued)).status).toBe(1);
    here.change({ ...versions("v1alpha1 unserved", "v1 storage"), "README.md": "kept" });
    expect((await run("merge_group", { merge_group: { ...queued.merge_group, head_sha: here.merge() } })).status).toBe(
      0,
    );
  });

  it.concurrent("author-gate.yaml: fails for what a release's users are refused", async ({ onTestFinished }) => {
    const configuration = fs.readFileSync(path.join(ROOT, "examples/author/config.yaml"), "utf8");
    const here = await pullRequestSetting(onTestFinished, {
      base: {
        "crds/widgets.yaml": crdYaml({ versions: ["v1alpha1"] }),
        ".github/crd-upgrade-guard/config.yaml": configuration,
      },
      change: { "crds/widgets.yaml": crdYaml({ versions: ["v1alpha1", "v1 storage"] }) },
    });
    here.repo.git("tag", "v1.0.0", here.base);
    const artifacts = artifactFolder(onTestFinished);
    const run = (tag: string) =>
      act(
        here,
        onTestFinished,
        "author-gate.yaml",
        "push",
        { ref: `refs/tags/${tag}`, after: here.merge() },
        artifacts,
      );
    here.repo.git("tag", "v1.1.0", here.merge());
    const taken = await run("v1.1.0");
    expect(taken.status, taken.log).toBe(0);
    here.change({ "crds/widgets.yaml": crdYaml({ versions: ["v1"] }) });
    here.repo.git("tag", "v1.2.0", here.merge());
    const refused = await run("v1.2.0");
    expect([refused.status, /The upgrade note could not|verdict stands/.test(refused.log)], refused.log).toEqual([
      1,
      false,
    ]);
  });

  it.concurrent("refresh-with-page.yaml: publishes the page after a push, whatever it says, and refreshes nothing then", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    const artifacts = artifactFolder(onTestFinished);
    const push = { ref: "refs/heads/main", repository: { default_branch: "main" } };
    const { status, log } = await act(here, onTestFinished, "refresh-with-page.yaml", "push", push, artifacts);
    expect([status, fs.readdirSync(artifacts).sort()], log).toEqual([0, ["github-pages", "published"]]);
    const page = fs.readFileSync(path.join(artifacts, "github-pages/index.html"), "utf8");
    expect(/<h1>(.*?)<\/h1>/.exec(page)?.[1]).toBe(
      "⚠️ prod will refuse routes.example.com: not blocking, as configured",
    );
    expect(here.server.calls().filter((call) => !call.startsWith("GET "))).toEqual([]);
  });

  it.concurrent("fork-check.yaml and fork-report.yaml: the second posts what the first found", async ({
    onTestFinished,
  }) => {
    const here = await pullRequestSetting(onTestFinished);
    here.pull.headRepository = FORK;
    const artifacts = artifactFolder(onTestFinished);
    const fork = { head: { sha: here.head(), ref: "change", repo: { full_name: FORK } } };
    const checked = await act(here, onTestFinished, "fork-check.yaml", "pull_request", here.payload(fork), artifacts);
    expect([checked.status, posted(here), here.server.calls()], checked.log).toEqual([1, [0, 0], []]);
    const workflowRun = (given: object) => ({
      action: "completed",
      workflow_run: {
        id: 5,
        event: "pull_request",
        conclusion: "failure",
        head_sha: here.head(),
        head_branch: "change",
        head_repository: { full_name: FORK },
        html_url: `https://github.com/${NAME}/actions/runs/5`,
        ...given,
      },
    });
    const report = (given: object) =>
      act(here, onTestFinished, "fork-report.yaml", "workflow_run", workflowRun(given), artifacts);
    for (const given of [{ conclusion: "cancelled" }, { event: "push" }, { head_repository: { full_name: NAME } }]) {
      const skipped = await report(given);
      expect([skipped.status, here.server.calls()], skipped.log).toEqual([0, []]);
    }
    const { status, log } = await report({});
    expect([status, posted(here)], log).toEqual([0, [1, 1]]);
  });
});

describe.skipIf(!fs.existsSync(path.join(TOOLS, "actionlint")))(
  "read by actionlint (test/tools/build.sh builds it)",
  () => {
    const files = [WORKFLOWS, path.join(ROOT, ".github/workflows")].flatMap((folder) =>
      fs.readdirSync(folder).map((name) => path.join(folder, name)),
    );

    it.each(files.map((file) => [path.relative(ROOT, file), file]))("%s", (_, file) => {
      const run = spawnSync(path.join(TOOLS, "actionlint"), ["-no-color", file], { encoding: "utf8" });
      expect([run.status, run.stdout]).toEqual([0, ""]);
    });
  },
);

it("every action that these workflows use has a stand-in, or is ours", () => {
  const run = ["review", "author", "author-gate", "fork-check", "fork-report", "refresh-with-page"];
  const used = run
    .map((name) => `${name}.yaml`)
    .flatMap((name) => [...fs.readFileSync(path.join(WORKFLOWS, name), "utf8").matchAll(/uses: (\S+)/g)])
    .map((match) => match[1]);
  expect([...new Set(used)].sort()).toEqual([
    "actions/cache@v4",
    "actions/checkout@v6",
    "actions/deploy-pages@v4",
    "actions/download-artifact@v5",
    "actions/upload-artifact@v4",
    "actions/upload-pages-artifact@v4",
    "crd-upgrade-guard/crd-upgrade-guard/fetch@v0",
    "crd-upgrade-guard/crd-upgrade-guard/refresh@v0",
    "crd-upgrade-guard/crd-upgrade-guard/report@v0",
    "crd-upgrade-guard/crd-upgrade-guard@v0",
  ]);
  expect(open(ROOT).git("ls-files", "examples/workflows").split("\n").length).toBe(fs.readdirSync(WORKFLOWS).length);
});

it("every action that our own workflows use is pinned to a commit, with its version beside it", () => {
  const folder = path.join(ROOT, ".github/workflows");
  const used = fs
    .readdirSync(folder)
    .flatMap((name) => fs.readFileSync(path.join(folder, name), "utf8").split("\n"))
    .filter((line) => /^\s*(?:- )?uses:/.test(line));
  expect(used.filter((line) => !/uses: (\.\/|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/.test(line))).toEqual([]);
  expect(used.length).toBeGreaterThan(10);
});
