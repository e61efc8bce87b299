import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import { live, manifest, predicted } from "../fixtures.ts";

/** An entry that the server can read and that owns a field nobody else does. */
function entry(changes: JsonObject = {}): JsonObject {
  return {
    manager: "someone",
    operation: "Update",
    apiVersion: "apiextensions.k8s.io/v1",
    fieldsType: "FieldsV1",
    fieldsV1: { "f:spec": { "f:somethingElse": {} } },
    ...changes,
  };
}

const BAD = entry({ manager: "some\u0001one" });

/** The places that a PUT leaves open, with the first words of the reasons. */
function open(managedFields: readonly JsonObject[]): Record<string, readonly string[]> {
  const answers = [null, live()].map((facts) => predicted(manifest({}, { managedFields }), facts));
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const [created = [], updated = []] = answers.map(({ undecided }) => undecided);
  expect(updated).toEqual(created);
  const found: Record<string, string[]> = {};
  for (const { path, reason } of created) {
    const place = path.join(".");
    found[place] = [...(found[place] ?? []), reason.replace(/: .*/, "")];
  }
  return found;
}

const REFUSED: readonly (readonly [string, readonly JsonObject[], Record<string, readonly string[]>])[] = [
  [
    "a manager that cannot be printed",
    [BAD],
    { "metadata.managedFields.0.manager": ["has a character that cannot be printed"] },
  ],
  ["a manager of 128 bytes", [entry({ manager: "é".repeat(64) })], {}],
  [
    "a manager of 129 bytes",
    [entry({ manager: `${"é".repeat(64)}m` })],
    { "metadata.managedFields.0.manager": ["may not be more than 128 bytes"] },
  ],
  [
    "a long manager that cannot be printed",
    [entry({ manager: "\n".repeat(129) })],
    {
      "metadata.managedFields.0.manager": ["may not be more than 128 bytes", "has a character that cannot be printed"],
    },
  ],
  ["a subresource of 256 bytes", [entry({ subresource: "s".repeat(256) })], {}],
  [
    "a subresource of 257 bytes",
    [entry({ subresource: "s".repeat(257) })],
    { "metadata.managedFields.0.subresource": ["may not be more than 256 bytes"] },
  ],
  [
    "the second of two entries",
    [entry(), BAD],
    { "metadata.managedFields.1.manager": ["has a character that cannot be printed"] },
  ],
  [
    "an entry at v1beta1, which the server converts",
    [entry({ ...BAD, apiVersion: "apiextensions.k8s.io/v1beta1" })],
    { "metadata.managedFields.0.manager": ["has a character that cannot be printed"] },
  ],
];

const MENDED: readonly (readonly [string, readonly JsonObject[]])[] = [
  ["an entry that is right", [entry()]],
  ["an empty entry", [{}]],
  ["no operation", [entry({ ...BAD, operation: "" })]],
  ["another operation", [entry({ ...BAD, operation: "Merge" })]],
  ["no API version", [entry({ ...BAD, apiVersion: "" })]],
  ["another type of fields", [entry({ ...BAD, fieldsType: "FieldsV2" })]],
  ["no type of fields", [entry({ ...BAD, fieldsType: "" })]],
  ["fields that are none", [entry({ ...BAD, fieldsV1: "f:spec" })]],
  ["an entry without fields", [entry({ ...BAD, fieldsV1: {} }), entry({ ...BAD, fieldsV1: null })]],
  ["another API version, whose entries go", [entry({ ...BAD, apiVersion: "v1" })]],
  ["one that cannot be read beside it, which puts the whole list aside", [BAD, entry({ operation: "Merge" })]],
];

describe("metadata.managedFields of a CRD that is created or replaced", () => {
  it.each(REFUSED)("is refused if it stays: %s", (_name, managedFields, expected) => {
    expect(open(managedFields)).toEqual(expected);
  });

  it.each(MENDED)("is no error to the server: %s", (_name, managedFields) => {
    expect(open(managedFields)).toEqual({});
  });
});
