import { describe, expect, it } from "vitest";
import { parseRepository } from "../../src/sources/git-address.ts";
import type { SourceOrigin } from "../../src/sources/reference.ts";
import { problemsOf, referencesOf, type Shown } from "./tree.ts";

/** By kustomize's own repospec_test.go, in other words: what it takes for a repository, and how it cuts it. */
describe("an address of a repository", () => {
  it.each<[string, string, string | null, string]>([
    ["https://github.com/acme/base", "https://github.com/acme/base", null, ""],
    ["https://github.com/acme/base/config/crd?ref=v1.2.0", "https://github.com/acme/base", "v1.2.0", "config/crd"],
    ["https://github.com/acme/base//config/crd?ref=v1.2.0", "https://github.com/acme/base", "v1.2.0", "config/crd"],
    ["https://github.com/acme/base.git/config?version=v1", "https://github.com/acme/base.git", "v1", "config"],
    ["https://github.com/acme/base?version=v1&ref=v2", "https://github.com/acme/base", "v2", ""],
    ["https://github.com/acme/base?timeout=90s&submodules=false", "https://github.com/acme/base", null, ""],
    ["HTTPS://GitHub.com/acme/base", "https://github.com/acme/base", null, ""],
    ["github.com/acme/base/x", "https://github.com/acme/base", null, "x"],
    ["github.com:acme/base/x", "https://github.com/acme/base", null, "x"],
    ["git@github.com:acme/base.git/x?ref=main", "git@github.com:acme/base.git", "main", "x"],
    ["ssh://git@github.com/acme/base", "git@github.com:acme/base", null, ""],
    ["ssh://git@git.acme.example:7999/a/base.git//x", "ssh://git@git.acme.example:7999/a/base.git", null, "x"],
    ["git@gitlab.com:group/sub/base.git/x", "git@gitlab.com:group/sub/base.git", null, "x"],
    ["git@gitlab.com:group/sub/base//x", "git@gitlab.com:group/sub/base", null, "x"],
    ["https://gitlab.com/group/sub/base.git", "https://gitlab.com/group/sub/base.git", null, ""],
    ["git::https://git.acme.example/a/b//c", "https://git.acme.example/a/b", null, "c"],
    ["git::git@git.acme.example:a/b", "git@git.acme.example:a/b", null, ""],
    ["https://me:secret@git.acme.example/a/b", "https://git.acme.example/a/b", null, ""],
    ["https://me@dev.azure.com/a/p/_git/r/x/y?ref=v1", "https://dev.azure.com/a/p/_git/r", "v1", "x/y"],
    ["https://dev.azure.com/a/p/_git/r", "https://dev.azure.com/a/p/_git/r", null, ""],
    ["https://acme.visualstudio.com/_git/r/x", "https://acme.visualstudio.com/_git/r", null, "x"],
    ["file:///srv/git/base.git//x?ref=v1", "file:///srv/git/base.git", "v1", "x"],
    ["https://git.acme.example/a/b/./x//", "https://git.acme.example/a/b/./x", null, ""],
  ])("%s", (address, url, ref, path) => {
    expect(parseRepository(address)).toEqual({ kind: "git", url, ref: { name: ref }, path });
  });

  it("may be at a commit", () => {
    const commit = "a1b2c3d4e5".repeat(4);
    expect(parseRepository(`github.com/acme/base?ref=${commit}`)?.ref).toEqual({ commit });
  });

  it.each([
    "base",
    "../base",
    "./github.com/acme/base",
    "/srv/base",
    "a@b/c",
    "github.com",
    "github.com/acme",
    "https://github.com/acme",
    "https://a.example",
    "https:///a/b",
    "ftp://a.example/b/c",
    "https://github.com/acme/base//../../x",
    "",
  ])("is not %s", (text) => {
    expect(parseRepository(text)).toBeNull();
  });
});

function entry(changes: Partial<Shown>): Shown {
  return {
    kind: "kustomization",
    name: "",
    namespace: null,
    origin: { kind: "local", path: "" },
    version: null,
    place: "base/kustomization.yaml:3:3",
    object: "base/kustomization.yaml:3:3",
    delivery: { by: "kustomize", client: "unknown", substitute: null },
    destination: null,
    ...changes,
  };
}

const CRD = "github.com/kubernetes-sigs/gateway-api/config/crd";
const git = (url: string, name: string | null, path: string): SourceOrigin => ({
  kind: "git",
  url,
  ref: { name },
  path,
});
const FILES = { by: "files", client: "unknown", recurse: false } as const;

describe("entries of a kustomization", () => {
  it.each<[string, string, Partial<Shown>]>([
    [
      "resources",
      `${CRD}?ref=v1.2.0`,
      {
        name: CRD,
        version: "v1.2.0",
        origin: git("https://github.com/kubernetes-sigs/gateway-api", "v1.2.0", "config/crd"),
      },
    ],
    [
      "bases",
      "git@git.acme.example:a/b.git",
      { name: "git.acme.example/a/b", origin: git("git@git.acme.example:a/b.git", null, "") },
    ],
    [
      "components",
      "https://git.acme.example/a/b/c.yaml",
      { name: "git.acme.example/a/b/c.yaml", origin: git("https://git.acme.example/a/b", null, "c.yaml") },
    ],
    [
      "components",
      "https://a.example",
      {
        name: "https://a.example",
        origin: { kind: "undecided", text: "https://a.example", reason: "it names no folder of a git repository" },
      },
    ],
    [
      "crds",
      "https://a.example/v1.0.0/crd.yaml",
      {
        name: "a.example/crd.yaml",
        version: "v1.0.0",
        origin: { kind: "file", url: "https://a.example/v1.0.0/crd.yaml" },
        delivery: { by: "none" },
      },
    ],
    [
      "resources",
      "https://github.com/o/r/releases/download/v1.2.0/install.yaml",
      {
        name: "github.com/o/r/install.yaml",
        version: "v1.2.0",
        origin: { kind: "file", url: "https://github.com/o/r/releases/download/v1.2.0/install.yaml" },
        delivery: FILES,
      },
    ],
    [
      "resources",
      "https://github.com/o/r/releases/latest/download/install.yaml",
      {
        name: "github.com/o/r/releases/latest/download/install.yaml",
        origin: { kind: "file", url: "https://github.com/o/r/releases/latest/download/install.yaml" },
        delivery: FILES,
      },
    ],
    [
      "resources",
      "https://raw.githubusercontent.com/o/r/v1.2.0/a/b.yaml",
      {
        name: "raw.githubusercontent.com/o/r/a/b.yaml",
        version: "v1.2.0",
        origin: { kind: "file", url: "https://raw.githubusercontent.com/o/r/v1.2.0/a/b.yaml" },
        delivery: FILES,
      },
    ],
    [
      "resources",
      "https://raw.githubusercontent.com/o/r/refs/tags/v1/b.yaml",
      {
        name: "raw.githubusercontent.com/o/r/refs/tags/b.yaml",
        version: "v1",
        origin: { kind: "file", url: "https://raw.githubusercontent.com/o/r/refs/tags/v1/b.yaml" },
        delivery: FILES,
      },
    ],
    [
      "resources",
      "https://me:secret@a.example/b.json?token=1",
      { name: "a.example/b.json", origin: { kind: "file", url: "https://a.example/b.json?token=1" }, delivery: FILES },
    ],
    [
      "resources",
      "https://a.example",
      { name: "a.example", origin: { kind: "file", url: "https://a.example" }, delivery: FILES },
    ],
    [
      "resources",
      "https://gitlab.com/o/r/crds/a.yaml?ref=v1.0.0",
      {
        name: "gitlab.com/o/r/crds/a.yaml",
        version: "v1.0.0",
        origin: git("https://gitlab.com/o/r", "v1.0.0", "crds/a.yaml"),
      },
    ],
    [
      "resources",
      "'https://a.example/{{ version }}/b.yaml'",
      {
        name: "https://a.example/{{ version }}/b.yaml",
        origin: {
          kind: "undecided",
          text: "https://a.example/{{ version }}/b.yaml",
          reason: "`{{ version }}` is filled in elsewhere",
        },
      },
    ],
    [
      "resources",
      "https://github.com/acme/gitops//base",
      { name: "github.com/acme/gitops/base", origin: { kind: "local", path: "base" } },
    ],
    [
      "resources",
      "https://github.com/acme/gitops//base?ref=main",
      { name: "github.com/acme/gitops/base", version: "main", origin: { kind: "local", path: "base" } },
    ],
    [
      "resources",
      "https://github.com/acme/gitops//base?ref=v1.0.0",
      {
        name: "github.com/acme/gitops/base",
        version: "v1.0.0",
        origin: git("https://github.com/acme/gitops", "v1.0.0", "base"),
      },
    ],
  ])("%s: %s", (key, address, changes) => {
    const text = `kind: Kustomization\n${key}:\n- ${address}\n- a.yaml\n- ../b\n- 7\n- [c]\n`;
    expect(referencesOf({ "base/kustomization.yaml": text })).toEqual([entry(changes)]);
  });

  it("stand each on its own line, in a file of any name that kustomize takes", () => {
    const text = "resources:\n- https://a.example/a.yaml\n- https://a.example/b.yaml\n- https://a.example/a.yaml\n";
    for (const name of ["kustomization.yaml", "kustomization.yml", "Kustomization"]) {
      expect(referencesOf({ [name]: text }).map(({ place }) => place)).toEqual([
        `${name}:2:3`,
        `${name}:3:3`,
        `${name}:4:3`,
      ]);
    }
    expect(referencesOf({ "kustomize.yaml": text })).toEqual([]);
  });

  it.each([
    "",
    "- a\n",
    "resources: https://a.example/a.yaml\n",
    "resources: {a: b}\nhelmCharts: 7\n",
    "__proto__: {resources: [https://a.example/a.yaml]}\n",
  ])("are none in %j", (text) => {
    expect(referencesOf({ "kustomization.yaml": text })).toEqual([]);
  });

  it("cannot be told where it cannot be read", () => {
    expect(problemsOf({ "kustomization.yaml": "resources:\n\t- a\n" })).toEqual([
      "kustomization.yaml:2:1: A tab stands where YAML allows only spaces.",
    ]);
  });
});

describe("what a kustomization takes from elsewhere", () => {
  const application = (name: string, path: string, spec = "") => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}}
spec:
  destination: {name: ${name}}
  source: {repoURL: 'https://github.com/acme/gitops', path: ${path}}
${spec}`;
  const tree = {
    "base/kustomization.yaml":
      "helmCharts: [{name: kafka, repo: 'https://charts.example.com', version: 1.0.0}]\nresources:\n- https://a.example/a.yaml\n",
    "prod/kustomization.yaml": "resources: [../base, ../base]\n",
    "other/kustomization.yaml": "resources: [https://a.example/b.yaml]\n",
  };

  it("is for the clusters of the Applications that build it", () => {
    const files = {
      ...tree,
      "apps/prod.yaml": application("prod", "prod", "  syncPolicy: {syncOptions: [ServerSideApply=true]}\n"),
      "apps/eu.yaml": application("eu", "base"),
    };
    const found = referencesOf(files).filter(({ kind }) => kind === "kustomization");
    expect(
      found.map(({ name, object, destination, delivery }) => [
        name,
        object,
        destination,
        "client" in delivery ? delivery.client : null,
      ]),
    ).toEqual([
      ["kafka", "apps/eu.yaml:3:12", { kind: "named", names: ["eu"] }, "client-side"],
      ["kafka", "apps/prod.yaml:3:12", { kind: "named", names: ["prod"] }, "server-side"],
      ["a.example/a.yaml", "apps/eu.yaml:3:12", { kind: "named", names: ["eu"] }, "client-side"],
      ["a.example/a.yaml", "apps/prod.yaml:3:12", { kind: "named", names: ["prod"] }, "server-side"],
      ["a.example/b.yaml", "other/kustomization.yaml:1:13", null, "unknown"],
    ]);
  });

  it("ends where kustomizations are a circle", () => {
    const circle = {
      ...tree,
      "base/kustomization.yaml": "resources: [../prod, https://a.example/a.yaml]\n",
      "apps.yaml": application("prod", "prod"),
    };
    expect(
      referencesOf(circle)
        .filter(({ kind }) => kind === "kustomization")
        .map(({ destination }) => destination),
    ).toEqual([{ kind: "named", names: ["prod"] }, null]);
  });
});

const HELM = {
  by: "helm",
  ownership: null,
  client: "unknown",
  release: "kafka",
  namespace: null,
  values: [],
  crds: "skipped",
  missing: [],
} as const;

const CHART = entry({
  name: "kafka",
  origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka", version: "1.0.0" },
  version: "1.0.0",
  place: "base/kustomization.yaml:4:3",
  object: "base/kustomization.yaml:2:3",
  delivery: HELM,
});

function charts(entryText: string, files: Readonly<Record<string, string>> = {}) {
  return {
    "base/kustomization.yaml": `helmCharts:\n- name: kafka\n  repo: https://charts.example.com\n${entryText}`,
    ...files,
  };
}

describe("charts of a kustomization", () => {
  it.each<[string, string, Readonly<Record<string, string>>, Partial<Shown>]>([
    ["with a version", "  version: 1.0.0\n", {}, {}],
    [
      "with its CRDs",
      "  version: 1.0.0\n  includeCRDs: true\n  releaseName: streams\n  namespace: kafka\n",
      {},
      { name: "streams", delivery: { ...HELM, crds: "applied", release: "streams", namespace: "kafka" } },
    ],
    [
      "without a version",
      "  namespace: kafka\n",
      {},
      {
        origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka", version: null },
        version: null,
        place: "base/kustomization.yaml:2:3",
        delivery: { ...HELM, namespace: "kafka" },
      },
    ],
    [
      "with a number for a version",
      "  version: 1.1\n",
      {},
      {
        origin: {
          kind: "undecided",
          text: "https://charts.example.com kafka",
          reason: "`version` is a number where text belongs",
        },
        version: null,
      },
    ],
    [
      "that is in the tree",
      "  version: 1.0.0\n",
      { "base/charts/kafka-1.0.0/kafka/Chart.yaml": "" },
      { origin: { kind: "local", path: "base/charts/kafka-1.0.0/kafka" } },
    ],
    ["that is in the tree without its version", "  version: 1.0.0\n", { "base/charts/kafka/Chart.yaml": "" }, {}],
    [
      "that is in a folder of the tree",
      "  version: 1.0.0\nhelmGlobals: {chartHome: ../shared}\n",
      { "shared/kafka-1.0.0/kafka/Chart.yaml": "" },
      { origin: { kind: "local", path: "shared/kafka-1.0.0/kafka" } },
    ],
  ])("%s", (_, text, files, changes) => {
    expect(referencesOf(charts(text, files))).toEqual([{ ...CHART, ...changes }]);
  });

  it("may be in a registry, or nowhere", () => {
    const text =
      "helmCharts:\n- {name: a, repo: 'oci://ghcr.io/acme/', version: 1.0.0}\n- {name: b}\n- {version: 1.0.0}\n- c\n";
    expect(referencesOf({ "kustomization.yaml": text }).map(({ origin }) => origin)).toEqual([
      { kind: "oci", repository: "ghcr.io/acme/a", ref: { tag: "1.0.0" }, content: "chart" },
      { kind: "undecided", text: "b", reason: "it has no `repo`, and no such chart is in this repository" },
    ]);
  });

  it.each<[string, string, Partial<typeof HELM> | Readonly<Record<string, unknown>>]>([
    ["a file", "  valuesFile: v.yaml\n", { values: [{ kind: "file", path: "base/v.yaml" }] }],
    ["a file that is not there", "  valuesFile: ../../v.yaml\n", { missing: ["values file ../../v.yaml"] }],
    ["inline ones", "  valuesInline: {a: 1}\n", { values: [{ kind: "inline", values: { a: 1 } }] }],
    [
      "inline ones over a file",
      "  valuesFile: v.yaml\n  valuesInline: {a: 1}\n",
      {
        values: [
          { kind: "file", path: "base/v.yaml" },
          { kind: "inline", values: { a: 1 } },
        ],
      },
    ],
    [
      "inline ones under a file",
      "  valuesFile: v.yaml\n  valuesInline: {a: 1}\n  valuesMerge: merge\n",
      {
        values: [
          { kind: "inline", values: { a: 1 } },
          { kind: "file", path: "base/v.yaml" },
        ],
      },
    ],
    [
      "inline ones under the chart's",
      "  valuesInline: {a: 1}\n  valuesMerge: merge\n",
      {
        values: [
          { kind: "inline", values: { a: 1 } },
          { kind: "in-source", path: "values.yaml", optional: true },
        ],
      },
    ],
    [
      "inline ones for a file",
      "  valuesFile: v.yaml\n  valuesInline: {a: 1}\n  valuesMerge: replace\n",
      { values: [{ kind: "inline", values: { a: 1 } }] },
    ],
    [
      "further files",
      "  valuesInline: {a: 1}\n  additionalValuesFiles: [v.yaml, w.yaml, 7]\n",
      {
        values: [
          { kind: "inline", values: { a: 1 } },
          { kind: "file", path: "base/v.yaml" },
        ],
        missing: ["values file w.yaml"],
      },
    ],
  ])("have values: %s", (_, text, changes) => {
    const [found] = referencesOf(charts(`  version: 1.0.0\n${text}`, { "base/v.yaml": "" }));
    expect(found?.delivery).toEqual({ ...HELM, ...changes });
  });

  it("may be written in the old way", () => {
    const text = `helmChartInflationGenerator:
- chartName: kafka
  chartRepoUrl: https://charts.example.com
  chartVersion: 1.0.0
  values: v.yaml
  valuesLocal: {a: 1}
`;
    expect(referencesOf({ "base/kustomization.yaml": text, "base/v.yaml": "" })).toEqual([
      {
        ...CHART,
        delivery: {
          ...HELM,
          values: [
            { kind: "file", path: "base/v.yaml" },
            { kind: "inline", values: { a: 1 } },
          ],
        },
      },
    ]);
  });

  it("may be a generator in a file of its own", () => {
    const generator = `apiVersion: builtin
kind: HelmChartInflationGenerator
metadata: {name: streams}
name: kafka
repo: https://charts.example.com
version: 1.0.0
includeCRDs: true
---
kind: ConfigMapGenerator
name: other
`;
    const tree = {
      "base/kustomization.yaml": "generators:\n- ../generators/kafka.yaml\n- none.yaml\n- |-\n  kind: X\n- 7\n",
      "generators/kafka.yaml": generator,
    };
    expect(referencesOf(tree)).toEqual([
      {
        ...CHART,
        place: "generators/kafka.yaml:6:1",
        object: "generators/kafka.yaml:1:1",
        delivery: { ...HELM, crds: "applied" },
      },
    ]);
  });
});
