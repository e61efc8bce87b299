import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isArray, isObject, type JsonObject, member, valueAt } from "../../src/base/json.ts";
import { check } from "../../src/check/check.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import type { BaseCommit } from "../../src/io/git/base-commit.ts";
import type { Finding, RemedyStep, Report } from "../../src/report/report.ts";
import { startRefresh } from "../refresh/runner.ts";
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

const NO_BASE: BaseCommit = { ok: false, usage: false, reason: "no base" };
const OBJECTS = 4;

/** Nested objects, maps, lists and numbers, so that a loss anywhere shows; `legacy` is what a new schema may lack. */
const ROUTES = {
  type: "array",
  items: { type: "object", properties: { match: { type: "string" }, to: { type: "object", properties: {} } } },
};
const SPEC = {
  hosts: { type: "array", items: { type: "string" } },
  weight: { type: "integer", format: "int64" },
  tuning: {
    type: "object",
    properties: {
      limits: { type: "object", additionalProperties: { type: "string" } },
      routes: { ...ROUTES, items: { ...ROUTES.items, "x-kubernetes-preserve-unknown-fields": true } },
    },
  },
};
const SCHEMA = schemaWith(SPEC);
const RICHER = schemaWith({ ...SPEC, legacy: { type: "string" } });

interface Way {
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
  /** The lists of spec.versions that the cluster has seen, one after the other. */
  readonly history: readonly (readonly JsonObject[])[];
  /** Where the objects are written, after which entry of the history. */
  readonly written: { readonly after: number; readonly at: string };
  readonly versions: readonly JsonObject[];
  /** A release in between that has both; else the manifest with `remedy.suggestion` added is applied. */
  readonly between?: readonly JsonObject[] | undefined;
  readonly predicted: { readonly cause: string; readonly stored: readonly string[]; readonly after: readonly string[] };
}

const RETIRED: readonly Way[] = [
  {
    plural: "lanes",
    scope: "Namespaced",
    history: [[stores("v1alpha2")], [stores("v1"), served("v1alpha2")]],
    written: { after: 0, at: "v1alpha2" },
    versions: [stores("v1")],
    predicted: { cause: "retired", stored: ["v1alpha2", "v1"], after: ["v1"] },
  },
  {
    plural: "piers",
    scope: "Cluster",
    history: [
      [stores("v1alpha1")],
      [served("v1alpha1"), stores("v1beta1")],
      [unserved("v1alpha1"), served("v1beta1"), stores("v1")],
    ],
    written: { after: 1, at: "v1beta1" },
    versions: [stores("v1")],
    predicted: { cause: "retired", stored: ["v1alpha1", "v1beta1", "v1"], after: ["v1"] },
  },
  {
    // The storage version moves on in the same manifest.
    plural: "ramps",
    scope: "Namespaced",
    history: [[stores("v1alpha1")], [served("v1alpha1"), stores("v1beta1")]],
    written: { after: 0, at: "v1alpha1" },
    versions: [served("v1beta1"), stores("v1")],
    predicted: { cause: "retired", stored: ["v1alpha1", "v1beta1"], after: ["v1beta1", "v1"] },
  },
  {
    // The storage version is not served: it is, while objects are rewritten.
    plural: "docks",
    scope: "Cluster",
    history: [
      [stores("v1alpha1")],
      [served("v1alpha1"), served("v1"), version("v2", { storage: true, served: false, schema: SCHEMA })],
    ],
    written: { after: 0, at: "v1alpha1" },
    versions: [served("v1"), version("v2", { storage: true, served: false, schema: SCHEMA })],
    predicted: { cause: "retired", stored: ["v1alpha1", "v2"], after: ["v2"] },
  },
];

const NO_OVERLAP: readonly Way[] = [
  {
    plural: "bridges",
    scope: "Namespaced",
    history: [[stores("v1alpha2")]],
    written: { after: 0, at: "v1alpha2" },
    versions: [stores("v1")],
    between: [stores("v1"), served("v1alpha2")],
    predicted: { cause: "no-overlap", stored: ["v1alpha2"], after: ["v1"] },
  },
  {
    plural: "canals",
    scope: "Cluster",
    history: [[stores("v1alpha2")]],
    written: { after: 0, at: "v1alpha2" },
    versions: [stores("v1")],
    predicted: { cause: "no-overlap", stored: ["v1alpha2"], after: ["v1"] },
  },
  {
    plural: "tunnels",
    scope: "Namespaced",
    history: [[stores("v1alpha1")], [served("v1alpha1"), stores("v1beta1")]],
    written: { after: 0, at: "v1alpha1" },
    versions: [stores("v1"), served("v2alpha1")],
    predicted: { cause: "no-overlap", stored: ["v1alpha1", "v1beta1"], after: ["v1"] },
  },
];

const BEHIND: readonly Way[] = [
  {
    plural: "rails",
    scope: "Namespaced",
    history: [[stores("v1beta1")], [served("v1beta1"), stores("v1")]],
    written: { after: 1, at: "v1" },
    versions: [stores("v1beta1")],
    predicted: { cause: "behind", stored: ["v1beta1", "v1"], after: [] },
  },
  {
    plural: "wires",
    scope: "Cluster",
    history: [
      [stores("v1")],
      [served("v1"), stores("v2alpha1"), served("v2")],
      [served("v1"), unserved("v2alpha1"), stores("v2")],
    ],
    written: { after: 0, at: "v1" },
    versions: [stores("v1")],
    predicted: { cause: "behind", stored: ["v1", "v2alpha1", "v2"], after: [] },
  },
];

const withoutAnything = skippedWithoutBinaries || skippedWithoutKubectl;

describe
  .skipIf(kubernetesBinaries === undefined || skippedWithoutKubectl !== "")
  .concurrent(`what a report tells people to do, done literally${withoutAnything}`, () => {
    let server: ApiServer;
    beforeAll(async () => {
      server = await startApiServer();
    });
    afterAll(async () => {
      await server?.stop();
    });

    describe("the steps", () => {
      it.each(
        [...RETIRED, ...NO_OVERLAP].flatMap((way) => [
          { ...way, by: "hand" as const },
          { ...way, plural: `m${way.plural}`, by: "migrate" as const },
        ]),
      )("lose no object: $predicted.cause, $plural, by $by", async (way) => {
        const before = await live(way);
        const workspace = await prepared(way, crd(way.plural, way.versions, {}, way.scope));
        const found = findingOf(workspace.check());
        expect(found.cause).toBe(way.predicted.cause);
        await expectRefusal(workspace, found);

        await walk(way, workspace, found, way.by);

        expect(await storedVersions(server, way.plural)).toEqual(way.predicted.after);
        expect(await versionsInEtcd(server, way.plural)).toEqual([`${GROUP}/${rewrittenTo(way)}`]);
        const at = firstServed(way.versions);
        expect(await contents(server, way.plural, at)).toEqual(renamed(before, at));
        expect(await workspace.serverSideApply(at)).toMatchObject({ code: 0 });
      });

      it.each([
        ...RETIRED,
        ...NO_OVERLAP,
      ])("may be left out where $plural keeps what the suggestion says ($predicted.cause)", async (one) => {
        const way = { ...one, plural: `kept${one.plural}` };
        const before = await live(way);
        const workspace = await prepared(way, crd(way.plural, way.versions, {}, way.scope));
        const { remedy } = findingOf(workspace.check());
        workspace.writeManifest(withSuggestion(workspace.manifest, remedy.suggestion));
        const prediction = predictionOf(workspace.check());
        expect(prediction.outcome).toBe("accepted");

        expect(await workspace.apply()).toMatchObject({ code: 0 });
        await settled(way);
        expect(await storedVersions(server, way.plural)).toEqual(prediction.storedVersionsAfter);
        const at = firstServed(way.versions);
        expect(await contents(server, way.plural, at)).toEqual(renamed(before, at));
        expect(await workspace.serverSideApply(at)).toMatchObject({ code: 0 });
      });

      it("keep a version with its own schema where the base branch still has it", async () => {
        const way: Way = { ...first(NO_OVERLAP), plural: "signs" };
        const before = await live(way);
        const old = crd(way.plural, [stores("v1alpha2")], {}, way.scope);
        const workspace = await prepared(way, old);
        const base = commit(workspace.root);
        workspace.writeManifest(yaml(crd(way.plural, way.versions, {}, way.scope)));
        const { remedy } = findingOf(workspace.check(base));
        expect(remedy.suggestion).toBe(
          dump([{ name: "v1alpha2", served: false, storage: false, schema: { openAPIV3Schema: SCHEMA } }]),
        );
        workspace.writeManifest(withSuggestion(workspace.manifest, remedy.suggestion));
        expect(await workspace.apply()).toMatchObject({ code: 0 });
        await settled(way);
        expect(await contents(server, way.plural, "v1")).toEqual(renamed(before, "v1"));
      });

      it.each([
        "hand",
        "migrate",
      ] as const)("lose nothing that an unserved storage version alone has, by %s", async (by) => {
        const v2 = (served: boolean) => version("v2", { storage: true, served, schema: RICHER });
        const way: Way = {
          plural: `${by}docks`,
          scope: "Cluster",
          history: [[stores("v1alpha1")], [served("v1alpha1"), served("v1"), v2(true)]],
          written: { after: 0, at: "v1alpha1" },
          versions: [served("v1"), v2(false)],
          predicted: { cause: "retired", stored: ["v1alpha1", "v2"], after: ["v2"] },
        };
        await live(way);
        const one = `${objectsPath(way.plural, "v2")}/plain`;
        await server.request("PATCH", one, { spec: { legacy: "needed" } }, MERGE_PATCH);
        const before = await contents(server, way.plural, "v2");
        await install(server, crd(way.plural, [served("v1alpha1"), served("v1"), v2(false)], {}, way.scope));
        const workspace = await prepared(way, crd(way.plural, way.versions, {}, way.scope));
        const found = findingOf(workspace.check());
        expect(found.remedy.summary).not.toContain("does both");
        await walk(way, workspace, found, by);
        expect(await storedVersions(server, way.plural)).toEqual(["v2"]);
        expect(await versionsInEtcd(server, way.plural)).toEqual([`${GROUP}/v2`]);
        await install(server, crd(way.plural, [served("v1"), v2(true)], {}, way.scope));
        expect(await contents(server, way.plural, "v2")).toEqual(before);
      });

      const rich = (name: string, served = true) => version(name, { storage: false, served, schema: RICHER });
      const stub = version("v1alpha2", {
        storage: false,
        served: false,
        schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      });
      it.each<readonly [string, Partial<Way>]>([
        ["gates", {}],
        ["locks", { between: [stores("v1"), rich("v1alpha2")] }],
        // The storage version names it no more than the new one: only the one before does.
        [
          "weirs",
          {
            history: [[storesRich("v1alpha1")], [rich("v1alpha1"), stores("v1beta1")]],
            written: { after: 0, at: "v1alpha1" },
          },
        ],
        [
          "sluices",
          {
            history: [
              [storesRich("v1alpha1")],
              [rich("v1alpha1"), stores("v1beta1")],
              [rich("v1alpha1", false), stores("v1beta1")],
            ],
            written: { after: 0, at: "v1alpha1" },
          },
        ],
        ["fords", { history: [[storesRich("v1alpha2")], [rich("v1alpha2"), stores("v1")]] }],
        ["shoals", { history: [[storesRich("v1alpha2")], [rich("v1alpha2", false), stores("v1")]] }],
        // A report's suggestion was followed some time ago.
        ["cairns", { history: [[storesRich("v1alpha2")], [stub, stores("v1")]] }],
      ])("show, before anything is lost, a field that the new schema lacks: %s", async (plural, given) => {
        const way: Way = {
          ...first(NO_OVERLAP),
          between: undefined,
          plural,
          history: [[storesRich("v1alpha2")]],
          versions: [stores("v1")],
          ...given,
        };
        await live(way, { legacy: "needed" });
        const workspace = await prepared(way, crd(way.plural, way.versions, {}, way.scope));
        const { remedy } = findingOf(workspace.check());
        const counting = remedy.steps.findIndex((step) => step.text.startsWith("Count"));
        const gone: string[] = [];
        for (const { text, command } of remedy.steps.slice(0, counting)) {
          if (command?.includes(" migrate ")) {
            // What it cannot compare it stops at.
            const done = await shell(server, command);
            expect([done.code, done.stdout]).toEqual([1, expect.stringContaining("in the way: ")]);
          } else if (command !== undefined) {
            const done = await shell(server, command);
            expect({ command, code: done.code }).toEqual({ command, code: /^[<>]/m.test(done.stdout) ? 1 : 0 });
            gone.push(...(done.stdout.match(/^[<>].*/gm) ?? []));
          } else if (text.startsWith("Serve ")) await serve(way, text);
          else if (text.startsWith("Apply a manifest that has both")) {
            await applyBoth(way, workspace, remedy.suggestion);
          } else expect(text).toMatch(/^Make sure that nothing brings /);
        }
        expect(gone).toEqual(Array.from({ length: OBJECTS }, () => '<                 "legacy": "needed",'));
      });
    });

    describe("for a manifest that is behind", () => {
      it.each(BEHIND)("change nothing: $plural", async (way) => {
        const before = await live(way);
        const workspace = await prepared(way, crd(way.plural, way.versions, {}, way.scope));
        const found = findingOf(workspace.check());
        expect([found.rule, found.cause, found.remedy.suggestion]).toEqual([
          "manifest-behind-cluster",
          "behind",
          undefined,
        ]);
        await expectRefusal(workspace, found);
        const commands = found.remedy.steps.flatMap((step) => step.command ?? []);
        expect(commands.filter((command) => !/^kubectl --context "\$CTX" get [^|;&>]*$/.test(command))).toEqual([]);
        const revision = await workspace.revision();
        for (const command of commands) {
          expect(await shell(server, command)).toEqual({
            code: 0,
            stdout: expect.stringMatching(/^test Apply \S+Z\n/m),
            stderr: "",
          });
        }
        expect(await workspace.revision()).toBe(revision);
        expect(await storedVersions(server, way.plural)).toEqual(way.predicted.stored);
        const at = storageOf(way.history.at(-1) ?? []);
        expect(await contents(server, way.plural, at)).toEqual(renamed(before, at));
      });
    });

    /** Installs the history, with the objects in between. @returns the objects as they read at the last storage version */
    async function live(way: Way, spec: JsonObject = {}): Promise<readonly JsonObject[]> {
      for (const [step, versions] of way.history.entries()) {
        await install(server, crd(way.plural, versions, {}, way.scope));
        if (step === way.written.after) await fill(way, spec);
      }
      return contents(server, way.plural, firstServed(way.history.at(-1) ?? []));
    }

    async function fill({ plural, scope, written }: Way, spec: JsonObject): Promise<void> {
      const owner = { apiVersion: `${GROUP}/${written.at}`, kind: kindOf(plural), name: "plain", uid: "1111" };
      const metadata: readonly JsonObject[] = [
        { name: "plain", labels: { app: "a" }, annotations: { note: `"apiVersion": "${GROUP}/v0",` } },
        { name: "finalized", finalizers: [`${GROUP}/keep`] },
        { name: "owned", ownerReferences: [owner] },
        { name: "going", finalizers: [`${GROUP}/keep`] },
      ];
      for (const [weight, one] of metadata.entries()) {
        const namespace = scope === "Cluster" ? undefined : weight === 2 ? "south" : "north";
        const limits = { "<&>\u2028": "é", "": "empty key" };
        const routes = [{ match: "/", to: { zone: "a" }, extra: [[1, 2.5], null] }];
        const object: JsonObject = {
          apiVersion: `${GROUP}/${written.at}`,
          kind: kindOf(plural),
          metadata: one,
          spec: { hosts: ["a.example.com", ""], weight: 2 ** 53 - 1 - weight, tuning: { limits, routes }, ...spec },
        };
        const path = objectsPath(plural, written.at, namespace);
        expect((await server.request("POST", `${path}?fieldManager=gitops`, object)).status).toBe(201);
        const status = await server.request(
          "PATCH",
          `${path}/${String(one.name)}/status`,
          { status: { ready: true } },
          MERGE_PATCH,
        );
        expect(status.status).toBe(200);
        if (one.name === "going") expect((await server.request("DELETE", `${path}/going`)).status).toBe(200);
      }
    }

    interface Workspace {
      readonly root: string;
      /** The manifest's text as it is now. */
      readonly manifest: string;
      writeManifest(text: string): void;
      /** What refresh writes of the whole cluster, as a user who may read CRDs and nothing else. */
      takeSnapshot(): Promise<void>;
      check(base?: BaseCommit): Report;
      apply(): ReturnType<typeof shell>;
      revision(): Promise<string>;
      /** Of one object, by the manager that created it: what a removed version left in managedFields would refuse. */
      serverSideApply(at: string): ReturnType<typeof shell>;
    }

    async function prepared({ plural, scope }: Way, manifest: JsonObject): Promise<Workspace> {
      const root = join(server.directory, `repository-${plural}`);
      mkdirSync(root, { recursive: true });
      const file = join(root, "crd.yaml");
      let text = yaml(manifest);
      writeFileSync(file, text);
      const workspace: Workspace = {
        root,
        get manifest() {
          return text;
        },
        writeManifest(next) {
          text = next;
          writeFileSync(file, next);
        },
        async takeSnapshot() {
          const inputs = { delivery: "file", kubeconfig: server.kubeconfig("reader"), contexts: "test=reader" };
          const taken = await startRefresh({ root, inputs });
          expect([taken.status, taken.outputs["changed-clusters"]], taken.log).toEqual([0, '["test"]']);
        },
        check(base = NO_BASE) {
          const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.0.0-test" } as const;
          return check(request, checkPorts(root, base));
        },
        apply: () => shell(server, `kubectl --context "$CTX" apply -f '${file}'`),
        async revision() {
          const path = `{.metadata.resourceVersion} {.metadata.generation}`;
          return (await shell(server, `kubectl get crd ${plural}.${GROUP} -o jsonpath='${path}'`)).stdout;
        },
        serverSideApply(at) {
          const namespace = scope === "Cluster" ? {} : { namespace: "north" };
          const object = {
            apiVersion: `${GROUP}/${at}`,
            kind: kindOf(plural),
            metadata: { name: "plain", ...namespace },
            spec: { weight: 1 },
          };
          const own = join(root, "object.json");
          writeFileSync(own, JSON.stringify(object));
          const command = "kubectl apply --server-side --force-conflicts --field-manager=gitops";
          return shell(server, `${command} -f '${own}'`);
        },
      };
      await workspace.takeSnapshot();
      return workspace;
    }

    /** The server's own words for the manifest are those of the report, to the letter. */
    async function expectRefusal(workspace: Workspace, found: Finding): Promise<void> {
      const refused = await workspace.apply();
      expect(refused).toMatchObject({ code: 1, stdout: "" });
      const lines = (found.serverMessage ?? "").split("\n");
      const [head, ...items] = refused.stderr
        .replace(/^Warning: .*\n/, "")
        .trimEnd()
        .split("\n");
      const intro = `The CustomResourceDefinition "${found.crd}" is invalid: `;
      if (lines.length === 1) expect([head, ...items]).toEqual([intro + lines[0]]);
      // The server walks a map: its order is another one each time.
      else expect([head, ...items.sort()]).toEqual([intro, ...lines.map((line) => `* ${line}`).sort()]);
    }

    /** Does what each step says, in their order. A step that nobody knows here fails the test. */
    async function walk(way: Way, workspace: Workspace, { remedy }: Finding, by: "hand" | "migrate"): Promise<void> {
      let count: RemedyStep | undefined;
      let isDone = false;
      for (const step of remedy.steps) {
        const { text, command } = step;
        if (command !== undefined) {
          if (text.startsWith("Count")) count = step;
          if (!isDone) await run(text, command);
          if (command.includes(" patch crd ")) isDone = false;
          if (by === "migrate" && text.includes("it does the steps up to the patch")) {
            // Nobody waits a minute here: there is one API server.
            // What the unserved version hides has been compared by the step before: `no difference`.
            const allow = text.includes("add `--allow-field-loss`") ? " --allow-field-loss" : "";
            const done = await shell(server, `${command} --yes --settle 1s${allow}`);
            expect([done.code, done.stdout.replace(/\s+/g, " ")]).toEqual([
              0,
              expect.stringContaining(` Done: ${OBJECTS} objects rewritten, ${OBJECTS} before and ${OBJECTS} after; `),
            ]);
            isDone = true;
          }
        } else if (text.startsWith("Serve ")) {
          if (!isDone) await serve(way, text);
        } else if (text.startsWith("Apply a manifest that has both: ")) {
          await applyBoth(way, workspace, remedy.suggestion);
        } else if (text.startsWith("Apply this manifest, and count again")) {
          await applyLast(way, workspace);
          const command = count?.command ?? "";
          const isServed = !text.includes(", at a version that it serves: ");
          const at = `.${firstServed(way.versions)}.`;
          await run("Count", isServed ? command : command.replace(/\.v\w+\./, at));
        } else {
          expect(text).toMatch(/^(Make sure that nothing brings|Or keep|What keeping) /);
        }
      }
    }

    async function run(text: string, command: string): Promise<void> {
      const done = await shell(server, command);
      // A version that is kept unserved with a schema that keeps everything hides what a rewrite drops.
      const hides = text.includes("add `--allow-field-loss`") && done.stdout.includes("serve it again");
      // A field that the new version alone has.
      const comes = text.includes("`no difference`") && /^>/m.test(done.stdout) && !/^</m.test(done.stdout);
      const code = hides || comes ? 1 : 0;
      expect({ command, code: done.code, stderr: done.stderr }).toEqual({ command, code, stderr: "" });
      if (comes) return;
      const printed = done.stdout.trim();
      const wanted = / must print `(.*?)`/.exec(text)?.[1];
      if (text.startsWith("Count")) expect(printed).toBe(String(OBJECTS));
      else if (text.startsWith("Rewrite")) expect(printed.split("\n").at(-1)).toBe("all rewritten");
      else if (command.includes("jsonpath")) expect(printed.split(" ")[0]).toBe(wanted);
      else if (wanted !== undefined) expect(printed).toBe(wanted);
    }

    /** What a step asks to be served: the CRD as it is, but for that. */
    async function serve(way: Way, text: string): Promise<void> {
      const asked = [...(/^Serve (.*?) for as long/.exec(text)?.[1] ?? "").matchAll(/`([^`]+)`/g)].map(
        ([, one]) => one,
      );
      expect(asked).not.toEqual([]);
      const { body } = await server.request("GET", crdPath(way.plural));
      const found = valueAt(body, ["spec", "versions"]);
      const versions = (isArray(found) ? found : []).filter(isObject);
      const now = versions.map((one) => ({ ...one, served: one.served === true || asked.includes(String(one.name)) }));
      await install(server, crd(way.plural, now, {}, way.scope));
    }

    async function applyBoth(way: Way, workspace: Workspace, suggestion: string | undefined): Promise<void> {
      const last = workspace.manifest;
      workspace.writeManifest(
        way.between === undefined
          ? withSuggestion(last, suggestion)
          : yaml(crd(way.plural, way.between, {}, way.scope)),
      );
      expect(predictionOf(workspace.check()).outcome).toBe("accepted");
      expect(await workspace.apply()).toMatchObject({ code: 0 });
      await settled(way);
      workspace.writeManifest(last);
    }

    async function applyLast(way: Way, workspace: Workspace): Promise<void> {
      await workspace.takeSnapshot();
      const report = workspace.check();
      expect(report.findings.filter((one) => one.severity === "error")).toEqual([]);
      const prediction = predictionOf(report);
      expect([prediction.outcome, prediction.storedVersionsAfter]).toEqual(["accepted", way.predicted.after]);
      expect(await workspace.apply()).toMatchObject({ code: 0 });
      await settled(way);
    }

    /** Waits until objects are served by the CRD as it is now: a person who types is slower than the server's handlers. */
    async function settled({ plural, scope }: Way): Promise<void> {
      const { body } = await server.request("GET", crdPath(plural));
      const found = valueAt(body, ["spec", "versions"]);
      const versions = (isArray(found) ? found : []).filter(isObject);
      await install(server, crd(plural, versions, {}, scope));
      await eventually(
        () => server.request("GET", `/apis/${GROUP}/${firstServed(versions)}`),
        ({ body }) => JSON.stringify(member(body, "resources") ?? "").includes(`"name":"${plural}"`),
      );
    }
  });

function schemaWith(properties: JsonObject): JsonObject {
  return {
    type: "object",
    properties: {
      spec: { type: "object", properties },
      status: { type: "object", properties: { ready: { type: "boolean" } } },
    },
  };
}

function stores(name: string): JsonObject {
  return version(name, { storage: true, schema: SCHEMA });
}

function storesRich(name: string): JsonObject {
  return version(name, { storage: true, schema: RICHER });
}

function served(name: string): JsonObject {
  return version(name, { storage: false, schema: SCHEMA });
}

function unserved(name: string): JsonObject {
  return version(name, { storage: false, served: false, schema: SCHEMA });
}

/** As people have it in Git: `versions` comes last, so that a list item can be pasted below it. */
function yaml(manifest: JsonObject): string {
  return dump(manifest);
}

function withSuggestion(manifest: string, suggestion: string | undefined): string {
  if (suggestion === undefined) throw new Error("there is no suggestion");
  return manifest + suggestion.replaceAll(/^(?=.)/gm, "    ");
}

function findingOf(report: Report): Finding {
  const [found] = report.findings;
  if (found === undefined) throw new Error("nothing was found");
  return found;
}

function predictionOf(report: Report): Report["predictions"][number] {
  const [prediction, ...others] = report.predictions;
  if (prediction === undefined || others.length > 0) throw new Error("not one prediction");
  return prediction;
}

function commit(root: string): BaseCommit {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
      cwd: root,
      encoding: "utf8",
    }).trim();
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=base");
  return { ok: true, value: git("rev-parse", "HEAD") };
}

/** The version at which the objects are in etcd once they are rewritten. */
function rewrittenTo({ predicted, history, versions }: Way): string {
  return storageOf(predicted.cause === "retired" ? (history.at(-1) ?? []) : versions);
}

function storageOf(versions: readonly JsonObject[]): string {
  return String(member(first(versions.filter((one) => one.storage === true)), "name"));
}

function firstServed(versions: readonly JsonObject[]): string {
  return String(member(first(versions.filter((one) => one.served === true)), "name"));
}

function renamed(objects: readonly JsonObject[], name: string): readonly JsonObject[] {
  return objects.map((object) => ({ ...object, apiVersion: `${GROUP}/${name}` }));
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error("an empty list");
  return item;
}
