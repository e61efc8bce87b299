import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import { schemaDigest } from "../../../src/crd/schema/digest.ts";
import { SCHEMA_FIELDS } from "../../../src/crd/schema/schema-fields.ts";
import { schemaHasDefaults } from "../../../src/crd/schema/schema-tree.ts";
import { ask, PATH, told } from "./ask.ts";

const TOO_LARGE =
  "the schema is nested more than 500 levels deep, has more than 500000 parts or paths of more than 16000000 characters altogether";

function nested(levels: number, inner: JsonObject): JsonObject {
  let schema = inner;
  for (let i = 0; i < levels; i++) schema = { type: "object", properties: { a: schema } };
  return schema;
}

describe("odd input", () => {
  const keyword = fc.constantFrom(...SCHEMA_FIELDS.keys(), "unknown", "__proto__", "constructor");
  const schema = fc.letrec<{ schema: JsonValue }>((tie) => ({
    schema: fc
      .dictionary(
        keyword,
        fc.oneof(
          fc.jsonValue({ maxDepth: 2 }),
          tie("schema"),
          fc.array(tie("schema"), { maxLength: 2 }),
          fc.dictionary(fc.string(), tie("schema"), { maxKeys: 2 }),
        ),
        { maxKeys: 6 },
      )
      .map((value): JsonValue => JSON.parse(JSON.stringify(value))),
  })).schema;

  it("never throws", () => {
    fc.assert(
      fc.property(schema, fc.boolean(), fc.boolean(), (value, statusSubresource, isUpdate) => {
        const answer = ask(value, {
          statusSubresource,
          ...(isUpdate ? { live: [value, { type: "x" }], preserveUnknownFields: true } : {}),
        });
        for (const error of answer.errors) expect(told(error)).toMatch(/^[A-Za-z]+ ~/);
        expect(schemaDigest(value)).toMatch(/^sha256:/);
        expect(typeof schemaHasDefaults(value)).toBe("boolean");
      }),
      { numRuns: 300 },
    );
  });
});

describe("large schemas", () => {
  it("are looked into down to the limit", () => {
    expect(ask(nested(249, { type: "string", default: 5 })).errors.map((error) => error.type)).toEqual([
      "FieldValueTypeInvalid",
    ]);
  });

  it.each([[251], [10_000]])("of %i levels are undecided", (levels) => {
    const schema = nested(levels, { type: "string", default: 5 });
    expect(ask(schema)).toEqual({ errors: [], undecided: [{ path: PATH, reason: TOO_LARGE }] });
    expect(schemaHasDefaults(schema)).toBe(false);
  });

  it("made of few bytes by anchors are undecided", () => {
    let schema: JsonObject = { type: "string" };
    for (let i = 0; i < 60; i++) schema = { type: "object", properties: { a: schema, b: schema } };
    expect(ask(schema)).toEqual({ errors: [], undecided: [{ path: PATH, reason: TOO_LARGE }] });
    expect(schemaDigest(schema)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each([
    1_590, 1_610,
  ])("with a long name above %i properties are undecided where all paths are too long", (count) => {
    const below = Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, {}]));
    const long = { type: "object", properties: { ["n".repeat(10_000)]: { type: "object", properties: below } } };
    const { errors, undecided } = ask(long);
    expect([errors.length, undecided]).toEqual(count < 1_600 ? [count, []] : [0, [{ path: PATH, reason: TOO_LARGE }]]);
  });

  it("with a long name above a long list are undecided too", () => {
    const list = { type: "array", items: { type: "string" }, enum: Array.from({ length: 1_600 }, () => 1) };
    expect(ask({ type: "object", properties: { ["n".repeat(10_000)]: list } }).undecided).toEqual([
      { path: PATH, reason: TOO_LARGE },
    ]);
  });

  it("of many faults have all of them told", () => {
    const properties = Object.fromEntries(Array.from({ length: 125_000 }, (_, i) => [`p${i}`, {}]));
    expect(ask({ type: "object", properties }).errors).toHaveLength(125_000);
  });
});

describe("slow defaults", () => {
  const property = (a: JsonValue) => ({ type: "object", properties: { a } });

  it("a pattern that makes backtracking matchers hang", () => {
    const schema = property({ type: "string", pattern: "^(a+)+$", default: `${"a".repeat(20_000)}b` });
    expect(ask(schema).errors.map((error) => error.type)).toEqual(["FieldValueInvalid"]);
  });

  it.each<[string, JsonValue]>([
    [
      "a long list of long choices",
      {
        type: "array",
        items: { type: "string", enum: Array.from({ length: 10_000 }, (_, i) => `v${i}`) },
        default: Array.from({ length: 10_000 }, () => "v9999"),
      },
    ],
    [
      "a long list with a long pattern",
      {
        type: "array",
        items: { type: "string", pattern: "(?:(?:a{30}){30})+$" },
        default: Array.from({ length: 20_000 }, () => "a".repeat(900)),
      },
    ],
    [
      "a long list with many branches",
      {
        type: "array",
        items: { type: "string", allOf: Array.from({ length: 2_000 }, () => ({ minLength: 1 })) },
        default: Array.from({ length: 2_000 }, () => "a"),
      },
    ],
    [
      "a long list of what lacks many members",
      {
        type: "array",
        items: { type: "object", required: Array.from({ length: 3_000 }, (_, i) => `r${i}`) },
        default: Array.from({ length: 3_000 }, () => ({})),
      },
    ],
    [
      "a long name above many wrong values",
      {
        type: "object",
        additionalProperties: { type: "object", additionalProperties: { type: "string" } },
        default: { ["n".repeat(20_000)]: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 1])) },
      },
    ],
    [
      "many wrong values far down",
      Array.from({ length: 90 }).reduce<{ type: string; default: JsonObject }>(
        (inner) => ({ type: "object", properties: { a: { ...inner, default: null } }, default: { a: inner.default } }),
        {
          type: "object",
          ...{ additionalProperties: { type: "string" } },
          default: Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`k${i}`, 1])),
        },
      ),
    ],
  ])("%s is undecided", (_name, schema) => {
    expect(ask(property(schema))).toEqual({
      errors: [],
      undecided: [
        {
          path: [...PATH, "properties", "a", "default"],
          reason: "the default and its schema are too large to be judged",
        },
      ],
    });
  });
});
