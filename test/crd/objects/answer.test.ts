import { describe, expect, it } from "vitest";
import { formatPath, type JsonObject } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { errorText } from "../../../src/crd/error-text.ts";
import { type ObjectWrite, objectAnswer } from "../../../src/crd/objects/answer.ts";
import { servedVersion } from "../../../src/crd/objects/version.ts";

const NEWEST = "v1.37.2";

/** A CRD of lanes with one version. */
function crdOf(schema: JsonObject | null, version: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  const own = schema === null ? {} : { schema: { openAPIV3Schema: { type: "object", ...schema } } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "lanes.example.com" },
    spec: {
      group: "example.com",
      names: { plural: "lanes", kind: "Lane" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, ...own, ...version }],
      ...spec,
    },
  };
}

function ofSpec(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { properties: { spec: { type: "object", properties, ...more } } };
}

function lane(body: JsonObject, metadata: JsonObject = { name: "a" }): JsonObject {
  return { apiVersion: "example.com/v1", kind: "Lane", metadata, ...body };
}

function answered(crd: JsonObject, write: ObjectWrite, server = NEWEST) {
  const version = servedVersion(crd, "v1", parseServerVersion(server));
  if (version === null) throw new Error("no v1");
  const { outcome, errors, undecided, dropped, object } = objectAnswer(write, version);
  return {
    outcome,
    errors: errors.map(errorText),
    at: errors.map(({ path }) => formatPath(path)),
    undecided: undecided.map(({ reason }) => reason),
    dropped: dropped.map(formatPath),
    object,
  };
}

const FINE = { outcome: "accepted", errors: [], at: [], undecided: [], dropped: [] };

describe("a custom resource that is created", () => {
  it("is stored without what no schema specifies, and with defaults", () => {
    const crd = crdOf(ofSpec({ a: { type: "string", default: "x" }, b: { type: "object", properties: {} } }));
    const object = lane({ spec: { b: { c: 1 }, "d.e": [{}] }, extra: null });
    expect(answered(crd, { object })).toEqual({
      ...FINE,
      dropped: ["spec.b.c", 'spec["d.e"]', "extra"],
      object: lane({ spec: { b: {}, a: "x" } }),
    });
  });

  it("keeps everything where the schema says so, and below that what it specifies is pruned again", () => {
    const crd = crdOf(
      ofSpec({ a: { type: "object", properties: {} } }, { "x-kubernetes-preserve-unknown-fields": true }),
    );
    const object = lane({ spec: { a: { b: 1 }, c: { d: 1 } } });
    expect(answered(crd, { object })).toEqual({
      ...FINE,
      dropped: ["spec.a.b"],
      object: lane({ spec: { a: {}, c: { d: 1 } } }),
    });
  });

  it("loses everything where there is no schema", () => {
    const object = lane({ spec: { a: 1 } });
    expect(answered(crdOf(null), { object })).toEqual({ ...FINE, dropped: ["spec"], object: lane({}) });
  });

  it("keeps everything under a CRD that was v1beta1 and preserves unknown fields", () => {
    const object = lane({ spec: { a: 1 } });
    const crd = crdOf(null, {}, { preserveUnknownFields: true });
    expect(answered(crd, { object })).toEqual({ ...FINE, object });
  });

  it("is refused in the server's words", () => {
    const crd = crdOf(
      ofSpec(
        {
          tier: { type: "string", enum: ["gold", "silver"] },
          port: { "x-kubernetes-int-or-string": true },
          name: { type: "string", maxLength: 3 },
          hosts: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
          size: { type: "string", format: "quantity" },
        },
        { required: ["mode"] },
      ),
    );
    const object = lane({ spec: { tier: "legacy", port: [], name: "abcd", hosts: ["a", "a"], size: "1Gi" } });
    expect(answered(crd, { object })).toMatchObject({
      outcome: "rejected",
      errors: [
        "spec.name: Too long: may not be more than 3 bytes",
        'spec.port: Invalid value: "array": spec.port in body must be of type integer,string: "array"',
        'spec.tier: Unsupported value: "legacy": supported values: "gold", "silver"',
        "spec.mode: Required value",
        'spec.hosts[1]: Duplicate value: "a"',
      ],
      at: ["spec.name", "spec.port", "spec.tier", "spec.mode", "spec.hosts[1]"],
    });
  });

  it("leaves its status to the status's own door", () => {
    const schema = { properties: { status: { type: "object", properties: { a: { type: "string" } } } } };
    const object = lane({ status: { a: 1 } });
    expect(answered(crdOf(schema, { subresources: { status: {} } }), { object })).toEqual({
      ...FINE,
      object: lane({}),
    });
    expect(answered(crdOf(schema), { object }).errors).toEqual([
      'status.a: Invalid value: "integer": status.a in body must be of type string: "integer"',
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ["no name", {}, "metadata.name: Required value: name or generateName is required"],
    [
      "labels that are none",
      { name: "a", labels: 1 },
      "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type map[string]string",
    ],
    [
      "a namespace with dots",
      { name: "a", namespace: "a.b" },
      'metadata.namespace: Invalid value: "a.b": must not contain dots',
    ],
  ])("is refused for its metadata: %s", (_name, metadata, error) => {
    expect(answered(crdOf({}), { object: lane({}, metadata) }).errors).toEqual([error]);
  });

  it("may leave its name to the server", () => {
    expect(answered(crdOf({}), { object: lane({}, { generateName: "a-" }) }).outcome).toBe("accepted");
  });

  it("has embedded resources in which metadata counts", () => {
    const crd = crdOf(ofSpec({ pod: { type: "object", "x-kubernetes-embedded-resource": true } }));
    const object = lane({ spec: { pod: { kind: "Pod", metadata: { name: "a/b", extra: 1 }, spec: {} } } });
    expect(answered(crd, { object })).toMatchObject({
      errors: [
        "spec.pod.apiVersion: Required value",
        "spec.pod.metadata.name: Invalid value: \"a/b\": may not contain '/'",
      ],
      dropped: ["spec.pod.spec", "spec.pod.metadata.extra"],
    });
  });

  it("is undecided where CEL rules are to be run, unless it is wrong in another way", () => {
    const rules = { "x-kubernetes-validations": [{ rule: "true" }] };
    const crd = crdOf(ofSpec({ a: { type: "string" } }, { ...rules, required: ["a"] }));
    expect(answered(crd, { object: lane({ spec: { a: "" } }) })).toMatchObject({
      outcome: "undecided",
      undecided: ["its CEL rules were not run"],
    });
    expect(answered(crd, { object: lane({ spec: {} }) })).toMatchObject({
      outcome: "rejected",
      errors: [
        "spec.a: Required value",
        "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
      ],
    });
  });

  it("is undecided under a schema that no server can serve", () => {
    const crd = crdOf({ properties: { spec: { $ref: "#/a" } } });
    expect(answered(crd, { object: lane({}) })).toMatchObject({
      outcome: "undecided",
      undecided: ["OpenAPIV3Schema '$ref' is not supported"],
    });
  });
});

describe("a custom resource that is replaced", () => {
  const tier = { type: "string", enum: ["gold"] };
  const crd = crdOf(ofSpec({ tier, a: { type: "integer" } }));
  const old = lane({ spec: { tier: "legacy", a: 1 } });
  const unsupported = 'spec.tier: Unsupported value: "legacy": supported values: "gold"';

  it("may keep what is not valid any more, from 1.30 on", () => {
    const object = lane({ spec: { tier: "legacy", a: 2 } });
    expect(answered(crd, { object, old }).errors).toEqual([]);
    expect(answered(crd, { object, old }, "v1.30.0").errors).toEqual([]);
    expect(answered(crd, { object, old }, "v1.29.0").errors).toEqual([unsupported]);
  });

  it("may not lack what is required, where anything beside it changes", () => {
    const strict = crdOf(ofSpec({ a: { type: "integer" } }, { required: ["b"] }));
    const before = lane({ spec: { a: 1 } });
    expect(answered(strict, { object: before, old: before }).errors).toEqual([]);
    expect(answered(strict, { object: lane({ spec: { a: 2 } }), old: before }).errors).toEqual([
      "spec.b: Required value",
    ]);
  });

  it("is looked at in its status alone where only that is written, from 1.28 on", () => {
    const both = crdOf(
      {
        properties: {
          spec: { type: "object", properties: { tier } },
          status: { type: "object", properties: { tier } },
        },
      },
      { subresources: { status: {} } },
    );
    const before = lane({ spec: { tier: "legacy" } });
    const write: ObjectWrite = { object: { ...before, status: { tier: "x" } }, old: before, ofStatus: true };
    const ofStatus = 'status.tier: Unsupported value: "x": supported values: "gold"';
    expect(answered(both, write).errors).toEqual([ofStatus]);
    expect(answered(both, write, "v1.29.0").errors).toEqual([ofStatus.replace("status.", "")]);
    expect(answered(both, write, "v1.25.0").errors).toEqual([unsupported, ofStatus]);
  });
});
