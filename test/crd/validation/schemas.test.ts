import { describe, expect, it } from "vitest";
import type { JsonArray, JsonObject, JsonValue } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import type { LiveVersion } from "../../../src/crd/live-crd.ts";
import { schemaDigest } from "../../../src/crd/schema/digest.ts";
import { errorsOf, K132, K137, live, manifest, predicted, SCHEMA } from "../fixtures.ts";

function version(name: string, rest: JsonObject = {}): JsonObject {
  return { name, served: true, storage: name === "v1", schema: SCHEMA, ...rest };
}

function fields(versions: JsonArray, server = K137) {
  return errorsOf(manifest({ versions }), null, { server }).map(({ field, path }) => [field, path.join(".")]);
}

const NONE: readonly (readonly [string, JsonValue])[] = [
  ["no schema", null],
  ["an empty schema", {}],
  ["openAPIV3Schema: null", { openAPIV3Schema: null }],
];

describe("a version without a schema", () => {
  it.each(NONE)("is refused: %s", (_name, schema) => {
    const unserved = version("v2", { served: false, schema });
    expect(errorsOf(manifest({ versions: [version("v1"), unserved] }))).toEqual([
      {
        type: "FieldValueRequired",
        field: "spec.versions[1].schema.openAPIV3Schema",
        detail: "",
        path: ["spec", "versions", 1, "schema", "openAPIV3Schema"],
      },
    ]);
  });

  it.each([
    ["1.33", "schemas are required"],
    ["1.34", ""],
  ])("is refused in the words of %s", (minor, detail) => {
    const errors = errorsOf(manifest({ versions: [version("v1", { schema: null })] }), null, {
      server: parseServerVersion(minor),
    });
    expect(errors.map((error) => error.detail)).toEqual([detail]);
  });

  const incomplete = live({
    versions: [
      { name: "v1", served: true, storage: true, schema: "absent" },
      { name: "v2", served: true, storage: false, schema: "sha256:1" },
    ],
  });

  it.each([
    ["served, and unknown fields are pruned", true, false, ["because otherwise all fields are pruned"]],
    ["unserved", false, false, []],
    ["served, and unknown fields are kept", true, true, []],
  ])("is judged by what it does when the live CRD lacks one too: %s", (_name, served, preserveUnknownFields, details) => {
    const versions = [version("v1", { served, schema: null }), version("v2")];
    const facts = { ...incomplete, ...(preserveUnknownFields ? { preserveUnknownFields } : {}) };
    const errors = errorsOf(manifest({ versions, preserveUnknownFields }), facts);
    expect(errors.map(({ detail }) => detail)).toEqual(details);
  });
});

describe("what all versions have in common is reported at the top of spec", () => {
  const column: JsonObject = { name: "A", type: "map", jsonPath: ".a" };
  const scale = { scale: { specReplicasPath: ".x", statusReplicasPath: ".status.y" } };
  const array: JsonObject = { openAPIV3Schema: { type: "array" } };

  it.each<[string, JsonObject, readonly (readonly [string, string])[]]>([
    [
      "schema",
      { schema: array },
      [
        ["spec.validation.openAPIV3Schema.type", "spec.versions.0.schema.openAPIV3Schema.type"],
        ["spec.validation.openAPIV3Schema.items", "spec.versions.0.schema.openAPIV3Schema.items"],
      ],
    ],
    [
      "additionalPrinterColumns",
      { additionalPrinterColumns: [column] },
      [["spec.additionalPrinterColumns[0].type", "spec.versions.0.additionalPrinterColumns.0.type"]],
    ],
    [
      "subresources",
      { subresources: scale },
      [["spec.subresources.scale.specReplicasPath", "spec.versions.0.subresources.scale.specReplicasPath"]],
    ],
    [
      "selectableFields",
      { selectableFields: [{ jsonPath: ".spec.zz" }] },
      [["spec.selectableFields[0].jsonPath", "spec.versions.0.selectableFields.0.jsonPath"]],
    ],
  ])("%s", (_name, rest, errors) => {
    const found = fields([version("v1", rest), version("v2", rest)]);
    expect(found).toEqual(expect.arrayContaining([...errors]));
    expect(found.every(([field]) => !field?.startsWith("spec.versions["))).toBe(true);
  });

  it.each<[string, JsonObject, JsonObject, boolean]>([
    ["schemas that differ in an unknown field", {}, { schema: { openAPIV3Schema: { type: "array", "x-a": 1 } } }, true],
    ["schemas that differ", {}, { schema: { openAPIV3Schema: { type: "array", title: "x" } } }, false],
    ["a schema and none", {}, { schema: null }, false],
  ])("%s", (_name, first, second, hoisted) => {
    const found = fields([version("v1", { schema: array, ...first }), version("v2", { schema: array, ...second })]);
    expect(found.some(([field]) => field?.startsWith("spec.validation."))).toBe(hoisted);
    expect(found.some(([field]) => field?.startsWith("spec.versions[0].schema."))).toBe(!hoisted);
  });

  it.each<[string, JsonObject, boolean]>([
    ["priority 0 is no priority", { ...column, priority: 0 }, true],
    ["an empty description is none", { ...column, description: "" }, true],
    ["another description", { ...column, description: "x" }, false],
    ["another priority", { ...column, priority: 1 }, false],
  ])("columns: %s", (_name, other, hoisted) => {
    const found = fields([
      version("v1", { additionalPrinterColumns: [column] }),
      version("v2", { additionalPrinterColumns: [other] }),
    ]);
    expect(found.map(([field]) => field)).toEqual(
      hoisted
        ? ["spec.additionalPrinterColumns[0].type"]
        : ["spec.versions[0].additionalPrinterColumns[0].type", "spec.versions[1].additionalPrinterColumns[0].type"],
    );
  });

  const good: JsonObject = { name: "B", type: "string", jsonPath: ".b" };

  it.each<[string, JsonArray, JsonArray]>([
    ["more", [column], [column, good]],
    ["less", [column, good], [column]],
  ])("columns: one %s is another list", (_name, first, second) => {
    const found = fields([
      version("v1", { additionalPrinterColumns: first }),
      version("v2", { additionalPrinterColumns: second }),
    ]);
    expect(found.map(([field]) => field)).toEqual([
      "spec.versions[0].additionalPrinterColumns[0].type",
      "spec.versions[1].additionalPrinterColumns[0].type",
    ]);
  });

  it.each<[string, JsonObject | null, boolean]>([
    ["a null selector is none", { scale: { ...scale.scale, labelSelectorPath: null } }, true],
    ["an empty selector is one", { scale: { ...scale.scale, labelSelectorPath: "" } }, false],
    ["a selector", { scale: { ...scale.scale, labelSelectorPath: ".status.s" } }, false],
    ["another spec path", { scale: { ...scale.scale, specReplicasPath: ".y" } }, false],
    ["another status path", { scale: { ...scale.scale, statusReplicasPath: ".status.z" } }, false],
    ["a status beside it", { ...scale, status: {} }, false],
    ["no scale", {}, false],
    ["none at all", null, false],
  ])("subresources: %s", (_name, subresources, hoisted) => {
    const [first] = fields([version("v1", { subresources: scale }), version("v2", { subresources })]);
    expect(first?.[0]?.startsWith("spec.subresources.")).toBe(hoisted);
  });
});

describe("the status subresource", () => {
  const odd = { openAPIV3Schema: { type: "object", minProperties: 1 } };
  const onlyField = (found: readonly (readonly [string, string])[]) => found.map(([field]) => field);

  it.each<[string, JsonArray, string[]]>([
    [
      "of this version",
      [version("v1", { schema: odd, subresources: { status: {} } })],
      ["spec.validation.openAPIV3Schema"],
    ],
    ["of no version", [version("v1", { schema: odd })], []],
    [
      "of any version, for a schema that all have",
      [version("v1", { schema: odd }), version("v2", { schema: odd, subresources: { status: {} } })],
      ["spec.validation.openAPIV3Schema"],
    ],
    [
      "of another version, for a schema of its own",
      [version("v1", { schema: odd }), version("v2", { subresources: { status: {} } })],
      [],
    ],
    [
      "that all versions have, for a schema of its own",
      [version("v1", { schema: odd, subresources: { status: {} } }), version("v2", { subresources: { status: {} } })],
      ["spec.versions[0].schema.openAPIV3Schema"],
    ],
  ])("%s", (_name, versions, expected) => {
    expect(onlyField(fields(versions).map(([field = "", path = ""]) => [field, path]))).toEqual(expected);
  });
});

describe("selectable fields", () => {
  const SELECTABLE = {
    openAPIV3Schema: {
      type: "object",
      properties: { spec: { type: "object", properties: { a: { type: "string" } } } },
    },
  };
  const versions = [version("v1", { selectableFields: [{ jsonPath: ".spec.zz" }] })];

  it("are dropped by servers before 1.31", () => {
    expect(fields(versions, parseServerVersion("1.30"))).toEqual([]);
    expect(fields(versions, parseServerVersion("1.31"))).toHaveLength(1);
    expect(fields(versions, K132)).toHaveLength(1);
  });

  const K130 = parseServerVersion("1.30.14");
  const onLive = (document: JsonArray, liveVersion: Partial<LiveVersion>, server = K130) => {
    const before = live({ versions: [{ name: "v1", served: true, storage: true, schema: "absent", ...liveVersion }] });
    const { errors, undecided } = predicted(manifest({ versions: document }), before, { server });
    return { errors: errors.map(({ field }) => field), undecided };
  };

  it("are open in 1.30 where they would be refused and the live CRD may have some", () => {
    const reason =
      "Kubernetes 1.30 checks selectable fields only where the live CRD has some, which a snapshot does not tell";
    expect(onLive(versions, {})).toEqual({
      errors: [],
      undecided: [{ path: ["spec", "versions", 0, "selectableFields"], reason }],
    });
    const fine = [version("v1", { selectableFields: [{ jsonPath: ".spec.a" }], schema: SELECTABLE })];
    expect(onLive(fine, {})).toEqual({ errors: [], undecided: [] });
    expect(onLive(versions, {}, parseServerVersion("1.29.15"))).toEqual({ errors: [], undecided: [] });
  });

  it("are checked in 1.30 where the live CRD is known to have some", () => {
    const selectableFields = Array.from({ length: 9 }, (_, index) => `.spec.f${index}`);
    expect(onLive(versions, { selectableFields })).toEqual({
      errors: ["spec.selectableFields[0].jsonPath"],
      undecided: [],
    });
  });
});

describe("CEL rules", () => {
  const rules = { openAPIV3Schema: { type: "object", "x-kubernetes-validations": [{ rule: "true" }] } };
  const versions = [version("v1", { schema: rules })];

  it("that are new are left to the server", () => {
    const { outcome, undecided } = predicted(manifest({ versions }), live());
    expect([outcome, undecided.length]).toEqual(["undecided", 1]);
  });

  it("that the live CRD has already are taken", () => {
    const schema = schemaDigest(rules.openAPIV3Schema);
    const same = live({ versions: [{ name: "v1", served: true, storage: true, schema }] });
    expect(predicted(manifest({ versions }), same)).toMatchObject({ outcome: "accepted", undecided: [] });
  });
});

describe("a version's own status subresource", () => {
  const closed = { openAPIV3Schema: { type: "object", default: {} } };
  const root = "spec.versions[1].schema.openAPIV3Schema";

  it.each([
    ["is that of the first version with the name", [{}, { status: {} }], false],
    ["is that of the first version with the name, also where it has none itself", [{ status: {} }, null], true],
  ])("%s", (_name, [first, second], isRefused) => {
    const versions = [
      version("v1", { subresources: first ?? null }),
      version("v1", { storage: false, subresources: second ?? null, schema: closed }),
    ];
    expect(fields(versions).some(([field]) => field === root)).toBe(isRefused);
  });
});
