import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { check } from "../../src/check/check.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Report } from "../../src/report/report.ts";
import { startRefresh } from "../refresh/runner.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { contents, install, objectsPath, storedVersions, versionsInEtcd } from "./crd-client.ts";
import { shell, skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, kindOf, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const OLD = version("v1alpha2", { storage: true });
const SERVED = version("v1alpha2", { storage: false });
const NEW = version("v1", { storage: true });
const OBJECTS = 3;

const withoutAnything = skippedWithoutBinaries || skippedWithoutKubectl;

describe.skipIf(kubernetesBinaries === undefined || skippedWithoutKubectl !== "")(
  `what one runbook says of several CRDs, as it is printed${withoutAnything}`,
  () => {
    let server: ApiServer;
    beforeAll(async () => {
      server = await startApiServer();
    });
    afterAll(async () => {
      await server?.stop();
    });

    it("migrates all of them by one command", async () => {
      const plurals = ["alleys", "courts", "drives"];
      for (const plural of plurals) {
        await install(server, crd(plural, [OLD]));
        await fill(plural);
        await install(server, crd(plural, [NEW, SERVED]));
      }
      const before = await read(plurals);
      const { root, report } = await checked("retired", plurals);
      const page = renderMarkdown(report);
      const [command, ...others] = commands(page);
      expect([others, page.match(/<summary>Steps for all 3</g)?.length]).toEqual([[], 1]);
      for (const plural of plurals) expect(command).toContain(` ${plural}.${GROUP} `);

      // Without --yes it is only looked at.
      const looked = await shell(server, command ?? "");
      expect([looked.code, await stored(plurals)]).toEqual([0, plurals.map(() => ["v1alpha2", "v1"])]);
      expect(await shell(server, `${command} --yes --settle 1s`)).toMatchObject({ code: 0 });
      expect(await stored(plurals)).toEqual(plurals.map(() => ["v1"]));

      expect(await shell(server, `kubectl --context "$CTX" apply -f '${root}/crds.yaml'`)).toMatchObject({ code: 0 });
      for (const plural of plurals) expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/v1`]);
      expect(await read(plurals)).toEqual(before);
    });

    it("takes them over a release that has both, with a command for each where each has its own", async () => {
      const plurals = ["groves", "mews"];
      for (const plural of plurals) {
        await install(server, crd(plural, [OLD]));
        await fill(plural);
      }
      const before = await read(plurals, "v1alpha2");
      const { root, report } = await checked("no-overlap", plurals);
      const page = renderMarkdown(report);
      const [backup = "", show = "", compare = "", migrate = "", ...others] = commands(page);
      expect([others, [backup, show, compare].map((block) => block.split("\n").length)]).toEqual([[], [2, 2, 2]]);

      expect(await shell(server, backup)).toMatchObject({ code: 0, stderr: "" });
      for (const plural of plurals) await install(server, crd(plural, [NEW, SERVED]));
      const storage = /This must print `(.*?)` before you go on/.exec(page)?.[1];
      const shown = (await shell(server, show)).stdout.trim().split("\n");
      expect(shown.map((line) => line.split(" ")[0])).toEqual([storage, storage]);
      expect(await shell(server, compare)).toEqual({ code: 0, stdout: "no difference\nno difference\n", stderr: "" });
      expect(await shell(server, `${migrate} --yes --settle 1s`)).toMatchObject({ code: 0 });

      expect(await shell(server, `kubectl --context "$CTX" apply -f '${root}/crds.yaml'`)).toMatchObject({ code: 0 });
      expect(await stored(plurals)).toEqual(plurals.map(() => ["v1"]));
      for (const plural of plurals) expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/v1`]);
      const now = before.map((objects) => objects.map((object) => ({ ...object, apiVersion: `${GROUP}/v1` })));
      expect(await read(plurals)).toEqual(now);
    });

    it("is what explain prints of one by hand, with the context filled in", async () => {
      const plurals = ["parks", "quays"];
      for (const plural of plurals) {
        await install(server, crd(plural, [OLD]));
        await fill(plural);
        await install(server, crd(plural, [NEW, SERVED]));
      }
      const { root, report } = await checked("explained", plurals);
      const before = await read(plurals);
      for (const { fingerprint } of report.findings) {
        const explained = await shell(
          server,
          `cd '${root}' && npx crd-upgrade-guard explain ${fingerprint} --context admin`,
        );
        expect(explained).toMatchObject({ code: 0, stderr: "" });
        const printed = explained.stdout.match(/(?<=^ {6})(?:kubectl|npx) .*$/gm) ?? [];
        expect([printed.length, printed.some((line) => line.includes("CTX"))]).toEqual([5, false]);
        const answers: string[] = [];
        for (const command of printed) {
          const { code, stdout, stderr } = await shell(server, `unset CTX; ${command}`);
          expect([code, stderr]).toEqual([0, ""]);
          answers.push(stdout.trim().split("\n").at(-1) ?? "");
        }
        expect([answers[2], answers[3]]).toEqual([String(OBJECTS), "all rewritten"]);
      }
      expect(await stored(plurals)).toEqual(plurals.map(() => ["v1"]));
      expect(await read(plurals)).toEqual(before);
    });

    async function fill(plural: string): Promise<void> {
      for (let index = 0; index < OBJECTS; index++) {
        const object: JsonObject = {
          apiVersion: `${GROUP}/v1alpha2`,
          kind: kindOf(plural),
          metadata: { name: `o${index}` },
          spec: { hosts: [`${index}.example.com`], weight: 2 ** 53 - 1 - index },
        };
        const path = objectsPath(plural, "v1alpha2", index === 0 ? "south" : "north");
        expect((await server.request("POST", `${path}?fieldManager=gitops`, object)).status).toBe(201);
      }
    }

    function read(plurals: readonly string[], at = "v1") {
      return Promise.all(plurals.map((plural) => contents(server, plural, at)));
    }

    function stored(plurals: readonly string[]) {
      return Promise.all(plurals.map((plural) => storedVersions(server, plural)));
    }

    /** A repository whose manifests have v1 alone, compared with a snapshot of the server as it is. */
    async function checked(name: string, plurals: readonly string[]): Promise<{ root: string; report: Report }> {
      const root = join(server.directory, `repository-${name}`);
      mkdirSync(root);
      writeFileSync(join(root, "crds.yaml"), plurals.map((plural) => dump(crd(plural, [NEW]))).join("---\n"));
      const inputs = { delivery: "file", kubeconfig: server.kubeconfig("reader"), contexts: "test=reader" };
      expect((await startRefresh({ root, inputs })).status).toBe(0);
      const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.0.0-test" } as const;
      const report = check(request, checkPorts(root, { ok: false, usage: false, reason: "no base" }));
      expect(report.findings.map(({ rule, crd: of }) => [rule, of])).toEqual(
        plurals.map((plural) => ["stored-version-removed", `${plural}.${GROUP}`]),
      );
      return { root, report };
    }
  },
);

/** What stands in the blocks of shell on a page, as somebody copies it. */
function commands(page: string): readonly string[] {
  return [...page.matchAll(/^ {3}```sh\n([\s\S]*?)\n {3}```$/gm)].map(([, block = ""]) =>
    block.replaceAll(/^ {3}/gm, ""),
  );
}
