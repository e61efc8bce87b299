import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import { ask, FIELD, PATH, readFixture, rulesIn, told } from "./ask.ts";

/**
 * A schema and what the API server's own code (k8s.io/apiextensions-apiserver 0.32.13 and 0.37.2) says of it in a new
 * CRD of one version. Sorted: the server walks maps in no order.
 */
interface SchemaCase {
  readonly name: string;
  readonly statusSubresource?: boolean;
  readonly schema: JsonValue;
  /** How many CEL rules the server would compile. */
  readonly rules?: number;
  readonly latest: readonly string[];
  /** Only where 1.32 says something else. */
  readonly k132?: readonly string[];
}

const CASES: readonly SchemaCase[] = JSON.parse(readFixture("schemas.json"));

describe.each([
  ["v1.32.13", (row: SchemaCase) => row.k132 ?? row.latest],
  ["v1.37.2", (row: SchemaCase) => row.latest],
])("a schema for %s", (server, label) => {
  it.each(CASES.map((row) => [row.name, row] as const))("%s", (_name, row) => {
    const answer = ask(row.schema, { server, statusSubresource: row.statusSubresource ?? false });
    expect(answer.errors.map(told).sort()).toEqual(label(row));
    expect(answer.undecided).toEqual([]);
    expect(rulesIn(row.schema, { server })).toBe(row.rules ?? 0);
  });
});

describe("texts by version", () => {
  const oneLetter = { type: "object", properties: { a: { type: "string", maxLength: 1, default: "ab" } } };
  const rule = (more: JsonObject) => ({ type: "object", "x-kubernetes-validations": [{ rule: "true", ...more }] });
  const closed = { type: "object", not: { additionalProperties: false } };
  const unknownField = {
    type: "object",
    properties: { a: { type: "object", default: { b: [null, "<", 1.5, true] } } },
  };
  const example = { type: "object", properties: { metadata: { type: "object", example: 1 } } };
  const fraction = { type: "object", properties: { a: { type: "integer", minimum: 0.5, default: 1 } } };
  it.each<[string, string, JsonValue, string[]]>([
    ["no unit", "v1.31.14", oneLetter, ["TooLong ~.properties[a].default: Too long: may not be longer than 1"]],
    ["no messageExpression", "v1.26.15", rule({ messageExpression: " " }), []],
    [
      "a messageExpression",
      "v1.27.16",
      rule({ messageExpression: " " }),
      [
        "Required ~.x-kubernetes-validations[0].messageExpression: Required value: messageExpression must be non-empty if specified",
      ],
    ],
    [
      "additionalProperties: false inside not counts",
      "v1.30.14",
      closed,
      ["Forbidden ~.not.additionalProperties: Forbidden: must be undefined to be structural"],
    ],
    ["additionalProperties: false inside not is nothing", "v1.31.14", closed, []],
    ["neither reason nor fieldPath", "v1.27.16", rule({ reason: "No", fieldPath: ".x" }), []],
    [
      "reason and fieldPath",
      "v1.28.15",
      rule({ reason: "No", fieldPath: ".x" }),
      [
        'NotSupported ~.x-kubernetes-validations[0].reason: Unsupported value: "No": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
        'Invalid ~.x-kubernetes-validations[0].fieldPath: Invalid value: ".x": fieldPath must be a valid path',
      ],
    ],
    ["the plural", "v1.33.0", oneLetter, ["TooLong ~.properties[a].default: Too long: may not be more than 1 bytes"]],
    [
      "no limit that is below zero",
      "v1.32.0",
      { type: "object", properties: { a: { type: "string", maxLength: -1, default: "a" } } },
      ["TooLong ~.properties[a].default: Too long: value is too long"],
    ],
    [
      "no number that is below zero",
      "v1.37.2",
      { type: "object", properties: { a: { type: "array", items: { type: "string" }, maxItems: -1, default: [] } } },
      ["TooMany ~.properties[a].default: Too many: 0: has too many items"],
    ],
    ["the singular", "v1.34.0", oneLetter, ["TooLong ~.properties[a].default: Too long: may not be more than 1 byte"]],
    [
      "bad values in Go syntax",
      "v1.33.0",
      unknownField,
      [
        'Invalid ~.properties[a].default: Invalid value: map[string]interface {}{"b":[]interface {}{interface {}(nil), "<", 1.5, true}}: must not have unknown fields',
      ],
    ],
    [
      "bad values in JSON",
      "v1.34.0",
      unknownField,
      ['Invalid ~.properties[a].default: Invalid value: {"b":[null,"\\u003c",1.5,true]}: must not have unknown fields'],
    ],
    ["an example in metadata", "v1.35.0", example, []],
    [
      "an example in metadata",
      "v1.36.0",
      example,
      [
        "Forbidden ~.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified",
      ],
    ],
    ["a bound that is no integer", "v1.35.0", fraction, []],
    [
      "a bound that is no integer",
      "v1.36.0",
      fraction,
      [
        'Invalid ~.properties[a].default: Invalid value: "": Minimum boundary value must be of type integer (default format) in ',
      ],
    ],
  ])("%s in %s", (_name, server, schema, errors) => {
    expect(ask(schema, { server }).errors.map(told)).toEqual(errors);
  });
});

describe("places", () => {
  it.each<[string, JsonValue, string, (string | number)[]]>([
    [
      "a missing type",
      { type: "object", properties: { "a.b": {} } },
      `${FIELD}.properties[a.b].type`,
      ["properties", "a.b", "type"],
    ],
    ["a keyword in a list", { type: "object", anyOf: [{}, { id: "x" }] }, `${FIELD}.anyOf[1].id`, ["anyOf", 1, "id"]],
    [
      "a value deep in a default",
      {
        type: "object",
        properties: {
          a: {
            type: "object",
            properties: { b: { type: "array", items: { type: "object", additionalProperties: { type: "string" } } } },
            default: { b: [{ "x.y": 1 }] },
          },
        },
      },
      `${FIELD}.properties[a].default.b[0].x.y`,
      ["properties", "a", "default", "b", 0, "x.y"],
    ],
    [
      "a field of an embedded resource",
      {
        type: "object",
        properties: {
          a: {
            type: "object",
            "x-kubernetes-embedded-resource": true,
            "x-kubernetes-preserve-unknown-fields": true,
            default: { apiVersion: "v1" },
          },
        },
      },
      `${FIELD}.properties[a].default.kind`,
      ["properties", "a", "default", "kind"],
    ],
    [
      "what is missing in the structure",
      { type: "object", properties: { a: { type: "object" } }, not: { properties: { a: { properties: { b: {} } } } } },
      `${FIELD}.properties[a].properties[b]`,
      ["properties", "a", "properties", "b"],
    ],
  ])("%s", (_name, schema, field, steps) => {
    const { errors } = ask(schema);
    expect(errors.map((error) => [error.field, error.path])).toEqual([[field, [...PATH, ...steps]]]);
  });

  it("come under the path of the version", () => {
    const schema = { type: "object", properties: { a: {} } };
    const answers = [0, 1].map((version) => ask({ ...schema, description: `${version}` }));
    expect(answers.map((answer) => answer.errors[0]?.path)).toEqual([
      [...PATH, "properties", "a", "type"],
      [...PATH, "properties", "a", "type"],
    ]);
  });
});

describe("no schema", () => {
  it.each([[undefined], [null], ["x"], [[]]])("%j is not looked at", (schema) => {
    expect(ask(schema)).toEqual({ errors: [], undecided: [] });
  });
});

describe("what is out of reach", () => {
  const at = (...steps: (string | number)[]) => [...PATH, "properties", "a", ...steps];
  const property = (a: JsonValue) => ({ type: "object", properties: { a } });
  it.each<[string, JsonValue, unknown[]]>([
    [
      "a character class that newer servers know",
      property({ type: "string", pattern: "\\p{Letter}", default: 5 }),
      [
        {
          path: at("pattern"),
          reason: "whether the server knows the character class Letter depends on the version of Go it is built with",
        },
      ],
    ],
    [
      "other cases of letters beyond ASCII",
      property({ type: "string", pattern: "(?i)^é$", default: "É" }),
      [{ path: at("default"), reason: "whether the text matches the pattern is out of reach" }],
    ],
    [
      "a format with a parser of its own",
      property({ type: "string", format: "email", default: "A <a@b.c>" }),
      [{ path: at("default"), reason: 'whether the server takes "A <a@b.c>" for a email is out of reach' }],
    ],
    [
      "a doubt inside anyOf, which makes everything doubtful",
      property({ type: "string", anyOf: [{ format: "email" }, { minLength: 99 }], default: "A <a@b.c>", maxLength: 1 }),
      [{ path: at("default"), reason: 'whether the server takes "A <a@b.c>" for a email is out of reach' }],
    ],
    [
      "integers beyond 2^53",
      property({ type: "integer", maximum: 5, default: 9007199254740992 }),
      [{ path: at("default"), reason: "the number or its bounds are beyond what is compared exactly here" }],
    ],
    [
      "metadata with more than names and labels",
      property({
        type: "object",
        "x-kubernetes-embedded-resource": true,
        "x-kubernetes-preserve-unknown-fields": true,
        default: { apiVersion: "v1", kind: "A", metadata: { finalizers: ["x"] } },
      }),
      [
        {
          path: at("default"),
          reason:
            "the default sets metadata beyond what is judged here (plain names, labels and annotations), which the API server checks",
        },
      ],
    ],
    [
      "an empty map of labels, which coercion takes away",
      property({
        type: "object",
        "x-kubernetes-embedded-resource": true,
        "x-kubernetes-preserve-unknown-fields": true,
        default: { apiVersion: "v1", kind: "A", metadata: { labels: {} } },
      }),
      [
        {
          path: at("default"),
          reason:
            "the default sets metadata beyond what is judged here (plain names, labels and annotations), which the API server checks",
        },
      ],
    ],
    [
      "a fieldPath on which the server crashes",
      property({
        type: "object",
        additionalProperties: true,
        "x-kubernetes-validations": [{ rule: "", fieldPath: ".a.b" }],
      }),
      [
        {
          path: at("x-kubernetes-validations", 0, "fieldPath"),
          reason: "the API server's own check of this path crashes, so that the request fails with an internal error",
        },
      ],
    ],
  ])("%s", (_name, schema, undecided) => {
    expect(ask(schema).undecided).toEqual(undecided);
  });

  it("keeps the errors that are certain beside a doubt", () => {
    const schema = property({ type: "string", format: "email", enum: ["x"], default: "A <a@b.c>" });
    expect(ask(schema).errors.map(told)).toEqual([
      'NotSupported ~.properties[a].default: Unsupported value: "A <a@b.c>": supported values: "x"',
    ]);
  });

  it("are the rules of a version", () => {
    const rules = [{ rule: "true" }, { rule: "false" }];
    const schema = {
      type: "object",
      properties: {
        a: { type: "array", items: { type: "string", "x-kubernetes-validations": rules } },
        b: { type: "object", additionalProperties: { type: "string", "x-kubernetes-validations": rules } },
      },
      "x-kubernetes-validations": [{ rule: "true" }],
    };
    expect(rulesIn(schema)).toBe(5);
  });
});

describe("answers", () => {
  it("are the same for the same question", () => {
    const schema = { type: "object", properties: { b: {}, a: {}, c: { type: "null" } } };
    expect(ask(schema).errors).toBe(ask(schema).errors);
    expect(ask(schema)).toEqual(ask(structuredClone(schema)));
  });

  it("differ with the server", () => {
    const schema = { type: "object", properties: { a: { type: "string", maxLength: 1, default: "ab" } } };
    expect(ask(schema, { server: "v1.32.0" })).not.toEqual(ask(schema, { server: "v1.37.0" }));
  });
});
