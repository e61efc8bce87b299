import { dump } from "js-yaml";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { crd, live } from "../rules/evaluated.ts";

export interface BadInput {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly args?: readonly string[];
  readonly input?: string;
  /** Name to target. */
  readonly links?: Readonly<Record<string, string>>;
  readonly status: 0 | 1 | 2;
}

export const GOOD = dump(crd({ versions: "v1*" }));

/** Always as old when a bundle reads it: neither the words for its age nor its freshness depend on the day of the test. */
const CAPTURED = new Date(Date.now() - 3.5 * 60 * 60 * 1000).toISOString().replace(/\.\d+/, "");

export const SNAPSHOT = writeSnapshot({
  formatVersion: 1,
  cluster: "prod",
  origin: { kind: "cluster", tool: "0.1.0" },
  serverVersion: "v1.33.0",
  capturedAt: CAPTURED,
  complete: true,
  apis: [],
  crds: { "routes.example.com": live({ versions: "v1*" }, ["v1"]) },
});

const HEAD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n";
const SPEC = `${HEAD}metadata: {name: routes.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {plural: routes, kind: Route}\n`;
const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const PROD = ".github/crd-upgrade-guard/clusters/prod.json";

function manifest(name: string, text: string | Uint8Array, status: 0 | 1 | 2): BadInput {
  return { name, files: { "crd.yaml": text, [PROD]: SNAPSHOT }, status };
}

function snapshot(name: string, text: string): BadInput {
  return { name, files: { "crd.yaml": GOOD, [PROD]: text }, status: 2 };
}

function config(name: string, text: string): BadInput {
  return { name, files: { "crd.yaml": GOOD, [PROD]: SNAPSHOT, [CONFIG]: text }, status: 2 };
}

function usage(name: string, args: readonly string[]): BadInput {
  return { name, files: { "crd.yaml": GOOD, [PROD]: SNAPSHOT }, args, status: 2 };
}

const nested = `${HEAD}metadata: {name: a}\nspec: ${"{a: ".repeat(5000)}1${"}".repeat(5000)}\n`;
const bomb = `${HEAD}metadata: {name: a}\na: &a [x, x, x, x, x, x, x, x, x]\n${"bcdefghi"
  .split("")
  .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(", ")}]`)
  .join("\n")}\n`;

export const BAD_INPUTS: readonly BadInput[] = [
  manifest("truncated YAML", `${HEAD}metadata:\n  name: "a`, 1),
  manifest("a flow mapping that never ends", `${HEAD}metadata: {name: a\n`, 1),
  manifest("duplicate keys", `${SPEC}  scope: Cluster\n  versions: []\n`, 1),
  manifest("tabs", `${HEAD}metadata:\n\tname: a\n`, 1),
  manifest("5,000 levels of nesting", nested, 1),
  manifest("an alias bomb", bomb, 1),
  manifest("a CRD without spec", `${HEAD}metadata: {name: routes.example.com}\n`, 0),
  manifest("a CRD without name", `${HEAD}spec: {group: a.b, names: {plural: a, kind: A}, versions: []}\n`, 1),
  manifest("versions that are strings", `${SPEC}  versions: [v1, v2]\n`, 1),
  manifest('storage: "true"', `${SPEC}  versions:\n    - {name: v1, served: true, storage: "true"}\n`, 1),
  manifest("a number where a name belongs", `${SPEC}  versions:\n    - {name: 1, served: true, storage: true}\n`, 1),
  manifest("an empty file", "", 0),
  manifest(
    "a binary file with the magic word in it",
    Buffer.from("\u0000\u0001kind: CustomResourceDefinition\u0000\n"),
    1,
  ),
  manifest("UTF-16", Buffer.from(`\ufeff${SPEC}`, "utf16le"), 1),
  manifest("bytes that are no UTF-8", Buffer.concat([Buffer.from(SPEC), Buffer.from([0xff, 0xfe, 0x0a])]), 1),
  manifest("CRDs one after the other without ---", GOOD + GOOD, 1),
  manifest("two CRDs of one name", `${GOOD}---\n${dump(crd({ versions: "v1* v2" }))}`, 0),
  manifest("a template that nobody rendered", `${HEAD}metadata:\n  name: {{ .Values.name }}\n`, 1),
  {
    name: "a link out of the workspace",
    files: { "a.yaml": GOOD, [PROD]: SNAPSHOT },
    links: { "passwd.yaml": "/etc/passwd", outside: "/etc" },
    status: 0,
  },
  usage("a path that is not there", ["crds"]),
  usage("objects that are not there", ["--objects", "samples"]),
  {
    name: "objects of every odd kind",
    files: {
      "crd.yaml": `${SPEC}  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {a: {type: integer}}}}}}\n  - {name: v1alpha1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}\n  - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object, properties: {pod: {type: object, x-kubernetes-embedded-resource: true, properties: {pod: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}}}}}}}\n`,
      [PROD]: SNAPSHOT,
      "nameless.yaml": "apiVersion: example.com/v1\nkind: Route\nspec: {a: x}\n",
      "list.yaml":
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: example.com/v1, kind: Route, metadata: {generateName: a-}, spec: {a: x, b: 1}}\n- null\n- {kind: Route}\n",
      "anchor.yaml": "apiVersion: example.com/v1\nkind: Route\nmetadata: {name: &n a}\nspec: {a: *n}\n",
      "unknown.yaml":
        "apiVersion: example.com/v9\nkind: Route\nmetadata: {name: a}\n---\napiVersion: example.com/v1alpha1\nkind: Route\nmetadata: {name: a}\n",
      "template.yaml": "apiVersion: example.com/v1\nkind: Route\nmetadata: {name: a}\nspec: {a: {{ .Values.a }}}\n",
      "odd.yaml":
        "apiVersion: example.com/v1\nkind: Route\nmetadata: a\nspec: []\n---\napiVersion: example.com/v2\nkind: Route\nmetadata: {name: b}\npod: {pod: {metadata: {labels: 1}}}\n",
    },
    status: 1,
  },
  usage("a snapshot that is not there", ["--snapshot", "nowhere.json"]),
  usage("a configuration that is not there", ["--config", "nowhere.yaml"]),
  usage("a folder as snapshot", ["--snapshot", ".github"]),
  usage("a format that does not exist", ["--format", "xml"]),
  usage("an output without format", ["--output", "report.json"]),
  usage("a cluster that no snapshot has", ["--cluster", "prd"]),
  usage("a cluster without a name", ["--cluster", ""]),
  usage("an option that does not exist", ["--snapshots", "a.json"]),
  usage("fail-on maybe", ["--fail-on", "maybe"]),
  usage("an age that is none", ["--max-snapshot-age", "week"]),
  usage("a base that is no revision", ["--base", "-x"]),
  snapshot("a snapshot that is a Deployment", "apiVersion: apps/v1\nkind: Deployment\n"),
  snapshot("a snapshot with a typo in a key", SNAPSHOT.replace('"storedVersions"', '"storedVersion"')),
  snapshot("a truncated snapshot", SNAPSHOT.slice(0, 400)),
  snapshot("an empty snapshot", ""),
  snapshot("a dump of nothing", '{"kind": "List", "apiVersion": "v1", "items": []}'),
  snapshot("a snapshot of another cluster", SNAPSHOT.replace('"prod"', '"dev"')),
  snapshot("a snapshot of a newer format", SNAPSHOT.replace('"formatVersion": 1', '"formatVersion": 3')),
  {
    name: "two snapshots of one cluster",
    files: { "crd.yaml": GOOD, [PROD]: SNAPSHOT, "old/prod.json": SNAPSHOT },
    args: ["--snapshot", PROD, "--snapshot", "old/prod.json"],
    status: 2,
  },
  config("a configuration with an unknown key", "targets: []\nmanifest: {}\n"),
  config("a configuration that is a list", "- a\n"),
  config(
    "a waiver without reason",
    "waivers:\n  - {rule: stored-version-removed, crd: a.b, owner: me, expires: 2027-01-01}\n",
  ),
  config(
    "a waiver that is too broad",
    "waivers:\n  - {rule: stored-version-removed, reason: r, owner: me, expires: 2027-01-01}\n",
  ),
  config(
    "a waiver that expires tomorrow",
    "waivers:\n  - {rule: stored-version-removed, crd: a.b, reason: r, owner: me, expires: tomorrow}\n",
  ),
  config(
    "a waiver of a rule that does not exist",
    "waivers:\n  - {rule: stored-version, crd: a.b, reason: r, owner: me, expires: 2027-01-01}\n",
  ),
  {
    ...config("a target of a cluster that no snapshot has", "targets:\n  - {paths: [x], clusters: [prd]}\n"),
    status: 1,
  },
  {
    ...config("a configuration that is called config.yml", ""),
    files: { [CONFIG.replace("yaml", "yml")]: "targets: []\n" },
  },
  { ...config("a configuration that is called config.json", ""), files: { [CONFIG.replace("yaml", "json")]: "{}\n" } },
  {
    ...config("a configuration beside one that nothing reads", "targets: []\n"),
    files: {
      "crd.yaml": GOOD,
      [PROD]: SNAPSHOT,
      [CONFIG]: "targets: []\n",
      [CONFIG.replace("yaml", "yml")]: "rules: {}\n",
    },
    status: 0,
  },
  config(
    "patterns that would take too long",
    `manifests:\n  include: ["{1..1000}{1..1000}{1..1000}", "**/*.yaml"]\ntargets:\n  - {paths: ["${"*a".repeat(12)}"], clusters: [prod]}\n`,
  ),
  usage("a pattern in a flag that would take too long", ["--snapshot", "{1..10000000}.json"]),
  config("a configuration that is no YAML", "targets: [\n"),
  {
    name: "standard input that is empty",
    files: { [PROD]: SNAPSHOT },
    args: ["-"],
    input: "\n",
    status: 2,
  },
  {
    name: "standard input that does not end",
    files: { [PROD]: SNAPSHOT },
    args: ["-"],
    input: "# no end\n".repeat(8_000_000),
    status: 2,
  },
  {
    name: "CRDs in test data, and no configuration",
    files: {
      "crd.yaml": GOOD,
      [PROD]: SNAPSHOT,
      "tests/a.yaml": GOOD,
      "tests/b/c.yaml": GOOD,
      "pkg/fixtures/a.yaml": GOOD,
    },
    status: 0,
  },
  {
    name: "standard input without a CRD",
    files: { [PROD]: SNAPSHOT },
    args: ["-"],
    input: "kind: ConfigMap\n",
    status: 0,
  },
  {
    name: "a path that cannot be read",
    files: { [PROD]: SNAPSHOT, "crd.yaml": GOOD, "other.yaml": "version https://git-lfs.github.com/spec/v1\n" },
    args: ["crd.yaml", "other.yaml"],
    status: 2,
  },
  {
    name: "a newline in a file's name",
    files: { [PROD]: SNAPSHOT, "a\n::error::b.yaml": `${HEAD}metadata: [\n` },
    status: 1,
  },
  {
    name: "standard input that is broken",
    files: { [PROD]: SNAPSHOT },
    args: ["-"],
    input: `${HEAD}metadata: [\n`,
    status: 1,
  },
];
