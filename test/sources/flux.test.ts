import { describe, expect, it } from "vitest";
import { type Files, inventoryOf, lines, shortReferences } from "./flux/tree.ts";

/** References of Flux's objects, one object or few at a time. */

const REPOSITORY = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec:
  url: https://charts.example.com/
`;

function release(spec: string, metadata = "{name: web, namespace: web}", version = "v2"): string {
  return `apiVersion: helm.toolkit.fluxcd.io/${version}\nkind: HelmRelease\nmetadata: ${metadata}\nspec:\n${spec}`;
}

const CHART = `  chart:
    spec:
      chart: web
      version: 1.2.3
      sourceRef: {kind: HelmRepository, name: charts, namespace: flux-system}
`;

function one(files: Files) {
  const found = shortReferences(files);
  expect(found).toHaveLength(1);
  return found[0];
}

const PLAIN = {
  kind: "HelmRelease",
  name: "web",
  namespace: "web",
  origin: { kind: "helm", repository: "https://charts.example.com", chart: "web", version: "1.2.3" },
  version: "1.2.3",
  place: "web.yaml:8:7",
  object: "web.yaml:1:1",
  delivery: {
    by: "helm",
    ownership: {
      takes: { installing: true, upgrading: true },
      option: "taking `disableTakeOwnership: true` out of the HelmRelease",
    },
    client: "unknown",
    release: "web",
    namespace: "web",
    values: [],
    crds: "create-only",
    missing: [],
  },
  destination: null,
};

describe("a HelmRelease", () => {
  it.each(["v2", "v2beta1", "v2beta2"])("of %s with a chart of a HelmRepository", (version) => {
    expect(one({ "web.yaml": release(CHART, undefined, version), "repo.yaml": REPOSITORY })).toEqual(PLAIN);
  });

  it.each(["v1", "v1beta1", "v1beta2"])("with a source of %s", (version) => {
    const repository = REPOSITORY.replace("io/v1", `io/${version}`);
    expect(one({ "web.yaml": release(CHART), "repo.yaml": repository })).toEqual(PLAIN);
  });

  const OCI = REPOSITORY.replace("https://charts.example.com/", "oci://registry.example.com/charts/");
  const GIT = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: charts, namespace: flux-system}
spec:
  url: https://example.com/charts.git
  ref: {branch: main, tag: v3}
`;
  const BUCKET = GIT.replace("GitRepository", "Bucket");
  const fromKind = (kind: string) => CHART.replace("HelmRepository", kind);
  it.each<[string, Files, string]>([
    [
      "an OCI registry",
      { "repo.yaml": `${OCI}  type: oci\n`, "web.yaml": release(CHART) },
      'web 1.2.3 oci://registry.example.com/charts/web {"tag":"1.2.3"} @web.yaml:8:7 for anyone',
    ],
    [
      "a range of versions in an OCI registry",
      { "repo.yaml": `${OCI}  type: oci\n`, "web.yaml": release(CHART.replace("1.2.3", '">=1.2 <2"')) },
      'web >=1.2 <2 oci://registry.example.com/charts/web {"semver":">=1.2 <2"} @web.yaml:8:7 for anyone',
    ],
    [
      "a git repository: its tag is the version",
      { "repo.yaml": GIT, "web.yaml": release(fromKind("GitRepository").replace("chart: web", "chart: ./charts/web")) },
      'web v3 https://example.com/charts.git charts/web {"tag":"v3"} @repo.yaml:6:23 for anyone',
    ],
    [
      "this very repository",
      {
        "repo.yaml": GIT.replace("example.com/charts.git", "github.com/acme/gitops.git"),
        "web.yaml": release(fromKind("GitRepository").replace("chart: web", "chart: ./charts/web")),
      },
      "web - local:charts/web @web.yaml:7:7 for anyone",
    ],
    [
      "a bucket",
      { "repo.yaml": BUCKET, "web.yaml": release(fromKind("Bucket")) },
      "web 1.2.3 (web of Bucket charts: the contents of buckets are not fetched) @web.yaml:8:7 for anyone",
    ],
    [
      "a source that the tree does not have",
      { "web.yaml": release(CHART) },
      "web 1.2.3 (web of HelmRepository charts: the tree has no HelmRepository flux-system/charts) @web.yaml:8:7 for anyone",
    ],
    [
      "a kind that Flux does not know",
      { "web.yaml": release(fromKind("Basket")) },
      "web 1.2.3 (web of Basket charts: sources of the kind Basket are not read) @web.yaml:8:7 for anyone",
    ],
    [
      "no version: the newest",
      { "repo.yaml": REPOSITORY, "web.yaml": release(CHART.replace("      version: 1.2.3\n", "")) },
      "web - https://charts.example.com web @web.yaml:7:7 for anyone",
    ],
    [
      "a number as the version",
      { "repo.yaml": REPOSITORY, "web.yaml": release(CHART.replace("1.2.3", "1.2")) },
      "web 1.2 (web of HelmRepository charts: `spec.chart.spec.version` is no text) @web.yaml:8:7 for anyone",
    ],
    [
      "a variable that nobody sets",
      { "repo.yaml": REPOSITORY, "web.yaml": release(CHART.replace("1.2.3", `\${VERSION}`)) },
      `web \${VERSION} (web of HelmRepository charts: nothing in the tree says what \${VERSION} stands for) @web.yaml:8:7 for anyone`,
    ],
    [
      "what another tool fills in",
      { "repo.yaml": REPOSITORY, "web.yaml": release(CHART.replace("1.2.3", '"{{ version }}"')) },
      "web {{ version }} (web of HelmRepository charts: `{{ version }}` is filled in elsewhere) @web.yaml:8:7 for anyone",
    ],
    [
      "neither chart nor chartRef",
      { "web.yaml": release("  interval: 1m\n") },
      "web - (HelmRelease web: it has neither `chart` nor `chartRef`) @web.yaml:4:1 for anyone",
    ],
    [
      "both",
      { "web.yaml": release(`${CHART}  chartRef: {kind: OCIRepository, name: web}\n`) },
      "web - (HelmRelease web: it has both `chart` and `chartRef`) @web.yaml:10:3 for anyone",
    ],
    [
      "the only source of its name where no namespace is known",
      {
        "repo.yaml": REPOSITORY.replace(", namespace: flux-system", ""),
        "web.yaml": release(CHART.replace(", namespace: flux-system", ""), "{name: web}"),
      },
      "web 1.2.3 https://charts.example.com web @web.yaml:8:7 for anyone",
    ],
  ])("with %s", (_, files, line) => {
    expect(lines(files)).toEqual([line]);
  });

  const ARTIFACT = `apiVersion: source.toolkit.fluxcd.io/v1beta2
kind: OCIRepository
metadata: {name: web, namespace: web}
spec:
  url: oci://registry.example.com/charts/web
  ref:
    tag: 1.0.0
`;
  const REFERS = release("  chartRef: {kind: OCIRepository, name: web}\n");
  it.each<[string, string, string]>([
    ["a tag", ARTIFACT, 'web 1.0.0 oci://registry.example.com/charts/web {"tag":"1.0.0"} @oci.yaml:7:5 for anyone'],
    [
      "a range, which comes before a tag",
      `${ARTIFACT}    semver: 1.x\n`,
      'web 1.x oci://registry.example.com/charts/web {"semver":"1.x"} @oci.yaml:8:5 for anyone',
    ],
    [
      "a digest, which comes before all",
      `${ARTIFACT}    semver: 1.x\n    digest: sha256:aa\n`,
      'web sha256:aa oci://registry.example.com/charts/web {"digest":"sha256:aa"} @oci.yaml:9:5 for anyone',
    ],
    [
      "none, which is the tag latest",
      ARTIFACT.replace(/ {2}ref:\n.*\n/, ""),
      'web - oci://registry.example.com/charts/web {"tag":"latest"} @oci.yaml:5:3 for anyone',
    ],
    [
      "a filter of tags",
      `${ARTIFACT}    semver: 1.x\n    semverFilter: "-rc"\n`,
      "web 1.x (oci://registry.example.com/charts/web: tags are not chosen by `semverFilter` here) @oci.yaml:8:5 for anyone",
    ],
  ])("with an OCIRepository by %s", (_, artifact, line) => {
    expect(lines({ "oci.yaml": artifact, "web.yaml": REFERS })).toEqual([line]);
  });

  it("says that a registry is not encrypted, and that a signature has to be verified", () => {
    const artifact = `${ARTIFACT}  insecure: true\n  verify: {provider: cosign}\n`;
    expect(one({ "oci.yaml": artifact, "web.yaml": REFERS })?.origin).toEqual({
      kind: "oci",
      repository: "registry.example.com/charts/web",
      ref: { tag: "1.0.0" },
      content: "chart",
      insecure: true,
      verify: true,
    });
  });

  it("with a HelmChart takes version and files from there", () => {
    const chart = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: web, namespace: flux-system}
spec:
  chart: web
  version: 2.0.0
  valuesFiles: [values.yaml, values-prod.yaml]
  ignoreMissingValuesFiles: true
  sourceRef: {kind: HelmRepository, name: charts}
`;
    const refers = release("  chartRef: {kind: HelmChart, name: web, namespace: flux-system}\n");
    expect(one({ "chart.yaml": chart, "repo.yaml": REPOSITORY, "web.yaml": refers })).toEqual({
      ...PLAIN,
      origin: { ...PLAIN.origin, version: "2.0.0" },
      version: "2.0.0",
      place: "chart.yaml:6:3",
      delivery: {
        ...PLAIN.delivery,
        values: ["values.yaml", "values-prod.yaml"].map((path) => ({ kind: "in-source", path, optional: true })),
      },
    });
  });

  it.each([
    ["  upgrade: {disableTakeOwnership: true}\n", true, false],
    ["  install: {disableTakeOwnership: true}\n", false, true],
    ["  install: {disableTakeOwnership: true}\n  upgrade: {disableTakeOwnership: true}\n", false, false],
    ["  upgrade: {disableTakeOwnership: false}\n", true, true],
  ])("with %j takes over what lives when it is told to", (own, installing, upgrading) => {
    expect(one({ "web.yaml": release(`${CHART}${own}`), "repo.yaml": REPOSITORY })?.delivery).toEqual({
      ...PLAIN.delivery,
      ownership: {
        takes: { installing, upgrading },
        option: "taking `disableTakeOwnership: true` out of the HelmRelease",
      },
    });
  });

  it.each([
    ["", "create-only"],
    ["  upgrade: {crds: Create}\n", "create-missing"],
    ["  upgrade: {crds: CreateReplace}\n", "applied"],
    ["  install: {crds: Skip}\n  upgrade: {crds: CreateReplace}\n", "applied"],
    ["  install: {crds: Skip}\n  upgrade: {crds: Create}\n", "create-missing"],
    ["  install: {crds: Skip}\n", "skipped"],
    ["  install: {skipCRDs: true}\n", "skipped"],
    ["  install: {crds: CreateReplace}\n", "create-only"],
  ])("with %j has its folder crds/ %s", (policy, crds) => {
    expect(one({ "web.yaml": release(`${CHART}${policy}`), "repo.yaml": REPOSITORY })?.delivery).toEqual({
      ...PLAIN.delivery,
      crds,
    });
  });

  it.each([
    ["  releaseName: other\n", "other", "web"],
    ["  targetNamespace: there\n", "there-web", "there"],
    ["  targetNamespace: there\n  releaseName: other\n  storageNamespace: x\n", "other", "there"],
    [`  targetNamespace: ${"n".repeat(60)}\n`, `${"n".repeat(40)}-2ebc43336d39`, "n".repeat(60)],
  ])("with %j is the release %s in %s", (names, name, namespace) => {
    expect(one({ "web.yaml": release(`${CHART}${names}`), "repo.yaml": REPOSITORY })?.delivery).toEqual({
      ...PLAIN.delivery,
      release: name,
      namespace,
    });
  });

  it("that is suspended says so", () => {
    const files = { "web.yaml": release(`${CHART}  suspend: true\n`), "repo.yaml": REPOSITORY };
    expect(one(files)).toEqual({ ...PLAIN, suspended: true });
  });

  it("for another cluster says so", () => {
    const files = { "web.yaml": release(`${CHART}  kubeConfig: {}\n`), "repo.yaml": REPOSITORY };
    const destination = { kind: "elsewhere", reason: "its `kubeConfig` names another cluster" };
    expect(one(files)).toEqual({ ...PLAIN, destination });
  });

  it("in a List, by anchors, is found", () => {
    const item = release(CHART)
      .replace("chart: web", "chart: *name")
      .replace("name: web,", "name: &name web,")
      .split("\n")
      .map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
      .join("\n");
    const list = `apiVersion: v1\nkind: List\nitems:\n${item}`;
    expect(one({ "web.yaml": list, "repo.yaml": REPOSITORY })).toEqual({
      ...PLAIN,
      place: "web.yaml:11:9",
      object: "web.yaml:4:3",
    });
  });
});

describe("the values of a HelmRelease", () => {
  function valuesOf(spec: string, more: Files) {
    const found = one({ "web.yaml": release(`${CHART}${spec}`), "repo.yaml": REPOSITORY, ...more });
    return found?.delivery.by === "helm" ? [found.delivery.values, found.delivery.missing] : null;
  }

  const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: web}
data:
  values.yaml: |
    replicas: 2
  other: |
    image: {tag: v2}
  port: "8080"
  word: "'8080'"
`;
  const SECRET = `apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: web}
stringData: {values.yaml: "key: a"}
data: {more: a2V5OiBi, sealed: "ENC[AES256_GCM,data:x]"}
`;
  it("come in helm's order: files, valuesFrom, values, and single ones", () => {
    const files = CHART.replace(
      "version: 1.2.3",
      "version: 1.2.3\n      valuesFile: a.yaml\n      valuesFiles: [b.yaml]",
    );
    const spec = `  valuesFrom:
  - {kind: ConfigMap, name: web, valuesKey: port, targetPath: service.port}
  - {kind: ConfigMap, name: web}
  - {kind: ConfigMap, name: web, valuesKey: other}
  - {kind: Secret, name: keys}
  - {kind: Secret, name: keys, valuesKey: more}
  - {kind: ConfigMap, name: web, valuesKey: word, targetPath: service.name}
  values: {own: true}
`;
    const found = one({
      "web.yaml": release(`${files}${spec}`),
      "repo.yaml": REPOSITORY,
      "config.yaml": CONFIG,
      "secret.yaml": SECRET,
    });
    expect(found?.delivery).toEqual({
      ...PLAIN.delivery,
      values: [
        { kind: "in-source", path: "a.yaml", optional: false },
        { kind: "in-source", path: "b.yaml", optional: false },
        { kind: "inline", values: { replicas: 2 } },
        { kind: "inline", values: { image: { tag: "v2" } } },
        { kind: "inline", values: { key: "a" } },
        { kind: "inline", values: { key: "b" } },
        { kind: "inline", values: { own: true } },
        { kind: "set", name: "service.port", value: "8080", string: false },
        { kind: "set", name: "service.name", value: "8080", string: true },
      ],
    });
  });

  it("that are not in the tree are named", () => {
    const spec = `  valuesFrom:
  - {kind: ConfigMap, name: none}
  - {kind: Secret, name: none, optional: true}
  - {kind: ConfigMap, name: web, valuesKey: none}
  - {kind: ConfigMap, name: web, valuesKey: port}
  - {kind: Secret, name: keys, valuesKey: sealed}
  - {kind: Basket, name: keys}
`;
    expect(valuesOf(spec, { "config.yaml": CONFIG, "secret.yaml": SECRET })).toEqual([
      [],
      [
        "ConfigMap web/none (valuesFrom)",
        "Secret web/none (valuesFrom, optional)",
        "none of ConfigMap web/web (valuesFrom)",
        "port of ConfigMap web/web (valuesFrom), which is no map of values",
        "Secret web/keys (valuesFrom, encrypted)",
        "an entry of valuesFrom that names nothing",
      ],
    ]);
  });

  it("come from a ConfigMap that kustomize makes", () => {
    const generator =
      "namespace: web\nresources: [web.yaml, repo.yaml]\nconfigMapGenerator:\n- {name: web, files: [values.yaml=own.yaml]}\n";
    expect(
      valuesOf("  valuesFrom: [{kind: ConfigMap, name: web}]\n", {
        "kustomization.yaml": generator,
        "own.yaml": "replicas: 3\n",
      }),
    ).toEqual([[{ kind: "inline", values: { replicas: 3 } }], []]);
  });
});

describe("a Kustomization of Flux", () => {
  const KUSTOMIZATION = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./deploy
  sourceRef: {kind: GitRepository, name: other}
`;
  const GIT = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: other, namespace: flux-system}
spec:
  url: https://example.com/other
  ref: {semver: ">=1"}
`;
  it("over another repository is a reference, with its substitutions", () => {
    const post = '  postBuild:\n    substitute: {A: "1"}\n    substituteFrom: [{kind: Secret, name: keys}]\n';
    expect(one({ "apps.yaml": `${KUSTOMIZATION}${post}`, "git.yaml": GIT })).toEqual({
      kind: "Kustomization",
      name: "apps",
      namespace: "flux-system",
      origin: { kind: "git", url: "https://example.com/other", ref: { semver: ">=1" }, path: "deploy" },
      version: ">=1",
      place: "git.yaml:6:9",
      object: "apps.yaml:1:1",
      delivery: {
        by: "kustomize",
        client: "server-side",
        substitute: { values: { A: "1" }, missing: ["Secret flux-system/keys"] },
      },
      destination: null,
    });
  });

  it.each<[string, Files, readonly string[]]>([
    [
      "an OCIRepository",
      {
        "apps.yaml": KUSTOMIZATION.replace("GitRepository", "OCIRepository"),
        "oci.yaml": GIT.replace("GitRepository", "OCIRepository")
          .replace("https://example.com/other", "oci://example.com/other")
          .replace('semver: ">=1"', "tag: v1"),
      },
      ['apps v1 oci://example.com/other {"tag":"v1"} @oci.yaml:6:9 for anyone'],
    ],
    [
      "a bucket",
      { "apps.yaml": KUSTOMIZATION.replace("GitRepository", "Bucket") },
      ["apps - (Bucket other: the contents of buckets are not fetched) @apps.yaml:6:29 for anyone"],
    ],
    [
      "a source that is not there",
      { "apps.yaml": KUSTOMIZATION },
      ["apps - (GitRepository other: the tree has no GitRepository flux-system/other) @apps.yaml:6:36 for anyone"],
    ],
    [
      "this repository",
      {
        "apps.yaml": KUSTOMIZATION,
        "git.yaml": GIT.replace("example.com/other\n", "github.com/acme/gitops\n"),
        "deploy/a.yaml": "",
      },
      [],
    ],
  ])("over %s", (_, files, expected) => {
    expect(lines(files)).toEqual(expected);
  });
});

it("has nothing to say of a tree without Flux, or with what only looks alike", () => {
  const files = {
    "a.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n",
    "b.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: Other\nmetadata: {name: a}\n",
  };
  expect(inventoryOf(files)).toMatchObject({ references: [], problems: [] });
});
