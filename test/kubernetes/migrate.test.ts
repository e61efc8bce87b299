import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type JsonObject, member, valueAt } from "../../src/base/json.ts";
import { between } from "./between.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import {
  APPLY,
  contents,
  crdPath,
  eventually,
  install,
  JSON_PATCH,
  listAll,
  MERGE_PATCH,
  objectsPath,
  storedVersions,
  versionsInEtcd,
} from "./crd-client.ts";
import { shell, skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, kindOf, OWN_SCHEMA, version } from "./lanes.ts";
import { BOTH, create, managerVersions, NEW, OLD, run, seeded, state } from "./migrating.ts";
import { type ApiServer, startApiServer } from "./server.ts";

/** All of them in a run by hand: MIGRATE_OBJECTS=5000 MIGRATE_NAMESPACES=200. */
const OBJECTS = Number(process.env.MIGRATE_OBJECTS ?? 320);
const NAMESPACES = Number(process.env.MIGRATE_NAMESPACES ?? 20);

const HEAD = {
  storageVersion: "v1",
  storedVersions: ["v1alpha2", "v1"],
  writtenAt: "v1",
  obstacles: [],
  notes: [],
  error: null,
};
const DONE = { ...HEAD, outcome: "migrated", earlier: 0, refused: [], pruned: ["v1alpha2"] };

describe
  .skipIf(kubernetesBinaries === undefined)
  .concurrent(`migrate, on a real API server${skippedWithoutBinaries}`, () => {
    let server: ApiServer;
    beforeAll(async () => {
      server = await startApiServer();
    });
    afterAll(async () => {
      await server?.stop();
    });

    it("rewrites every object, changes nothing in it, and prunes", async () => {
      await seeded(server, "lanes", OBJECTS, {
        namespaces: NAMESPACES,
        spec: (index) => ({ weight: index, hosts: ["<&>\u2028", `"apiVersion": "${GROUP}/v1alpha2"`] }),
      });
      const before = await contents(server, "lanes", "v1");
      const { outcome } = await run(server, "lanes");
      expect(outcome).toEqual({ crd: `lanes.${GROUP}`, ...DONE, before: OBJECTS, after: OBJECTS, rewritten: OBJECTS });
      expect(await contents(server, "lanes", "v1")).toEqual(before);
      expect(before.length).toBe(OBJECTS);
      expect(await versionsInEtcd(server, "lanes")).toEqual([`${GROUP}/v1`]);
      expect(await managerVersions(server, "lanes")).toEqual([`${GROUP}/v1`]);
      expect(await storedVersions(server, "lanes")).toEqual(["v1"]);
      await install(server, crd("lanes", NEW));
      const applied = {
        apiVersion: `${GROUP}/v1`,
        kind: "Lane",
        metadata: { name: "o-00000", namespace: "ns-0" },
        spec: { weight: 9 },
      };
      const path = `${objectsPath("lanes", "v1", "ns-0")}/o-00000?fieldManager=argo&force=true`;
      expect((await server.request("PATCH", path, applied, APPLY)).status).toBe(200);
    });

    it("keeps finalizers, owners, status, objects being deleted, and all digits of a number", async () => {
      await install(server, crd("corners", OLD));
      const path = objectsPath("corners", "v1alpha2", "north");
      const at = { apiVersion: `${GROUP}/v1alpha2`, kind: "Corner" };
      const owner = { apiVersion: `${GROUP}/v1alpha2`, kind: "Corner", name: "plain", uid: "1111" };
      for (const metadata of [
        { name: "finalized", finalizers: [`${GROUP}/keep`] },
        { name: "owned", ownerReferences: [owner] },
      ]) {
        expect((await server.request("POST", path, { ...at, metadata, spec: { weight: 1 } })).status).toBe(201);
      }
      // Of this one nothing is to be renamed: what is sent is what is there, and is written all the same.
      const bare = { ...at, metadata: { name: "bare" }, spec: { weight: 2 } };
      expect((await server.request("POST", path, bare)).status).toBe(201);
      const none = [{ op: "replace", path: "/metadata/managedFields", value: [{}] }];
      expect((await server.request("PATCH", `${path}/bare`, none, JSON_PATCH)).status).toBe(200);
      await server.request("PATCH", `${path}/finalized/status`, { status: { ready: true } }, MERGE_PATCH);
      expect((await server.request("DELETE", `${path}/finalized`)).status).toBe(200);
      const way = await between(server, async () => null);
      const huge = '{"spec":{"weight":9007199254740993}}';
      // As text: our own client would write another number.
      const answer = await fetch(`${urlOf(way.kubeconfig)}${path}/owned`, {
        method: "PATCH",
        headers: { "content-type": MERGE_PATCH },
        body: huge,
      });
      expect(answer.status).toBe(200);
      await install(server, crd("corners", BOTH));
      const before = await contents(server, "corners", "v1");
      const { outcome } = await run(server, "corners");
      expect(outcome).toEqual({ crd: `corners.${GROUP}`, ...DONE, before: 3, after: 3, rewritten: 3 });
      expect(await contents(server, "corners", "v1")).toEqual(before);
      const text = await (await fetch(`${urlOf(way.kubeconfig)}${objectsPath("corners", "v1", "north")}/owned`)).text();
      expect(/"weight":\d+/.exec(text)?.[0]).toBe('"weight":9007199254740993');
      expect(await versionsInEtcd(server, "corners")).toEqual([`${GROUP}/v1`]);
      await way.close();
    });

    it("lets one manager keep the fields that it has at two versions", async () => {
      await install(server, crd("pairs", OLD));
      await create(server, "pairs", "v1alpha2", "north", "one", { weight: 1 });
      await install(server, crd("pairs", BOTH));
      const path = `${objectsPath("pairs", "v1", "north")}/one`;
      await server.request("PATCH", `${path}?fieldManager=gitops`, { spec: { hosts: ["a"] } }, MERGE_PATCH);
      const managers = async () => {
        const entries = valueAt((await server.request("GET", path)).body, ["metadata", "managedFields"]);
        const fields = Array.isArray(entries) ? entries.map((one) => [one.apiVersion, one.fieldsV1["f:spec"]]) : [];
        // The server sorts them by their time, which has whole seconds.
        return fields.sort(([one], [other]) => (one < other ? -1 : 1));
      };
      expect(await managers()).toEqual([
        [`${GROUP}/v1`, { "f:hosts": {} }],
        [`${GROUP}/v1alpha2`, { ".": {}, "f:weight": {} }],
      ]);
      expect((await run(server, "pairs")).outcome.outcome).toBe("migrated");
      expect(await managers()).toEqual([[`${GROUP}/v1`, { ".": {}, "f:hosts": {}, "f:weight": {} }]]);
    });

    it("writes nothing as a dry run, and says what it would do", async () => {
      await seeded(server, "drafts", 5);
      const before = await listAll(server, "drafts", "v1");
      const way = await between(server, async () => null);
      const { outcome } = await run(server, "drafts", { kubeconfig: way.kubeconfig, context: "between", dryRun: true });
      expect(outcome).toEqual({
        crd: `drafts.${GROUP}`,
        ...HEAD,
        outcome: "planned",
        before: 5,
        after: null,
        rewritten: 0,
        earlier: 0,
        refused: [],
        pruned: ["v1alpha2"],
      });
      expect(new Set(way.asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
      expect(await listAll(server, "drafts", "v1")).toEqual(before);
      expect(await storedVersions(server, "drafts")).toEqual(["v1alpha2", "v1"]);
      await way.close();
    });

    it("has nothing to do where the list has the storage version alone, and says what a manifest of the tree needs", async () => {
      await install(server, crd("idles", OLD));
      const manifest = { crd: `idles.${GROUP}`, place: "crds/idles.yaml:7", storage: "v1", versions: ["v1"] };
      const { outcome } = await run(server, "idles", { tree: [manifest] });
      expect([outcome.outcome, outcome.notes]).toEqual([
        "nothing-to-do",
        [
          "crds/idles.yaml:7 stores `v1`, the cluster `v1alpha2`. It lacks `v1alpha2`: apply a manifest first that has both and stores `v1`, then migrate.",
        ],
      ]);
    });

    it("does nothing while a manifest of the tree stores the old version", async () => {
      await seeded(server, "backs", 1);
      const manifest = {
        crd: `backs.${GROUP}`,
        place: "crds/backs.yaml:7",
        storage: "v1alpha2",
        versions: ["v1alpha2"],
      };
      const { outcome } = await run(server, "backs", { tree: [manifest] });
      expect([outcome.outcome, outcome.obstacles]).toEqual([
        "blocked",
        [
          "crds/backs.yaml:7 stores `v1alpha2`, the cluster `v1`: whoever applies that manifest brings `v1alpha2` back as the storage version. Apply it first if it is the newer, or correct it; `--cluster` leaves out what is meant for other clusters.",
        ],
      ]);
      expect(await versionsInEtcd(server, "backs")).toEqual([`${GROUP}/v1alpha2`]);
    });

    it("copies every object first, at each version, for its owner's eyes alone", async () => {
      await seeded(server, "copies", 3, { namespaces: 1 });
      const backup = join(server.directory, "backup");
      const { outcome, told } = await run(server, "copies", { backup });
      expect([outcome.outcome, told]).toEqual([
        "migrated",
        [`3 objects of copies.${GROUP} copied to ${backup}, at \`v1\` and \`v1alpha2\`.`],
      ]);
      const folder = join(backup, `copies.${GROUP}`);
      expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual(
        ["v1", "v1alpha2"].flatMap((one) => [
          one,
          `${one}/ns-0`,
          ...[0, 1, 2].map((index) => `${one}/ns-0/o-0000${index}.json`),
        ]),
      );
      const file = join(folder, "v1alpha2/ns-0/o-00001.json");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
        apiVersion: `${GROUP}/v1alpha2`,
        kind: kindOf("copies"),
        metadata: { name: "o-00001", namespace: "ns-0" },
        spec: { weight: 1 },
      });
    });

    it.skipIf(skippedWithoutKubectl !== "")(
      `leaves copies that kubectl takes back, as docs/migrate.md says${skippedWithoutKubectl}`,
      async () => {
        await seeded(server, "returns", 2, { namespaces: 1 });
        const backup = join(server.directory, "returns");
        expect((await run(server, "returns", { backup })).outcome.outcome).toBe("migrated");
        const path = objectsPath("returns", "v1", "ns-0");
        await server.request("PATCH", `${path}/o-00000`, { spec: { weight: 99 } }, MERGE_PATCH);
        expect((await server.request("DELETE", `${path}/o-00001`)).status).toBe(200);
        const bring = async (name: string, verb: string, ...without: readonly string[]) => {
          const copy = JSON.parse(readFileSync(join(backup, `returns.${GROUP}/v1alpha2/ns-0/${name}.json`), "utf8"));
          for (const key of without) delete copy.metadata[key];
          writeFileSync(join(server.directory, `${name}.json`), JSON.stringify(copy));
          return (await shell(server, `kubectl --context "$CTX" ${verb} -f ${name}.json`)).stdout;
        };
        expect(await bring("o-00000", "replace", "resourceVersion")).toBe(`return.${GROUP}/o-00000 replaced\n`);
        expect(await bring("o-00001", "create", "resourceVersion", "uid")).toBe(`return.${GROUP}/o-00001 created\n`);
        expect((await contents(server, "returns", "v1")).map(({ spec }) => spec)).toEqual([
          { weight: 0 },
          { weight: 1 },
        ]);
        expect(await versionsInEtcd(server, "returns")).toEqual([`${GROUP}/v1`]);
      },
    );

    it("does not drop fields without being told to, and says which objects have them", async () => {
      const legacy = {
        type: "object",
        properties: {
          spec: {
            type: "object",
            properties: {
              weight: { type: "integer" },
              legacy: { type: "string" },
              routes: {
                type: "array",
                items: { type: "object", properties: { host: { type: "string" }, old: { type: "integer" } } },
              },
            },
          },
        },
      };
      const short = {
        type: "object",
        properties: {
          spec: {
            type: "object",
            properties: {
              weight: { type: "integer" },
              routes: { type: "array", items: { type: "object", properties: { host: { type: "string" } } } },
            },
          },
        },
      };
      const at = (storage: "v1alpha2" | "v1", served = true) => [
        version("v1", { storage: storage === "v1", schema: short }),
        version("v1alpha2", { storage: storage === "v1alpha2", schema: legacy, served }),
      ];
      await install(server, crd("legacies", at("v1alpha2")));
      const specs = Array.from({ length: 130 }, (_, index): JsonObject => {
        if (index === 7) return { weight: 7, legacy: "x", routes: [{ host: "a" }, { host: "b", old: 1 }] };
        return index === 122 ? { legacy: "y" } : { weight: index };
      });
      await Promise.all(
        specs.map((spec, index) =>
          create(server, "legacies", "v1alpha2", "north", `o-${String(index).padStart(3, "0")}`, spec),
        ),
      );
      await install(server, crd("legacies", at("v1")));
      const sentence =
        "Rewriting at `v1` drops for good what it does not name and `v1alpha2` shows: `spec.legacy` and `spec.routes[].old`, of 2 objects (north/o-007, for one). Name it in the schema of `v1`, or take a backup and allow it with `--allow-field-loss`.";
      const { outcome } = await run(server, "legacies");
      expect([outcome.outcome, outcome.obstacles, outcome.notes]).toEqual(["blocked", [sentence], []]);
      expect(await versionsInEtcd(server, "legacies")).toEqual([`${GROUP}/v1alpha2`]);

      await install(server, crd("legacies", at("v1", false)));
      const unserved = (await run(server, "legacies", { dryRun: true })).outcome;
      expect([unserved.outcome, unserved.obstacles]).toEqual([
        "blocked",
        [
          "`v1` lacks fields that `v1alpha2` has: `spec.legacy` and `spec.routes[].old`. Every write drops them from an object that has them. Which have cannot be seen while `v1alpha2` is not served: serve it again for the migration, not as the storage version, or allow the loss with `--allow-field-loss`: no backup has those fields either.",
        ],
      ]);

      await install(server, crd("legacies", at("v1")));
      const backup = join(server.directory, "legacies");
      const allowed = (await run(server, "legacies", { allowFieldLoss: true, backup })).outcome;
      expect([allowed.outcome, allowed.notes, allowed.after]).toEqual(["migrated", [sentence], 130]);
      const copy = JSON.parse(readFileSync(join(backup, `legacies.${GROUP}/v1alpha2/north/o-007.json`), "utf8"));
      expect(copy.spec).toEqual({ weight: 7, legacy: "x", routes: [{ host: "a" }, { host: "b", old: 1 }] });
    });

    it("compares the objects where the old version keeps fields that nobody has named", async () => {
      const loose = {
        type: "object",
        properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      };
      const at = (served: boolean) => [
        version("v1", { storage: true }),
        version("v1alpha2", { storage: false, served, schema: loose }),
      ];
      await install(server, crd("barges", [version("v1alpha2", { storage: true, schema: loose })]));
      await create(server, "barges", "v1alpha2", "north", "one", { weight: 1, unnamed: "kept" });
      await install(server, crd("barges", at(true)));
      const shown = (await run(server, "barges")).outcome;
      expect([shown.outcome, shown.obstacles]).toEqual([
        "blocked",
        [
          "Rewriting at `v1` drops for good what it does not name and `v1alpha2` shows: `spec.unnamed`, of 1 object (north/one, for one). Name it in the schema of `v1`, or take a backup and allow it with `--allow-field-loss`.",
        ],
      ]);
      await install(server, crd("barges", at(false)));
      const hidden = (await run(server, "barges")).outcome;
      expect([hidden.outcome, hidden.obstacles]).toEqual([
        "blocked",
        [
          "`v1` lacks fields that `v1alpha2` has: `spec.*`. Every write drops them from an object that has them. Which have cannot be seen while `v1alpha2` is not served: serve it again for the migration, not as the storage version, or allow the loss with `--allow-field-loss`: no backup has those fields either.",
        ],
      ]);
      expect(await versionsInEtcd(server, "barges")).toEqual([`${GROUP}/v1alpha2`]);
      const allowed = (await run(server, "barges", { allowFieldLoss: true })).outcome;
      expect([allowed.outcome, allowed.notes]).toEqual(["migrated", hidden.obstacles]);
    });

    it("never writes at another version than the one that stores, which may have fields of its own", async () => {
      await install(server, crd("ferries", OLD));
      await create(server, "ferries", "v1alpha2", "north", "old", { weight: 1 });
      const richer = (served: boolean) =>
        version("v1", {
          storage: true,
          served,
          schema: {
            type: "object",
            properties: {
              spec: { type: "object", properties: { weight: { type: "integer" }, only: { type: "string" } } },
            },
          },
        });
      const old = version("v1alpha2", { storage: false });
      await install(server, crd("ferries", [richer(true), old]));
      await create(server, "ferries", "v1", "north", "new", { weight: 2, only: "here" });
      await install(server, crd("ferries", [richer(false), old]));
      const { outcome } = await run(server, "ferries", { allowFieldLoss: true });
      expect(outcome).toEqual({
        crd: `ferries.${GROUP}`,
        ...HEAD,
        outcome: "blocked",
        writtenAt: null,
        before: null,
        after: null,
        rewritten: 0,
        earlier: 0,
        refused: [],
        pruned: ["v1alpha2"],
        obstacles: [
          `\`v1\`, the storage version of \`ferries.${GROUP}\`, is not served, so that its objects can be neither read nor written without losing what only \`v1\` has. Serve \`v1\` for as long as the migration takes.`,
        ],
      });
      await install(server, crd("ferries", [richer(true), old]));
      expect((await run(server, "ferries")).outcome.outcome).toBe("migrated");
      expect((await contents(server, "ferries", "v1")).map(({ spec }) => spec)).toEqual([
        { only: "here", weight: 2 },
        { weight: 1 },
      ]);
    });

    it("names what today's schema refuses, leaves it as it was, and does not prune", async () => {
      const strict = version("v1", {
        storage: true,
        schema: {
          ...OWN_SCHEMA,
          properties: {
            spec: {
              type: "object",
              required: ["hosts"],
              properties: { hosts: { type: "array", items: { type: "string" } }, weight: { type: "integer" } },
            },
          },
          required: ["kindness"],
        },
      });
      await seeded(server, "misfits", 4, { both: [strict, version("v1alpha2", { storage: false })] });
      const folder = state(server);
      const { outcome } = await run(server, "misfits", { state: folder });
      const reason = (name: string) => `${kindOf("misfits")}.${GROUP} "${name}" is invalid: kindness: Required value`;
      expect(outcome).toMatchObject({ outcome: "not-finished", before: 4, after: 4, rewritten: 0, pruned: [] });
      expect(
        outcome.refused
          .map(({ object, reason: why }) => [object, why.startsWith(reason(object.split("/")[1] ?? ""))])
          .sort(),
      ).toEqual(["ns-0/o-00000", "ns-0/o-00003", "ns-1/o-00001", "ns-2/o-00002"].map((name) => [name, true]));
      expect(await storedVersions(server, "misfits")).toEqual(["v1alpha2", "v1"]);
      expect(await versionsInEtcd(server, "misfits")).toEqual([`${GROUP}/v1alpha2`]);
    });

    it("takes an object for gone only where it cannot be found, whatever a webhook answers", async () => {
      await seeded(server, "denials", 3);
      const said = 'admission webhook "lanes.example.com" denied the request: secret "x" not found';
      const denial = {
        kind: "Status",
        apiVersion: "v1",
        status: "Failure",
        message: said,
        reason: "NotFound",
        code: 404,
      };
      const way = await between(server, async ({ method, path }) => {
        if (method !== "PUT") return null;
        if (path.includes("o-00002")) await server.request("DELETE", `${objectsPath("denials", "v1", "ns-2")}/o-00002`);
        return path.includes("o-00001") ? { status: 404, body: JSON.stringify(denial) } : null;
      });
      const { outcome } = await run(server, "denials", { kubeconfig: way.kubeconfig, context: "between" });
      expect(outcome).toEqual({
        crd: `denials.${GROUP}`,
        ...HEAD,
        outcome: "not-finished",
        before: 3,
        after: 2,
        rewritten: 1,
        earlier: 0,
        refused: [{ object: "ns-1/o-00001", reason: said }],
        pruned: [],
      });
      expect(await storedVersions(server, "denials")).toEqual(["v1alpha2", "v1"]);
      await way.close();
    });

    it("does not blame credentials for what a policy denies with 401", async () => {
      await seeded(server, "vetoes", 4);
      const said = `vetoes.${GROUP} "o-00001" is forbidden: ValidatingAdmissionPolicy 'owners' with binding 'all' denied request: no owner`;
      const denial = JSON.stringify({
        kind: "Status",
        status: "Failure",
        message: said,
        reason: "Unauthorized",
        code: 401,
      });
      const isDenied = { put: true, patch: false };
      const way = await between(server, async ({ method, path }) => {
        const denied =
          method === "PUT" ? isDenied.put && path.includes("o-00001") : method === "PATCH" && isDenied.patch;
        return denied ? { status: 401, body: denial } : null;
      });
      const options = { kubeconfig: way.kubeconfig, context: "between" };
      const { outcome } = await run(server, "vetoes", options);
      expect([outcome.outcome, outcome.rewritten, outcome.refused, outcome.error]).toEqual([
        "not-finished",
        3,
        [{ object: "ns-1/o-00001", reason: said }],
        null,
      ]);
      Object.assign(isDenied, { put: false, patch: true });
      const { error } = (await run(server, "vetoes", options)).outcome;
      expect([error?.message.replace(/^127\.0\.0\.1:\d+/, "HOST"), error?.remedy]).toEqual([
        `HOST refuses it, although it knows "someone": ${said}.`,
        "Look at the admission webhooks and policies that it names; run this again then.",
      ]);
      expect(await storedVersions(server, "vetoes")).toEqual(["v1alpha2", "v1"]);
      await way.close();
    });

    it("tells a webhook that answers 409 from an object that somebody changes", async () => {
      await seeded(server, "quarrels", 3);
      const said = 'admission webhook "locks.example.com" denied the request: locked by team a';
      const denial = JSON.stringify({
        kind: "Status",
        status: "Failure",
        message: said,
        reason: "Conflict",
        code: 409,
      });
      const way = await between(server, async ({ method, path }) =>
        method === "PUT" && path.includes("o-00001") ? { status: 409, body: denial } : null,
      );
      const { outcome } = await run(server, "quarrels", { kubeconfig: way.kubeconfig, context: "between" });
      expect([outcome.outcome, outcome.rewritten, outcome.refused]).toEqual([
        "not-finished",
        2,
        [{ object: "ns-1/o-00001", reason: said }],
      ]);
      expect(way.asked.filter(({ method, path }) => method === "PUT" && path.includes("o-00001")).length).toBe(3);
      await way.close();
    });

    it.each([
      ["deleted", "vanished"],
      ["deleted and created again", "reborns"],
      ["served no more", "closings"],
    ])("stops and prunes nothing where the CRD is %s while it runs", async (what, plural) => {
      await seeded(server, plural, 40);
      let puts = 0;
      let change: Promise<void> | null = null;
      const happen = async () => {
        if (what === "served no more") {
          const hidden = version("v1", { storage: true, served: false });
          await install(server, crd(plural, [hidden, version("v1alpha2", { storage: false })]));
          return;
        }
        expect((await server.request("DELETE", crdPath(plural))).status).toBe(200);
        await eventually(
          () => server.request("GET", crdPath(plural)),
          ({ status }) => status === 404,
        );
        if (what !== "deleted") await seeded(server, plural, 3);
      };
      const way = await between(server, async ({ method }) => {
        if (method !== "PUT") return null;
        puts += 1;
        if (puts === 10) change = happen();
        await change;
        return null;
      });
      const { outcome } = await run(server, plural, { kubeconfig: way.kubeconfig, context: "between" });
      await way.close();
      expect(outcome.pruned).toEqual([]);
      // What was under way when it happened has other answers.
      const told = [outcome.outcome, ...outcome.obstacles, outcome.error?.message ?? "", outcome.error?.remedy ?? ""];
      const notServed =
        /^error 127\.0\.0\.1:\d+ (does not serve it \(404\): (to write an object of|the list of|an object of) .*\. The CRD was deleted, or serves that version no more: look at it, and run this again\.|has no CRD .*)$/;
      const another = `not-finished ${plural}.${GROUP} was deleted and created again meanwhile. Nothing was pruned. Run it again: it begins again.`;
      const text = told.join(" ").trim();
      if (what !== "deleted and created again" || text !== another) expect(text).toMatch(notServed);
      if (what === "deleted") return;
      expect(await storedVersions(server, plural)).toEqual(["v1alpha2", "v1"]);
      if (what === "served no more") return;
      expect((await listAll(server, plural, "v1")).length).toBe(3);
      expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/v1alpha2`]);
    });

    it("stops with the right that is missing, whichever it is", async () => {
      await seeded(server, "rights", 2);
      const lacking = async (right: "get-crd" | "patch-status" | "list" | "update") => {
        const name = `lacks-${right}` as const;
        const { outcome } = await run(server, "rights", { kubeconfig: server.kubeconfig(name), context: name });
        return [outcome.outcome, outcome.error?.message.replace(/^127\.0\.0\.1:\d+/, "HOST"), outcome.error?.remedy];
      };
      const user = (right: string) => `HOST does not let "lacks-${right}" do it: `;
      const grant = (right: string) =>
        `Grant it the verb ${right} (docs/migrate.md has a ClusterRole), and run this again.`;
      const crds = "customresourcedefinitions";
      const forbidden = (right: string, resource: string, name: string, verb: string, group: string, where: string) =>
        `${user(right)}${resource} ${name}is forbidden: User "lacks-${right}" cannot ${verb} resource "${resource.split(".")[0]?.split("/")[0]}${resource.includes("/status") ? "/status" : ""}" in API group "${group}" ${where}.`;
      expect(await lacking("get-crd")).toEqual([
        "error",
        forbidden(
          "get-crd",
          `${crds}.apiextensions.k8s.io`,
          `"rights.${GROUP}" `,
          "get",
          "apiextensions.k8s.io",
          "at the cluster scope",
        ),
        grant(`\`get\` on \`${crds}\` of the group \`apiextensions.k8s.io\``),
      ]);
      expect(await lacking("list")).toEqual([
        "error",
        forbidden("list", `rights.${GROUP}`, "", "list", GROUP, "at the cluster scope"),
        grant(`\`list\` on \`rights\` of the group \`${GROUP}\``),
      ]);
      expect(await lacking("patch-status")).toEqual([
        "error",
        expect.stringContaining(`cannot patch resource "${crds}/status" in API group "apiextensions.k8s.io"`),
        grant(`\`patch\` on \`${crds}/status\` of the group \`apiextensions.k8s.io\``),
      ]);
      expect(await versionsInEtcd(server, "rights")).toEqual([`${GROUP}/v1alpha2`]);
      expect(await lacking("update")).toEqual([
        "error",
        expect.stringContaining(`cannot update resource "rights" in API group "${GROUP}"`),
        grant(`\`update\` on \`rights\` of the group \`${GROUP}\``),
      ]);
      expect(await versionsInEtcd(server, "rights")).toEqual([`${GROUP}/v1alpha2`]);
      expect(await storedVersions(server, "rights")).toEqual(["v1alpha2", "v1"]);
    });

    it("stops where an object was changed and may not be read again", async () => {
      await seeded(server, "glances", 3);
      const token = /token: (\S+)/.exec(readFileSync(server.kubeconfig("lacks-get"), "utf8"))?.[1];
      let changed = false;
      const way = await between(
        server,
        async ({ method, path }) => {
          if (method === "PUT" && !changed) {
            changed = true;
            await server.request("PATCH", path, { spec: { weight: 99 } }, MERGE_PATCH);
          }
          return null;
        },
        { token },
        true,
      );
      const { outcome } = await run(server, "glances", { kubeconfig: way.kubeconfig, context: "between" });
      expect([outcome.outcome, outcome.error]).toEqual([
        "error",
        {
          message: expect.stringMatching(
            /"someone" do it: .* cannot get resource "glances" in API group "traffic\.example\.com" in the namespace "ns-\d"\.$/,
          ),
          remedy: `Grant it the verb \`get\` on \`glances\` of the group \`${GROUP}\` (docs/migrate.md has a ClusterRole), and run this again.`,
        },
      ]);
      expect(await storedVersions(server, "glances")).toEqual(["v1alpha2", "v1"]);
      await way.close();
    });

    it("does nothing to a CRD that is being deleted", async () => {
      await seeded(server, "goners", 1);
      const path = `${objectsPath("goners", "v1", "ns-0")}/o-00000`;
      await server.request("PATCH", path, { metadata: { finalizers: [`${GROUP}/keep`] } }, MERGE_PATCH);
      expect((await server.request("DELETE", crdPath("goners"))).status).toBe(200);
      const { outcome } = await run(server, "goners");
      expect([outcome.outcome, outcome.obstacles]).toEqual([
        "blocked",
        [
          `\`goners.${GROUP}\` is being deleted, and with it every object: nothing is rewritten. Let the deletion end, and create the CRD and its objects again.`,
        ],
      ]);
    });

    it("refuses to prune once somebody has applied the old manifest between the rewriting and the prune", async () => {
      await seeded(server, "relapses", 6);
      let puts = 0;
      let applied = false;
      const way = await between(server, async ({ method, path }) => {
        if (method === "PUT") puts += 1;
        // After the last look: an object created in the second in which the run began is rewritten too, a later one is not.
        if (puts === 6 && method === "GET" && path.startsWith(crdPath("relapses")) && !applied) {
          applied = true;
          await install(
            server,
            crd("relapses", [version("v1", { storage: false }), version("v1alpha2", { storage: true })]),
          );
          await create(server, "relapses", "v1alpha2", "ns-0", "late", { weight: 7 });
          await install(server, crd("relapses", BOTH));
        }
        return null;
      });
      const { outcome } = await run(server, "relapses", { kubeconfig: way.kubeconfig, context: "between" });
      expect(outcome).toMatchObject({ outcome: "not-finished", pruned: [], rewritten: 6, refused: [] });
      expect(outcome.obstacles).toEqual([
        expect.stringMatching(
          /^The spec of relapses\.traffic\.example\.com was changed meanwhile \(generation \d+, now \d+\), so that objects may have been stored at another version\. Nothing was pruned\. Run it again: it begins again\.$/,
        ),
      ]);
      expect(await versionsInEtcd(server, "relapses")).toEqual([`${GROUP}/v1`, `${GROUP}/v1alpha2`]);
      expect(await storedVersions(server, "relapses")).toEqual(["v1alpha2", "v1"]);
      expect((await run(server, "relapses")).outcome.outcome).toBe("migrated");
      expect(await versionsInEtcd(server, "relapses")).toEqual([`${GROUP}/v1`]);
      await way.close();
    });

    it("is refused by the server itself when that happens in the last moment", async () => {
      await seeded(server, "moments", 2);
      const way = await between(server, async ({ method, path }) => {
        if (method === "PATCH" && !path.includes("dryRun")) {
          await install(
            server,
            crd("moments", [version("v1", { storage: false }), version("v1alpha2", { storage: true })]),
          );
          await install(server, crd("moments", BOTH));
        }
        return null;
      });
      const { outcome } = await run(server, "moments", { kubeconfig: way.kubeconfig, context: "between" });
      expect([outcome.outcome, outcome.obstacles]).toEqual([
        "not-finished",
        [
          `status.storedVersions of moments.${GROUP} is no longer ["v1alpha2","v1"], or its spec was changed at this moment. Nothing was pruned. Run it again: it begins again.`,
        ],
      ]);
      expect(await storedVersions(server, "moments")).toEqual(["v1alpha2", "v1"]);
      await way.close();
    });

    it("loses nothing of what others write, delete and create meanwhile", async () => {
      await seeded(server, "movers", 150);
      let round = 0;
      const changed = new Set<string>();
      const way = await between(server, async ({ method, path }) => {
        // What comes or goes during the last look is in no count, and was written at the storage version.
        if (method !== "PUT" || round >= 150) return null;
        round += 1;
        const [, namespace = "", name = ""] = /namespaces\/([^/]+)\/movers\/([^?]+)/.exec(path) ?? [];
        const own = `${objectsPath("movers", "v1", namespace)}/${name}`;
        if (round % 5 === 0 && !changed.has(name)) {
          changed.add(name);
          await server.request("PATCH", own, { spec: { hosts: ["theirs"] } }, MERGE_PATCH);
        } else if (round % 7 === 0 && !changed.has(name)) {
          await server.request("DELETE", own);
          if (round % 14 === 0) await create(server, "movers", "v1alpha2", namespace, name, { weight: -1 });
        } else if (round % 11 === 0) await create(server, "movers", "v1alpha2", "ns-9", `new-${round}`, { weight: -2 });
        return null;
      });
      const { outcome } = await run(server, "movers", { kubeconfig: way.kubeconfig, context: "between" });
      expect([outcome.outcome, outcome.refused]).toEqual(["migrated", []]);
      const now = await contents(server, "movers", "v1");
      expect(outcome.after).toBe(now.length);
      for (const object of now) {
        const name = String(valueAt(object, ["metadata", "name"]));
        if (changed.has(name)) expect(member(object.spec, "hosts")).toEqual(["theirs"]);
      }
      expect(changed.size).toBeGreaterThan(20);
      expect(await versionsInEtcd(server, "movers")).toEqual([`${GROUP}/v1`]);
      expect(await managerVersions(server, "movers").then((versions) => versions.includes(`${GROUP}/v1`))).toBe(true);
      await way.close();
    });

    it("takes new credentials when the old ones expire half-way", async () => {
      await seeded(server, "tokens", 40);
      const plugin = `n=$(cat "$COUNT" 2>/dev/null || echo 0); n=$((n+1)); echo $n > "$COUNT"; echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"token-'$n'"}}'`;
      const exec = {
        apiVersion: "client.authentication.k8s.io/v1",
        command: "bash",
        args: ["-c", plugin],
        env: [{ name: "COUNT", value: join(server.directory, "plugin-count") }],
        interactiveMode: "Never",
      };
      const used = new Map<string, number>();
      const way = await between(
        server,
        async ({ authorization }) => {
          const uses = (used.get(authorization) ?? 0) + 1;
          used.set(authorization, uses);
          if (uses <= 30) return null;
          return { status: 401, body: JSON.stringify({ kind: "Status", message: "Unauthorized", code: 401 }) };
        },
        { exec },
      );
      const { outcome } = await run(server, "tokens", { kubeconfig: way.kubeconfig, context: "between" });
      expect(outcome).toMatchObject({ outcome: "migrated", rewritten: 40, before: 40, after: 40 });
      expect([...used.keys()]).toEqual(["Bearer token-1", "Bearer token-2"]);
      await way.close();
    });

    it("waits where the server is busy, asks again where it fails, and is not misled by a lost answer", async () => {
      await seeded(server, "storms", 60);
      let count = 0;
      const busy = {
        status: 429,
        headers: { "retry-after": "2" },
        body: '{"kind":"Status","message":"too many requests"}',
      };
      const broken = { status: 503, body: '{"kind":"Status","message":"apiserver is shutting down"}' };
      const way = await between(server, async ({ method }) => {
        count += 1;
        if (count % 13 === 0) return busy;
        if (count % 17 === 0) return broken;
        if (count % 19 === 0) return "cut";
        return method !== "GET" && (count % 11 === 0 || method === "PATCH") ? "lost" : null;
      });
      const first = await run(server, "storms", { kubeconfig: way.kubeconfig, context: "between" });
      // A patch of which no answer ever comes cannot be tried, so that nothing is begun.
      expect([first.outcome.outcome, first.outcome.rewritten]).toEqual(["error", 0]);
      await way.close();
      let lost = false;
      const again = await between(server, async ({ method, path }) => {
        count += 1;
        if (count % 13 === 0) return busy;
        if (count % 17 === 0) return broken;
        if (count % 19 === 0) return "cut";
        if (method === "PATCH" && !path.includes("dryRun") && !lost) {
          lost = true;
          return "lost";
        }
        return method === "PUT" && count % 11 === 0 ? "lost" : null;
      });
      const { outcome, slept } = await run(server, "storms", { kubeconfig: again.kubeconfig, context: "between" });
      expect(outcome).toMatchObject({ outcome: "migrated", rewritten: 60, before: 60, after: 60 });
      expect(lost).toBe(true);
      expect(slept.filter((ms) => ms > 1500).length).toBeGreaterThan(3);
      expect(await storedVersions(server, "storms")).toEqual(["v1"]);
      await again.close();
    });

    it("does not claim that nothing was pruned where the answer to the prune is lost", async () => {
      await seeded(server, "echoes", 2);
      let asked = false;
      const way = await between(server, async ({ method, path }) => {
        if (asked) return "cut";
        asked = method === "PATCH" && !path.includes("dryRun");
        return asked ? "lost" : null;
      });
      const { outcome } = await run(server, "echoes", { kubeconfig: way.kubeconfig, context: "between" });
      expect([outcome.outcome, outcome.rewritten, outcome.pruned, outcome.pruneUnknown]).toEqual([
        "error",
        2,
        [],
        true,
      ]);
      expect(await storedVersions(server, "echoes")).toEqual(["v1"]);
      expect((await run(server, "echoes")).outcome.outcome).toBe("nothing-to-do");
      await way.close();
    });

    it("goes on where a run was stopped, and begins again where the CRD was changed since", async () => {
      await seeded(server, "stops", 30);
      const folder = state(server);
      let puts = 0;
      let limit = 12;
      const way = await between(server, async ({ method }) => {
        if (method !== "PUT") return null;
        puts += 1;
        return puts <= limit
          ? null
          : { status: 500, body: '{"kind":"Status","message":"etcdserver: request timed out"}' };
      });
      const options = { kubeconfig: way.kubeconfig, context: "between", state: folder };
      const first = await run(server, "stops", options);
      expect(first.outcome).toMatchObject({ outcome: "error", rewritten: 12, earlier: 0, pruned: [] });
      expect(first.outcome.error?.message).toMatch(
        /^127\.0\.0\.1:\d+ fails at writing objects, ns-\d\/o-\d+ the last of 3 in a row: etcdserver: request timed out\.$/,
      );

      [puts, limit] = [0, 5];
      const second = await run(server, "stops", options);
      expect(second.outcome).toMatchObject({ outcome: "error", rewritten: 5, earlier: 12 });
      expect(second.told).toEqual([
        expect.stringMatching(
          /^Going on with the run of 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ: 12 objects rewritten then\.$/,
        ),
      ]);
      expect((await run(server, "stops", { ...options, backup: join(folder, "backup") })).outcome.error).toEqual({
        message: "An earlier run rewrote 17 objects without a backup, so that none can be taken of what was before.",
        remedy: expect.stringMatching(
          /^Leave --backup out to go on, or remove .*\/stops\.traffic\.example\.com\.[0-9a-f]{12}\.jsonl to begin again\.$/,
        ),
      });

      [puts, limit] = [0, 1000];
      await install(server, crd("stops", BOTH));
      const third = await run(server, "stops", options);
      expect(third.outcome).toMatchObject({ outcome: "migrated", rewritten: 30, earlier: 0 });
      expect(third.told).toEqual([
        expect.stringMatching(
          /^What an earlier run noted does not count: the CRD has been changed since \(generation \d+, now \d+\)\. Beginning again\.$/,
        ),
      ]);
      expect(puts).toBe(30);
      expect(readdirSync(folder)).toEqual([]);
      await way.close();
    });

    it("writes what a list has left out", async () => {
      await seeded(server, "gaps", 6);
      const way = await between(server, async ({ method, path }) => {
        if (method !== "GET" || !path.includes("limit=100")) return null;
        const { status, body } = await server.request("GET", path);
        const items = member(body, "items");
        const some = (Array.isArray(items) ? items : []).filter(
          (one: JsonObject) => valueAt(one, ["metadata", "name"]) !== "o-00004",
        );
        return { status, body: JSON.stringify({ ...(isObject(body) ? body : {}), items: some }) };
      });
      const { outcome } = await run(server, "gaps", { kubeconfig: way.kubeconfig, context: "between" });
      expect(outcome).toMatchObject({ outcome: "migrated", rewritten: 6, before: 6, after: 6 });
      expect(await versionsInEtcd(server, "gaps")).toEqual([`${GROUP}/v1`]);
      await way.close();
    });

    it("lists on where a list has expired", async () => {
      const own = await startApiServer({ watchCache: false });
      try {
        await seeded(own, "lists", 250);
        // Once while the objects are compared, and once while they are written.
        const compacted = { reading: false, writing: false };
        let phase: keyof typeof compacted = "reading";
        const way = await between(own, async ({ method, path }) => {
          if (method === "PUT") phase = "writing";
          if (method === "GET" && path.includes("limit=100&continue=") && !compacted[phase]) {
            compacted[phase] = true;
            await own.compact();
          }
          return null;
        });
        const { outcome } = await run(own, "lists", { kubeconfig: way.kubeconfig, context: "between" });
        expect(outcome).toMatchObject({ outcome: "migrated", rewritten: 250, before: 250, after: 250 });
        expect(compacted).toEqual({ reading: true, writing: true });
        expect(await versionsInEtcd(own, "lists")).toEqual([`${GROUP}/v1`]);
        await way.close();
      } finally {
        await own.stop();
      }
    });
  });

function urlOf(kubeconfig: string): string {
  const config: { clusters: { cluster: { server: string } }[] } = JSON.parse(readFileSync(kubeconfig, "utf8"));
  return config.clusters[0]?.cluster.server ?? "";
}
