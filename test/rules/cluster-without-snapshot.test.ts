import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

const FILES = { "crd.yaml": [crd({ versions: "v1*" })] };

it("reports names and patterns of targets, and of the selection, that no snapshot matches", () => {
  const targets = [
    { paths: ["**"], clusters: ["prod", "prod-*"], apply: null },
    { paths: ["x/**"], clusters: [], apply: null },
    { paths: ["y/**"], clusters: ["staging"], apply: null },
  ];
  const found = findingsOf({ files: FILES, clusters: { prod: {} }, targets, onlyClusters: ["prod", "dev"] });
  const at = ".github/crd-upgrade-guard/config.yaml:1";
  expect(found).toEqual([
    {
      rule: "cluster-without-snapshot",
      at,
      detail: { kind: "cluster-without-snapshot", cluster: "prod-*", namedBy: "targets[0].clusters[1]" },
    },
    {
      rule: "cluster-without-snapshot",
      at,
      detail: { kind: "cluster-without-snapshot", cluster: "staging", namedBy: "targets[2].clusters[0]" },
    },
    {
      rule: "cluster-without-snapshot",
      at,
      detail: { kind: "cluster-without-snapshot", cluster: "dev", namedBy: "The selection of clusters" },
    },
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
