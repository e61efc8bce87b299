import { describe, expect, it } from "vitest";
import type { JsonArray, JsonValue } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { errorsOf, K132, K137, live, manifest, SCHEMA, versions } from "../fixtures.ts";

const LABEL =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/** Short form of the errors: field, value, detail and the path in the manifest. */
function lines(versionList: JsonValue, liveCrd: Parameters<typeof errorsOf>[1] = null, server = K137) {
  return errorsOf(manifest({ versions: versionList }), liveCrd, { server }).map(
    ({ type, field, value, detail, path }) => [type, field, value, detail, path.join(".")],
  );
}

describe("the storage version", () => {
  it.each<[string, JsonArray, string]>([
    ["none", versions("v1", "v2"), "spec.versions"],
    ["two", versions("v1*", "v2*"), "spec.versions.1.storage"],
    ["three", versions("v1*", "v2*", "v3*"), "spec.versions.1.storage"],
  ])("%s", (_name, list, path) => {
    const stored = live({ storedVersions: ["v1", "v2", "v3"], versions: [] });
    const count = lines(list, stored).filter(([, field]) => field === "spec.versions");
    expect(count).toEqual([
      [
        "FieldValueInvalid",
        "spec.versions",
        undefined,
        "must have exactly one version marked as storage version",
        path,
      ],
    ]);
  });

  it.each([
    ["1.34", parseServerVersion("1.34"), '["v1"]', "null"],
    ["1.33", parseServerVersion("1.33"), '[]string{"v1"}', "[]string(nil)"],
    ["1.28", parseServerVersion("1.28"), '[]string{"v1"}', "[]string(nil)"],
    ["1.27", parseServerVersion("1.27"), undefined, "[]string(nil)"],
  ])("that is not stored, or none at all on a new CRD, as %s prints it", (_minor, server, value, nothing) => {
    expect(lines(versions("v1*", "v2*"), null, server).at(-1)).toEqual([
      "FieldValueInvalid",
      "status.storedVersions",
      value,
      "must have the storage version v2",
      "spec.versions.1",
    ]);
    expect(lines([], null, server).at(-1)).toEqual([
      "FieldValueInvalid",
      "status.storedVersions",
      nothing,
      "must have at least one stored version",
      "spec.versions",
    ]);
  });

  it.each<[string, JsonValue]>([
    ["missing", null],
    ["empty", []],
  ])("of no versions at all (%s) is missing, and so is every stored one", (_name, list) => {
    expect(lines(list, live({ storedVersions: ["v1", "v2"] })).map(([, field]) => field)).toEqual([
      "spec.versions",
      "status.storedVersions[0]",
      "status.storedVersions[1]",
    ]);
  });
});

describe("version names", () => {
  it("are unique", () => {
    expect(lines(versions("v1*", "v2", "v1"))).toEqual([
      ["FieldValueInvalid", "spec.versions", undefined, "must contain unique version names", "spec.versions.2.name"],
    ]);
  });

  it("that a twin has taken are not stored, though they are", () => {
    expect(lines(versions("v1", "v1*"), live()).map(([, field, , detail]) => [field, detail])).toEqual([
      ["spec.versions", "must contain unique version names"],
      ["status.storedVersions", "must have the storage version v1"],
    ]);
  });

  it("are labels; the first one is checked twice", () => {
    expect(lines(versions("V1*", "2"))).toEqual([
      ["FieldValueInvalid", "spec.versions[0].name", '"V1"', LABEL, "spec.versions.0.name"],
      ["FieldValueInvalid", "spec.versions[1].name", '"2"', LABEL, "spec.versions.1.name"],
      ["FieldValueInvalid", "spec.version", '"V1"', LABEL, "spec.versions.0.name"],
    ]);
  });

  it("that are empty are checked once", () => {
    expect(lines([{ served: true, storage: true, schema: SCHEMA }])).toEqual([
      ["FieldValueInvalid", "spec.versions[0].name", '""', LABEL, "spec.versions.0.name"],
    ]);
  });

  it("have at most 63 characters", () => {
    expect(lines([{ name: "a".repeat(63), storage: true, schema: SCHEMA }])).toEqual([]);
    expect(
      lines([{ name: "a".repeat(64), storage: true, schema: SCHEMA }]).map(([, field, , detail]) => [field, detail]),
    ).toEqual([
      ["spec.versions[0].name", "must be no more than 63 characters"],
      ["spec.version", "must be no more than 63 characters"],
    ]);
  });
});

describe("what looks dangerous and is fine", () => {
  it.each<[string, JsonArray]>([
    ["the storage version is not served", [{ name: "v1", storage: true, schema: SCHEMA }]],
    ["the versions stand in another order", versions("v0", "v1*")],
    ["the storage version goes back", versions("v1*", "v2")],
    ["a version that was never stored is gone", versions("v1*")],
  ])("%s", (_name, list) => {
    const liveCrd = live({
      versions: ["v1", "v2", "v3"].map((name) => ({ name, served: true, storage: name === "v2", schema: "sha256:1" })),
      storedVersions: ["v1"],
    });
    expect(lines(list, liveCrd)).toEqual([]);
  });
});

describe("deprecationWarning", () => {
  function warnings(deprecationWarning: string, deprecated = true, server = K137) {
    return lines([{ name: "v1", storage: true, deprecated, deprecationWarning, schema: SCHEMA }], null, server).map(
      ([, field, value, detail]) => [field, value, detail],
    );
  }

  const FIELD = "spec.versions[0].deprecationWarning";

  it.each([
    ["any text", "use v2: é 😀"],
    ["256 bytes", "é".repeat(128)],
  ])("is %s", (_name, text) => {
    expect(warnings(text)).toEqual([]);
  });

  it("is only for deprecated versions", () => {
    expect(warnings("old", false)).toEqual([[FIELD, '"old"', "can only be set for deprecated versions"]]);
  });

  it("is not empty", () => {
    expect(warnings("")).toEqual([[FIELD, '""', "must not be an empty string"]]);
  });

  it("has at most 256 bytes, which the server calls characters", () => {
    const text = `x${"é".repeat(128)}`;
    expect(warnings(text)).toEqual([[FIELD, `"${text}"`, "must be <= 256 characters long"]]);
  });

  it.each([
    ["1.32", K132, '"é\\u200b"'],
    ["1.37", K137, '"é\u200b"'],
  ])("is printable, counted in bytes, quoted as %s does", (_minor, server, value) => {
    const detail = "must only contain printable UTF-8 characters; non-printable character found at index 2";
    expect(warnings("é\u200b", true, server)).toEqual([[FIELD, value, detail]]);
  });
});
