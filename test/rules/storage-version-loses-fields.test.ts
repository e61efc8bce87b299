import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { crd, findingsOf } from "./evaluated.ts";

const NAME = "routes.example.com";
const TEXT = { type: "string" };
const WEBHOOK = {
  strategy: "Webhook",
  webhook: {
    conversionReviewVersions: ["v1"],
    clientConfig: { service: { namespace: "routes", name: "webhook", path: "/convert" } },
  },
};

function spec(...fields: readonly string[]): JsonObject {
  const properties = Object.fromEntries(fields.map((field) => [field, TEXT]));
  return { type: "object", properties: { spec: { type: "object", properties } } };
}

/** Schemas of the versions, in their order. */
function manifest(versions: string, schemas: readonly JsonObject[], conversion?: JsonObject) {
  const plain = crd({ versions });
  const withSchemas = plain.spec.versions.map((version, index) => ({
    ...version,
    schema: { openAPIV3Schema: schemas[index] ?? spec("host") },
  }));
  return {
    ...plain,
    spec: { ...plain.spec, ...(conversion === undefined ? {} : { conversion }), versions: withSchemas },
  };
}

function living(versions: string, schemas: readonly JsonObject[], storedVersions: readonly string[]): LiveCrd {
  const object = manifest(versions, schemas);
  const names = { ...object.spec.names, singular: "route", listKind: "RouteList" };
  const conditions = [
    { type: "NamesAccepted", status: "True" },
    { type: "Established", status: "True" },
  ];
  const status = { storedVersions, acceptedNames: names, conditions };
  return liveFromObject({ ...object, spec: { ...object.spec, names }, status });
}

interface Change {
  readonly to: ReturnType<typeof manifest>;
  readonly live?: LiveCrd;
  readonly base?: ReturnType<typeof manifest>;
}

const TWO = [spec("host"), spec("hosts")];

function found({ to, live = living("v1beta1* v1", TWO, ["v1beta1"]), base }: Change) {
  return findingsOf({
    files: { "crd.yaml": [to] },
    clusters: { prod: { [NAME]: live } },
    ...(base === undefined ? {} : { base: { "crd.yaml": [base] } }),
  }).filter(({ rule }) => rule === "storage-version-loses-fields");
}

const FOUND = {
  rule: "storage-version-loses-fields",
  crd: NAME,
  version: "v1beta1",
  cluster: "prod",
  at: "crd.yaml:26 spec.versions[1].storage",
  detail: { kind: "storage-version-loses-fields", from: "v1beta1", to: "v1", fields: ["spec.host"] },
};

it("names the fields of the stored version that the new storage version lacks", () => {
  expect(found({ to: manifest("v1beta1 v1*", TWO) })).toEqual([FOUND]);
});

it("knows a live schema that the manifest no longer has by the base", () => {
  const base = manifest("v1beta1* v1", TWO);
  expect(found({ to: manifest("v1beta1 v1*", [spec("hosts"), spec("hosts")]), base })).toEqual([FOUND]);
});

it("reports each stored version", () => {
  const three = [spec("a"), spec("b"), spec("c")];
  const live = living("v1alpha1 v1beta1* v1", three, ["v1alpha1", "v1beta1"]);
  expect(
    found({ to: manifest("v1alpha1 v1beta1 v1*", three), live }).map(({ version, detail }) => [version, detail]),
  ).toEqual([
    ["v1alpha1", { ...FOUND.detail, from: "v1alpha1", fields: ["spec.a"] }],
    ["v1beta1", { ...FOUND.detail, fields: ["spec.b"] }],
  ]);
});

it("tells where the stored version keeps what nobody names, and the new one does not", () => {
  const any = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const of = (values: JsonObject) => ({
    type: "object",
    properties: { spec: { type: "object", properties: { values } } },
  });
  const kept = of(any);
  const named = of({ type: "object", properties: { host: TEXT } });
  const fieldsOf = (before: JsonObject, after: JsonObject) =>
    found({
      to: manifest("v1beta1 v1*", [before, after]),
      live: living("v1beta1* v1", [before, after], ["v1beta1"]),
    }).map(({ detail }) => ("fields" in detail ? detail.fields : []));
  const ofStatus = (status: JsonObject) => ({
    type: "object",
    properties: { ...(spec("a").properties as JsonObject), status },
  });
  expect([
    fieldsOf(kept, named),
    fieldsOf(kept, kept),
    fieldsOf(named, kept),
    fieldsOf(ofStatus(any), ofStatus({ type: "object", properties: { phase: TEXT } })),
  ]).toEqual([[["spec.values.*"]], [], [], []]);
});

const RICHER = [spec("host"), spec("host", "hosts")];

it.each<[string, Change]>([
  [
    "a new version that names them all",
    { to: manifest("v1beta1 v1*", RICHER), live: living("v1beta1* v1", RICHER, ["v1beta1"]) },
  ],
  ["a storage version that stays", { to: manifest("v1beta1* v1", TWO) }],
  ["a webhook that converts", { to: manifest("v1beta1 v1*", TWO, WEBHOOK) }],
  [
    "a live webhook",
    {
      to: manifest("v1beta1 v1*", TWO),
      live: { ...living("v1beta1* v1", TWO, ["v1beta1"]), conversion: { strategy: "Webhook" } },
    },
  ],
  [
    "a cluster without objects",
    { to: manifest("v1beta1 v1*", TWO), live: { ...living("v1beta1* v1", TWO, ["v1beta1"]), hasObjects: false } },
  ],
  ["a live schema that nobody has the text of", { to: manifest("v1beta1 v1*", [spec("x"), spec("hosts")]) }],
  [
    "a version that is not stored any more",
    {
      to: manifest("v1alpha1 v1beta1 v1*", [spec("old"), ...RICHER]),
      live: living("v1alpha1 v1beta1* v1", [spec("old"), ...RICHER], ["v1beta1"]),
    },
  ],
  [
    "fields of the status",
    {
      to: manifest("v1beta1 v1*", [{ type: "object", properties: { status: spec("a") } }, spec("b")]),
      live: living("v1beta1* v1", [{ type: "object", properties: { status: spec("a") } }, spec("b")], ["v1beta1"]),
    },
  ],
])("says nothing of %s", (_name, change) => {
  expect(found(change)).toEqual([]);
});

it("says nothing where a patch beside the generated manifest puts a webhook in", () => {
  const to = manifest("v1beta1 v1*", TWO);
  const patch = (conversion: JsonObject) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: NAME },
    spec: { conversion },
  });
  const rules = (conversion: JsonObject) =>
    findingsOf({
      files: { "bases/crd.yaml": [to], "patches/webhook.yaml": [patch(conversion)] },
      clusters: { prod: { [NAME]: living("v1beta1* v1", TWO, ["v1beta1"]) } },
    }).map(({ rule }) => rule);
  expect(rules(WEBHOOK)).not.toContain("storage-version-loses-fields");
  expect(rules({ strategy: "None" })).toContain("storage-version-loses-fields");
});
