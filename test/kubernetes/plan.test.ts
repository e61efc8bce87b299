import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isArray, isObject, type JsonObject, valueAt } from "../../src/base/json.ts";
import { readGuard } from "../../src/check/read-guard.ts";
import { releasePorts } from "../../src/entry/release-ports.ts";
import { headFiles } from "../../src/io/files/head-files.ts";
import { readWholeFile } from "../../src/io/files/read-file.ts";
import type { Plan, PlanStep } from "../../src/releases/plan/plan.ts";
import { planUpgrade } from "../../src/releases/plan/plan-upgrade.ts";
import { type Repository, repository } from "../git/repository.ts";
import { startRefresh } from "../refresh/runner.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { applyCrd, contents, install, objectsPath, storedVersions, versionsInEtcd } from "./crd-client.ts";
import { shell, skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, kindOf, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const OBJECTS = 3;

/** Versions in short, as in `v1alpha1! v1*`: not served, storage. */
type Words = string;

interface Project {
  readonly name: string;
  /** By plural, of each release. */
  readonly releases: readonly Readonly<Record<string, Words>>[];
  readonly steps: readonly string[];
  /** Stored versions at the end. */
  readonly after: Readonly<Record<string, readonly string[]>>;
}

const PROJECTS: readonly Project[] = [
  {
    // A version is replaced, as Gateway API did it with its GRPCRoute; another CRD of the bundle follows a release later.
    name: "bundle",
    releases: [
      { ferries: "v1alpha2*", quays: "v1beta1*" },
      { ferries: "v1alpha2 v1*", quays: "v1beta1*" },
      { ferries: "v1*", quays: "v1beta1 v1*" },
      { ferries: "v1*", quays: "v1*" },
    ],
    steps: ["v1.1.0", "ferries", "v1.2.0", "quays", "v1.3.0"],
    after: { ferries: ["v1"], quays: ["v1"] },
  },
  {
    // The way must stop twice, and the first migration must not wait for the second.
    name: "stairs",
    releases: [
      { decks: "v1alpha1*" },
      { decks: "v1alpha1 v1beta1*" },
      { decks: "v1alpha1! v1beta1*" },
      { decks: "v1beta1 v1*" },
      { decks: "v1beta1! v1*" },
      { decks: "v1*" },
    ],
    steps: ["v1.2.0", "decks", "v1.4.0", "decks", "v1.5.0"],
    after: { decks: ["v1"] },
  },
  {
    // Nobody can get there, unless the last release keeps what it drops.
    name: "cliff",
    releases: [{ masts: "v1alpha1*" }, { masts: "v1*" }],
    steps: ["v1.1.0 with v1alpha1 of masts", "masts"],
    after: { masts: ["v1"] },
  },
];

describe
  .skipIf(kubernetesBinaries === undefined || skippedWithoutKubectl !== "")
  .concurrent(
    `what a plan tells people to do, done literally${skippedWithoutBinaries || skippedWithoutKubectl}`,
    () => {
      let server: ApiServer;
      const made: Repository[] = [];
      beforeAll(async () => {
        server = await startApiServer();
      });
      afterAll(async () => {
        await server?.stop();
        for (const repo of made) repo.remove();
      });

      it.each(PROJECTS)("loses no object: $name", async ({ name, releases, steps, after }) => {
        const plurals = Object.keys(releases[0] ?? {});
        const repo = repository();
        made.push(repo);
        for (const [index, crds] of releases.entries()) {
          repo.commit({ "crds.json": JSON.stringify({ kind: "List", apiVersion: "v1", items: manifests(crds) }) });
          repo.git("tag", `v1.${index}.0`);
        }
        for (const manifest of manifests(releases[0] ?? {})) await install(server, manifest);
        const before = new Map<string, readonly JsonObject[]>();
        for (const plural of plurals) {
          const at = storageOf(releases[0]?.[plural] ?? "");
          await fill(plural, at);
          before.set(plural, await contents(server, plural, at));
        }
        const inputs = { delivery: "file", kubeconfig: server.kubeconfig("reader"), contexts: `${name}=reader` };
        expect((await startRefresh({ root: repo.root, inputs })).status).toBe(0);

        const plan = planOf(repo, name, `v1.${releases.length - 1}.0`);
        expect([plan.proof, plan.from, plan.steps.map(inShort)]).toEqual([
          "manifests",
          { version: "v1.0.0", known: "snapshot" },
          steps,
        ]);
        for (const step of plan.steps) {
          for (const { text, command } of step.instructions) if (command !== undefined) await run(text, command);
          if (step.kind === "upgrade") await upgrade(step, releases, plan);
        }

        for (const plural of plurals) {
          const at = storageOf(releases.at(-1)?.[plural] ?? "");
          expect(await storedVersions(server, plural)).toEqual(after[plural]);
          expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/${at}`]);
          const objects = before.get(plural)?.map((object) => ({ ...object, apiVersion: `${GROUP}/${at}` }));
          expect(await contents(server, plural, at)).toEqual(objects);
        }
      });

      function planOf(repo: Repository, cluster: string, to: string): Plan {
        const planned = planUpgrade(
          {
            to,
            from: null,
            cluster,
            serverVersion: null,
            history: { in: "tags", choice: { tags: ["v*"], preReleases: false, since: null }, paths: [], name: "ours" },
            toolVersion: "0.0.0-test",
            format: "json",
            width: 100,
          },
          {
            ...releasePorts(repo.root),
            warn: () => {},
            snapshots: () => {
              const { guard, problems } = readGuard(null, {}, "0.0.0-test", headFiles(repo.root));
              expect(problems).toEqual([]);
              return { ok: true, value: guard.snapshots };
            },
            configured: () => ({ ok: true, value: null }),
            histories: () => [],
            readFile: (file) => readWholeFile(repo.root, file),
            cel: null,
          },
        );
        if (!planned.ok) throw new Error(planned.problems.join("\n"));
        return JSON.parse(planned.value.output);
      }

      async function upgrade(
        step: Extract<PlanStep, { kind: "upgrade" }>,
        releases: Project["releases"],
        { keep }: Plan,
      ): Promise<void> {
        const crds = releases[Number(step.version.split(".")[1])] ?? {};
        for (const manifest of manifests(crds)) {
          const kept = keep?.crds.find((one) => one.crd === valueAt(manifest, ["metadata", "name"]));
          if (kept !== undefined && step.keeps !== undefined) {
            // As it is, the server refuses it.
            expect((await applyCrd(server, manifest)).status).toBe(422);
          }
          await install(
            server,
            kept === undefined ? manifest : withVersions(manifest, kept.kept.map(({ yaml }) => yaml).join("")),
          );
        }
      }

      async function run(text: string, command: string): Promise<void> {
        const done = await shell(server, command);
        expect({ command, code: done.code, stderr: done.stderr }).toEqual({ command, code: 0, stderr: "" });
        const printed = done.stdout.trim();
        if (text.startsWith("Count")) expect(printed).toBe(String(OBJECTS));
        else if (text.startsWith("Rewrite")) expect(printed.split("\n").at(-1)).toBe("all rewritten");
        else if (text.startsWith("This says what stands"))
          expect(printed).toContain("Nothing was written: run it with --yes");
        else if (text.includes("no difference")) expect(printed).toBe("no difference");
        else if (command.includes("jsonpath")) {
          const [, storage, list] = /must print `(.*?)`.* the list `(.*?)`/.exec(text) ?? [];
          expect(printed).toBe(`${storage} ${list}`);
        }
      }

      async function fill(plural: string, at: string): Promise<void> {
        const metadata: readonly JsonObject[] = [
          { name: "plain", labels: { app: "a" }, annotations: { note: "kept" } },
          { name: "finalized", finalizers: [`${GROUP}/keep`] },
          { name: "other" },
        ];
        for (const [weight, one] of metadata.entries()) {
          const spec = { hosts: ["a.example.com", ""], weight: 2 ** 53 - 1 - weight };
          const object = { apiVersion: `${GROUP}/${at}`, kind: kindOf(plural), metadata: one, spec };
          const path = objectsPath(plural, at, weight === 2 ? "south" : "north");
          expect((await server.request("POST", `${path}?fieldManager=gitops`, object)).status).toBe(201);
        }
      }
    },
  );

function manifests(crds: Readonly<Record<string, Words>>): readonly JsonObject[] {
  return Object.entries(crds).map(([plural, words]) => crd(plural, words.split(" ").map(versionOf)));
}

function versionOf(word: string): JsonObject {
  return version(word.replace(/[*!]+$/, ""), { storage: word.includes("*"), served: !word.includes("!") });
}

function storageOf(words: Words): string {
  return (words.split(" ").find((word) => word.includes("*")) ?? "").replace(/[*!]+$/, "");
}

function withVersions(manifest: JsonObject, yaml: string): JsonObject {
  const [spec, versions, more] = [manifest.spec, valueAt(manifest, ["spec", "versions"]), load(yaml)];
  if (!isObject(spec) || !isArray(versions) || !Array.isArray(more)) throw new Error("not a CRD");
  return { ...manifest, spec: { ...spec, versions: [...versions, ...more] } };
}

function inShort(step: PlanStep): string {
  if (step.kind === "migrate") return step.crd.replace(`.${GROUP}`, "");
  const kept = step.keeps?.map(({ crd: name, versions }) => ` with ${versions.join(" ")} of ${name}`) ?? [];
  return `${step.version}${kept.join()}`.replace(`.${GROUP}`, "");
}
