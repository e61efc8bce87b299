import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { droppedFields, emptiedProperties, keepsNothing } from "../../src/crd/schema/kept-fields.ts";
import { readSchema } from "../../src/crd/schema/schema-props.ts";

const TEXT = { type: "string" };
const BARE = { type: "object" };
const PRESERVING = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

function object(properties: JsonObject): JsonObject {
  return { type: "object", properties };
}

function spec(properties: JsonObject): JsonObject {
  return object({ spec: object(properties) });
}

describe("what objects of a schema keep", () => {
  it.each<[string, JsonObject, boolean]>([
    ["an object of which nothing is said", BARE, false],
    ["what every object has", object({ apiVersion: TEXT, kind: TEXT, metadata: BARE }), false],
    ["no type at all", {}, false],
    ["an embedded resource", { ...BARE, "x-kubernetes-embedded-resource": true }, false],
    ["a property without fields", object({ spec: BARE }), true],
    ["unknown fields", PRESERVING, true],
    ["a map", { ...BARE, additionalProperties: TEXT }, true],
  ])("%s: %j", (_name, schema, keeps) => {
    expect(keepsNothing(schema)).toBe(!keeps);
  });

  it("are not looked at where there is no schema", () => {
    expect([keepsNothing(undefined), keepsNothing(null)]).toEqual([false, false]);
  });
});

describe("properties that are emptied", () => {
  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ["gone", spec({ a: TEXT }), BARE, ["spec"]],
    ["hollow", spec({ a: TEXT }), object({ spec: BARE }), ["spec"]],
    ["a list that is gone", object({ rules: { type: "array", items: TEXT } }), BARE, ["rules"]],
    ["a text that is gone", object({ data: TEXT }), BARE, ["data"]],
    ["hollow before", object({ spec: BARE }), BARE, []],
    ["other fields", spec({ a: TEXT }), spec({ b: TEXT }), []],
    ["unknown fields kept there", spec({ a: TEXT }), object({ spec: PRESERVING }), []],
    ["unknown fields kept by the root", spec({ a: TEXT }), PRESERVING, []],
    ["a resource", spec({ a: TEXT }), object({ spec: { ...BARE, "x-kubernetes-embedded-resource": true } }), []],
    ["a number or a text", spec({ a: TEXT }), object({ spec: { "x-kubernetes-int-or-string": true } }), []],
  ])("%s", (_name, before, after, expected) => {
    expect(emptiedProperties(readSchema(before), readSchema(after))).toEqual(expected);
  });
});

describe("fields that are dropped", () => {
  const items = (schema: JsonObject): JsonObject => ({ type: "array", items: schema });
  const map = (schema: JsonObject | boolean): JsonObject => ({ type: "object", additionalProperties: schema });
  const resource = { ...BARE, "x-kubernetes-embedded-resource": true };
  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ["a field", spec({ a: TEXT, b: TEXT }), spec({ b: TEXT }), ["spec.a"]],
    ["a part of the root, without what is below", spec({ a: TEXT }), object({ status: BARE }), ["spec"]],
    [
      "in the order of names",
      spec({ c: TEXT, a: object({ x: TEXT }), b: TEXT }),
      spec({ a: BARE }),
      ["spec.a.x", "spec.b", "spec.c"],
    ],
    [
      "in a list",
      spec({ a: items(object({ x: TEXT, y: TEXT })) }),
      spec({ a: items(object({ y: TEXT })) }),
      ["spec.a[].x"],
    ],
    ["in a map", spec({ a: map(object({ x: TEXT })) }), spec({ a: map(BARE) }), ["spec.a.*.x"]],
    ["of a map that is an object now", spec({ a: map(TEXT) }), spec({ a: object({ x: TEXT }) }), ["spec.a.*"]],
    [
      "below values of which nothing is said",
      spec({ a: object({ x: object({ y: TEXT }) }) }),
      spec({ a: map(true) }),
      ["spec.a.x.y"],
    ],
    ["none in a map of such values", spec({ a: object({ x: TEXT }) }), spec({ a: map(TEXT) }), []],
    ["none where unknown fields stay", spec({ a: items(object({ x: TEXT })) }), object({ spec: PRESERVING }), []],
    [
      "below a field that is named where unknown ones stay",
      spec({ a: object({ x: TEXT }), b: TEXT }),
      object({ spec: { ...PRESERVING, properties: { a: BARE } } }),
      ["spec.a.x"],
    ],
    ["none of what every object has", object({ metadata: object({ name: TEXT }) }), BARE, []],
    ["of a resource but its own", spec({ a: object({ kind: TEXT, x: TEXT }) }), spec({ a: resource }), ["spec.a.x"]],
    [
      "in a list without a schema of items",
      spec({ a: items(object({ x: TEXT })) }),
      spec({ a: { type: "array" } }),
      ["spec.a[].x"],
    ],
  ])("%s", (_name, before, after, expected) => {
    expect(droppedFields(readSchema(before), readSchema(after))).toEqual(expected);
  });

  it("are a hundred at the most", () => {
    const names = Array.from({ length: 150 }, (_, index) => [`a${index}`, TEXT]);
    expect(droppedFields(readSchema(spec(Object.fromEntries(names))), readSchema(spec({ b: TEXT }))).length).toBe(100);
  });
});
