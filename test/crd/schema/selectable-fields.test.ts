import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/base/json.ts";
import { validateSelectableFields } from "../../../src/crd/schema/selectable-fields.ts";
import { optionsOf, type Question, told } from "./ask.ts";

const SCHEMA = {
  type: "object",
  properties: {
    metadata: { type: "object", properties: { name: { type: "string" } } },
    spec: {
      type: "object",
      properties: Object.fromEntries(
        ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((name) => [name, { type: "string" }]),
      ),
    },
    status: {
      type: "object",
      properties: {
        ready: { type: "boolean" },
        count: { type: "integer" },
        list: { type: "array", items: { type: "string" } },
      },
    },
    labels: { type: "object", additionalProperties: { type: "string" } },
    any: { type: "object", additionalProperties: true },
  },
};
const CRASH = "the API server's own check of this path crashes, so that the request fails with an internal error";
const NINE = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map((name) => `.spec.${name}`);

interface Asked extends Question {
  readonly schema?: JsonValue;
  /** Not hoisted: the name of the version. */
  readonly version?: string;
}

function select(
  jsonPaths: readonly (string | null)[],
  { schema = { openAPIV3Schema: SCHEMA }, version, ...question }: Asked = {},
) {
  const field = version === undefined ? "spec.selectableFields" : "spec.versions[1].selectableFields";
  const answer = validateSelectableFields({
    fields: jsonPaths.map((jsonPath) => ({ jsonPath })),
    schema,
    field,
    path: ["spec", "versions", 1, "selectableFields"],
    versionName: version ?? null,
    options: optionsOf(SCHEMA, question),
  });
  return { errors: answer.errors.map(told), undecided: answer.undecided };
}

function fine() {
  return { errors: [], undecided: [] };
}

describe("selectable fields", () => {
  it.each<[string, (string | null)[]]>([
    ["none", []],
    ["texts, booleans and integers", [".spec.a", ".status.ready", ".status.count"]],
    ["eight", NINE.slice(0, 8)],
    ["values of a map", [".labels.x"]],
  ])("%s are accepted", (_name, jsonPaths) => {
    expect(select(jsonPaths)).toEqual(fine());
  });

  it("that are no list are none", () => {
    const answer = validateSelectableFields({
      fields: null,
      schema: undefined,
      field: "x",
      path: [],
      versionName: null,
      options: optionsOf(SCHEMA, {}),
    });
    expect(answer).toEqual(fine());
  });

  it.each<[string, (string | null)[], string[]]>([
    [
      "an empty path",
      ["", null],
      [
        "Required spec.selectableFields[0].jsonPath: Required value",
        "Required spec.selectableFields[1].jsonPath: Required value",
      ],
    ],
    [
      "no field",
      [".spec.x"],
      [
        'Invalid spec.selectableFields[0].jsonPath: Invalid value: ".spec.x": is an invalid path: does not refer to a valid field',
      ],
    ],
    [
      "no fields below a text",
      [".spec.a.b"],
      [
        'Invalid spec.selectableFields[0].jsonPath: Invalid value: ".spec.a.b": is an invalid path: does not refer to a valid field',
      ],
    ],
    [
      "no leading dot",
      ["spec"],
      [
        'Invalid spec.selectableFields[0].jsonPath: Invalid value: "spec": is an invalid path: expected [ or . but got: spec',
      ],
    ],
    [
      "a trailing dot",
      [".spec."],
      [
        'Invalid spec.selectableFields[0].jsonPath: Invalid value: ".spec.": is an invalid path: unexpected end of JSON path',
      ],
    ],
    [
      "brackets",
      [".spec['a']"],
      [
        "Invalid spec.selectableFields[0].jsonPath: Invalid value: \".spec['a']\": is an invalid path: array notation is not allowed",
      ],
    ],
    [
      "metadata",
      [".metadata.name"],
      [
        'Invalid spec.selectableFields[0].jsonPath: Invalid value: ".metadata.name": must not point to fields in metadata',
      ],
    ],
    [
      "a list",
      [".status.list"],
      [
        'Invalid spec.selectableFields[0].jsonPath: Invalid value: ".status.list": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
      ],
    ],
    [
      "a value without a schema",
      [".any.x"],
      [
        'Invalid spec.selectableFields[0].jsonPath: Invalid value: ".any.x": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
      ],
    ],
    [
      "the same field twice",
      [".spec.a", ".spec.a"],
      ['Duplicate spec.selectableFields[1].jsonPath: Duplicate value: ".spec.a"'],
    ],
    ["more than eight", NINE, ["TooMany spec.selectableFields: Too many: 9: must have at most 8 items"]],
  ])("%s is refused", (_name, jsonPaths, errors) => {
    expect(select(jsonPaths)).toEqual({ errors, undecided: [] });
  });

  it("stand in the manifest where they are refused", () => {
    const answer = validateSelectableFields({
      fields: [{ jsonPath: ".x" }],
      schema: { openAPIV3Schema: SCHEMA },
      field: "spec.selectableFields",
      path: ["spec", "versions", 0, "selectableFields"],
      versionName: null,
      options: optionsOf(SCHEMA, {}),
    });
    expect(answer.errors.map((error) => error.path)).toEqual([
      ["spec", "versions", 0, "selectableFields", 0, "jsonPath"],
    ]);
  });
});

describe("more than eight selectable fields in an update", () => {
  const error = (field: string) => `TooMany ${field}: Too many: 9: must have at most 8 items`;
  const refused = { errors: [error("spec.versions[1].selectableFields")], undecided: [] };
  const refusedForAll = { errors: [error("spec.selectableFields")], undecided: [] };
  const live = [SCHEMA, SCHEMA];

  it("are refused, whatever the schema that is live", () => {
    expect(select(NINE, { live, version: "v1" })).toEqual(refused);
    expect(select(NINE, { live })).toEqual(refusedForAll);
  });
  it("may stay as they are since 1.35", () => {
    const asked = { live, liveSelectable: [NINE], version: "v1" };
    expect(select(NINE, { ...asked, server: "v1.35.0" })).toEqual(fine());
    expect(select(NINE, { ...asked, server: "v1.34.0" })).toEqual(refused);
  });
  it("may stay as they are in all versions", () => {
    expect(select(NINE, { live, liveSelectable: [NINE, NINE] })).toEqual(fine());
  });
  it.each<[string, Asked, object]>([
    ["in another order", { live, liveSelectable: [[...NINE].reverse()], version: "v1" }, refused],
    ["and more of them", { live, liveSelectable: [[...NINE, ".status.ready"]], version: "v1" }, refused],
    ["in another version", { live, liveSelectable: [NINE], version: "v2" }, refused],
    ["in one version, and now in all", { live, liveSelectable: [NINE] }, refusedForAll],
    ["in all versions, and now in one", { live, liveSelectable: [NINE, NINE], version: "v1" }, refused],
    ["in all versions, but not the same in each", { live, liveSelectable: [NINE, [...NINE].reverse()] }, refusedForAll],
  ])("may not become live ones %s", (_name, asked, expected) => {
    expect(select(NINE, asked)).toEqual(expected);
  });
});

describe("selectable fields without a schema beside them", () => {
  it.each<[string, Asked, string]>([
    [
      "hoisted",
      { schema: null },
      'Invalid spec.selectableFields: Invalid value: "": may only be set when validations.schema is included',
    ],
    [
      "hoisted, before 1.34",
      { schema: null, server: "v1.33.0" },
      'Invalid spec.selectableFields: Invalid value: "": selectableFields may only be set when validations.schema is included',
    ],
    [
      "of a version",
      { schema: {}, version: "v1" },
      'Invalid spec.versions[1].selectableFields: Invalid value: "": may only be set when `version.schema.openAPIV3Schema` is not included',
    ],
    [
      "of a version, before 1.34",
      { schema: null, version: "v1", server: "v1.33.0" },
      'Invalid spec.versions[1].selectableFields: Invalid value: "": selectableFields may only be set when version.schema.openAPIV3Schema is not included',
    ],
  ])("%s", (_name, asked, error) => {
    expect(select([".spec.a"], asked)).toEqual({ errors: [error], undecided: [] });
  });
});

describe("the server crashes", () => {
  const crash = {
    errors: [],
    undecided: [{ path: ["spec", "versions", 1, "selectableFields", 0, "jsonPath"], reason: CRASH }],
  };
  it.each<[string, string[], Asked]>([
    ["hoisted beside an empty `schema`", [".spec.a"], { schema: {} }],
    ["below `additionalProperties: true`", [".any.x.y"], {}],
    [
      "beside a schema that cannot be converted",
      [".spec.a"],
      { schema: { openAPIV3Schema: { ...SCHEMA, $schema: "x" } } },
    ],
  ])("%s", (_name, jsonPaths, asked) => {
    expect(select(jsonPaths, asked)).toEqual(crash);
  });

  it.each<[string, JsonValue, string]>([
    [
      "x-kubernetes-preserve-unknown-fields: false",
      { "x-kubernetes-preserve-unknown-fields": false },
      "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined",
    ],
    ["a list of items", { items: [{ type: "string" }] }, "OpenAPIV3Schema 'items' must be a schema, but is an array"],
    ["an id", { id: "x" }, "OpenAPIV3Schema 'id' is not supported"],
    ["$ref", { $ref: "x" }, "OpenAPIV3Schema '$ref' is not supported"],
    ["patternProperties", { patternProperties: { a: {} } }, "OpenAPIV3Schema 'patternProperties' is not supported"],
    ["dependencies", { dependencies: { a: [] } }, "OpenAPIV3Schema 'dependencies' is not supported"],
    ["additionalItems", { additionalItems: false }, "OpenAPIV3Schema 'additionalItems' is not supported"],
    ["definitions", { definitions: { a: {} } }, "OpenAPIV3Schema 'definitions' is not supported"],
  ])("beside a schema with %s, which is told where it does not", (_name, part, problem) => {
    for (const schema of [
      part,
      { type: "object", properties: { a: part } },
      { type: "object", allOf: [{ not: part }] },
    ]) {
      expect(select([""], { schema: { openAPIV3Schema: schema }, version: "v1" })).toEqual({
        errors: [
          `Invalid spec.versions[1].schema.openAPIV3Schema: Invalid value: "": ${problem}`,
          "Required spec.versions[1].selectableFields[0].jsonPath: Required value",
        ],
        undecided: [],
      });
    }
  });

  it("not on paths that it refuses before it looks", () => {
    expect(select(["", "a"], { schema: { openAPIV3Schema: { ...SCHEMA, $schema: "x" } } })).toEqual({
      errors: [
        "Invalid spec.schema.openAPIV3Schema: Invalid value: \"\": OpenAPIV3Schema 'schema' is not supported",
        "Required spec.selectableFields[0].jsonPath: Required value",
        'Invalid spec.selectableFields[1].jsonPath: Invalid value: "a": is an invalid path: expected [ or . but got: a',
      ],
      undecided: [],
    });
  });
});
