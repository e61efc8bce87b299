import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { dump } from "js-yaml";
import { afterAll, describe, expect, it } from "vitest";
import { packChart, startRegistry, temporaryFolder } from "../io/fetch/servers.ts";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { pullRequestSetting } from "./pull-request-setting.ts";
import { startAction, startFetchAction } from "./runner.ts";

/**
 * A pull request of a repository that has no CRD of its own: Flux has two clusters get a chart from a registry and a file
 * by its address, Argo CD one of them a chart of a repository. Three version numbers are raised.
 */

const NEEDED = ["helm4", "registry"] as const;
const isBuilt = NEEDED.every((name) => tool(name) !== undefined);
const TOOLS = toolFolder({ helm: "helm4" });
const GUARD = ".github/crd-upgrade-guard";

const OLD = "v1* v1beta1!";
const NEW = "v1*";
const NAMES = {
  topics: { name: "topics.example.com", kind: "Topic" },
  users: { name: "users.example.com", kind: "User" },
  gates: { name: "gates.example.com", kind: "Gate" },
  jobs: { name: "jobs.example.com", kind: "Job" },
} as const;

const manifest = (of: keyof typeof NAMES, versions: string) => dump(crd({ versions, ...NAMES[of] }));

function snapshot(cluster: string, stored: readonly string[]) {
  const crds = Object.values(NAMES).map((of) => [of.name, live({ versions: OLD, ...of }, stored)] as const);
  return { [`${GUARD}/clusters/${cluster}.json`]: freshSnapshot(Object.fromEntries(crds), cluster) };
}

function flux(kind: string, name: string, spec: object, group = "kustomize.toolkit.fluxcd.io/v1"): string {
  return dump({ apiVersion: group, kind, metadata: { name, namespace: "flux-system" }, spec });
}

const OWN = flux(
  "GitRepository",
  "flux-system",
  { url: "https://github.com/owner/repository", ref: { branch: "main" } },
  "source.toolkit.fluxcd.io/v1",
);

function fluxCluster(cluster: string) {
  const follow = (name: string, folder: string) =>
    flux("Kustomization", name, { path: folder, sourceRef: { kind: "GitRepository", name: "flux-system" } });
  return {
    [`clusters/${cluster}/flux-system/kustomization.yaml`]: dump({ resources: ["gotk-sync.yaml"] }),
    [`clusters/${cluster}/flux-system/gotk-sync.yaml`]: `${OWN}---\n${follow("flux-system", `./clusters/${cluster}`)}`,
    [`clusters/${cluster}/apps.yaml`]: `${follow("apps", "./apps")}---\n${follow("gateway", "./gateway")}`,
  };
}

const release = (registry: string, version: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec: {type: oci, insecure: true, url: oci://${registry}/charts}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: kafka, namespace: flux-system}
spec:
  targetNamespace: kafka
  upgrade: {crds: CreateReplace}
  chart:
    spec:
      chart: kafka
      version: ${version}
      sourceRef: {kind: HelmRepository, name: charts}
`;

const gateway = (files: string, version: string) => `resources:
  - namespace.yaml
  - ${files}/releases/${version}/install.yaml
`;

const application = (files: string, version: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: batch, namespace: argocd}
spec:
  destination: {name: prod, namespace: batch}
  source:
    repoURL: ${files}/charts
    chart: batch
    targetRevision: ${version}
`;

async function servers(folder: string) {
  const registry = await startRegistry(folder);
  for (const [version, versions] of [
    ["1.0.0", OLD],
    ["2.0.0", NEW],
  ] as const) {
    const crds = { "crds/topics.yaml": manifest("topics", versions), "crds/users.yaml": manifest("users", versions) };
    registry.pushChart(packChart(folder, "kafka", version, crds), "charts");
    packChart(path.join(folder, "charts"), "batch", version, { "templates/jobs.yaml": manifest("jobs", versions) });
  }
  const texts: Record<string, string | Buffer> = {
    "/releases/v1/install.yaml": manifest("gates", OLD),
    "/releases/v2/install.yaml": manifest("gates", NEW),
  };
  const entries = ["1.0.0", "2.0.0"].map((version) => ({ name: "batch", version, urls: [`batch-${version}.tgz`] }));
  texts["/charts/index.yaml"] = dump({ apiVersion: "v1", entries: { batch: entries } });
  for (const { urls } of entries)
    texts[`/charts/${urls[0]}`] = fs.readFileSync(path.join(folder, "charts", String(urls[0])));
  const server = http.createServer((request, response) => {
    const found = texts[request.url ?? ""];
    response.statusCode = found === undefined ? 404 : 200;
    response.end(found ?? "not found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    registry: registry.host,
    files: `http://127.0.0.1:${port}`,
    close: () => {
      registry.stop();
      server.close();
    },
  };
}

describe.skipIf(!isBuilt)(`what GitOps deploys from elsewhere${skippedWithout(...NEEDED)}`, async () => {
  const folder = temporaryFolder();
  const from = isBuilt ? await servers(folder) : { registry: "", files: "", close: () => {} };
  afterAll(from.close);
  const tree = (version: string, file: string) => ({
    "apps/kafka.yaml": release(from.registry, version),
    "gateway/kustomization.yaml": gateway(from.files, file),
    "argo/prod/batch.yaml": application(from.files, version),
  });
  const trees = {
    base: {
      ...snapshot("prod", ["v1beta1", "v1"]),
      ...snapshot("staging", ["v1"]),
      ...fluxCluster("prod"),
      ...fluxCluster("staging"),
      ...tree("1.0.0", "v1"),
      "gateway/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: gateway}\n",
      [`${GUARD}/config.yaml`]: dump({ fetch: { allow: [`http://${from.registry}/**`, `${from.files}/**`] } }),
    },
    change: tree("2.0.0", "v2"),
  };

  it("is compared in a pull request, with a comment on each line that was edited", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished, trees);
    const cache = path.join(folder, "cache");
    const env = { PATH: `${TOOLS}${path.delimiter}${process.env.PATH ?? ""}` };
    const fetchOptions = here.runner({ inputs: { cache }, env });
    const fetched = await startFetchAction(fetchOptions);
    expect([fetched.status, fetched.outputs.fetched, fetched.outputs.failed]).toEqual([0, "6", "0"]);
    const done = await startAction(here.runner({ inputs: { cache, sources: fetched.outputs.lock ?? "" }, env }));
    expect([done.status, done.outputs.result]).toEqual([1, "fail"]);
    expect(here.pull.threads.map(({ path: at, side, line }) => `${at}:${line} ${side}`).sort()).toEqual([
      "apps/kafka.yaml:15 RIGHT",
      "argo/prod/batch.yaml:9 RIGHT",
      "gateway/kustomization.yaml:3 RIGHT",
    ]);
    const stored =
      "`v1beta1` is in status.storedVersions of prod, but no longer in spec.versions: older objects may still be stored at it.";
    expect(here.pull.threads.map(({ comments: [first] }) => first?.body.split("\n")[2]).sort()).toEqual([
      `Application \`batch\` (1.0.0 -&#62; 2.0.0): prod will refuse 1 of its 1 CRD. ${stored}`,
      `HelmRelease \`kafka\` (1.0.0 -&#62; 2.0.0): prod will refuse 2 of its 2 CRDs. Of each of them: ${stored}`,
      `kustomization \`${from.files.replace("http://", "")}/releases/v2/install.yaml\` (in place of \`${from.files.replace("http://", "")}/releases/v1/install.yaml\`): prod will refuse 1 of its 1 CRD. ${stored}`,
    ]);
    expect(done.summary.slice(0, done.summary.indexOf("</sub>"))).toBe(
      "## ❌ prod will refuse all 4 CRDs\n\n<sub>crd-upgrade-guard: 4 CRDs, 2 clusters: 3 errors, 0 warnings",
    );
  });

  it("is said not to be compared where nothing was fetched", async ({ onTestFinished }) => {
    const here = await pullRequestSetting(onTestFinished, trees);
    const done = await startAction(here.runner({ inputs: { cache: path.join(folder, "empty") } }));
    expect([done.status, done.outputs.result]).toEqual([0, "warn"]);
    expect(here.pull.threads.map(({ path: at, line }) => `${at}:${line}`).sort()).toEqual([
      "apps/kafka.yaml:15",
      "argo/prod/batch.yaml:9",
      "gateway/kustomization.yaml:3",
    ]);
    expect(done.summary).toContain("nothing was compared (3 of 3 sources not compared)");
  });
});
