import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import { stepsOf } from "../../../src/crd/profile/field-use.ts";
import { object, useOf } from "./use.ts";

const TEXT = { type: "string" };
const RESOURCE = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "secret-name", labels: { "secret-label": "secret-value" } },
};
const SCHEMA = object({
  spec: object(
    {
      tier: { ...TEXT, enum: ["gold", "legacy", "silver"] },
      note: TEXT,
      labels: { type: "object", additionalProperties: TEXT },
      "odd.name": { type: "integer" },
      sources: {
        type: "array",
        items: object({ jsonPath: TEXT, size: { type: "number" } }, { required: ["jsonPath"] }),
      },
      values: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      template: { type: "object", "x-kubernetes-embedded-resource": true, properties: { spec: object({ a: TEXT }) } },
      any: { "x-kubernetes-int-or-string": true },
      unused: object({ below: TEXT }),
    },
    { required: ["tier", "never"] },
  ),
});

function widget(spec: JsonObject): JsonObject {
  return { ...RESOURCE, spec };
}

test("counts what objects have and lack, and writes nothing that an object brings", () => {
  const use = useOf(SCHEMA, [
    widget({
      tier: "legacy",
      note: "hunter2",
      labels: { "secret-key": "secret", other: "x" },
      sources: [
        { jsonPath: "$.a", size: 2.5 },
        { jsonPath: "$", size: 3 },
      ],
      values: { password: "hunter2", other: 1 },
      any: 80,
    }),
    widget({
      tier: "gold",
      note: "ä🎉",
      "odd.name": 5,
      sources: [{}],
      any: "http",
      template: { apiVersion: "v1", kind: "Pod", metadata: { name: "secret" }, spec: { a: "x" } },
    }),
    { ...RESOURCE },
  ]);
  expect(use).toEqual({
    version: "v1",
    schema: "absent",
    objects: 3,
    paths: {
      spec: { objects: 2, absent: 1, types: ["object"], members: 6 },
      "spec.any": { objects: 2, types: ["integer", "string"], length: 4 },
      "spec.labels": { objects: 1, absent: 1, types: ["object"], members: 2 },
      "spec.labels{}": { objects: 1, types: ["string"], length: 6 },
      "spec.note": { objects: 2, types: ["string"], length: 7 },
      "spec.sources": { objects: 2, types: ["array"], items: 2 },
      "spec.sources[]": { objects: 2, types: ["object"], members: 2 },
      "spec.sources[].jsonPath": { objects: 1, types: ["string"], length: 3 },
      "spec.sources[].size": { objects: 1, absent: 1, types: ["integer", "number"] },
      "spec.template": { objects: 1, absent: 1, types: ["object"], members: 4 },
      "spec.template.spec": { objects: 1, types: ["object"], members: 1 },
      "spec.template.spec.a": { objects: 1, types: ["string"], length: 1 },
      "spec.tier": { objects: 2, types: ["string"], enum: ["gold", "legacy"], length: 6 },
      "spec.values": { objects: 1, absent: 1, types: ["object"], members: 2, unlisted: 1 },
      'spec["odd.name"]': { objects: 1, absent: 1, types: ["integer"] },
    },
  });
  expect(JSON.stringify(use)).not.toMatch(/secret|hunter2|password|\$|Pod|Widget/);
});

test("what the live schema refuses of an object is no fact about it", () => {
  const schema = object({
    spec: object(
      {
        tier: { ...TEXT, enum: ["gold"] },
        name: { ...TEXT, maxLength: 3 },
        list: { type: "array", maxItems: 1, items: { type: "integer" } },
        map: { type: "object", maxProperties: 1, additionalProperties: TEXT },
        port: { type: "integer" },
      },
      {
        required: ["must"],
        properties: {
          must: TEXT,
          tier: { ...TEXT, enum: ["gold"] },
          name: { ...TEXT, maxLength: 3 },
          list: { type: "array", maxItems: 1, items: { type: "integer" } },
          map: { type: "object", maxProperties: 1, additionalProperties: TEXT },
          port: { type: "integer" },
        },
      },
    ),
  });
  const { paths } = useOf(schema, [
    { spec: { tier: "sk-live-123", name: "four", list: [1, 2], map: { a: "", b: "" }, port: "http" } },
  ]);
  expect(paths).toEqual({
    spec: { objects: 1, types: ["object"], members: 5 },
    "spec.list": { objects: 1, types: ["array"] },
    "spec.list[]": { objects: 1, types: ["integer"] },
    "spec.map": { objects: 1, types: ["object"] },
    "spec.map{}": { objects: 1, types: ["string"], length: 0 },
    "spec.must": { objects: 0, types: [] },
    "spec.name": { objects: 1, types: ["string"] },
    "spec.port": { objects: 1, types: [] },
    "spec.tier": { objects: 1, types: ["string"], enum: [], length: 11 },
  });
});

test("of what every resource has nothing is told, though a schema names and requires it", () => {
  const resource = { apiVersion: TEXT, kind: TEXT, metadata: { type: "object" } };
  const required = { required: ["apiVersion", "metadata"] };
  const template = object({ ...resource, a: TEXT }, { ...required, "x-kubernetes-embedded-resource": true });
  const { paths } = useOf(object({ ...resource, template }, required), [{ template: { kind: "A", a: "x" } }]);
  expect(Object.keys(paths)).toEqual(["template", "template.a"]);
});

test("members of an enum that are many or long are not told", () => {
  const many = Array.from({ length: 13 }, (_, index) => `m${index}`);
  const long = "l".repeat(64);
  const schema = object({
    many: { ...TEXT, enum: many },
    long: { ...TEXT, enum: [long] },
    twelve: { ...TEXT, enum: many },
  });
  const { paths } = useOf(
    schema,
    many.map((one, index) => ({ many: one, long, twelve: many[index % 12] ?? "" })),
  );
  expect(paths).toEqual({
    long: { objects: 13, types: ["string"], length: 64 },
    many: { objects: 13, types: ["string"], length: 3 },
    twelve: { objects: 13, types: ["string"], enum: many.slice(0, 12).sort(), length: 3 },
  });
});

test.each([
  ["a", [{ name: "a" }]],
  ["a[]{}.b", [{ name: "a" }, "items", "members", { name: "b" }]],
  ['a["b.\\"]c"].d', [{ name: "a" }, { name: 'b."]c' }, { name: "d" }]],
  ['["x y"][]', [{ name: "x y" }, "items"]],
  ["", null],
  ["a..b", null],
  [".a", null],
  ["a[0]", null],
  ['a["b"]', null],
  ['a["\\x"]', null],
  ["a b", null],
])("steps of %s", (path, steps) => {
  expect(stepsOf(path)).toEqual(steps);
});
