import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/base/json.ts";
import { compareUse } from "../../../src/crd/profile/compare-use.ts";
import { object, schemaOf, useOf } from "./use.ts";

const TEXT = { type: "string" };
const LIVE = object({
  spec: object({
    tier: { ...TEXT, enum: ["gold", "legacy"] },
    name: TEXT,
    list: { type: "array", items: object({ jsonPath: TEXT, host: TEXT }) },
    map: { type: "object", additionalProperties: TEXT },
    values: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    port: { "x-kubernetes-int-or-string": true },
    maybe: { ...TEXT, nullable: true },
    nulls: { type: "array", items: { ...TEXT, nullable: true } },
  }),
});
const OBJECTS: readonly JsonObject[] = [
  {
    spec: {
      tier: "legacy",
      name: "abcdef",
      list: [{ jsonPath: "$" }, { host: "h" }, {}],
      map: { a: "x", b: "y" },
      values: { any: 1 },
      port: "http",
      maybe: null,
      nulls: [null],
    },
  },
  { spec: { tier: "gold", port: 80 } },
  {},
];
const USE = useOf(LIVE, OBJECTS);

/** The live schema with other properties below `spec`. */
function changed(properties: JsonObject, more: JsonObject = {}): JsonObject {
  const { spec } = LIVE.properties as { readonly spec: { readonly properties: JsonObject } };
  const all = Object.entries({ ...spec.properties, ...properties }).filter(([, one]) => one !== null);
  return object({ spec: object(Object.fromEntries(all), more) });
}

test.each<[string, JsonObject, object[], number]>([
  ["the live schema itself", LIVE, [], 0],
  ["more", changed({ more: TEXT, tier: { ...TEXT, enum: ["gold", "legacy", "new"] } }), [], 0],
  ["a field is gone", changed({ name: null }), [{ kind: "removed", path: "spec.name", objects: 1 }], 0],
  ["a field that nobody uses is gone", changed({ unused: null }), [], 0],
  [
    "a field of items is gone",
    changed({ list: { type: "array", items: object({ host: TEXT }) } }),
    [{ kind: "removed", path: "spec.list[].jsonPath", objects: 1 }],
    0,
  ],
  ["all is gone, told once", object({}), [{ kind: "removed", path: "spec", objects: 2 }], 0],
  [
    "a field that goes into what is kept",
    changed({ name: null }, { "x-kubernetes-preserve-unknown-fields": true }),
    [],
    0,
  ],
  [
    "a map without any members",
    changed({ map: { type: "object" } }),
    [{ kind: "removed", path: "spec.map{}", objects: 1 }],
    0,
  ],
  ["a map that names members: which are there is not known", changed({ map: object({ a: TEXT }) }), [], 0],
  ["required of what a map may have", changed({ map: object({ a: TEXT }, { required: ["a"] }) }), [], 1],
  [
    "members of a map of another type",
    changed({ map: { type: "object", additionalProperties: { type: "integer" } } }),
    [{ kind: "type", path: "spec.map{}", until: "spec.map{}", objects: 1, types: ["string"], expected: "integer" }],
    0,
  ],
  [
    "what nobody named is no longer kept",
    changed({ values: { type: "object" } }),
    [{ kind: "unlisted", path: "spec.values", objects: 1, certain: true }],
    0,
  ],
  [
    "what nobody named may be named",
    changed({ values: object({ any: TEXT }) }),
    [{ kind: "unlisted", path: "spec.values", objects: 1, certain: false }],
    0,
  ],
  [
    "a member of an enum",
    changed({ tier: { ...TEXT, enum: ["gold"] } }),
    [{ kind: "enum", path: "spec.tier", until: "spec.tier", objects: 2, members: ["legacy"] }],
    0,
  ],
  ["a new enum, of whose values nothing is known", changed({ name: { ...TEXT, enum: ["a"] } }), [], 0],
  [
    "a type of several",
    changed({ port: { type: "integer" } }),
    [{ kind: "type", path: "spec.port", until: "spec.port", objects: 2, types: ["string"], expected: "integer" }],
    0,
  ],
  ["a whole number as a number", changed({ port: {} }), [], 0],
  ["null, which is dropped from an object", changed({ maybe: TEXT }), [], 0],
  [
    "null in a list",
    changed({ nulls: { type: "array", items: TEXT } }),
    [{ kind: "type", path: "spec.nulls[]", until: "spec.nulls", objects: 1, types: ["null"], expected: "string" }],
    0,
  ],
  [
    "limits",
    changed({
      name: { ...TEXT, maxLength: 5 },
      map: { type: "object", maxProperties: 1, additionalProperties: { ...TEXT, maxLength: 1 } },
      list: { type: "array", maxItems: 2, items: object({ jsonPath: TEXT, host: TEXT }) },
    }),
    [
      { kind: "items", path: "spec.list", until: "spec.list", objects: 1, most: 3, limit: 2 },
      { kind: "members", path: "spec.map", until: "spec.map", objects: 1, most: 2, limit: 1 },
      { kind: "length", path: "spec.name", until: "spec.name", objects: 1, most: 6, limit: 5 },
    ],
    0,
  ],
  [
    "required, of an object, of items and of the root",
    object(
      {
        spec: object(
          {
            ...(changed({}).properties as { readonly spec: { readonly properties: JsonObject } }).spec.properties,
            list: { type: "array", items: object({ jsonPath: TEXT, host: TEXT }, { required: ["host"] }) },
            fresh: TEXT,
          },
          { required: ["tier", "name", "fresh"] },
        ),
      },
      { required: ["spec", "metadata"] },
    ),
    [
      { kind: "required", path: "spec", until: "", objects: 1, holders: 3 },
      { kind: "required", path: "spec.fresh", until: "spec", objects: 2, holders: 2 },
      { kind: "required", path: "spec.list[].host", until: "spec.list", objects: 1, holders: 1 },
      { kind: "required", path: "spec.name", until: "spec", objects: 1, holders: 2 },
    ],
    0,
  ],
  [
    "required with a default is filled",
    changed({ name: { ...TEXT, default: "x" }, fresh: { ...TEXT, default: "y" } }, { required: ["name", "fresh"] }),
    [
      { kind: "default", path: "spec.fresh", objects: 2 },
      { kind: "default", path: "spec.name", objects: 1 },
    ],
    0,
  ],
])("%s", (_, after, breaks, unknown) => {
  expect(compareUse(USE, schemaOf(after))).toEqual({ breaks, unknown });
});

test("of a value of several types, the rest is judged of those that are still allowed", () => {
  const live = object({
    port: { "x-kubernetes-int-or-string": true },
    any: { "x-kubernetes-preserve-unknown-fields": true },
  });
  const use = useOf(live, [
    { port: "http", any: {} },
    { port: 80, any: "x" },
  ]);
  const after = object({ port: { ...TEXT, maxLength: 2 }, any: object({ a: TEXT }, { required: ["a"] }) });
  const of = { objects: 2 };
  expect(compareUse(use, schemaOf(after))).toEqual({
    breaks: [
      { kind: "type", path: "any", until: "any", ...of, types: ["string"], expected: "object" },
      { kind: "type", path: "port", until: "port", ...of, types: ["integer"], expected: "string" },
      { kind: "length", path: "port", until: "port", ...of, most: 4, limit: 2 },
    ],
    unknown: 1,
  });
});

test("what no object has, though the live schema requires it, is neither gone nor lacking", () => {
  const use = useOf(object({ spec: object({ must: TEXT }, { required: ["must"] }) }), [{ spec: {} }]);
  const none = { breaks: [], unknown: 0 };
  expect(compareUse(use, schemaOf(object({ spec: object({}) })))).toEqual(none);
  expect(compareUse(use, schemaOf(object({ spec: object({ must: TEXT }, { required: ["must"] }) })))).toEqual(none);
});

test("of fields that nobody named, any may be the one that is required now", () => {
  const more = { required: ["any"], "x-kubernetes-preserve-unknown-fields": true };
  const after = schemaOf(changed({ values: object({ any: { type: "integer" } }, more) }));
  expect(compareUse(USE, after)).toEqual({ breaks: [], unknown: 1 });
});

test("of a list whose items have keys, an item that did not change has a past", () => {
  const list = (keyed: object) => object({ list: { type: "array", ...keyed, items: object({ k: TEXT, v: TEXT }) } });
  const use = useOf(list({}), [{ list: [{ k: "a", v: "xx" }] }]);
  const keyed = { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"] };
  const after = (more: object) =>
    object({ list: { type: "array", ...more, items: object({ k: TEXT, v: { ...TEXT, maxLength: 1 } }) } });
  const until = (schema: JsonObject) =>
    compareUse(use, schemaOf(schema)).breaks.map((one) => ("until" in one ? one.until : null));
  expect([until(after(keyed)), until(after({}))]).toEqual([["list[].v"], ["list"]]);
});

test("of a profile that was cut, what it does not have is not taken for unused", () => {
  const { "spec.name": _cut, ...paths } = USE.paths;
  const after = schemaOf(changed({ name: null, fresh: TEXT }, { required: ["fresh"] }));
  expect(compareUse({ ...USE, paths, cut: 1 }, after)).toEqual({ breaks: [], unknown: 1 });
});
