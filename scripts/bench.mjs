// Ratios of processor time, measured side by side in one run; nothing is asserted, since machines differ.
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { dump } from "js-yaml";
import { benchHostile } from "./bench-hostile.mjs";
import { releaseTags } from "./bench-releases.mjs";
import { fleet, git, monorepo } from "./bench-trees.mjs";

const CLI = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../dist/cli.cjs");
const VERSION = JSON.parse(fs.readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
const ROUNDS = 7;

/** Serves a folder, and writes the port that it got beside it. */
const SERVER = `
const fs = require("fs"), path = require("path"), [, site] = process.argv;
const server = require("http").createServer((request, response) =>
  fs.readFile(path.join(site, path.basename(request.url)), (error, bytes) => {
    response.statusCode = error ? 404 : 200;
    response.end(bytes);
  }));
server.listen(0, "127.0.0.1", () => fs.writeFileSync(path.join(site, "../port"), String(server.address().port)));
`;

/** Reads every file below a folder as YAML, and does nothing with it. */
const PARSE = `
const fs = require("fs"), path = require("path"), { loadAll } = require(${JSON.stringify(createRequire(import.meta.url).resolve("js-yaml"))});
const [, folder] = process.argv;
for (const one of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
  if (one.isFile()) loadAll(fs.readFileSync(path.join(one.path, one.name), "utf8"));
`;

if (process.argv[2] === "hostile") {
  benchHostile(CLI, process.argv[3]);
  process.exit();
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-bench-"));
const memory = path.join(folder, "memory");
const MEMORY = `process.on("exit", () => require("node:fs").writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS)));`;
const hasRipgrep = spawnSync("rg", ["--version"]).error === undefined;
const GROUPS = { starts, monorepos, fleets, sources, rules, objects, releases };
try {
  fs.writeFileSync(path.join(folder, "memory.cjs"), MEMORY);
  if (!hasRipgrep) console.log("ripgrep is not installed: what is measured against it is measured against `node -e 0`");
  const asked = process.argv[2] === undefined ? Object.keys(GROUPS) : process.argv.slice(2);
  const unknown = asked.filter((name) => !Object.hasOwn(GROUPS, name));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(", ")}: hostile, ${Object.keys(GROUPS).join(", ")}.`);
  const empty = cpu("node", ["-e", "0"], folder);
  for (const name of asked) {
    GROUPS[name](empty);
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** What a small repository waits for. */
function starts(empty) {
  const small = tree(path.join(folder, "starts/small"), 200);
  const check = measured("node", [CLI, "check"], small);
  row("check, 200 files", check.ms, "node -e 0", empty, check.mb);
  git(small, "init", "-q", "-b", "main");
  git(small, "add", "-A");
  git(small, "commit", "-qm", "all");
  const tracked = measured("node", [CLI, "check"], small);
  row("  in git", tracked.ms, "node -e 0", empty, tracked.mb);
  const compared = measured("node", [CLI, "check", "--base", "HEAD"], small);
  row("  --base, nothing edited", compared.ms, "node -e 0", empty, compared.mb);
  const nothing = path.join(folder, "starts/nothing");
  fs.mkdirSync(nothing, { recursive: true });
  const env = { GITHUB_WORKSPACE: nothing, RUNNER_TEMP: nothing, GITHUB_EVENT_NAME: "push", INPUT_MODE: "check" };
  const action = measured("node", [path.join(path.dirname(CLI), "check.cjs")], nothing, { env });
  row("the action, nothing to do", action.ms, "node -e 0", empty, action.mb);
}

/** What a large repository waits for, and its pull requests. */
function monorepos(empty) {
  const { root, edit } = monorepo(path.join(folder, "monorepos"), CLI);
  const search = ["-l", "CustomResourceDefinition", "-g", "*.{yaml,yml,json}", "."];
  const [name, least] = hasRipgrep ? ["rg -l", cpu("rg", search, root)] : ["node -e 0", empty];
  // What a library takes for nothing but reading the files that have CRDs.
  const parsed = measured("node", ["-e", PARSE, "platform"], root, { rounds: 3 });
  row("js-yaml on the 350 files with CRDs", parsed.ms, name, least, parsed.mb);
  const check = (what, ...args) => {
    const { ms, mb } = measured("node", [CLI, "check", ...args], root, { rounds: 3 });
    row(what, ms, name, least, mb);
    row("", ms, "js-yaml", parsed.ms);
  };
  check("check, 35,001 files, 409 CRDs");
  check("  --base, nothing edited", "--base", "HEAD");
  check("  --base, a file without a CRD edited", "--base", edit("other"));
  check("  --base, a CRD edited", "--base", edit("crd"));
}

function fleets(empty) {
  for (const kinds of [1, 20]) {
    const root = fleet(path.join(folder, `fleets/${kinds}`), CLI, kinds);
    const { ms, mb } = measured("node", [CLI, "check"], root, { rounds: 3 });
    row(`1,000 clusters x 200 CRDs, ${kinds} different`, ms, "node -e 0", empty, mb);
  }
}

function sources(empty) {
  const large = tree(path.join(folder, "sources/large"), 35_000);
  const big = cpu("node", [CLI, "check"], large);
  row("check, 35,000 files, half of them YAML", big, "node -e 0", empty);
  refer(large, 1_000);
  row("1,000 HelmReleases among them", cpu("node", [CLI, "check"], large), "without", big);
  const cached = cachedSources(path.join(folder, "sources/cached"), 70);
  const start = cpu("node", [CLI, "check"], cached.root);
  row("fetch, 70 in the cache", cpu("node", [CLI, "fetch", ...cached.args], cached.root), "check", start);
  const raised = raisedChart(path.join(folder, "sources/raised"), 70);
  row("fetch and check, 1 chart of 70 raised", cpu("bash", ["-c", raised.command], raised.root), "check", start);
  raised.stop();
  // The files are read a second time for who still uses the version.
  unserve(large);
  row("one version unserved", cpu("node", [CLI, "check"], large), "without", big);
}

function rules(empty) {
  const bare = cpu("node", [CLI, "check"], oneCrd(path.join(folder, "rules/bare"), []));
  row("check, a CRD", bare, "node -e 0", empty);
  const ruled = cpu("node", [CLI, "check"], oneCrd(path.join(folder, "rules/ruled"), ["self.a != ''"]));
  row("with a new CEL rule", ruled, "without", bare);
  row("  what it takes longer", ruled - bare, "node -e 0", empty);
}

function objects() {
  const root = customResources(path.join(folder, "objects"), 40, 5_000);
  const { ms: judged, mb } = measured("node", [CLI, "check", "crds", "--objects", "objects"], root);
  const parsed = cpu("node", ["-e", PARSE, "objects"], root);
  row("5,000 objects against 40 CRDs", judged, "parsing them with js-yaml", parsed, mb);
  if (spawnSync("kubeconform", ["-v"]).error === undefined) {
    const schemas = ["-schema-location", "schemas/{{.ResourceKind}}-{{.Group}}.json", "objects"];
    row("5,000 objects against 40 CRDs", judged, "kubeconform", cpu("kubeconform", schemas, root));
  } else {
    console.log("skipped: kubeconform on the same objects (it is not installed)");
  }
}

/** 400 releases of 60 CRDs, each of which changes in each release; and a pull request that lets users come from another one. */
function releases() {
  const root = releaseTags(path.join(folder, "releases"));
  const all = "git rev-list --objects --all -- config/crd | cut -c1-40 | git cat-file --batch --buffer";
  const git = cpu("bash", ["-c", all], root);
  const run = (what, ...args) => {
    const { ms, mb } = measured("node", [CLI, ...args], root, { rounds: 3 });
    row(what, ms, "git, reading them", git, mb);
  };
  run("releases, 400 tags x 60 CRDs that change", "releases", "--path", "config/crd", "--output", "../releases.json");
  run("check by these tags", "check");
  run("  another `releases.since`", "check", "--base", "HEAD~1");
}

/** A tree of manifests, every hundredth of them a CRD, beside files that no pattern matches. */
function tree(root, files) {
  for (let i = 0; i < files; i++) {
    const file = path.join(root, `app-${i % 97}`, `part-${i % 13}`, i % 2 === 0 ? `m-${i}.yaml` : `m-${i}.go`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, i % 200 === 0 ? crd(i) : configMap(i));
  }
  const clusters = path.join(root, ".github/crd-upgrade-guard/clusters");
  fs.mkdirSync(clusters, { recursive: true });
  fs.copyFileSync(
    path.resolve(path.dirname(CLI), "../examples/gateway-api/.github/crd-upgrade-guard/clusters/prod-eu.json"),
    path.join(clusters, "prod-eu.json"),
  );
  return root;
}

/** CRDs with schemas of four levels, objects of 2 kB each that fit them, and the same schemas as kubeconform wants them. */
function customResources(root, crds, count) {
  const schemaOf = (depth) => {
    if (depth === 0) return { type: "string", maxLength: 63 };
    const items = (below) => (depth % 2 === 1 ? { type: "array", items: below } : below);
    const names = ["a", "b", "c", "d"].map((name) => [`${name}${depth}`, items(schemaOf(depth - 1))]);
    return { type: "object", properties: Object.fromEntries(names) };
  };
  const sampleOf = ({ type, items, properties }) => {
    if (type === "string") return "hello";
    if (type === "array") return [sampleOf(items), sampleOf(items)];
    return Object.fromEntries(
      Object.entries(properties)
        .slice(0, 2)
        .map(([name, one]) => [name, sampleOf(one)]),
    );
  };
  const schema = { type: "object", properties: { spec: schemaOf(4) } };
  for (const one of ["crds", "objects", "schemas"]) fs.mkdirSync(path.join(root, one), { recursive: true });
  for (let i = 0; i < crds; i++) {
    const group = `g${i}.example.com`;
    const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } };
    const object = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `things.${group}` },
      spec: { group, scope: "Namespaced", names: { plural: "things", kind: "Thing" }, versions: [version] },
    };
    fs.writeFileSync(path.join(root, "crds", `${i}.json`), JSON.stringify(object));
    fs.writeFileSync(path.join(root, "schemas", `thing-${group}.json`), JSON.stringify(schema));
  }
  for (let i = 0; i < count; i++) {
    const head = { apiVersion: `g${i % crds}.example.com/v1`, kind: "Thing", metadata: { name: `o-${i}` } };
    fs.writeFileSync(path.join(root, "objects", `${i}.yaml`), dump({ ...head, spec: sampleOf(schemaOf(4)) }));
  }
  return root;
}

/** A repository with one CRD, which a cluster does not have yet. */
function oneCrd(root, rules) {
  const clusters = path.join(root, ".github/crd-upgrade-guard/clusters");
  fs.mkdirSync(clusters, { recursive: true });
  const head = {
    formatVersion: 1,
    cluster: "prod",
    origin: { kind: "cluster", tool: "0.1.0", identity: "ca:5f1c09ab" },
  };
  const snapshot = { ...head, serverVersion: "v1.37.0", capturedAt: new Date().toISOString().replace(/\.\d+/, "") };
  fs.writeFileSync(
    path.join(clusters, "prod.json"),
    JSON.stringify({ ...snapshot, complete: true, apis: [], crds: {} }),
  );
  const openAPIV3Schema = {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: { a: { type: "string" } },
        "x-kubernetes-validations": rules.map((rule) => ({ rule })),
      },
    },
  };
  const names = { plural: "things", kind: "Thing" };
  const versions = [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }];
  const spec = { group: "example.com", scope: "Namespaced", names, versions };
  const metadata = { name: "things.example.com" };
  const crd = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata, spec };
  fs.writeFileSync(path.join(root, "crd.yaml"), JSON.stringify(crd));
  return root;
}

/** Puts references in the place of files: the tree has as many as before. */
function refer(root, count) {
  for (let i = 0; i < count; i++) {
    const file = path.join(root, `app-${(i * 34) % 97}`, `part-${(i * 34) % 13}`, `m-${i * 34}.yaml`);
    if (!fs.existsSync(file)) throw new Error(file);
    if ((i * 34) % 200 !== 0) fs.writeFileSync(file, release(i, `https://charts-${i % 9}.example.com/stable`));
  }
}

/** A tree of Flux, of whose charts all are in the cache, each as large as public ones are: 200 kB packed, 1.6 MB not. */
function cachedSources(root, count) {
  const cache = path.join(root, "cache");
  const lock = path.join(cache, "sources.lock.json");
  const entries = {};
  fs.mkdirSync(path.join(cache, "blobs/sha256"), { recursive: true });
  const chart = path.join(root, "charts/app");
  fs.mkdirSync(path.join(chart, "templates"), { recursive: true });
  for (let i = 0; i < count; i++) {
    fs.writeFileSync(path.join(chart, "Chart.yaml"), `apiVersion: v2\nname: app-${i}\nversion: 1.0.0\n`);
    for (let j = 0; j < 40; j++) {
      const text = `${configMap(j).repeat(14)}# ${randomBytes(5_000).toString("hex")}\n`;
      fs.writeFileSync(path.join(chart, `templates/part-${j}.yaml`), text);
    }
    const packed = spawnSync("tar", ["-cz", "-C", path.dirname(chart), "app"], { maxBuffer: 1e8 }).stdout;
    const digest = createHash("sha256").update(packed).digest("hex");
    fs.writeFileSync(path.join(cache, "blobs/sha256", digest), packed);
    const repository = `https://charts-${i % 9}.example.com/stable`;
    fs.writeFileSync(path.join(root, `release-${i}.yaml`), release(i, repository));
    const key = JSON.stringify(["helm", repository, `app-${i}`, "1.0.0"]);
    const found = { digest: `sha256:${digest}`, content: "chart", resolved: "1.0.0", url: repository };
    entries[key] = { ...found, leadsNowhere: VERSION };
  }
  fs.rmSync(path.dirname(chart), { recursive: true });
  fs.writeFileSync(lock, JSON.stringify({ formatVersion: 1, entries }));
  return { root, args: ["--cache", cache, "--lock", lock] };
}

/** A repository of Flux whose change raises one chart; all others are in the cache. */
function raisedChart(root, count) {
  const [site, before] = [path.join(root, "site"), path.join(root, "before")];
  fs.mkdirSync(site, { recursive: true });
  const served = spawn("node", ["-e", SERVER, site], { stdio: ["ignore", "pipe", "inherit"] });
  const port = path.join(root, "port");
  while (!fs.existsSync(port) || fs.readFileSync(port, "utf8") === "") spawnSync("sleep", ["0.1"]);
  const url = `http://127.0.0.1:${fs.readFileSync(port, "utf8")}`;
  for (const version of ["1.0.0", "2.0.0"]) {
    const chart = path.join(root, "chart/app");
    fs.mkdirSync(path.join(chart, "crds"), { recursive: true });
    fs.writeFileSync(path.join(chart, "Chart.yaml"), `apiVersion: v2\nname: app\nversion: ${version}\n`);
    fs.writeFileSync(path.join(chart, "crds/crd.yaml"), crd(1));
    spawnSync("tar", ["-czf", path.join(site, `app-${version}.tgz`), "-C", path.join(root, "chart"), "app"]);
  }
  const entries = ["1.0.0", "2.0.0"].map((version) => ({ name: "app", version, urls: [`app-${version}.tgz`] }));
  fs.writeFileSync(path.join(site, "index.yaml"), JSON.stringify({ apiVersion: "v1", entries: { app: entries } }));
  const repository = path.join(root, "repository");
  fs.mkdirSync(path.join(repository, ".github/crd-upgrade-guard"), { recursive: true });
  fs.writeFileSync(path.join(repository, ".github/crd-upgrade-guard/config.yaml"), `fetch: {allow: ["${url}/**"]}\n`);
  const write = (i, version) =>
    fs.writeFileSync(
      path.join(repository, `release-${i}.yaml`),
      release(i, url).replace(`chart: app-${i}\n`, "chart: app\n").replace("1.0.0", version),
    );
  for (let i = 0; i < count; i++) write(i, "1.0.0");
  git(repository, "init", "-q", "-b", "main");
  git(repository, "add", "-A");
  git(repository, "commit", "-qm", "before");
  spawnSync("node", [CLI, "fetch", "--cache", before, "--lock", path.join(before, "lock.json")], { cwd: repository });
  write(0, "2.0.0");
  git(repository, "commit", "-qam", "after");
  const at = "--cache ../now";
  const command = `rm -rf ../now && cp -r ../before ../now && node ${CLI} fetch --base HEAD~1 ${at} --lock ../now/lock.json && node ${CLI} check --base HEAD~1 ${at} --sources ../now/lock.json`;
  return { root: repository, command, stop: () => served.kill() };
}

function release(i, url) {
  const metadata = `metadata: {name: app-${i}, namespace: apps}`;
  return `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\n${metadata}\nspec: {url: "${url}"}\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n${metadata}\nspec:\n  chart:\n    spec:\n      chart: app-${i}\n      version: 1.0.0\n      sourceRef: {kind: HelmRepository, name: app-${i}}\n`;
}

function configMap(i) {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m-${i}\ndata:\n${"  key: some value of ordinary length\n".repeat(60)}`;
}

function crd(i) {
  const schema = `      schema:\n        openAPIV3Schema:\n          type: object\n          properties:\n${Array.from({ length: 200 }, (_, n) => `            p${n}:\n              type: string\n              description: a property of ordinary length\n`).join("")}`;
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things${i}.example.com\nspec:\n  group: example.com\n  scope: Namespaced\n  names:\n    plural: things${i}\n    kind: Thing${i}\n  versions:\n    - name: v1\n      served: true\n      storage: true\n${schema}`;
}

/** A cluster that serves another version beside the one it stores, and a manifest that stops serving it. */
function unserve(root) {
  const file = path.join(root, ".github/crd-upgrade-guard/clusters/prod-eu.json");
  const snapshot = JSON.parse(fs.readFileSync(file, "utf8"));
  const [[name, live]] = Object.entries(snapshot.crds);
  for (const version of live.versions) version.served = true;
  fs.writeFileSync(file, JSON.stringify(snapshot));
  const schema = { openAPIV3Schema: { type: "object" } };
  const versions = live.versions.map(({ name, storage }) => ({ name, served: storage, storage, schema }));
  const { group, names, scope } = live;
  const metadata = { name, annotations: { "api-approved.kubernetes.io": "unapproved, a measurement" } };
  const crd = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata };
  fs.writeFileSync(
    path.join(root, "unserved.yaml"),
    JSON.stringify({ ...crd, spec: { group, names, scope, versions } }),
  );
}

/** The median processor time of a command in milliseconds, user and system of it and of what it starts. */
function cpu(command, args, cwd) {
  return measured(command, args, cwd).ms;
}

/**
 * @param options `env`: more variables; `rounds`: how often, of which the median counts
 * @returns processor time in milliseconds, and of a program of Node the most memory that it had itself, in MiB
 */
function measured(command, args, cwd, { env = {}, rounds = ROUNDS } = {}) {
  const isNode = command === "node";
  const hook = isNode ? { NODE_OPTIONS: `--require ${path.join(folder, "memory.cjs")}`, BENCH_MEMORY: memory } : {};
  const runs = Array.from({ length: rounds }, () => {
    const { stdout } = spawnSync(
      "bash",
      ["-c", 'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>&1; } 2>&1', "bash", command, ...args],
      { cwd, encoding: "utf8", env: { ...process.env, ...hook, ...env } },
    );
    const [user = 0, system = 0] = stdout.trim().split(" ").map(Number);
    return { ms: (user + system) * 1000, mb: isNode ? Number(fs.readFileSync(memory, "utf8")) / 1024 : 0 };
  });
  return runs.sort((a, b) => a.ms - b.ms)[Math.floor(rounds / 2)];
}

/** @param mb the most memory that it had, where that was measured */
function row(what, ms, against, base, mb) {
  const room = mb === undefined ? "" : `   ${mb.toFixed(0)} MiB`;
  console.log(
    `${what.padEnd(42)} ${ms.toFixed(0).padStart(6)} ms   ${(ms / base).toFixed(2)} x ${against} (${base.toFixed(0)} ms)${room}`,
  );
}
