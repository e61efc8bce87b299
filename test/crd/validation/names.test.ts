import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import { errorsOf, live, manifest } from "../fixtures.ts";

const LABEL =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const MIXED = `may have mixed case, but should otherwise match: ${LABEL}`;

function lines(names: JsonObject) {
  return errorsOf(manifest({ names: { plural: "widgets", kind: "Widget", ...names } })).map(
    ({ type, field, value, detail, path }) => [type, field, value, detail, path.join(".")],
  );
}

describe("names", () => {
  it.each<[string, JsonObject]>([
    ["singular and listKind are filled in", {}],
    ["so they are when they are empty", { singular: "", listKind: "" }],
    ["kind and listKind may differ in case alone", { listKind: "WIDGET" }],
    ["kinds are in any case", { kind: "wIDGET", listKind: "İ" }],
    ["short names may be equal", { shortNames: ["w", "w", "widgets"] }],
    ["categories", { categories: ["all", "x-y"] }],
  ])("%s", (_name, names) => {
    expect(lines(names)).toEqual([]);
  });

  it.each<[string, JsonObject, readonly unknown[]]>([
    [
      "singular",
      { singular: "Widget" },
      ["FieldValueInvalid", "spec.names.singular", '"Widget"', LABEL, "spec.names.singular"],
    ],
    [
      "kind",
      { kind: "Wid_get", listKind: "L" },
      ["FieldValueInvalid", "spec.names.kind", '"Wid_get"', MIXED, "spec.names.kind"],
    ],
    ["listKind", { listKind: "-" }, ["FieldValueInvalid", "spec.names.listKind", '"-"', MIXED, "spec.names.listKind"]],
    [
      "equal kinds",
      { listKind: "Widget" },
      [
        "FieldValueInvalid",
        "spec.names.listKind",
        '"Widget"',
        "kind and listKind may not be the same",
        "spec.names.listKind",
      ],
    ],
    [
      "a short name",
      { shortNames: ["w", ""] },
      ["FieldValueInvalid", "spec.names.shortNames[1]", '""', LABEL, "spec.names.shortNames.1"],
    ],
    [
      "a category",
      { categories: ["A"] },
      ["FieldValueInvalid", "spec.names.categories[0]", '"A"', LABEL, "spec.names.categories.0"],
    ],
  ])("a bad %s", (_name, names, line) => {
    // A singular made of the kind is as bad as the kind.
    expect(lines({ singular: "widget", ...names })).toEqual([line]);
  });

  it("a bad plural is a bad name too", () => {
    const fields = lines({ plural: "Widgets" }).map(([, field]) => field);
    expect(fields).toEqual(["metadata.name", "spec.names.plural"]);
  });

  it("that are missing altogether", () => {
    expect(errorsOf(manifest({ names: {} })).map(({ type, field }) => `${type} ${field}`)).toEqual([
      "FieldValueInvalid metadata.name",
      "FieldValueRequired spec.names.plural",
      "FieldValueRequired spec.names.singular",
      "FieldValueRequired spec.names.kind",
      "FieldValueRequired spec.names.listKind",
    ]);
  });

  it("that are too long", () => {
    const kind = "K".repeat(60);
    expect(lines({ kind })).toEqual([
      [
        "FieldValueInvalid",
        "spec.names.listKind",
        `"${kind}List"`,
        "may have mixed case, but should otherwise match: must be no more than 63 characters",
        "spec.names.listKind",
      ],
    ]);
  });
});

describe("accepted names of the live CRD", () => {
  it("are checked on every update", () => {
    const accepted = live({ acceptedNames: { plural: "widgets", kind: "Widget", shortNames: ["X"] } });
    expect(errorsOf(manifest(), accepted).map(({ field, value }) => [field, value])).toEqual([
      ["status.acceptedNames.shortNames[0]", '"X"'],
    ]);
  });

  it("may be empty", () => {
    expect(errorsOf(manifest(), live({ acceptedNames: { plural: "", kind: "" } }))).toEqual([]);
  });
});
