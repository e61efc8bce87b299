import { expect, it } from "vitest";
import { targetsOf } from "../../src/check/judging/targets.ts";

const CLUSTERS = ["staging", "prod-eu", "prod-us"];
const KNOWN = { names: CLUSTERS, isFolder: (path: string) => path === "clusters/prod-eu" };
const PROD = { paths: ["clusters/prod-*/**"], clusters: ["prod-*"], apply: "client-side" as const };
const CRDS = { paths: ["**/crds/**"], clusters: ["staging"], apply: null };
const NEVER = { paths: ["attic/**"], clusters: [], apply: null };

it.each([
  [
    "all that match are united",
    "clusters/prod-eu/crds/a.yaml",
    [PROD, CRDS],
    ["prod-eu", "prod-us", "staging"],
    "targets[0], targets[1]",
  ],
  ["no clusters means never applied", "attic/a.yaml", [PROD, NEVER], [], "targets[1]"],
  ["never and always united is always", "attic/crds/a.yaml", [NEVER, CRDS], ["staging"], "targets[0], targets[1]"],
  [
    "without a match a path segment names the cluster",
    "clusters/prod-eu/a.yaml",
    [],
    ["prod-eu"],
    "path segment prod-eu",
  ],
  [
    "a file name is a segment only when it is the whole name",
    "clusters/prod-eu.yaml",
    [],
    ["prod-eu", "prod-us", "staging"],
    "no target: all",
  ],
  [
    "two segments name two clusters",
    "prod-eu/prod-us/a.yaml",
    [],
    ["prod-eu", "prod-us"],
    "path segment prod-eu, prod-us",
  ],
  ["a target wins over a segment", "clusters/prod-eu/crds/a.yaml", [CRDS], ["staging"], "targets[0]"],
  ["else every cluster", "crds/a.yaml", [PROD], ["prod-eu", "prod-us", "staging"], "no target: all"],
  ["standard input is meant for every cluster", "-", [PROD], ["prod-eu", "prod-us", "staging"], "no target: all"],
  [
    "a folder of a cluster without a snapshot is meant for none of the others",
    "clusters/dev/a.yaml",
    [],
    [],
    "`clusters/dev` is of a cluster without a snapshot",
  ],
  ["a target wins over such a folder", "clusters/dev/crds/a.yaml", [CRDS], ["staging"], "targets[0]"],
  ["dot folders match", ".hidden/crds/a.yaml", [CRDS], ["staging"], "targets[0]"],
])("%s", (_, path, targets, clusters, because) => {
  const targeting = targetsOf(path, targets, KNOWN);
  expect([targeting.clusters, targeting.because]).toEqual([clusters, because]);
});

it("takes the apply client from the first target that names one for the cluster", () => {
  const replace = { paths: ["**"], clusters: ["*-us"], apply: "replace" as const };
  const targeting = targetsOf("clusters/prod-eu/crds/a.yaml", [CRDS, replace, PROD], KNOWN);
  expect(CLUSTERS.map((cluster) => targeting.applyOn(cluster))).toEqual([null, "client-side", "replace"]);
});
