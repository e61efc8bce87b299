import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/base/json.ts";
import type { ConditionStatus } from "../../../src/crd/live-crd.ts";
import { errorsOf, K132, K137, live, manifest } from "../fixtures.ts";

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const NAME_RULE = 'must be spec.names.plural+"."+spec.group';

function brief(errors: ReturnType<typeof errorsOf>) {
  return errors.map(({ type, field, value, detail }) => [type, field, value, detail]);
}

describe("metadata.name of a new CRD", () => {
  it.each<[string, string, readonly (readonly unknown[])[]]>([
    ["is plural and group", "widgets.example.com", []],
    [
      "and nothing else",
      "widget.example.com",
      [["FieldValueInvalid", "metadata.name", '"widget.example.com"', NAME_RULE]],
    ],
    [
      "in lower case",
      "Widgets.example.com",
      [
        ["FieldValueInvalid", "metadata.name", '"Widgets.example.com"', SUBDOMAIN],
        ["FieldValueInvalid", "metadata.name", '"Widgets.example.com"', NAME_RULE],
      ],
    ],
    ["and there", "", [["FieldValueRequired", "metadata.name", undefined, "name or generateName is required"]]],
  ])("%s", (_name, name, errors) => {
    expect(brief(errorsOf(manifest({}, { name })))).toEqual(errors);
  });

  it("cannot be generated", () => {
    expect(brief(errorsOf(manifest({}, { generateName: "Widgets-" })))).toEqual([
      ["FieldValueInvalid", "metadata.generateName", '"Widgets-"', SUBDOMAIN],
      ["FieldValueInvalid", "metadata.generateName", '"Widgets-"', NAME_RULE],
    ]);
  });

  it("is generated from the first 58 characters", () => {
    const prefix = "a".repeat(58);
    expect(brief(errorsOf(manifest({}, { name: "", generateName: `${prefix}_` })))).toEqual([
      ["FieldValueInvalid", "metadata.generateName", `"${prefix}_"`, SUBDOMAIN],
      ["FieldValueInvalid", "metadata.generateName", `"${prefix}_"`, NAME_RULE],
      ["FieldValueInvalid", "metadata.name", undefined, NAME_RULE],
    ]);
    expect(brief(errorsOf(manifest({}, { name: "", generateName: `${prefix.slice(1)}_` })))[2]).toEqual([
      "FieldValueInvalid",
      "metadata.name",
      undefined,
      SUBDOMAIN,
    ]);
  });

  it("cannot be generated from a prefix alone", () => {
    expect(brief(errorsOf(manifest({}, { name: "", generateName: "widgets-" })))).toEqual([
      ["FieldValueInvalid", "metadata.generateName", '"widgets-"', NAME_RULE],
      ["FieldValueInvalid", "metadata.name", undefined, NAME_RULE],
    ]);
    expect(brief(errorsOf(manifest({}, { name: "", generateName: "widgets." })))[0]?.[3]).toBe(SUBDOMAIN);
  });
});

describe("metadata.name of a live CRD", () => {
  it.each([
    ["stays", "widgets.example.com", []],
    ["does not change", "gadgets.example.com", ["field is immutable"]],
    ["does not go", "", ["name or generateName is required", "field is immutable"]],
    ["does not become a path", "a/b%", ["may not contain '/'", "may not contain '%'", "field is immutable"]],
    ["does not become a folder", "..", ["may not be '..'", "field is immutable"]],
  ])("%s", (_name, name, details) => {
    const errors = errorsOf(manifest({}, { name }), live());
    expect(errors.map(({ detail }) => detail)).toEqual(details);
    expect(new Set(errors.map(({ field, path }) => `${field} ${path.join(".")}`)).size).toBe(
      details.length > 0 ? 1 : 0,
    );
  });

  it("may have a generateName beside it, if that could be part of a path", () => {
    expect(errorsOf(manifest({}, { generateName: "X-." }), live())).toEqual([]);
    expect(errorsOf(manifest({}, { generateName: "a/" }), live()).map(({ detail }) => detail)).toEqual([
      "may not contain '/'",
    ]);
  });
});

describe("spec.group", () => {
  it.each<[string, string, readonly unknown[]]>([
    ["missing", "", ["FieldValueRequired", "spec.group", undefined, ""]],
    [
      "without a dot",
      "example",
      ["FieldValueInvalid", "spec.group", '"example"', "should be a domain with at least one dot"],
    ],
    ["no domain", "a..b", ["FieldValueInvalid", "spec.group", '"a..b"', SUBDOMAIN]],
    [
      "too long",
      `a.${"b".repeat(252)}`,
      ["FieldValueInvalid", "spec.group", `"a.${"b".repeat(252)}"`, "must be no more than 253 characters"],
    ],
  ])("%s", (_name, group, error) => {
    const named = errorsOf(manifest({ group }, { name: `widgets.${group}` }));
    expect(brief(named).filter(([, field]) => field === "spec.group")).toEqual([error]);
  });

  it("may have labels longer than 63 characters", () => {
    const group = `${"a".repeat(70)}.b`;
    expect(errorsOf(manifest({ group }, { name: `widgets.${group}` }))).toEqual([]);
  });
});

describe("spec.scope", () => {
  it.each<[string, JsonValue, readonly unknown[]]>([
    ["missing", null, ["FieldValueRequired", "spec.scope", undefined, ""]],
    [
      "in another case",
      "namespaced",
      ["FieldValueNotSupported", "spec.scope", '"namespaced"', 'supported values: "Cluster", "Namespaced"'],
    ],
  ])("%s", (_name, scope, error) => {
    expect(brief(errorsOf(manifest({ scope })))).toEqual([error]);
  });
});

describe("what never changes", () => {
  it("group and plural, whatever the conditions", () => {
    const other = manifest({ group: "new.example.com", names: { plural: "gadgets", kind: "Widget" } });
    expect(brief(errorsOf(other, live({ conditions: {} })))).toEqual([
      ["FieldValueInvalid", "spec.group", '"new.example.com"', "field is immutable"],
      ["FieldValueInvalid", "spec.names.plural", '"gadgets"', "field is immutable"],
    ]);
  });

  const other = manifest({ scope: "Cluster", names: { plural: "widgets", kind: "WIDGET" } });

  it.each([
    ["1.32", K132],
    ["1.37", K137],
  ])("scope and kind, once established (%s)", (_minor, server) => {
    expect(brief(errorsOf(other, live(), { server }))).toEqual([
      ["FieldValueInvalid", "spec.scope", '"Cluster"', "field is immutable"],
      ["FieldValueInvalid", "spec.names.kind", '"WIDGET"', "field is immutable"],
    ]);
  });

  it.each<[string, Record<string, ConditionStatus>]>([
    ["False", { Established: "False" }],
    ["Unknown", { Established: "Unknown" }],
    ["absent", {}],
  ])("not while Established is %s", (_status, conditions) => {
    expect(errorsOf(other, live({ conditions }))).toEqual([]);
  });

  it("gives a bad scope two errors", () => {
    expect(errorsOf(manifest({ scope: "" }), live()).map(({ type, field }) => `${type} ${field}`)).toEqual([
      "FieldValueRequired spec.scope",
      "FieldValueInvalid spec.scope",
    ]);
  });
});
