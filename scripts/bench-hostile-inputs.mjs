// Input that cost minutes or gigabytes once, or might: one for each kind of it.
import { gzipSync } from "node:zlib";
import { REPORT_ENVIRONMENT, REPORT_EVENT } from "./bench-hostile-github.mjs";

const CONFIG = ".github/crd-upgrade-guard/config.yaml";
export const CLUSTERS = ".github/crd-upgrade-guard/clusters";

/** As git keeps it: its target is its content. */
const link = (target) => ({ target, length: target.length });

const many = (count, make = () => null) => Array.from({ length: count }, (_, i) => make(i));
const schema = (openAPIV3Schema) => [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }];

export function crd(spec, name = "things") {
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

const object = (count, of) => schema({ type: "object", properties: properties(count, of) });
const properties = (count, of) => Object.fromEntries(many(count, (i) => [`p${i}`, of(i)]));
const withDefault = (value, rest) => schema({ type: "object", properties: { a: { ...rest, default: value } } });

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

/** Versions of a live CRD. */
const liveVersions = (count) =>
  many(count, (i) => ({ name: `v${i + 1}`, served: true, storage: i === 0, schema: "absent" }));
const recorded = (more) => ({
  [`${CLUSTERS}/p.json`]: snapshot("p", { "things.example.com": { ...live("things"), ...more } }),
});
const metadata = (more) => {
  const whole = JSON.parse(crd({}));
  return JSON.stringify({ ...whole, metadata: { ...whole.metadata, ...more } });
};
/** A CRD as YAML, of whose properties each has one text of this length by an alias. */
const aliasedCrd = (length, count, keyword = "description") => {
  const own = (text) => `{type: string, ${keyword}: ${text}}`;
  const more = many(count, (i) => `                p${i}: ${own("*a")}\n`).join("");
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: things, kind: Thing}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                p: ${own(`&a ${"x".repeat(length)}`)}
${more}`;
};
/** A chart that helm renders where it is on PATH. */
const chart = (template) => ({
  [CONFIG]: "helm: [{chart: charts/x, release: x}]\n",
  "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n",
  "charts/x/templates/a.yaml": template,
});

/** What the job that posts reports of forks reads: all of it may be a stranger's. */
function forkReport(more, path = "a.yaml") {
  const report = {
    formatVersion: 2,
    tool: { name: "crd-upgrade-guard", version: "0.1.0" },
    mode: "check",
    result: "fail",
    base: { available: false, reason: "none" },
    clusters: [],
    coverage: { filesScanned: 1, filesWithCrds: 1, crds: 1, partial: [], notRead: [], notApplied: [] },
    predictions: [],
    findings: [
      {
        rule: "server-rejects",
        severity: "error",
        state: "introduced",
        clusters: [],
        message: "x",
        location: { path, startLine: 1, startColumn: 1, endLine: 1, endColumn: 2, yamlPath: "" },
        related: [],
        remedy: { summary: "x", steps: [] },
        fingerprint: `fp1:${"0".repeat(64)}`,
        docs: "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/server-rejects.md",
      },
    ],
    waivers: [],
    problems: [],
    notices: [],
    ...more,
  };
  return {
    bundle: "report.cjs",
    env: REPORT_ENVIRONMENT,
    "event.json": REPORT_EVENT,
    "report.json": JSON.stringify(report),
  };
}

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

export function snapshot(cluster, crds, more = {}) {
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

/**
 * A tar of one file of zeros, as large as it says and as small as gzip makes it: in members of 64 MB, which every reader
 * takes for one.
 */
function bomb(name, bytes) {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${bytes.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        0ustar\x0000", 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const part = gzipSync(Buffer.alloc(64 << 20), { level: 9 });
  const parts = Array.from({ length: bytes / (64 << 20) }, () => part);
  return Buffer.concat([gzipSync(header), ...parts, gzipSync(Buffer.alloc(1024))]);
}

/** One for each way in which a small text once cost minutes or gigabytes. */
export const INPUTS = {
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
  "CRD: 100,000 times one category": () => ({
    "a.yaml": crd({ names: { plural: "things", kind: "Thing", categories: many(100_000, () => "c_") } }),
  }),
  "CRD: 100,000 entries of allOf": () => ({
    "a.yaml": crd({ versions: schema({ type: "object", allOf: many(100_000, () => ({ type: "string" })) }) }),
  }),
  "CRD: schema errors below a long name": () => ({
    "a.yaml": crd({
      versions: schema({
        type: "object",
        properties: { ["n".repeat(10_000)]: { type: "object", properties: properties(10_000, () => ({})) } },
      }),
    }),
  }),
  "CRD: unknown fields": () => ({ "a.yaml": crd({ versions: object(40_000, () => ({ type: "string", x: 1 })) }) }),
  "CRD: unknown fields 100 levels down": () => ({
    "a.yaml": crd({
      versions: schema(
        many(100).reduce((a) => ({ type: "object", properties: { a } }), {
          type: "object",
          properties: properties(20_000, () => ({ type: "string", x: 1 })),
        }),
      ),
    }),
  }),
  "CRD: unknown fields below a long name": () => ({
    [CONFIG]: "apply: server-side\n",
    "a.yaml": crd({
      versions: schema({
        type: "object",
        properties: {
          ["n".repeat(100_000)]: { type: "object", properties: properties(10_000, () => ({ type: "string", x: 1 })) },
        },
      }),
    }),
  }),
  "CRD: patterns": () => ({
    "a.yaml": crd({ versions: object(20_000, () => ({ type: "string", pattern: "(?i)(a{900}){900}" })) }),
  }),
  "CRD: a default whose items lack members": () => ({
    "a.yaml": crd({
      versions: withDefault(
        many(3_000, () => ({})),
        { type: "array", items: { type: "object", required: many(3_000, (i) => `r${i}`), properties: {} } },
      ),
    }),
  }),
  "CRD: a default below a long name": () => ({
    "a.yaml": crd({
      versions: withDefault(
        { ["n".repeat(20_000)]: properties(10_000, () => 1) },
        { type: "object", additionalProperties: { type: "object", additionalProperties: { type: "string" } } },
      ),
    }),
  }),
  "CRD: a webhook's path of wrong segments": () => ({
    "a.yaml": crd({
      conversion: {
        strategy: "Webhook",
        webhook: {
          conversionReviewVersions: ["v1"],
          clientConfig: { service: { namespace: "a", name: "b", path: "/_".repeat(300_000) } },
        },
      },
    }),
  }),
  "CRD: finalizers": () => ({ "a.yaml": metadata({ finalizers: many(100_000, (i) => `f${i}_`) }) }),
  "CRD: annotations": () => ({
    "a.yaml": metadata({ annotations: Object.fromEntries(many(50_000, (i) => [`k${i}_`, "v"])) }),
  }),
  "CRD: stored versions that it lacks": () => ({
    ...recorded({ versions: liveVersions(5_000), storedVersions: many(5_000, (i) => `v${i + 1}`) }),
    "a.yaml": crd({ versions: versions(5_000, (i) => `w${i + 1}`) }),
  }),
  "CRD: stored versions to migrate": () => ({
    ...recorded({ versions: liveVersions(5_000), storedVersions: many(5_000, (i) => `v${i + 1}`) }),
    "a.yaml": crd({ versions: versions(5_000, (i) => `v${i + 1}`) }),
    args: ["gate"],
  }),
  "CRD: versions no longer served": () => ({
    ...recorded({ hasObjects: true, versions: liveVersions(5_000) }),
    "a.yaml": crd({ versions: versions(5_000, (i) => (i === 0 ? "v1" : `w${i}`)) }),
  }),
  "CRD: storage versions": () => ({
    ...recorded({ versions: liveVersions(5_000), storedVersions: many(5_000, (i) => `v${i + 1}`) }),
    "a.yaml": crd({ versions: versions(5_000, (i) => `w${i + 1}`).map((one) => ({ ...one, storage: true })) }),
  }),
  "CRD: one in 3,000 documents": () => ({ "a.yaml": many(3_000, () => crd({ scope: "x" })).join("\n---\n") }),
  "CRD: converted by one of 20,000 Services": () => ({
    ...recorded({}),
    "a.yaml": crd({
      conversion: {
        strategy: "Webhook",
        webhook: { conversionReviewVersions: ["v1"], clientConfig: { service: { namespace: "a", name: "b" } } },
      },
    }),
    "b.yaml": many(20_000, (i) => `apiVersion: v1\nkind: Service\nmetadata: {name: c${i}, namespace: a}\n`).join(
      "---\n",
    ),
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
    hasRules: true,
  }),
  "CRD: a rule of many names": () => ({
    "a.yaml": crd({
      versions: schema({
        type: "object",
        properties: { a: { type: "boolean" } },
        "x-kubernetes-validations": [{ rule: many(8_500, () => "self.a").join(" || ") }],
      }),
    }),
    hasRules: true,
  }),
  "CRD: a rule of nested lists": () => ({
    "a.yaml": crd({
      versions: schema({
        type: "object",
        "x-kubernetes-validations": [{ rule: `${"[".repeat(245)}${"]".repeat(245)} == []` }],
      }),
    }),
    hasRules: true,
  }),
  "YAML: broken documents": () => ({ "a.yaml": `kind: CustomResourceDefinition\n${"--- [\n".repeat(131_000)}` }),
  "YAML: broken documents, each a CRD": () => ({ "a.yaml": "--- [\nkind: CustomResourceDefinition\n".repeat(28_000) }),
  "YAML: merges": () => ({
    "a.yaml": `kind: CustomResourceDefinition\na: &a\n${many(3_000, (i) => `  k${i}: 1`).join("\n")}\n${many(20_000, (i) => `b${i}: {<<: *a}`).join("\n")}\n`,
  }),
  "YAML: broken CRDs": () => ({ "a.yaml": "---\nkind: CustomResourceDefinition\n x: [\n".repeat(20_000) }),
  "YAML: small documents": () => ({ "a.yaml": "---\nkind: CustomResourceDefinition\n".repeat(30_000) }),
  "YAML: anchors": () => ({
    "a.yaml": `kind: CustomResourceDefinition\na0: &a0 [x, x]\n${many(40, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join("\n")}\n`,
  }),
  // A CRD that is taken, in which aliases make 16 MB of 64 kB; and texts made of aliases that are too much for any request.
  "YAML: descriptions that are aliases": () => ({ "a.yaml": aliasedCrd(1 << 16, 250) }),
  "YAML: patterns that are aliases": () => ({ "a.yaml": aliasedCrd(1 << 16, 250, "pattern") }),
  "YAML: texts that are aliases, beyond what is read": () => ({ "a.yaml": aliasedCrd(1 << 16, 600) }),
  "JSON: small values": () => ({ "a.json": `{"kind":"CustomResourceDefinition"}${"{}".repeat(500_000)}` }),
  "JSON: small values, a line each": () => ({
    "a.json": `{"kind":"CustomResourceDefinition"}\n${"{}\n".repeat(330_000)}`,
  }),
  "template: {{/* again and again": () => ({
    "charts/x/Chart.yaml": "name: x\nversion: 1.0.0\n",
    "charts/x/templates/a.yaml": `kind: CustomResourceDefinition\n${"{{/*".repeat(100_000)}`,
  }),
  "helm: a lookup of lookups": () => chart(`{{/* (lookup "${"lookup ".repeat(60_000)}*/}}\n${crd({})}\n`),
  "helm: 2,000 templates that ask for CRDs": () => ({
    ...chart(""),
    ...Object.fromEntries(
      many(2_000, (i) => [
        `charts/x/templates/${i}.yaml`,
        `{{ if lookup "v1" "Pod" "" "" }}\nkind: CustomResourceDefinition\n{{ end }}\n`,
      ]),
    ),
  }),
  "helm: a manifest of 10 MB": () =>
    chart("{{ range until 150000 }}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a{{ . }}}\n{{ end }}"),
  "helm: an error of long words": () => chart('{{ fail (repeat 1000000 "x") }}'),
  "helm: an error of many lines": () => chart('{{ fail (repeat 100000 "x: y\\n") }}'),
  "job summary: a group of backquotes": () => ({
    bundle: "check.cjs",
    env: { GITHUB_STEP_SUMMARY: "summary.md", GITHUB_WORKSPACE: ".", GITHUB_OUTPUT: "output", INPUT_REVIEW: "off" },
    "a.yaml": crd({ group: "`".repeat(100_000) }),
    output: "",
    "summary.md": "",
  }),
  "report of a fork: a folder of slashes": () => forkReport({ folder: "/".repeat(1_000_000) }),
  "report of a fork: a path of slashes": () => forkReport({}, "/".repeat(1_000_000)),
  "chart: eight folders of 32 links to the next": () => ({
    [CONFIG]: "helm: [{chart: charts/x, release: x}]\n",
    "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n",
    "charts/x/templates/a.yaml": crd({}),
    ...Object.fromEntries(many(8 * 32, (i) => [`charts/x/d${i >> 5}/l${i % 32}`, link(`../d${(i >> 5) + 1}`)])),
    "charts/x/d8/a.yaml": "a: 1\n",
  }),
  "archive: a gigabyte of zeros": () => ({ "charts/x.tgz": bomb("x/crds/a.yaml", 1 << 30) }),
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
