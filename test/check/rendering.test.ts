import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import type { CheckPorts, RenderPorts } from "../../src/check/ports.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { mergeBaseOf } from "../../src/io/git/base-commit.ts";
import type { Report } from "../../src/report/report.ts";
import { type Repository, repository } from "../git/repository.ts";
import { tgz, type WrittenEntry } from "../manifests/charts/archives.ts";
import { crd, live } from "../rules/evaluated.ts";
import { putOnPath, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { GUARD, recorded } from "./recorded.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const CONFIG = `${GUARD}/config.yaml`;
const NAME = "routes.example.com";

let repo: Repository;
beforeEach(() => {
  repo = repository();
});
afterEach(() => repo.remove());

interface Cluster {
  readonly version?: string;
  readonly stored: readonly string[];
  readonly versions?: string;
}

/** A snapshot whose one CRD has what the case is about. */
function snapshots(clusters: Readonly<Record<string, Cluster>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(clusters).map(([cluster, { version = "v1.33.1", stored, versions = "v1* v1alpha1!" }]) => [
      `${GUARD}/clusters/${cluster}.json`,
      recorded(cluster, stored.length === 0 ? {} : { [NAME]: live({ versions }, stored) }, { serverVersion: version }),
    ]),
  );
}

const OLD = { prod: { stored: ["v1alpha1", "v1"] } };

function chart(files: Readonly<Record<string, string>>, folder = "charts/parts"): Readonly<Record<string, string>> {
  const own = { "Chart.yaml": "apiVersion: v2\nname: parts\nversion: 1.0.0\n", ...files };
  return Object.fromEntries(Object.entries(own).map(([name, text]) => [`${folder}/${name}`, text]));
}

function manifest(versions: string, name = NAME): string {
  return dump(crd({ versions, name, kind: name === NAME ? "Route" : "Way" }));
}

function config(entry: object, kind = "helm"): Readonly<Record<string, string>> {
  return {
    [CONFIG]: dump({ [kind]: [kind === "helm" ? { chart: "charts/parts", release: "parts", ...entry } : entry] }),
  };
}

/** Of files that git tracks: no tool is given others. */
function report(own: Partial<CheckPorts> = {}, base?: string, paths: readonly string[] = []): Report {
  repo.git("add", "-A");
  const ports = checkPorts(repo.root, base === undefined ? NO_BASE : mergeBaseOf(repo.root, base));
  const request = { mode: "check", paths, configPath: null, flags: {}, toolVersion: "0.1.0" } as const;
  return check(request, { ...ports, now: () => NOW, ...own });
}

function findings(of: Report): readonly string[] {
  return of.findings.map(
    ({ rule, state, clusters, location }) =>
      `${rule} ${state} ${location.path}:${location.startLine} ${clusters.join(",")}`,
  );
}

/** The real tools, with what they were asked to render. */
function counted(): { readonly render: RenderPorts; readonly runs: string[] } {
  const { render } = checkPorts(repo.root, NO_BASE);
  const runs: string[] = [];
  return {
    runs,
    render: {
      ...render,
      helm: (request) => {
        runs.push(request.kubeVersion);
        return render.helm(request);
      },
      kustomize: (request) => {
        runs.push(request.path);
        return render.kustomize(request);
      },
    },
  };
}

describe.each(["helm3", "helm4"] as const)("%s", (helm) => {
  describe.skipIf(tool(helm) === undefined)(`charts of the configuration${skippedWithout(helm)}`, () => {
    putOnPath(toolFolder({ helm }));

    it("finds what a cluster will refuse, on the file of crds/ and on the line of a template", () => {
      repo.write({
        ...snapshots(OLD),
        ...chart({
          "crds/routes.yaml": manifest("v1*"),
          "templates/ways.yaml": `{{- if .Values.ways }}\n${manifest("v1 v2", "ways.example.com")}{{- end }}\n`,
          "values.yaml": "ways: true\n",
        }),
        ...config({}),
      });
      const result = report();
      expect(findings(result)).toEqual([
        "stored-version-removed introduced charts/parts/crds/routes.yaml:11 prod",
        "storage-version-count introduced charts/parts/templates/ways.yaml:5 prod",
        "helm-crds-directory introduced charts/parts/Chart.yaml:1 prod",
      ]);
      expect(result.coverage).toMatchObject({ crds: 2, notRead: [] });
      expect(result.predictions.map(({ appliesBecause }) => appliesBecause)).toEqual([
        "helm[0], no target: all",
        "helm[0], no target: all",
      ]);
    });

    it("renders each cluster as it is: by its version and by its APIs", () => {
      const template = [
        '{{- if semverCompare ">=1.33-0" .Capabilities.KubeVersion.Version }}',
        manifest("v1*").trimEnd(),
        "{{- else }}",
        manifest("v1* v1alpha1!").trimEnd(),
        "{{- end }}",
        '{{- if .Capabilities.APIVersions.Has "example.com/v1/Route" }}',
        "---",
        manifest("v1 v2", "ways.example.com"),
        "{{- end }}",
        '{{- if .Capabilities.APIVersions.Has "example.com/v1alpha1" }}{{ fail "no cluster serves it" }}{{- end }}',
      ].join("\n");
      repo.write({
        ...snapshots({
          new: { version: "v1.33.2-gke.7", stored: ["v1alpha1", "v1"] },
          old: { version: "v1.32.0", stored: ["v1alpha1", "v1"] },
          empty: { version: "v1.33.2", stored: [] },
        }),
        ...chart({ "templates/crd.yaml": template }),
        ...config({}),
      });
      const { render, runs } = counted();
      expect(findings(report({ render }))).toEqual([
        "stored-version-removed introduced charts/parts/templates/crd.yaml:37 new",
        "storage-version-count introduced charts/parts/templates/crd.yaml:49 new,old",
      ]);
      expect(runs.sort()).toEqual(["v1.32.0", "v1.33.2", "v1.33.2-gke.7"]);
    });

    it("renders for an upgrade where the release is there, and knows the kind of a CRD", () => {
      const template = [
        "{{- if .Release.IsUpgrade }}",
        manifest("v1*").trimEnd(),
        "{{- else }}",
        manifest("v1* v1alpha1!").trimEnd(),
        "{{- end }}",
        '{{- if not (.Capabilities.APIVersions.Has "apiextensions.k8s.io/v1/CustomResourceDefinition") }}',
        "---",
        manifest("v1 v2", "ways.example.com"),
        "{{- end }}",
      ].join("\n");
      const owned = {
        ...live({ versions: "v1*", name: "keys.example.org" }, ["v1"]),
        owners: { helmRelease: "a/parts" },
      };
      repo.write({
        [`${GUARD}/clusters/has-crd.json`]: recorded("has-crd", {
          [NAME]: live({ versions: "v1* v1alpha1!" }, ["v1alpha1", "v1"]),
        }),
        [`${GUARD}/clusters/has-release.json`]: recorded("has-release", { "keys.example.org": owned }),
        [`${GUARD}/clusters/new.json`]: recorded("new", {}),
        ...chart({ "templates/crd.yaml": template }),
        ...config({ namespace: "a" }),
      });
      const { render } = checkPorts(repo.root, NO_BASE);
      const runs: boolean[] = [];
      const asked: RenderPorts = {
        ...render,
        helm: (request) => {
          runs.push(request.isUpgrade);
          return render.helm(request);
        },
      };
      const judged = report({ render: asked });
      expect(findings(judged)).toEqual([
        "stored-version-removed introduced charts/parts/templates/crd.yaml:37 has-crd",
        "template-asks-cluster introduced charts/parts/templates/crd.yaml:1 has-crd,has-release,new",
      ]);
      expect(judged.findings[1]?.message).toContain(
        "it was rendered as an upgrade for has-crd and has-release, where CRDs of it live, and as an installation for new, where none does.",
      );
      expect(runs).toEqual([true, true, false]);
    });

    it("leaves crds/ as a cluster has it where the chart only creates, and out where it is skipped", () => {
      const files = {
        ...snapshots({ ...OLD, empty: { stored: [] } }),
        ...chart({ "crds/routes.yaml": manifest("v1 v2") }),
      };
      repo.write({ ...files, ...config({ crds: "create-only" }) });
      const created = report();
      expect(findings(created)).toEqual([
        "storage-version-count introduced charts/parts/crds/routes.yaml:11 empty",
        "helm-crds-directory introduced charts/parts/Chart.yaml:1 prod",
      ]);
      expect(created.predictions[0]?.appliesBecause).toBe(
        "helm[0], no target: all; `crds: create-only` creates nothing where the release is, and leaves what a cluster has as it is",
      );
      repo.write(config({ crds: "skipped" }));
      const skipped = report();
      expect(findings(skipped)).toEqual([
        "helm-crds-directory introduced charts/parts/Chart.yaml:1 prod",
        `no-crds-found introduced ${CONFIG}:1 `,
      ]);
      const [told] = skipped.findings;
      expect([told?.severity, told?.message]).toEqual([
        "warning",
        "The chart `parts` has CRDs in `crds/`, and that folder is left out where the chart is delivered: on prod `routes.example.com` keeps v1 only, without v2, and objects at `example.com/v2` get `no matches for kind`.",
      ]);
      expect(skipped.coverage.notRead).toEqual([
        {
          path: "charts/parts/crds/routes.yaml",
          reason: "part of `charts/parts`, which helm[0] renders; no CRD of it is in the output",
        },
      ]);
    });

    it("lists a template that is switched off, and none of an aliased subchart that came out", () => {
      const within = (crd: string, when: string) => `{{ if ${when} }}\n${crd}{{ end }}\n`;
      repo.write({
        ...snapshots({ prod: { stored: [] } }),
        ...chart({
          "Chart.yaml":
            "apiVersion: v2\nname: parts\nversion: 0.1.0\ndependencies: [{name: sub, version: 0.1.0, alias: engine}]\n",
          "values.yaml": "crds: false\n",
          "templates/off.yaml": within(manifest("v1*"), ".Values.crds"),
          "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
          "charts/sub/templates/on.yaml": within(manifest("v1*", "ways.example.com"), "true"),
          "charts/sub/templates/never.yaml": within(manifest("v1*", "keys.example.com"), "false"),
        }),
        ...config({}),
      });
      expect(report().coverage).toMatchObject({
        crds: 1,
        notRead: ["charts/sub/templates/never", "templates/off"].map((name) => ({
          path: `charts/parts/${name}.yaml`,
          reason: "part of `charts/parts`, which helm[0] renders; no CRD of it is in the output",
        })),
      });
    });

    it("says of a part of a CRD in a chart's folder that nothing of it came out", () => {
      const part =
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: routes.example.com}\n";
      repo.write({
        ...snapshots({ prod: { stored: [] } }),
        ...chart({ "crds/part.yaml": part, "crds/routes.yaml": manifest("v1*") }),
        ...config({ crds: "skipped" }),
      });
      expect(report().coverage).toMatchObject({
        crds: 0,
        notRead: ["part", "routes"].map((name) => ({
          path: `charts/parts/crds/${name}.yaml`,
          reason: "part of `charts/parts`, which helm[0] renders; no CRD of it is in the output",
        })),
      });
    });

    it.each<[string, string, string, readonly unknown[]]>([
      [
        "that git ignores stands where the chart asks for it",
        "charts/parts/charts/\n",
        "charts/parts/Chart.yaml:9",
        [
          {
            path: "charts/parts/Chart.yaml",
            startLine: 9,
            message: "`crds/routes.yaml` in `charts/parts/charts/gate-way-1.2.0.tgz`, which this asks for",
          },
        ],
      ],
      [
        "that is committed stands there itself",
        "",
        "charts/parts/charts/gate-way-1.2.0.tgz:1",
        [
          {
            path: "charts/parts/charts/gate-way-1.2.0.tgz",
            startLine: 1,
            message: "`crds/routes.yaml` in this archive",
          },
        ],
      ],
    ])("of a dependency's archive %s", (_, ignored, place, related) => {
      repo.write({
        ...snapshots(OLD),
        ...chart({
          "Chart.yaml": `apiVersion: v2
name: parts
version: 1.0.0
dependencies:
  - {name: gate, version: 1.0.0, condition: gate.enabled, repository: "https://charts.example.com"}
  - name: gate-way
    # Newer ones drop v1alpha1.
    repository: https://charts.example.com
    version: 1.2.0
`,
          "values.yaml": "gate: {enabled: false}\n",
        }),
        ...config({}),
        ".gitignore": ignored,
      });
      const packed = (name: string, version: string, more: readonly WrittenEntry[]) => {
        const metadata = `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;
        const file = path.join(repo.root, `charts/parts/charts/${name}-${version}.tgz`);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, tgz([{ name: `${name}/Chart.yaml`, content: metadata }, ...more]));
      };
      packed("gate", "1.0.0", []);
      packed("gate-way", "1.2.0", [{ name: "gate-way/crds/routes.yaml", content: manifest("v1*") }]);
      const [found, ...others] = report().findings.filter(({ rule }) => rule === "stored-version-removed");
      repo.git("commit", "-q", "-m", "base");
      repo.git("checkout", "-q", "-b", "change");
      repo.write({ "README.md": "unrelated" });
      const states = report({}, "main").findings.flatMap(({ rule, state }) => (rule === found?.rule ? [state] : []));
      expect(states).toEqual(["preexisting"]);
      expect([`${found?.location.path}:${found?.location.startLine}`, others]).toEqual([place, []]);
      expect(found?.related.filter((one) => !one.path.endsWith(".json"))).toEqual(related);
    });

    it("names the template that fails, and the clusters for which it does", () => {
      const template =
        '{{- if semverCompare "<1.33-0" .Capabilities.KubeVersion.Version }}\na: {{ fail "too old" }}\n{{- end }}\n';
      repo.write({
        ...snapshots({ new: { stored: [] }, old: { version: "v1.32.0", stored: [] } }),
        ...chart({ "templates/a.yaml": template, "crds/routes.yaml": manifest("v1*") }),
        ...config({}),
      });
      expect(findings(report())).toEqual(["render-failed introduced charts/parts/templates/a.yaml:2 old"]);
    });

    it("tells old from new by rendering the base with its own files", () => {
      const template = `{{- if .Values.routes }}\n${manifest("v1*")}{{- end }}\n`;
      repo.commit({
        ...snapshots(OLD),
        ...chart({ "templates/crd.yaml": template, "values.yaml": "routes: false\n" }),
        ...config({ values: ["env/prod.yaml"] }),
        "env/prod.yaml": "routes: false\n",
      });
      repo.git("checkout", "-q", "-b", "change");
      repo.commit({ "env/prod.yaml": "routes: true\n" });
      const { render, runs } = counted();
      expect(findings(report({ render }, "main"))).toEqual([
        "stored-version-removed introduced charts/parts/templates/crd.yaml:5 prod",
      ]);
      expect(runs).toHaveLength(2);
      repo.git("checkout", "-q", "main");
      repo.git("merge", "-q", "change");
      repo.git("checkout", "-q", "-b", "another");
      repo.commit({ "README.md": "text\n" });
      const second = counted();
      expect(findings(report({ render: second.render }, "main"))).toEqual([
        "stored-version-removed preexisting charts/parts/templates/crd.yaml:5 prod",
      ]);
      expect(second.runs).toHaveLength(1);
    });

    it("lends the base the dependencies that a step has fetched, as long as it asks for the same", () => {
      const dependency = "dependencies: [{name: sub, version: 1.0.0, repository: 'https://charts.example.com'}]\n";
      const parts = chart({
        "Chart.yaml": `apiVersion: v2\nname: parts\nversion: 1.0.0\n${dependency}`,
        "values.yaml": "a: 1\n",
      });
      const sub = chart(
        { "Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n", "crds/routes.yaml": manifest("v1*") },
        "charts/sub",
      );
      repo.commit({ ...snapshots(OLD), ...parts, ...sub, ...config({}), ".gitignore": "charts/parts/charts/\n" });
      repo.git("checkout", "-q", "-b", "change");
      repo.commit({ "charts/parts/values.yaml": "a: 2\n" });
      execFileSync(tool(helm) ?? "", ["package", "charts/sub", "-d", "charts/parts/charts"], {
        cwd: repo.root,
        stdio: "pipe",
      });
      const result = report({}, "main");
      expect(findings(result)).toContain("stored-version-removed preexisting charts/parts/Chart.yaml:4 prod");
      expect(result.notices).toEqual([]);
      repo.commit({ "charts/parts/Chart.yaml": `apiVersion: v2\nname: parts\nversion: 1.0.1\n${dependency}` });
      expect(report({}, "main").notices).toEqual([expect.stringContaining("helm dependency build")]);
    });

    it.each([
      ["Chart.yaml", "v2", 6],
      ["requirements.yaml", "v1", 3],
    ] as const)("places what a fetched dependency brings where %s asks for it", (asking, apiVersion, line) => {
      const [own, longer] = ["parts-crds", "parts-crds-and-more"];
      const entries = [longer, own].map((name) => ({
        name,
        version: "1.0.0",
        repository: "https://charts.example.com",
      }));
      const head = `apiVersion: ${apiVersion}\nname: parts\nversion: 1.0.0\n`;
      const list = `dependencies:\n${entries.map((entry) => `- ${JSON.stringify(entry)}\n`).join("")}`;
      const asked: Readonly<Record<string, string>> =
        asking === "Chart.yaml" ? { "Chart.yaml": head + list } : { "Chart.yaml": head, [asking]: list };
      const files = (name: string) => ({ "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n` });
      repo.commit({
        ...snapshots(OLD),
        ...chart(asked),
        ...config({}),
        ".gitignore": "charts/parts/charts/\nsource/\n",
      });
      repo.write({
        ...chart({ ...files(own), "crds/routes.yaml": manifest("v1*") }, `source/${own}`),
        ...chart(files(longer), `source/${longer}`),
      });
      for (const name of [own, longer]) {
        const args = ["package", `source/${name}`, "-d", "charts/parts/charts"];
        execFileSync(tool(helm) ?? "", args, { cwd: repo.root, stdio: "pipe" });
      }
      fs.rmSync(path.join(repo.root, "source"), { recursive: true });
      const { findings: found } = report();
      expect(
        found.filter(({ rule }) => rule === "stored-version-removed").map(({ location }) => location),
      ).toMatchObject([{ path: `charts/parts/${asking}`, startLine: line }]);
    });

    it("renders a packed chart", () => {
      const files = chart({ "templates/crd.yaml": `{{- if true }}\n${manifest("v1*")}{{- end }}\n` }, "source/parts");
      repo.write({ ...snapshots(OLD), ...files, ...config({ chart: "packed/parts-1.0.0.tgz" }) });
      execFileSync(tool(helm) ?? "", ["package", "source/parts", "-d", "packed"], { cwd: repo.root, stdio: "pipe" });
      fs.rmSync(path.join(repo.root, "source"), { recursive: true });
      const { findings: found } = report();
      expect(found.map(({ location, related }) => [location.path, related[0]?.message])).toEqual([
        ["packed/parts-1.0.0.tgz", "`templates/crd.yaml` in this archive"],
      ]);
    });

    it("knows a packed chart again that the configuration names by its next version", () => {
      const source = (version: string) => {
        const own = { "Chart.yaml": `apiVersion: v2\nname: parts\nversion: ${version}\n` };
        repo.write(
          chart({ ...own, "templates/crd.yaml": `{{- if true }}\n${manifest("v1*")}{{- end }}\n` }, "source/parts"),
        );
        execFileSync(tool(helm) ?? "", ["package", "source/parts", "-d", "packed"], { cwd: repo.root, stdio: "pipe" });
        fs.rmSync(path.join(repo.root, "source"), { recursive: true });
        return config({ chart: `packed/parts-${version}.tgz` });
      };
      repo.commit({ ...snapshots(OLD), ...source("1.0.0") });
      repo.git("checkout", "-q", "-b", "change");
      const next = source("1.1.0");
      repo.commit({ ...next, "packed/parts-1.0.0.tgz": null });
      const told = ["stored-version-removed preexisting packed/parts-1.1.0.tgz:1 prod"];
      expect(findings(report({}, "main"))).toEqual(told);
    });

    it("renders a base without the values file that the change adds", () => {
      repo.commit({ ...snapshots(OLD), ...chart({ "crds/a.yaml": manifest("v1*") }), ...config({}) });
      repo.git("checkout", "-q", "-b", "change");
      repo.commit({ ...config({ values: ["env/prod.yaml"] }), "env/prod.yaml": "a: 1\n" });
      const result = report({}, "main");
      expect(findings(result)).toContain("stored-version-removed preexisting charts/parts/crds/a.yaml:11 prod");
      expect(result.notices).toEqual([]);
    });

    it("takes a chart that the base does not have, and that is broken, for new", () => {
      repo.commit({ ...snapshots(OLD), "crd.yaml": manifest("v1* v1alpha1!") });
      repo.git("checkout", "-q", "-b", "change");
      repo.commit({ ...chart({ "templates/a.yaml": '{{ fail "never" }}\n' }), ...config({}) });
      const result = report({}, "main");
      expect([result.result, findings(result), result.notices]).toEqual([
        "fail",
        ["render-failed introduced charts/parts/templates/a.yaml:1 prod"],
        [],
      ]);
    });

    it("says that a base cannot be rendered", () => {
      repo.commit({ ...snapshots(OLD), ...chart({ "templates/a.yaml": '{{ fail "never" }}\n' }), ...config({}) });
      repo.git("checkout", "-q", "-b", "change");
      repo.commit({ "charts/parts/templates/a.yaml": manifest("v1*") });
      const result = report({}, "main");
      expect(findings(result)).toEqual(["stored-version-removed introduced charts/parts/templates/a.yaml:11 prod"]);
      expect(result.notices).toEqual([
        expect.stringMatching(
          /^`charts\/parts` could not be rendered as it is in the base \(.*never.*\): every finding/,
        ),
      ]);
    });
  });
});

describe.skipIf(tool("helm3") === undefined)(`bad charts${skippedWithout("helm3")}`, () => {
  putOnPath(toolFolder({ helm: "helm3", kustomize: "kustomize" }));

  it("renders a fleet of equal clusters once, and any fleet where a chart does not look at the cluster", () => {
    const fleet = Object.fromEntries(
      Array.from({ length: 16 }, (_, index) => [`c${index}`, { version: `v1.33.${index % 2}`, stored: [] }]),
    );
    const asking = "# {{ .Capabilities.KubeVersion }}\n";
    repo.write({ ...snapshots(fleet), ...chart({ "templates/a.yaml": manifest("v1*") }), ...config({}) });
    const silent = counted();
    expect(report({ render: silent.render }).predictions.map(({ clusters }) => clusters.length)).toEqual([16]);
    expect(silent.runs).toEqual(["v1.33.0"]);
    repo.write(chart({ "templates/a.yaml": asking + manifest("v1*") }));
    const curious = counted();
    expect(report({ render: curious.render }).predictions.map(({ clusters }) => clusters.length)).toEqual([16]);
    expect(curious.runs).toEqual(["v1.33.0", "v1.33.1"]);
  });

  it("renders no chart of which a file cannot be read", () => {
    repo.write({ ...snapshots(OLD), ...chart({ "crds/a.yaml": manifest("v1*"), "files/big.bin": "" }), ...config({}) });
    fs.truncateSync(path.join(repo.root, "charts/parts/files/big.bin"), 65 * 1024 * 1024);
    const { render, runs } = counted();
    const { findings: found } = report({ render });
    expect(found.map(({ rule, message }) => [rule, message])).toEqual([
      [
        "render-failed",
        "`charts/parts` could not be rendered, so its CRDs were not checked: `charts/parts/files/big.bin` cannot be read: 65 MiB, more than the 64 MiB that are read.",
      ],
    ]);
    expect(runs).toEqual([]);
  });

  it("judges what stands beside a chart's own folders as it stands, unless it is rendered too", () => {
    repo.write({
      ...snapshots(OLD),
      ...chart({
        "files/routes.yaml": manifest("v1*"),
        "extra/ways.yaml": manifest("v1 v2", "ways.example.com"),
        "templates/crds.yaml": '{{ .Files.Get "files/routes.yaml" }}\n',
      }),
      ...config({}),
    });
    expect(findings(report())).toEqual([
      "stored-version-removed introduced charts/parts/files/routes.yaml:11 prod",
      "storage-version-count introduced charts/parts/extra/ways.yaml:11 prod",
    ]);
  });

  it("tells of files that the configuration names and the repository has not, on the line that names them", () => {
    repo.write({ ...snapshots(OLD), ...chart({ "crds/a.yaml": manifest("v1*") }) });
    const entry = (own: object) => ({ chart: "charts/parts", release: "a", ...own });
    const text = dump({
      helm: [entry({ chart: "charts/gone" }), entry({ values: ["charts/parts/Chart.yaml", "gone.yaml"] })],
      kustomize: [{ path: "overlays/gone" }],
    });
    repo.write({ [CONFIG]: text });
    const lines = text.split("\n").map((line) => line.trim());
    expect(findings(report())).toEqual([
      `render-failed introduced ${CONFIG}:${lines.indexOf("- chart: charts/gone") + 1} prod`,
      `render-failed introduced ${CONFIG}:${lines.indexOf("- gone.yaml") + 1} prod`,
      `render-failed introduced ${CONFIG}:${lines.indexOf("- path: overlays/gone") + 1} prod`,
    ]);
  });

  it("reads nothing outside of the repository, and follows links in it", () => {
    const secret = path.join(repo.root, "..", `${path.basename(repo.root)}-secret.yaml`);
    fs.writeFileSync(secret, "secret: hunter2\n");
    repo.write({
      ...snapshots(OLD),
      ...chart({ "templates/b.yaml": "{{ fail (toJson .Values) }}\n" }),
      "crds/r.yaml": manifest("v1*"),
    });
    repo.write(config({ values: ["env.yaml"] }));
    fs.symlinkSync(secret, path.join(repo.root, "env.yaml"));
    const values = report();
    expect(values.findings[0]?.message).toContain("`env.yaml` leads out of the workspace, and nothing there is read");
    fs.rmSync(path.join(repo.root, "env.yaml"));
    repo.write({ "env.yaml": "a: 1\n" });
    fs.symlinkSync(secret, path.join(repo.root, "charts/parts/templates/c.yaml"));
    expect(report().findings[0]?.message).toContain("`charts/parts/templates/c.yaml` leads out of the workspace");
    fs.rmSync(path.join(repo.root, "charts/parts/templates/c.yaml"));
    fs.rmSync(path.join(repo.root, "charts/parts/templates/b.yaml"));
    fs.symlinkSync("../../crds", path.join(repo.root, "charts/parts/crds"));
    repo.git("add", "-A");
    expect(JSON.stringify([values, report()])).not.toContain("hunter2");
    expect(report().predictions.map(({ crd: name, outcome }) => [name, outcome])).toContainEqual([NAME, "rejected"]);
    fs.rmSync(secret);
  });

  it.each([
    ["a chart whose name leaves its folder", { "Chart.yaml": "apiVersion: v2\nname: ../../etc\nversion: 1.0.0\n" }],
    ["a chart that is no YAML", { "Chart.yaml": "{\n" }],
    [
      "a chart with dependencies that are not there",
      {
        "Chart.yaml":
          "apiVersion: v2\nname: parts\nversion: 1.0.0\ndependencies: [{name: b, version: 1.0.0, repository: 'https://x.example'}]\n",
      },
    ],
    [
      "a chart for newer clusters",
      { "Chart.yaml": 'apiVersion: v2\nname: parts\nversion: 1.0.0\nkubeVersion: ">=1.99"\n' },
    ],
    ["values that are no YAML", { "values.yaml": "a: [\n" }],
    ["an archive that is none", { "charts/sub.tgz": "no archive" }],
  ])("fails loudly for %s", (_, files) => {
    repo.write({ ...snapshots(OLD), ...chart({ "crds/a.yaml": manifest("v1*"), ...files }), ...config({}) });
    const { result, findings: found } = report();
    const failed = found.filter(({ rule }) => rule === "render-failed");
    expect(failed.map(({ severity, location }) => [severity, location.path.startsWith("charts/parts/")])).toEqual([
      ["error", true],
    ]);
    expect(result).toBe("fail");
  });

  it("passes over valid YAML that is nothing of Kubernetes", () => {
    const odd = "just text\n---\n- a\n- b\n---\n42\n";
    repo.write({
      ...snapshots(OLD),
      ...chart({ "crds/a.yaml": manifest("v1* v1alpha1!"), "templates/odd.yaml": "kind: 7\n", "crds/odd.yaml": odd }),
      ...config({}),
    });
    const { findings: found, predictions } = report();
    expect(found.map(({ rule }) => rule)).not.toContain("manifest-unreadable");
    expect(predictions.map(({ outcome }) => outcome)).toEqual(["accepted"]);
  });

  it("renders what was asked for alone", () => {
    repo.write({
      ...snapshots(OLD),
      ...chart({ "crds/a.yaml": manifest("v1*") }),
      "other/b.yaml": manifest("v1 v2", "ways.example.com"),
      ...config({}),
    });
    const none = counted();
    report({ render: none.render }, undefined, ["other"]);
    expect(none.runs).toEqual([]);
    const own = counted();
    expect(findings(report({ render: own.render }, undefined, ["./charts"]))).toContain(
      "stored-version-removed introduced charts/parts/crds/a.yaml:11 prod",
    );
    expect(own.runs).toHaveLength(1);
  });
});

it("says that what a step of the job rendered is in no commit to compare with", () => {
  repo.commit({ ...snapshots(OLD), [CONFIG]: "rendered: [out/**]\n", ".gitignore": "out/\n" });
  repo.git("checkout", "-q", "-b", "change");
  repo.write({ "out/a.yaml": manifest("v1*"), "out/b.yaml": manifest("v1 v2", "ways.example.com") });
  expect(report({}, "main").notices).toEqual([
    "`out/a.yaml` (and 1 more rendered file) is in no commit to compare with: every finding in it counts as introduced.",
  ]);
  repo.git("checkout", "-q", "main");
  repo.git("add", "-f", "out/b.yaml");
  repo.git("commit", "-qm", "output");
  repo.git("checkout", "-q", "-b", "next");
  expect(report({}, "main").notices).toEqual([
    "`out/a.yaml` is in no commit to compare with: every finding in it counts as introduced.",
  ]);
});

it("places what an earlier step built with kustomize on the resource that its note names", () => {
  const noted = (file: string, text: string) =>
    text.replace("metadata:\n", `metadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: ${file}\n`);
  repo.write({
    ...snapshots(OLD),
    [CONFIG]: "rendered: [out/**]\nmanifests: {exclude: [base/**]}\n",
    "base/kustomization.yaml": "resources: [routes.yaml]\n",
    "base/routes.yaml": `# ours\n${manifest("v1*")}`,
    "overlays/a/kustomization.yaml": "resources: [../../base]\n",
    "overlays/b/kustomization.yaml": "resources: [../../base]\n",
    "out/a.yaml": noted("../../base/routes.yaml", manifest("v1*")),
    "out/b.yaml": noted("../../../elsewhere.yaml", manifest("v1 v2", "ways.example.com")),
  });
  const excluded = report();
  expect(findings(excluded)).toEqual([
    "stored-version-removed introduced base/routes.yaml:12 prod",
    "storage-version-count introduced out/b.yaml:14 prod",
  ]);
  expect(excluded.findings[0]?.related.map(({ path: file }) => file)).toContain("out/a.yaml");
});

describe.skipIf(tool("kustomize") === undefined)(
  `kustomizations of the configuration${skippedWithout("kustomize")}`,
  () => {
    putOnPath(toolFolder({ kustomize: "kustomize" }));

    it("judges what it builds, on the resource or the patch that it comes from, for the clusters it is meant for", () => {
      const patch = [{ op: "remove", path: "/spec/versions/1" }];
      repo.write({
        ...snapshots({ ...OLD, dev: { stored: ["v1alpha1", "v1"] } }),
        "base/kustomization.yaml": "resources: [routes.yaml]\n",
        "base/routes.yaml": manifest("v1* v1alpha1!"),
        "overlays/prod/kustomization.yaml": dump({
          resources: ["../../base", "ways.yaml"],
          patches: [{ path: "drop.yaml", target: { kind: "CustomResourceDefinition", name: NAME } }],
        }),
        "overlays/prod/drop.yaml": dump(patch),
        "overlays/prod/ways.yaml": manifest("v1 v2", "ways.example.com"),
        ...config({ path: "overlays/prod", clusters: ["prod"] }, "kustomize"),
      });
      const result = report();
      expect(findings(result)).toEqual([
        "stored-version-removed introduced base/routes.yaml:11 prod",
        "storage-version-count introduced overlays/prod/ways.yaml:11 prod",
      ]);
      expect(result.coverage).toMatchObject({ crds: 2, notRead: [] });
    });

    it("gives kustomize every file that it reads, whichever field names it", () => {
      const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {crd: none}\n";
      repo.write({
        ...snapshots(OLD),
        "base/kustomization.yml": "resources: [crds]\n",
        "base/crds/Kustomization": "resources: [routes.yaml]\n",
        "base/crds/routes.yaml": manifest("v1*"),
        "component/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [ways.yaml]\n",
        "component/ways.yaml": manifest("v1 v2", "ways.example.com"),
        "top/kustomization.yaml": dump({
          namespace: "files",
          resources: ["../base", "settings.yaml"],
          components: ["../component"],
          configMapGenerator: [
            { name: "a", files: ["renamed.txt=files/data.txt"], envs: ["files/values.env"] },
            { name: "b", literals: ["url=https://example.com/x.yaml"] },
          ],
          generators: ["files/generator.yaml"],
          transformers: ["transformers"],
          replacements: [{ path: "files/replacement.yaml" }],
          configurations: ["files/configuration.yaml"],
          openapi: { path: "files/schema.json" },
          patches: [
            { path: "files/patch.yaml" },
            {
              patch: "- {op: add, path: /metadata/labels, value: {a: b}}",
              target: { kind: "CustomResourceDefinition" },
            },
          ],
        }),
        "top/settings.yaml": map,
        "top/files/data.txt": "text\n",
        "top/files/values.env": "A=1\n",
        "top/files/generated.txt": "more\n",
        "top/files/generator.yaml":
          "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: c}\nfiles: [files/generated.txt]\n",
        "top/transformers/kustomization.yaml": "resources: [label.yaml]\n",
        "top/transformers/label.yaml":
          "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {x: y}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
        "top/files/replacement.yaml": dump({
          source: { kind: "ConfigMap", name: "settings", fieldPath: "metadata.name" },
          targets: [{ select: { kind: "ConfigMap", name: "settings" }, fieldPaths: ["data.crd"] }],
        }),
        "top/files/configuration.yaml": "namePrefix: [{path: metadata/name, kind: ConfigMap}]\n",
        "top/files/schema.json": '{"definitions": {}}',
        "top/files/patch.yaml": map.replace("none", "patched"),
        ...config({ path: "./top/" }, "kustomize"),
      });
      expect(findings(report())).toEqual([
        "stored-version-removed introduced base/crds/routes.yaml:11 prod",
        "storage-version-count introduced component/ways.yaml:11 prod",
      ]);
    });

    it("tells of what would have to be fetched, on the line that names it", () => {
      repo.write({
        ...snapshots(OLD),
        "a/kustomization.yaml": "resources:\n  - crd.yaml\n  - github.com/x/y//config/crd?ref=v1\n",
        "a/crd.yaml": manifest("v1*"),
        ...config({ path: "a" }, "kustomize"),
      });
      const { runs, render } = counted();
      expect(findings(report({ render }))).toContain("render-failed introduced a/kustomization.yaml:3 prod");
      expect(runs).toEqual([]);
    });

    it("does not leave the repository", () => {
      repo.write({
        ...snapshots(OLD),
        "a/kustomization.yaml": "resources: [../../../etc]\n",
        "crd.yaml": manifest("v1* v1alpha1!"),
        ...config({ path: "a" }, "kustomize"),
      });
      const { findings: found } = report();
      expect(found.map(({ rule, message }) => [rule, message.includes("leads out of the workspace")])).toEqual([
        ["render-failed", true],
      ]);
    });
  },
);

it("ends with an error where helm or kustomize is not there, and names the step to add", () => {
  const { render } = checkPorts(repo.root, NO_BASE);
  const absent = { ok: false, reason: "not-installed" } as const;
  repo.write({
    ...snapshots(OLD),
    ...chart({ "crds/a.yaml": manifest("v1*") }),
    "a/kustomization.yaml": "resources: [b.yaml]\n",
    "a/b.yaml": manifest("v1*", "ways.example.com"),
  });
  repo.write({
    [CONFIG]: dump({
      helm: [
        { chart: "charts/parts", release: "a" },
        { chart: "charts/parts", release: "b" },
      ],
      kustomize: [{ path: "a" }],
    }),
  });
  const { result, problems, coverage } = report({ render: { ...render, helm: () => absent, kustomize: () => absent } });
  expect(result).toBe("error");
  expect(problems.map(({ remedy }) => /azure\/setup-\w+/.exec(remedy)?.[0])).toEqual([
    "azure/setup-helm",
    "azure/setup-kubectl",
  ]);
  expect(coverage.notRead).toEqual([]);
});
