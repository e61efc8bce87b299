import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import { canonicalSchema, schemaDigest } from "../../../src/crd/schema/digest.ts";

describe("the digest of no schema", () => {
  it.each([[undefined], [null], ["x"], [5], [[]]])("of %j is absent", (schema) => {
    expect(schemaDigest(schema)).toBe("absent");
  });

  it("is not that of an empty schema", () => {
    expect(schemaDigest({})).toBe("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  });
});

describe("the canonical form", () => {
  it.each<[string, JsonObject, string]>([
    [
      "keys are sorted, everywhere",
      { type: "object", properties: { b: { type: "x" }, a: {} } },
      '{"properties":{"a":{},"b":{"type":"x"}},"type":"object"}',
    ],
    ["unknown keys are dropped", { const: 5, "x-other": true, maxlength: 3, type: "string" }, '{"type":"string"}'],
    [
      "empty texts, lists, maps and false are left out",
      {
        id: "",
        type: "",
        required: [],
        allOf: [],
        enum: [],
        properties: {},
        dependencies: {},
        nullable: false,
        uniqueItems: false,
        "x-kubernetes-list-map-keys": [],
        "x-kubernetes-validations": [],
      },
      "{}",
    ],
    ["null is left out", { type: null, default: null, items: null, not: null, minimum: null, properties: null }, "{}"],
    [
      "pointers stay with a zero value",
      {
        $ref: "",
        minimum: 0,
        maxLength: 0,
        "x-kubernetes-preserve-unknown-fields": false,
        "x-kubernetes-list-type": "",
        additionalProperties: false,
      },
      '{"$ref":"","additionalProperties":false,"maxLength":0,"minimum":0,"x-kubernetes-list-type":"","x-kubernetes-preserve-unknown-fields":false}',
    ],
    [
      "null in lists and maps is a zero value",
      { required: [null, "a"], allOf: [null], properties: { a: null }, dependencies: { a: null }, enum: [null] },
      '{"allOf":[{}],"dependencies":{"a":null},"enum":[null],"properties":{"a":{}},"required":["","a"]}',
    ],
    ["items that are no schema are left out", { items: true }, "{}"],
    ["items that are an empty list are left out", { items: [] }, "{}"],
    ["items may be a list", { items: [{ type: "string" }, {}] }, '{"items":[{"type":"string"},{}]}'],
    [
      "values of default, enum and example keep everything but their order",
      { default: { b: null, a: [] }, enum: [{ d: 1, c: "" }], example: { z: {}, y: false } },
      '{"default":{"a":[],"b":null},"enum":[{"c":"","d":1}],"example":{"y":false,"z":{}}}',
    ],
    [
      "a rule always has its text",
      {
        "x-kubernetes-validations": [
          {},
          null,
          { rule: "r", message: "", reason: "", optionalOldSelf: false, other: 1 },
        ],
      },
      '{"x-kubernetes-validations":[{"rule":""},{"rule":""},{"optionalOldSelf":false,"reason":"","rule":"r"}]}',
    ],
    [
      "documentation keeps its two fields",
      { externalDocs: { url: "u", description: "", other: 1 } },
      '{"externalDocs":{"url":"u"}}',
    ],
    [
      "dependencies are schemas or texts",
      { dependencies: { a: ["b"], b: { type: "x" }, c: [] } },
      '{"dependencies":{"a":["b"],"b":{"type":"x"},"c":null}}',
    ],
    ["wrong types count as absent", { type: 5, required: "a", properties: [], nullable: "true", maximum: "1" }, "{}"],
  ])("%s", (_name, schema, canonical) => {
    expect(canonicalSchema(schema)).toBe(canonical);
    const stored: JsonObject = JSON.parse(canonical);
    expect(schemaDigest(stored)).toBe(schemaDigest(schema));
  });

  it("tells schemas apart that the server tells apart", () => {
    const schemas: JsonValue[] = [
      { type: "object" },
      { type: "object", description: "d" },
      { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      { type: "object", "x-kubernetes-preserve-unknown-fields": false },
      { type: "object", enum: [null] },
      { type: "object", additionalProperties: {} },
      { type: "object", additionalProperties: true },
    ];
    expect(new Set(schemas.map(schemaDigest)).size).toBe(schemas.length);
  });
});

describe("any schema", () => {
  it("has the digest of what a cluster makes of it", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("type", "items", "properties", "allOf", "enum", "x"), fc.jsonValue()),
        (value) => {
          const schema: JsonObject = JSON.parse(JSON.stringify(value));
          const stored: JsonObject = JSON.parse(canonicalSchema(schema));
          expect(schemaDigest(stored)).toBe(schemaDigest(schema));
        },
      ),
    );
  });

  it("may be nested deeper than the stack", () => {
    let schema: JsonObject = { type: "string" };
    for (let i = 0; i < 100_000; i++) schema = { type: "object", properties: { a: schema } };
    expect(schemaDigest(schema)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});
