import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { schemaDigest } from "../../src/crd/schema/digest.ts";
import { base64, CERTIFICATE } from "./certificates.ts";
import { manifest, SCHEMA, versions, webhook } from "./fixtures.ts";

const NAMES = { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" };
const STATUS: JsonObject = {
  storedVersions: ["v1"],
  acceptedNames: NAMES,
  conditions: [
    { type: "NamesAccepted", status: "True", reason: "NoConflicts" },
    { type: "Established", status: "True" },
  ],
};
const digest = schemaDigest(SCHEMA.openAPIV3Schema);

/** A default with a field too many, and a set of objects. */
const FAULTY: JsonObject = {
  type: "object",
  properties: {
    a: { type: "object", default: { b: 1 } },
    c: { type: "array", "x-kubernetes-list-type": "set", items: { type: "object" } },
  },
};

const EIGHT = Array.from({ length: 8 }, () => ({ jsonPath: "." }));

function object(spec: Record<string, JsonValue> = {}, metadata: JsonObject = {}, status: JsonObject = {}): JsonObject {
  return { ...manifest(spec, metadata), status: { ...STATUS, ...status } };
}

const PLAIN = {
  group: "example.com",
  names: NAMES,
  scope: "Namespaced",
  versions: [{ name: "v1", served: true, storage: true, schema: digest }],
  storedVersions: ["v1"],
  keepsNothing: ["v1"],
  conditions: { NamesAccepted: "True", Established: "True" },
  conversion: { strategy: "None" },
};

describe("the facts of a live CRD", () => {
  it("are few for a plain one", () => {
    expect(liveFromObject(object())).toEqual(PLAIN);
  });

  it.each<[string, JsonObject, object]>([
    [
      "names, and the accepted ones where they differ",
      object({ names: { ...NAMES, shortNames: ["w"], categories: ["all"] } }),
      { names: { ...NAMES, shortNames: ["w"], categories: ["all"] }, acceptedNames: NAMES },
    ],
    [
      "accepted lists of names that are the same",
      object({ names: { ...NAMES, shortNames: ["w"] } }, {}, { acceptedNames: { ...NAMES, shortNames: ["w"] } }),
      { names: { ...NAMES, shortNames: ["w"] } },
    ],
    [
      "accepted lists of names that are not",
      object({ names: { ...NAMES, categories: ["a"] } }, {}, { acceptedNames: { ...NAMES, categories: ["b"] } }),
      { names: { ...NAMES, categories: ["a"] }, acceptedNames: { ...NAMES, categories: ["b"] } },
    ],
    ["names that were filled in", object({ names: { plural: "widgets", kind: "Widget" } }), { names: NAMES }],
    [
      "versions in their order",
      object({
        versions: [
          { name: "v2", storage: true, schema: {} },
          { name: "v1", served: true, deprecated: true, schema: SCHEMA },
        ],
      }),
      {
        versions: [
          { name: "v2", served: false, storage: true, schema: "absent" },
          { name: "v1", served: true, storage: false, deprecated: true, schema: digest },
        ],
      },
    ],
    [
      "stored versions in the cluster's order",
      object({}, {}, { storedVersions: ["v2", "v1"] }),
      { storedVersions: ["v2", "v1"] },
    ],
    [
      "an empty list as the server reads it",
      object({ versions: versions("v1", "v2*") }, {}, { storedVersions: [] }),
      { storedVersions: ["v2"], versions: expect.anything(), keepsNothing: ["v1", "v2"] },
    ],
    [
      "the first condition of a type; odd ones as Unknown",
      object(
        {},
        {},
        { conditions: [{ type: "A", status: "False" }, { type: "A", status: "True" }, { type: "B" }, {}] },
      ),
      { conditions: { A: "False", B: "Unknown" } },
    ],
    [
      "a webhook with a CA bundle",
      object({ conversion: webhook({ caBundle: base64(CERTIFICATE) }, ["v1", "v1beta1"]) }),
      {
        conversion: {
          strategy: "Webhook",
          reviewVersions: ["v1", "v1beta1"],
          service: "system/webhook",
          caBundle: "valid",
        },
      },
    ],
    [
      "a webhook with a bad one",
      object({ conversion: webhook({ caBundle: "Cg==" }) }),
      { conversion: { strategy: "Webhook", reviewVersions: ["v1"], service: "system/webhook", caBundle: "invalid" } },
    ],
    [
      "a webhook with none",
      object({ conversion: webhook({}, []) }),
      { conversion: { strategy: "Webhook", service: "system/webhook", caBundle: "absent" } },
    ],
    ["legacies of v1beta1", object({ preserveUnknownFields: true }), { preserveUnknownFields: true }],
    [
      "its deletion, with what holds it up",
      object({}, { deletionTimestamp: "2024-01-01T00:00:00Z", finalizers: ["a.b/c"] }),
      { terminating: true, finalizers: ["a.b/c"] },
    ],
    ["no finalizers while it is not deleted", object({}, { finalizers: ["a.b/c"] }), {}],
    [
      "a list of selectable fields that is too long",
      object({
        versions: [
          { name: "v1", storage: true, schema: SCHEMA, selectableFields: EIGHT },
          { name: "v2", schema: SCHEMA, selectableFields: [...EIGHT, null] },
        ],
      }),
      {
        versions: [
          { name: "v1", served: false, storage: true, schema: digest },
          { name: "v2", served: false, storage: false, schema: digest, selectableFields: [...".".repeat(8), ""] },
        ],
        keepsNothing: ["v1", "v2"],
      },
    ],
    [
      "the faults of any of its schemas",
      object({
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "text" } } },
          { name: "v2", schema: { openAPIV3Schema: FAULTY } },
        ],
      }),
      {
        versions: [
          { name: "v1", served: true, storage: true, schema: schemaDigest({ type: "text" }) },
          { name: "v2", served: false, storage: false, schema: schemaDigest(FAULTY) },
        ],
        schemaFaults: {
          nonStructural: true,
          invalidTypes: true,
          unprunedDefaults: true,
          nonAtomicSets: true,
        },
      },
    ],
    [
      "a migration",
      object({}, {}, { conditions: [{ type: "StorageMigrating", status: "True" }] }),
      { conditions: { StorageMigrating: "True" }, storageMigrating: true },
    ],
    [
      "a migration that has failed",
      object({}, {}, { conditions: [{ type: "StorageMigrating", status: "False", reason: "MigrationFailed" }] }),
      { conditions: { StorageMigrating: "False" }, storageMigrating: "failed" },
    ],
    [
      "no migration that has succeeded",
      object({}, {}, { conditions: [{ type: "StorageMigrating", status: "False", reason: "MigrationSucceeded" }] }),
      { conditions: { StorageMigrating: "False" } },
    ],
    [
      "its owners",
      object(
        {},
        {
          labels: { "app.kubernetes.io/managed-by": "Helm" },
          annotations: {
            "meta.helm.sh/release-name": "traefik",
            "meta.helm.sh/release-namespace": "edge",
            "gateway.networking.k8s.io/channel": "standard",
            "gateway.networking.k8s.io/bundle-version": "v1.1.0",
          },
        },
      ),
      {
        owners: {
          helmRelease: "edge/traefik",
          managedBy: "Helm",
          gatewayApi: { channel: "standard", bundleVersion: "v1.1.0" },
        },
      },
    ],
  ])("have %s", (_name, live, facts) => {
    expect(liveFromObject(live)).toEqual({ ...PLAIN, ...facts });
  });

  it.each<[string, JsonObject, string]>([
    ["a URL", { "api-approved.kubernetes.io": "https://example.com/1" }, "approved"],
    ["nothing", {}, "missing"],
  ])("have the approval of protected groups: %s", (_name, annotations, apiApproved) => {
    const live = object({ group: "a.k8s.io" }, { name: "widgets.a.k8s.io", annotations });
    expect(liveFromObject(live)).toEqual({ ...PLAIN, group: "a.k8s.io", apiApproved });
  });

  it("have Go's zero values for what is not there", () => {
    expect(liveFromObject({})).toEqual({
      group: "",
      names: { plural: "", kind: "" },
      scope: "",
      versions: [],
      storedVersions: [],
      conditions: {},
      conversion: { strategy: "None" },
    });
  });

  it("survive values of any wrong type", () => {
    const odd = {
      spec: { names: 1, versions: [null, "x"], conversion: [] },
      status: { conditions: {}, storedVersions: [1] },
    };
    expect(liveFromObject(odd)).toMatchObject({
      versions: [
        { name: "", served: false, storage: false, schema: "absent" },
        { name: "", served: false, storage: false, schema: "absent" },
      ],
      storedVersions: [""],
      conversion: { strategy: "" },
    });
  });
});
