import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { readCrd } from "../../src/crd/crd-object.ts";
import { hoisting } from "../../src/crd/hoisting.ts";

const TYPED: JsonObject = { type: "object" };

/** Whether the server moves the schemas of two versions to the top of spec. */
function areHoisted(first: JsonValue, second: JsonValue): boolean {
  const versions = [first, second].map((openAPIV3Schema) => ({ schema: { openAPIV3Schema } }));
  return hoisting(readCrd({ spec: { versions } }).versions).schema;
}

describe("the schemas of two versions", () => {
  it.each<[string, JsonObject, JsonObject]>([
    ["are the same", TYPED, TYPED],
    ["differ in an unknown key", TYPED, { ...TYPED, foo: 1 }],
    ["differ in what an empty list is", TYPED, { ...TYPED, required: [] }],
    ["differ in items that are null", TYPED, { ...TYPED, items: null }],
    ["have the same empty items", { ...TYPED, items: [] }, { ...TYPED, items: "x" }],
    ["have them in a default, which is no schema", { default: { items: [] } }, { default: { items: [] } }],
  ])("are moved to the top where they %s", (_name, first, second) => {
    expect(areHoisted(first, second)).toBe(true);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ["in a description", TYPED, { ...TYPED, description: "d" }],
    ["in items that are an empty list", TYPED, { ...TYPED, items: [] }],
    ["in items that are a text", TYPED, { ...TYPED, items: "x" }],
    ["in empty items below properties", { properties: { a: {} } }, { properties: { a: { items: [] } } }],
    ["in empty items below a list", { anyOf: [{}] }, { anyOf: [{ items: true }] }],
    ["in empty items below items", { items: {} }, { items: { items: 1 } }],
    ["in the place of empty items", { not: { items: [] }, items: {} }, { not: {}, items: { items: [] } }],
  ])("stay where they are when they differ %s", (_name, first, second) => {
    expect(areHoisted(first, second)).toBe(false);
  });
});
