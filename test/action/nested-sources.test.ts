import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { dump } from "js-yaml";
import { afterAll, describe, expect, it } from "vitest";
import { repository } from "../git/repository.ts";
import { indexCharts, packChart, startGitServer, startRegistry, temporaryFolder } from "../io/fetch/servers.ts";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { pullRequestSetting, type Setting } from "./pull-request-setting.ts";
import { startAction, startFetchAction } from "./runner.ts";

/**
 * A pull request that raises three references to git repositories, which refer to more in turn: a remote base with remote
 * bases and a file, a chart with dependencies that nobody vendored, and a repository of Applications and HelmReleases.
 */

const NEEDED = ["helm4", "kustomize", "registry"] as const;
const isBuilt = NEEDED.every((name) => tool(name) !== undefined);
const TOOLS = toolFolder({ helm: "helm4", kustomize: "kustomize" });
const GUARD = ".github/crd-upgrade-guard";
const KINDS = ["Base", "File", "Index", "Child", "Release"] as const;

const named = (kind: string) => ({ name: `${kind.toLowerCase()}s.example.com`, kind });
const manifest = (kind: (typeof KINDS)[number], old: boolean) =>
  dump(crd({ versions: old ? "v1* v1beta1!" : "v1*", ...named(kind) }));

const snapshot = freshSnapshot(
  Object.fromEntries(
    KINDS.map((kind) => [named(kind).name, live({ versions: "v1* v1beta1!", ...named(kind) }, ["v1beta1", "v1"])]),
  ),
  "prod",
);

const application = (name: string, source: object) =>
  dump({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
    spec: { destination: { name: "prod", namespace: name }, source },
  });

async function servers(folder: string) {
  const registry = await startRegistry(folder);
  const charts = path.join(folder, "charts");
  for (const [version, old] of [
    ["1.0.0", true],
    ["2.0.0", false],
  ] as const) {
    packChart(charts, "indexed", version, { "templates/crd.yaml": manifest("Index", old) });
    registry.pushChart(packChart(folder, "released", version, { "crds/crd.yaml": manifest("Release", old) }), "charts");
  }
  indexCharts(charts);
  const texts: Record<string, string> = {
    "/releases/v1.0.0/crds.yaml": manifest("File", true),
    "/releases/v2.0.0/crds.yaml": manifest("File", false),
  };
  const server = http.createServer((request, response) => {
    const file = path.join(charts, path.basename(request.url ?? ""));
    const found = texts[request.url ?? ""] ?? (fs.existsSync(file) ? fs.readFileSync(file) : undefined);
    response.statusCode = found === undefined ? 404 : 200;
    response.end(found ?? "not found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const files = `http://127.0.0.1:${port}`;
  const root = path.join(folder, "git");
  fs.mkdirSync(root);
  const git = await startGitServer(root);
  /** A repository whose tags are made one after the other. */
  const hosted = (name: string, tags: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
    const made = repository();
    for (const [tag, tree] of Object.entries(tags)) {
      made.commit(tree);
      made.git("tag", tag);
    }
    execFileSync("git", ["clone", "-q", "--bare", made.root, path.join(root, `${name}.git`)], { stdio: "pipe" });
    made.remove();
  };
  const both = (tree: (version: "1.0.0" | "2.0.0") => Readonly<Record<string, string>>) => ({
    "v1.0.0": tree("1.0.0"),
    "v2.0.0": tree("2.0.0"),
  });
  hosted(
    "bases",
    both((version) => ({
      "deploy/kustomization.yaml": `resources:\n  - ${git.url}/crds.git//all?ref=v${version}\n  - ${files}/releases/v${version}/crds.yaml\n`,
    })),
  );
  hosted(
    "crds",
    both((version) => ({
      "all/kustomization.yaml": "resources: [bases.yaml]\ncommonLabels: {of: crds}\n",
      "all/bases.yaml": manifest("Base", version === "1.0.0"),
    })),
  );
  hosted(
    "umbrella",
    both((version) => ({
      "chart/Chart.yaml": dump({
        apiVersion: "v2",
        name: "umbrella",
        version,
        dependencies: [{ name: "indexed", version: ">=1.0.0", repository: `${files}/charts` }],
      }),
      "chart/Chart.lock": dump({ dependencies: [{ name: "indexed", version, repository: `${files}/charts` }] }),
    })),
  );
  hosted(
    "apps",
    both((version) => ({
      "apps/child.yaml": application("child", {
        repoURL: `${git.url}/children.git`,
        path: "crds",
        targetRevision: `v${version}`,
      }),
      "apps/released.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec: {type: oci, insecure: true, url: oci://${registry.host}/charts}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: released, namespace: flux-system}
spec:
  upgrade: {crds: CreateReplace}
  chart:
    spec: {chart: released, version: ${version}, sourceRef: {kind: HelmRepository, name: charts}}
`,
    })),
  );
  hosted(
    "children",
    both((version) => ({ "crds/crd.yaml": manifest("Child", version === "1.0.0") })),
  );
  return {
    registry: registry.host,
    files,
    git: git.url,
    close: async () => {
      registry.stop();
      server.close();
      await git.close();
    },
  };
}

describe.skipIf(!isBuilt)(
  `what is deployed from elsewhere by what is elsewhere${skippedWithout(...NEEDED)}`,
  async () => {
    const folder = temporaryFolder();
    const from = isBuilt ? await servers(folder) : { registry: "", files: "", git: "", close: async () => {} };
    afterAll(from.close);
    const tree = (version: string) => ({
      "base/kustomization.yaml": `resources:\n  - ${from.git}/bases.git//deploy?ref=v${version}\n`,
      "argo/umbrella.yaml": application("umbrella", {
        repoURL: `${from.git}/umbrella.git`,
        path: "chart",
        targetRevision: `v${version}`,
      }),
      "argo/root.yaml": application("root", {
        repoURL: `${from.git}/apps.git`,
        path: "apps",
        targetRevision: `v${version}`,
      }),
    });
    const trees = (...allow: readonly string[]) => ({
      base: {
        [`${GUARD}/clusters/prod.json`]: snapshot,
        ...tree("1.0.0"),
        [`${GUARD}/config.yaml`]: dump({ fetch: { allow } }),
      },
      change: tree("2.0.0"),
    });
    const env = { PATH: `${TOOLS}${path.delimiter}${process.env.PATH ?? ""}` };

    it("is fetched and compared, with a comment on each line that was edited", async ({ onTestFinished }) => {
      const here = await pullRequestSetting(
        onTestFinished,
        trees(`http://${from.registry}/**`, `${from.files}/**`, `${from.git}/**`),
      );
      const cache = path.join(folder, "cache");
      const fetched = await startFetchAction(here.runner({ inputs: { cache }, env }));
      expect([fetched.status, fetched.outputs.fetched, fetched.outputs.failed]).toEqual([0, "16", "0"]);
      const done = await startAction(here.runner({ inputs: { cache, sources: fetched.outputs.lock ?? "" }, env }));
      expect([done.status, done.outputs.result]).toEqual([1, "fail"]);
      expect(comments(here)).toEqual([
        "argo/root.yaml:13 Application `child` (v1.0.0 -&#62; v2.0.0) and HelmRelease `released` (1.0.0 -&#62; 2.0.0): prod will refuse 2 of their 2 CRDs.",
        "argo/umbrella.yaml:13 Application `umbrella` (v1.0.0 -&#62; v2.0.0): prod will refuse 1 of its 1 CRD.",
        `base/kustomization.yaml:2 kustomization \`${from.git.slice("http://".length)}/bases/deploy\` (v1.0.0 -&#62; v2.0.0): prod will refuse 2 of its 2 CRDs.`,
      ]);
    });

    it("is told of where what it takes in may not be asked", async ({ onTestFinished }) => {
      const here = await pullRequestSetting(onTestFinished, trees(`http://${from.registry}/**`, `${from.git}/**`));
      const cache = path.join(folder, "narrow");
      const fetched = await startFetchAction(here.runner({ inputs: { cache }, env }));
      expect([fetched.status, fetched.outputs.fetched, fetched.outputs.failed]).toEqual([0, "12", "4"]);
      const done = await startAction(here.runner({ inputs: { cache, sources: fetched.outputs.lock ?? "" }, env }));
      expect(done.outputs.result).toBe("fail");
      const shown = from.git.replaceAll(":", "&#58;");
      const refused = "is not encrypted, and the configuration of the base does not allow it.";
      expect(comments(here).filter((one) => one.includes("not compared"))).toEqual([
        `argo/umbrella.yaml:13 Application \`umbrella\` (v1.0.0 -&#62; v2.0.0) from chart of ${shown}/umbrella.git was not compared: its dependency \`indexed >=1.0.0\`: \`${from.files}/charts\` ${refused}`,
        `base/kustomization.yaml:2 kustomization \`${from.git.slice("http://".length)}/bases/deploy\` (v1.0.0 -&#62; v2.0.0) from deploy of ${shown}/bases.git was not compared: it takes in, in turn, \`${from.files}/releases/v2.0.0/crds.yaml\`: \`${from.files}/releases/v2.0.0/crds.yaml\` ${refused}`,
      ]);
    });
  },
);

/** Where each stands, and its first sentence. */
function comments({ pull }: Setting): readonly string[] {
  return pull.threads
    .map(({ path: at, line, comments: [first] }) => {
      const text = first?.body.split("\n")[2] ?? "";
      const end = /\.(?: (?:Of|`v1beta1`|Release)|$)/.exec(text)?.index ?? text.length;
      return `${at}:${line} ${text.slice(0, end + 1)}`;
    })
    .sort();
}
