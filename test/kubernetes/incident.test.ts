import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../../src/base/json.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import {
  applyCrd,
  contents,
  crdPath,
  eventually,
  install,
  JSON_PATCH,
  listAll,
  MERGE_PATCH,
  objectsPath,
  prune,
  rewriteAll,
  storedVersions,
  versionsInEtcd,
} from "./crd-client.ts";
import { crd, GROUP, kindOf, OWN_SCHEMA, version } from "./lanes.ts";
import { type ApiServer, objectOf, startApiServer } from "./server.ts";

// The versions of the incident: first v1alpha2 alone, then both, then v1 alone.
const OLD = [version("v1alpha2", { storage: true })];
const BOTH = [version("v1", { storage: true }), version("v1alpha2", { storage: false })];
const NEW = [version("v1", { storage: true })];

const PRESERVING: JsonObject = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

function missing(index: number, name: string): string {
  return `status.storedVersions[${index}]: Invalid value: "${name}": missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
}

function refusal(plural: string, sentence: string, field: string): { status: number; body: JsonValue } {
  const name = `${plural}.${GROUP}`;
  return {
    status: 422,
    body: {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: `CustomResourceDefinition.apiextensions.k8s.io "${name}" is invalid: ${sentence}`,
      reason: "Invalid",
      details: {
        name,
        group: "apiextensions.k8s.io",
        kind: "CustomResourceDefinition",
        causes: [{ reason: "FieldValueInvalid", message: sentence.slice(field.length + 2), field }],
      },
      code: 422,
    },
  };
}

// Each test has CRDs of its own; most of the time goes into waiting for the server's watch caches.
describe
  .skipIf(kubernetesBinaries === undefined)
  .concurrent(`CRD updates on a real API server${skippedWithoutBinaries}`, () => {
    let server: ApiServer;
    beforeAll(async () => {
      server = await startApiServer();
    });
    afterAll(async () => {
      await server?.stop();
    });

    /** Three objects: one plain, one with a finalizer and a status, one that something else owns. */
    async function fill(plural: string, at: string): Promise<readonly JsonObject[]> {
      const kind = kindOf(plural);
      const owner = { apiVersion: `${GROUP}/${at}`, kind, name: "plain", uid: "6f0d3c8e-0000-4000-8000-000000000001" };
      const metadata = [
        { name: "plain", namespace: "north", labels: { app: "a" } },
        { name: "finalized", namespace: "north", finalizers: [`${GROUP}/keep`] },
        { name: "owned", namespace: "south", ownerReferences: [owner] },
      ];
      for (const [weight, one] of metadata.entries()) {
        const object = {
          apiVersion: `${GROUP}/${at}`,
          kind,
          metadata: one,
          spec: { hosts: [`${one.name}.example.com`], weight },
        };
        const created = await server.request("POST", objectsPath(plural, at, one.namespace), object);
        expect(created.status).toBe(201);
      }
      const path = `${objectsPath(plural, at, "north")}/finalized/status`;
      expect((await server.request("PATCH", path, { status: { ready: true } }, MERGE_PATCH)).status).toBe(200);
      return contents(server, plural, at);
    }

    function at(name: string, objects: readonly JsonObject[]): readonly JsonObject[] {
      return objects.map((object) => ({ ...object, apiVersion: `${GROUP}/${name}` }));
    }

    describe("what decides is the history alone", () => {
      it("refuses after v1alpha2 and v1 what it accepts after a first install of the same versions", async () => {
        await install(server, crd("lanes", OLD));
        const upgraded = await install(server, crd("lanes", BOTH));
        const fresh = await install(server, crd("ramps", BOTH));

        expect(valueAt(upgraded, ["status", "storedVersions"])).toEqual(["v1alpha2", "v1"]);
        expect(valueAt(fresh, ["status", "storedVersions"])).toEqual(["v1"]);
        expect(comparable(upgraded)).toEqual(comparable(fresh));

        expect(await applyCrd(server, crd("lanes", NEW))).toEqual(
          refusal("lanes", missing(0, "v1alpha2"), "status.storedVersions[0]"),
        );
        expect((await applyCrd(server, crd("ramps", NEW))).status).toBe(200);
      });

      it("refuses every way of writing with the same sentence, also when it is only asked", async () => {
        await install(server, crd("roads", OLD));
        const live = await install(server, crd("roads", BOTH));
        const replaced = { ...crd("roads", NEW), metadata: valueAt(live, ["metadata"]) ?? null };
        const expected = refusal("roads", missing(0, "v1alpha2"), "status.storedVersions[0]");
        const path = crdPath("roads");

        expect(await applyCrd(server, crd("roads", NEW))).toEqual(expected);
        expect(await applyCrd(server, crd("roads", NEW), "&dryRun=All")).toEqual(expected);
        expect(await server.request("PUT", path, replaced)).toEqual(expected);
        expect(await server.request("PUT", `${path}?dryRun=All`, replaced)).toEqual(expected);
        expect(await server.request("PATCH", path, { spec: { versions: NEW } }, MERGE_PATCH)).toEqual(expected);
        expect(
          await server.request("PATCH", path, [{ op: "replace", path: "/spec/versions", value: NEW }], JSON_PATCH),
        ).toEqual(expected);
      });

      it("burns a storage version in as it is applied, with zero objects: going back is refused", async () => {
        await install(server, crd("tracks", OLD));
        await install(server, crd("tracks", BOTH));
        expect(await applyCrd(server, crd("tracks", OLD))).toEqual(
          refusal("tracks", missing(1, "v1"), "status.storedVersions[1]"),
        );
      });

      it("ignores a status in the manifest", async () => {
        await install(server, crd("quays", OLD));
        await install(server, crd("quays", BOTH));
        const pretending = {
          ...crd("quays", NEW),
          status: { storedVersions: ["v1"], conditions: [], acceptedNames: { kind: "Quay", plural: "quays" } },
        };
        expect(await applyCrd(server, pretending)).toEqual(
          refusal("quays", missing(0, "v1alpha2"), "status.storedVersions[0]"),
        );
      });
    });

    describe("the live storage version is gone from the manifest (no overlap)", () => {
      it("accepts prune and apply, and then no object can be read, until the version is put back", async () => {
        await install(server, crd("bridges", OLD));
        const before = await fill("bridges", "v1alpha2");
        expect(await applyCrd(server, crd("bridges", NEW))).toEqual(
          refusal("bridges", missing(0, "v1alpha2"), "status.storedVersions[0]"),
        );

        expect((await prune(server, "bridges", ["v1alpha2"], ["v1"])).status).toBe(200);
        expect((await applyCrd(server, crd("bridges", NEW))).status).toBe(200);

        const get = await eventually(
          () => server.request("GET", `${objectsPath("bridges", "v1", "north")}/plain`),
          (answer) => answer.status === 500,
        );
        expect(member(get.body, "message")).toMatch(
          new RegExp(
            `^Internal error occurred: StorageError: corrupt object, .* request to convert CR from an invalid group/version: ${GROUP}/v1alpha2$`,
          ),
        );
        // Without a limit the watch cache answers, which cannot start; with one (kubectl's way) etcd does.
        const list = await server.request("GET", objectsPath("bridges", "v1"));
        expect(list.status).toBe(429);
        expect(member(list.body, "message")).toMatch(/^storage is \(re\)initializing/);
        const page = await server.request("GET", `${objectsPath("bridges", "v1")}?limit=500`);
        expect([page.status, member(page.body, "reason")]).toEqual([500, "StorageReadError"]);

        await install(server, crd("bridges", BOTH));
        expect(await contents(server, "bridges", "v1")).toEqual(at("v1", before));
      });

      it("makes the deletion of the CRD hang as well", async () => {
        await install(server, crd("tunnels", OLD));
        await server.request("POST", objectsPath("tunnels", "v1alpha2", "north"), {
          apiVersion: `${GROUP}/v1alpha2`,
          kind: "Tunnel",
          metadata: { name: "one", namespace: "north" },
        });
        await prune(server, "tunnels", ["v1alpha2"], ["v1"]);
        expect((await applyCrd(server, crd("tunnels", NEW))).status).toBe(200);
        await eventually(
          () => server.request("GET", `${objectsPath("tunnels", "v1", "north")}/one`),
          (answer) => answer.status === 500,
        );
        expect((await server.request("DELETE", crdPath("tunnels"))).status).toBe(200);
        const hanging = await eventually(
          () => server.request("GET", crdPath("tunnels")),
          (answer) => condition(answer.body, "Terminating")?.reason === "InstanceDeletionFailed",
        );
        expect(valueAt(hanging.body, ["metadata", "finalizers"])).toEqual([
          "customresourcecleanup.apiextensions.k8s.io",
        ]);

        expect((await applyCrd(server, crd("tunnels", BOTH))).status).toBe(200);
        const gone = await eventually(
          () => server.request("GET", crdPath("tunnels")),
          (answer) => answer.status === 404,
        );
        expect(gone.status).toBe(404);
      });

      it("loses nothing in the right order: overlap, rewrite all, guarded prune, apply", async () => {
        await install(server, crd("canals", OLD));
        const before = await fill("canals", "v1alpha2");

        await install(server, crd("canals", BOTH));
        expect(await contents(server, "canals", "v1")).toEqual(at("v1", before));
        expect(await versionsInEtcd(server, "canals")).toEqual([`${GROUP}/v1alpha2`]);

        expect(await rewriteAll(server, "canals", "v1")).toEqual([200, 200, 200]);
        expect(await versionsInEtcd(server, "canals")).toEqual([`${GROUP}/v1`]);

        expect((await prune(server, "canals", ["v1alpha2", "v1"], ["v1"])).status).toBe(200);
        const after = await install(server, crd("canals", NEW));
        expect(valueAt(after, ["status", "storedVersions"])).toEqual(["v1"]);
        expect(await contents(server, "canals", "v1")).toEqual(at("v1", before));
      });
    });

    describe("keeping the version in spec.versions", () => {
      it.each([
        ["rails", "its own schema", OWN_SCHEMA, true],
        ["wires", "a schema that preserves unknown fields", PRESERVING, true],
        ["pipes", "a bare object", { type: "object" }, false],
      ])("%s: with %s", async (plural, _, schema, kept) => {
        await install(server, crd(plural, OLD));
        const before = await fill(plural, "v1alpha2");
        await install(server, crd(plural, [...NEW, version("v1alpha2", { served: false, storage: false, schema })]));

        const read = await contents(server, plural, "v1");
        const emptied = before.map(({ spec: _spec, status: _status, ...rest }) => rest);
        expect(read).toEqual(at("v1", kept ? before : emptied));

        // The rewrite makes a loss permanent: the version's own schema comes too late.
        expect(await rewriteAll(server, plural, "v1")).toEqual([200, 200, 200]);
        await install(server, crd(plural, BOTH));
        expect(await contents(server, plural, "v1")).toEqual(at("v1", kept ? before : emptied));
      });

      it("is refused by nothing and needs no prune", async () => {
        await install(server, crd("signs", OLD));
        await install(server, crd("signs", [...NEW, version("v1alpha2", { served: false, storage: false })]));
        expect(await storedVersions(server, "signs")).toEqual(["v1alpha2", "v1"]);
      });
    });

    describe("the rewrite", () => {
      it("is written although nothing changes when the object is stored at another version, and only then", async () => {
        await install(server, crd("gates", OLD));
        await fill("gates", "v1alpha2");
        await install(server, crd("gates", BOTH));

        const first = await listAll(server, "gates", "v1");
        await rewriteAll(server, "gates", "v1");
        const second = await listAll(server, "gates", "v1");
        await rewriteAll(server, "gates", "v1");
        const third = await listAll(server, "gates", "v1");

        expect(revisionsOf(second)).not.toEqual(revisionsOf(first));
        expect(revisionsOf(third)).toEqual(revisionsOf(second));
      });

      it("drops, with conversion None, what the new version's schema does not know", async () => {
        const richer = {
          type: "object",
          properties: { spec: { type: "object", properties: { legacy: { type: "string" } } } },
        };
        await install(server, crd("locks", [version("v1alpha2", { storage: true, schema: richer })]));
        const object = {
          apiVersion: `${GROUP}/v1alpha2`,
          kind: "Lock",
          metadata: { name: "one", namespace: "north" },
          spec: { legacy: "needed" },
        };
        await server.request("POST", objectsPath("locks", "v1alpha2", "north"), object);
        await install(server, crd("locks", [...NEW, version("v1alpha2", { storage: false, schema: richer })]));

        const [old] = await contents(server, "locks", "v1alpha2");
        expect(old?.spec).toEqual({ legacy: "needed" });
        const [now] = await contents(server, "locks", "v1");
        expect(now?.spec).toEqual({});

        expect(await rewriteAll(server, "locks", "v1")).toEqual([200]);
        const [lost] = await contents(server, "locks", "v1alpha2");
        expect(lost?.spec).toEqual({});
      });

      it("leaves the removed version in managedFields, which then refuses every server-side apply", async () => {
        await install(server, crd("ports", OLD));
        const path = `${objectsPath("ports", "v1alpha2", "north")}/one?fieldManager=gitops`;
        const object = (name: string, weight: number): JsonObject => ({
          apiVersion: `${GROUP}/${name}`,
          kind: "Port",
          metadata: { name: "one", namespace: "north" },
          spec: { weight },
        });
        expect(
          (await server.request("PATCH", path, object("v1alpha2", 1), "application/apply-patch+yaml")).status,
        ).toBe(201);
        await install(server, crd("ports", BOTH));
        expect(await rewriteAll(server, "ports", "v1")).toEqual([200]);
        const [rewritten] = await listAll(server, "ports", "v1");
        expect(managers(rewritten)).toEqual([`gitops ${GROUP}/v1alpha2`]);
        await prune(server, "ports", ["v1alpha2", "v1"], ["v1"]);
        await install(server, crd("ports", NEW));

        const now = path.replace("v1alpha2", "v1");
        const refused = await server.request("PATCH", now, object("v1", 2), "application/apply-patch+yaml");
        expect([refused.status, member(refused.body, "message")]).toEqual([
          500,
          `request to convert CR to an invalid group/version: ${GROUP}/v1alpha2`,
        ]);

        const [stuck] = await listAll(server, "ports", "v1");
        const mended = renamed(stuck, "v1");
        expect((await server.request("PUT", `${objectsPath("ports", "v1", "north")}/one`, mended)).status).toBe(200);
        const accepted = await server.request("PATCH", now, object("v1", 2), "application/apply-patch+yaml");
        expect([accepted.status, managers(objectOf(accepted))]).toEqual([200, [`gitops ${GROUP}/v1`]]);
      });
    });

    describe("the list in the status", () => {
      it("is pruned by a guarded patch only while it is as expected", async () => {
        await install(server, crd("lamps", OLD));
        await install(server, crd("lamps", BOTH));
        expect(await prune(server, "lamps", ["v1alpha2"], ["v1"])).toEqual({
          status: 422,
          body: {
            kind: "Status",
            apiVersion: "v1",
            metadata: {},
            status: "Failure",
            message: "the server rejected our request due to an error in our request",
            reason: "Invalid",
            details: {},
            code: 422,
          },
        });
        expect(await storedVersions(server, "lamps")).toEqual(["v1alpha2", "v1"]);
        expect((await prune(server, "lamps", ["v1alpha2", "v1"], ["v1"])).status).toBe(200);
        expect(await storedVersions(server, "lamps")).toEqual(["v1"]);
      });

      it("is not changed by a patch of the main resource, which is answered 200", async () => {
        await install(server, crd("poles", OLD));
        await install(server, crd("poles", BOTH));
        const patch = [{ op: "replace", path: "/status/storedVersions", value: ["v1"] }];
        expect((await server.request("PATCH", crdPath("poles"), patch, JSON_PATCH)).status).toBe(200);
        expect(await storedVersions(server, "poles")).toEqual(["v1alpha2", "v1"]);
      });

      it("is checked by nothing there: a version that does not exist blocks every write until it is mended", async () => {
        await install(server, crd("tolls", NEW));
        expect((await prune(server, "tolls", ["v1"], ["v1", "v9"])).status).toBe(200);
        const annotated = await server.request(
          "PATCH",
          crdPath("tolls"),
          { metadata: { annotations: { a: "b" } } },
          MERGE_PATCH,
        );
        expect(annotated).toEqual(refusal("tolls", missing(1, "v9"), "status.storedVersions[1]"));

        expect((await prune(server, "tolls", ["v1", "v9"], ["v1"])).status).toBe(200);
        const again = await server.request(
          "PATCH",
          crdPath("tolls"),
          { metadata: { annotations: { a: "b" } } },
          MERGE_PATCH,
        );
        expect(again.status).toBe(200);
      });

      it.each([
        ["docks", []],
        ["piers", null],
      ])("%s: %j reads as the storage version", async (plural, empty) => {
        await install(server, crd(plural, OLD));
        await install(server, crd(plural, BOTH));
        expect((await prune(server, plural, ["v1alpha2", "v1"], empty)).status).toBe(200);
        expect(await storedVersions(server, plural)).toEqual(["v1"]);
      });

      it("gets a missing storage version back with the next write", async () => {
        await install(server, crd("ferries", OLD));
        await install(server, crd("ferries", BOTH));
        await prune(server, "ferries", ["v1alpha2", "v1"], ["v1alpha2"]);
        expect(await storedVersions(server, "ferries")).toEqual(["v1alpha2"]);
        await server.request("PATCH", crdPath("ferries"), { metadata: { annotations: { a: "b" } } }, MERGE_PATCH);
        expect(await storedVersions(server, "ferries")).toEqual(["v1alpha2", "v1"]);
      });

      it("grows again when an old manifest is applied after the prune: it is a history, not an order of age", async () => {
        await install(server, crd("stops", OLD));
        await install(server, crd("stops", BOTH));
        await prune(server, "stops", ["v1alpha2", "v1"], ["v1"]);

        await install(server, crd("stops", BOTH));
        expect(await storedVersions(server, "stops")).toEqual(["v1"]);
        expect(await applyCrd(server, crd("stops", OLD))).toEqual(
          refusal("stops", missing(0, "v1"), "status.storedVersions[0]"),
        );
        await install(server, crd("stops", [version("v1", { storage: false }), ...OLD]));
        expect(await storedVersions(server, "stops")).toEqual(["v1", "v1alpha2"]);
      });
    });

    describe("a name that another CRD of the group has", () => {
      it("leaves an established CRD with its old names, and never establishes a new one", async () => {
        await install(server, crd("ways", NEW, { shortNames: ["wy"] }));
        await install(server, crd("paths", NEW, { shortNames: ["pa"] }));

        expect((await applyCrd(server, crd("paths", NEW, { shortNames: ["wy"] }))).status).toBe(200);
        const update = await eventually(
          () => server.request("GET", crdPath("paths")),
          (answer) => condition(answer.body, "NamesAccepted")?.status === "False",
        );
        expect(condition(update.body, "Established")?.status).toBe("True");
        expect(valueAt(update.body, ["status", "acceptedNames", "shortNames"])).toEqual(["pa"]);

        expect((await applyCrd(server, crd("trails", NEW, { shortNames: ["wy"] }))).status).toBe(201);
        const create = await eventually(
          () => server.request("GET", crdPath("trails")),
          (answer) => condition(answer.body, "NamesAccepted")?.status === "False",
        );
        expect(condition(create.body, "Established")?.status).toBe("False");
      });
    });
  });

/** The part of a CRD in which two clusters could differ for a reader of the manifest. */
function comparable(live: JsonObject): readonly JsonValue[] {
  const versions = valueAt(live, ["spec", "versions"]);
  return (isArray(versions) ? versions : []).map((one) => {
    const { additionalPrinterColumns: _, ...rest } = isObject(one) ? one : {};
    return rest;
  });
}

function condition(live: JsonValue, type: string): { status: string; reason: string } | undefined {
  const conditions = valueAt(live, ["status", "conditions"]);
  const found = isArray(conditions) ? conditions.find((one) => member(one, "type") === type) : undefined;
  return found === undefined
    ? undefined
    : { status: String(member(found, "status")), reason: String(member(found, "reason")) };
}

function revisionsOf(objects: readonly JsonObject[]): readonly string[] {
  return objects.map((object) => String(valueAt(object, ["metadata", "resourceVersion"])));
}

function managedFields(object: JsonObject | undefined): readonly JsonValue[] {
  const fields = object === undefined ? undefined : valueAt(object, ["metadata", "managedFields"]);
  return isArray(fields) ? fields : [];
}

function managers(object: JsonObject | undefined): readonly string[] {
  return managedFields(object).map(
    (entry) => `${String(member(entry, "manager"))} ${String(member(entry, "apiVersion"))}`,
  );
}

/** The object with every manager's entry at `name`. */
function renamed(object: JsonObject | undefined, name: string): JsonObject {
  const entries = managedFields(object).map((entry) =>
    isObject(entry) ? { ...entry, apiVersion: `${GROUP}/${name}` } : entry,
  );
  const metadata = object?.metadata;
  return { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), managedFields: entries } };
}
