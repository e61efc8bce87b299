import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { decodeErrors } from "../../src/crd/decode.ts";
import { K132, K137, manifest, webhook } from "./fixtures.ts";

function decodeSchema(schema: JsonValue, server = K137) {
  return decodeErrors(manifest({ versions: [{ name: "v1", schema: { openAPIV3Schema: schema } }] }), server);
}

/** `what into Struct.field of type`: the words between are always the same. */
function mismatch(what: string, where: string, type: string): string {
  return `json: cannot unmarshal ${what} into Go struct field ${where} of type ${type}`;
}

describe("what the JSON decoder takes", () => {
  it.each<[string, JsonObject]>([
    ["a whole CRD", manifest()],
    ["null for anything", manifest({ versions: null, conversion: null, names: null, scope: null })],
    ["null in lists and maps", manifest({ names: { shortNames: [null] } }, { labels: { a: null } })],
    ["status, whatever it says", { ...manifest(), status: { conditions: [{ lastTransitionTime: null }] } }],
    ["bytes as base64 or as numbers", manifest({ conversion: webhook({ caBundle: [1, 255] }) })],
  ])("%s", (_name, document) => {
    expect(decodeErrors(document, K137)).toEqual({ error: null, unknownFields: [], duplicates: [], tooDeep: null });
  });

  it.each<[string, JsonValue]>([
    [
      "items as a schema, a list or nonsense",
      { properties: { a: { items: {} }, b: { items: [{}] }, c: { items: "x" } } },
    ],
    ["additionalProperties as a schema or a boolean", { additionalProperties: true, additionalItems: {} }],
    ["dependencies as names or schemas", { dependencies: { a: ["b"], c: {}, d: null, e: 1 } }],
    ["any default, enum and example", { default: { a: [1] }, enum: [1, "a", null], example: [] }],
  ])("schemas with %s", (_name, schema) => {
    expect(decodeSchema(schema).error).toBeNull();
  });
});

describe("a value of the wrong type", () => {
  it.each<[string, JsonObject, string, readonly (string | number)[]]>([
    [
      "served: 'true'",
      manifest({ versions: [{ name: "v1", served: "true" }] }),
      mismatch("string", "CustomResourceDefinitionVersion.spec.versions.served", "bool"),
      ["spec", "versions", 0, "served"],
    ],
    [
      "name: 1",
      manifest({ versions: [{ name: 1 }] }),
      mismatch("number", "CustomResourceDefinitionVersion.spec.versions.name", "string"),
      ["spec", "versions", 0, "name"],
    ],
    [
      "versions as a map",
      manifest({ versions: { v1: {} } }),
      mismatch("object", "CustomResourceDefinitionSpec.spec.versions", "[]v1.CustomResourceDefinitionVersion"),
      ["spec", "versions"],
    ],
    [
      "a named string type",
      manifest({ scope: ["Cluster"] }),
      mismatch("array", "CustomResourceDefinitionSpec.spec.scope", "v1.ResourceScope"),
      ["spec", "scope"],
    ],
    [
      "an annotation that is a boolean",
      manifest({}, { annotations: { "example.com/a": true } }),
      mismatch("bool", "ObjectMeta.metadata.annotations", "string"),
      ["metadata", "annotations", "example.com/a"],
    ],
    [
      "metadata as a text",
      { ...manifest(), metadata: "x" },
      mismatch("string", "CustomResourceDefinition.metadata", "v1.ObjectMeta"),
      ["metadata"],
    ],
    [
      "a port with a fraction",
      manifest({ conversion: webhook({ service: { port: 443.5 } }) }),
      mismatch("number 443.5", "ServiceReference.spec.conversion.webhook.clientConfig.service.port", "int32"),
      ["spec", "conversion", "webhook", "clientConfig", "service", "port"],
    ],
    [
      "a port beyond 32 bits",
      manifest({ conversion: webhook({ service: { port: 2147483648 } }) }),
      mismatch("number 2147483648", "ServiceReference.spec.conversion.webhook.clientConfig.service.port", "int32"),
      ["spec", "conversion", "webhook", "clientConfig", "service", "port"],
    ],
    [
      "bytes as a text that is no base64",
      manifest({ conversion: webhook({ caBundle: "a b" }) }),
      "illegal base64 data at input byte 1",
      ["spec", "conversion", "webhook", "clientConfig", "caBundle"],
    ],
    [
      "bytes as a number",
      manifest({ conversion: webhook({ caBundle: 1 }) }),
      mismatch("number", "WebhookClientConfig.spec.conversion.webhook.clientConfig.caBundle", "[]uint8"),
      ["spec", "conversion", "webhook", "clientConfig", "caBundle"],
    ],
    [
      "bytes as numbers that are too large",
      manifest({ conversion: webhook({ caBundle: [256] }) }),
      mismatch("number 256", "WebhookClientConfig.spec.conversion.webhook.clientConfig.caBundle", "uint8"),
      ["spec", "conversion", "webhook", "clientConfig", "caBundle", 0],
    ],
    [
      "a time that is none",
      manifest({}, { creationTimestamp: "yesterday" }),
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
      ["metadata", "creationTimestamp"],
    ],
    [
      "a time as a number",
      manifest({}, { creationTimestamp: 1 }),
      mismatch("number", "ObjectMeta.metadata.creationTimestamp", "string"),
      ["metadata", "creationTimestamp"],
    ],
  ])("%s", (_name, document, detail, path) => {
    expect(decodeErrors(document, K137)).toEqual({
      error: { detail, path },
      unknownFields: [],
      duplicates: [],
      tooDeep: null,
    });
  });

  it("inside a schema is named with all struct fields on the way, without indexes and keys", () => {
    expect(decodeSchema({ properties: { a: { maxLength: "5" } } }).error).toEqual({
      detail: mismatch("string", "JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties.maxLength", "int64"),
      path: ["spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "a", "maxLength"],
    });
  });

  it.each([
    ["1.34", "spec.versions.schema.openAPIV3Schema.properties.items"],
    ["1.35", "spec.versions.schema.openAPIV3Schema.properties.items.properties.maxLength"],
  ])("inside items is named as %s does", (minor, where) => {
    const schema = { properties: { a: { items: { properties: { b: { maxLength: "5" } } } } } };
    expect(decodeSchema(schema, parseServerVersion(minor)).error?.detail).toBe(
      mismatch("string", `JSONSchemaProps.${where}`, "int64"),
    );
  });

  it("is 'boolean or JSON schema expected' where either may stand", () => {
    expect(decodeSchema({ additionalProperties: "true" }).error?.detail).toBe("boolean or JSON schema expected");
  });
});

describe("the first of several errors", () => {
  it("is the first by sorted keys, as every client written in Go sends them", () => {
    const document = manifest({ scope: 1, group: 2 });
    expect(decodeErrors(document, K132).error?.path).toEqual(["spec", "group"]);
  });

  it("is one that ends the decoding, even when an earlier one does not", () => {
    const document = manifest({ group: 2 }, {});
    const versions = [{ schema: { openAPIV3Schema: { additionalProperties: "x" } } }];
    const both = { ...document, spec: { group: 2, versions } };
    expect(decodeErrors(both, K137).error?.detail).toBe("boolean or JSON schema expected");
  });
});

describe("unknown fields", () => {
  const OBSERVED = ["observedGeneration", "observedGeneration"];

  it("are dropped, and told", () => {
    const document = manifest({ version: "v1", versions: [{ name: "v1", Served: true, schema: { openapi: {} } }] });
    const { unknownFields, ...rest } = decodeErrors(document, K137);
    expect({ ...rest, unknownFields: unknownFields.map((pathOf) => pathOf()) }).toEqual({
      error: null,
      unknownFields: [
        ["spec", "version"],
        ["spec", "versions", 0, "Served"],
        ["spec", "versions", 0, "schema", "openapi"],
      ],
      duplicates: [],
      tooDeep: null,
    });
  });

  it("are not looked into", () => {
    expect(decodeErrors(manifest({ extra: { served: "x" } }), K137).error).toBeNull();
  });

  // Of another type than the field's, which a server that knows it refuses.
  const rule = { messageExpression: 1, reason: 1, fieldPath: 1, optionalOldSelf: 1 };
  const newer = {
    ...manifest({
      versions: [
        { name: "v1", selectableFields: 1, schema: { openAPIV3Schema: { "x-kubernetes-validations": [rule] } } },
      ],
    }),
    status: { observedGeneration: "1", conditions: [{ observedGeneration: "1" }] },
  };
  it.each<[string, readonly string[]]>([
    ["v1.26.15", ["fieldPath", "messageExpression", "optionalOldSelf", "reason", "selectableFields", ...OBSERVED]],
    ["v1.27.16", ["fieldPath", "optionalOldSelf", "reason", "selectableFields", ...OBSERVED]],
    ["v1.28.15", ["optionalOldSelf", "selectableFields", ...OBSERVED]],
    ["v1.29.15", ["selectableFields", ...OBSERVED]],
    ["v1.30.14", OBSERVED],
    ["v1.34.9", OBSERVED],
    ["v1.35.5", []],
  ])("are those that a newer version than %s has", (server, unknown) => {
    const { unknownFields } = decodeErrors(newer, parseServerVersion(server));
    expect(unknownFields.map((pathOf) => pathOf().at(-1))).toEqual(unknown);
  });
});

describe("items of keyed lists that come twice", () => {
  it("are told once each, wherever the list is", () => {
    const rules = [{ rule: "a" }, { rule: "b" }, { rule: "a" }, { rule: "a" }, {}, {}];
    const schema = { properties: { a: { items: { "x-kubernetes-validations": rules } } } };
    const document = manifest(
      { versions: [{ name: "v1", schema: { openAPIV3Schema: schema } }] },
      { finalizers: ["a", "a", null, null], ownerReferences: [{ uid: "1" }, { uid: "2" }] },
    );
    const at = ["spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "a", "items"];
    expect(decodeErrors(document, K137).duplicates).toEqual([
      { path: ["metadata", "finalizers"], key: "", value: "a" },
      { path: [...at, "x-kubernetes-validations"], key: "rule", value: "a" },
    ]);
  });
});
