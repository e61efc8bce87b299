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

  const PRESERVING = { "x-kubernetes-preserve-unknown-fields": true };
  const spec = (schema: JsonObject): JsonObject => ({
    type: "object",
    properties: { spec: { type: "object", ...schema } },
  });
  const keeping = (...names: readonly string[]) =>
    spec({ ...PRESERVING, properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])) });
  const map = (values: JsonObject) => spec({ additionalProperties: values });
  const embedded = (is: boolean) =>
    spec({ "x-kubernetes-embedded-resource": is, properties: { a: { type: "string" } } });

  it.each<[string, JsonObject, readonly string[]]>([
    ["the same schema", crd({}, of("a"), of("a")), []],
    ["fewer fields", crd({}, of("a", "b", "c"), of("b")), ["spec.a", "spec.c"]],
    ["more fields", crd({}, of("a"), of("a", "b")), []],
    ["a schema that keeps all", crd({}, of("a"), { type: "object", "x-kubernetes-preserve-unknown-fields": true }), []],
    ["unknown fields that are no longer kept", crd({}, keeping("a"), of("a")), ["spec.*"]],
    ["unknown fields that are kept still", crd({}, keeping("a"), keeping()), []],
    [
      "values of a map that are no longer kept",
      crd({}, map({ type: "object", "x-kubernetes-preserve-unknown-fields": true }), map({ type: "object" })),
      ["spec.*.*"],
    ],
    ["an embedded object that is none any more", crd({}, embedded(true), embedded(false)), ["spec.*"]],
    ["unknown fields of the whole object", crd({}, { type: "object", ...PRESERVING }, of()), ["*"]],
    ["no schema", crd({}, of("a"), null), []],
    ["a CRD that keeps all", crd({ preserveUnknownFields: true }, of("a"), of()), []],
  ])("is told from schemas: %s", (_, object, fields) => {
    expect(fieldsBetween(object, "v1", "v2")).toEqual(fields);
  });
});
