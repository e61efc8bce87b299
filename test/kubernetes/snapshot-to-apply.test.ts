import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runBundle, workspace } from "../dist/bundle.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { install, prune, rewriteAll } from "./crd-client.ts";
import { shell, skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const NAME = `lanes.${GROUP}`;
const FILE = ".github/crd-upgrade-guard/clusters/prod-eu.json";

let server: ApiServer;
let repository: ReturnType<typeof workspace>;

/** The built bundle in the repository, where there is nothing else of us. */
function guard(...args: readonly string[]) {
  return runBundle("cli.cjs", args, { cwd: repository.root });
}

function snapshot(...more: readonly string[]) {
  return guard("snapshot", "--cluster", "prod-eu", "--kubeconfig", server.kubeconfig("reader"), ...more);
}

/** What `check` predicts for the one manifest, and what it says the server will answer. */
function predicted() {
  const report = JSON.parse(guard("check", "--format", "json").stdout);
  const [prediction] = report.predictions;
  return {
    outcome: prediction.outcome,
    messages: report.findings.flatMap((one: { serverMessage?: string }) => one.serverMessage ?? []),
  };
}

function write(name: string, text: string): string {
  const file = path.join(repository.root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

// One repository and one cluster through the days of the incident: each test begins where the one before it ended.
describe
  .skipIf(kubernetesBinaries === undefined || skippedWithoutKubectl !== "")
  .sequential(`from the snapshot to kubectl apply${skippedWithoutBinaries}${skippedWithoutKubectl}`, () => {
    const both = [version("v1", { storage: true }), version("v1alpha2", { storage: false })];
    const manifest = (versions: readonly ReturnType<typeof version>[]) =>
      dump(crd("lanes", versions), { noRefs: true });
    beforeAll(async () => {
      repository = workspace({});
      // Outside of git nobody's manifests are looked for.
      execFileSync("git", ["init", "-q"], { cwd: repository.root });
      server = await startApiServer();
      await install(server, crd("lanes", [version("v1alpha2", { storage: true })]));
      await install(server, crd("lanes", both));
    });
    afterAll(async () => {
      repository?.remove();
      await server?.stop();
    });

    it("predicts from the recorded cluster the very sentence that kubectl prints", async () => {
      const recorded = snapshot();
      expect([recorded.status, recorded.stderr]).toEqual([0, ""]);
      const file = write("crds/lanes.yaml", manifest([version("v1", { storage: true })]));
      const { outcome, messages } = predicted();
      const refused = await shell(server, `kubectl apply -f ${file}`);
      expect(outcome).toBe("rejected");
      expect(messages.length).toBe(1);
      expect(refused.code).toBe(1);
      // kubectl warns first that it has not made the CRD itself.
      expect(refused.stderr.trim().split("\n").at(-1)).toBe(
        `The CustomResourceDefinition "${NAME}" is invalid: ${messages[0]}`,
      );
    });

    it("tells, once the cluster has migrated, that the manifest may drop the version, and kubectl agrees", async () => {
      const file = write("crds/lanes.yaml", manifest(both));
      await rewriteAll(server, "lanes", "v1");
      expect((await prune(server, "lanes", ["v1alpha2", "v1"], ["v1"])).status).toBe(200);
      const before = fs.readFileSync(path.join(repository.root, FILE), "utf8");
      const told = snapshot("--diff");
      expect(told).toMatchObject({ status: 0, stderr: "" });
      expect(told.stdout.split("\n").slice(2)).toEqual([
        "Changed:",
        `  - \`${NAME}\` finished a migration: \`v1alpha2\` left storedVersions (now \`v1\`).`,
        "",
        "For the manifests of this repository:",
        "  - `prod-eu` now stores `v1`: dropping `v1alpha2` from `crds/lanes.yaml` is safe there, as long as every object was rewritten before the list was pruned; it still serves `v1alpha2`: see first that nobody asks for it.",
        "",
        "1 manifest of this repository compared, none refused.",
        "",
      ]);
      expect(fs.readFileSync(path.join(repository.root, FILE), "utf8")).toBe(before);

      expect(snapshot().status).toBe(0);
      // Both may have been taken within one second.
      const facts = (text: string) => text.split("\n").filter((line) => !line.includes('"capturedAt"'));
      const after = facts(fs.readFileSync(path.join(repository.root, FILE), "utf8"));
      const moved = after.filter((line, index) => line !== facts(before)[index]);
      expect(moved.map((line) => line.trim().split(":")[0])).toEqual(['"storedVersions"']);
      write("crds/lanes.yaml", manifest([version("v1", { storage: true })]));
      expect(predicted()).toEqual({ outcome: "accepted", messages: [] });
      const applied = await shell(server, `kubectl apply -f ${file}`);
      expect([applied.code, applied.stdout]).toEqual([
        0,
        `customresourcedefinition.apiextensions.k8s.io/${NAME} configured\n`,
      ]);
    });

    it("makes the same snapshot of what kubectl prints, but for what a dump does not know", async () => {
      const direct = fs.readFileSync(path.join(repository.root, FILE), "utf8");
      expect(snapshot().status).toBe(0);
      const live = fs.readFileSync(path.join(repository.root, FILE), "utf8");
      const printed = await shell(server, "kubectl get crd -o json --show-managed-fields");
      const run = runBundle("cli.cjs", ["snapshot", "--cluster", "prod-eu", "--from-dump", "-"], {
        cwd: repository.root,
        input: printed.stdout,
      });
      expect([run.status, run.stderr]).toEqual([0, ""]);
      const crds = (text: string) => text.slice(text.indexOf('"crds"'));
      expect(crds(fs.readFileSync(path.join(repository.root, FILE), "utf8"))).toBe(crds(live));
      expect(crds(live)).not.toBe(crds(direct));
    });
  });
