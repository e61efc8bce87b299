import { describe, expect, it } from "vitest";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const FILES = { "crd.yaml": [crd({ versions: "v1*" })] };

const AT = ".github/crd-upgrade-guard/config.yaml:1";

it("reports names and patterns of targets, and patterns of the selection, that no snapshot matches", () => {
  const targets = [
    { paths: ["**"], clusters: ["prod-eu", "dev-*"], apply: null },
    { paths: ["x/**"], clusters: [], apply: null },
    { paths: ["y/**"], clusters: ["prod-ue"], apply: null },
  ];
  const found = findingsOf({ files: FILES, clusters: { "prod-eu": {} }, targets, onlyClusters: ["prod-eu", "qa?"] });
  const known = ["prod-eu"];
  const kind = "cluster-without-snapshot";
  expect(found).toEqual([
    { rule: kind, at: AT, detail: { kind, cluster: "dev-*", namedBy: "targets[0].clusters[1]", meant: null, known } },
    {
      rule: kind,
      severity: "error",
      at: AT,
      detail: { kind, cluster: "prod-ue", namedBy: "targets[2].clusters[0]", meant: "prod-eu", known },
    },
    { rule: kind, at: AT, detail: { kind, cluster: "qa?", namedBy: "The selection of clusters", meant: null, known } },
  ]);
});

it("is no error where there is no snapshot at all, which is said by another rule", () => {
  const targets = [{ paths: ["**"], clusters: ["prod"], apply: null }];
  const found = findingsOf({ files: FILES, clusters: {}, targets });
  expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
    ["cluster-without-snapshot", undefined],
    ["no-snapshot", undefined],
  ]);
});

it("says nothing of names that are there", () => {
  const targets = [{ paths: ["**"], clusters: ["prod-*"], apply: null }];
  expect(findingsOf({ files: FILES, clusters: { "prod-eu": {} }, targets })).toEqual([]);
});

it("reports a group that a snapshot leaves out and a manifest needs, once a cluster, and no refusal of it", () => {
  const files = {
    "a.yaml": [crd({ versions: "v1 v2" }), crd({ versions: "v1*", name: "ways.example.com", kind: "Way" })],
    "b.yaml": [crd({ versions: "v1*", name: "ways.example.org", kind: "Way" })],
  };
  expect(findingsOf({ files, clusters: { prod: {} }, exclude: ["example.com"] })).toEqual([
    {
      rule: "cluster-without-snapshot",
      cluster: "prod",
      at: "clusters/prod.json:1",
      detail: {
        kind: "group-left-out",
        cluster: "prod",
        group: "example.com",
        crds: ["routes.example.com", "ways.example.com"],
      },
    },
  ]);
});

it("reports a left-out group that the change takes a manifest of: whether the cluster has it is unknown", () => {
  const ways = [crd({ versions: "v1*", name: "ways.example.org", kind: "Way" })];
  const base = { ...FILES, "b.yaml": ways };
  const found = findingsOf({ base, files: { "b.yaml": ways }, clusters: { prod: {} }, exclude: ["example.com"] });
  const detail = { kind: "group-left-out", cluster: "prod", group: "example.com", crds: ["routes.example.com"] };
  expect(found).toEqual([{ rule: "cluster-without-snapshot", cluster: "prod", at: "clusters/prod.json:1", detail }]);
});

describe("a folder of a cluster that nobody recorded", () => {
  const refused = [crd({ versions: "v1*" })];
  const clusters = { prod: { "routes.example.com": live({ versions: "v1beta1 v1*" }, ["v1beta1", "v1"]) } };
  const fine = [crd({ versions: "v1beta1 v1*" })];
  const found = (files: Situation["files"], more: Partial<Situation> = {}) =>
    findingsOf({ files: { "clusters/prod/crd.yaml": fine, ...files }, clusters, ...more });
  const FOLDER = {
    rule: "cluster-without-snapshot",
    at: "clusters/staging/crd.yaml:4 metadata.name",
    detail: {
      kind: "cluster-folder",
      path: "clusters/staging",
      name: "staging",
      beside: "clusters/prod",
      crds: ["routes.example.com"],
      known: ["prod"],
    },
  };

  it("is told once, on its first manifest, and compared with nothing", () => {
    const files = { "clusters/staging/crd.yaml": refused, "clusters/staging/more/crd.yaml": refused };
    expect(found(files)).toEqual([FOLDER]);
    expect(found(files, { onlyClusters: ["prod"] })).toEqual([FOLDER]);
  });

  it("keeps nothing on the clusters beside it", () => {
    const files = { "clusters/staging/crd.yaml": fine };
    const base = { "clusters/prod/crd.yaml": fine, ...files };
    const gone = {
      ...files,
      "clusters/prod/other.yaml": [crd({ versions: "v1*", name: "ways.example.com", kind: "Way" })],
    };
    const removed = findingsOf({ files: gone, base, clusters });
    expect(removed.map(({ rule, cluster }) => [rule, cluster])).toEqual([
      ["cluster-without-snapshot", undefined],
      ["crd-removed", "prod"],
    ]);
  });

  it.each<[string, Situation["files"], Partial<Situation>]>([
    ["what all clusters share", { "clusters/base/crd.yaml": refused }, {}],
    [
      "a folder that a target means for a cluster",
      { "clusters/staging/crd.yaml": refused },
      {
        targets: [{ paths: ["clusters/staging/**"], clusters: ["prod"], apply: null }],
      },
    ],
  ])("is not %s", (_name, files, more) => {
    expect(found(files, more).map(({ rule, at }) => [rule, at])).toContainEqual([
      "stored-version-removed",
      expect.stringContaining("crd.yaml"),
    ]);
  });

  it("is silent where a target says that it is not compared", () => {
    const targets = [{ paths: ["clusters/staging/**"], clusters: [], apply: null }];
    expect(found({ "clusters/staging/crd.yaml": refused }, { targets })).toEqual([]);
  });
});

it("compares a folder of a recorded cluster with no other, also where the run selects another", () => {
  const on = { "routes.example.com": live({ versions: "v1beta1 v1*" }, ["v1beta1", "v1"]) };
  const files = {
    "k8s/prod/crd.yaml": [crd({ versions: "v1beta1 v1*" })],
    "k8s/lab/crd.yaml": [crd({ versions: "v1*" })],
  };
  expect(findingsOf({ files, clusters: { prod: on, lab: on }, onlyClusters: ["prod"] })).toEqual([]);
});
