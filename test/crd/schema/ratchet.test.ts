import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";
import type { SchemaFault, SchemaFaults } from "../../../src/crd/live-crd.ts";
import { ask, type Question, told } from "./ask.ts";

/** What the live CRD may go on doing wrong, and what the server says to those that begin with it. */
const RATCHETED: readonly (readonly [name: string, schema: JsonObject, error: string, fault: SchemaFault])[] = [
  [
    "an unknown type",
    { type: "object", properties: { a: { type: "text" } } },
    'NotSupported ~.properties[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"',
    "invalidTypes",
  ],
  [
    "a set of objects",
    {
      type: "object",
      properties: { a: { type: "array", "x-kubernetes-list-type": "set", items: { type: "object" } } },
    },
    "Invalid ~.properties[a].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set",
    "nonAtomicSets",
  ],
  [
    "a nullable item of a set",
    {
      type: "object",
      properties: { a: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string", nullable: true } } },
    },
    "Forbidden ~.properties[a].items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set",
    "invalidMapKeys",
  ],
  [
    "a default with unknown fields",
    { type: "object", properties: { a: { type: "object", default: { b: 1 } } } },
    'Invalid ~.properties[a].default: Invalid value: {"b":1}: must not have unknown fields',
    "unprunedDefaults",
  ],
];
const ALL_FAULTS: SchemaFaults = {
  nonStructural: true,
  invalidTypes: true,
  unprunedDefaults: true,
  nonAtomicSets: true,
  invalidMapKeys: true,
};
const RIGHT: JsonObject = { type: "object", description: "right" };

function answers(schema: JsonValue, question: Question) {
  const { errors, undecided } = ask(schema, question);
  return { errors: errors.map(told), undecided: undecided.map(({ reason }) => reason) };
}

describe.each(RATCHETED)("%s", (_name, schema, error, fault) => {
  it("is refused in a new CRD", () => {
    expect(answers(schema, {})).toEqual({ errors: [error], undecided: [] });
  });

  it("is accepted when the live CRD has the same schema", () => {
    expect(answers(schema, { live: [schema] })).toEqual({ errors: [], undecided: [] });
    expect(answers(schema, { live: [RIGHT, schema] })).toEqual({ errors: [], undecided: [] });
  });

  it("is refused when the live CRD has no schema", () => {
    expect(answers(schema, { live: [null] })).toEqual({ errors: [error], undecided: [] });
  });

  it("is refused when the live CRD has other schemas, of whatever other faults", () => {
    const { [fault]: _own, ...schemaFaults } = ALL_FAULTS;
    expect(answers(schema, { live: [RIGHT] })).toEqual({ errors: [error], undecided: [] });
    expect(answers(schema, { live: [RIGHT], schemaFaults })).toEqual({ errors: [error], undecided: [] });
  });

  it("is accepted when a live schema that is not known has such a fault", () => {
    const question = { live: [RIGHT], schemaFaults: { [fault]: true } } as const;
    expect(answers(schema, question)).toEqual({ errors: [], undecided: [] });
  });

  it("is undecided when only the server can tell whether a live schema has it", () => {
    const { errors, undecided } = answers(schema, { live: [RIGHT], schemaFaults: { [fault]: "unknown" } });
    const printed = error.slice(error.indexOf(" ") + 1).replaceAll("~", "spec.validation.openAPIV3Schema");
    const reason = `refused unless a live schema has the same fault, which only the server can tell: ${printed}`;
    expect({ errors, undecided }).toEqual({ errors: [], undecided: [reason] });
  });

  it("goes by the content of live schemas where it is known", () => {
    const question = { live: [schema], schemaFaults: {} };
    expect(answers(schema, question)).toEqual({ errors: [], undecided: [] });
  });
});

describe("a schema that is not structural", () => {
  const loose: JsonObject = { properties: { a: { description: "no type" } } };
  const errors = [
    "Required ~.properties[a].type: Required value: must not be empty for specified object fields",
    "Required ~.type: Required value: must not be empty at the root",
  ];

  it("is refused where unknown fields are pruned, whatever is live", () => {
    expect(answers(loose, { live: [loose] })).toEqual({ errors, undecided: [] });
  });

  it("is accepted in a legacy CRD that has it already", () => {
    expect(answers(loose, { live: [loose], preserveUnknownFields: true })).toEqual({ errors: [], undecided: [] });
  });

  it("is refused in a legacy CRD whose live schemas are structural", () => {
    expect(answers(loose, { live: [null], preserveUnknownFields: true })).toEqual({ errors, undecided: [] });
  });

  it("is refused in a legacy CRD whose live schemas are others, and accepted when one of those is loose too", () => {
    const question = { live: [RIGHT], preserveUnknownFields: true };
    expect(answers(loose, question)).toEqual({ errors, undecided: [] });
    const other = { ...question, schemaFaults: { nonStructural: true } } as const;
    expect(answers(loose, other)).toEqual({ errors: [], undecided: [] });
  });

  it("is undecided in a legacy CRD of which nobody can tell", () => {
    const schemaFaults = { nonStructural: "unknown" } as const;
    const { undecided, ...rest } = answers(loose, { live: [RIGHT], schemaFaults, preserveUnknownFields: true });
    expect(rest.errors).toEqual([]);
    expect(undecided).toHaveLength(2);
  });

  it.each<[string, JsonObject]>([
    ["defaults", { properties: { a: { default: 1 } } }],
    ["extensions", { properties: { a: { "x-kubernetes-list-type": "atomic", type: "array" } } }],
  ])("is refused in a legacy CRD when it has %s", (_name, schema) => {
    const { errors: told } = answers(schema, { live: [schema], preserveUnknownFields: true });
    expect(told).toContain("Required ~.type: Required value: must not be empty at the root");
  });
});

describe("a live default with unknown fields", () => {
  const unpruned = { type: "object", default: { b: 1 } };
  const schema = { type: "object", properties: { a: unpruned } };
  const refused = 'Invalid ~.properties[a].default: Invalid value: {"b":1}: must not have unknown fields';

  it.each<[string, JsonObject]>([
    ["in a property", { type: "object", properties: { x: unpruned } }],
    ["in items", { type: "object", properties: { x: { type: "array", items: unpruned } } }],
    [
      "in additionalProperties",
      { type: "object", properties: { x: { type: "object", additionalProperties: unpruned } } },
    ],
    ["at the root", { type: "object", default: { apiVersion: "v1", kind: "A", b: 1 } }],
  ])("%s excuses another", (_name, live) => {
    expect(answers(schema, { live: [live], others: [live] })).toEqual({ errors: [], undecided: [] });
  });

  it.each<[string, JsonObject]>([
    ["of a schema that is not structural", { type: "object", properties: { a: unpruned, b: {} } }],
    ["of a schema that cannot be converted", { type: "object", $schema: "x", properties: { a: unpruned } }],
    ["beside a default of the root that is no object", { type: "object", default: 5, properties: { a: unpruned } }],
    [
      "beside a default in items of the root",
      { type: "object", items: { type: "string", default: "x" }, properties: { a: unpruned } },
    ],
    [
      "beside a default deep in items of the root",
      {
        type: "object",
        items: { type: "object", properties: { x: { type: "string" }, y: { type: "string", default: "x" } } },
        properties: { a: unpruned },
      },
    ],
  ])("%s excuses nothing: the server fails to prune it", (_name, live) => {
    expect(answers(schema, { live: [live], others: [live] })).toEqual({ errors: [refused], undecided: [] });
  });

  it.each<[string, JsonObject]>([
    [
      "that is preserved",
      { type: "object", properties: { a: { ...unpruned, "x-kubernetes-preserve-unknown-fields": true } } },
    ],
    [
      "that is specified",
      { type: "object", properties: { a: { ...unpruned, properties: { b: { type: "integer" } } } } },
    ],
  ])("%s is none", (_name, live) => {
    expect(answers(schema, { live: [live], others: [live] })).toEqual({ errors: [refused], undecided: [] });
  });

  it.each<[string, JsonObject]>([
    [
      "inside metadata of an embedded resource",
      {
        type: "object",
        properties: {
          x: {
            type: "object",
            "x-kubernetes-embedded-resource": true,
            properties: {
              metadata: { type: "object", properties: { labels: { type: "object", default: { b: "c" } } } },
            },
          },
        },
      },
    ],
    [
      "that sets metadata",
      {
        type: "object",
        properties: {
          x: {
            type: "object",
            "x-kubernetes-embedded-resource": true,
            "x-kubernetes-preserve-unknown-fields": true,
            default: { apiVersion: "v1", kind: "A", metadata: {} },
          },
        },
      },
    ],
  ])("%s may be changed by coercion", (_name, live) => {
    const { errors, undecided } = answers(schema, { live: [live], others: [live] });
    expect(errors).toEqual([]);
    expect(undecided).toHaveLength(1);
  });
});
