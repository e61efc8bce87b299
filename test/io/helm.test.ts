import fs from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { afterAll, describe, expect, it } from "vitest";
import type { HelmRequest } from "../../src/base/tools.ts";
import { templateArguments, templateChart } from "../../src/io/helm/template-chart.ts";
import { workspace } from "../dist/bundle.ts";
import { putOnPath, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";

const CHART = {
  "charts/a/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
  "charts/a/crds/one.yaml": "kind: FromCrds\n",
  "charts/a/templates/values.yaml": "{{ .Values | toJson }}\n",
};

function request(own: Partial<HelmRequest>, files: Readonly<Record<string, string>> = {}): HelmRequest {
  return {
    files: Object.entries({ ...CHART, ...files }).map(([name, text]) => ({
      path: name,
      bytes: new TextEncoder().encode(text),
    })),
    chart: "charts/a",
    release: "rel",
    namespace: "ns",
    values: [],
    set: {},
    kubeVersion: "v1.33.1",
    apiVersions: [],
    isUpgrade: false,
    ...own,
  };
}

it("never lets a name be an option", () => {
  const names = { release: "--post-renderer=/bin/sh", namespace: "--debug", chart: "-x", values: ["-v.yaml"] };
  expect(
    templateArguments(request({ ...names, set: { "--debug": "--debug" }, apiVersions: ["a/v1,b"], isUpgrade: true })),
  ).toEqual([
    "template",
    "--include-crds",
    "--is-upgrade",
    "--namespace=--debug",
    "--kube-version=v1.33.1",
    '--api-versions="a/v1,b"',
    "--values=./-v.yaml",
    "--set-string=--debug=--debug",
    "--",
    "--post-renderer=/bin/sh",
    "./-x",
  ]);
});

describe.each(["helm3", "helm4"] as const)("%s", (helm) => {
  describe.skipIf(tool(helm) === undefined)(`templateChart${skippedWithout(helm)}`, () => {
    putOnPath(toolFolder({ helm }));

    function output(own: Partial<HelmRequest>, files: Readonly<Record<string, string>> = {}): string {
      const run = templateChart(request(own, files));
      return run.ok ? new TextDecoder().decode(run.value) : JSON.stringify(run);
    }

    function values(own: Partial<HelmRequest>, files: Readonly<Record<string, string>> = {}): unknown {
      return load(output(own, files).split(/^# Source: a\/templates\/.*$/m)[1] ?? "");
    }

    it("passes values as they are written", () => {
      const texts = {
        comma: "a,b=c",
        brace: "{a,b}",
        backslash: "a\\b\\,",
        number: "1.20",
        word: "true",
        empty: "",
        quote: `"'\n  x`,
        dollar: "$(id) `id`",
      };
      expect(values({ set: texts })).toEqual(texts);
      const plain = { yes: true, no: false, large: 10000000, zero: 0, "a.b\\.c[1]": 7 };
      expect(values({ set: plain })).toEqual({
        yes: true,
        no: false,
        large: 10000000,
        zero: 0,
        a: { "b.c": [null, 7] },
      });
    });

    it("reads values files in their order, whatever their names are", () => {
      const files = { 'env/a,b".yaml': "x: 1\nv: 1\n", "env/-c.yaml": "v: 2\n" };
      expect(values({ values: ['env/a,b".yaml', "env/-c.yaml"], set: { z: 3 } }, files)).toEqual({ x: 1, v: 2, z: 3 });
    });

    it("renders for the cluster that was asked for, and prints crds/", () => {
      const files = {
        "charts/a/templates/values.yaml":
          'kind: {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "x.io/v1/Thing" }} {{ .Release.Namespace }}/{{ .Release.Name }}\n',
      };
      expect(
        output({ apiVersions: ["x.io/v1/Thing"] }, files)
          .trim()
          .split(/\n+/),
      ).toEqual([
        "---",
        "# Source: a/crds/one.yaml",
        "kind: FromCrds",
        "---",
        "# Source: a/templates/values.yaml",
        "kind: v1.33.1 true ns/rel",
      ]);
      expect(output({ kubeVersion: "1.30" }, files)).toContain("kind: v1.30 false ns/rel");
    });

    it("runs no shell for a release that would be an option", () => {
      const { root, remove } = workspace({});
      afterAll(remove);
      const proof = path.join(root, "proof");
      const run = templateChart(request({ release: `--post-renderer=/bin/sh` }, { "x.sh": `touch ${proof}` }));
      expect(run).toMatchObject({ ok: false, reason: "failed" });
      expect(fs.existsSync(proof)).toBe(false);
    });

    it("fetches no dependency, and tells what would", () => {
      const dependencies = "dependencies: [{name: b, version: 1.0.0, repository: 'https://charts.example.com'}]\n";
      const run = templateChart(request({}, { "charts/a/Chart.yaml": CHART["charts/a/Chart.yaml"] + dependencies }));
      expect(run).toMatchObject({ ok: false, reason: "failed" });
      expect(run.ok || run.reason === "not-installed" ? "" : run.message).toContain("helm dependency build");
    });

    it("stops a template that loops, and one that prints without end", () => {
      const loop = "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}\n";
      const limits = { milliseconds: 1500, outputBytes: 1024 * 1024 };
      expect(templateChart(request({}, { "charts/a/templates/loop.yaml": loop }), limits)).toEqual({
        ok: false,
        reason: "timeout",
        message: "it took longer than 1.5 s and was stopped",
      });
      const flood = 'a: "{{ range until 500 }}{{ repeat 10000 "x" }}{{ end }}"\n';
      const calm = { ...limits, milliseconds: 60_000 };
      expect(templateChart(request({}, { "charts/a/templates/flood.yaml": flood }), calm)).toEqual({
        ok: false,
        reason: "failed",
        message: "it printed more than 1 MiB and was stopped",
      });
    });

    it("names a template that fails as helm does, and no temporary folder", () => {
      const run = templateChart(request({}, { "charts/a/templates/bad.yaml": 'a: 1\nb: {{ fail "no b" }}\n' }));
      expect(run).toMatchObject({ ok: false, reason: "failed" });
      const message = run.ok || run.reason === "not-installed" ? "" : run.message;
      expect(message).toContain("a/templates/bad.yaml:2:");
      expect(message).toContain("no b");
      expect(message).not.toMatch(/\/tmp\/|crd-upgrade-guard-render/);
    });
  });
});
