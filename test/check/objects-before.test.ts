import { describe, expect, it } from "vitest";
import type { JsonArray, JsonObject } from "../../src/base/json.ts";
import type { CheckPorts } from "../../src/check/ports.ts";
import { route, withSpec } from "../rules/objects.ts";
import { type Files, judged, NO_CEL } from "./in-memory.ts";

const TEXT: JsonObject = { type: "string" };
const GOLD: JsonObject = { tier: { ...TEXT, enum: ["gold"] } };

function crdOf(properties: JsonObject, more: JsonObject = {}): Files {
  return { "crd.yaml": JSON.stringify(withSpec(properties, more)) };
}

function files(properties: JsonObject, object: JsonObject, more: JsonObject = {}): Files {
  return { ...crdOf(properties, more), "a.json": JSON.stringify(object, null, 1) };
}

/** What is said of objects, each at its line, with when it came about. */
function said(base: Files, head: Files, cel: CheckPorts["cel"] = NO_CEL): readonly string[] {
  const own = judged(base, head, "check", {}, { ports: { cel } }).findings.filter(({ rule }) =>
    rule.startsWith("object-"),
  );
  const all = own.flatMap((one) => {
    const { path, startLine } = one.location;
    const text = /: `([^`]*)`/.exec(one.message)?.[1] ?? /sets `([^`]*)`/.exec(one.message)?.[1] ?? one.rule;
    const places = one.lines ?? [{ path, startLine, text }];
    return places.map((place) => `${one.state} ${place.path}:${place.startLine} ${place.text}`);
  });
  return all.sort();
}

/** Of a spec that stays, by another schema. */
function ofSchemas(before: JsonObject, after: JsonObject, spec: JsonObject) {
  const object = route(spec);
  return said(files(before, object), files(after, object));
}

/** Of another spec, by a schema that stays. */
function ofSpecs(properties: JsonObject, before: JsonObject, after: JsonObject) {
  return said(files(properties, route(before)), files(properties, route(after)));
}

const items = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  rules: { type: "array", items: { type: "object", properties, ...more } },
});

describe("what is wrong with an object that stays as it is", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, readonly string[]]>([
    [
      "is old where the list of an enum is another",
      GOLD,
      { tier: { ...TEXT, enum: ["gold", "silver"] } },
      { tier: "legacy" },
      ['preexisting a.json:8 spec.tier: Unsupported value: "legacy": supported values: "gold", "silver"'],
    ],
    [
      "is old where the limit is another",
      { tier: { ...TEXT, maxLength: 5 } },
      { tier: { ...TEXT, maxLength: 3 } },
      { tier: "legacy" },
      ["preexisting a.json:8 spec.tier: Too long: may not be more than 3 bytes"],
    ],
    [
      "is old where the pattern is another",
      { tier: { ...TEXT, pattern: "^a" } },
      { tier: { ...TEXT, pattern: "^b" } },
      { tier: "legacy" },
      [`preexisting a.json:8 spec.tier: Invalid value: "legacy": spec.tier in body should match '^b'`],
    ],
    [
      "is new in one more field alone",
      { ...GOLD, size: TEXT },
      { ...GOLD, size: { ...TEXT, maxLength: 3 } },
      { tier: "legacy", size: "large" },
      [
        'preexisting a.json:8 spec.tier: Unsupported value: "legacy": supported values: "gold"',
        "introduced a.json:9 spec.size: Too long: may not be more than 3 bytes",
      ],
    ],
    [
      "is new where the field is wrong in another way, too",
      { tier: { ...TEXT, maxLength: 3 } },
      { tier: { ...TEXT, maxLength: 3, enum: ["a"] } },
      { tier: "legacy" },
      [
        'introduced a.json:8 spec.tier: Unsupported value: "legacy": supported values: "a"',
        "preexisting a.json:8 spec.tier: Too long: may not be more than 3 bytes",
      ],
    ],
    [
      "is old where the type hid it, and what is in it",
      { tier: { type: "integer" }, box: TEXT },
      { ...GOLD, box: { type: "object", properties: GOLD } },
      { tier: "legacy", box: { tier: "legacy" } },
      [
        'preexisting a.json:10 spec.box.tier: Unsupported value: "legacy": supported values: "gold"',
        'preexisting a.json:8 spec.tier: Unsupported value: "legacy": supported values: "gold"',
      ],
    ],
    [
      "is new where a field was dropped and is refused now",
      {},
      GOLD,
      { tier: "legacy" },
      ['introduced a.json:8 spec.tier: Unsupported value: "legacy": supported values: "gold"'],
    ],
    [
      "is old where another field is dropped, which is new",
      { gone: TEXT },
      {},
      { gone: "a", lost: "b" },
      ["introduced a.json:8 spec.gone", "preexisting a.json:9 spec.lost"],
    ],
  ])("%s", (_name, before, after, spec, expected) => {
    expect(ofSchemas(before, after, spec)).toEqual(expected.toSorted());
  });
});

describe("what is wrong with an object that is edited", () => {
  const wrong = (line: number, state: string, field = "spec.tier", value = "legacy") =>
    `${state} a.json:${line} ${field}: Unsupported value: "${value}": supported values: "gold"`;
  const inItem = (line: number, state: string, index: number, value = "legacy") =>
    wrong(line, state, `spec.rules[${index}].tier`, value);
  const list = (...rules: JsonArray): JsonObject => ({ rules });

  it.each<[string, JsonObject, JsonObject, JsonObject, readonly string[]]>([
    [
      "is old where another field is changed",
      { ...GOLD, size: TEXT },
      { size: "a", tier: "legacy" },
      { size: "b", tier: "legacy" },
      [wrong(9, "preexisting")],
    ],
    [
      "is old where one wrong value takes the place of another",
      GOLD,
      { tier: "legacy" },
      { tier: "older" },
      [wrong(8, "preexisting", "spec.tier", "older")],
    ],
    ["is new where the value was right", GOLD, { tier: "gold" }, { tier: "legacy" }, [wrong(8, "introduced")]],
    [
      "goes with its item, whatever comes before it",
      items(GOLD),
      list({ tier: "legacy" }),
      list({ tier: "gold" }, { tier: "legacy" }),
      [inItem(13, "preexisting", 1)],
    ],
    [
      "is new in one more item alone",
      items(GOLD),
      list({ tier: "legacy" }),
      list({ tier: "older" }, { tier: "legacy" }),
      [inItem(10, "introduced", 0, "older"), inItem(13, "preexisting", 1)],
    ],
    [
      "goes with an item that is changed beside it",
      items({ ...GOLD, name: TEXT, size: TEXT }),
      list({ name: "a", tier: "gold" }, { name: "b", tier: "legacy" }),
      list({ name: "new", tier: "legacy" }, { name: "a", tier: "gold" }, { name: "b", tier: "legacy", size: "c" }),
      [inItem(11, "introduced", 0), inItem(19, "preexisting", 2)],
    ],
    [
      "is new where a wrong type was corrected to a wrong value",
      { tier: { ...TEXT, maxLength: 3 } },
      { tier: 5 },
      { tier: "legacy" },
      ["introduced a.json:8 spec.tier: Too long: may not be more than 3 bytes"],
    ],
  ])("%s", (_name, properties, before, after, expected) => {
    expect(ofSpecs(properties, before, after)).toEqual(expected.toSorted());
  });
});

/** Has every rule of `spec` fail, with its message; another place is before that in brackets. */
const FAILING: CheckPorts["cel"] = {
  ...NO_CEL,
  compile: () => ({ kind: "answered", errors: [] }),
  evaluate: ({ schema }) => {
    const messages = [...schema.matchAll(/"message":"([^"]*)"/g)].map(([, message = ""]) => message);
    const errors = messages.map((message) => {
      const [, field = "spec", detail = ""] = /^(?:\[(.*)\] )?(.*)$/.exec(message) ?? [];
      return { type: "FieldValueInvalid" as const, field, detail };
    });
    return { kind: "answered", errors };
  },
};

describe("what rules say of an object", () => {
  const ruled = (...messages: readonly string[]): JsonObject => ({
    "x-kubernetes-validations": messages.map((message) => ({ rule: "false", message })),
  });
  const SHORT = { tier: { ...TEXT, maxLength: 3 } };

  it.each<[string, readonly [JsonObject, JsonObject], readonly [JsonObject, JsonObject], readonly string[]]>([
    [
      "is old where a value in its words is another",
      [{}, ruled("at most 5, not 7")],
      [{}, ruled("at most 3, not 7")],
      ["preexisting a.json:7 spec: Invalid value: at most 3, not 7"],
    ],
    [
      "is new of one more rule alone, wherever it stands",
      [{}, ruled("old")],
      [{}, ruled("new", "old")],
      ["introduced a.json:7 spec: Invalid value: new", "preexisting a.json:7 spec: Invalid value: old"],
    ],
    [
      "is old where it was not asked before",
      [SHORT, ruled("old")],
      [{ tier: TEXT }, ruled("old")],
      ["preexisting a.json:7 spec: Invalid value: old"],
    ],
    [
      "is old where rules before it had used up what they may cost",
      [{}, ruled("contributed to running out of cost budget", "[spec.tier] old")],
      [{}, ruled("[spec.tier] old")],
      ["preexisting a.json:8 spec.tier: Invalid value: old"],
    ],
    [
      "is said of the object as a whole beside what is wrong with a part",
      [{ tier: { ...TEXT, pattern: "^a" } }, {}],
      [{ tier: { ...TEXT, pattern: "^a" } }, ruled("[<nil>] new")],
      [
        "introduced a.json:1 <nil>: Invalid value: new",
        "preexisting a.json:8 spec.tier: Invalid value: \"legacy\": spec.tier in body should match '^a'",
      ],
    ],
  ])("%s", (_name, before, after, expected) => {
    const [base, head] = [before, after].map(([properties, more]) =>
      files({ tier: TEXT, ...properties }, route({ tier: "legacy" }), more),
    );
    expect(said(base ?? {}, head ?? {}, FAILING)).toEqual(expected.toSorted());
  });
});

describe("what is wrong by every branch of a choice", () => {
  const choice = (...names: readonly string[]): JsonObject => ({ anyOf: names.map((name) => ({ required: [name] })) });
  const of = (before: JsonObject, after: JsonObject) =>
    said(files(GOLD, route({ tier: "gold" }), before), files(GOLD, route({ tier: "gold" }), after));

  it("is old where another branch is the one that is told", () => {
    const nested: JsonObject = { required: ["c"], properties: { tier: { enum: ["gold"] } } };
    const choices = [choice("a", "b"), { anyOf: [...(choice("a", "b").anyOf as JsonArray), nested] }];
    expect(of(choices[0] ?? {}, choices[1] ?? {})).toEqual(["preexisting a.json:7 spec.c: Required value"]);
    expect(of({}, choice("a", "b"))).toEqual(["introduced a.json:7 spec.a: Required value"]);
  });
});

describe("an object with more faults than are told", () => {
  const many = (count: number, properties: (index: number) => JsonObject) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${10 + index}`, properties(index)]));
  const spec = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x${10 + index}`, "long"]));
  const limited = (from: number, until: number) =>
    many(30, (index) => (index >= from && index < until ? { ...TEXT, maxLength: 3 } : TEXT));
  const states = (before: JsonObject, after: JsonObject) => {
    const lines = ofSchemas(before, after, spec).map((line) => line.split(" ")[0]);
    return [lines.length, new Set(lines)];
  };

  it("has old ones alone where some of them go", () => {
    expect(states(limited(0, 25), limited(5, 25))).toEqual([20, new Set(["preexisting"])]);
  });

  it("has a new one where that is not told by itself", () => {
    expect(states(limited(0, 25), limited(0, 26))).toEqual([20, new Set(["introduced", "preexisting"])]);
    expect(states(limited(0, 26), limited(0, 26))).toEqual([20, new Set(["preexisting"])]);
  });
});

describe("an object among others", () => {
  const ROUTE = route({ tier: "legacy" });
  const at = (...paths: readonly string[]): Files => ({
    ...crdOf(GOLD),
    ...Object.fromEntries(paths.map((path) => [path, JSON.stringify(ROUTE)])),
  });
  const stream = (...objects: readonly JsonObject[]): Files => ({
    ...crdOf(GOLD),
    "a.yaml": objects.map((object) => JSON.stringify(object)).join("\n---\n"),
  });
  const states = (base: Files, head: Files) => said(base, head).map((line) => line.split(" ").slice(0, 2).join(" "));
  const named = (name: string) => route({ tier: "legacy" }, { name });

  it.each<[string, Files, Files, readonly string[]]>([
    ["is the old one in a file that is moved", at("a.json"), at("b/a.json"), ["preexisting b/a.json:1"]],
    [
      "is another one where it is copied",
      at("a.json"),
      at("a.json", "b.json"),
      ["introduced b.json:1", "preexisting a.json:1"],
    ],
    [
      "is the old one behind others of its file",
      stream(ROUTE),
      stream(named("b"), ROUTE),
      ["introduced a.yaml:1", "preexisting a.yaml:3"],
    ],
    ["is another one where it is renamed", stream(ROUTE), stream(named("b")), ["introduced a.yaml:1"]],
    [
      "is one of as many of its name as there were",
      stream(ROUTE, ROUTE),
      stream(ROUTE, ROUTE, ROUTE),
      ["introduced a.yaml:5", "preexisting a.yaml:1", "preexisting a.yaml:3"],
    ],
    ["is one fewer of its name", stream(ROUTE, ROUTE), stream(ROUTE), ["preexisting a.yaml:1"]],
  ])("%s", (_name, base, head, expected) => {
    expect(states(base, head)).toEqual(expected);
  });

  it("is at a version that is not served as before, whatever else is served", () => {
    const old: Files = { "a.json": JSON.stringify(route({}, { name: "a" }, "example.com/v0")) };
    const crds = ["v1*", "v1* v2"].map((versions) => ({
      "crd.yaml": JSON.stringify(withSpec({}, {}, versions)),
      ...old,
    }));
    expect(said(crds[0] ?? {}, crds[1] ?? {})).toEqual(["preexisting a.json:1 object-version-unserved"]);
  });
});

it("knows an object again by its contents where several of its name go and one comes", () => {
  const object = (tier: string) => JSON.stringify(route({ tier }), null, 1);
  const base = { ...crdOf(GOLD), "a.json": object("legacy"), "b.json": object("gold") };
  expect(said(base, { ...crdOf(GOLD), "c.json": object("legacy") })).toEqual([
    'preexisting c.json:8 spec.tier: Unsupported value: "legacy": supported values: "gold"',
  ]);
  expect(said(base, { ...crdOf(GOLD), "c.json": object("copper") })).toEqual([
    'introduced c.json:8 spec.tier: Unsupported value: "copper": supported values: "gold"',
  ]);
});
