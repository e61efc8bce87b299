import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startFetchAction } from "../action/runner.ts";
import { type Repository, repository } from "../git/repository.ts";
import { type TestServer, testServer } from "../io/cluster/api-server.ts";
import { indexCharts, packCharts, type Registry, startRegistry, temporaryFolder } from "../io/fetch/servers.ts";
import { putOnPath, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { startBundle } from "./bundle.ts";

const needed = ["helm4", "oras", "registry"] as const;
const missing = needed.some((name) => tool(name) === undefined);
const CA = fileURLToPath(new URL("../io/cluster/fixtures/ca.crt", import.meta.url));
const SCHEMA = fileURLToPath(new URL("../../schema/fetch.json", import.meta.url));

describe.skipIf(missing)(`fetch, as it is built${skippedWithout(...needed)}`, () => {
  const folder = temporaryFolder();
  const charts = path.join(folder, "charts");
  const digests = new Map<string, string>();
  let registry: Registry;
  let server: TestServer;

  putOnPath(toolFolder({ helm: "helm4", oras: "oras" }));

  beforeAll(async () => {
    fs.mkdirSync(charts);
    registry = await startRegistry(folder);
    for (const file of packCharts(charts, [
      ["web", "1.0.0"],
      ["web", "1.1.0"],
      ["db", "0.1.0"],
      ["db", "0.2.0"],
    ])) {
      digests.set(
        path.basename(file, ".tgz"),
        `sha256:${createHash("sha256").update(fs.readFileSync(file)).digest("hex")}`,
      );
      if (file.includes("db-")) registry.pushChart(file, "charts");
    }
    indexCharts(charts);
    server = await testServer(
      (asked, _request, response) => {
        const file = path.join(charts, path.basename(asked));
        if (fs.existsSync(file)) response.end(fs.readFileSync(file));
        else response.writeHead(404).end();
      },
      { cert: "server.crt" },
    );
  });
  afterAll(async () => {
    registry.stop();
    await server.close();
  });

  const config = (...allow: readonly string[]) => ({
    ".github/crd-upgrade-guard/config.yaml": `fetch:\n  allow: ${JSON.stringify(allow)}\n`,
  });

  const chart = (web: string, db: string) => ({
    "web.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: web, namespace: apps}
spec: {url: "${server.url}/stable"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: apps}
spec:
  chart:
    spec:
      chart: web
      version: ${web}
      sourceRef: {kind: HelmRepository, name: web}
`,
    "db.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: db, namespace: apps}
spec: {type: oci, insecure: true, url: "oci://${registry.host}/charts"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: db, namespace: apps}
spec:
  chart:
    spec:
      chart: db
      version: ${db}
      sourceRef: {kind: HelmRepository, name: db}
`,
  });

  function tree(files: Readonly<Record<string, string>>): Repository {
    const made = repository();
    onTestFinished(() => made.remove());
    made.commit(files);
    return made;
  }

  const allowed = () => config(`${server.url}/**`, `http://${registry.host}/**`);

  async function fetched(here: Repository, ...args: readonly string[]) {
    const cache = path.join(path.dirname(here.root), `${path.basename(here.root)}-cache`);
    onTestFinished(() => fs.rmSync(cache, { recursive: true, force: true }));
    const lock = path.join(cache, "sources.lock.json");
    const run = await startBundle("cli.cjs", ["fetch", "--cache", cache, "--lock", lock, ...args], {
      cwd: here.root,
      env: { NODE_EXTRA_CA_CERTS: CA },
    });
    const told = (text: string) =>
      text
        .replaceAll(/\d+\.\d s\)/g, "0.0 s)")
        .replaceAll(lock, "LOCK")
        .replaceAll(/\d+ B/g, "0 B");
    return {
      status: run.status,
      stdout: told(run.stdout),
      // Sources are done in any order.
      stderr: told(run.stderr)
        .split("\n")
        .filter((line) => line !== "")
        .sort(),
      json: () => JSON.parse(run.stdout),
      lock: fs.existsSync(lock) ? fs.readFileSync(lock, "utf8") : null,
      blobs: fs.existsSync(lock) ? fs.readdirSync(path.join(cache, "blobs", "sha256")).sort() : [],
    };
  }

  const hexOf = (...names: readonly string[]) =>
    names.map((name) => (digests.get(name) ?? "").slice("sha256:".length)).sort();

  it("brings all that a tree refers to, and nothing the second time", async () => {
    const here = tree({ ...allowed(), ...chart("~1.0", "0.1.0") });
    const first = await fetched(here);
    const lock = `{
  "formatVersion": 1,
  "entries": {
    "[\\"helm\\",\\"${server.url}/stable\\",\\"web\\",\\"~1.0\\"]": {
      "digest": "${digests.get("web-1.0.0")}",
      "content": "chart",
      "resolved": "1.0.0",
      "url": "${server.url}/stable/web-1.0.0.tgz",
      "leadsNowhere": "0.1.0"
    },
    "[\\"oci\\",\\"${registry.host}/charts/db\\",{\\"tag\\":\\"0.1.0\\"},\\"chart\\"]": {
      "digest": "${digests.get("db-0.1.0")}",
      "content": "chart",
      "resolved": "0.1.0",
      "url": "oci://${registry.host}/charts/db",
      "leadsNowhere": "0.1.0"
    }
  }
}
`;
    expect({ ...first, json: null }).toEqual({
      status: 0,
      stdout: "2 sources: 2 fetched.\nLock: LOCK\n",
      stderr: [
        `fetched HelmRelease apps/db: http://${registry.host}/charts/db 0.1.0 (0 B, 0.0 s)`,
        `fetched HelmRelease apps/web: ${server.url}/stable web 1.0.0 (0 B, 0.0 s)`,
      ],
      json: null,
      lock,
      blobs: hexOf("web-1.0.0", "db-0.1.0"),
    });
    const second = await fetched(here);
    expect([second.stdout, second.lock]).toEqual(["2 sources: 1 fetched and 1 in the cache.\nLock: LOCK\n", lock]);
  });

  it("loses nothing where two run at one cache, and mends what is spoilt in it", async () => {
    const cache = temporaryFolder();
    const args = ["fetch", "--cache", cache, "--lock", path.join(cache, "sources.lock.json")];
    const versions = [
      ["1.0.0", "0.1.0"],
      ["1.1.0", "0.2.0"],
    ] as const;
    const both = () =>
      Promise.all(
        versions.map(([web, db]) => {
          const here = tree({ ...allowed(), ...chart(web, db) });
          return startBundle("cli.cjs", args, { cwd: here.root, env: { NODE_EXTRA_CA_CERTS: CA } });
        }),
      );
    const statuses = (await both()).map(({ status }) => status);
    const lock = fs.readFileSync(path.join(cache, "sources.lock.json"), "utf8");
    const blobs = path.join(cache, "blobs", "sha256");
    const names = hexOf("web-1.0.0", "web-1.1.0", "db-0.1.0", "db-0.2.0");
    expect([statuses, Object.keys(JSON.parse(lock).entries).length, fs.readdirSync(blobs).sort()]).toEqual([
      [0, 0],
      4,
      names,
    ]);
    const [spoilt = ""] = names;
    const whole = fs.readFileSync(path.join(blobs, spoilt));
    fs.writeFileSync(path.join(blobs, spoilt), whole.subarray(1));
    const again = await both();
    expect(again.map(({ stdout }) => stdout.split("\n")[0]).sort()).toEqual([
      "2 sources: 1 fetched and 1 in the cache.",
      "2 sources: 2 in the cache.",
    ]);
    expect(fs.readFileSync(path.join(blobs, spoilt)).equals(whole)).toBe(true);
    expect(fs.readFileSync(path.join(cache, "sources.lock.json"), "utf8")).toBe(lock);
  });

  it("brings both sides of what a change differs in, and all with --all", async () => {
    const here = tree({ ...allowed(), ...chart("1.0.0", "0.1.0") });
    here.git("switch", "-qc", "change");
    here.commit(chart("1.1.0", "0.1.0"));
    const some = await fetched(here, "--base", "main");
    expect([some.status, some.stdout, some.blobs]).toEqual([
      0,
      "2 sources: 2 fetched.\nLock: LOCK\n",
      hexOf("web-1.0.0", "web-1.1.0"),
    ]);
    const all = await fetched(here, "--base", "main", "--all");
    expect([all.status, all.stdout, all.blobs]).toEqual([
      0,
      "3 sources: 1 fetched and 2 in the cache.\nLock: LOCK\n",
      hexOf("web-1.0.0", "web-1.1.0", "db-0.1.0"),
    ]);
    const none = await fetched(tree({ "README.md": "" }));
    expect([none.status, none.stdout]).toEqual([0, "Nothing to fetch: no source is referred to.\n"]);
  });

  it("names each that could not be had, in words and as JSON", async () => {
    const here = tree({ ...allowed(), ...chart("1.0.0", "0.1.0") });
    here.git("switch", "-qc", "change");
    here.commit({ ...chart("1.1.0", "9.9.9"), "app/Chart.yaml": NEW_HOST, "a.yaml": UNDECIDED });
    const { status, stdout, stderr } = await fetched(here, "--base", "main");
    const missingVersion = `\`${registry.host}/charts/db\` has no version \`9.9.9\``;
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: `a.yaml:5: Application a 1.0.0 could not be had: \`$\{REPO}\` is filled in elsewhere.
app/Chart.yaml:6: Chart.yaml x 1.2.3 could not be had: ${IS_NEW}. ${ALLOW_IT}
db.yaml:13: HelmRelease apps/db 9.9.9 could not be had: ${missingVersion}.
6 sources: 3 fetched and 3 could not be had.
Lock: LOCK
`,
      stderr: [
        `failed  Application a: $\{REPO} a: \`$\{REPO}\` is filled in elsewhere`,
        `failed  Chart.yaml x: https://new.example.com/charts x: ${IS_NEW}`,
        `failed  HelmRelease apps/db: http://${registry.host}/charts/db: ${missingVersion}`,
        `fetched HelmRelease apps/db: http://${registry.host}/charts/db 0.1.0 (0 B, 0.0 s)`,
        `fetched HelmRelease apps/web: ${server.url}/stable web 1.0.0 (0 B, 0.0 s)`,
        `fetched HelmRelease apps/web: ${server.url}/stable web 1.1.0 (0 B, 0.0 s)`,
      ],
    });
    const parsed = (await fetched(here, "--base", "main", "--format", "json")).json();
    expect(new Ajv({ allowUnionTypes: true }).validate(JSON.parse(fs.readFileSync(SCHEMA, "utf8")), parsed)).toBe(true);
    expect(parsed).toMatchObject({ formatVersion: 1, fetched: 0, cached: 3, failed: 3 });
  });

  it.each([
    [{}, ["--base", "nowhere"], "error: The option `--base` names nothing to compare with: "],
    [{ ".github/crd-upgrade-guard/config.yaml": "fetch: [\n" }, [], "error: .github/crd-upgrade-guard/config.yaml:"],
    [{}, ["--concurrency", "0"], "error: option '--concurrency <n>' argument '0' is invalid."],
  ])("cannot work at all: %j %j", async (files, args, words) => {
    const { status, stdout, stderr } = await fetched(tree({ "README.md": "", ...files }), ...args);
    expect({ status, stdout, isSaid: stderr.join("\n").includes(words) }).toEqual({
      status: 2,
      stdout: "",
      isSaid: true,
    });
  });

  describe("as an action", () => {
    const pullRequest = (here: Repository) => {
      const base = here.git("rev-parse", "main");
      const head = here.git("rev-parse", "HEAD");
      return { pull_request: { base: { sha: base }, head: { sha: head } } };
    };

    async function acting(
      here: Repository,
      event: string,
      payload: object,
      inputs: Readonly<Record<string, string>> = {},
    ) {
      const home = temporaryFolder();
      const env = { NODE_EXTRA_CA_CERTS: CA, XDG_CACHE_HOME: home };
      const { status, log, outputs } = await startFetchAction({ root: here.root, event, payload, inputs, env });
      const lock = outputs.lock ?? "";
      const seen: Readonly<Record<string, unknown>> = {
        ...outputs,
        lock: lock.replace(home, "HOME"),
        hasLock: fs.existsSync(lock),
      };
      return { status, log, outputs: seen };
    }

    it("fetches what a pull request changes, and warns of what could not be had", async () => {
      const here = tree({ ...allowed(), ...chart("1.0.0", "0.1.0") });
      here.git("switch", "-qc", "change");
      here.commit({ ...chart("1.1.0", "0.1.0"), "app/Chart.yaml": NEW_HOST });
      const { status, log, outputs } = await acting(here, "pull_request", pullRequest(here));
      expect([status, outputs], log).toEqual([
        0,
        {
          lock: expect.stringMatching(/^HOME\/crd-upgrade-guard\/roots\/[0-9a-f]{16}\/sources\.lock\.json$/),
          fetched: "2",
          failed: "1",
          hasLock: true,
        },
      ]);
      expect(log.split("\n").filter((line) => line.startsWith("::"))).toEqual([
        `::warning file=app/Chart.yaml,line=6,title=crd-upgrade-guard fetch::Chart.yaml x 1.2.3 could not be had: ${IS_NEW}. ${ALLOW_IT}`,
      ]);
    });

    it("fetches everything where a run has no base", async () => {
      const here = tree({ ...allowed(), ...chart("1.0.0", "0.1.0") });
      const { status, outputs, log } = await acting(here, "workflow_dispatch", {});
      expect([status, outputs.fetched, outputs.failed], log).toEqual([0, "2", "0"]);
    });

    it.each([
      [
        "pull_request_target",
        {},
        {},
        "Nothing is fetched under `pull_request_target`, where a stranger's code meets the repository's secrets.",
      ],
      [
        "workflow_run",
        {},
        {},
        "Nothing is fetched in a `workflow_run` on a fork's code, where it meets the repository's secrets.",
      ],
      [
        "pull_request",
        {},
        {},
        "The base cannot be read, so nothing is fetched: the event pull_request says nothing of pull_request.base.sha.",
      ],
      ["push", {}, { all: "yes" }, "The input `all` is `yes`; it takes `true` or `false`."],
      [
        "push",
        {},
        { "working-directory": ".." },
        "The input `working-directory` is `..`, which is outside the workspace.",
      ],
    ])("fetches nothing: %s %j %j", async (event, payload, inputs, words) => {
      const here = tree({ ...allowed(), ...chart("1.0.0", "0.1.0") });
      const { status, log, outputs } = await acting(here, event, payload, inputs);
      expect([status, outputs.hasLock, log.includes(words)], log).toEqual([2, false, true]);
    });
  });
});

const NEW_HOST =
  "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n- name: x\n  version: 1.2.3\n  repository: https://new.example.com/charts\n";
const IS_NEW =
  "`https://new.example.com/charts` is new: nothing that is known of the base refers there, and its configuration does not allow it";
const ALLOW_IT = 'Allow it by `fetch.allow: ["https://new.example.com/charts"]` in the configuration of the base.';
const UNDECIDED = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source: {repoURL: '$\{REPO}', chart: a, targetRevision: 1.0.0}\n`;
