import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isArray, type JsonObject, type JsonValue, member, valueAt } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { errorText } from "../../src/crd/error-text.ts";
import { objectAnswer } from "../../src/crd/objects/answer.ts";
import { servedVersion } from "../../src/crd/objects/version.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { install, objectsPath } from "./crd-client.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { type Answer, type ApiServer, objectOf, startApiServer } from "./server.ts";

const TIMEOUT_MS = 60_000;

const SCHEMA: JsonObject = {
  type: "object",
  required: ["spec"],
  properties: {
    spec: {
      type: "object",
      properties: {
        replicas: { type: "integer", "x-kubernetes-preserve-unknown-fields": true },
        size: { type: "integer", maximum: 5, default: 3 },
        maybe: { type: "string", nullable: true, default: "x" },
        any: { "x-kubernetes-preserve-unknown-fields": true },
        port: { "x-kubernetes-int-or-string": true },
        set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
        keyed: {
          type: "array",
          items: { type: "object", required: ["k"], properties: { k: { type: "string" }, v: { type: "string" } } },
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
        },
        inner: { type: "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true },
      },
    },
    status: {
      type: "object",
      properties: { replicas: { type: "integer" }, phase: { type: "string", enum: ["Ready"] } },
    },
  },
};

const SCALE = { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };

function lanes(plural: string, scope: string, subresources: JsonObject): JsonObject {
  const one = { ...version("v1", { storage: true, schema: SCHEMA }), subresources };
  const made = crd(plural, [one]);
  return { ...made, spec: { ...(made.spec as JsonObject), scope } };
}

const KINDS = {
  lanes: lanes("lanes", "Namespaced", { status: {}, scale: SCALE }),
  piers: lanes("piers", "Cluster", {}),
} as const;

const FORMS: readonly (readonly [string, JsonObject])[] = [
  ["no metadata", { metadata: null, spec: {} }],
  ["metadata that is a text", { metadata: "a", spec: {} }],
  ["metadata that is a list", { metadata: [], spec: {} }],
  ["no name", { metadata: {}, spec: {} }],
  ["an empty name", { metadata: { name: "" }, spec: {} }],
  ["a name that is null", { metadata: { name: null }, spec: {} }],
  ["a name that is a number", { metadata: { name: 1 }, spec: {} }],
  ["a name of capitals", { metadata: { name: "Aa" }, spec: {} }],
  ["a long name", { metadata: { name: "a".repeat(254) }, spec: {} }],
  ["a generated name", { metadata: { generateName: "a-" }, spec: {} }],
  ["a generated name of capitals", { metadata: { generateName: "A_" }, spec: {} }],
  ["a long generated name", { metadata: { generateName: "a".repeat(253) }, spec: {} }],
  ["a generated name that is dots", { metadata: { generateName: ".." }, spec: {} }],
  ["both names", { metadata: { name: "both", generateName: "A_" }, spec: {} }],
  ["labels", { metadata: { name: "l1", labels: { "a/b/c": "x", ok: "-" } }, spec: {} }],
  ["labels that are numbers", { metadata: { name: "l2", labels: { a: 1 } }, spec: {} }],
  ["labels that are null", { metadata: { name: "l3", labels: null, annotations: { a: null } }, spec: {} }],
  ["labels that are a list", { metadata: { name: "l4", labels: ["a"] }, spec: {} }],
  ["annotations", { metadata: { name: "n1", annotations: { "a b": "x" } }, spec: {} }],
  ["finalizers", { metadata: { name: "f1", finalizers: ["a b", "a/b"] }, spec: {} }],
  ["a finalizer without a slash", { metadata: { name: "f2", finalizers: ["x"] }, spec: {} }],
  [
    "owners",
    { metadata: { name: "o1", ownerReferences: [{ apiVersion: "v1", kind: "", name: "a", uid: "" }] }, spec: {} },
  ],
  [
    "owners that control twice",
    {
      metadata: {
        name: "o2",
        ownerReferences: ["a", "b"].map((name) => ({
          apiVersion: "v1",
          kind: "Pod",
          name,
          uid: name,
          controller: true,
        })),
      },
      spec: {},
    },
  ],
  [
    "a creation time",
    { metadata: { name: "c1", creationTimestamp: null, generation: 7, uid: "x", selfLink: "y" }, spec: {} },
  ],
  ["a creation time that is none", { metadata: { name: "c2", creationTimestamp: "yesterday" }, spec: {} }],
  ["a resource version", { metadata: { name: "r1", resourceVersion: "1" }, spec: {} }],
  ["a time of deletion", { metadata: { name: "d1", deletionTimestamp: "2026-01-01T00:00:00Z" }, spec: {} }],
  ["a negative generation", { metadata: { name: "g1", generation: -1 }, spec: {} }],
  ["unknown metadata", { metadata: { name: "u1", unknown: 1 }, spec: {} }],
  ["managed fields", { metadata: { name: "m1", managedFields: [{ operation: "Nothing", manager: "a" }] }, spec: {} }],
  ["no spec", { metadata: { name: "s1" } }],
  ["a spec that is null", { metadata: { name: "s2" }, spec: null }],
  ["a spec that is a list", { metadata: { name: "s3" }, spec: [] }],
  ["fields beside it", { metadata: { name: "s4" }, spec: {}, data: { a: 1 }, items: [] }],
  ["a status that is refused", { metadata: { name: "t1" }, spec: {}, status: { phase: "Old", replicas: -1 } }],
  ["a status that is a text", { metadata: { name: "t2" }, spec: {}, status: "x" }],
  ["replicas below zero", { metadata: { name: "x1" }, spec: { replicas: -1 } }],
  ["replicas as a text", { metadata: { name: "x2" }, spec: { replicas: "1" } }],
  ["replicas as a fraction", { metadata: { name: "x3" }, spec: { replicas: 1.5 } }],
  ["too many replicas", { metadata: { name: "x4" }, spec: { replicas: 4294967296 } }],
  ["replicas that are null", { metadata: { name: "x5" }, spec: { replicas: null } }],
  ["a null with a default", { metadata: { name: "y1" }, spec: { size: null, maybe: null } }],
  ["a size above its limit", { metadata: { name: "y2" }, spec: { size: 6, maybe: 1 } }],
  ["a port of another type", { metadata: { name: "y3" }, spec: { port: 1.5 } }],
  ["a port that is true", { metadata: { name: "y4" }, spec: { port: true } }],
  ["a set with one twice", { metadata: { name: "z1" }, spec: { set: ["a", "b", "a", "a"] } }],
  ["a set with null", { metadata: { name: "z2" }, spec: { set: [null] } }],
  ["keys twice", { metadata: { name: "z3" }, spec: { keyed: [{ k: "a" }, { k: "a", v: "x" }] } }],
  ["keys that lack", { metadata: { name: "z4" }, spec: { keyed: [{ v: "a" }] } }],
  ["an object in it without a kind", { metadata: { name: "e1" }, spec: { inner: { a: 1 } } }],
  [
    "an object in it",
    { metadata: { name: "e2" }, spec: { inner: { apiVersion: "v1", kind: "Pod", metadata: { name: "A_" } } } },
  ],
  [
    "an object in it with odd metadata",
    { metadata: { name: "e3" }, spec: { inner: { apiVersion: "a/b/c", kind: "a b", metadata: { labels: { a: 1 } } } } },
  ],
];

describe.skipIf(kubernetesBinaries === undefined)(`odd forms of custom resources${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  let gitVersion: string;

  beforeAll(async () => {
    server = await startApiServer();
    gitVersion = String(valueAt(objectOf(await server.request("GET", "/version")), ["gitVersion"]));
    for (const manifest of Object.values(KINDS)) await install(server, manifest);
  }, TIMEOUT_MS);
  afterAll(() => server?.stop());

  /** Errors in the order of their texts: the server walks maps. */
  function predicted(manifest: JsonObject, object: JsonObject): readonly string[] {
    const served = servedVersion(manifest, "v1", parseServerVersion(gitVersion));
    if (served === null) throw new Error("no v1");
    const { outcome, errors } = objectAnswer({ object }, served);
    return outcome === "rejected" ? errors.map(errorText).sort() : [outcome];
  }

  function said({ status, body }: Answer): readonly string[] {
    if (status < 300) return ["accepted"];
    return errorsOf(body).map((text) =>
      text
        // The client's frame around what the server says of the form, and what it throws dice for.
        .replace(/^\w+ in version "v1" cannot be handled as a \w+: /, "")
        .replace(/("(?:A_|\.\.))[a-z0-9]{5}"/, (_, start: string) => `${start}00000"`)
        // The references themselves are left out of ours.
        .replace(/\[\{"apiVersion".*?\}\]: (?=Only one)/, ""),
    );
  }

  function errorsOf(body: Answer["body"]): readonly string[] {
    const causes = valueAt(body ?? null, ["details", "causes"]);
    if (!isArray(causes)) return [String(member(body, "message"))];
    return causes.map((cause: JsonValue) => `${member(cause, "field")}: ${member(cause, "message")}`).sort();
  }

  it.each(FORMS)("are answered as predicted: %s", async (_name, body) => {
    for (const [plural, manifest] of Object.entries(KINDS)) {
      const kind = String(valueAt(manifest, ["spec", "names", "kind"]));
      const object = { apiVersion: `${GROUP}/v1`, kind, ...body };
      const path = objectsPath(plural, "v1", plural === "lanes" ? "default" : undefined);
      const answer = await server.request("POST", path, object);
      expect([plural, ...said(answer)]).toEqual([plural, ...predicted(manifest, object)]);
    }
  });
});
