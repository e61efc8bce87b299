// What input of a stranger costs, measured through the built bundle: seconds of processor time and megabytes, each also
// for a megabyte of input. What a small input may cost at all, whatever it says, is a second and 100 MB; beyond that the
// target is three seconds and 200 MB for each megabyte. Nothing is asserted: machines differ.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_MS = 60_000;
const SECONDS_PER_MB = 3;
const MB_PER_MB = 200;
const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const CLUSTERS = ".github/crd-upgrade-guard/clusters";

/** Writes what the command costs where the variable says. */
const HOOK = `process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  require("node:fs").writeFileSync(process.env.BENCH_COST, JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime }));
});`;

/** @param {string} cli the bundle @param {string | undefined} only runs inputs whose names have it in them alone */
export function benchHostile(cli, only) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-hostile-"));
  try {
    const base = cost(cli, written(root, "nothing", { "a.yaml": crd({}) }), root);
    console.log(
      "input".padEnd(44),
      "kB".padStart(7),
      "s".padStart(7),
      "MB".padStart(6),
      "s/MB".padStart(8),
      "MB/MB".padStart(7),
    );
    for (const [name, make] of Object.entries(INPUTS)) {
      if (only !== undefined && !name.includes(only)) continue;
      const { stdin, args, ...files } = { [`${CLUSTERS}/p.json`]: snapshot("p", {}), ...make() };
      const folder = written(root, name.replaceAll(/\W+/g, "-"), files);
      const bytes = size(files) + (stdin?.length ?? 0);
      row(name, bytes, cost(cli, folder, root, args, stdin), base);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

function cost(cli, folder, root, args = ["check"], input = "") {
  const hook = path.join(root, "hook.cjs");
  const answer = path.join(root, "cost.json");
  fs.writeFileSync(hook, HOOK);
  fs.rmSync(answer, { force: true });
  const env = { ...process.env, NODE_OPTIONS: `--require ${hook}`, BENCH_COST: answer };
  const run = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    env,
    input,
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
    maxBuffer: 1 << 30,
  });
  if (run.signal !== null || !fs.existsSync(answer)) return null;
  const { maxRSS, cpu } = JSON.parse(fs.readFileSync(answer, "utf8"));
  return {
    seconds: cpu / 1e6,
    mb: maxRSS / 1024,
    crashed: /this is a bug|heap out of memory/i.test(String(run.stderr)),
  };
}

function row(name, bytes, found, base) {
  const kb = (bytes / 1000).toFixed(1).padStart(7);
  if (found === null) {
    console.log(`${name.padEnd(44)} ${kb}   no end in ${LIMIT_MS / 1000} s, or killed ✗`);
    return;
  }
  const seconds = Math.max(found.seconds - base.seconds, 0);
  const mb = Math.max(found.mb - base.mb, 0);
  const input = bytes / 1e6;
  const isFine =
    !found.crashed && seconds <= Math.max(1, SECONDS_PER_MB * input) && mb <= Math.max(100, MB_PER_MB * input);
  const columns = [seconds.toFixed(1).padStart(7), mb.toFixed(0).padStart(6)];
  const perMb = [(seconds / input).toFixed(1).padStart(8), (mb / input).toFixed(0).padStart(7)];
  console.log(
    `${name.padEnd(44)} ${kb} ${columns.join(" ")} ${perMb.join(" ")} ${isFine ? "" : found.crashed ? "✗ crashed" : "✗"}`,
  );
}

function written(root, name, files) {
  const folder = path.join(root, name);
  for (const [file, content] of Object.entries({ ".git/HEAD": "ref: refs/heads/main\n", ...files })) {
    const at = path.join(folder, file);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    if (typeof content === "string" || Buffer.isBuffer(content)) fs.writeFileSync(at, content);
    else fs.symlinkSync(content.target, at);
  }
  return folder;
}

/** As git keeps it: its target is its content. */
const link = (target) => ({ target, length: target.length });

function size(files) {
  return Object.values(files).reduce((sum, content) => sum + content.length, 0);
}

const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));
const schema = (openAPIV3Schema) => [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }];

function crd(spec, name = "things") {
  return JSON.stringify({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${name}.example.com` },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: name, kind: `K${name}`.slice(0, 60) },
      versions: schema({ type: "object" }),
      ...spec,
    },
  });
}

const versions = (count, nameOf) =>
  many(count, (i) => ({
    name: nameOf(i),
    served: true,
    storage: i === 0,
    schema: { openAPIV3Schema: { type: "object" } },
  }));
const webhook = (caBundle) => ({
  conversion: {
    strategy: "Webhook",
    webhook: { conversionReviewVersions: ["v1"], clientConfig: { url: "https://a.b", caBundle } },
  },
});
const config = (line) => ({ [CONFIG]: `${line}\n`, "a.yaml": crd({}) });

function live(name) {
  return {
    group: "example.com",
    names: { plural: name, kind: `K${name}` },
    scope: "Namespaced",
    versions: [{ name: "v1", served: true, storage: true, schema: "absent" }],
    storedVersions: ["v1"],
    conditions: { Established: "True" },
    conversion: { strategy: "None" },
  };
}

function snapshot(cluster, crds, more = {}) {
  return JSON.stringify({
    formatVersion: 1,
    cluster,
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.31.3",
    capturedAt: "2026-11-22T02:00:00Z",
    complete: true,
    apis: [],
    crds,
    ...more,
  });
}

/** A tar of one file of zeros, as large as it says and as small as gzip makes it. */
function bomb(name, bytes) {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${bytes.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        0ustar\x0000", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const rest = Buffer.alloc(Math.ceil(bytes / 512) * 512 + 1024);
  return gzipSync(Buffer.concat([header, rest]), { level: 9 });
}

/** One for each way in which a small text once cost minutes or gigabytes. */
const INPUTS = {
  "config: {1..1000}{1..1000}{1..1000}": () => config('manifests: {include: ["{1..1000}{1..1000}{1..1000}"]}'),
  "config: {1..10000000}": () => config('manifests: {include: ["{1..10000000}.yaml"]}'),
  "config: {a,b} twenty times": () => config(`manifests: {include: ["${"{a,b}".repeat(20)}"]}`),
  "config: *a*a*a*a": () => ({
    ...config(`manifests: {include: ["${"*a".repeat(25)}"]}`),
    [`${"a".repeat(60)}.yaml`]: crd({}),
  }),
  "config: unknown keys": () => config(many(11_000, (i) => `key${i}: 1`).join("\n")),
  "snapshot: unknown keys": () => ({
    [`${CLUSTERS}/p.json`]: snapshot("p", {}, Object.fromEntries(many(11_000, (i) => [`key${i}`, 1]))),
    "a.yaml": crd({}),
  }),
  "snapshot: empty CRDs": () => ({
    [`${CLUSTERS}/p.json`]: snapshot("p", Object.fromEntries(many(6_600, (i) => [`c${i}.example.com`, {}]))),
    "a.yaml": crd({}),
  }),
  "CRD: x-kubernetes-list-map-keys, unknown": () => ({
    "a.yaml": crd({
      versions: schema({
        type: "object",
        properties: {
          a: {
            type: "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": many(9_000, (i) => `k${i}`),
            items: { type: "object", properties: {} },
          },
        },
      }),
    }),
  }),
  "CRD: x-kubernetes-list-map-keys, not required": () => ({
    "a.yaml": crd({
      versions: schema({
        type: "object",
        properties: {
          a: {
            type: "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": many(9_000, (i) => `k${i}`),
            items: {
              type: "object",
              required: many(9_000, (i) => `r${i}`),
              properties: Object.fromEntries(many(9_000, (i) => [`k${i}`, { type: "string" }])),
            },
          },
        },
      }),
    }),
  }),
  "CRD: bad version names": () => ({ "a.yaml": crd({ versions: versions(1_500, (i) => `V_${i}`) }) }),
  "CRD: one version name again and again": () => ({ "a.yaml": crd({ versions: versions(1_500, () => "v1") }) }),
  "CRD: many versions": () => ({
    "a.yaml": crd({ versions: versions(1_500, (i) => `v${i + 1}`) }),
    [`${CLUSTERS}/p.json`]: snapshot("p", {
      "things.example.com": { ...live("things"), storedVersions: many(1_500, (i) => `v${i + 2}beta1`) },
    }),
  }),
  "CRD: schema errors": () => ({
    "a.yaml": crd({
      versions: schema({ type: "object", properties: Object.fromEntries(many(10_000, (i) => [`p${i}`, {}])) }),
    }),
  }),
  "CRD: 125,000 schema errors": () => ({
    "a.yaml": crd({
      versions: schema({ type: "object", properties: Object.fromEntries(many(125_000, (i) => [`p${i}`, {}])) }),
    }),
  }),
  "CRD: 100,000 short names": () => ({
    "a.yaml": crd({ names: { plural: "things", kind: "Thing", shortNames: many(100_000, (i) => `s${i}_`) } }),
  }),
  "CRD: 100,000 entries of allOf": () => ({
    "a.yaml": crd({ versions: schema({ type: "object", allOf: many(100_000, () => ({ type: "string" })) }) }),
  }),
  "CRD: a caBundle of blanks": () => ({ "a.yaml": crd(webhook(Buffer.from(" ".repeat(100_000)).toString("base64"))) }),
  "CRD: a caBundle of ends": () => ({
    "a.yaml": crd(webhook(Buffer.from("\n-----END ".repeat(10_000)).toString("base64"))),
  }),
  "CRD: a caBundle of empty blocks": () => ({
    "a.yaml": crd(webhook(Buffer.from("-----BEGIN A-----\n-----END A-----\n".repeat(3_000)).toString("base64"))),
  }),
  "CRD: a name of 100 kB": () => ({ "a.yaml": crd({}, "n".repeat(100_000)) }),
  "CRD: a group of backquotes": () => ({ "a.yaml": crd({ group: "`".repeat(100_000) }) }),
  "CRD: a group of backquotes, as Markdown": () => ({
    "a.yaml": crd({ group: "`".repeat(100_000) }),
    args: ["check", "--format", "markdown"],
  }),
  "CRD: a rule of names": () => ({
    "a.yaml": crd({
      versions: schema({
        type: "object",
        properties: Object.fromEntries(many(2_000, (i) => [`p${i}`, { type: "string" }])),
        "x-kubernetes-validations": many(2_000, (i) => ({ rule: `self.p${i} == self.p${i + 1}` })),
      }),
    }),
  }),
  "YAML: broken documents": () => ({ "a.yaml": "--- [\n".repeat(131_000) }),
  "YAML: broken CRDs": () => ({ "a.yaml": "---\nkind: CustomResourceDefinition\n x: [\n".repeat(20_000) }),
  "YAML: small documents": () => ({ "a.yaml": "---\nkind: CustomResourceDefinition\n".repeat(30_000) }),
  "YAML: anchors": () => ({
    "a.yaml": `kind: CustomResourceDefinition\na0: &a0 [x, x]\n${many(40, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join("\n")}\n`,
  }),
  "JSON: small values": () => ({ "a.json": `{"kind":"CustomResourceDefinition"}${"{}".repeat(500_000)}` }),
  "JSON: small values, a line each": () => ({
    "a.json": `{"kind":"CustomResourceDefinition"}\n${"{}\n".repeat(330_000)}`,
  }),
  "template: {{/* again and again": () => ({
    "charts/x/Chart.yaml": "name: x\nversion: 1.0.0\n",
    "charts/x/templates/a.yaml": `kind: CustomResourceDefinition\n${"{{/*".repeat(100_000)}`,
  }),
  // With helm on PATH, as for every chart that is rendered.
  "chart: eight folders of 32 links to the next": () => ({
    [CONFIG]: "helm: [{chart: charts/x, release: x}]\n",
    "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n",
    "charts/x/templates/a.yaml": crd({}),
    ...Object.fromEntries(many(8 * 32, (i) => [`charts/x/d${i >> 5}/l${i % 32}`, link(`../d${(i >> 5) + 1}`)])),
    "charts/x/d8/a.yaml": "a: 1\n",
  }),
  "archive: a gigabyte of zeros": () => ({ "charts/x.tgz": bomb("x/crds/a.yaml", 60_000_000) }),
  "standard input: 64 MB": () => ({ "a.yaml": crd({}), args: ["check", "-"], stdin: "a: 1\n".repeat(12_000_000) }),
  "1,001 clusters, 2,002 CRDs": () => ({
    ...Object.fromEntries(
      many(1_001, (i) => [
        `${CLUSTERS}/c${i}.json`,
        snapshot(`c${i}`, { "things0.example.com": live("things0"), "things1.example.com": live("things1") }),
      ]),
    ),
    "a.yaml": many(2_002, (i) => crd({}, `things${i}`)).join("\n---\n"),
  }),
};
