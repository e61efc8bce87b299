import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, member, valueAt } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { errorText } from "../../src/crd/error-text.ts";
import { predict } from "../../src/crd/predict.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { applyCrd } from "./crd-client.ts";
import { crd, version } from "./lanes.ts";
import { type ApiServer, objectOf, startApiServer } from "./server.ts";

const TIMEOUT_MS = 60_000;
const RULE = 'self.a > 0 && self.b != "é"';
const OWNER = { apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "1" };

/** Manifests that other ways of writing take, and some that server-side apply takes too. */
const MANIFESTS: readonly (readonly [name: string, manifest: JsonObject])[] = [
  ["a field of v1beta1", withSpec({ version: "v1" })],
  ["an unknown field at the top", { ...withSpec({}), extra: 1 }],
  ["an unknown field of metadata", withMetadata({ clusterName: "x" })],
  ["an unknown field of a version", withVersion({ extra: 1 })],
  ["an unknown field of a schema", withSchema({ type: "object", extra: 1 })],
  ["an unknown field of a property", withSchema({ type: "object", properties: { a: { type: "string", "b.c": 1 } } })],
  [
    "an unknown field of a rule",
    withSchema({ type: "object", "x-kubernetes-validations": [{ rule: RULE, extra: 1 }] }),
  ],
  ["an unknown field of an owner", withMetadata({ ownerReferences: [{ ...OWNER, extra: 1 }] })],
  ["an unknown field of the status", { ...withSpec({}), status: { extra: 1 } }],
  ["a finalizer that comes twice", withMetadata({ finalizers: ["a.b/c", "a.b/c"] })],
  ["an owner that comes twice", withMetadata({ ownerReferences: [OWNER, { ...OWNER, name: "b" }] })],
  [
    "a rule that comes twice",
    withSchema({ type: "object", "x-kubernetes-validations": [{ rule: RULE }, { rule: RULE }] }),
  ],
  [
    "a condition that comes twice",
    {
      ...withSpec({}),
      status: {
        conditions: [
          { type: "A", status: "True" },
          { type: "A", status: "False" },
        ],
      },
    },
  ],
  ["a uid", withMetadata({ uid: "1" })],
  ["managed fields and an unknown field", { ...withMetadata({ managedFields: [] }), extra: 1 }],
  ["a status as generators write it", { ...withSpec({}), status: { conditions: null, storedVersions: null } }],
  ["a link to itself", withMetadata({ selfLink: "x", creationTimestamp: null })],
  ["short names that come twice", withSpec({ names: { plural: "lanes", kind: "Lane", shortNames: ["l", "l"] } })],
];

describe.skipIf(kubernetesBinaries === undefined)(`server-side apply of a new CRD${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  let serverVersion: string;
  beforeAll(async () => {
    server = await startApiServer();
    serverVersion = String(valueAt(objectOf(await server.request("GET", "/version")), ["gitVersion"]));
  }, TIMEOUT_MS);
  afterAll(() => server?.stop());

  it.each(MANIFESTS)(
    "answers as predicted: %s",
    async (_name, manifest) => {
      const answer = await applyCrd(server, manifest, "&dryRun=All");
      const { outcome, errors } = predict({
        manifest,
        live: null,
        server: parseServerVersion(serverVersion),
        client: "server-side",
      });
      const said = answer.status === 201 ? "accepted" : String(member(answer.body, "message"));
      const expected = outcome === "accepted" ? outcome : errors.map(errorText).join("; ");
      // A conflict is introduced by the operation and the object's name.
      expect(said.replace(/^Operation cannot be fulfilled on customresourcedefinitions\.\S+ "[^"]*": /, "")).toBe(
        expected,
      );
    },
    TIMEOUT_MS,
  );
});

function withSpec(changes: JsonObject): JsonObject {
  const manifest = crd("lanes", [version("v1", { storage: true })]);
  return { ...manifest, spec: { ...asObject(manifest.spec), ...changes } };
}

function withMetadata(changes: JsonObject): JsonObject {
  const manifest = withSpec({});
  return { ...manifest, metadata: { ...asObject(manifest.metadata), ...changes } };
}

function withVersion(changes: JsonObject): JsonObject {
  return withSpec({ versions: [{ ...version("v1", { storage: true }), ...changes }] });
}

function withSchema(schema: JsonObject): JsonObject {
  return withSpec({ versions: [version("v1", { storage: true, schema })] });
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
