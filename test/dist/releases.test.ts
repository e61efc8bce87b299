import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { readHistory } from "../../src/releases/read-history.ts";
import { type Repository, repository } from "../git/repository.ts";
import { type TestServer, testServer } from "../io/cluster/api-server.ts";
import { indexCharts, packChart, type Registry, startRegistry, temporaryFolder } from "../io/fetch/servers.ts";
import { crdYaml, project } from "../releases/projects.ts";
import { putOnPath, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { startBundle } from "./bundle.ts";

const needed = ["helm4", "oras", "registry", "kustomize"] as const;
const missing = needed.some((name) => tool(name) === undefined);
const CA = fileURLToPath(new URL("../io/cluster/fixtures/ca.crt", import.meta.url));

/** A CRD of `crds/`, and one that a template makes where a value asks for it. */
function chartFiles(versions: readonly string[], gears: readonly string[] | null): Readonly<Record<string, string>> {
  return {
    "crds/widgets.yaml": crdYaml({ versions }),
    "values.yaml": "crds: {enabled: false}\n",
    ...(gears === null
      ? {}
      : {
          "templates/gears.yaml": `{{- if .Values.crds.enabled }}\n${crdYaml({ plural: "gears", versions: gears })}\n{{- end }}\n`,
        }),
  };
}

const WIDGETS = {
  "1.0.0": chartFiles(["v1alpha1"], null),
  "1.2.0": chartFiles(["v1alpha1", "v1 storage"], ["v1"]),
  "1.10.0": chartFiles(["v1alpha1", "v1 storage"], ["v1", "v2 storage"]),
  "2.0.0-rc.1": chartFiles(["v1"], ["v2"]),
};

function tree(): Repository {
  const made = repository();
  onTestFinished(() => made.remove());
  return made;
}

function inShort(root: string, name: string): readonly unknown[] | null {
  const file = path.join(root, `.github/crd-upgrade-guard/releases/${name}.json`);
  if (!fs.existsSync(file)) return null;
  const reading = readHistory(file, fs.readFileSync(file));
  if (!reading.ok) return reading.problems;
  return reading.value.history.releases.map(({ version, crds }) => [
    version,
    Object.fromEntries(
      [...crds].map(([crd, { facts, refused, undecided }]) => [
        crd,
        [...(facts?.versions.map((one) => `${one.name}${one.storage ? "*" : ""}`) ?? ["?"]), ...refused, ...undecided],
      ]),
    ),
  ]);
}

async function recorded(root: string, cache: string, ...args: readonly string[]) {
  const env = { NODE_EXTRA_CA_CERTS: CA, XDG_CACHE_HOME: cache };
  const { status, stdout, stderr } = await startBundle("cli.cjs", ["releases", ...args], { cwd: root, env });
  return { status, stdout, stderr: stderr.split("\n").filter((line) => line !== "") };
}

describe.skipIf(missing)(`releases of charts${skippedWithout(...needed)}`, () => {
  const folder = temporaryFolder();
  const charts = path.join(folder, "charts");
  const digests = new Map<string, string>();
  const asked: string[] = [];
  let registry: Registry;
  let server: TestServer;

  putOnPath(toolFolder({ helm: "helm4", oras: "oras", kustomize: "kustomize" }));

  beforeAll(async () => {
    registry = await startRegistry(folder);
    for (const [version, files] of Object.entries(WIDGETS)) {
      const file = packChart(charts, "widgets", version, files);
      digests.set(version, createHash("sha256").update(fs.readFileSync(file)).digest("hex"));
      registry.pushChart(file, "charts");
    }
    packChart(charts, "plain", "1.0.0", { "templates/a.yaml": "a: 1\n" });
    packChart(charts, "failing", "1.0.0", {
      "templates/a.yaml": `{{ required "say who" .Values.who }}\n${crdYaml({ versions: ["v1"] })}`,
    });
    packChart(charts, "twice", "1.0.0", {
      "crds/a.yaml": crdYaml({ versions: ["v1"] }),
      "crds/b.yaml": crdYaml({ versions: ["v1", "v2"] }),
    });
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) packChart(charts, "gone", version, chartFiles(["v1"], null));
    indexCharts(charts);
    for (const version of ["1.0.0", "1.1.0"]) fs.rmSync(path.join(charts, `gone-${version}.tgz`));
    server = await testServer(
      (url, _request, response) => {
        asked.push(url);
        const file = path.join(charts, path.basename(url));
        if (fs.existsSync(file)) response.end(fs.readFileSync(file));
        else response.writeHead(404).end();
      },
      { cert: "server.crt" },
    );
  });
  afterAll(async () => {
    registry.stop();
    await server.close();
  });

  it("are the versions of a repository's index, fetched once, in bytes that are always the same", async () => {
    const { root } = tree();
    const cache = temporaryFolder();
    const args = ["--chart", "widgets", "--repo", `${server.url}/stable`, "--set", "crds.enabled=true"];
    const first = await recorded(root, cache, ...args);
    expect(first).toEqual({
      status: 0,
      stdout:
        "Wrote .github/crd-upgrade-guard/releases/widgets.json: 3 releases of widgets (1.0.0 to 1.10.0) with 2 CRDs.\n",
      stderr: ["note: Left out: 1 pre-release; `--pre-releases` takes them in."],
    });
    expect(inShort(root, "widgets")).toEqual([
      ["1.0.0", { "widgets.example.com": ["v1alpha1*"] }],
      ["1.2.0", { "gears.example.com": ["v1*"], "widgets.example.com": ["v1alpha1", "v1*"] }],
      ["1.10.0", { "gears.example.com": ["v1", "v2*"], "widgets.example.com": ["v1alpha1", "v1*"] }],
    ]);
    const file = path.join(root, ".github/crd-upgrade-guard/releases/widgets.json");
    const text = fs.readFileSync(file, "utf8");
    const { origin, releases } = JSON.parse(text);
    expect([origin, releases.map((one: object) => Object.entries(one).slice(0, 2))]).toEqual([
      {
        tool: "0.1.0",
        tags: [],
        paths: [],
        rendered: { charts: ["widgets"], repository: `${server.url}/stable`, set: ["crds.enabled=true"] },
      },
      ["1.0.0", "1.2.0", "1.10.0"].map((version) => [
        ["version", version],
        ["digest", `sha256:${digests.get(version)}`],
      ]),
    ]);
    asked.length = 0;
    await recorded(root, cache, ...args);
    expect([asked, fs.readFileSync(file, "utf8")]).toEqual([["/stable/index.yaml"], text]);
  });

  it("are the tags of a registry that are versions, from one on", async () => {
    const { root } = tree();
    const chart = `oci://${registry.host}/charts/widgets`;
    const { status, stdout, stderr } = await recorded(
      root,
      temporaryFolder(),
      ...["--chart", chart, "--plain-http", "--since", "1.2", "--pre-releases", "--name", "w"],
    );
    expect([status, stdout, stderr]).toEqual([
      0,
      "Wrote .github/crd-upgrade-guard/releases/w.json: 3 releases of w (1.2.0 to 2.0.0-rc.1) with 1 CRD.\n",
      [],
    ]);
    expect(inShort(root, "w")).toEqual([
      ["1.2.0", { "widgets.example.com": ["v1alpha1", "v1*"] }],
      ["1.10.0", { "widgets.example.com": ["v1alpha1", "v1*"] }],
      ["2.0.0-rc.1", { "widgets.example.com": ["v1*"] }],
    ]);
  });

  it("are what plan goes by, by what was recorded", async () => {
    const { root } = tree();
    const chart = `oci://${registry.host}/charts/widgets`;
    await recorded(root, temporaryFolder(), "--chart", chart, "--plain-http", "--pre-releases");
    const args = ["plan", "--from", "1.0.0", "--to", "2.0.0-rc.1", "--format", "json"];
    const { status, stdout } = await startBundle("cli.cjs", args, { cwd: root });
    const { proof, steps } = JSON.parse(stdout);
    expect([
      status,
      proof,
      steps.map((one: Record<string, unknown>) => [one.kind, one.version ?? one.crd, one.commit]),
    ]).toEqual([
      0,
      "facts",
      [
        ["upgrade", "1.10.0", null],
        ["migrate", "widgets.example.com", undefined],
        ["upgrade", "2.0.0-rc.1", null],
      ],
    ]);
  });

  it.each([
    [["--chart", "nothing"], ["The chart's versions cannot be listed: the repository has no chart `nothing`."]],
    [
      ["--chart", "plain"],
      [
        "There is no CRD in the release 1.0.0.",
        "Many charts make CRDs only where a value asks for it (`--set crds.enabled=true`), or have them in a chart of their own.",
      ],
    ],
    [
      ["--chart", "failing"],
      [
        "The CRDs of 1.0.0 cannot be told: it could not be rendered (Error: execution error at (failing/templates/a.yaml:1:3): say who Use --debug flag to render out invalid YAML).",
        "Begin with a later release (`--since`), or give a chart the values that it lacks (`--set`).",
      ],
    ],
    [
      ["--chart", "twice"],
      [
        "`widgets.example.com` is in two files that make different things of it: `chart/crds/a.yaml:1` and `chart/crds/b.yaml:1` (in 1.0.0).",
      ],
    ],
    [
      ["--chart", "gone"],
      [
        "1.0.0 could not be had: the index names SERVER/stable/gone-1.0.0.tgz for version `1.0.0`, and HOST does not have it (404).",
        "1.1.0 could not be had: the index names SERVER/stable/gone-1.1.0.tgz for version `1.1.0`, and HOST does not have it (404).",
        "Nothing is written, since a history with holes would be wrong. What was brought is kept: run it again, or begin with a later release (`--since`).",
      ],
    ],
    [["--chart", "widgets", "--since", "new"], ["`new` is no version such as v1.2.0."]],
    [["--chart", "widgets", "--since", "9.0.0"], ["None of the chart's 4 versions is 9.0.0 or newer."]],
    [
      ["--chart", "widgets", "--since", "2.0.0-rc.1"],
      ["All versions of the chart from 2.0.0-rc.1 on are pre-releases: ask for them with `--pre-releases`."],
    ],
    [
      ["--chart", "widgets", "--output", "x.json"],
      ["A history's file is named like its project: `x.json` would have to be named `widgets.json`."],
    ],
  ])("are none where %j", async (args, problems) => {
    const { root } = tree();
    const { status, stdout, stderr } = await recorded(
      root,
      temporaryFolder(),
      ...args,
      "--repo",
      `${server.url}/stable`,
    );
    const told = (line: string) => line.replaceAll(server.url, "SERVER").replaceAll(new URL(server.url).host, "HOST");
    expect([status, stdout, stderr.map(told)]).toEqual([2, "", problems.map((one) => `error: ${one}`)]);
    expect(fs.existsSync(path.join(root, ".github"))).toBe(false);
  });

  it.each([
    [
      ["--chart", "a", "--chart", "b", "--repo", "https://x"],
      "A history is of one chart of a repository or registry: name it with one --chart.",
    ],
    [["--repo", "https://x"], "A history is of one chart of a repository or registry: name it with one --chart."],
    [
      ["--chart", "oci://x/y", "--repo", "https://x"],
      "--repo is for a chart of a repository with an index: an oci:// address says all.",
    ],
    [
      ["--chart", "oci://x/y", "--tags", "v*"],
      "The releases of a chart from elsewhere are its versions: --tags, --path and --kustomization are for those of this repository.",
    ],
    [
      ["--chart", "c", "--path", "p"],
      "--path takes files as they stand: it goes neither with --chart nor with --kustomization.",
    ],
    [["--set", "a=b"], "--set is for a chart: name it with --chart."],
    [["--cache", "c"], "--plain-http and --cache are for charts from elsewhere."],
    [
      ["--chart", "oci://x"],
      "The chart `oci://x` cannot be had: its address is not that of a repository in a registry.",
    ],
    [
      ["--chart", "c", "--repo", "https://u:p@x"],
      "The chart `c` cannot be had: its address has credentials in it, which belong into the configuration of helm, docker or git.",
    ],
  ])("are not asked for with %j", async (args, problem) => {
    const { status, stderr } = await recorded(tree().root, temporaryFolder(), ...args);
    expect([status, stderr]).toEqual([2, [`error: ${problem}`]]);
  });

  it("are not fetched where a stranger's code meets secrets", async () => {
    const env = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request_target" };
    const args = ["releases", "--chart", "widgets", "--repo", "https://x"];
    const { status, stderr } = await startBundle("cli.cjs", args, { cwd: tree().root, env });
    expect([status, stderr]).toEqual([
      2,
      "error: Nothing is fetched under `pull_request_target`, where a stranger's code meets the repository's secrets.\n",
    ]);
  });

  it("are those of tags, each with the chart or kustomization that it has", async () => {
    const chart = (at: string, files: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries({ "Chart.yaml": "apiVersion: v2\nname: w\nversion: 0.0.1\n", ...files }).map(([file, text]) => [
          `${at}/${file}`,
          text,
        ]),
      );
    const repo = project({
      "v1.0.0": { ...chart("old", WIDGETS["1.0.0"]), "README.md": "" },
      "v1.1.0": { ...chart("charts/w", WIDGETS["1.2.0"]), "old/Chart.yaml": null },
      "v1.2.0": {
        "charts/w/Chart.yaml": null,
        "config/kustomization.yaml": `resources: [../base]
patches:
- target: {kind: CustomResourceDefinition}
  patch: |-
    - op: add
      path: /spec/conversion
      value: {strategy: Webhook, webhook: {clientConfig: {url: "https://a"}, conversionReviewVersions: [v1]}}
`,
        "base/kustomization.yaml": "resources: [w.yaml]\n",
        "base/w.yaml": crdYaml({ versions: ["v1"] }),
      },
      "v1.3.0": { "config/kustomization.yaml": null },
    });
    onTestFinished(() => repo.remove());
    const args = ["--name", "w", "--chart", "./charts/w/", "--chart", "old", "--kustomization", "config"];
    const { status, stdout, stderr } = await recorded(
      repo.root,
      temporaryFolder(),
      ...args,
      "--set",
      "crds.enabled=true",
    );
    expect([status, stdout, stderr]).toEqual([
      0,
      "Wrote .github/crd-upgrade-guard/releases/w.json: 4 releases of w (v1.0.0 to v1.3.0) with 2 CRDs.\n",
      ["note: `v1.3.0` has no CRD."],
    ]);
    expect(inShort(repo.root, "w")).toEqual([
      ["v1.0.0", { "widgets.example.com": ["v1alpha1*"] }],
      ["v1.1.0", { "gears.example.com": ["v1*"], "widgets.example.com": ["v1alpha1", "v1*"] }],
      ["v1.2.0", { "widgets.example.com": ["v1*"] }],
      ["v1.3.0", {}],
    ]);
    const file = path.join(repo.root, ".github/crd-upgrade-guard/releases/w.json");
    const { origin, releases } = JSON.parse(fs.readFileSync(file, "utf8"));
    expect([origin.rendered, releases[2].crds["widgets.example.com"].facts.conversion]).toEqual([
      { charts: ["charts/w", "old"], kustomizations: ["config"], set: ["crds.enabled=true"] },
      { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "absent" },
    ]);
    // The commits are at hand, and their files are not what was applied.
    const plan = ["plan", "--from", "v1.0.0", "--to", "v1.1.0", "--format", "json"];
    const planned = await startBundle("cli.cjs", plan, { cwd: repo.root });
    expect([planned.status, JSON.parse(planned.stdout).proof]).toEqual([0, "facts"]);
  });
});
