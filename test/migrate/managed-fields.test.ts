import { describe, expect, it } from "vitest";
import { atVersion } from "../../src/migrate/managed-fields.ts";

const GROUP = "example.com";
/** An object as a server writes it, with these entries and things that must not change. */
const object = (entries: string) =>
  `{"apiVersion":"example.com/v1","kind":"Lane","metadata":{"managedFields":${entries},"name":"a","ownerReferences":[{"apiVersion":"example.com/v1alpha2"}]},"spec":{"apiVersion":"example.com/v1alpha2","managedFields":[{"apiVersion":"example.com/v1alpha2"}],"weight":9007199254740993}}`;
const entry = (manager: string, apiVersion: string, fields: string, more = '"operation":"Update"') =>
  `{"apiVersion":"${apiVersion}","fieldsType":"FieldsV1","fieldsV1":${fields},"manager":"${manager}",${more}}`;
const [OLD, NEW] = ["example.com/v1alpha2", "example.com/v1"];

describe("the version in metadata.managedFields", () => {
  it.each<[string, string, string]>([
    ["nothing to rename", `[${entry("a", NEW, "{}")}]`, `[${entry("a", NEW, "{}")}]`],
    ["no entry", "[]", "[]"],
    ["one entry", `[${entry("a", OLD, "{}")}]`, `[${entry("a", NEW, "{}")}]`],
    [
      "several managers",
      `[${entry("a", OLD, "{}")},${entry("b", OLD, "{}")}]`,
      `[${entry("a", NEW, "{}")},${entry("b", NEW, "{}")}]`,
    ],
    [
      "another group",
      `[${entry("a", "example.com.evil/v1alpha2", "{}")}]`,
      `[${entry("a", "example.com.evil/v1alpha2", "{}")}]`,
    ],
    [
      "one manager with an entry for a subresource",
      `[${entry("a", OLD, "{}")},${entry("a", NEW, "{}", '"operation":"Update","subresource":"status"')}]`,
      `[${entry("a", NEW, "{}")},${entry("a", NEW, "{}", '"operation":"Update","subresource":"status"')}]`,
    ],
    [
      "one manager that applies and updates",
      `[${entry("a", OLD, "{}", '"operation":"Apply"')},${entry("a", NEW, "{}")}]`,
      `[${entry("a", NEW, "{}", '"operation":"Apply"')},${entry("a", NEW, "{}")}]`,
    ],
    [
      "one manager at two versions: the fields of both, at the later's time",
      `[${entry("a", OLD, '{"f:spec":{".":{},"f:weight":{},"f:l":{"k:{\\"n\\":1}":{}}}}', '"operation":"Update","time":"2020-01-01T00:00:00Z"')},${entry("b", OLD, "{}")},${entry("a", NEW, '{"f:spec":{"f:hosts":{},"f:l":{"k:{\\"n\\":2}":{}}}}', '"operation":"Update","time":"2021-01-01T00:00:00Z"')}]`,
      `[${entry("b", NEW, "{}")},${entry("a", NEW, '{"f:spec":{".":{},"f:weight":{},"f:l":{"k:{\\"n\\":1}":{},"k:{\\"n\\":2}":{}},"f:hosts":{}}}', '"operation":"Update","time":"2021-01-01T00:00:00Z"')}]`,
    ],
  ])("is the one that is written: %s", (_, before, after) => {
    expect(atVersion(object(before), GROUP, "v1")).toBe(object(after));
  });

  it("is left alone where there is none", () => {
    for (const text of ['{"metadata":{"name":"a"}}', "{}", '{"metadata":{"managedFields":null}}'])
      expect(atVersion(text, GROUP, "v1")).toBe(text);
  });
});
