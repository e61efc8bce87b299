import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type JsonObject, type JsonValue, member, valueAt } from "../../src/base/json.ts";
import { type Asked, between, type Said } from "./between.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import {
  APPLY,
  contents,
  crdPath,
  eventually,
  install,
  listAll,
  MERGE_PATCH,
  objectsPath,
  storedVersions,
  versionsInEtcd,
} from "./crd-client.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { managerVersions, NEW, run, seeded } from "./migrating.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const API = "/apis/storagemigration.k8s.io/v1/storageversionmigrations";

/** The API as kube-apiserver has it, by a CRD: the API server of these tests serves nothing else. */
async function serveMigrations(server: ApiServer): Promise<void> {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const answer = await server.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: "storageversionmigrations.storagemigration.k8s.io",
      annotations: { "api-approved.kubernetes.io": "unapproved, for tests" },
    },
    spec: {
      group: "storagemigration.k8s.io",
      scope: "Cluster",
      names: {
        plural: "storageversionmigrations",
        singular: "storageversionmigration",
        kind: "StorageVersionMigration",
        listKind: "StorageVersionMigrationList",
      },
      versions: [{ name: "v1", served: true, storage: true, schema, subresources: { status: {} } }],
    },
  });
  expect(answer.status).toBe(201);
  await eventually(
    () => server.request("GET", API),
    ({ status }) => status === 200,
  );
}

interface Played {
  readonly plural: string;
  /** 1.36 and newer mark the CRD, and shorten the list. */
  readonly prunes: boolean;
  /** The object at which it fails, and what it says then. */
  readonly fails?: { readonly at: string; readonly said: string };
}

/**
 * The controller's part, step by step as its source has it (kubernetes v1.37.2, pkg/controller/storageversionmigrator;
 * the same was seen of the real one: docs/migrate.md). A look at the migration is a step.
 */
function controller(server: ApiServer, { plural, prunes, fails }: Played) {
  let step = 0;
  const crdCondition = async (status: string, reason: string, stored?: readonly string[]) => {
    const now = {
      type: "StorageMigrating",
      status,
      reason,
      message: reason,
      lastTransitionTime: "2026-11-30T12:00:00Z",
    };
    const applied: JsonObject = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${GROUP}` },
      status: { conditions: [now], ...(stored === undefined ? {} : { storedVersions: [...stored] }) },
    };
    const path = `${crdPath(plural)}/status?fieldManager=migration-runner-controller&force=true`;
    expect((await server.request("PATCH", path, applied, APPLY)).status).toBe(200);
  };
  const conditions = async (path: string, ...types: readonly (readonly [string, string])[]) => {
    const listed = types.map(([type, message]) => ({ type, status: "True", reason: type, message }));
    const patch = { status: { conditions: listed } };
    expect((await server.request("PATCH", `${path}/status`, patch, MERGE_PATCH)).status).toBe(200);
  };
  return async ({ method, path }: Asked): Promise<Said | null> => {
    if (method !== "GET" || !path.startsWith(`${API}/`)) return null;
    step += 1;
    if (step === 1) {
      if (prunes) await crdCondition("True", "MigrationRunning");
      await conditions(path, ["Running", "The migration is running"]);
    } else if (step === 2) {
      for (const object of await listAll(server, plural, "v1")) {
        const name = String(valueAt(object, ["metadata", "name"]));
        const own = `${objectsPath(plural, "v1", String(valueAt(object, ["metadata", "namespace"])))}/${name}`;
        if (name === fails?.at) break;
        const resourceVersion = valueAt(object, ["metadata", "resourceVersion"]) ?? "";
        await server.request("PATCH", own, { metadata: { resourceVersion } }, MERGE_PATCH);
      }
      const end = fails === undefined ? (["Succeeded", ""] as const) : (["Failed", fails.said] as const);
      await conditions(path, ["Running", "The migration is running"], end);
      // Whether it succeeded or not.
      if (prunes) await crdCondition("False", fails === undefined ? "MigrationSucceeded" : "MigrationFailed", ["v1"]);
    }
    return null;
  };
}

describe
  .skipIf(kubernetesBinaries === undefined)
  .concurrent(`migrate --in-tree, on a real API server${skippedWithoutBinaries}`, () => {
    let server: ApiServer;
    beforeAll(async () => {
      server = await startApiServer();
      await serveMigrations(server);
    });
    afterAll(async () => {
      await server?.stop();
    });

    const leftOver = (plural: string) =>
      `The controller leaves \`v1alpha2\` in metadata.managedFields: once it is gone from spec.versions of \`${plural}.${GROUP}\`, server-side apply of these objects fails (\`request to convert CR to an invalid group/version\`). \`migrate\` without --in-tree renames it, before or after.`;

    async function runBy(
      plural: string,
      played: Partial<Played>,
      answer = controller(server, { plural, prunes: false, ...played }),
    ) {
      const way = await between(server, answer);
      const { outcome, told } = await run(server, plural, {
        kubeconfig: way.kubeconfig,
        context: "between",
        inTree: true,
      });
      await way.close();
      return { outcome, told, asked: way.asked.filter(({ method }) => method !== "GET") };
    }

    it.each([
      ["barges", false],
      ["ferries", true],
    ])("creates one, watches it, and has the list shortened: %s", async (plural, prunes) => {
      await seeded(server, plural, 5);
      const before = await contents(server, plural, "v1");
      const { outcome, told, asked } = await runBy(plural, { prunes });
      const { uid, generation } = objectOf(member((await server.request("GET", crdPath(plural))).body, "metadata"));
      const name = `${plural}.${GROUP}-${String(uid).slice(0, 8)}-${generation}`;
      expect(outcome).toEqual({
        crd: `${plural}.${GROUP}`,
        outcome: "migrated",
        storageVersion: "v1",
        storedVersions: ["v1alpha2", "v1"],
        writtenAt: "v1",
        before: 5,
        after: null,
        rewritten: 0,
        earlier: 0,
        refused: [],
        pruned: ["v1alpha2"],
        obstacles: [],
        notes: [leftOver(plural)],
        error: null,
        inTree: name,
      });
      expect(told).toEqual([
        `${plural}.${GROUP}: created the StorageVersionMigration ${name}.`,
        `${plural}.${GROUP}: The migration is running.`,
      ]);
      expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
        `POST ${API}?fieldManager=crd-upgrade-guard`,
        ...(prunes ? [] : [`PATCH ${crdPath(plural)}/status?fieldManager=crd-upgrade-guard`]),
      ]);
      expect(JSON.parse(asked[0]?.body ?? "")).toEqual({
        apiVersion: "storagemigration.k8s.io/v1",
        kind: "StorageVersionMigration",
        metadata: { name },
        spec: { resource: { group: GROUP, resource: plural } },
      });
      expect(await contents(server, plural, "v1")).toEqual(before);
      expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/v1`]);
      expect(await storedVersions(server, plural)).toEqual(["v1"]);
      // What it says that it leaves.
      expect(await managerVersions(server, plural)).toEqual([`${GROUP}/v1alpha2`]);
    });

    it("has nothing rewritten at the version that the server prefers where that drops fields", async () => {
      const plural = "jetties";
      const narrow: JsonObject = { type: "object", properties: { spec: { type: "object" } } };
      const both = [
        version("v1beta1", { storage: true }),
        version("v1", { storage: false, schema: narrow }),
        version("v1alpha2", { storage: false }),
      ];
      await seeded(server, plural, 2, { both });
      const dropped =
        "The controller writes at `v1`, which the API server prefers, not at `v1beta1`: it drops for good what `v1` does not name and `v1beta1` shows: `spec.weight`, of 2 objects (ns-0/o-00000, for one). Migrate without --in-tree, which writes at `v1beta1`.";
      const { outcome, asked } = await runBy(plural, {});
      expect([outcome.outcome, outcome.obstacles, asked]).toEqual(["blocked", [dropped], []]);
      const allowed = await run(server, plural, { inTree: true, allowFieldLoss: true, dryRun: true });
      expect([allowed.outcome.outcome, allowed.outcome.notes]).toEqual(["planned", [dropped]]);
      // What the controller sends.
      const own = `${objectsPath(plural, "v1", "ns-0")}/o-00000`;
      expect((await server.request("PATCH", own, { kind: "Jettie" }, MERGE_PATCH)).status).toBe(200);
      const specs = (await contents(server, plural, "v1beta1")).map((one) => member(one, "spec"));
      expect(specs).toEqual([{}, { weight: 1 }]);
      const plain = await run(server, plural, { dryRun: true });
      expect([plain.outcome.outcome, plain.outcome.writtenAt]).toEqual(["planned", "v1beta1"]);
    });

    it.each([
      ["wrecks", false, "Nothing was pruned."],
      ["reefs", true, "The controller took versions off the list all the same; it is `v1alpha2` and `v1` again."],
    ])("leaves the list as long as it was where it fails: %s", async (plural, prunes, then) => {
      await seeded(server, plural, 5);
      const said = `4/5 not yet migrated. migration encountered unhandled error: "o-00001" is invalid`;
      const { outcome } = await runBy(plural, { prunes, fails: { at: "o-00001", said } });
      expect([outcome.outcome, outcome.obstacles]).toEqual([
        "not-finished",
        [
          `The StorageVersionMigration \`${outcome.inTree}\` has failed: ${said}. ${then} Mend what it names, delete it and run this again; or migrate without --in-tree, which names every object.`,
        ],
      ]);
      expect(await storedVersions(server, plural)).toEqual(["v1alpha2", "v1"]);
      expect((await versionsInEtcd(server, plural)).includes(`${GROUP}/v1alpha2`)).toBe(true);
    });

    it("is no proof where it failed, however short the list is: then every object is rewritten", async () => {
      const plural = "shallows";
      await seeded(server, plural, 3);
      const play = controller(server, { plural, prunes: true, fails: { at: "o-00000", said: "no" } });
      await server.request("POST", API, {
        apiVersion: "storagemigration.k8s.io/v1",
        kind: "StorageVersionMigration",
        metadata: { name: "by-somebody" },
      });
      const look = { method: "GET", path: `${API}/by-somebody`, authorization: "", body: "" };
      await play(look);
      const during = await run(server, plural, { dryRun: true });
      expect([during.outcome.outcome, during.outcome.notes]).toEqual([
        "planned",
        [
          `A StorageVersionMigration of \`${plural}.${GROUP}\` is under way. A list that is short already proves nothing: look again when it has ended.`,
        ],
      ]);
      await play(look);
      expect(await storedVersions(server, plural)).toEqual(["v1"]);
      expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/v1alpha2`]);
      const { outcome } = await run(server, plural);
      expect([outcome.outcome, outcome.rewritten, outcome.pruned, outcome.notes]).toEqual([
        "migrated",
        3,
        [],
        [
          `The last StorageVersionMigration of \`${plural}.${GROUP}\` has failed, and may have shortened the list all the same: every object is rewritten, whatever the list says, and the condition that says so is taken off the CRD then.`,
        ],
      ]);
      expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/v1`]);
      expect(await storedVersions(server, plural)).toEqual(["v1"]);
      const after = await run(server, plural);
      expect([after.outcome.outcome, after.outcome.notes]).toEqual(["nothing-to-do", []]);
      await install(server, crd(plural, NEW));
      expect((await contents(server, plural, "v1")).length).toBe(3);
    });

    it("does not wait for ever for a controller that is switched off, and goes on with what it created", async () => {
      await seeded(server, "docks", 2);
      const off = await runBy("docks", {}, async () => null);
      expect([off.outcome.outcome, off.outcome.obstacles]).toEqual([
        "not-finished",
        [
          `No controller has taken up the StorageVersionMigration \`${off.outcome.inTree}\` in 4 seconds: it runs in kube-controller-manager, where the feature gate StorageVersionMigrator is on. Nothing was pruned. Delete it, and migrate without --in-tree.`,
        ],
      ]);
      const on = await runBy("docks", {});
      expect([on.outcome.outcome, on.told[0]]).toEqual([
        "migrated",
        `docks.${GROUP}: the StorageVersionMigration ${off.outcome.inTree} is there already, and is watched.`,
      ]);
    });

    it("asks an older API in its own form, and says where there is none", async () => {
      await seeded(server, "shoals", 1);
      const old = await runBy("shoals", {}, async ({ method, path }) => {
        if (path === "/apis/storagemigration.k8s.io")
          return { status: 200, body: JSON.stringify({ kind: "APIGroup", versions: [{ version: "v1alpha1" }] }) };
        return method === "POST" ? { status: 403, body: '{"kind":"Status","message":"no"}' } : null;
      });
      expect(old.outcome.error?.remedy).toBe(
        "Grant it the verb `create` on `storageversionmigrations` of the group `storagemigration.k8s.io` (docs/migrate.md has a ClusterRole), and run this again.",
      );
      expect(JSON.parse(old.asked[0]?.body ?? "")).toMatchObject({
        apiVersion: "storagemigration.k8s.io/v1alpha1",
        spec: { resource: { group: GROUP, version: "v1", resource: "shoals" } },
      });
      const none = await runBy("shoals", {}, async ({ path }) =>
        path === "/apis/storagemigration.k8s.io" ? { status: 404, body: '{"kind":"Status"}' } : null,
      );
      expect([
        none.outcome.error?.message.replace(/^127\.0\.0\.1:\d+/, "HOST"),
        none.outcome.error?.remedy,
        none.asked,
      ]).toEqual([
        "HOST does not serve storagemigration.k8s.io: it is there from Kubernetes 1.30 on where it is switched on, and by default from 1.37 on.",
        "Migrate without --in-tree.",
        [],
      ]);
    });
  });

function objectOf(value: JsonValue | undefined): JsonObject {
  if (!isObject(value)) throw new Error("no object");
  return value;
}
