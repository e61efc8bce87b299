import { describe, expect, it } from "vitest";
import { judgeTree } from "../../src/check/judging/judge-tree.ts";
import { createPredictor } from "../../src/check/judging/predictor.ts";
import { chart } from "./charts.ts";
import { type CrdShape, crd, findingsOf, guardOf, live, NOW, treeOf } from "./evaluated.ts";

function found(second: CrdShape, targets: Parameters<typeof findingsOf>[0]["targets"] = []) {
  const files = { "bundle/crd.yaml": [crd({ versions: "v1*" })], "chart/crd.yaml": [crd(second)] };
  return findingsOf({ files, clusters: { prod: {}, dev: {} }, targets });
}

it("reports two manifests of one CRD that differ in what decides, on each cluster both are meant for", () => {
  const finding = (cluster: string) => ({
    rule: "duplicate-crd",
    crd: "routes.example.com",
    cluster,
    at: "chart/crd.yaml:4 metadata.name",
    detail: { kind: "duplicate-crd", other: "bundle/crd.yaml:4", refused: [], owner: undefined, owned: undefined },
  });
  expect(found({ versions: "v1* v2" })).toEqual([finding("dev"), finding("prod")]);
});

it("says which of them the server refuses", () => {
  const reported = found({ versions: "v1* v2*" }).filter(
    ({ rule, cluster }) => rule === "duplicate-crd" && cluster === "prod",
  );
  expect(reported.map(({ detail }) => detail)).toEqual([
    { kind: "duplicate-crd", other: "bundle/crd.yaml:4", refused: ["this"], owner: undefined, owned: undefined },
  ]);
});

it.each<[string, CrdShape, Parameters<typeof findingsOf>[0]["targets"]]>([
  ["copies that do not differ", { versions: "v1*" }, []],
  ["another CRD", { versions: "v1* v2", name: "ways.example.com", kind: "Way" }, []],
  [
    "manifests for different clusters",
    { versions: "v1* v2" },
    [
      { paths: ["bundle/**"], clusters: ["prod"], apply: null },
      { paths: ["chart/**"], clusters: ["dev"], apply: null },
    ],
  ],
])("says nothing of %s", (_, second, targets) => {
  expect(found(second, targets)).toEqual([]);
});

describe("of two releases of one chart in a folder of archives", () => {
  const files = {
    "archive/app-1.0.0.tgz": [crd({ versions: "v1beta1 v1*" })],
    "archive/app-2.0.0.tgz": [crd({ versions: "v1* v2" })],
  };
  const app = Object.keys(files).map((path) => chart(path, { name: "app" }));
  const reported = (more: Parameters<typeof findingsOf>[0]["files"], charts = app) =>
    findingsOf({ files: { ...files, ...more }, charts, clusters: { prod: {} } }).map(({ rule, at, detail }) => [
      rule,
      at,
      detail.kind === "duplicate-crd" ? detail.other : "",
    ]);

  it("takes a chart within another one for a chart of its own", () => {
    const engines = {
      "app/charts/engine/crd.yaml": [crd({ versions: "v1beta1 v1*" })],
      "archive/engine/crd.yaml": [crd({ versions: "v1* v2" })],
    };
    const charts = ["app", "app/charts/engine", "archive/engine"].map((path) => chart(path));
    const told = (given: typeof charts) =>
      findingsOf({ files: engines, charts: given, clusters: { prod: {} } }).map(({ rule }) => rule);
    expect([told(charts), told(charts.slice(0, 1))]).toEqual([[], ["duplicate-crd"]]);
  });

  it("says nothing, for they are never there together", () => {
    expect(reported({})).toEqual([]);
  });

  it("still tells of each and a manifest that is of neither", () => {
    expect(reported({ "z.yaml": [crd({ versions: "v1*" })] })).toEqual([
      ["duplicate-crd", "z.yaml:4 metadata.name", "archive/app-1.0.0.tgz:4"],
    ]);
  });

  it("tells of two charts of different names", () => {
    const charts = Object.keys(files).map((path, index) => chart(path, { name: `app${index}` }));
    expect(reported({}, charts)).toEqual([
      ["duplicate-crd", "archive/app-2.0.0.tgz:4 metadata.name", "archive/app-1.0.0.tgz:4"],
    ]);
  });
});

it("names the owner of the live CRD, and the manifest that was rendered for that release", () => {
  const files = { "bundle/crd.yaml": [crd({ versions: "v1*" })], "chart/crd.yaml": [crd({ versions: "v1* v2" })] };
  const owned = { ...live({ versions: "v1*" }, ["v1"]), owners: { helmRelease: "edge/app" } };
  const clusters = { prod: { "routes.example.com": owned }, dev: {} };
  const tree = treeOf(files);
  const meantFor = { clusters: ["prod", "dev"], because: "helm[0]" };
  const crds = tree.crds.map((manifest) =>
    manifest.source.path === "chart/crd.yaml"
      ? { ...manifest, printed: { path: "chart", release: "edge/app", meantFor } }
      : manifest,
  );
  const found = judgeTree({ ...tree, crds }, guardOf({ clusters }), {
    now: NOW,
    whole: true,
    predictor: createPredictor(),
    knownSchema: () => undefined,
    delivered: () => undefined,
  }).findings.filter(({ rule }) => rule === "duplicate-crd" || rule === "foreign-owner");
  // That the other manifest is of no release is the same cause.
  expect(found.map(({ cluster, detail }) => [cluster, detail])).toEqual([
    ["dev", { kind: "duplicate-crd", other: "bundle/crd.yaml:4", refused: [], owner: undefined, owned: undefined }],
    ["prod", { kind: "duplicate-crd", other: "bundle/crd.yaml:4", refused: [], owner: "edge/app", owned: "this" }],
  ]);
});
