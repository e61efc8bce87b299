import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

it("is one finding for all that no other rule owns", () => {
  const manifest = crd({ versions: "v1*" });
  const names = { ...manifest.spec.names, singular: "My Route", shortNames: ["R"] };
  const found = findingsOf({
    files: { "crd.yaml": [{ ...manifest, spec: { ...manifest.spec, names } }] },
    clusters: { prod: {} },
  });
  expect(
    found.map(({ rule, at, detail, server }) => ({
      rule,
      at,
      detail,
      errors: server?.split("\n").map((line) => line.split(":")[0]),
    })),
  ).toEqual([
    {
      rule: "server-rejects",
      at: "crd.yaml:10 spec.names.singular",
      detail: { kind: "server-rejects", operation: "create", errors: 2 },
      errors: ["spec.names.singular", "spec.names.shortNames[0]"],
    },
  ]);
});

it("owns what the decoder refuses, on the line of the value", () => {
  const yaml = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: routes.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: routes, kind: Route}
  versions:
    - name: v1
      served: true
      storage: "true"
`;
  const found = findingsOf({ files: { "crd.yaml": yaml }, clusters: { prod: {} } });
  expect(found.map(({ rule, at, server }) => ({ rule, at, server }))).toEqual([
    {
      rule: "server-rejects",
      at: "crd.yaml:11 spec.versions[0].storage",
      server:
        "json: cannot unmarshal string into Go struct field CustomResourceDefinitionVersion.spec.versions.storage of type bool",
    },
  ]);
});

it("owns what server-side apply refuses outside of metadata, whatever rule the field has", () => {
  const manifest = crd({ versions: "v1*" });
  const found = findingsOf({
    files: { "crd.yaml": [{ ...manifest, spec: { ...manifest.spec, version: "v1" } }] },
    clusters: { prod: {} },
    targets: [{ paths: ["**"], clusters: ["prod"], apply: "server-side" }],
  });
  expect(found.map(({ rule, at, server }) => ({ rule, at, server }))).toEqual([
    {
      rule: "server-rejects",
      at: "crd.yaml:18 spec.version",
      server:
        "failed to create typed patch object (/routes.example.com; apiextensions.k8s.io/v1, Kind=CustomResourceDefinition): .spec.version: field not declared in schema",
    },
  ]);
});
