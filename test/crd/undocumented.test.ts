import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { undocumented } from "../../src/crd/undocumented.ts";
import { manifest } from "./fixtures.ts";

function withSchemas(...schemas: readonly JsonObject[]): JsonObject {
  const versions = schemas.map((openAPIV3Schema, at): JsonValue => {
    return { name: `v${at + 1}`, served: true, storage: at === 0, schema: { openAPIV3Schema } };
  });
  return manifest({ versions });
}

const size = (more: JsonObject): JsonObject => ({ type: "object", properties: { size: more } });

describe("what decides of a manifest", () => {
  it.each<[what: string, a: JsonObject, b: JsonObject]>([
    ["words of a description", withSchemas(size({ description: "a" })), withSchemas(size({ description: "b b" }))],
    [
      "words of the schema's own",
      withSchemas({ description: "a", type: "object" }),
      withSchemas({ description: "b", type: "object" }),
    ],
    [
      "in a list of schemas",
      withSchemas(size({ anyOf: [{ description: "a" }] })),
      withSchemas(size({ anyOf: [{ description: "b" }] })),
    ],
    [
      "of a property that is called default",
      withSchemas({ type: "object", properties: { default: { type: "string", description: "a" } } }),
      withSchemas({ type: "object", properties: { default: { type: "string", description: "b" } } }),
    ],
  ])("is not: %s", (_, a, b) => {
    expect(undocumented(a)).not.toBeNull();
    expect(undocumented(b)).toBe(undocumented(a));
  });

  it.each<[what: string, a: JsonObject, b: JsonObject]>([
    ["another type", withSchemas(size({ type: "string" })), withSchemas(size({ type: "object" }))],
    ["whether there is a description", withSchemas(size({ description: "a" })), withSchemas(size({}))],
    ["whether it is empty", withSchemas(size({ description: "a" })), withSchemas(size({ description: "" }))],
    ["whether it is a text", withSchemas(size({ description: "a" })), withSchemas(size({ description: 1 }))],
    [
      "a property that is called description",
      withSchemas({ type: "object", properties: { description: "a" } }),
      withSchemas({ type: "object", properties: { description: "b" } }),
    ],
    [
      "a default",
      withSchemas(size({ default: { description: "a" } })),
      withSchemas(size({ default: { description: "b" } })),
    ],
    [
      "an enum",
      withSchemas(size({ enum: [{ description: "a" }] })),
      withSchemas(size({ enum: [{ description: "b" }] })),
    ],
    [
      "what stands beside the schemas",
      manifest({}, { labels: { description: "a" } }),
      manifest({}, { labels: { description: "b" } }),
    ],
    ["zero below zero", withSchemas(size({ minimum: 0 })), withSchemas(size({ minimum: -0 }))],
    ["a number as text", withSchemas(size({ format: "1" })), withSchemas(size({ format: 1 }))],
    ["where one text ends", withSchemas(size({ required: ["a", "b"] })), withSchemas(size({ required: ['a1"b'] }))],
    [
      "whether versions have one schema",
      withSchemas(size({ description: "a" }), size({ description: "a" })),
      withSchemas(size({ description: "a" }), size({ description: "b" })),
    ],
  ])("is: %s", (_, a, b) => {
    expect(undocumented(a)).not.toBeNull();
    expect(undocumented(b)).not.toBe(undocumented(a));
  });

  it("cannot be told of what is too large for some client, too deep, or no CRD", () => {
    const large = (units: number) => withSchemas(size({ description: "a".repeat(units) }));
    expect(undocumented(large(200_000))).toBe(undocumented(large(1)));
    expect(undocumented(large(262_144))).toBeNull();
    // Control characters take six bytes each.
    expect(undocumented(withSchemas(size({ description: "\u0001".repeat(44_000) })))).toBeNull();
    let deep: JsonObject = { type: "object" };
    for (let level = 0; level < 250; level++) deep = { type: "object", properties: { a: deep } };
    expect(undocumented(withSchemas(deep))).toBeNull();
    expect(undocumented(manifest({ versions: undefined }))).toBeNull();
    expect(undocumented({ spec: null })).toBeNull();
  });
});
