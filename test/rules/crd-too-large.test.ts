import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

const NAME = "routes.example.com";
/** `{"description":"...","type":"object"}` without the text. */
const REST = '{"description":"","type":"object"}'.length;

/** A CRD with descriptions of such lengths, a version each. */
function found(...lengths: readonly number[]) {
  const manifest = crd({ versions: ["v1*", "v2", "v3"].slice(0, lengths.length).join(" ") });
  const versions = manifest.spec.versions.map((version, index) => ({
    ...version,
    schema: {
      openAPIV3Schema: {
        type: "object",
        description: "d".repeat(lengths[index] ?? 0),
        "x-kubernetes-preserve-unknown-fields": true,
      },
    },
  }));
  return findingsOf({
    files: { "crd.yaml": [{ ...manifest, spec: { ...manifest.spec, versions } }] },
    clusters: { prod: { [NAME]: live({ versions: "v1*" }, ["v1"]) } },
    targets: [{ paths: ["**"], clusters: ["prod"], apply: "server-side" }],
  });
}

const PRESERVING = ',"x-kubernetes-preserve-unknown-fields":true'.length;
const LIMIT = 1_572_864;
const FOUND = { rule: "crd-too-large", crd: NAME, cluster: "prod", at: "crd.yaml:4 metadata.name" };

it("is refused beyond 1.5 MiB", () => {
  const detail = { kind: "crd-too-large", cause: "refused", bytes: LIMIT + 1 };
  expect(found(LIMIT + 1 - REST - PRESERVING)).toEqual([
    { ...FOUND, server: "etcdserver: request is too large", detail },
  ]);
});

it("is told of from 80% on", () => {
  const bytes = Math.ceil(LIMIT * 0.8);
  const detail = { kind: "crd-too-large", cause: "nearly", bytes };
  expect(found(bytes - REST - PRESERVING)).toEqual([{ ...FOUND, severity: "warning", detail }]);
  expect(found(LIMIT - REST - PRESERVING)).toMatchObject([{ severity: "warning", detail: { bytes: LIMIT } }]);
});

it("adds up the versions", () => {
  expect(found(900_000, 800_000)).toMatchObject([
    { detail: { cause: "refused", bytes: 1_700_000 + 2 * (REST + PRESERVING) } },
  ]);
});

it.each<[string, () => ReturnType<typeof found>]>([
  ["less than 80%", () => found(Math.ceil(LIMIT * 0.8) - 1 - REST - PRESERVING)],
  ["one schema that all versions share", () => found(700_000, 700_000, 700_000)],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});
