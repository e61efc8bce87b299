import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { errorText } from "../../../src/crd/error-text.ts";
import { errorsOf, live, manifest, predicted } from "../fixtures.ts";

const MINORS = ["1.25", "1.26", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"] as const;
type Minor = (typeof MINORS)[number];
const QUALIFIED =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function lines(metadata: JsonObject, minor: Minor = "1.37") {
  return errorsOf(manifest({}, metadata), null, { server: parseServerVersion(minor) }).map(
    ({ type, field, value, detail, path }) => [type, field, value, detail, path.join("/")],
  );
}

describe("labels", () => {
  it.each([
    ["A.b_c-1", "A.b_c-1"],
    ["example.com/a", ""],
    [`${"a".repeat(253)}/${"b".repeat(63)}`, "c".repeat(63)],
  ])("take %s", (key, value) => {
    expect(lines({ labels: { [key]: value } })).toEqual([]);
  });

  it.each([
    ["a b", [`name part ${QUALIFIED}`]],
    ["", ["name part must be non-empty", `name part ${QUALIFIED}`]],
    ["/a", ["prefix part must be non-empty"]],
    ["A/a", [`prefix part ${SUBDOMAIN}`]],
    ["a/", ["name part must be non-empty", `name part ${QUALIFIED}`]],
    ["a".repeat(64), ["name part must be no more than 63 bytes"]],
    [`${"a".repeat(254)}/a`, ["prefix part must be no more than 253 bytes"]],
    [
      "a/b/c",
      [`a valid label key ${QUALIFIED} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`],
    ],
  ])("refuse the key %j", (key, details) => {
    expect(lines({ labels: { [key]: "" } })).toEqual(
      details.map((detail) => [
        "FieldValueInvalid",
        "metadata.labels",
        JSON.stringify(key),
        detail,
        `metadata/labels/${key}`,
      ]),
    );
  });

  it("refuse values, and point at their key", () => {
    expect(lines({ labels: { a: "-" } })).toEqual([
      ["FieldValueInvalid", "metadata.labels", '"-"', VALUE, "metadata/labels/a"],
    ]);
  });

  it("count in bytes from 1.35 on", () => {
    expect(lines({ labels: { a: "a".repeat(64) } }, "1.35").map(([, , , detail]) => detail)).toEqual([
      "must be no more than 63 bytes",
    ]);
  });

  it("say characters before 1.35 and call keys otherwise", () => {
    const long = "a".repeat(64);
    expect(lines({ labels: { [long]: long } }, "1.34").map(([, , , detail]) => detail)).toEqual([
      "name part must be no more than 63 characters",
      "must be no more than 63 characters",
    ]);
    expect(lines({ labels: { "a/b/c": "" } }, "1.34")[0]?.[3]).toBe(
      `a qualified name ${QUALIFIED} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    );
  });
});

describe("annotations", () => {
  it("take keys in any case", () => {
    expect(lines({ annotations: { "Example.COM/a": "any value\n" } })).toEqual([]);
  });

  it("refuse bad keys", () => {
    expect(lines({ annotations: { "a b": "" } })).toEqual([
      ["FieldValueInvalid", "metadata.annotations", '"a b"', `name part ${QUALIFIED}`, "metadata/annotations/a b"],
    ]);
  });

  it.each([
    ["1.31", "must have at most 262144 bytes"],
    ["1.32", "may not be more than 262144 bytes"],
    ["1.37", "may not be more than 262144 bytes"],
  ] as const)("have 262144 bytes in all, keys counted (%s)", (minor, detail) => {
    const fill = (bytes: number) => ({ annotations: { ab: "é".repeat((bytes - 4) / 2), c: "x" } });
    expect(lines(fill(262_144 + 1 - 1), minor).length).toBe(0);
    expect(lines({ annotations: { ab: "x".repeat(262_143) } }, minor)).toEqual([
      ["FieldValueTooLong", "metadata.annotations", undefined, detail, "metadata/annotations"],
    ]);
    expect(lines({ annotations: { ab: "x".repeat(262_142) } }, minor)).toEqual([]);
  });
});

describe("finalizers", () => {
  it("are qualified names", () => {
    expect(lines({ finalizers: ["a/b", "a b"] })).toEqual([
      ["FieldValueInvalid", "metadata.finalizers", '"a b"', `name part ${QUALIFIED}`, "metadata/finalizers/1"],
    ]);
  });

  it.each(["orphan", "foregroundDeletion"])("may be %s alone", (finalizer) => {
    expect(lines({ finalizers: [finalizer] })).toEqual([]);
  });

  it.each([
    ["1.32", '[]string{"orphan", "foregroundDeletion"}'],
    ["1.37", '["orphan","foregroundDeletion"]'],
  ] as const)("do not both orphan and delete (%s)", (minor, value) => {
    expect(lines({ finalizers: ["orphan", "foregroundDeletion"] }, minor)).toEqual([
      [
        "FieldValueInvalid",
        "metadata.finalizers",
        value,
        "finalizer orphan and foregroundDeletion cannot be both set",
        "metadata/finalizers",
      ],
    ]);
  });
});

describe("ownerReferences", () => {
  const owner = { apiVersion: "v1", kind: "X", name: "x", uid: "u" };

  it.each([
    [
      "1.33",
      [
        ["FieldValueInvalid", "metadata.ownerReferences.apiVersion", '""', "version must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.kind", '""', "kind must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.name", '""', "name must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.uid", '""', "uid must not be empty"],
      ],
    ],
    [
      "1.34",
      [
        ["FieldValueInvalid", "metadata.ownerReferences.apiVersion", '""', "version must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.kind", '""', "must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.name", '""', "must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.uid", '""', "must not be empty"],
      ],
    ],
    [
      "1.36",
      [
        ["FieldValueInvalid", "metadata.ownerReferences.apiVersion", '""', "version must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.kind", '""', "must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.name", '""', "must not be empty"],
        ["FieldValueInvalid", "metadata.ownerReferences.uid", '""', "must not be empty"],
      ],
    ],
    [
      "1.37",
      [
        ["FieldValueRequired", "metadata.ownerReferences[1].apiVersion", undefined, "must not be empty"],
        ["FieldValueRequired", "metadata.ownerReferences[1].kind", undefined, "must not be empty"],
        ["FieldValueRequired", "metadata.ownerReferences[1].name", undefined, "must not be empty"],
        ["FieldValueRequired", "metadata.ownerReferences[1].uid", undefined, "must not be empty"],
      ],
    ],
  ] as const)("are whole, in the words of %s", (minor, errors) => {
    expect(lines({ ownerReferences: [owner, {}] }, minor).map((line) => line.slice(0, 4))).toEqual(errors);
    expect(lines({ ownerReferences: [owner, {}] }, minor).map((line) => line[4])).toEqual([
      "metadata/ownerReferences/1/apiVersion",
      "metadata/ownerReferences/1/kind",
      "metadata/ownerReferences/1/name",
      "metadata/ownerReferences/1/uid",
    ]);
  });

  it("have an API version", () => {
    expect(lines({ ownerReferences: [{ ...owner, apiVersion: "a/b" }] })).toEqual([]);
    expect(lines({ ownerReferences: [{ ...owner, apiVersion: "a/b/c" }] }).map((line) => line[3])).toEqual([
      "must be <group>/<version> or <version>",
    ]);
  });

  it("are no events", () => {
    expect(lines({ ownerReferences: [{ ...owner, kind: "Event" }] }).map((line) => line[3])).toEqual([
      "/v1, Kind=Event is disallowed from being an owner",
    ]);
  });

  it.each<[Minor, string]>([
    ["1.25", "y and z"],
    ["1.26", "X/y and X/z"],
    ["1.37", "X/y and X/z"],
  ])("have one controller, in the words of %s", (minor, both) => {
    const controllers = [owner, { ...owner, name: "y", controller: true }, { ...owner, name: "z", controller: true }];
    expect(lines({ ownerReferences: controllers }, minor)).toEqual([
      [
        "FieldValueInvalid",
        "metadata.ownerReferences",
        undefined,
        `Only one reference can have Controller set to true. Found "true" in references for ${both}`,
        "metadata/ownerReferences/2/controller",
      ],
    ]);
  });
});

describe("what is compared with the live object", () => {
  function compared(metadata: JsonObject, facts: Parameters<typeof live>[0] = {}) {
    const { errors, undecided } = predicted(manifest({}, metadata), live(facts));
    return { errors: errors.map(({ field }) => field), undecided: undecided.map(({ path }) => path.join(".")) };
  }

  it.each<[string, JsonObject, Parameters<typeof live>[0], string[], string[]]>([
    ["uid", { uid: "1" }, {}, [], ["metadata.uid"]],
    ["resourceVersion", { resourceVersion: "1" }, {}, [], ["metadata.resourceVersion"]],
    [
      "generation and creation are the server's",
      { generation: -1, creationTimestamp: "2024-01-01T00:00:00Z" },
      {},
      [],
      [],
    ],
    ["namespace is cleared", { namespace: "default" }, {}, [], []],
    ["new finalizers", { finalizers: ["a/b"] }, {}, [], []],
    [
      "finalizers while it is deleted, if nobody knows its own",
      { finalizers: ["a/b"] },
      { terminating: true },
      [],
      ["metadata.finalizers"],
    ],
    ["the finalizers that it has", { finalizers: ["a/b"] }, { terminating: true, finalizers: ["c/d", "a/b"] }, [], []],
    ["none of those that it has", {}, { terminating: true, finalizers: ["a/b"] }, [], []],
    [
      "new finalizers while it is deleted",
      { finalizers: ["a/b", "c/d"] },
      { terminating: true, finalizers: ["a/b"] },
      ["metadata.finalizers"],
      [],
    ],
    [
      "deletion that did not begin",
      { deletionTimestamp: "2024-01-01T00:00:00Z", deletionGracePeriodSeconds: 0 },
      {},
      ["metadata.deletionTimestamp", "metadata.deletionGracePeriodSeconds"],
      [],
    ],
    ["deletion that did begin", { deletionTimestamp: "2024-01-01T00:00:00Z" }, { terminating: true }, [], []],
    [
      "the period of a deletion that did begin",
      { deletionGracePeriodSeconds: 0 },
      { terminating: true },
      [],
      ["metadata.deletionGracePeriodSeconds"],
    ],
  ])("%s", (_name, metadata, facts, errors, undecided) => {
    expect(compared(metadata, facts)).toEqual({ errors, undecided });
  });

  it("tells all new finalizers, each once and sorted", () => {
    const facts = live({ terminating: true, finalizers: ["b.c/d"] });
    const errors = errorsOf(manifest({}, { finalizers: ["z/z", "b.c/d", 'a/"', "z/z"] }), facts).map(errorText);
    expect(errors).toContain(
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/\\"", "z/z"}',
    );
  });

  it("is nothing for a new CRD", () => {
    expect(predicted(manifest({}, { uid: "1", resourceVersion: "1" }))).toMatchObject({ errors: [], undecided: [] });
  });
});
