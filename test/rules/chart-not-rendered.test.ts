import { expect, it } from "vitest";
import type { ChartFacts } from "../../src/rules/charts.ts";
import type { RenderedSource } from "../../src/rules/tree-view.ts";
import { chart } from "./charts.ts";
import { allFindings, crd, findingsOf } from "./evaluated.ts";

const TEMPLATE = { path: "charts/app/templates/crd.yaml", within: null };

function found(charts: readonly ChartFacts[], rendered: readonly RenderedSource[] = []) {
  const situation = { files: { "crd.yaml": [crd({ versions: "v1*" })] }, clusters: { dev: {}, prod: {} } };
  return findingsOf({ ...situation, charts, rendered, targets: [{ paths: ["attic/**"], clusters: [], apply: null }] });
}

it("reports each chart once, whose templates make CRDs and of which no output was read", () => {
  const archive = { path: "charts/app/charts/sub-1.0.0.tgz", within: "templates/crds.yaml" };
  expect(found([chart("charts/app", { templates: [TEMPLATE, archive] }), chart("charts/other")])).toEqual([
    {
      rule: "chart-not-rendered",
      at: "charts/app/Chart.yaml:1",
      detail: {
        kind: "chart-not-rendered",
        path: "charts/app",
        name: "app",
        templates: ["charts/app/templates/crd.yaml", "templates/crds.yaml"],
        before: [],
      },
    },
  ]);
});

it("is told by the CRDs too where the change takes them out of the check", () => {
  const templates = [{ path: "chart/templates/crds.yaml", within: null }];
  const all = allFindings({
    files: { "crd.yaml": [crd({ name: "ways.example.org", kind: "Way", versions: "v1*" })] },
    base: { "old.yaml": [crd({ versions: "v1*" })] },
    made: ["routes.example.com"],
    charts: [chart("chart", { templates })],
    clusters: { prod: {} },
  });
  expect(all.map(({ rule, severity, subject, place }) => [rule, severity, subject, place.path])).toEqual([
    ["chart-not-rendered", "error", "chart", "chart/templates/crds.yaml"],
  ]);
});

it("is told from other charts by its path", () => {
  const charts = ["charts/app", "charts/other"].map((path) => chart(path, { templates: [TEMPLATE] }));
  const all = allFindings({ files: { "crd.yaml": [crd({ versions: "v1*" })] }, clusters: { prod: {} }, charts });
  expect(all.map(({ rule, subject }) => [rule, subject])).toEqual([
    ["chart-not-rendered", "charts/app"],
    ["chart-not-rendered", "charts/other"],
  ]);
});

it("names each of several templates, and stands at the chart alone for one", () => {
  const second = { path: "charts/app/charts/sub-1.0.0.tgz", within: "templates/crds.yaml" };
  const related = (templates: ChartFacts["templates"]) =>
    allFindings({
      files: { "crd.yaml": [crd({ versions: "v1*" })] },
      clusters: { prod: {} },
      charts: [chart("charts/app", { templates })],
    }).flatMap((finding) => finding.related);
  expect(related([TEMPLATE])).toEqual([]);
  expect(related([TEMPLATE, second])).toEqual([
    { path: TEMPLATE.path, line: 1, message: "makes a CRD" },
    { path: second.path, line: 1, message: "`templates/crds.yaml` in this archive makes a CRD" },
  ]);
});

it.each<[string, readonly ChartFacts[], readonly RenderedSource[]]>([
  ["a chart without such templates", [chart("charts/app")], []],
  ["a library", [chart("charts/app", { templates: [TEMPLATE], isLibrary: true })], []],
  ["a chart that an earlier step rendered", [chart("charts/app", { templates: [TEMPLATE], hasOutput: true })], []],
  [
    "a chart of the configuration, whether or not it could be rendered",
    [chart("charts/app", { templates: [TEMPLATE] })],
    [{ kind: "helm", path: "charts/app", clusters: [] }],
  ],
  [
    "a chart that a rendered one depends on, over another",
    [
      chart("charts/top", { localDependencies: ["charts/middle"] }),
      chart("charts/middle", { localDependencies: ["charts/app", "charts/top"] }),
      chart("charts/app", { templates: [TEMPLATE] }),
    ],
    [{ kind: "helm", path: "charts/top", clusters: ["prod"] }],
  ],
  ["a chart that no target wants", [chart("attic/app", { templates: [TEMPLATE] })], []],
  ["a chart of tests", [chart("test/fixtures/app", { templates: [TEMPLATE] })], []],
])("says nothing of %s", (_, charts, rendered) => {
  expect(found(charts, rendered)).toEqual([]);
});

it("is not content with a kustomization of the same path", () => {
  const kustomization = { kind: "kustomize" as const, path: "charts/app", clusters: ["prod"] };
  expect(found([chart("charts/app", { templates: [TEMPLATE] })], [kustomization])).toHaveLength(1);
});
