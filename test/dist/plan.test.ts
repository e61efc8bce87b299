import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { skippedWithoutData, wholeData } from "../data.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crdYaml, project } from "../releases/projects.ts";
import { runBundle } from "./bundle.ts";

const made: Repository[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

function cli({ root }: Repository, ...args: readonly string[]) {
  const { status, stdout, stderr } = runBundle("cli.cjs", args, { cwd: root });
  return { status, stdout: stdout.split("\n"), stderr };
}

const NOTE_OF_ALL = "--note is for every earlier release: it takes neither --cluster nor --from.";

it("records releases and plans by them, and ends with what scripts go by", () => {
  const crd = (versions: readonly string[]) => ({ "crd.yaml": crdYaml({ versions }) });
  const repo = project({
    "v1.0.0": crd(["v1"]),
    "v1.1.0": crd(["v1", "v2 storage"]),
    "v1.2.0": crd(["v2"]),
    "v1.3.0": crd(["v3"]),
  });
  made.push(repo);
  expect(cli(repo, "releases", "--name", "widgets")).toEqual({
    status: 0,
    stdout: [
      "Wrote .github/crd-upgrade-guard/releases/widgets.json: 4 releases of widgets (v1.0.0 to v1.3.0) with 1 CRD.",
      "",
    ],
    stderr: "",
  });
  const way = cli(repo, "plan", "--from", "1.0.0", "--to", "1.2.0");
  expect([way.status, way.stderr, way.stdout[0], way.stdout[2]]).toEqual([
    0,
    "",
    "widgets: from `v1.0.0` to `v1.2.0`",
    "2 upgrades, 1 migration. The API server's answer to every step was predicted with the manifests of",
  ]);
  expect(cli(repo, "plan", "--from", "v1.0.0", "--to", "v1.3.0").status).toBe(1);
  expect(cli(repo, "plan", "--to", "v1.3.0")).toEqual({
    status: 2,
    stdout: [""],
    stderr: "error: Nothing says where to start: name a cluster with `--cluster`, or a release with `--from`.\n",
  });
  expect(cli(repo, "plan", "--from", "v1.0.0", "--to", "v1.0.0").stdout).toEqual([
    "widgets: from `v1.0.0` to `v1.0.0`",
    "",
    "There is nothing to do: this is `v1.0.0`. `--from` says that it runs there; its CRDs were not looked",
    "at.",
    "",
  ]);
  const note = (...more: readonly string[]) => cli(repo, "plan", "--note", "--to", "v1.3.0", ...more);
  expect([note("--format", "json"), note("--from", "v1.0.0")]).toEqual(
    ["--note is Markdown: it takes no --format json.", NOTE_OF_ALL].map((fault) => ({
      status: 2,
      stdout: [""],
      stderr: `error: ${fault}\n`,
    })),
  );
  expect(cli(repo, "releases", "--path", "nowhere")).toEqual({
    status: 2,
    stdout: [""],
    stderr: "error: There is no CRD below `nowhere` in any of the 4 releases.\n",
  });
  expect(cli(repo, "plan", "--from", "v1.0.0", "--to", "v1.1.0", "--since", "v1").stderr).toBe(
    "error: --path, --since and --pre-releases choose among the tags of this repository: name those with --tags.\n",
  );
});

it("goes by the releases of the configuration where no history is kept, and gates with a note for the tag that is checked out", () => {
  const crd = (versions: readonly string[]) => ({ "crds/widgets.yaml": crdYaml({ versions }) });
  const repo = project({
    "v1.0.0": {
      ...crd(["v1"]),
      ".github/crd-upgrade-guard/config.yaml": "releases: {tags: 'v*', paths: [crds], since: v1.0.0}\n",
    },
    "v1.1.0": crd(["v1", "v2 storage"]),
    "v1.2.0-rc.1": crd(["v2"]),
  });
  made.push(repo);
  const way = cli(repo, "plan", "--from", "v1.0.0", "--to", "v1.1.0", "--format", "json");
  const { project: name, steps } = JSON.parse(way.stdout.join("\n"));
  expect([way.status, way.stderr, name, steps.length]).toEqual([0, "", path.basename(repo.root), 1]);
  const file = path.join(repo.root, "note.md");
  const headings = () =>
    fs
      .readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("#"));
  // Who came from v1.0.0 and did not migrate is refused: the gate says so, and the note what to do.
  const gate = cli(repo, "gate", "--note", "note.md");
  expect([gate.status, gate.stderr, headings()]).toEqual([
    1,
    "",
    ["## Upgrading to `v1.2.0-rc.1`", "### From `v1.0.0`", "### From `v1.1.0`"],
  ]);
  fs.rmSync(file);
  repo.commit({ a: "1" });
  expect([cli(repo, "gate", "--note", "note.md").stderr, fs.existsSync(file)]).toEqual([
    "crd-upgrade-guard: the upgrade note could not be written to note.md (no tag of a release leads to the commit that is checked out); the verdict stands.\n",
    false,
  ]);
  expect(cli(repo, "check", "--note", "note.md").stderr).toContain("unknown option '--note'");
});

const skipped = skippedWithoutData("gateway-api");

describe.skipIf(skipped !== "")(`Gateway API${skipped}`, () => {
  it("gets from the experimental channel of v1.0.0 to v1.2.1 by v1.1.0, with GRPCRoutes migrated", () => {
    const data = wholeData("gateway-api");
    const repo = repository();
    made.push(repo);
    for (const tag of ["v1.0.0", "v1.1.0", "v1.2.1"]) {
      fs.rmSync(path.join(repo.root, "config"), { recursive: true, force: true });
      fs.cpSync(path.join(data, tag), path.join(repo.root, "config/crd"), { recursive: true });
      repo.commit({});
      repo.git("tag", tag);
    }
    // What a cluster has that installed the experimental channel, and the releases of the standard one.
    const experimental = ["--name", "cluster", "--tags", "v1.0.0", "--path", "config/crd/experimental"];
    expect(cli(repo, "releases", ...experimental).status).toBe(0);
    const file = path.join(repo.root, ".github/crd-upgrade-guard/releases/cluster.json");
    const { crds } = JSON.parse(fs.readFileSync(file, "utf8")).releases[0];
    fs.rmSync(file);
    const snapshot = {
      formatVersion: 2,
      cluster: "prod",
      origin: { kind: "cluster", tool: "0.1.0" },
      serverVersion: "v1.30.4",
      capturedAt: "2026-11-29T00:00:00Z",
      complete: true,
      apis: [],
      crds: Object.fromEntries(
        Object.entries<{ facts: { versions: { name: string; storage: boolean }[] } }>(crds).map(([name, { facts }]) => {
          const storedVersions = facts.versions.filter(({ storage }) => storage).map((one) => one.name);
          return [name, { ...facts, storedVersions, conditions: { Established: "True", NamesAccepted: "True" } }];
        }),
      ),
    };
    repo.write({ ".github/crd-upgrade-guard/clusters/prod.json": JSON.stringify(snapshot) });
    const args = ["--cluster", "prod", "--to", "v1.2.1", "--tags", "v*", "--path", "config/crd/standard"];
    const { status, stdout } = cli(repo, "plan", ...args);
    expect([status, stdout.filter((line) => /^(STEP|\d) {2,}/.test(line)), stdout[2]]).toEqual([
      0,
      [
        "STEP  WHAT                           OF",
        "1     upgrade to v1.1.0",
        "2     rewrite at v1, prune v1alpha2  grpcroutes.gateway.networking.k8s.io",
        "3     upgrade to v1.2.1",
      ],
      "2 upgrades, 1 migration. The API server's answer to every step was predicted with the manifests of",
    ]);
  }, 180_000);
});
