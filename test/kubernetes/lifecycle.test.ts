import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, valueAt } from "../../src/base/json.ts";
import { check } from "../../src/check/check.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import type { Finding, Report } from "../../src/report/report.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import {
  contents,
  crdPath,
  eventually,
  install,
  MERGE_PATCH,
  objectsPath,
  storedVersions,
  versionsInEtcd,
} from "./crd-client.ts";
import { shell, skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, kindOf, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const OBJECTS = 3;
const SCHEMA: JsonObject = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        hosts: { type: "array", items: { type: "string" } },
        limits: { type: "object", additionalProperties: { type: "string" } },
        weight: { type: "integer", format: "int64" },
      },
    },
  },
};
const RICHER: JsonObject = {
  type: "object",
  properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
};

const withoutAnything = skippedWithoutBinaries || skippedWithoutKubectl;

describe
  .skipIf(kubernetesBinaries === undefined || skippedWithoutKubectl !== "")
  .concurrent(`what reports say of accepted changes and of old debt, on a real server${withoutAnything}`, () => {
    let server: ApiServer;
    beforeAll(async () => {
      server = await startApiServer();
    });
    afterAll(async () => {
      await server?.stop();
    });

    describe("migration-pending", () => {
      it.each<[string, "Namespaced" | "Cluster", readonly (readonly JsonObject[])[], readonly string[]]>([
        ["debts", "Namespaced", [[stores("v1beta1")], [served("v1beta1"), stores("v1")]], ["v1beta1", "v1"]],
        [
          "loans",
          "Cluster",
          [
            [stores("v1alpha1")],
            [served("v1alpha1"), stores("v1beta1")],
            [unserved("v1alpha1"), served("v1beta1"), stores("v1")],
          ],
          ["v1alpha1", "v1beta1", "v1"],
        ],
      ])("is cleared by its steps, and nothing is lost: %s", async (plural, scope, history, stored) => {
        const [start = [], ...later] = history;
        await install(server, crd(plural, start, {}, scope));
        await fill(plural, String(stored[0]), scope);
        for (const versions of later) await install(server, crd(plural, versions, {}, scope));
        const before = await contents(server, plural, "v1");
        expect(await storedVersions(server, plural)).toEqual(stored);
        const workspace = await prepared(plural, null);

        const found = only(workspace.check("gate"), "migration-pending", plural);
        await walk(found);

        expect(await storedVersions(server, plural)).toEqual(["v1"]);
        expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/v1`]);
        expect(await contents(server, plural, "v1")).toEqual(before);
        await workspace.takeSnapshot();
        const after = workspace.check("gate").findings.filter((one) => one.crd === `${plural}.${GROUP}`);
        expect(after.filter(({ rule }) => rule === "migration-pending")).toEqual([]);
        await install(server, crd(plural, [stores("v1")], {}, scope));
        expect(await contents(server, plural, "v1")).toEqual(before);
      });
    });

    describe("live-crd-stuck", () => {
      it.each([
        ["slips", null],
        ["typos", [stores("v1")]],
      ])("is what it says, and is mended by its steps: %s", async (plural, manifest) => {
        await install(server, crd(plural, [stores("v1")]));
        await fill(plural, "v1", "Namespaced");
        const before = await contents(server, plural, "v1");
        await writeStored(plural, ["v1", "v9"]);
        const refused = await shell(server, `kubectl --context "$CTX" annotate crd ${plural}.${GROUP} team=web`);
        expect(refused.code).toBe(1);
        const workspace = await prepared(plural, manifest);

        const found = only(workspace.check("check"), "live-crd-stuck", plural);
        expect([found.cause, found.severity]).toEqual(
          manifest === null ? ["no-manifest", "warning"] : ["refused", "error"],
        );
        if (found.serverMessage !== undefined) expect(refused.stderr).toContain(found.serverMessage);
        await walk(found);

        expect(await storedVersions(server, plural)).toEqual(["v1"]);
        expect(await contents(server, plural, "v1")).toEqual(before);
        expect(await shell(server, `kubectl --context "$CTX" annotate crd ${plural}.${GROUP} team=web`)).toMatchObject({
          code: 0,
        });
      });

      it("writes nothing where the storage version is not served, which may have fields of its own", async () => {
        const plural = "brinks";
        const richer = (isServed: boolean) => version("v2", { storage: true, served: isServed, schema: RICHER });
        await install(server, crd(plural, [served("v1"), richer(true)]));
        await fill(plural, "v2", "Namespaced");
        await install(server, crd(plural, [served("v1"), richer(false)]));
        await writeStored(plural, ["v2", "v9"]);
        const before = await server.stored(GROUP, plural);
        const found = only((await prepared(plural, null)).check("check"), "live-crd-stuck", plural);
        await walk(found);
        expect(await storedVersions(server, plural)).toEqual(["v2"]);
        expect(await server.stored(GROUP, plural)).toEqual(before);
      });

      it("stops before anything is lost where objects are stored at the version after all", async () => {
        const plural = "ghosts";
        await install(server, crd(plural, [stores("v9")]));
        await fill(plural, "v9", "Namespaced");
        const both = [stores("v1"), served("v9")];
        await install(server, crd(plural, both));
        const before = await contents(server, plural, "v1");
        await writeStored(plural, ["v1"]);
        const patch = { spec: { versions: [stores("v1")] } };
        expect((await server.request("PATCH", crdPath(plural), patch, MERGE_PATCH)).status).toBe(200);
        await writeStored(plural, ["v1", "v9"]);
        await eventually(
          () => server.request("GET", objectsPath(plural, "v1")),
          ({ status }) => status !== 200,
        );
        const workspace = await prepared(plural, [stores("v1")]);
        const { remedy } = only(workspace.check("check"), "live-crd-stuck", plural);
        const rewrite = remedy.steps.find(({ text }) => text.startsWith("Rewrite"));
        const done = await shell(server, rewrite?.command ?? "");
        expect(done.code).not.toBe(0);
        expect(done.stdout).not.toContain("all rewritten");

        workspace.writeManifest(withSuggestion(dump(crd(plural, [stores("v1")])), remedy.suggestion));
        expect(await workspace.apply()).toMatchObject({ code: 0 });
        await eventually(
          () => server.request("GET", objectsPath(plural, "v1")),
          ({ status }) => status === 200,
        );
        expect(await contents(server, plural, "v1")).toEqual(before);
      });
    });

    describe("what is accepted", () => {
      it("duplicate-crd: the mark that keeps the CRD from Helm is set on it, again too, and its objects stay", async () => {
        const plural = "twins";
        const both = [served("v1beta1"), stores("v1")];
        await install(server, crd(plural, both));
        await fill(plural, "v1", "Namespaced");
        const before = await contents(server, plural, "v1");
        const workspace = await prepared(plural, both, { "other.yaml": dump(crd(plural, [stores("v1")])) });
        const found = only(workspace.check("check"), "duplicate-crd", plural);

        for (const _ of ["first", "again"]) await walk(found);
        const { body } = await server.request("GET", crdPath(plural));
        expect(valueAt(body, ["metadata", "annotations", "helm.sh/resource-policy"])).toBe("keep");
        expect(await contents(server, plural, "v1")).toEqual(before);
        expect(await workspace.apply()).toMatchObject({ code: 0 });
      });

      it("conversion-invalid: its page sets the conversion where one version is stored, and only there", async () => {
        const plural = "valves";
        const page = readFileSync(new URL("../../docs/rules/conversion-invalid.md", import.meta.url), "utf8");
        const command = /^kubectl .*$/m.exec(page)?.[0].replace("routes.example.com", `${plural}.${GROUP}`) ?? "";
        const webhook = {
          conversionReviewVersions: ["v1"],
          clientConfig: { service: { namespace: "default", name: "converter" } },
        };
        const both = [served("v1beta1"), stores("v1")];
        await install(server, crd(plural, both));
        await fill(plural, "v1", "Namespaced");
        const before = await contents(server, plural, "v1");
        const patch = { spec: { conversion: { strategy: "Webhook", webhook } } };
        expect((await server.request("PATCH", crdPath(plural), patch, MERGE_PATCH)).status).toBe(200);
        const strategy = async () =>
          valueAt((await server.request("GET", crdPath(plural))).body, ["spec", "conversion", "strategy"]);

        await writeStored(plural, ["v1beta1", "v1"]);
        expect((await shell(server, command)).code).toBe(1);
        expect(await strategy()).toBe("Webhook");

        await writeStored(plural, ["v1"]);
        expect(await shell(server, command)).toMatchObject({ code: 0 });
        expect(await strategy()).toBe("None");
        const workspace = await prepared(plural, both);
        expect(await workspace.apply()).toMatchObject({ code: 0 });
        // The server opens its storage anew with the new converter, and asks for patience until it has.
        await eventually(
          () => server.request("GET", objectsPath(plural, "v1")),
          ({ status }) => status === 200,
        );
        expect(await contents(server, plural, "v1")).toEqual(before);
      });

      it("served-version-removed: the version is gone for whoever asks, and its objects are read through another", async () => {
        const plural = "doors";
        await install(server, crd(plural, [stores("v1beta1")]));
        await fill(plural, "v1beta1", "Namespaced");
        await install(server, crd(plural, [served("v1beta1"), stores("v1")]));
        const before = await contents(server, plural, "v1");
        const use = JSON.stringify({
          apiVersion: `${GROUP}/v1beta1`,
          kind: kindOf(plural),
          metadata: { name: "one", namespace: "default" },
        });
        const workspace = await prepared(plural, [unserved("v1beta1"), stores("v1")], { "use.json": use });
        const found = only(workspace.check("check"), "served-version-removed", plural);
        expect([found.cause, found.lines?.map(({ path, startLine }) => `${path}:${startLine}`)]).toEqual([
          "used",
          ["use.json:1"],
        ]);

        await install(server, crd(plural, [unserved("v1beta1"), stores("v1")]));
        await eventually(
          () => server.request("GET", objectsPath(plural, "v1beta1")),
          ({ status }) => status === 404,
        );
        const asked = await shell(server, `kubectl --context "$CTX" apply -f '${join(workspace.root, "use.json")}'`);
        expect(asked.code).toBe(1);
        // Until discovery has heard of it kubectl asks, and the server says it.
        const gone = [
          `no matches for kind "${kindOf(plural)}" in version "${GROUP}/v1beta1"`,
          "the server could not find the requested resource",
        ];
        expect(
          gone.some((words) => asked.stderr.includes(words)),
          asked.stderr,
        ).toBe(true);
        expect(await contents(server, plural, "v1")).toEqual(before);
      });

      it("storage-version-reverted: what only the newer schema has is dropped by the next write", async () => {
        const plural = "lifts";
        const rich = version("v1", { storage: true, schema: RICHER });
        await install(server, crd(plural, [served("v1beta1"), rich]));
        await fill(plural, "v1", "Namespaced", { legacy: "needed" });
        await writeStored(plural, ["v1"]);
        const back = [stores("v1beta1"), version("v1", { storage: false, schema: RICHER })];
        const workspace = await prepared(plural, back);
        const report = workspace.check("check");
        only(report, "storage-version-reverted", plural);
        const [prediction] = report.predictions;

        await install(server, crd(plural, back));
        expect(await storedVersions(server, plural)).toEqual(prediction?.storedVersionsAfter);
        const path = `${objectsPath(plural, "v1", "default")}/one`;
        const spec = async () => valueAt((await server.request("GET", path)).body, ["spec", "legacy"]);
        expect(await spec()).toBe("needed");
        const label = { metadata: { labels: { touched: "yes" } } };
        const written = await server.request(
          "PATCH",
          `${objectsPath(plural, "v1beta1", "default")}/one`,
          label,
          MERGE_PATCH,
        );
        expect(written.status).toBe(200);
        expect(await spec()).toBe(undefined);
      });

      it("storage-version-not-burned-in: the apply alone bars the manifest of before, which is taken with the version kept", async () => {
        const plural = "rails";
        await install(server, crd(plural, [stores("v1")]));
        const next = [served("v1"), stores("v2")];
        const workspace = await prepared(plural, next);
        only(workspace.check("check"), "storage-version-not-burned-in", plural);
        await install(server, crd(plural, next));
        expect(await storedVersions(server, plural)).toEqual(["v1", "v2"]);
        workspace.writeManifest(dump(crd(plural, [stores("v1")])));
        expect(await workspace.apply()).toMatchObject({ code: 1 });
        workspace.writeManifest(dump(crd(plural, [stores("v1"), unserved("v2")])));
        expect(await workspace.apply()).toMatchObject({ code: 0 });
      });
    });

    async function fill(plural: string, at: string, scope: string, spec: JsonObject = {}): Promise<void> {
      for (const [weight, name] of ["one", "two", "three"].entries()) {
        const namespace = scope === "Cluster" ? undefined : "default";
        const object: JsonObject = {
          apiVersion: `${GROUP}/${at}`,
          kind: kindOf(plural),
          metadata: { name, annotations: { note: `"apiVersion": "${GROUP}/${at}",` } },
          spec: {
            hosts: ["a.example.com", ""],
            weight: 2 ** 53 - 1 - weight,
            limits: { "": "empty", "<&>": "é" },
            ...spec,
          },
        };
        const made = await server.request("POST", `${objectsPath(plural, at, namespace)}?fieldManager=gitops`, object);
        expect(made.status).toBe(201);
      }
    }

    /** What a slip of the hand does: the status endpoint checks nothing. */
    async function writeStored(plural: string, list: JsonValue): Promise<void> {
      const patch = { status: { storedVersions: list } };
      expect((await server.request("PATCH", `${crdPath(plural)}/status`, patch, MERGE_PATCH)).status).toBe(200);
    }

    /** A repository with this manifest of the CRD, and a snapshot of the CRD as it lives there. */
    async function prepared(
      plural: string,
      versions: readonly JsonObject[] | null,
      files: Readonly<Record<string, string>> = {},
    ) {
      const root = join(server.directory, `lifecycle-${plural}`);
      const clusters = join(root, ".github/crd-upgrade-guard/clusters");
      mkdirSync(clusters, { recursive: true });
      const file = join(root, "crd.yaml");
      if (versions !== null) writeFileSync(file, dump(crd(plural, versions)));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
      const workspace = {
        root,
        writeManifest: (text: string) => writeFileSync(file, text),
        async takeSnapshot() {
          const command = `kubectl --context "$CTX" get crd ${plural}.${GROUP} -o json > '${clusters}/test.json'`;
          expect(await shell(server, command)).toEqual({ code: 0, stdout: "", stderr: "" });
        },
        check(mode: Report["mode"]): Report {
          const request = { mode, paths: [], configPath: null, flags: {}, toolVersion: "0.0.0-test" } as const;
          return check(request, checkPorts(root, { ok: false, usage: false, reason: "no base" }));
        },
        apply: () => shell(server, `kubectl --context "$CTX" apply -f '${file}'`),
      };
      await workspace.takeSnapshot();
      return workspace;
    }

    /** Runs every command of a finding, in its order, and sees that each prints what its step says. */
    async function walk({ remedy }: Finding): Promise<void> {
      for (const { text, command } of remedy.steps) {
        if (command === undefined) continue;
        const done = await shell(server, command);
        expect({ command, code: done.code, stderr: done.stderr }).toEqual({ command, code: 0, stderr: "" });
        const printed = done.stdout.trim();
        const wanted = / must print `(.*?)`/.exec(text)?.[1];
        if (wanted !== undefined) expect(printed.split(" ")[0]).toBe(wanted);
        else if (text.startsWith("Count")) expect(printed).toBe(String(OBJECTS));
        else if (text.startsWith("This says what stands"))
          expect(printed).toContain("Nothing was written: run it with --yes");
        else if (text.startsWith("Rewrite")) expect(printed.split("\n").at(-1)).toBe("all rewritten");
        else expect(printed).toMatch(/ (patched|annotated)$/);
      }
    }
  });

function only(report: Report, rule: string, plural: string): Finding {
  const [found, ...others] = report.findings.filter((one) => one.rule === rule);
  if (found === undefined || others.length > 0 || found.crd !== `${plural}.${GROUP}`) {
    throw new Error(`not one ${rule}: ${JSON.stringify(report.findings.map((one) => [one.rule, one.crd]))}`);
  }
  return found;
}

function stores(name: string): JsonObject {
  return version(name, { storage: true, schema: SCHEMA });
}

function served(name: string): JsonObject {
  return version(name, { storage: false, schema: SCHEMA });
}

function unserved(name: string): JsonObject {
  return version(name, { storage: false, served: false, schema: SCHEMA });
}

function withSuggestion(manifest: string, suggestion: string | undefined): string {
  if (suggestion === undefined) throw new Error("there is no suggestion");
  return manifest + suggestion.replaceAll(/^(?=.)/gm, "    ");
}
