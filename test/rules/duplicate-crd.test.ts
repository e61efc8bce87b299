import { expect, it } from "vitest";
import { type CrdShape, crd, findingsOf } from "./evaluated.ts";

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
    detail: { kind: "duplicate-crd", other: "bundle/crd.yaml:4", refused: [], owner: undefined },
  });
  expect(found({ versions: "v1* v2" })).toEqual([finding("dev"), finding("prod")]);
});

it("says which of them the server refuses", () => {
  const reported = found({ versions: "v1* v2*" }).filter(
    ({ rule, cluster }) => rule === "duplicate-crd" && cluster === "prod",
  );
  expect(reported.map(({ detail }) => detail)).toEqual([
    { kind: "duplicate-crd", other: "bundle/crd.yaml:4", refused: ["this"], owner: undefined },
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
