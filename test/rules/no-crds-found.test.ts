import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

const PATCH = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "routes.example.com", annotations: { a: "b" } },
};

it.each([
  ["no file", {}, 0, 0],
  ["files of other kinds", { "a.yaml": "kind: ConfigMap\n" }, 1, 0],
  ["parts of CRDs only", { "patch.yaml": [PATCH] }, 1, 1],
])("reports %s", (_, files, filesScanned, partial) => {
  expect(findingsOf({ files, clusters: { prod: {} } })).toEqual([
    {
      rule: "no-crds-found",
      at: ".github/crd-upgrade-guard/config.yaml:1",
      detail: { kind: "no-crds-found", given: [], globs: ["**/*.{yaml,yml,json}"], filesScanned, partial },
    },
  ]);
});

it("says nothing where a CRD was found, or could not be read", () => {
  expect(findingsOf({ files: { "crd.yaml": [crd({ versions: "v1*" })] }, clusters: { prod: {} } })).toEqual([]);
  const broken = findingsOf({
    files: { "crd.yaml": "kind: CustomResourceDefinition\nspec: [\n" },
    clusters: { prod: {} },
  });
  expect(broken.map(({ rule }) => rule)).toEqual(["manifest-unreadable"]);
});
