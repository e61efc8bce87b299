import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/base/json.ts";
import { errorsOf, live, manifest, versions, webhook } from "../fixtures.ts";

const NOT_TRUE =
  "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
const NO_DEFAULTS = "must be false in order to use defaults in the schema";
const NO_WEBHOOK = "must be None if spec.preserveUnknownFields is true";

const defaults = [
  {
    name: "v1",
    storage: true,
    schema: { openAPIV3Schema: { type: "object", properties: { a: { type: "string", default: "x" } } } },
  },
];

describe("spec.preserveUnknownFields: true", () => {
  it.each<[string, Record<string, JsonValue>, boolean | null, readonly (readonly [string, string])[]]>([
    ["of a new CRD", {}, null, [["spec.preserveUnknownFields", NOT_TRUE]]],
    ["where the live one is false", {}, false, [["spec.preserveUnknownFields", NOT_TRUE]]],
    ["where the live one is true", {}, true, []],
    ["with defaults in the schema", { versions: defaults }, true, [["spec.preserveUnknownFields", NO_DEFAULTS]]],
    ["with a webhook", { conversion: webhook() }, true, [["spec.conversion.strategy", NO_WEBHOOK]]],
    [
      "with defaults in one of two schemas",
      { versions: [...versions("v0"), ...defaults] },
      true,
      [["spec.preserveUnknownFields", NO_DEFAULTS]],
    ],
    [
      "with an unknown strategy",
      { conversion: { strategy: "none" } },
      true,
      [
        ["spec.conversion.strategy", NO_WEBHOOK],
        ["spec.conversion.strategy", 'supported values: "None", "Webhook"'],
      ],
    ],
    [
      "with everything",
      { conversion: webhook(), versions: defaults },
      false,
      [
        ["spec.preserveUnknownFields", NO_DEFAULTS],
        ["spec.conversion.strategy", NO_WEBHOOK],
        ["spec.preserveUnknownFields", NOT_TRUE],
      ],
    ],
  ])("%s", (_name, spec, liveValue, errors) => {
    const facts = liveValue === true ? live({ preserveUnknownFields: true }) : live();
    const found = errorsOf(manifest({ ...spec, preserveUnknownFields: true }), liveValue === null ? null : facts);
    expect(found.map(({ field, detail }) => [field, detail])).toEqual(errors);
  });

  it("is printed and pointed at", () => {
    expect(errorsOf(manifest({ preserveUnknownFields: true }))).toEqual([
      {
        type: "FieldValueInvalid",
        field: "spec.preserveUnknownFields",
        value: "true",
        detail: NOT_TRUE,
        path: ["spec", "preserveUnknownFields"],
      },
    ]);
  });
});

describe("spec.preserveUnknownFields: false", () => {
  it("may follow true", () => {
    const facts = live({ preserveUnknownFields: true });
    expect(
      errorsOf(manifest({ preserveUnknownFields: false, conversion: webhook(), versions: defaults }), facts),
    ).toEqual([]);
  });
});
