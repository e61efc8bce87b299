import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { workspace } from "../dist/bundle.ts";
import { crd } from "../rules/evaluated.ts";
import { actionDefaults, type RefreshOptions, startRefresh } from "./runner.ts";
import { BRANCH, dumpOf, fileOf, reading, type World, world } from "./world.ts";

let w: World;
let work: ReturnType<typeof workspace>;
const NOW = new Date().toISOString().replace(/\.\d+/, "");
const RECORDED = writeSnapshot({
  ...reading("prod", ["v1beta1", "v1"]),
  capturedAt: new Date().toISOString().replace(/\.\d+/, ""),
});
/** Drops v1beta1, which prod stores. */
const MANIFEST = dump(crd({ name: "routes.example.com", versions: "v1*" }));

beforeEach(async () => {
  w = await world();
  w.repo.commit({ "README.md": "fleet", [fileOf("prod")]: RECORDED, "routes.yaml": MANIFEST });
  work = workspace({});
  execFileSync("git", ["clone", "-q", w.repo.root, work.root]);
});
afterEach(async () => {
  await w.close();
  work.remove();
});

const write = (name: string, text: string) => {
  fs.mkdirSync(path.dirname(path.join(work.root, name)), { recursive: true });
  fs.writeFileSync(path.join(work.root, name), text);
};
const run = (inputs: Readonly<Record<string, string>>, given: Partial<RefreshOptions> = {}) =>
  startRefresh({ root: work.root, server: w.server, inputs, ...given });

it("a pull request: opened with what changed and what it means, then found as it is, then closed", async () => {
  write("taken.json", writeSnapshot({ ...reading("prod", ["v1"]), capturedAt: NOW }));
  const opened = await run({ dump: "prod=taken.json", labels: "crds\nfleet" });
  expect([opened.status, opened.outputs]).toEqual([
    0,
    {
      operation: "created",
      "pull-request-number": "1",
      "pull-request-url": "https://github.com/example/fleet/pull/1",
      "changed-clusters": '["prod"]',
    },
  ]);
  const [held] = w.pulls.all;
  expect([held?.title, [...(held?.labels ?? [])]]).toEqual(["CRD snapshots: 1 change on prod", ["crds", "fleet"]]);
  expect(held?.body.replace(/from `[0-9a-f]{12}`/, "from `SHA`")).toMatchInlineSnapshot(`
    "This records what has changed on prod. 1 manifest of this repository compared, none refused.

    ### What changed

    - **prod**: \`routes.example.com\` finished a migration: \`v1beta1\` left storedVersions (now \`v1\`).

    ### What that makes possible here

    - **prod**: now accepts \`routes.yaml\`, which it refused before.

    A commit of yours on this branch stays while nothing else changes. The next change rebuilds the branch and this text without it, and the run names what it dropped. Merge this to let the checks judge by it, or close it: the next refresh opens another one while the clusters differ from what is recorded.

    <!-- crd-upgrade-guard:refresh -->

    The workflow's own token (\`GITHUB_TOKEN\`) made this, and GitHub starts no checks for what that token writes. Close and reopen the pull request to start them once, or give \`github-token\` the token of a GitHub App: [how](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/refresh.md#checks-on-the-pull-request).

    <sub>Written by [this run](https://github.com/example/fleet/actions/runs/7) from \`SHA\`.</sub>"
  `);
  expect(opened.summary).toMatchInlineSnapshot(`
    "## crd-upgrade-guard: pull request #1 opened: 1 cluster changed

    1 manifest of this repository compared, none refused.

    | cluster | snapshot | server | CRDs |
    | --- | --- | --- | --: |
    | prod | ✏️ changed | \`v1.32.1\` | 1 |

    Pull request: https://github.com/example/fleet/pull/1

    ### What changed

    - **prod**: \`routes.example.com\` finished a migration: \`v1beta1\` left storedVersions (now \`v1\`).

    ### What that makes possible here

    - **prod**: now accepts \`routes.yaml\`, which it refused before.
    "
  `);
  expect(opened.log).toMatchInlineSnapshot(`
    "pull request #1 opened: 1 cluster changed
    prod: changed (1 CRD, v1.32.1)
      \`routes.example.com\` finished a migration: \`v1beta1\` left storedVersions (now \`v1\`)
      \`prod\` now accepts \`routes.yaml\`, which it refused before
    1 manifest of this repository compared, none refused.
    "
  `);
  expect(w.repo.git("log", "-1", "--format=%B", BRANCH)).toMatchInlineSnapshot(`
    "CRD snapshots: 1 change on prod

    prod: 1 finished migration"
  `);
  w.writes();

  const again = await run({ dump: "prod=taken.json" });
  expect([again.status, again.outputs.operation, w.writes()]).toEqual([0, "none", []]);

  write("taken.json", RECORDED);
  const closed = await run({ dump: "prod=taken.json" });
  expect([closed.status, closed.outputs.operation, closed.outputs["pull-request-number"]]).toEqual([0, "closed", "1"]);
  expect([w.pulls.all[0]?.state, w.branch()]).toEqual(["closed", null]);
});

const taken = (cluster: string, stored: readonly string[]) =>
  writeSnapshot({ ...reading(cluster, stored), capturedAt: NOW });

describe("what cannot be read", () => {
  it("fails the run and leaves its snapshot alone, and the others are delivered", async () => {
    write("staging.json", dumpOf(["v1"]));
    write("broken.json", '{"kind": "List"');
    const done = await run({
      delivery: "file",
      dump: "staging=staging.json\nprod=broken.json\ndev=nowhere.json",
    });
    expect([done.status, done.outputs]).toEqual([
      2,
      { operation: "updated", "pull-request-number": "", "pull-request-url": "", "changed-clusters": '["staging"]' },
    ]);
    expect(fs.readFileSync(path.join(work.root, fileOf("prod")), "utf8")).toBe(RECORDED);
    const written = JSON.parse(fs.readFileSync(path.join(work.root, fileOf("staging")), "utf8"));
    expect([written.origin, written.serverVersion]).toEqual([{ kind: "dump", tool: "0.1.0" }, null]);
    expect(done.log).toMatchInlineSnapshot(`
      "dev and prod could not be read; 1 cluster changed, snapshots written
      dev: not read
        error: The dump cannot be read from nowhere.json: there is no such file.
      prod: not read
        error: broken.json:1:1: The bracket that opens here is never closed. Close the bracket, or check whether the file was cut off.
      staging: changed (1 CRD, server version unknown)
        first snapshot: 1 CRD
      1 manifest of this repository compared, none refused.
      ::error title=crd-upgrade-guard refresh::dev: The dump cannot be read from nowhere.json: there is no such file.
      ::error title=crd-upgrade-guard refresh::prod: broken.json:1:1: The bracket that opens here is never closed. Close the bracket, or check whether the file was cut off.
      "
    `);
    expect(done.summary).toMatchInlineSnapshot(`
      "## crd-upgrade-guard: dev and prod could not be read; 1 cluster changed, snapshots written

      - ❌ **dev**: The dump cannot be read from nowhere.json: there is no such file.
      - ❌ **prod**: broken.json&#58;1&#58;1: The bracket that opens here is never closed. Close the bracket, or check whether the file was cut off.

      1 manifest of this repository compared, none refused.

      | cluster | snapshot | server | CRDs |
      | --- | --- | --- | --: |
      | dev | ❌ not read | | |
      | prod | ❌ not read | | |
      | staging | ✏️ changed |  | 1 |

      ### What changed

      - **staging**: first snapshot: 1 CRD.
      "
    `);
    expect(w.server.calls()).toEqual([]);
  });

  it("writes nothing at all where nothing could be read, also no closing of a pull request", async () => {
    const done = await run({ contexts: "prod=nowhere", kubeconfig: "missing.yaml" });
    expect([done.status, done.outputs.operation, done.outputs["changed-clusters"]]).toEqual([2, "none", "[]"]);
    expect(done.log).toContain("no cluster could be read");
    expect(w.server.calls()).toEqual([]);
  });

  it.each([
    [
      "CRDs that are gone",
      () => ({ ...reading("prod", ["v1beta1", "v1"]), capturedAt: NOW, crds: {} }),
      "1 of the 1 CRDs in the snapshot of prod are gone, more than 30%.",
    ],
    [
      "another identity",
      () => ({
        ...reading("prod", ["v1beta1", "v1"]),
        capturedAt: NOW,
        origin: { kind: "cluster" as const, tool: "0.1.0", identity: "ca:00000000" },
      }),
      "This is another cluster than the snapshot of prod was taken from: its identity is ca:00000000, and was ca:5f1c09ab.",
    ],
    [
      "an older reading",
      () => ({ ...reading("prod", ["v1"]), capturedAt: "2026-01-01T00:00:00Z" }),
      "The reading is of 2026-01-01T00:00:00Z, older than the recorded one of",
    ],
  ])("refuses %s", async (_, snapshot, words) => {
    write("taken.json", writeSnapshot(snapshot()));
    const done = await run({ delivery: "file", dump: "prod=taken.json" });
    expect([done.status, done.outputs.operation]).toEqual([2, "none"]);
    expect(done.log).toContain(words);
    expect(fs.readFileSync(path.join(work.root, fileOf("prod")), "utf8")).toBe(RECORDED);
  });

  it("takes what was refused when it is allowed", async () => {
    const other = { kind: "cluster" as const, tool: "0.1.0", identity: "ca:00000000" };
    const snapshot = { ...reading("prod", ["v1beta1", "v1"]), capturedAt: NOW, crds: {}, origin: other };
    write("taken.json", writeSnapshot(snapshot));
    const allow = { "allow-shrink": "true", "allow-identity-change": "true" };
    const done = await run({ delivery: "file", dump: "prod=taken.json", ...allow });
    expect([done.status, done.outputs.operation]).toEqual([0, "updated"]);
    expect(fs.readFileSync(path.join(work.root, fileOf("prod")), "utf8")).toBe(writeSnapshot(snapshot));
  });

  it("gives a committed dump no time, since a checkout makes it look new", async () => {
    w.repo.commit({ "staging.dump.json": dumpOf(["v1"]) });
    const done = await run({ delivery: "file", dump: "staging=staging.dump.json" }, { root: w.repo.root });
    expect([done.status, done.outputs.operation]).toEqual([0, "updated"]);
    expect(done.log).toContain("Nobody knows when staging.dump.json was taken");
    const written = JSON.parse(fs.readFileSync(path.join(w.repo.root, fileOf("staging")), "utf8"));
    expect(written.capturedAt).toBe(null);
  });
});

it("writes nowhere outside the workspace, also not by a link", async () => {
  const elsewhere = workspace({});
  fs.rmSync(path.join(work.root, ".github"), { recursive: true });
  fs.mkdirSync(path.join(work.root, ".github/crd-upgrade-guard"), { recursive: true });
  fs.symlinkSync(elsewhere.root, path.join(work.root, path.dirname(fileOf("prod"))));
  write("taken.json", taken("prod", ["v1"]));
  const done = await run({ delivery: "file", dump: "prod=taken.json" });
  expect([done.status, done.outputs.operation, fs.readdirSync(elsewhere.root)]).toEqual([2, "none", []]);
  expect(done.log).toContain(
    `A snapshot cannot be written (a symbolic link on the way to ${fileOf("prod")} leads out of ${work.root}: nothing is written through it).`,
  );
  elsewhere.remove();
});

it("has done what it did where it cannot be reported, and says so", async () => {
  write("taken.json", taken("prod", ["v1"]));
  const nowhere = { GITHUB_STEP_SUMMARY: "/nowhere/summary", GITHUB_OUTPUT: "/nowhere/output" };
  const done = await run({ dump: "prod=taken.json" }, { env: nowhere });
  expect([done.status, w.pulls.all.length]).toEqual([0, 1]);
  expect(done.log).toMatch(/The job summary could not be written \(.*\); the result stands\./);
  expect(done.log).toMatch(/The outputs could not be written \(.*\); the result stands\./);
});

it("never rebuilds the default branch, whatever the workflow calls its own", async () => {
  w.repo.git("branch", "release");
  write("taken.json", taken("prod", ["v1"]));
  const before = w.repo.git("rev-parse", "main");
  const done = await run({ dump: "prod=taken.json", base: "release", branch: "main" });
  expect([done.status, w.repo.git("rev-parse", "main"), w.pulls.all]).toEqual([2, before, []]);
  expect(done.log).toContain("it is the repository's default branch, and all that is on it would be lost");
});

it("an unchanged cluster is recorded anew when its snapshot is older than the heartbeat, and not before", async () => {
  const before = new Date(Date.now() - 5 * 86_400_000).toISOString().replace(/\.\d+/, "");
  write(fileOf("prod"), writeSnapshot({ ...reading("prod", ["v1"]), capturedAt: before }));
  write("taken.json", taken("prod", ["v1"]));
  const inputs = { delivery: "file", dump: "prod=taken.json" };
  expect((await run({ ...inputs, heartbeat: "6d" })).outputs.operation).toBe("none");
  write(".github/crd-upgrade-guard/config.yaml", "maxSnapshotAge: 14d\n");
  expect((await run(inputs)).outputs.operation).toBe("none");
  fs.rmSync(path.join(work.root, ".github/crd-upgrade-guard/config.yaml"));
  // Half of 7 days, the default of maxSnapshotAge.
  expect((await run(inputs)).outputs.operation).toBe("updated");
  expect(fs.readFileSync(path.join(work.root, fileOf("prod")), "utf8")).toBe(taken("prod", ["v1"]));
});

it("exclude: what is left out of a dump is said to be, and a snapshot of an earlier job is taken as it is", async () => {
  write("staging.json", dumpOf(["v1"]));
  const done = await run({ delivery: "file", dump: "staging=staging.json", exclude: "example.com" });
  expect(done.status, done.log).toBe(0);
  const written = JSON.parse(fs.readFileSync(path.join(work.root, fileOf("staging")), "utf8"));
  expect([written.complete, written.selection, written.crds]).toEqual([false, { exclude: ["example.com"] }, {}]);
});

describe("server-versions", () => {
  const VERSION = JSON.stringify({ clientVersion: {}, serverVersion: { gitVersion: "v1.31.3" } });
  const versionOf = (cluster: string) =>
    JSON.parse(fs.readFileSync(path.join(work.root, fileOf(cluster)), "utf8")).serverVersion;

  it("says what a dump does not, as a version or as a second dump, and stays when it is no longer said", async () => {
    for (const name of ["staging", "dev"]) write(`dumps/${name}.json`, dumpOf(["v1"]));
    write("version.json", VERSION);
    const inputs = { delivery: "file", dump: "staging=dumps/staging.json\ndev=dumps/dev.json" };
    const done = await run({ ...inputs, "server-versions": "staging=v1.30.1\ndev=version.json" });
    expect([done.status, versionOf("staging"), versionOf("dev")]).toEqual([0, "v1.30.1", "v1.31.3"]);
    const again = await run(inputs);
    expect([again.status, again.outputs.operation, versionOf("staging")]).toEqual([0, "none", "v1.30.1"]);
    expect(again.log).toContain("staging: as recorded (1 CRD, v1.30.1)");
  });

  it.each([
    ["prod=v1.30.1", "The input `server-versions` names the cluster `prod` of `contexts`."],
    ["dve=v1.30.1", "The input `server-versions` names the cluster `dve` that `dump` does not name."],
    ["dev=v1.30.1\ndev=v1.31.0", "The input `server-versions` names the cluster `dev` twice."],
    ["dev=nowhere.json", "The server's version cannot be read from nowhere.json: there is no such file."],
  ])("%s is refused", async (given, words) => {
    write("dev.json", dumpOf(["v1"]));
    const inputs = { delivery: "file", contexts: given.startsWith("prod") ? "prod=prod" : "", dump: "dev=dev.json" };
    const done = await run({ ...inputs, "server-versions": given });
    expect([done.status, done.outputs.operation ?? "none"]).toEqual([2, "none"]);
    expect(done.log).toContain(words);
  });
});

describe("collect", () => {
  it("takes the snapshots and dumps of earlier jobs, in folders of their own too", async () => {
    write("collected/aws/a.json", taken("a", ["v1"]));
    write("collected/gcp/b.yaml", dumpOf(["v1beta1"]));
    const done = await run({ delivery: "file", collect: "collected" });
    expect([done.status, done.outputs["changed-clusters"]]).toEqual([0, '["a","b"]']);
    expect(fs.readFileSync(path.join(work.root, fileOf("a")), "utf8")).toBe(taken("a", ["v1"]));
  });

  it("takes a profile with the snapshot that it is beside, and says where one cannot be used", async () => {
    const profile = (cluster: string) =>
      writeProfile({
        formatVersion: 1,
        cluster,
        origin: { tool: "0.1.0" },
        capturedAt: NOW,
        crds: { "routes.example.com": { notProfiled: "forbidden" } },
      });
    write("collected/clusters/a.json", taken("a", ["v1"]));
    write("collected/profiles/a.json", profile("a"));
    write("collected/out/b.json", taken("b", ["v1"]));
    write("collected/out/profiles/b.json", profile("a"));
    const done = await run({ delivery: "file", collect: "collected" });
    expect([done.status, done.outputs["changed-clusters"]], done.log).toEqual([0, '["a","b"]']);
    const place = (cluster: string) => path.join(work.root, fileOf(cluster).replace("/clusters/", "/profiles/"));
    expect(fs.readFileSync(place("a"), "utf8")).toBe(profile("a"));
    expect(fs.existsSync(place("b"))).toBe(false);
    expect(done.log).toContain(
      'b: The profile is left out: collected/out/profiles/b.json:3:3: `cluster` is "a", but the file is named for "b".',
    );
  });

  it.each([
    ["a folder that is not there", {}, "`collected` is no folder: no earlier job has left anything there."],
    [
      "an empty folder",
      { "collected/README.md": "" },
      "`collected` has no file of `.json`, `.yaml` or `.yml`: no earlier job has left anything there.",
    ],
    [
      "one cluster twice",
      { "collected/x/a.json": "{}", "collected/y/a.json": "{}" },
      "It is given 2 times, and only one of them can be it.",
    ],
    [
      "a snapshot of another cluster",
      { "collected/a.json": taken("b", ["v1"]) },
      '`cluster` is "b", but the file is named for "a".',
    ],
  ])("%s fails", async (_, files, words) => {
    for (const [name, text] of Object.entries(files)) write(name, text);
    const done = await run({ delivery: "file", collect: "collected" });
    expect([done.status, done.outputs.operation]).toEqual([2, "none"]);
    expect(done.log).toContain(words);
  });
});

it("delivers and ends well where the job summary cannot be written", async () => {
  write("taken.json", writeSnapshot({ ...reading("prod", ["v1"]), capturedAt: NOW }));
  const inputs = { dump: "prod=taken.json", delivery: "file" };
  const done = await run(inputs, { env: { GITHUB_STEP_SUMMARY: work.root } });
  expect([done.status, done.outputs.operation]).toEqual([0, "updated"]);
  expect(done.log).toMatch(/^The job summary could not be written \(EISDIR.*\); the result stands\.$/m);
});

it("delivery: commit puts it on the branch itself, on top of what came meanwhile", async () => {
  write("taken.json", taken("prod", ["v1"]));
  w.server.fail(/POST .*git\/commits$/, {
    change: (body) => {
      w.repo.commit({ "README.md": "moved" });
      return body;
    },
  });
  const done = await run({ delivery: "commit", dump: "prod=taken.json" });
  expect([done.status, done.outputs]).toEqual([
    0,
    { operation: "updated", "pull-request-number": "", "pull-request-url": "", "changed-clusters": '["prod"]' },
  ]);
  expect(w.repo.git("log", "--format=%s", "-3", "main").split("\n")).toEqual([
    "CRD snapshots: 1 change on prod",
    "change",
    "change",
  ]);
  expect([w.repo.git("show", "main:README.md"), w.repo.git("show", `main:${fileOf("prod")}`)]).toEqual([
    "moved",
    taken("prod", ["v1"]).trim(),
  ]);
});

it("delivery: commit to a protected branch says which setting stands in the way", async () => {
  write("taken.json", taken("prod", ["v1"]));
  const message = "Changes must be made through a pull request.";
  const errors = [{ type: "UNPROCESSABLE", message }];
  w.server.fail(/POST \/api\/graphql/, { change: () => ({ data: { updateRefs: null }, errors }) });
  const done = await run({ delivery: "commit", dump: "prod=taken.json" });
  expect([done.status, done.outputs.operation]).toEqual([2, "none"]);
  expect(done.log).toContain(
    "prod: read, not delivered (1 CRD, v1.32.1)\nerror: Branch `main` cannot be written: the branch is protected; in the repository's Settings, Rules > Rulesets and Branches,",
  );
  expect(done.log).toContain("Or use `delivery: pull-request`.");
});

it("three jobs at the same moment leave one pull request with the clusters of all", async () => {
  const names = ["a", "b", "c"];
  for (const name of names) write(`${name}.json`, taken(name, ["v1"]));
  const runs = await Promise.all(names.map((name) => run({ dump: `${name}=${name}.json` })));
  expect(runs.map(({ status, outputs }) => [status, outputs["pull-request-number"]])).toEqual(
    names.map(() => [0, "1"]),
  );
  expect(w.repo.git("diff", "--name-only", `main...${BRANCH}`).split("\n")).toEqual(names.map(fileOf));
  expect(w.pulls.all).toHaveLength(1);
  expect(w.pulls.all[0]?.title).toBe("CRD snapshots: first of a, b and c");
  expect(w.pulls.all[0]?.body).toContain("- **a, b, c**: first snapshot: 1 CRD, Kubernetes `v1.32.1`.");
});

describe("what is in the configuration of the base", () => {
  it("decides where snapshots are", async () => {
    w.repo.commit({
      ".github/crd-upgrade-guard/config.yaml": "snapshots: [infra/*.json]\n",
      "infra/prod.json": RECORDED,
    });
    write("taken.json", taken("prod", ["v1"]));
    const done = await run({ dump: "prod=taken.json" });
    expect([done.status, done.outputs.operation]).toEqual([0, "created"]);
    expect(w.repo.git("diff", "--name-only", `main...${BRANCH}`)).toBe("infra/prod.json");
  });

  it("stops the run when it cannot be read", async () => {
    w.repo.commit({ ".github/crd-upgrade-guard/config.yaml": "snapshot: []\n" });
    write("taken.json", taken("prod", ["v1"]));
    const done = await run({ dump: "prod=taken.json" });
    expect(done.status).toBe(2);
    expect(done.log).toContain(".github/crd-upgrade-guard/config.yaml:1:1: ");
    expect(w.writes()).toEqual([]);
  });
});

describe("inputs", () => {
  it.each([
    [{}, "The inputs name no cluster to read. Name the clusters in `contexts` or `dump`, or a folder in `collect`."],
    [{ contexts: "prod" }, "The input `contexts` has the line `prod`. It takes a cluster's name and a context"],
    [{ contexts: "a/b=x" }, "The input `contexts` has `a/b` where a cluster's name is expected."],
    [{ contexts: "..=x" }, "The input `contexts` has `..` where a cluster's name is expected."],
    [{ contexts: "a=x", dump: "a=y" }, "name the cluster `a` twice."],
    [
      { contexts: "a=x", delivery: "push" },
      "The input `delivery` is `push`. It takes one of pull-request, commit, file.",
    ],
    [{ contexts: "a=x", timeout: "120" }, "The input `timeout` is `120`."],
    [{ contexts: "a=x", branch: "a..b" }, "The input `branch` is `a..b`. It takes the name of a branch: `main`."],
    [{ contexts: "a=x", base: "x", branch: "x" }, "`base` and `branch` both are `x`."],
    [{ contexts: "a=x", exclude: "*.example.com" }, "The input `exclude` has the line `*.example.com`."],
    [{ contexts: "a=x", "github-token": "" }, "`delivery: pull-request` needs a token"],
    [{ contexts: "a=x", "count-objects": "yes" }, "The input `count-objects` is `yes`. It takes one of true, false."],
  ])("%j: refused, with exit code 2", async (inputs, words) => {
    const done = await run(inputs);
    expect([done.status, done.outputs]).toEqual([2, {}]);
    expect(done.log).toContain(words);
    expect(done.summary).toContain("nothing was refreshed");
    expect(w.server.calls()).toEqual([]);
  });

  it("are never obeyed by the runner", async () => {
    const done = await run({ delivery: "file", contexts: "::error::a=##[error]b", kubeconfig: "missing.yaml" });
    expect(done.status).toBe(2);
    const commands = done.log.split("\n").filter((line) => /^\s*::|##\[/.test(line));
    expect(commands.filter((line) => !line.startsWith("::error title=crd-upgrade-guard refresh::"))).toEqual([]);
    expect(done.log).toContain(":\u200b:error::a: not read");
  });

  it.each([
    [
      "a ref that is no branch",
      { GITHUB_REF: "refs/pull/3/merge" },
      "Name the branch that holds the snapshots in `base`.",
    ],
    ["its own branch", { GITHUB_REF: `refs/heads/${BRANCH}` }, "the branch that a refresh rebuilds"],
    ["no repository", { GITHUB_REPOSITORY: "" }, "GITHUB_REPOSITORY is ``."],
  ])("a run on %s is refused", async (_, env, words) => {
    const done = await run({ contexts: "a=x" }, { env });
    expect(done.status).toBe(2);
    expect(done.log).toContain(words);
  });

  it("are all in docs/refresh.md, with their defaults", () => {
    const text = fs.readFileSync(new URL("../../docs/refresh.md", import.meta.url), "utf8");
    const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (.*?) \|/gm)].map(([, name, cell]) => [name, cell]);
    const documented = new Map(rows.map(([name, cell]) => [name, /^`(.*)`$/.exec(cell ?? "")?.[1] ?? ""]));
    for (const [name, value] of Object.entries(actionDefaults())) {
      expect([name, documented.get(name)]).toEqual([name, name === "github-token" ? "" : value]);
    }
  });
});

describe("what it means for the manifests", () => {
  const first = { dump: "staging=staging.json" };
  const body = () => (w.pulls.all[0]?.body ?? "").replace(/from `[0-9a-f]{12}`/, "from `SHA`");
  const manifest = (name: string) => dump(crd({ name, versions: "v1*" }));

  it("leads the first pull request with what breaks, in the words of a check", async () => {
    write("staging.json", taken("staging", ["v1beta1", "v1"]));
    write("eu.json", taken("eu", ["v1beta1", "v1"]));
    const done = await run({ dump: "staging=staging.json\neu=eu.json" });
    expect(done.status, done.log).toBe(0);
    expect(w.pulls.all[0]?.title).toBe("CRD snapshots: 1 manifest refused on eu and staging");
    expect(body()).toMatchInlineSnapshot(`
      "**1 manifest of this repository is refused by eu and staging.** This can be merged all the same: it records what the clusters are, and a check does not fail for it. The gate blocks a release until what is listed here is mended. This records eu and staging for the first time. 1 manifest of this repository compared, 1 refused.

      ### ❌ [stored-version-removed](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/stored-version-removed.md) \`routes.example.com\` on eu, staging (known by the change of the snapshots or the configuration)

      [\`routes.yaml:11\`](https://github.com/example/fleet/blob/main/routes.yaml#L11)

      \`v1beta1\` is in status.storedVersions of eu and staging, but no longer in spec.versions: older objects may still be stored at it.

      \`\`\`text
      status.storedVersions[0]: Invalid value: "v1beta1": must appear in spec.versions
      \`\`\`

      Rewrite the stored objects and take \`v1beta1\` off status.storedVersions with \`npx crd-upgrade-guard migrate routes.example.com --context CTX\`, then apply; or keep \`v1beta1\` in spec.versions, unserved.

      <details><summary>Steps</summary>

      1. Make sure that nothing brings \`v1beta1\` back as the storage version: as long as Git or a Helm release applies a manifest that stores it, the server adds it to status.storedVersions again.

      2. Set CTX to the cluster's kubectl context (an empty one means the current context). This must print \`v1\`, at which objects are written today, and the list as the snapshot has it:

         \`\`\`sh
         kubectl --context "$CTX" get crd routes.example.com -o jsonpath='{.spec.versions[?(@.storage==true)].name}{" "}{.status.storedVersions}{"\\n"}'
         \`\`\`

      3. This says what stands in the way, also fields that a rewrite would drop; with \`--yes\` at its end it does the steps up to the patch, and goes on where it was stopped. Or do them by hand:

         \`\`\`sh
         npx crd-upgrade-guard migrate routes.example.com --context "$CTX"
         \`\`\`

      4. Count the objects:

         \`\`\`sh
         kubectl --context "$CTX" get routes.v1.example.com --all-namespaces --no-headers | wc -l
         \`\`\`

      5. Rewrite every object, so that it is stored at the storage version. It is done when the last line is \`all rewritten\`; otherwise run it again (an object changed meanwhile), and mend what is reported invalid. Do this even where you believe that there are no objects. Why so long: by a file, since \`kubectl replace\` takes half a list from a pipe for success; \`sed\` renames the old version in managedFields alone, or server-side apply fails later; \`--validate=false\`, or one object that kubectl finds invalid stops all.

         \`\`\`sh
         kubectl --context "$CTX" get routes.v1.example.com --all-namespaces -o json --show-managed-fields > routes.json && sed '/"apiVersion": "example\\.com\\/[^"]*",$/{N;/"fieldsType"/s|"example\\.com/[^"]*"|"example.com/v1"|;}' routes.json > routes.rewrite.json && kubectl --context "$CTX" replace --validate=false -f routes.rewrite.json && echo "all rewritten"
         \`\`\`

      6. Only after \`all rewritten\`: take \`v1beta1\` off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on.

         \`\`\`sh
         kubectl --context "$CTX" patch crd routes.example.com --subresource=status --type=json -p '[{"op":"test","path":"/status/storedVersions","value":["v1beta1","v1"]},{"op":"replace","path":"/status/storedVersions","value":["v1"]}]'
         \`\`\`

      7. Apply this manifest, and count again: the number must be the same. If the objects cannot be listed, apply the manifest that has both versions again at once: until then nothing is lost.

      8. Or keep \`v1beta1\` in spec.versions, not served and not storage. Its schema is its own, from the release that had it, or exactly this one: with a bare \`type: object\` the server drops the fields of every object stored at it.

         \`\`\`yaml
         - name: v1beta1
           served: false
           storage: false
           schema:
             openAPIV3Schema:
               type: object
               x-kubernetes-preserve-unknown-fields: true
         \`\`\`

      Known from [\`.github/crd-upgrade-guard/clusters/eu.json:18\`](https://github.com/example/fleet/blob/crd-upgrade-guard/refresh/.github/crd-upgrade-guard/clusters/eu.json#L18) eu has storedVersions &#91;v1beta1, v1&#93;; [\`.github/crd-upgrade-guard/clusters/staging.json:18\`](https://github.com/example/fleet/blob/crd-upgrade-guard/refresh/.github/crd-upgrade-guard/clusters/staging.json#L18) staging has storedVersions &#91;v1beta1, v1&#93;.

      </details>

      ### What changed

      - **eu, staging**: first snapshot: 1 CRD, Kubernetes \`v1.32.1\`.

      Housekeeping, new with this: 1 CRD still lists an old version as stored (\`routes.example.com\`; [how to clear it](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/migration-pending.md)).

      A commit of yours on this branch stays while nothing else changes. The next change rebuilds the branch and this text without it, and the run names what it dropped. Merge this to let the checks judge by it, or close it: the next refresh opens another one while the clusters differ from what is recorded.

      <!-- crd-upgrade-guard:refresh -->

      The workflow's own token (\`GITHUB_TOKEN\`) made this, and GitHub starts no checks for what that token writes. Close and reopen the pull request to start them once, or give \`github-token\` the token of a GitHub App: [how](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/refresh.md#checks-on-the-pull-request).

      <sub>Written by [this run](https://github.com/example/fleet/actions/runs/7) from \`SHA\`.</sub>"
    `);
    expect(done.log).toMatchInlineSnapshot(`
      "1 manifest refused from now on; pull request #1 opened: 2 clusters changed
      eu: changed (1 CRD, v1.32.1)
        first snapshot: 1 CRD, Kubernetes \`v1.32.1\`
        \`eu\` refuses \`routes.yaml\`: \`status.storedVersions[0]: Invalid value: "v1beta1": must appear in spec.versions\`
      staging: changed (1 CRD, v1.32.1)
        first snapshot: 1 CRD, Kubernetes \`v1.32.1\`
        \`staging\` refuses \`routes.yaml\`: \`status.storedVersions[0]: Invalid value: "v1beta1": must appear in spec.versions\`
      1 manifest of this repository compared, 1 refused.
      "
    `);
    expect(done.summary).toMatchInlineSnapshot(`
      "## crd-upgrade-guard: 1 manifest refused from now on; pull request #1 opened: 2 clusters changed

      1 manifest of this repository compared, 1 refused.

      ### ❌ [stored-version-removed](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/stored-version-removed.md) \`routes.example.com\` on eu, staging (known by the change of the snapshots or the configuration)

      \`routes.yaml:11\`

      \`v1beta1\` is in status.storedVersions of eu and staging, but no longer in spec.versions: older objects may still be stored at it.

      Rewrite the stored objects and take \`v1beta1\` off status.storedVersions with \`npx crd-upgrade-guard migrate routes.example.com --context CTX\`, then apply; or keep \`v1beta1\` in spec.versions, unserved.

      | cluster | snapshot | server | CRDs |
      | --- | --- | --- | --: |
      | eu | ✏️ changed | \`v1.32.1\` | 1 |
      | staging | ✏️ changed | \`v1.32.1\` | 1 |

      Pull request: https://github.com/example/fleet/pull/1

      ### What changed

      - **eu, staging**: first snapshot: 1 CRD, Kubernetes \`v1.32.1\`.
      "
    `);
    expect(w.repo.git("log", "-1", "--format=%B", BRANCH)).toMatchInlineSnapshot(`
      "CRD snapshots: 1 manifest refused on eu and staging

      eu: first snapshot: 1 CRD, Kubernetes v1.32.1
      staging: first snapshot: 1 CRD, Kubernetes v1.32.1"
    `);
  });

  it("says once that CEL rules were not compiled, where nobody can", async () => {
    const ruled = { type: "object", "x-kubernetes-validations": [{ rule: "self.metadata.name != 'a'" }] };
    const text = JSON.stringify(crd({ name: "ways.example.com", versions: "v1*" }));
    w.repo.commit({ "ways.yaml": text.replace('{"type":"object"}', JSON.stringify(ruled)) });
    execFileSync("git", ["-C", work.root, "pull", "-q"]);
    write("staging.json", taken("staging", ["v1"]));
    const done = await run(first, { withoutCompiler: true });
    const words = "CEL rules that clusters do not have yet were not compiled: `cel.wasm.br` is not beside the program.";
    expect(done.status, done.log).toBe(0);
    // In the log as a line and as the runner's annotation.
    expect([done.log, done.summary, body()].map((told) => told.split(words).length - 1)).toEqual([2, 1, 1]);
    expect(body().split("<!--")[1]).toContain(words);
  });

  it("is not told of another branch's checkout, and that is said", async () => {
    execFileSync("git", ["-C", work.root, "checkout", "-q", "--orphan", "other"]);
    execFileSync("git", ["-C", work.root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "other"]);
    write("staging.json", taken("staging", ["v1beta1", "v1"]));
    const done = await run(first);
    expect(done.status, done.log).toBe(0);
    expect(body()).toContain("is not told: the job's checkout is not of `main` as it is now.");
    expect(body()).not.toContain("compared");
    expect(done.log).toContain("::warning title=crd-upgrade-guard refresh::What this means for the manifests");
  });

  it("is not told without a checkout, and that is said", async () => {
    fs.rmSync(path.join(work.root, ".git"), { recursive: true });
    write("staging.json", taken("staging", ["v1beta1", "v1"]));
    const done = await run(first);
    expect(done.status, done.log).toBe(0);
    expect(body()).toContain("is not told: the job has no checkout. Put `actions/checkout` before this step.");
  });

  it("is told of the commit that the run began with where the base has moved since, and that is said", async () => {
    const began = w.repo.git("rev-parse", "main");
    w.repo.commit({ "more.yaml": manifest("ways.example.com") });
    write("staging.json", taken("staging", ["v1"]));
    const done = await run(first, { env: { GITHUB_SHA: began } });
    expect(done.status, done.log).toBe(0);
    expect(body()).toContain("1 manifest of this repository compared, none refused.");
    expect(body().split("<!--")[1]).toContain("`main` has moved since this run's checkout");
    w.writes();
    expect((await run(first, { env: { GITHUB_SHA: began } })).outputs.operation).toBe("none");
    expect(w.writes()).toEqual([]);
  });
});

describe("an unchanged cluster", () => {
  it("is said to be read again, and is none of the changed ones", async () => {
    const before = new Date(Date.now() - 5 * 86_400_000).toISOString().replace(/\.\d+/, "");
    w.repo.commit({ [fileOf("prod")]: writeSnapshot({ ...reading("prod", ["v1"]), capturedAt: before }) });
    execFileSync("git", ["-C", work.root, "pull", "-q"]);
    write("taken.json", taken("prod", ["v1"]));
    const done = await run({ dump: "prod=taken.json" });
    expect([done.status, done.outputs.operation, done.outputs["changed-clusters"]]).toEqual([0, "created", "[]"]);
    expect(done.log.split("\n")[0]).toBe("pull request #1 opened: 1 unchanged cluster read again");
    expect(w.pulls.all[0]?.title).toBe("CRD snapshots: prod read again, unchanged");
    expect(w.pulls.all[0]?.body.split("\n")[0]).toBe("This records that prod is unchanged.");
  });
});

it("a wrong line of `contexts` is one error", async () => {
  const done = await run({ contexts: "prod" });
  expect([done.status, done.log.split("::error").length]).toEqual([2, 2]);
  expect(done.log).toContain("The input `contexts` has the line `prod`.");
});

it("names the pushed branch where Actions may not open pull requests", async () => {
  write("taken.json", taken("prod", ["v1"]));
  const message = "GitHub Actions is not permitted to create or approve pull requests.";
  w.server.fail(/POST .*pulls$/, { status: 403, message });
  const done = await run({ dump: "prod=taken.json" });
  expect(done.status).toBe(2);
  expect(done.log).toContain(
    `The branch \`${BRANCH}\` is pushed with what changed; open its pull request by hand: https://github.com/example/fleet/compare/main...crd-upgrade-guard/refresh.`,
  );
  expect(w.branch()).not.toBe(null);
});

describe("a person's commit on the branch", () => {
  const person = (files: Readonly<Record<string, string>>) => {
    w.repo.git("checkout", "-q", BRANCH);
    w.repo.git("reset", "-q", "--hard");
    const sha = w.repo.commit(files);
    w.repo.git("checkout", "-q", "main");
    return sha;
  };

  it("stays while nothing else changes, and is named by the run that drops it", async () => {
    write("taken.json", taken("prod", ["v1"]));
    await run({ dump: "prod=taken.json" });
    const sha = person({ "NOTES.md": "seen" });
    const same = await run({ dump: "prod=taken.json" });
    expect([same.outputs.operation, w.branch()]).toEqual(["none", sha]);
    write("staging.json", taken("staging", ["v1"]));
    const more = await run({ dump: "prod=taken.json\nstaging=staging.json" });
    expect(more.outputs.operation).toBe("updated");
    const words = `was rebuilt without the commit \`${sha.slice(0, 12)}\` of test:`;
    expect([more.log.includes(words), more.summary.includes("was rebuilt without the commit")]).toEqual([true, true]);
    expect(more.log).toContain(`git cherry-pick ${sha}`);
  });
});
