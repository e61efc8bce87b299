import { expect, it } from "vitest";
import { crd, findingsOf, live } from "./evaluated.ts";

const SCHEMA = { openAPIV3Schema: { type: "object" } };

/** v1 (storage), v2 and v3 (unserved), with these schemas. */
function manifest(schemas: readonly unknown[]) {
  const one = crd({ versions: "v1* v2 v3!" });
  const versions = one.spec.versions.map(({ schema: _, ...version }, index) => {
    const schema = schemas[index];
    return schema === undefined ? version : { ...version, schema };
  });
  return { ...one, spec: { ...one.spec, versions } };
}

function found(schemas: readonly unknown[], liveSchema = "sha256:0", serverVersion = "v1.33.0") {
  const facts = live({ versions: "v1*" }, ["v1"]);
  const versions = facts.versions.map((version) => ({ ...version, schema: liveSchema }));
  return findingsOf({
    files: { "crd.yaml": [manifest(schemas)] },
    clusters: { prod: { "routes.example.com": { ...facts, versions } } },
    serverVersion,
  });
}

const NO_V2 = {
  rule: "version-schema-missing",
  crd: "routes.example.com",
  cluster: "prod",
  at: "crd.yaml:18 spec.versions[1].schema.openAPIV3Schema",
  version: "v2",
  server: "spec.versions[1].schema.openAPIV3Schema: Required value: schemas are required",
  detail: { kind: "version-schema-missing", name: "v2", served: true },
};
const NO_V3 = {
  ...NO_V2,
  version: "v3",
  server: "spec.versions[2].schema.openAPIV3Schema: Required value: schemas are required",
  detail: { kind: "version-schema-missing", name: "v3", served: false },
};

it("tells of each version without a schema, served or not, at one place", () => {
  expect(found([SCHEMA])).toEqual([NO_V2, NO_V3]);
});

it("knows the sentence of Kubernetes 1.34, which has no words", () => {
  expect(found([SCHEMA], "sha256:0", "v1.34.0")).toEqual(
    [NO_V2, NO_V3].map((one) => ({ ...one, server: one.server.replace(": schemas are required", "") })),
  );
});

it("asks served versions alone where the live CRD lacks a schema too", () => {
  expect(found([SCHEMA], "absent")).toEqual([
    {
      ...NO_V2,
      server: "spec.versions[1].schema.openAPIV3Schema: Required value: because otherwise all fields are pruned",
    },
  ]);
});

it.each([
  ["an empty one", {}, "crd.yaml:21 spec.versions[1].schema.openAPIV3Schema"],
  ["a null one", { openAPIV3Schema: null }, "crd.yaml:22 spec.versions[1].schema.openAPIV3Schema"],
])("counts %s as none", (_name, schema, at) => {
  const detail = { kind: "version-schema-missing", name: "v2", served: true };
  const places = found([SCHEMA, schema, SCHEMA]).map((one) => ({ rule: one.rule, at: one.at, detail: one.detail }));
  expect(places).toEqual([{ rule: "version-schema-missing", at, detail }]);
});

it("leaves a schema that is there and empty to server-rejects, hoisted or not", () => {
  const empty = { openAPIV3Schema: {} };
  expect(found([SCHEMA, empty, SCHEMA]).map(({ rule, server }) => [rule, server])).toEqual([
    ["server-rejects", "spec.versions[1].schema.openAPIV3Schema.type: Required value: must not be empty at the root"],
  ]);
  expect(found([empty, empty, empty]).map(({ rule, server }) => [rule, server])).toEqual([
    ["server-rejects", "spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root"],
  ]);
});

it("says nothing where every version has one", () => {
  expect(found([SCHEMA, SCHEMA, SCHEMA])).toEqual([]);
});
