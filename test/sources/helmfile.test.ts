import { describe, expect, it } from "vitest";
import type { SourceOrigin } from "../../src/sources/reference.ts";
import { problemsOf, referencesOf, type Shown } from "./tree.ts";

const REPOSITORIES = `repositories:
- name: acme
  url: https://charts.example.com/
- name: registry
  url: ghcr.io/acme/charts
  oci: true
`;

const DELIVERY = {
  by: "helm",
  ownership: { takes: { installing: false, upgrading: false }, option: "`takeOwnership: true`" },
  client: "unknown",
  release: "kafka",
  namespace: "streams",
  values: [],
  crds: "create-only",
  missing: [],
} as const;

const RELEASE: Shown = {
  kind: "helmfile",
  name: "kafka",
  namespace: null,
  origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "1.0.0" },
  version: "1.0.0",
  place: "deploy/helmfile.yaml:11:3",
  object: "deploy/helmfile.yaml:8:3",
  delivery: DELIVERY,
  destination: null,
};

function helmfile(release: string, files: Readonly<Record<string, string>> = {}, further = "") {
  const text = `${REPOSITORIES}releases:\n- name: kafka\n  namespace: streams\n${release}${further}`;
  return { "deploy/helmfile.yaml": text, ...files };
}

const CHART = "  chart: acme/kafka-operator\n  version: 1.0.0\n";

describe("releases of a helmfile", () => {
  it("stand on their version", () => {
    expect(referencesOf(helmfile(CHART))).toEqual([{ ...RELEASE, place: "deploy/helmfile.yaml:11:3" }]);
  });

  const undecided = (text: string, reason: string): SourceOrigin => ({ kind: "undecided", text, reason });

  it.each<[string, string, string, Readonly<Record<string, string>>]>([
    ["the release", "  takeOwnership: true\n", "", {}],
    [
      "the defaults, whatever the release says",
      "  takeOwnership: false\n",
      "helmDefaults: {takeOwnership: true}\n",
      {},
    ],
    ["a base", "", "bases: [base.yaml]\n", { "deploy/base.yaml": "helmDefaults: {takeOwnership: true}\n" }],
  ])("take over what lives where %s says so", (_name, own, further, files) => {
    const [found] = referencesOf(helmfile(CHART + own, files, further));
    expect(found?.delivery).toEqual({
      ...DELIVERY,
      ownership: { ...DELIVERY.ownership, takes: { installing: true, upgrading: true } },
    });
  });

  it.each<[string, string, Readonly<Record<string, string>>, Partial<Shown>]>([
    [
      "of a registry by its name",
      "  chart: registry/kafka\n  version: ~1.2\n",
      {},
      {
        origin: { kind: "oci", repository: "ghcr.io/acme/charts/kafka", ref: { semver: "~1.2" }, content: "chart" },
        version: "~1.2",
      },
    ],
    [
      "of a registry by its address",
      "  chart: oci://ghcr.io/acme/kafka\n  version: 1.0.0\n",
      {},
      { origin: { kind: "oci", repository: "ghcr.io/acme/kafka", ref: { tag: "1.0.0" }, content: "chart" } },
    ],
    [
      "without a version",
      "  chart: acme/kafka-operator\n",
      {},
      {
        origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: null },
        version: null,
        place: "deploy/helmfile.yaml:10:3",
      },
    ],
    [
      "of this repository",
      "  chart: ../charts/kafka\n  version: 1.0.0\n",
      { "charts/kafka/Chart.yaml": "" },
      { origin: { kind: "local", path: "charts/kafka" } },
    ],
    [
      "of nowhere",
      "  chart: other/kafka\n  version: 1.0.0\n",
      {},
      { origin: undecided("other/kafka", "no repository of this name and no such folder is known here") },
    ],
    [
      "of no chart",
      "  version: 1.0.0\n",
      {},
      { origin: undecided("", "it names no chart"), place: "deploy/helmfile.yaml:10:3" },
    ],
    [
      "of an archive",
      "  chart: https://me:secret@a.example/kafka-1.0.0.tgz\n",
      {},
      {
        origin: undecided(
          "https://a.example/kafka-1.0.0.tgz",
          "it is the address of an archive, which no index vouches for",
        ),
        version: null,
        place: "deploy/helmfile.yaml:10:3",
      },
    ],
    [
      "of a git repository",
      "  chart: git::https://github.com/acme/charts.git/kafka?ref=v1\n",
      {},
      {
        origin: { kind: "git", url: "https://github.com/acme/charts.git", ref: { name: "v1" }, path: "kafka" },
        version: null,
        place: "deploy/helmfile.yaml:10:3",
      },
    ],
    [
      "by a template in a text",
      "  chart: acme/kafka-operator\n  version: '{{ .Values.version }}'\n",
      {},
      {
        origin: undecided("acme/kafka-operator", "`{{ .Values.version }}` is filled in elsewhere"),
        version: "{{ .Values.version }}",
      },
    ],
    [
      "by a number",
      "  chart: acme/kafka-operator\n  version: 1.10\n",
      {},
      { origin: undecided("acme/kafka-operator", "`version` is a number where text belongs"), version: null },
    ],
    [
      "by inheritance",
      `${CHART}  inherit: [{template: default}]\n`,
      {},
      { origin: undecided("acme/kafka-operator", "it inherits from templates") },
    ],
  ])("%s", (_, release, files, changes) => {
    expect(referencesOf(helmfile(release, files))).toEqual([{ ...RELEASE, ...changes }]);
  });

  it("are none where they are to be removed, or have no name", () => {
    expect(referencesOf(helmfile(`${CHART}  installed: false\n- chart: acme/b\n- c\n`))).toEqual([]);
  });

  it("are in the namespace of the whole file, where it has one", () => {
    const [found] = referencesOf(helmfile(CHART, {}, "namespace: tools\n"));
    expect(found?.delivery).toEqual({ ...DELIVERY, namespace: "tools" });
  });

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ["a range", "^1.0.0", { "deploy/helmfile.lock": LOCK("1.4.2") }, "1.4.2"],
    ["a version", "1.0.0", { "deploy/helmfile.lock": LOCK("1.4.2") }, "1.0.0"],
    [
      "a range of another chart",
      "^1.0.0",
      { "deploy/helmfile.lock": LOCK("1.4.2").replace("kafka-operator", "x") },
      "^1.0.0",
    ],
    ["a range without a lock", "^1.0.0", {}, "^1.0.0"],
  ])("have the version that a lock has for %s", (_, version, files, expected) => {
    const [found] = referencesOf(helmfile(`  chart: acme/kafka-operator\n  version: ${version}\n`, files));
    expect(found?.origin).toMatchObject({ version: expected });
  });

  it.each<[string, string, Partial<typeof DELIVERY> | Readonly<Record<string, unknown>>]>([
    [
      "files and inline ones in their order",
      "  values: [v.yaml, {a: 1}, ../x.yaml, none.yaml, w.yaml.gotmpl, ../../etc/passwd]\n",
      {
        values: [
          { kind: "file", path: "deploy/v.yaml" },
          { kind: "inline", values: { a: 1 } },
          { kind: "file", path: "x.yaml" },
        ],
        missing: ["values file none.yaml", "values file w.yaml.gotmpl", "values file ../../etc/passwd"],
      },
    ],
    ["secrets", "  secrets: [s.yaml]\n", { missing: ["secrets s.yaml"] }],
    [
      "single ones",
      "  set: [{name: a, value: 'x,y'}, {name: b, value: 1}, {name: c, value: true}, {name: d, file: f}, {name: e, values: [1]}, {value: g}]\n",
      {
        values: [
          { kind: "set", name: "a", value: "x\\,y", string: false },
          { kind: "set", name: "b", value: "1", string: false },
          { kind: "set", name: "c", value: "true", string: false },
        ],
        missing: ["set d", "set e", "set"],
      },
    ],
    ["a condition", "  condition: kafka.enabled\n", { missing: ["values that turn on its condition kafka.enabled"] }],
  ])("have values: %s", (_, text, changes) => {
    const files = { "deploy/v.yaml": "", "x.yaml": "", "deploy/w.yaml.gotmpl": "" };
    const [found] = referencesOf(helmfile(CHART + text, files));
    expect(found?.delivery).toEqual({ ...DELIVERY, ...changes });
  });

  it("may have their repositories in a base", () => {
    const files = {
      "deploy/helmfile.yaml":
        "bases: [../base.yaml, none.yaml, 7]\nreleases:\n- {name: kafka, namespace: streams, chart: acme/kafka-operator, version: 1.0.0}\n",
      "base.yaml": REPOSITORIES,
    };
    expect(referencesOf(files)).toEqual([
      { ...RELEASE, place: "deploy/helmfile.yaml:3:65", object: "deploy/helmfile.yaml:3:3" },
    ]);
  });
});

function LOCK(version: string): string {
  return `version: v0\ndependencies:\n- name: kafka-operator\n  repository: https://charts.example.com/\n  version: ${version}\n`;
}

function template(path: string): Shown {
  return {
    kind: "helmfile",
    name: path.split("/").pop() ?? "",
    namespace: null,
    origin: { kind: "undecided", text: "templates", reason: "its releases are written by templates" },
    version: null,
    place: `${path}:1:1`,
    object: `${path}:1:1`,
    delivery: { by: "none" },
    destination: null,
  };
}

describe("files of helmfile", () => {
  it.each([
    "helmfile.yaml.gotmpl",
    "helmfile-prod.yml.gotmpl",
    "helmfile.d/a.yaml.gotmpl",
  ])("that are templates: %s", (path) => {
    expect(referencesOf({ [path]: "releases:\n{{ range .Values.x }}\n- name: {{ . }}\n{{ end }}\n" })).toEqual([
      template(path),
    ]);
  });

  it("may be templates by any name", () => {
    const tree = { "a/helmfile.yaml": "releases:\n{{- range .Values.x }}\n- name: {{ . }}\n{{- end }}\n" };
    expect(referencesOf(tree)).toEqual([template("a/helmfile.yaml")]);
    expect(problemsOf(tree)).toEqual([]);
  });

  it("cannot be told where they cannot be read", () => {
    expect(problemsOf({ "helmfile.yaml": "releases:\n\t- a\n" })).toEqual([
      "helmfile.yaml:2:1: A tab stands where YAML allows only spaces.",
    ]);
  });

  it("names others by a pattern, and a folder for those in it", () => {
    const one = (name: string) => `${REPOSITORIES}releases:\n- {name: ${name}, chart: acme/${name}, version: 1.0.0}\n`;
    const files = {
      "deploy/helmfile.yaml": "helmfiles: ['apps/*/release.yaml', more, {path: '../[m-z]*.yaml'}]\n",
      "deploy/apps/a/release.yaml": one("a"),
      "deploy/apps/b/release.yaml": "releases: []\n{{ if .Values.b }}\n",
      "deploy/apps/b/c/release.yaml": one("c"),
      "deploy/more/d.yaml": one("d"),
      "deploy/more/e.txt": one("e"),
      "deploy/more/f/f.yaml": one("f"),
      "main.yaml": one("g"),
    };
    expect(referencesOf(files).map(({ name, origin }) => [name, "reason" in origin ? origin.reason : ""])).toEqual([
      ["a", ""],
      ["release.yaml", "its releases are written by templates"],
      ["d", ""],
      ["g", ""],
    ]);
  });

  it("lead to further ones, once each", () => {
    const tree = {
      "helmfile.yaml":
        "helmfiles: [apps/kafka.yaml, {path: apps/kafka.yaml}, helmfile.yaml, none.yaml, {selectors: []}, 'git::https://github.com/acme/x@helmfile.yaml?ref=v1']\n",
      "apps/kafka.yaml": `helmfiles: [../helmfile.yaml]\n${REPOSITORIES}---\nreleases:\n- {name: kafka, namespace: streams, chart: acme/kafka-operator, version: 1.0.0}\n`,
    };
    expect(referencesOf(tree)).toEqual([
      { ...RELEASE, place: "apps/kafka.yaml:10:65", object: "apps/kafka.yaml:10:3" },
      {
        ...template("helmfile.yaml"),
        name: "git::https://github.com/acme/x@helmfile.yaml?ref=v1",
        origin: {
          kind: "undecided",
          text: "git::https://github.com/acme/x@helmfile.yaml?ref=v1",
          reason: "it is a helmfile of another repository",
        },
        place: "helmfile.yaml:1:98",
        object: "helmfile.yaml:1:98",
      },
    ]);
  });

  it.each(["", "a", "releases: {a: b}\n", "releases: 7\nrepositories: a\n"])("have no release in %j", (text) => {
    expect(referencesOf({ "helmfile.yaml": text })).toEqual([]);
  });
});
