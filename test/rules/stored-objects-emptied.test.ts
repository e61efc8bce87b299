import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { crd, findingsOf, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";
const SPEC = { type: "object", properties: { host: { type: "string" } } };
const FULL = { type: "object", properties: { spec: SPEC } };
const BARE = { type: "object" };
const PRESERVING = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** Schemas of the versions, in their order. */
function manifest(versions: string, schemas: readonly JsonObject[]) {
  const plain = crd({ versions });
  const withSchemas = plain.spec.versions.map((version, index) => ({
    ...version,
    schema: { openAPIV3Schema: schemas[index] ?? FULL },
  }));
  return { ...plain, spec: { ...plain.spec, versions: withSchemas } };
}

function living(versions: string, schemas: readonly JsonObject[], storedVersions: readonly string[]): LiveCrd {
  const conditions = [
    { type: "NamesAccepted", status: "True" },
    { type: "Established", status: "True" },
  ];
  const object = manifest(versions, schemas);
  const names = { ...object.spec.names, singular: "route", listKind: "RouteList" };
  const status = { storedVersions, acceptedNames: names, conditions };
  return liveFromObject({ ...object, spec: { ...object.spec, names }, status });
}

interface Change {
  readonly to: ReturnType<typeof manifest>;
  readonly live?: LiveCrd;
  /** What the base has; null: nobody knows. */
  readonly base?: ReturnType<typeof manifest> | null;
  /** Of the snapshot: 1 does not say which schemas keep nothing. */
  readonly formatVersion?: 1 | 2;
}

function found({
  to,
  live = living("v1*", [FULL], ["v1"]),
  base = manifest("v1*", [FULL]),
  formatVersion = 1,
}: Change) {
  const situation: Situation = { files: { "crd.yaml": [to] }, clusters: { prod: { [NAME]: live } }, formatVersion };
  const all = findingsOf(base === null ? situation : { ...situation, base: { "crd.yaml": [base] } });
  // Storing a new version at once is told of by a rule of its own.
  return all.filter(({ rule }) => rule !== "storage-version-not-burned-in");
}

const EMPTIED = { rule: "stored-objects-emptied", crd: NAME, version: "v1", cluster: "prod" };
const DETAIL = { kind: "stored-objects-emptied", version: "v1", isStorage: false, properties: [] };

it("reports a stored version whose schema is hollow now, where the text of the live one is known", () => {
  expect(found({ to: manifest("v1 v2*", [BARE, { ...FULL, description: "new" }]) })).toEqual([
    {
      ...EMPTIED,
      at: "crd.yaml:16 spec.versions[0].schema.openAPIV3Schema",
      detail: { ...DETAIL, cause: "everything" },
    },
  ]);
});

it("knows the live schema by the version that has it now", () => {
  const [finding] = found({ to: manifest("v1 v2*", [BARE, FULL]), base: null });
  expect(finding?.detail).toEqual({ ...DETAIL, cause: "everything" });
});

it("warns of a hollow schema where the snapshot does not say whether the live one is", () => {
  expect(found({ to: manifest("v1*", [BARE]), base: null })).toEqual([
    {
      ...EMPTIED,
      severity: "warning",
      at: "crd.yaml:16 spec.versions[0].schema.openAPIV3Schema",
      detail: { ...DETAIL, isStorage: true, cause: "unread-before" },
    },
  ]);
});

it("is certain of it where the snapshot would say so", () => {
  const [finding] = found({ to: manifest("v1*", [BARE]), base: null, formatVersion: 2 });
  expect(finding?.detail).toEqual({ ...DETAIL, isStorage: true, cause: "everything" });
});

it("reports a property of the root that keeps nothing any more, at its place", () => {
  const schema = { type: "object", properties: { spec: { type: "object" }, status: SPEC } };
  expect(found({ to: manifest("v1*", [schema]) })).toEqual([
    {
      ...EMPTIED,
      at: "crd.yaml:19 spec.versions[0].schema.openAPIV3Schema.properties.spec",
      detail: { ...DETAIL, isStorage: true, cause: "properties", properties: ["spec"] },
    },
  ]);
});

it("reports a new storage version that keeps nothing of what the old one holds", () => {
  const [finding] = found({ to: manifest("v1 v2*", [FULL, BARE]) });
  expect(finding).toMatchObject({
    rule: "stored-objects-emptied",
    version: "v2",
    detail: { cause: "everything", isStorage: true },
  });
});

it("reports it of a live CRD that has no schema and keeps whatever it is sent", () => {
  const live = { ...living("v1*", [FULL], ["v1"]), preserveUnknownFields: true } as const;
  const stated = manifest("v1*", [BARE]);
  const to = { ...stated, spec: { ...stated.spec, preserveUnknownFields: false } };
  expect(found({ to, live, base: null }).map(({ detail }) => detail)).toEqual([
    { ...DETAIL, isStorage: true, cause: "everything" },
  ]);
});

it.each<[string, Change]>([
  ["a schema that is the live one", { to: manifest("v1*", [FULL]) }],
  ["a schema that keeps unknown fields", { to: manifest("v1 v2*", [PRESERVING, FULL]) }],
  ["a spec that keeps unknown fields", { to: manifest("v1*", [{ type: "object", properties: { spec: PRESERVING } }]) }],
  [
    "a map",
    {
      to: manifest("v1*", [
        { type: "object", properties: { spec: { type: "object", additionalProperties: { type: "string" } } } },
      ]),
    },
  ],
  ["a version that is hollow and not stored", { to: manifest("v1* v2", [FULL, BARE]) }],
  [
    "a live schema that is as hollow",
    {
      to: manifest("v1*", [{ ...BARE, description: "new" }]),
      live: living("v1*", [BARE], ["v1"]),
      base: manifest("v1*", [BARE]),
    },
  ],
  [
    "a hollow schema that is live already",
    { to: manifest("v1 v2*", [BARE, FULL]), live: living("v1 v2*", [BARE, FULL], ["v1", "v2"]), base: null },
  ],
  [
    "a status without fields",
    {
      to: manifest("v1*", [{ type: "object", properties: { spec: SPEC, status: { type: "object" } } }]),
      live: living("v1*", [{ type: "object", properties: { spec: SPEC, status: SPEC } }], ["v1"]),
      base: manifest("v1*", [{ type: "object", properties: { spec: SPEC, status: SPEC } }]),
    },
  ],
  [
    "an old version where there are no objects",
    { to: manifest("v1 v2*", [BARE, FULL]), live: { ...living("v1*", [FULL], ["v1"]), hasObjects: false } },
  ],
  [
    "a version without a schema to look at",
    {
      to: {
        ...manifest("v1*", [FULL]),
        spec: { ...manifest("v1*", [FULL]).spec, preserveUnknownFields: false },
      } as never,
    },
  ],
])("says nothing of %s", (_name, change) => {
  expect(found(change)).toEqual([]);
});
