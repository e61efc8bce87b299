import { execFileSync } from "node:child_process";
import path from "node:path";
import { dump } from "js-yaml";
import { afterAll, describe, expect, it } from "vitest";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { runAction } from "../action/runner.ts";
import { crd, live } from "../rules/evaluated.ts";
import { toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { runBundle, workspace } from "./bundle.ts";

const NAME = "routes.example.com";
const FILES = {
  ".github/crd-upgrade-guard/clusters/prod.json": writeSnapshot({
    formatVersion: 1,
    cluster: "prod",
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.33.1",
    capturedAt: null,
    complete: true,
    apis: [],
    crds: { [NAME]: live({ versions: "v1* v1alpha1!" }, ["v1alpha1", "v1"]) },
  }),
  ".github/crd-upgrade-guard/config.yaml": dump({ helm: [{ chart: "chart", release: "parts" }] }),
  "chart/Chart.yaml": "apiVersion: v2\nname: parts\nversion: 1.0.0\n",
  "chart/templates/crd.yaml": `{{- if true }}\n${dump(crd({ versions: "v1*" }))}{{- end }}\n`,
};

const PLACE = "chart/templates/crd.yaml:5:";
const helm = tool("helm4");
const TOOLS = toolFolder({ helm: "helm4" });
const NO_TOOLS = toolFolder({});

function folder(files: Readonly<Record<string, string>> = FILES): string {
  const { root, remove } = workspace(files);
  afterAll(remove);
  return root;
}

function withTools(tools: string): { readonly PATH: string } {
  return { PATH: `${tools}${path.delimiter}${process.env.PATH ?? ""}` };
}

describe.skipIf(helm === undefined)(`with helm${skippedWithout("helm4")}`, () => {
  it("renders the configured chart from the command line", () => {
    const run = runBundle("cli.cjs", ["check", "--format", "json"], { cwd: folder(), env: withTools(TOOLS) });
    expect([run.status, run.stderr]).toEqual([1, ""]);
    const { findings } = JSON.parse(run.stdout);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          rule: "stored-version-removed",
          location: expect.objectContaining({ path: "chart/templates/crd.yaml", startLine: 5 }),
          fingerprint: expect.stringMatching(/^fp1:/),
        }),
      ]),
    );
  });

  it("checks what helm prints into a pipe, and places it in the chart", () => {
    const { ".github/crd-upgrade-guard/config.yaml": _, ...files } = FILES;
    const cwd = folder(files);
    const input = execFileSync(helm ?? "", ["template", "--kube-version=v1.33.1", "--", "parts", "./chart"], {
      cwd,
      encoding: "utf8",
    });
    const run = runBundle("cli.cjs", ["check", "--steps", "-"], { cwd, input });
    expect(run.status).toBe(1);
    expect(run.stdout).toContain(`✖ ${PLACE}`);
    expect(run.stdout).toContain("the rendered manifest");
  });

  it("renders nothing where a stranger's code meets the repository's secrets", () => {
    const root = folder();
    const fork = {
      workflow_run: { head_repository: { full_name: "stranger/fork" } },
      repository: { full_name: "o/r" },
    };
    const own = { workflow_run: { head_repository: { full_name: "o/r" } }, repository: { full_name: "o/r" } };
    const env = withTools(TOOLS);
    const results = [
      runAction({ root, event: "pull_request_target", env }),
      runAction({ root, event: "workflow_run", payload: fork, env }),
      runAction({ root, event: "workflow_run", env }),
      runAction({ root, event: "workflow_run", payload: own, env }),
      runAction({ root, event: "pull_request", env }),
    ];
    expect(results.map(({ status, outputs }) => [status, outputs.result])).toEqual([
      [2, "error"],
      [2, "error"],
      [2, "error"],
      [1, "fail"],
      [1, "fail"],
    ]);
    expect(results[0]?.log).toContain("and nothing is rendered under pull_request_target, where");
    expect(results[1]?.log).toContain("and nothing is rendered in a workflow_run on a fork's code");
    const cli = runBundle("cli.cjs", ["check"], {
      cwd: root,
      env: { ...env, GITHUB_EVENT_NAME: "pull_request_target" },
    });
    expect(cli.status).toBe(2);
  });
});

it("says which step is missing where there is no helm", () => {
  const node = path.dirname(process.execPath);
  const run = runBundle("cli.cjs", ["check"], { cwd: folder(), env: { PATH: `${NO_TOOLS}${path.delimiter}${node}` } });
  expect(run).toEqual({
    status: 2,
    stdout: "",
    stderr: `❌ nothing was checked

✖ crd-upgrade-guard
  The configuration has charts to render, and there is no \`helm\` on PATH.
  Put a step before this one that installs it, such as \`azure/setup-helm\`; Helm 3 and 4 are both
  good.

error  nothing was judged
`,
  });
});
