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

test.each<[string, JsonObject, object[], object[]]>([
  ["the live schema itself", LIVE, [], []],
  ["more", changed({ more: TEXT, tier: { ...TEXT, enum: ["gold", "legacy", "new"] } }), [], []],
  ["a field is gone", changed({ name: null }), [{ kind: "removed", path: "spec.name", objects: 1 }], []],
  ["a field that nobody uses is gone", changed({ unused: null }), [], []],
  [
    "a field of items is gone",
    changed({ list: { type: "array", items: object({ host: TEXT }) } }),
    [{ kind: "removed", path: "spec.list[].jsonPath", objects: 1 }],
    [],
  ],
  ["all is gone, told once", object({}), [{ kind: "removed", path: "spec", objects: 2 }], []],
  [
    "a field that goes into what is kept",
    changed({ name: null }, { "x-kubernetes-preserve-unknown-fields": true }),
    [],
    [],
  ],
  [
    "a map without any members",
    changed({ map: { type: "object" } }),
    [{ kind: "removed", path: "spec.map{}", objects: 1 }],
    [],
  ],
  [
    "a map that names members: which are there is not known",
    changed({ map: object({ a: TEXT }) }),
    [],
    [{ path: "spec.map", objects: 1, keywords: ["properties"] }],
  ],
  [
    "required of what a map may have",
    changed({ map: object({ a: TEXT }, { required: ["a"] }) }),
    [],
    [{ path: "spec.map", objects: 1, keywords: ["properties", "required"] }],
  ],
  [
    "members of a map of another type",
    changed({ map: { type: "object", additionalProperties: { type: "integer" } } }),
    [{ kind: "type", path: "spec.map{}", until: "spec.map{}", objects: 1, types: ["string"], expected: "integer" }],
    [],
  ],
  [
    "what nobody named is no longer kept",
    changed({ values: { type: "object" } }),
    [{ kind: "unlisted", path: "spec.values", objects: 1, certain: true }],
    [],
  ],
  [
    "what nobody named may be named",
    changed({ values: object({ any: TEXT }) }),
    [{ kind: "unlisted", path: "spec.values", objects: 1, certain: false }],
    [{ path: "spec.values", objects: 1, keywords: ["properties"] }],
  ],
  [
    "a member of an enum",
    changed({ tier: { ...TEXT, enum: ["gold"] } }),
    [{ kind: "enum", path: "spec.tier", until: "spec.tier", objects: 2, members: ["legacy"] }],
    [],
  ],
  [
    "a new enum, of whose values nothing is known",
    changed({ name: { ...TEXT, enum: ["a"] } }),
    [],
    [{ path: "spec.name", objects: 1, keywords: ["enum"] }],
  ],
  [
    "a type of several",
    changed({ port: { type: "integer" } }),
    [{ kind: "type", path: "spec.port", until: "spec.port", objects: 2, types: ["string"], expected: "integer" }],
    [],
  ],
  ["a whole number as a number", changed({ port: {} }), [], []],
  ["null, which is dropped from an object", changed({ maybe: TEXT }), [], []],
  [
    "null in a list",
    changed({ nulls: { type: "array", items: TEXT } }),
    [{ kind: "type", path: "spec.nulls[]", until: "spec.nulls", objects: 1, types: ["null"], expected: "string" }],
    [],
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
    [],
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
    [],
  ],
  [
    "required with a default is filled",
    changed({ name: { ...TEXT, default: "x" }, fresh: { ...TEXT, default: "y" } }, { required: ["name", "fresh"] }),
    [
      { kind: "default", path: "spec.fresh", objects: 2 },
      { kind: "default", path: "spec.name", objects: 1 },
    ],
    [],
  ],
])("%s", (_, after, breaks, doubts) => {
  expect(compareUse(USE, schemaOf(LIVE), schemaOf(after))).toEqual({ breaks, doubts, isCut: false });
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
  expect(compareUse(use, schemaOf(live), schemaOf(after))).toEqual({
    breaks: [
      { kind: "type", path: "any", until: "any", ...of, types: ["string"], expected: "object" },
      { kind: "type", path: "port", until: "port", ...of, types: ["integer"], expected: "string" },
      { kind: "length", path: "port", until: "port", ...of, most: 4, limit: 2 },
    ],
    doubts: [{ path: "any", objects: 2, keywords: ["required"] }],
    isCut: false,
  });
});

test("what no object has, though the live schema requires it, is neither gone nor lacking", () => {
  const live = object({ spec: object({ must: TEXT }, { required: ["must"] }) });
  const use = useOf(live, [{ spec: {} }]);
  const none = { breaks: [], doubts: [], isCut: false };
  expect(compareUse(use, schemaOf(live), schemaOf(object({ spec: object({}) })))).toEqual(none);
  expect(compareUse(use, schemaOf(live), schemaOf(live))).toEqual(none);
});

test("of fields that nobody named, any may be the one that is required now", () => {
  const more = { required: ["any"], "x-kubernetes-preserve-unknown-fields": true };
  const after = schemaOf(changed({ values: object({ any: { type: "integer" } }, more) }));
  expect(compareUse(USE, schemaOf(LIVE), after)).toEqual({
    breaks: [],
    doubts: [{ path: "spec.values", objects: 1, keywords: ["properties", "required"] }],
    isCut: false,
  });
});

test("of a list whose items have keys, an item that did not change has a past", () => {
  const list = (keyed: object) => object({ list: { type: "array", ...keyed, items: object({ k: TEXT, v: TEXT }) } });
  const live = list({});
  const use = useOf(live, [{ list: [{ k: "a", v: "xx" }] }]);
  const keyed = { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"] };
  const after = (more: object) =>
    object({ list: { type: "array", ...more, items: object({ k: TEXT, v: { ...TEXT, maxLength: 1 } }) } });
  const until = (schema: JsonObject) =>
    compareUse(use, schemaOf(live), schemaOf(schema)).breaks.map((one) => ("until" in one ? one.until : null));
  expect([until(after(keyed)), until(after({}))]).toEqual([["list[].v"], ["list"]]);
});

test("of a profile that was cut, what it does not have is not taken for unused", () => {
  const { "spec.name": _cut, ...paths } = USE.paths;
  const of = (after: JsonObject) => compareUse({ ...USE, paths, cut: 1 }, schemaOf(LIVE), schemaOf(after));
  expect([
    of(changed({ name: null, fresh: TEXT }, { required: ["fresh"] })),
    of(changed({ name: { ...TEXT, maxLength: 1 } })),
    of(changed({ name: { ...TEXT, description: "a" } })),
    of(changed({ tier: { ...TEXT, enum: ["gold", "legacy", "new"] } })),
  ]).toEqual([
    { breaks: [], doubts: [{ path: "spec", objects: 2, keywords: ["required"] }], isCut: true },
    { breaks: [], doubts: [], isCut: true },
    { breaks: [], doubts: [], isCut: false },
    { breaks: [], doubts: [], isCut: false },
  ]);
});

test("where nobody has the live schema, what breaks is told, and no doubts are", () => {
  expect(compareUse(USE, null, schemaOf(changed({ tier: { ...TEXT, enum: ["gold"], pattern: "^g" } })))).toEqual({
    breaks: [{ kind: "enum", path: "spec.tier", until: "spec.tier", objects: 2, members: ["legacy"] }],
    doubts: null,
    isCut: false,
  });
});

const NUMBERS = object({
  spec: object({
    size: { type: "integer", minimum: 1, maximum: 9 },
    free: { type: "number" },
    host: { ...TEXT, pattern: "^a" },
    list: { type: "array", items: TEXT },
    of: { ...TEXT, enum: ["x".repeat(64), "b"] },
    rank: { type: "integer", enum: [1, 2] },
    idle: TEXT,
  }),
});
const COUNTED = useOf(NUMBERS, [
  { spec: { size: 3, free: 0.5, host: "ab", list: ["a", "b"], of: "x".repeat(64), rank: 1 } },
  { spec: { host: "ac" } },
]);
const rule = (text: string, more: object = {}) => ({
  "x-kubernetes-validations": [{ rule: text, message: "m", ...more }],
});

test.each<[string, JsonObject, string[]]>([
  ["nothing", {}, []],
  ["a pattern that is another", { host: { ...TEXT, pattern: "^b" } }, ["spec.host 2 pattern"]],
  ["one that goes", { host: TEXT }, []],
  ["one of a field that nobody uses", { idle: { ...TEXT, pattern: "^b", format: "uuid", minLength: 3 } }, []],
  ["a format", { host: { ...TEXT, pattern: "^a", format: "uuid" } }, ["spec.host 2 format"]],
  ["a format that no server checks", { host: { ...TEXT, pattern: "^a", format: "of-ours" } }, []],
  ["bounds that are nearer", { size: { type: "integer", minimum: 2, maximum: 8 } }, ["spec.size 1 minimum maximum"]],
  ["bounds that are wider", { size: { type: "integer", minimum: 0, maximum: 10 } }, []],
  [
    "a bound that is excluded",
    { size: { type: "integer", minimum: 1, exclusiveMinimum: true } },
    ["spec.size 1 minimum"],
  ],
  ["new bounds", { free: { type: "number", minimum: 0, multipleOf: 2 } }, ["spec.free 1 minimum multipleOf"]],
  ["a length", { host: { ...TEXT, pattern: "^a", minLength: 1 } }, ["spec.host 2 minLength"]],
  [
    "items that come once",
    { list: { type: "array", items: TEXT, "x-kubernetes-list-type": "set" } },
    ["spec.list 1 x-kubernetes-list-type"],
  ],
  ["items at the least", { list: { type: "array", items: TEXT, minItems: 1 } }, ["spec.list 1 minItems"]],
  ["a member that is too long to be told", { of: { ...TEXT, enum: ["b"] } }, ["spec.of 1 enum"]],
  ["a member that is no text", { rank: { type: "integer", enum: [1] } }, ["spec.rank 1 enum"]],
  ["one more", { rank: { type: "integer", enum: [1, 2, 3] } }, []],
  ["allOf", { host: { ...TEXT, pattern: "^a", allOf: [{ minLength: 1 }] } }, ["spec.host 2 allOf"]],
  ["a rule", { host: { ...TEXT, pattern: "^a", ...rule("self != ''") } }, ["spec.host 2 x-kubernetes-validations"]],
  ["a rule of changes", { host: { ...TEXT, pattern: "^a", ...rule("self == oldSelf") } }, []],
  [
    "a rule of changes, and of what is new",
    { host: { ...TEXT, pattern: "^a", ...rule("oldSelf.hasValue()", { optionalOldSelf: true }) } },
    ["spec.host 2 x-kubernetes-validations"],
  ],
])("of what a profile cannot tell, it is said of fields in use: %s", (_, properties, expected) => {
  const { spec } = NUMBERS.properties as { readonly spec: { readonly properties: JsonObject } };
  const after = object({ spec: object({ ...spec.properties, ...properties }) });
  const { breaks, doubts } = compareUse(COUNTED, schemaOf(NUMBERS), schemaOf(after));
  expect([breaks, doubts?.map(({ path, objects, keywords }) => [path, objects, ...keywords].join(" "))]).toEqual([
    [],
    expected,
  ]);
});

test("a rule of the whole object is in use where there are objects", () => {
  const after = schemaOf({ ...NUMBERS, ...rule("has(self.spec)") });
  expect(compareUse(COUNTED, schemaOf(NUMBERS), after).doubts).toEqual([
    { path: "", objects: 2, keywords: ["x-kubernetes-validations"] },
  ]);
});
