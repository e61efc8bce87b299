import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import type { Printed } from "../../src/manifests/manifest.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";
const FILE = "charts/parts/templates/crd.yaml";
const LABEL = 'label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"';

function annotation(key: string, wanted: string, is?: string): string {
  const name = `meta.helm.sh/release-${key}`;
  return `annotation validation error: ${is === undefined ? `missing key "${name}": must be set to "${wanted}"` : `key "${name}" must equal "${wanted}": current value is "${is}"`}`;
}

function situation(owners: LiveCrd["owners"], more: Partial<Situation> = {}, release = "net/parts"): Situation {
  return {
    files: { [FILE]: [crd({ versions: "v1*" })] },
    targets: [{ paths: ["**"], clusters: ["**"], apply: "helm" }],
    clusters: {
      prod: { [NAME]: { ...live({ versions: "v1*" }, ["v1"]), ...(owners === undefined ? {} : { owners }) } },
    },
    printed: { [FILE]: { path: "charts/parts", release, meantFor: { clusters: ["prod"], because: "helm[0]" } } },
    ...more,
  };
}

function refused(problems: readonly string[], detail: object, severity = "error") {
  const sentence = `CustomResourceDefinition "${NAME}" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata`;
  return [
    {
      rule: "helm-ownership-refused",
      severity,
      crd: NAME,
      cluster: "prod",
      at: `${FILE}:4 metadata.name`,
      detail: {
        kind: "helm-ownership-refused",
        cause: "unowned",
        name: "parts",
        namespace: "net",
        owner: "",
        byHelm: true,
        option: "",
        sentence: problems.length === 0 ? "" : [sentence, ...problems].join("; "),
        ...detail,
      },
    },
  ];
}

it.each<[string, LiveCrd["owners"], readonly string[], object]>([
  ["nothing", undefined, [LABEL, annotation("name", "parts"), annotation("namespace", "net")], {}],
  ["no label", { helmRelease: "net/parts" }, [LABEL], {}],
  [
    "another release",
    { helmRelease: "mesh/base", managedBy: "Helm" },
    [annotation("name", "parts", "base"), annotation("namespace", "net", "mesh")],
    { cause: "another-release", owner: "mesh/base" },
  ],
  ["no namespace", { helmRelease: "/parts", managedBy: "Helm" }, [annotation("namespace", "net")], {}],
  [
    "another label",
    { helmRelease: "net/parts", managedBy: "kustomize" },
    ['label validation error: key "app.kubernetes.io/managed-by" must equal "Helm": current value is "kustomize"'],
    {},
  ],
])("is refused by Helm where the live CRD has %s", (_name, owners, problems, detail) => {
  expect(findingsOf(situation(owners))).toEqual(refused(problems, detail));
});

it("says nothing in Helm's name where nobody knows the namespace", () => {
  expect(findingsOf(situation(undefined, {}, "default/parts"))).toEqual(refused([], { namespace: "" }));
});

it("is a warning where nobody says that it is Helm, and only for what the change moves into the templates", () => {
  const problems = [LABEL, annotation("name", "parts"), annotation("namespace", "net")];
  const base = { "charts/parts/crds/crd.yaml": [crd({ versions: "v1*" })] };
  expect(findingsOf(situation(undefined, { targets: [], base }))).toEqual(
    refused(problems, { byHelm: false }, "warning"),
  );
  expect(findingsOf(situation(undefined, { targets: [], base: {} }))).toEqual([]);
  expect(findingsOf(situation(undefined, { targets: [] }))).toEqual([]);
});

it.each<[string, Situation]>([
  ["its own CRD", situation({ helmRelease: "net/parts", managedBy: "Helm" })],
  ["a CRD that is not there", { ...situation(undefined), clusters: { prod: {} } }],
  [
    "an installation that kubectl applies",
    { ...situation(undefined), targets: [{ paths: ["**"], clusters: ["**"], apply: "server-side" }] },
  ],
  [
    "a hook",
    {
      ...situation(undefined),
      files: {
        [FILE]: [
          { ...crd({ versions: "v1*" }), metadata: { name: NAME, annotations: { "helm.sh/hook": "pre-upgrade" } } },
        ],
      },
    },
  ],
  [
    "the folder of CRDs",
    {
      ...situation(undefined),
      files: { [FILE]: `# Source: parts/crds/crd.yaml\n${JSON.stringify(crd({ versions: "v1*" }))}` },
    },
  ],
])("is silent on %s", (_name, given) => {
  expect(findingsOf(given).map(({ rule }) => rule)).not.toContain("helm-ownership-refused");
});

const OPTION = "`spec.takeOwnership: true`";
const ALL = [LABEL, annotation("name", "parts"), annotation("namespace", "net")];

/** A release that a reference of the tree has something install. */
function referred(takes: Takes, more: Partial<Situation> = {}): Situation {
  const given = situation(undefined, { targets: [], ...more });
  const source = {
    name: "HelmChart `parts`",
    fullName: "HelmChart `net/parts`",
    by: [],
    version: "1.0.0",
    id: "parts",
    crds: [NAME],
    appliesCrds: false,
    ownership: { takes, option: OPTION },
    client: "unknown" as const,
  };
  return { ...given, printed: { [FILE]: { ...printed(given), source } } };
}

interface Takes {
  readonly installing: boolean;
  readonly upgrading: boolean;
}

function printed({ printed: all }: Situation): Printed {
  const one = all?.[FILE];
  if (one === undefined) throw new Error("nothing was rendered");
  return one;
}

/** That the release is there, a CRD of its own says. */
const THERE = {
  clusters: {
    prod: {
      [NAME]: live({ versions: "v1*" }, ["v1"]),
      "ways.example.com": {
        ...live({ versions: "v1*", name: "ways.example.com" }, ["v1"]),
        owners: { helmRelease: "net/parts", managedBy: "Helm" },
      },
    },
  },
};

it.each<[string, Takes, Partial<Situation>, readonly object[]]>([
  ["never takes over", { installing: false, upgrading: false }, {}, refused(ALL, { option: OPTION })],
  ["always takes over", { installing: true, upgrading: true }, {}, []],
  [
    "refuses only to upgrade what is there",
    { installing: true, upgrading: false },
    THERE,
    refused(ALL, { option: OPTION }),
  ],
  ["refuses only to install what is there", { installing: false, upgrading: true }, THERE, []],
  [
    "refuses only to install what may be there",
    { installing: false, upgrading: true },
    {},
    refused(ALL, { option: OPTION }, "warning"),
  ],
])("goes by what installs the release: it %s", (_name, takes, more, expected) => {
  expect(findingsOf(referred(takes, more))).toEqual(expected);
});
