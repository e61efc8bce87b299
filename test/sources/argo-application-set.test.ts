import { describe, expect, it } from "vitest";
import { referencesOf, type Shown } from "./tree.ts";

interface SetOptions {
  readonly generators: string;
  readonly go?: boolean;
  readonly source?: string;
  readonly name?: string;
  readonly cluster?: string;
  readonly further?: string;
}

function set({ generators, go = false, source, name, cluster, further = "" }: SetOptions): string {
  const dot = go ? "." : "";
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: addons
  namespace: argocd
spec:
${further}  goTemplate: ${go}
  template:
    metadata:
      name: '${name ?? `{{${dot}name}}`}'
    spec:
      destination:
        name: '${cluster ?? `{{${dot}cluster}}`}'
        namespace: tools
      source:
        ${source ?? `{repoURL: 'https://charts.example.com', chart: '{{${dot}name}}', targetRevision: '{{ ${dot}version }}'}`}
  generators:
${generators}`;
}

function made(name: string, version: string, place: string, cluster: string | null): Shown {
  return {
    kind: "ApplicationSet",
    name,
    namespace: "argocd",
    origin: { kind: "helm", repository: "https://charts.example.com", chart: name, version },
    version,
    place,
    object: "set.yaml:4:3",
    delivery: {
      by: "helm",
      ownership: null,
      client: "client-side",
      release: name,
      namespace: "tools",
      values: [],
      crds: "applied",
      missing: [],
    },
    destination: cluster === null ? null : { kind: "named", names: [cluster] },
  };
}

function undecided(text: string, reason: string, version: string | null, place: string): Shown {
  return {
    kind: "ApplicationSet",
    name: "addons",
    namespace: "argocd",
    origin: { kind: "undecided", text, reason },
    version,
    place,
    object: "set.yaml:4:3",
    delivery: { by: "none" },
    isUnnamed: true,
    destination: null,
  };
}

const LIST = `  - list:
      elements:
      - name: istio
        version: 1.2.3
        cluster: prod
      - {name: kyverno, version: 3.0.0, cluster: staging}
`;

describe("an ApplicationSet with a list", () => {
  it.each([false, true])("stands on the version of each element, with Go's templates: %s", (go) => {
    expect(referencesOf({ "set.yaml": set({ generators: LIST, go }) })).toEqual([
      made("istio", "1.2.3", "set.yaml:21:9", "prod"),
      made("kyverno", "3.0.0", "set.yaml:23:25", "staging"),
    ]);
  });

  it("stands on the template's version where no element has one", () => {
    const source = "{repoURL: 'https://charts.example.com', chart: '{{name}}', targetRevision: 1.0.0}";
    expect(referencesOf({ "set.yaml": set({ generators: LIST, source }) })).toEqual([
      made("istio", "1.0.0", "set.yaml:16:68", "prod"),
      made("kyverno", "1.0.0", "set.yaml:16:68", "staging"),
    ]);
  });

  it("may have nested values", () => {
    const generators =
      "  - list:\n      elements:\n      - name: istio\n        cluster: prod\n        values: {version: 1.2.3}\n";
    const flat = "{repoURL: 'https://charts.example.com', chart: istio, targetRevision: '{{values.version}}'}";
    const nested = flat.replace("{{values", "{{.values");
    for (const [go, source] of [
      [false, flat],
      [true, nested],
    ] as const) {
      expect(referencesOf({ "set.yaml": set({ generators, go, source }) })).toEqual([
        made("istio", "1.2.3", "set.yaml:22:18", "prod"),
      ]);
    }
  });

  it("may have its elements as text", () => {
    const generators =
      "  - list:\n      elements: []\n      elementsYaml: |\n        - {name: istio, version: 1.2.3, cluster: prod}\n";
    expect(referencesOf({ "set.yaml": set({ generators }) })).toEqual([
      made("istio", "1.2.3", "set.yaml:20:7", "prod"),
    ]);
  });

  it("takes Go's own way with blanks, numbers and indexes", () => {
    const generators =
      "  - list:\n      elements:\n      - {name: istio, cluster: [prod, eu], version: {major: 1, rest: '.2.3'}}\n";
    const source = `{repoURL: 'https://charts.example.com', chart: istio, targetRevision: '{{ .version.major -}} {{ index .version "rest" }}'}`;
    const sets = set({ generators, go: true, source, cluster: "{{ index .cluster 1 }}" });
    expect(referencesOf({ "set.yaml": sets })).toEqual([made("istio", "1.2.3", "set.yaml:20:54", "eu")]);
  });

  it.each([
    ["a function", "{{ .version | lower }}"],
    ["a field that is not there", "{{ .release }}"],
    ["a mapping", "{{ .nested }}"],
    ["a variable", "{{ $x }}"],
    ["an action without an end", "{{ .version"],
  ])("is not decided by %s", (_, revision) => {
    const generators =
      "  - list:\n      elements:\n      - {name: istio, version: 1.2.3, cluster: prod, nested: {a: 1}}\n";
    const source = `{repoURL: 'https://charts.example.com', chart: '{{.name}}', targetRevision: '${revision}'}`;
    const [reference] = referencesOf({ "set.yaml": set({ generators, go: true, source }) });
    expect(reference).toMatchObject({
      name: "istio",
      version: revision,
      origin: {
        kind: "undecided",
        reason: `\`${revision}\` is filled in elsewhere: its generator asks for what is not in this repository`,
      },
    });
  });

  it("fills in values, and says which ones nobody knows", () => {
    const source = `{repoURL: 'https://charts.example.com', chart: istio, targetRevision: 1.2.3, helm: {valuesObject: {cluster: '{{.cluster}}'}, parameters: [{name: a, value: '{{.nobody}}'}, {name: b, value: '{{.name}}'}], valueFiles: ['{{.name}}.yaml', '{{.nobody}}.yaml']}}`;
    expect(referencesOf({ "set.yaml": set({ generators: LIST, go: true, source }) })[0]?.delivery).toEqual({
      ...made("istio", "", "", null).delivery,
      values: [
        { kind: "in-source", path: "istio.yaml", optional: false },
        { kind: "inline", values: { cluster: "prod" } },
        { kind: "set", name: "b", value: "istio", string: false },
      ],
      missing: ["values file {{.nobody}}.yaml (a variable in it is not known)", "parameter a"],
    });
    const open = source.replace("{{.cluster}}", "{{.zone}}");
    const [reference] = referencesOf({ "set.yaml": set({ generators: LIST, go: true, source: open }) });
    expect(reference?.delivery).toMatchObject({ missing: expect.arrayContaining(["values that the set fills in"]) });
  });
});

const FOLDERS = {
  "clusters/prod/a.yaml": "",
  "clusters/prod/deep/er/b.yaml": "",
  "clusters/staging/config.yaml": "",
  "clusters/.hidden/c.yaml": "",
  "clusters/legacy/d.yaml": "",
  "clusters/readme.md": "",
};

describe("an ApplicationSet over folders of this repository", () => {
  const git = (directories: string, further = "") =>
    `  - git:\n      repoURL: git@github.com:acme/gitops.git\n      revision: HEAD\n      directories: ${directories}\n${further}`;
  const source = "{repoURL: 'https://charts.example.com', chart: istio, targetRevision: 1.0.0}";

  it.each([false, true])("makes one of each, with Go's templates: %s", (go) => {
    const dot = go ? "." : "";
    const generators = git("[{path: clusters/*}, {path: clusters/legacy, exclude: true}]");
    const options = { generators, go, source, name: "istio", cluster: `{{${dot}path.basename}}` };
    expect(referencesOf({ ...FOLDERS, "set.yaml": set(options) })).toEqual([
      made("istio", "1.0.0", "set.yaml:16:63", "prod"),
      made("istio", "1.0.0", "set.yaml:16:63", "staging"),
    ]);
  });

  it.each([
    [false, "{{path}} {{path.basenameNormalized}} {{path[1]}}", "", "clusters/a_b a-b a_b"],
    [true, "{{.path.path}} {{.path.basenameNormalized}} {{index .path.segments 1}}", "", "clusters/a_b a-b a_b"],
    [false, "{{app.path.basename}}", "      pathParamPrefix: app\n", "a_b"],
    [true, "{{.app.path.basename}}", "      pathParamPrefix: app\n", "a_b"],
    [false, "{{values.zone}}", "      values: {zone: 'z-{{path.basename}}'}\n", "z-a_b"],
    [true, "{{.values.zone}}", "      values: {zone: 'z-{{.path.basename}}'}\n", "z-a_b"],
  ])("gives its parameters (Go's templates: %s): %s", (go, cluster, further, expected) => {
    const generators = git("[{path: clusters/a_b}]", further);
    const sets = set({ generators, go, source, name: "istio", cluster });
    expect(referencesOf({ "clusters/a_b/x": "", "set.yaml": sets })[0]?.destination).toEqual({
      kind: "named",
      names: [expected],
    });
  });

  it("stands on the values of the generator where they have the version", () => {
    const generators = git("[{path: clusters/prod}]", "      values: {release: 1.0.0}\n");
    const options = {
      generators,
      source: source.replace("1.0.0", "'{{values.release}}'"),
      name: "istio",
      cluster: "c",
    };
    expect(referencesOf({ ...FOLDERS, "set.yaml": set(options) })).toEqual([
      made("istio", "1.0.0", "set.yaml:22:16", "c"),
    ]);
  });

  it("leads to folders of this repository", () => {
    const options = {
      generators: git("[{path: apps/*}]"),
      name: "{{path.basename}}",
      cluster: "prod",
      source: "{repoURL: 'https://github.com/acme/gitops', path: '{{path}}', targetRevision: HEAD}",
    };
    const files = { "apps/a/Chart.yaml": "name: a\n", "apps/b/kustomization.yaml": "" };
    expect(referencesOf({ ...files, "set.yaml": set(options) })).toMatchObject([
      { name: "a", origin: { kind: "local", path: "apps/a" }, delivery: { by: "helm", release: "a" } },
      { name: "b", origin: { kind: "local", path: "apps/b" }, delivery: { by: "kustomize" } },
    ]);
  });

  it.each([
    [
      "another repository",
      "  - git: {repoURL: 'https://github.com/other/x', directories: [{path: '*'}]}\n",
      "its git generator reads another repository or another state of this one",
    ],
    [
      "an old state",
      "  - git: {repoURL: 'https://github.com/acme/gitops', revision: v1.0.0, directories: [{path: '*'}]}\n",
      "its git generator reads another repository or another state of this one",
    ],
    [
      "an address that is filled in",
      "  - git: {repoURL: '{{url}}', directories: [{path: '*'}]}\n",
      "`{{url}}` is filled in elsewhere",
    ],
    [
      "a pattern of many stars",
      git(`[{path: '${"*".repeat(25)}'}]`),
      "a pattern of its git generator has too many stars",
    ],
    ["a pattern that is a number", git("[{path: 5}]"), "`path` is a number where text belongs"],
  ])("is not decided by %s", (_, generators, reason) => {
    expect(referencesOf({ ...FOLDERS, "set.yaml": set({ generators, source }) })).toEqual([
      undecided("https://charts.example.com istio", reason, "1.0.0", "set.yaml:16:63"),
    ]);
  });
});

describe("an ApplicationSet over files of this repository", () => {
  const git =
    "  - git:\n      repoURL: https://github.com/acme/gitops\n      files: [{path: clusters/**/config.*}, {path: clusters/legacy, exclude: true}]\n";
  const files = {
    "clusters/prod/config.yaml": "cluster: {name: prod}\nversion: 1.2.3\n",
    "clusters/eu/west/config.json":
      '[{"cluster": {"name": "eu-1"}, "version": "1.0.0"},\n{"cluster": {"name": "eu-2"}, "version": "1.1.0"}]',
    "clusters/legacy/config.yaml": "version: 0.1.0\n",
    "clusters/prod/config": "",
  };

  it.each([false, true])("stands in those files, with Go's templates: %s", (go) => {
    const dot = go ? "." : "";
    const source = `{repoURL: 'https://charts.example.com', chart: istio, targetRevision: '{{${dot}version}}'}`;
    const options = { generators: git, go, source, name: "istio", cluster: `{{${dot}cluster.name}}` };
    expect(referencesOf({ ...files, "set.yaml": set(options) })).toEqual([
      made("istio", "1.0.0", "clusters/eu/west/config.json:1:32", "eu-1"),
      made("istio", "1.1.0", "clusters/eu/west/config.json:2:31", "eu-2"),
      made("istio", "1.2.3", "clusters/prod/config.yaml:2:1", "prod"),
    ]);
  });

  it.each([
    [false, "{{path}}/{{path.filename}}/{{path.filenameNormalized}}/{{path.basename}}"],
    [true, "{{.path.path}}/{{.path.filename}}/{{.path.filenameNormalized}}/{{.path.basename}}"],
  ])("gives the file's own names (Go's templates: %s)", (go, cluster) => {
    const generators =
      "  - git: {repoURL: 'https://github.com/acme/gitops', files: [{path: 'clusters/prod/*_x.yaml'}]}\n";
    const sets = set({
      generators,
      go,
      name: "istio",
      cluster,
      source: "{repoURL: a, chart: b, targetRevision: 1.0.0}",
    });
    expect(referencesOf({ "clusters/prod/c_x.yaml": "", "set.yaml": sets })[0]?.destination).toEqual({
      kind: "named",
      names: ["clusters/prod/c_x.yaml/c-x.yaml/prod"],
    });
  });

  it("may be one of its name, with tabs in it", () => {
    const generators = "  - git: {repoURL: 'https://github.com/acme/gitops', files: [{path: a.json}]}\n";
    const tree = { "a.json": '{\n\t"name": "istio",\n\t"version": "1.2.3",\n\t"cluster": "prod"\n}\n' };
    expect(referencesOf({ ...tree, "set.yaml": set({ generators }) })).toEqual([
      made("istio", "1.2.3", "a.json:3:2", "prod"),
    ]);
  });

  it("has no parameter for what a file has nothing in", () => {
    const generators = "  - git: {repoURL: 'https://github.com/acme/gitops', files: [{path: a.yaml}]}\n";
    const source =
      "{repoURL: 'https://charts.example.com', chart: istio, targetRevision: '1.{{a.b}}{{a}}{{c}}.{{d.0}}'}";
    const [found] = referencesOf({
      "a.yaml": "a: {b: 5, e: {}}\nc: null\nd: [7, []]\n",
      "set.yaml": set({ generators, source, name: "a", cluster: "b" }),
    });
    expect(found?.version).toBe("1.5{{a}}{{c}}.7");
  });

  it("is not decided by a file that cannot be read", () => {
    const tree = { ...files, "clusters/bad/config.yaml": "a: [\n", "set.yaml": set({ generators: git }) };
    expect(referencesOf(tree)).toEqual([
      undecided(
        "https://charts.example.com {{name}}",
        "its git generator cannot read clusters/bad/config.yaml",
        "{{ version }}",
        "set.yaml:16:68",
      ),
    ]);
  });
});

describe("an ApplicationSet with generators of generators", () => {
  const matrix = `  - matrix:
      generators:
      - git: {repoURL: 'https://github.com/acme/gitops', directories: [{path: clusters/*}]}
      - list:
          elements:
          - {name: istio, version: 1.2.3}
          - {name: kyverno, version: 3.0.0}
`;

  it.each([false, true])("makes each of each, with Go's templates: %s", (go) => {
    const sets = set({ generators: matrix, go, cluster: go ? "{{.path.basename}}" : "{{path.basename}}" });
    expect(referencesOf({ "clusters/a/x": "", "clusters/b/x": "", "set.yaml": sets })).toEqual([
      made("istio", "1.2.3", "set.yaml:23:27", "a"),
      made("istio", "1.2.3", "set.yaml:23:27", "b"),
      made("kyverno", "3.0.0", "set.yaml:24:29", "a"),
      made("kyverno", "3.0.0", "set.yaml:24:29", "b"),
    ]);
  });

  it("fills the first into the second", () => {
    const generators = `  - matrix:
      generators:
      - list: {elements: [{team: red}]}
      - git: {repoURL: 'https://github.com/acme/gitops', files: [{path: 'teams/{{team}}/*.yaml'}]}
`;
    const files = { "teams/red/a.yaml": "name: istio\nversion: 1.2.3\ncluster: a\n", "teams/blue/a.yaml": "name: x\n" };
    expect(referencesOf({ ...files, "set.yaml": set({ generators }) })).toEqual([
      made("istio", "1.2.3", "teams/red/a.yaml:2:1", "a"),
    ]);
  });

  it.each([false, true])("lays one over the other, with Go's templates: %s", (go) => {
    const generators = `  - merge:
      mergeKeys: [name]
      generators:
      - list:
          elements:
          - {name: istio, version: 1.2.3, cluster: prod}
          - {name: kyverno, version: 3.0.0, cluster: prod}
      - list: {elements: [{name: kyverno, version: 2.9.9}, {name: other, version: 1.0.0}]}
`;
    expect(referencesOf({ "set.yaml": set({ generators, go }) })).toEqual([
      made("istio", "1.2.3", "set.yaml:23:27", "prod"),
      made("kyverno", "2.9.9", "set.yaml:25:43", "prod"),
    ]);
  });

  it.each([false, true])("lists what may be laid over a cluster that nobody knows, Go's templates: %s", (go) => {
    const generators = `  - merge:
      mergeKeys: [server]
      generators:
      - clusters: {values: {version: 1.0.0}}
      - clusters: {selector: {matchLabels: {env: dev}}, values: {version: 1.1.0}}
      - clusters: {selector: {matchLabels: {env: prod}}, values: {version: 2.0.0}}
`;
    const dot = go ? "." : "";
    const source = `{repoURL: 'https://charts.example.com', chart: istio, targetRevision: '{{${dot}values.version}}'}`;
    const text = set({ generators, go, source, name: `{{${dot}name}}`, cluster: `{{${dot}name}}` });
    expect(referencesOf({ "set.yaml": text }).map(({ version, place }) => [version, place])).toEqual([
      ["1.0.0", "set.yaml:21:29"],
      ["1.1.0", "set.yaml:22:66"],
      ["2.0.0", "set.yaml:23:67"],
    ]);
  });

  it("lists what a list may lay over a cluster that nobody knows", () => {
    const generators = `  - merge:
      mergeKeys: [name]
      generators:
      - clusters: {values: {version: 1.0.0}}
      - list: {elements: [{name: prod, values: {version: 2.0.0}}, {name: test, values: {version: 3.0.0}}]}
`;
    const source = "{repoURL: 'https://charts.example.com', chart: istio, targetRevision: '{{values.version}}'}";
    const text = set({ generators, source, name: "a", cluster: "{{name}}" });
    const shown = referencesOf({ "set.yaml": text }).map(({ version, destination }) => [version, destination]);
    expect(shown).toEqual([
      ["1.0.0", null],
      ["2.0.0", { kind: "named", names: ["prod"] }],
      ["3.0.0", { kind: "named", names: ["test"] }],
    ]);
  });

  it.each([
    ["metadata.labels.env", 1],
    ["values.tier", 0],
  ])("takes a cluster that nobody knows where %s may be what labels select", (label, count) => {
    const generators = `  - clusters: {values: {tier: low}}\n    selector: {matchLabels: {${label}: prod}}\n`;
    const source = "{repoURL: 'https://charts.example.com', chart: istio, targetRevision: 1.0.0}";
    expect(referencesOf({ "set.yaml": set({ generators, source, name: "a" }) })).toHaveLength(count);
  });

  it("takes what labels select", () => {
    const generators = `${LIST}    selector: {matchLabels: {cluster: prod}}\n`;
    expect(referencesOf({ "set.yaml": set({ generators }) })).toEqual([
      made("istio", "1.2.3", "set.yaml:21:9", "prod"),
    ]);
  });

  it.each([
    ["one generator", "matrix: {generators: [{list: {elements: []}}]}", "its matrix has fewer than two generators"],
    [
      "a disagreement",
      "matrix: {generators: [{list: {elements: [{a: x}]}}, {list: {elements: [{a: z}]}}]}",
      "two generators of its matrix disagree on a parameter",
    ],
    [
      "no keys",
      "merge: {generators: [{list: {elements: []}}, {list: {elements: []}}]}",
      "its merge has fewer than two generators, or no keys",
    ],
    [
      "a key twice",
      "merge: {mergeKeys: [a], generators: [{list: {elements: []}}, {list: {elements: [{a: x}, {a: x}]}}]}",
      "a generator of its merge has a key twice",
    ],
    ["a number in a flat list", "list: {elements: [{a: 1}]}", "an element of its list holds what is no text"],
    ["an element that is none", "list: {elements: [a]}", "an element of its list holds what is no text"],
    [
      "elements that are filled in",
      "list: {elements: [], elementsYaml: '{{ x }}'}",
      "its `elementsYaml` is filled in elsewhere",
    ],
    ["no kind", "{}", "one of its generators has no kind, or several"],
    ["two kinds", "{list: {}, git: {}}", "one of its generators has no kind, or several"],
    ["a text", "a", "one of its generators has no kind, or several"],
    [
      "a host",
      "scmProvider: {github: {organization: acme}}",
      "its scmProvider generator asks something outside of this repository",
    ],
    ["pull requests", "pullRequest: {}", "its pullRequest generator asks something outside of this repository"],
    ["a plugin", "plugin: {}", "its plugin generator asks something outside of this repository"],
    ["a word of JavaScript", "constructor: {}", "its constructor generator asks something outside of this repository"],
    [
      "a generator in a matrix",
      "matrix: {generators: [{plugin: {}}, {list: {elements: []}}]}",
      "its plugin generator asks something outside of this repository",
    ],
    [
      "a template of a generator",
      "list: {elements: [], template: {spec: {}}}",
      "a generator has a template of its own",
    ],
    [
      "a selector with expressions",
      "{list: {elements: []}, selector: {matchExpressions: [{key: a, operator: Exists}]}}",
      "a generator has a selector with expressions",
    ],
  ])("is not decided by %s", (_, generator, reason) => {
    const sets = set({ generators: `  - ${generator}\n${LIST}` });
    expect(referencesOf({ "set.yaml": sets })).toEqual([
      undecided("https://charts.example.com {{name}}", reason, "{{ version }}", "set.yaml:16:68"),
      made("istio", "1.2.3", "set.yaml:22:9", "prod"),
      made("kyverno", "3.0.0", "set.yaml:24:25", "staging"),
    ]);
  });
});

describe("an ApplicationSet over clusters", () => {
  it.each([
    "clusters: {}",
    "clusters: {selector: {matchLabels: {env: prod}}}",
    "clusterDecisionResource: {configMapRef: x}",
  ])("is decided but for the cluster: %s", (generator) => {
    const source = "{repoURL: 'https://charts.example.com', chart: istio, targetRevision: 1.0.0}";
    const sets = set({ generators: `  - ${generator}\n`, source, name: "istio-{{name}}", cluster: "{{name}}" });
    expect(referencesOf({ "set.yaml": sets })).toEqual([
      {
        ...made("istio", "1.0.0", "set.yaml:16:63", null),
        name: "addons",
        isUnnamed: true,
        delivery: { ...made("istio", "1.0.0", "", null).delivery, release: "addons" },
      },
    ]);
  });

  it("is not where the version depends on it", () => {
    const source = "{repoURL: 'https://charts.example.com', chart: istio, targetRevision: '{{metadata.labels.istio}}'}";
    const [reference] = referencesOf({ "set.yaml": set({ generators: "  - clusters: {}\n", source, name: "istio" }) });
    expect(reference).toMatchObject({
      name: "istio",
      origin: {
        kind: "undecided",
        reason:
          "`{{metadata.labels.istio}}` is filled in elsewhere: its generator asks for what is not in this repository",
      },
      version: "{{metadata.labels.istio}}",
    });
  });

  it("is where the generator's own values have the version", () => {
    const generators = "  - clusters:\n      values: {version: 1.0.0}\n";
    const source = "{repoURL: 'https://charts.example.com', chart: istio, targetRevision: '{{values.version}}'}";
    expect(referencesOf({ "set.yaml": set({ generators, source, name: "istio" }) })).toEqual([
      made("istio", "1.0.0", "set.yaml:19:16", null),
    ]);
  });
});

describe("an ApplicationSet that nobody can read", () => {
  it.each([
    ["a patch", "  templatePatch: 'spec: {}'\n", "its `templatePatch` changes what it makes", "set.yaml:7:3"],
  ])("has %s", (_, further, reason, place) => {
    expect(referencesOf({ "set.yaml": set({ generators: LIST, further }) })).toEqual([
      undecided("https://charts.example.com {{name}}", reason, "{{ version }}", place),
    ]);
  });

  it.each([
    "",
    "spec: {generators: [{list: {elements: []}}]}\n",
    "spec: {template: a}\n",
  ])("has no template: %j", (spec) => {
    const text = `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: addons}\n${spec}`;
    expect(referencesOf({ "set.yaml": text })).toMatchObject([
      { name: "addons", origin: { kind: "undecided", text: "", reason: "it has no template" } },
    ]);
  });

  const elements = (key: string, count: number) =>
    `{list: {elements: [${Array.from({ length: count }, (_, index) => `{${key}: '${index}'}`).join(", ")}]}}`;
  const tooMuch = "the ApplicationSets of this tree make more than is read here";

  it.each([
    [
      "of one",
      `  - matrix: {generators: [${elements("i", 80)}, ${elements("j", 80)}]}\n`,
      "it makes more than 5000 Applications",
    ],
    [
      "one after the other",
      `  - ${elements("i", 3000)}\n  - ${elements("j", 3000)}\n`,
      "it makes more than 5000 Applications",
    ],
    [
      "of generators in generators",
      `  - ${"matrix: {generators: [{list: {elements: [{a: b}, {a: b}]}}, ".repeat(40)}${elements("i", 1)}${"]}".repeat(40)}\n`,
      "it makes more than 5000 Applications",
    ],
    [
      "of generators for nothing",
      `  - ${"matrix: {generators: [{list: {elements: [{a: b}, {a: b}]}}, ".repeat(40)}{list: {elements: [{x: '{{nobody}}'}]}, selector: {matchLabels: {q: z}}}${"]}".repeat(40)}\n`,
      tooMuch,
    ],
  ])("makes too much %s", (_, generators, reason) => {
    expect(referencesOf({ "set.yaml": set({ generators, name: "a" }) }).at(-1)).toEqual(
      undecided("https://charts.example.com {{name}}", reason, "{{ version }}", "set.yaml:16:68"),
    );
  });

  it("fills long texts into too many", () => {
    const source = `{repoURL: 'https://charts.example.com', chart: a, targetRevision: 1.0.0, helm: {values: 'a: {{i}}${"x".repeat(9000)}'}}`;
    const sets = set({ generators: `  - ${elements("i", 1000)}\n`, source, name: "{{i}}", cluster: "c" });
    const found = referencesOf({ "a.yaml": sets, "b.yaml": sets });
    expect(found.length).toBeLessThan(1000);
    expect(
      found.map(({ origin }) => (origin.kind === "undecided" ? origin.reason : "")).filter((one) => one !== ""),
    ).toEqual([tooMuch, tooMuch]);
  });
});
