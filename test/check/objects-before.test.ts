import { describe, expect, it } from "vitest";
import type { JsonArray, JsonObject } from "../../src/base/json.ts";
import { route, withSpec } from "../rules/objects.ts";
import { type Files, judged } from "./in-memory.ts";

const TEXT: JsonObject = { type: "string" };
const GOLD: JsonObject = { tier: { ...TEXT, enum: ["gold"] } };

function crdOf(properties: JsonObject, more: JsonObject = {}): Files {
  return { "crd.yaml": JSON.stringify(withSpec(properties, more)) };
}

function files(properties: JsonObject, object: JsonObject, more: JsonObject = {}): Files {
  return { ...crdOf(properties, more), "a.json": JSON.stringify(object, null, 1) };
}

/** What is said of objects, each at its line, with when it came about. */
function said(base: Files, head: Files): readonly string[] {
  const own = judged(base, head).findings.filter(({ rule }) => rule.startsWith("object-"));
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
