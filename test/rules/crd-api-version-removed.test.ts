import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

function found(apiVersion: string, serverVersion: string) {
  return findingsOf({
    files: { "crd.yaml": [crd({ versions: "v1*", apiVersion })] },
    clusters: { prod: {} },
    serverVersion,
  });
}

it("reports v1beta1, and nothing else of the same manifest", () => {
  expect(found("apiextensions.k8s.io/v1beta1", "v1.22.0")).toEqual([
    {
      rule: "crd-api-version-removed",
      crd: "routes.example.com",
      cluster: "prod",
      at: "crd.yaml:1 apiVersion",
      server: 'no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"',
      detail: { kind: "crd-api-version-removed", apiVersion: "apiextensions.k8s.io/v1beta1" },
    },
  ]);
});

it("says nothing of a server that still serves it", () => {
  expect(found("apiextensions.k8s.io/v1beta1", "v1.21.9")).toEqual([]);
});

it("reports a version that never was", () => {
  expect(found("apiextensions.k8s.io/v2", "v1.32.0").map(({ rule }) => rule)).toEqual(["crd-api-version-removed"]);
});
