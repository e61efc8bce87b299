import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { fieldsBetween, lostFields } from "../../src/migrate/losses.ts";

describe("what one version shows and the other does not", () => {
  it.each<[string, JsonValue, JsonValue, readonly string[]]>([
    [
      "nothing",
      { apiVersion: "a/v1", kind: "A", spec: { a: 1 } },
      { apiVersion: "a/v2", kind: "A", spec: { a: 1 } },
      [],
    ],
    ["what every object has is not compared", { metadata: { managedFields: [] }, apiVersion: "" }, {}, []],
    ["a field", { spec: { a: 1, b: 2 } }, { spec: { a: 1 } }, ["spec.b"]],
    ["more is no loss", { spec: {} }, { spec: { a: 1 }, status: {} }, []],
    ["another value is no loss", { spec: { a: 1 } }, { spec: { a: 2 } }, []],
    ["a root field", { spec: {}, extra: { a: 1 } }, { spec: {} }, ["extra"]],
    ["in items, once", { s: [{ a: 1, b: 1 }, { b: 1 }] }, { s: [{ a: 1 }, {}] }, ["s[].b"]],
    ["an item", { s: [1, 2] }, { s: [1] }, ["s[]"]],
    ["what is no object any more", { s: { a: { b: 1 } } }, { s: { a: 1 } }, ["s.a.b"]],
    ["null is a value", { s: { a: null } }, { s: { a: null } }, []],
  ])("%s", (_, before, after, fields) => {
    expect(lostFields(before, after)).toEqual(fields);
  });

  const crd = (more: JsonObject, ...schemas: readonly (JsonObject | null)[]): JsonObject => ({
    spec: {
      ...more,
      versions: schemas.map((schema, index) => ({
        name: `v${index + 1}`,
        ...(schema === null ? {} : { schema: { openAPIV3Schema: schema } }),
      })),
    },
  });
  const of = (...names: readonly string[]): JsonObject => ({
    type: "object",
    properties: {
      spec: { type: "object", properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])) },
    },
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ["the same schema", crd({}, of("a"), of("a")), []],
    ["fewer fields", crd({}, of("a", "b", "c"), of("b")), ["spec.a", "spec.c"]],
    ["more fields", crd({}, of("a"), of("a", "b")), []],
    ["a schema that keeps all", crd({}, of("a"), { type: "object", "x-kubernetes-preserve-unknown-fields": true }), []],
    ["no schema", crd({}, of("a"), null), []],
    ["a CRD that keeps all", crd({ preserveUnknownFields: true }, of("a"), of()), []],
  ])("is told from schemas: %s", (_, object, fields) => {
    expect(fieldsBetween(object, "v1", "v2")).toEqual(fields);
  });
});
