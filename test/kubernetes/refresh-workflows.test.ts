import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type JsonValue, member } from "../../src/base/json.ts";
import { workspace } from "../dist/bundle.ts";
import { NAME } from "../github/git-data.ts";
import { TOKEN } from "../github/server.ts";
import { BRANCH, fileOf, type World, world } from "../refresh/world.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { skippedWithoutBinaries } from "./binaries.ts";
import { install } from "./crd-client.ts";
import { skippedWithoutKubectl } from "./kubectl.ts";
import { crd, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

/**
 * The refresh workflows of examples/, byte for byte, run by act without Docker against a real API server and a local
 * GitHub. Stand-ins take the places of what needs GitHub or AWS itself: the checkout, artifacts, the role, and `aws`.
 */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const EXAMPLES = path.join(ROOT, "examples");
const skipped = skippedWithout("act") || skippedWithoutBinaries || skippedWithoutKubectl;

const action = (steps: string) => `name: stand-in
description: stands for an action that needs another's servers
runs:
  using: composite
  steps:
    - shell: bash
      run: ${steps}
`;

const STAND_INS = {
  "actions/checkout@v6": action('cp "$MANIFEST" .'),
  "aws-actions/configure-aws-credentials@v6": action("echo a role"),
  "actions/upload-artifact@v6": action(
    'mkdir -p "$ARTIFACTS" && cp .github/crd-upgrade-guard/clusters/*.json "$ARTIFACTS"',
  ),
  "actions/download-artifact@v7": action(
    'mkdir -p "$RUNNER_TEMP/collected" && cp "$ARTIFACTS"/* "$RUNNER_TEMP/collected"',
  ),
};

/** `aws eks update-kubeconfig ... --kubeconfig FILE` */
const AWS = '#!/usr/bin/env bash\nshift $(($# - 1))\ncp "$FLEET" "$1"\n';

describe.skipIf(skipped !== "")(`refresh workflows, run by act${skipped}`, () => {
  let server: ApiServer;
  let kubeconfig: string;
  beforeAll(async () => {
    server = await startApiServer();
    await install(server, crd("lanes", [version("v1", { storage: true })]));
    kubeconfig = fleet(fs.readFileSync(server.kubeconfig("reader"), "utf8"));
  });
  afterAll(() => server?.stop());

  async function act(workflow: string, github: World) {
    const home = workspace({ "bin/aws": AWS, fleet: kubeconfig, "lanes.yaml": "" });
    fs.chmodSync(path.join(home.root, "bin/aws"), 0o755);
    const at = (name: string) => path.join(home.root, name);
    for (const part of ["refresh", "dist"]) fs.cpSync(path.join(ROOT, part), at(`guard/${part}`), { recursive: true });
    const local = Object.entries(STAND_INS).map(([name, content], index) => {
      fs.mkdirSync(at(`stand-in-${index}`));
      fs.writeFileSync(at(`stand-in-${index}/action.yml`), content);
      return `${name}=${at(`stand-in-${index}`)}`;
    });
    const args = [
      "workflow_dispatch",
      ...["--workflows", path.join(EXAMPLES, "workflows", workflow)],
      ...["--platform", "ubuntu-latest=-self-hosted", "--platform", "self-hosted=-self-hosted", "--no-skip-checkout"],
      ...["--action-cache-path", at("cache"), "--no-cache-server", "--concurrent-jobs", "1"],
      ...[`crd-upgrade-guard/crd-upgrade-guard@v0=${at("guard")}`, ...local].flatMap((one) => [
        "--local-repository",
        one,
      ]),
      ...["--env", `GITHUB_API_URL=${github.server.url}`, "--env", `GITHUB_REPOSITORY=${NAME}`],
      ...["--env", `MANIFEST=${at("lanes.yaml")}`, "--env", `FLEET=${at("fleet")}`],
      ...["--env", `ARTIFACTS=${at("artifacts")}`, "--env", `PATH=${at("bin")}:${process.env.PATH ?? ""}`],
      // As a pod's kubectl has it: without a word in the workflow.
      ...["--env", `KUBECONFIG=${at("fleet")}`],
      ...["--secret", "GITHUB_TOKEN", "--secret", "REFRESH_KUBECONFIG"],
    ];
    const env = { ...process.env, HOME: home.root, XDG_CACHE_HOME: home.root, GITHUB_TOKEN: TOKEN };
    const child = spawn(tool("act") ?? "", args, {
      cwd: github.repo.root,
      env: { ...env, REFRESH_KUBECONFIG: kubeconfig },
    });
    const closed = once(child, "close");
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    home.remove();
    expect(stdout + stderr).not.toContain(TOKEN);
    return { status: child.exitCode, log: stdout + stderr };
  }

  it.each([
    ["refresh-kubeconfig.yaml", ["prod-eu", "prod-us"]],
    ["refresh-eks.yaml", ["prod-eu", "prod-us"]],
    ["refresh-matrix.yaml", ["prod-eu", "prod-us"]],
    ["refresh-self-hosted.yaml", ["prod-eu"]],
  ])("%s opens the pull request, and has nothing to write when it runs again", async (workflow, clusters) => {
    const github = await world();
    try {
      github.repo.commit({ "README.md": "fleet" });
      const { status, log } = await act(workflow, github);
      expect([status, github.pulls.all.length], log).toEqual([0, 1]);
      expect(github.repo.git("diff", "--name-only", `main...${BRANCH}`).split("\n")).toEqual(clusters.map(fileOf));
      github.merge(1, "squash");
      github.writes();
      const again = await act(workflow, github);
      expect([again.status, github.writes()], again.log).toEqual([0, []]);
    } finally {
      await github.close();
    }
  });
});

/** The reader's kubeconfig with a context a cluster, all of which lead to the one server. */
function fleet(reader: string): string {
  const config: JsonValue = JSON.parse(JSON.stringify(load(reader)));
  const contexts = member(config, "contexts");
  const context = Array.isArray(contexts) ? member(contexts[0], "context") : undefined;
  if (!isObject(config) || context === undefined) throw new Error("not a kubeconfig");
  const named = ["prod-eu", "prod-us"].map((name) => ({ name, context }));
  return JSON.stringify({ ...config, contexts: named, "current-context": "prod-eu" });
}
