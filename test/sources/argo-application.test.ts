import { describe, expect, it } from "vitest";
import { referencesOf, type Shown } from "./tree.ts";

const HEAD =
  "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: kafka\n  namespace: argocd\nspec:\n";
const VARIABLE = "$" + "{KAFKA}";
const DESTINATION = "  destination:\n    name: prod\n    namespace: streams\n";

function application(source: string, further = DESTINATION): Readonly<Record<string, string>> {
  return { "apps/kafka.yaml": `${HEAD}  source:\n${indented(source.trimEnd(), 4)}\n${further}` };
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}

const CHART = "repoURL: https://charts.example.com/\nchart: kafka-operator\ntargetRevision: 1.0.0\n";

const HELM = {
  by: "helm",
  ownership: null,
  client: "client-side",
  release: "kafka",
  namespace: "streams",
  values: [],
  crds: "applied",
  missing: [],
} as const;

const REFERENCE: Shown = {
  kind: "Application",
  name: "kafka",
  namespace: "argocd",
  origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "1.0.0" },
  version: "1.0.0",
  place: "apps/kafka.yaml:10:5",
  object: "apps/kafka.yaml:4:3",
  delivery: HELM,
  destination: { kind: "named", names: ["prod"] },
};

describe("an Application of a chart", () => {
  it("stands on its targetRevision", () => {
    expect(referencesOf(application(CHART))).toEqual([REFERENCE]);
  });

  it.each<[string, string, Partial<Shown>]>([
    [
      "in a registry without scheme",
      "repoURL: ghcr.io/acme/charts\nchart: kafka\ntargetRevision: 1.0.0\n",
      { origin: { kind: "oci", repository: "ghcr.io/acme/charts/kafka", ref: { tag: "1.0.0" }, content: "chart" } },
    ],
    [
      "in a registry with a port",
      "repoURL: registry.local:5000\nchart: a/kafka\ntargetRevision: ~1.2\n",
      {
        origin: { kind: "oci", repository: "registry.local:5000/a/kafka", ref: { semver: "~1.2" }, content: "chart" },
        version: "~1.2",
      },
    ],
    [
      "by its digest",
      `repoURL: oci://ghcr.io/acme\nchart: kafka\ntargetRevision: sha256:${"a".repeat(64)}\n`,
      {
        origin: {
          kind: "oci",
          repository: "ghcr.io/acme/kafka",
          ref: { digest: `sha256:${"a".repeat(64)}` },
          content: "chart",
        },
        version: `sha256:${"a".repeat(64)}`,
      },
    ],
    [
      "with a password in its address, which is nobody's business",
      "repoURL: https://me:secret@charts.example.com\nchart: kafka-operator\ntargetRevision: 1.0.0\n",
      {},
    ],
    [
      "that is a range",
      "repoURL: https://charts.example.com\nchart: kafka-operator\ntargetRevision: 1.*\n",
      {
        origin: { kind: "helm", repository: "https://charts.example.com", chart: "kafka-operator", version: "1.*" },
        version: "1.*",
      },
    ],
  ])("%s", (_, source, expected) => {
    expect(referencesOf(application(source))).toEqual([{ ...REFERENCE, ...expected }]);
  });

  it.each<[string, string, string, string, string | null, string]>([
    [
      "without a version",
      "repoURL: https://a.example\nchart: c\n",
      "https://a.example c",
      "Argo CD takes no chart without a `targetRevision`",
      null,
      "apps/kafka.yaml:9:5",
    ],
    [
      "with a number for a version",
      "repoURL: https://a.example\nchart: c\ntargetRevision: 1.10\n",
      "https://a.example c",
      "`targetRevision` is a number where text belongs",
      null,
      "apps/kafka.yaml:10:5",
    ],
    [
      "with a list for a chart",
      "repoURL: https://a.example\nchart: [c]\ntargetRevision: 1.0.0\n",
      "https://a.example",
      "`chart` is a list where text belongs",
      "1.0.0",
      "apps/kafka.yaml:10:5",
    ],
    [
      "that a template fills in",
      "repoURL: https://a.example\nchart: c\ntargetRevision: '{{ .Values.v }}'\n",
      "https://a.example c",
      "`{{ .Values.v }}` is filled in elsewhere",
      "{{ .Values.v }}",
      "apps/kafka.yaml:10:5",
    ],
    [
      "that Flux fills in",
      `repoURL: https://a.example\nchart: c\ntargetRevision: ${VARIABLE}\n`,
      "https://a.example c",
      `\`${VARIABLE}\` is filled in elsewhere`,
      VARIABLE,
      "apps/kafka.yaml:10:5",
    ],
    [
      "without a repository",
      "chart: c\ntargetRevision: 1.0.0\n",
      "c",
      "it has no `repoURL`",
      "1.0.0",
      "apps/kafka.yaml:9:5",
    ],
    [
      "from a git address",
      "repoURL: ssh://git@a.example/x\nchart: c\ntargetRevision: 1.0.0\n",
      "ssh://git@a.example/x c",
      "its repository begins with neither `https://` nor `oci://`",
      "1.0.0",
      "apps/kafka.yaml:10:5",
    ],
    [
      "with two tools",
      `${CHART}helm: {}\nkustomize: {}\n`,
      "https://charts.example.com/ kafka-operator",
      "it names several tools: helm, kustomize",
      "1.0.0",
      "apps/kafka.yaml:10:5",
    ],
  ])("%s is not decided", (_, source, text, reason, version, place) => {
    const [reference] = referencesOf(application(source));
    expect(reference).toMatchObject({ origin: { kind: "undecided", text, reason }, version, place });
  });

  it.each<[string, string, Partial<Shown>]>([
    ["nothing", "", { destination: null, delivery: { ...HELM, namespace: null } }],
    [
      "a server",
      "  destination: {server: 'https://10.0.0.1'}\n",
      { destination: { kind: "named", names: ["https://10.0.0.1"] }, delivery: { ...HELM, namespace: null } },
    ],
    ["a text", "  destination: prod\n", { destination: null, delivery: { ...HELM, namespace: null } }],
    [
      "server-side apply",
      `${DESTINATION}  syncPolicy: {syncOptions: [CreateNamespace=true, ServerSideApply=true]}\n`,
      { delivery: { ...HELM, client: "server-side" } },
    ],
    [
      "replacement",
      `${DESTINATION}  syncPolicy: {syncOptions: [ServerSideApply=true, Replace=true]}\n`,
      { delivery: { ...HELM, client: "unknown" } },
    ],
    ["no apply at all", `${DESTINATION}  syncPolicy: {syncOptions: yes}\n`, {}],
  ])("goes where it says: %s", (_, further, expected) => {
    expect(referencesOf(application(CHART, further))).toEqual([{ ...REFERENCE, ...expected }]);
  });

  it("has a name and a namespace that may be missing or wrong", () => {
    const text = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: 7}\nspec:\n  source:\n${indented(CHART, 4)}`;
    const [reference] = referencesOf({ "a.yaml": text });
    expect(reference).toMatchObject({ name: "", namespace: null, place: "a.yaml:8:5", object: "a.yaml:3:12" });
  });
});

describe("values of an Application", () => {
  const files = {
    "envs/prod.yaml": "replicas: 3\n",
    "envs/extra.yaml": "x: 1\n",
    "streams.yaml": "y: 1\n",
  };

  function deliveryOf(helm: string, source = CHART): unknown {
    return referencesOf({ ...files, ...application(`${source}helm:\n${indented(helm, 2)}`) })[0]?.delivery;
  }

  it.each<[string, string, Partial<typeof HELM> | Readonly<Record<string, unknown>>]>([
    [
      "files of the chart",
      "valueFiles: [values-prod.yaml, ./a/../b.yaml]",
      {
        values: [
          { kind: "in-source", path: "values-prod.yaml", optional: false },
          { kind: "in-source", path: "b.yaml", optional: false },
        ],
      },
    ],
    [
      "files that may be missing",
      "valueFiles: [/root.yaml]\nignoreMissingValueFiles: true",
      { values: [{ kind: "in-source", path: "root.yaml", optional: true }] },
    ],
    [
      "files that lead out",
      "valueFiles: [../../../etc/passwd, 'https://a.example/v.yaml', 7]",
      {
        missing: [
          "values file ../../../etc/passwd (it is outside of the repository)",
          "values file https://a.example/v.yaml (it is somewhere else)",
          "values file 7 (it is no text)",
        ],
      },
    ],
    [
      "files by variables",
      `valueFiles: ['$ARGOCD_APP_NAME-$\{ARGOCD_APP_NAMESPACE}.yaml', $ARGOCD_APP_REVISION.yaml, a$$b$nobody.yaml]`,
      {
        values: [
          { kind: "in-source", path: "kafka-streams.yaml", optional: false },
          { kind: "in-source", path: "a$b.yaml", optional: false },
        ],
        missing: ["values file $ARGOCD_APP_REVISION.yaml (a variable in it is not known)"],
      },
    ],
    ["a text", "values: |\n  a: {b: 1}", { values: [{ kind: "inline", values: { a: { b: 1 } } }] }],
    [
      "an object, which wins over a text",
      "values: 'a: 1'\nvaluesObject: {a: 2, t: '{{ .Release.Name }}'}",
      { values: [{ kind: "inline", values: { a: 2, t: "{{ .Release.Name }}" } }] },
    ],
    ["a text that nobody can read", "values: 'a: ['", { missing: ["helm.values, which cannot be read"] }],
    ["a blank text", "values: ' '", {}],
    [
      "parameters, text ones last",
      "parameters: [{name: a, value: x, forceString: true}, {name: b, value: 'p,q'}, {name: c, value: '{p,q}'}, {name: b, value: 'r\\,s'}, {name: d}, {name: n, value: $ARGOCD_APP_NAME}]",
      {
        values: [
          { kind: "set", name: "b", value: "r\\,s", string: false },
          { kind: "set", name: "c", value: "{p,q}", string: false },
          { kind: "set", name: "d", value: "", string: false },
          { kind: "set", name: "a", value: "x", string: true },
        ],
        missing: ["a parameter without a name"],
      },
    ],
    [
      "parameters of other kinds",
      "parameters: [{name: a, value: 1}, {name: [], value: a}, x]",
      { missing: ["parameter a", "a parameter without a name"] },
    ],
    [
      "files in all their order",
      "fileParameters: [{name: f.g, path: a.yaml}]\nparameters: [{name: p, value: v}]\nvalues: 'a: 1'\nvalueFiles: [v.yaml]",
      {
        values: [
          { kind: "in-source", path: "v.yaml", optional: false },
          { kind: "inline", values: { a: 1 } },
          { kind: "set", name: "p", value: "v", string: false },
        ],
        missing: ["file parameter f.g"],
      },
    ],
    [
      "a release of its own",
      "releaseName: streams-1\nnamespace: other\nskipCrds: true",
      { release: "streams-1", namespace: "other", crds: "skipped" },
    ],
    ["an unknown field", "whatever: {a: [1]}", {}],
    ["fields of another kind", "valueFiles: a.yaml\nparameters: {a: b}\nskipCrds: 'true'", {}],
  ])("%s", (_, helm, expected) => {
    expect(deliveryOf(helm)).toEqual({ ...HELM, ...expected });
  });

  it("come from the tree for a chart of it", () => {
    const helm =
      "valueFiles: [../../envs/prod.yaml, /envs/extra.yaml, $ARGOCD_APP_NAMESPACE.yaml, none.yaml, ../../../x.yaml]\nfileParameters: [{name: a.b, path: /streams.yaml}, {name: 'a[0]', path: /streams.yaml}]";
    const source = `repoURL: git@github.com:acme/gitops.git\npath: charts/kafka\nhelm:\n${indented(helm, 2)}`;
    expect(referencesOf({ ...files, "charts/kafka/streams.yaml": "", ...application(source) })).toEqual([
      {
        ...REFERENCE,
        origin: { kind: "local", path: "charts/kafka" },
        version: null,
        place: "apps/kafka.yaml:9:5",
        delivery: {
          ...HELM,
          values: [
            { kind: "file", path: "envs/prod.yaml" },
            { kind: "file", path: "envs/extra.yaml" },
            { kind: "file", path: "charts/kafka/streams.yaml" },
            { kind: "inline", values: { a: { b: "y: 1\n" } } },
          ],
          missing: [
            "values file charts/kafka/none.yaml",
            "values file ../../../x.yaml (it is outside of the repository)",
            "file parameter a[0]",
          ],
        },
      },
    ]);
  });

  it("say what image updaters write beside the chart", () => {
    const source = "repoURL: https://github.com/acme/gitops\npath: charts/kafka\nhelm: {}\n";
    const tree = { ...application(source), "charts/kafka/.argocd-source.yaml": "helm: {}\n" };
    expect(referencesOf(tree)[0]?.delivery).toEqual({ ...HELM, missing: ["what .argocd-source.yaml changes"] });
  });

  it("come from a source by its ref", () => {
    const sources = `  sources:
  - repoURL: https://charts.example.com
    chart: kafka-operator
    targetRevision: 1.0.0
    helm:
      ignoreMissingValueFiles: true
      valueFiles: [$conf/envs/prod.yaml, $conf/none.yaml, $conf/../../x.yaml, $far/v.yaml, $pinned/envs/prod.yaml, $nobody/v.yaml]
  - {repoURL: "https://github.com/acme/gitops.git", targetRevision: main, ref: conf}
  - {repoURL: "https://github.com/acme/other", ref: far}
  - {repoURL: "https://github.com/acme/gitops", targetRevision: v1.2.0, ref: pinned, path: apps}
`;
    expect(referencesOf({ ...files, "apps/kafka.yaml": `${HEAD}${sources}${DESTINATION}` })).toEqual([
      {
        ...REFERENCE,
        delivery: {
          ...HELM,
          values: [
            { kind: "file", path: "envs/prod.yaml" },
            { kind: "in-source", path: "v.yaml", optional: true },
          ],
          missing: [
            "values file $conf/../../x.yaml (it is outside of the repository)",
            "values file $far/v.yaml (it is in another repository)",
            "values file $pinned/envs/prod.yaml (it is in another state of this repository)",
          ],
        },
      },
      {
        ...REFERENCE,
        origin: { kind: "git", url: "https://github.com/acme/gitops", ref: { name: "v1.2.0" }, path: "apps" },
        version: "v1.2.0",
        place: "apps/kafka.yaml:16:49",
        delivery: { by: "detect", helm: HELM },
      },
    ]);
  });

  it("decide nothing where two sources have one ref", () => {
    const sources =
      "  sources:\n  - {repoURL: 'https://a.example', chart: c, targetRevision: 1.0.0}\n  - {repoURL: 'https://x.example/a/b', ref: v}\n  - {repoURL: 'https://x.example/a/c', ref: v}\n";
    expect(referencesOf({ "apps/kafka.yaml": `${HEAD}${sources}${DESTINATION}` })).toEqual([
      {
        ...REFERENCE,
        origin: { kind: "undecided", text: "https://a.example c", reason: "two of its sources have the ref `v`" },
        place: "apps/kafka.yaml:8:46",
      },
    ]);
  });
});

describe("an Application of a folder", () => {
  const git = (fields: string, at = "repoURL: https://github.com/other/platform\n") => `${at}${fields}`;

  it.each<[string, string, Partial<Shown>]>([
    [
      "at a branch",
      git("path: ./deploy/\ntargetRevision: main\n"),
      {
        origin: { kind: "git", url: "https://github.com/other/platform", ref: { name: "main" }, path: "deploy" },
        version: "main",
        place: "apps/kafka.yaml:10:5",
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "at the default branch",
      git("path: .\ntargetRevision: HEAD\n"),
      {
        origin: { kind: "git", url: "https://github.com/other/platform", ref: { name: null }, path: "" },
        version: "HEAD",
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "at no revision",
      git("path: a\n"),
      {
        origin: { kind: "git", url: "https://github.com/other/platform", ref: { name: null }, path: "a" },
        version: null,
        place: "apps/kafka.yaml:9:5",
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "at a commit",
      git(`path: a\ntargetRevision: ${"a1b2c3d4e5".repeat(4)}\n`),
      {
        origin: {
          kind: "git",
          url: "https://github.com/other/platform",
          ref: { commit: "a1b2c3d4e5".repeat(4) },
          path: "a",
        },
        version: "a1b2c3d4e5".repeat(4),
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "at a full name",
      git("path: a\ntargetRevision: refs/tags/v1\n"),
      {
        origin: { kind: "git", url: "https://github.com/other/platform", ref: { tag: "v1" }, path: "a" },
        version: "refs/tags/v1",
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "at a range of tags",
      git("path: a\ntargetRevision: v1.x\n"),
      {
        origin: { kind: "git", url: "https://github.com/other/platform", ref: { semver: "v1.x" }, path: "a" },
        version: "v1.x",
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "built by kustomize",
      git("path: a\nkustomize: {images: [a]}\n"),
      {
        origin: { kind: "git", url: "https://github.com/other/platform", ref: { name: null }, path: "a" },
        version: null,
        place: "apps/kafka.yaml:9:5",
        delivery: { by: "kustomize", client: "client-side", substitute: null },
      },
    ],
    [
      "as files",
      git("path: a\ndirectory: {recurse: true, include: '{a,b}.yaml', exclude: 'c/**'}\n"),
      {
        origin: { kind: "git", url: "https://github.com/other/platform", ref: { name: null }, path: "a" },
        version: null,
        place: "apps/kafka.yaml:9:5",
        delivery: { by: "files", client: "client-side", recurse: true, include: "{a,b}.yaml", exclude: "c/**" },
      },
    ],
    [
      "by a plugin",
      git("path: a\nplugin: {name: x}\n"),
      {
        origin: {
          kind: "undecided",
          text: "https://github.com/other/platform a",
          reason: "a plugin of Argo CD renders it",
        },
        version: null,
        place: "apps/kafka.yaml:9:5",
        delivery: { by: "none" },
      },
    ],
    [
      "with patches of CRDs",
      git("path: a\nkustomize: {patches: [{target: {kind: CustomResourceDefinition}}]}\n"),
      {
        origin: {
          kind: "undecided",
          text: "https://github.com/other/platform a",
          reason: "Argo CD patches CRDs of its kustomization",
        },
        version: null,
        place: "apps/kafka.yaml:9:5",
        delivery: { by: "kustomize", client: "client-side", substitute: null },
      },
    ],
    [
      "with components",
      git("path: a\nkustomize: {components: [../c]}\n"),
      {
        origin: {
          kind: "undecided",
          text: "https://github.com/other/platform a",
          reason: "Argo CD adds components to its kustomization",
        },
        version: null,
        place: "apps/kafka.yaml:9:5",
        delivery: { by: "kustomize", client: "client-side", substitute: null },
      },
    ],
    [
      "outside of its repository",
      git("path: ../a\n"),
      {
        origin: {
          kind: "undecided",
          text: "https://github.com/other/platform ../a",
          reason: "its path leads out of the repository",
        },
        version: null,
        place: "apps/kafka.yaml:9:5",
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "of no path",
      git(""),
      {
        origin: {
          kind: "undecided",
          text: "https://github.com/other/platform",
          reason: "it has neither `chart` nor `path`",
        },
        version: null,
        place: "apps/kafka.yaml:8:5",
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "in an artifact",
      git("path: .\ntargetRevision: 1.0.0\n", "repoURL: oci://ghcr.io/acme/manifests\n"),
      {
        origin: { kind: "oci", repository: "ghcr.io/acme/manifests", ref: { tag: "1.0.0" }, content: "files" },
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "in a folder of an artifact",
      git("path: a/b\ntargetRevision: 1.0.0\n", "repoURL: oci://ghcr.io/acme/manifests\n"),
      {
        origin: {
          kind: "oci",
          repository: "ghcr.io/acme/manifests",
          ref: { tag: "1.0.0" },
          content: "files",
          path: "a/b",
        },
        delivery: { by: "detect", helm: HELM },
      },
    ],
    [
      "in an artifact that is a chart",
      git("path: .\ntargetRevision: 1.0.0\nhelm: {}\n", "repoURL: oci://ghcr.io/acme/kafka\n"),
      {
        origin: { kind: "oci", repository: "ghcr.io/acme/kafka", ref: { tag: "1.0.0" }, content: "chart" },
        delivery: HELM,
      },
    ],
    [
      "of this repository at a version's tag",
      git("path: a\ntargetRevision: v1.2.3\n", "repoURL: https://github.com/acme/gitops\n"),
      {
        origin: { kind: "git", url: "https://github.com/acme/gitops", ref: { name: "v1.2.3" }, path: "a" },
        version: "v1.2.3",
        delivery: { by: "detect", helm: HELM },
      },
    ],
  ])("%s", (_, source, expected) => {
    expect(referencesOf(application(source))).toEqual([{ ...REFERENCE, ...expected }]);
  });

  it.each<[string, Readonly<Record<string, string>>, Shown["delivery"]]>([
    ["a chart", { "apps/a/Chart.yaml": "name: a\n", "apps/a/kustomization.yaml": "" }, HELM],
    [
      "a kustomization",
      { "apps/a/kustomization.yml": "" },
      { by: "kustomize", client: "client-side", substitute: null },
    ],
    ["manifests", { "apps/a/a.yaml": "" }, { by: "files", client: "client-side", recurse: false }],
  ])("of this repository with %s in it", (_, files, delivery) => {
    const source = "repoURL: https://github.com/acme/gitops.git\npath: apps/a\ntargetRevision: main\n";
    expect(referencesOf({ ...files, ...application(source) })).toEqual([
      { ...REFERENCE, origin: { kind: "local", path: "apps/a" }, version: "main", delivery },
    ]);
  });

  it("is nothing that is known where a hydrator writes it", () => {
    const text = `${HEAD}  sourceHydrator:\n    drySource: {repoURL: 'https://github.com/acme/gitops', path: a, targetRevision: main}\n    syncSource: {targetBranch: env/prod, path: a}\n${DESTINATION}`;
    expect(referencesOf({ "apps/kafka.yaml": text })).toEqual([
      {
        ...REFERENCE,
        origin: {
          kind: "undecided",
          text: "https://github.com/acme/gitops",
          reason: "a hydrator writes its manifests to another branch",
        },
        version: null,
        place: "apps/kafka.yaml:7:3",
        delivery: { by: "detect", helm: HELM },
      },
    ]);
  });

  it.each([
    "spec: {}\n",
    "spec: [a]\n",
    "spec: {source: text}\n",
    "spec: {sources: {}}\n",
    "",
  ])("is not decided: %j", (spec) => {
    const text = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n${spec}`;
    expect(referencesOf({ "a.yaml": text })).toMatchObject([{ name: "a", origin: { kind: "undecided", text: "" } }]);
  });

  it("may be one that refers to itself", () => {
    const source = "repoURL: https://github.com/acme/gitops\npath: apps\n";
    expect(referencesOf(application(source))).toHaveLength(1);
  });
});

describe("what is no Application", () => {
  it.each(["Rollout", "AppProject", "Workflow"])("of the same group: %s", (kind) => {
    expect(referencesOf({ "a.yaml": `apiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nspec: {source: {}}\n` })).toEqual(
      [],
    );
  });
});
