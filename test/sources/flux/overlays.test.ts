import { describe, expect, it } from "vitest";
import { bootstrap, CHARTS, helmRelease, helmRepository, kustomization } from "./objects.ts";
import { type Files, lines, shortReferences } from "./tree.ts";

/** A release in a base that overlays patch comes out once for each of them. */

const BASE: Files = {
  "apps/base/kustomization.yaml": "namespace: web\nresources: [web.yaml, charts.yaml]\n",
  "apps/base/web.yaml": helmRelease("web", "1.0.0", "  values:\n    replicas: 1\n    hosts: [a]\n"),
  "apps/base/charts.yaml": helmRepository("charts", "other"),
};
const PATCH = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: web}
spec:
  chart:
    spec:
      version: 2.0.0
`;
const CHART = "https://charts.example.com web";

describe("an overlay", () => {
  it.each<[string, string, Files, string]>([
    [
      "that patches nothing has the base's version",
      "resources: [../base]\n",
      {},
      `web 1.0.0 ${CHART} @apps/base/web.yaml:8:7`,
    ],
    [
      "with a patch in a file has the patch's version, and its line",
      "resources: [../base]\npatches: [{path: web.yaml}]\n",
      { "apps/prod/web.yaml": PATCH },
      `web 2.0.0 ${CHART} @apps/prod/web.yaml:7:7`,
    ],
    [
      "with the older patchesStrategicMerge",
      "resources: [../base]\npatchesStrategicMerge: [web.yaml]\n",
      { "apps/prod/web.yaml": PATCH },
      `web 2.0.0 ${CHART} @apps/prod/web.yaml:7:7`,
    ],
    [
      "with a patch in the kustomization",
      `resources: [../base]\npatches:\n  - patch: |\n${PATCH.replace(/^/gm, "      ")}\n`,
      {},
      `web 2.0.0 ${CHART} @apps/prod/kustomization.yaml:10:13`,
    ],
    [
      "with operations for a target",
      "resources: [../base]\npatches:\n- target: {kind: HelmRelease, name: w.b}\n  patch: |-\n    - op: replace\n      path: /spec/chart/spec/version\n      value: 2.0.0\n",
      {},
      `web 2.0.0 ${CHART} @apps/prod/kustomization.yaml:7:7`,
    ],
    [
      "with the older patchesJson6902",
      "resources: [../base]\npatchesJson6902: [{target: {kind: HelmRelease, name: web}, path: ops.yaml}]\n",
      { "apps/prod/ops.yaml": "- {op: replace, path: /spec/chart/spec/version, value: 2.0.0}\n" },
      `web 2.0.0 ${CHART} @apps/prod/ops.yaml:1:49`,
    ],
    [
      "with a patch for another one",
      "resources: [../base]\npatches: [{path: web.yaml, target: {kind: HelmRelease, name: we}}]\n",
      { "apps/prod/web.yaml": PATCH },
      `web 1.0.0 ${CHART} @apps/base/web.yaml:8:7`,
    ],
    [
      "with a component",
      "resources: [../base]\ncomponents: [../new]\n",
      { "apps/new/kustomization.yaml": "kind: Component\npatches: [{path: web.yaml}]\n", "apps/new/web.yaml": PATCH },
      `web 2.0.0 ${CHART} @apps/new/web.yaml:7:7`,
    ],
    [
      "with an operation that leads nowhere",
      'resources: [../base]\npatches: [{target: {kind: HelmRelease}, patch: \'[{"op": "replace", "path": "/spec/none/a", "value": 1}]\'}]\n',
      {},
      "web - (HelmRelease web: the patch operation replace /spec/none/a cannot be followed) @apps/base/web.yaml:5:3",
    ],
    [
      "with a patch that cannot be read",
      "resources: [../base]\npatches: [{target: {kind: HelmRelease}, path: none.yaml}]\n",
      {},
      "web - (HelmRelease web: the patch of it in apps/prod/kustomization.yaml cannot be read) @apps/base/web.yaml:5:3",
    ],
    [
      "with a replacement",
      "resources: [../base]\nreplacements:\n- {source: {kind: ConfigMap}, targets: [{select: {kind: HelmRelease}}]}\n",
      {},
      "web - (HelmRelease web: a replacement of the kustomization may change it) @apps/base/web.yaml:5:3",
    ],
    [
      "with another chart repository",
      "resources: [../base]\npatches:\n- target: {kind: HelmRepository}\n  patch: |-\n    - {op: add, path: /spec/url, value: https://mirror.example.com}\n",
      {},
      "web 1.0.0 https://mirror.example.com web @apps/base/web.yaml:8:7",
    ],
    [
      "with a prefix",
      "resources: [../base]\nnamePrefix: my-\npatches: [{path: web.yaml}]\n",
      { "apps/prod/web.yaml": PATCH },
      "my-web 2.0.0 (web of HelmRepository charts: the tree has no HelmRepository web/charts) @apps/prod/web.yaml:7:7",
    ],
  ])("%s", (_, overlay, more, line) => {
    const prod = { ...BASE, "apps/prod/kustomization.yaml": overlay, ...more };
    expect(lines(prod)).toEqual([`${line} for anyone`]);
    const cluster = { ...bootstrap("prod"), "clusters/prod/apps.yaml": kustomization("apps", "./apps/prod") };
    expect(lines({ ...prod, ...cluster })).toEqual([`${line} for clusters/prod/flux-system/gotk-sync.yaml`]);
  });

  it("that deletes the release has none", () => {
    const files = {
      ...BASE,
      "apps/prod/kustomization.yaml": "resources: [../base]\npatches: [{path: web.yaml}]\n",
      "apps/prod/web.yaml": `$patch: delete\n${PATCH}`,
    };
    expect(lines(files)).toEqual([]);
  });

  it("merges values: maps grow, lists are replaced, null takes out", () => {
    const files = {
      ...BASE,
      "apps/prod/kustomization.yaml": "resources: [../base]\npatches: [{path: web.yaml}]\n",
      "apps/prod/web.yaml": `${PATCH}  values: {replicas: null, hosts: [b], more: {a: 1}}\n`,
    };
    expect(shortReferences(files)[0]?.delivery).toMatchObject({
      values: [{ kind: "inline", values: { hosts: ["b"], more: { a: 1 } } }],
    });
  });

  it("stands where its folder is, for whoever that is", () => {
    const files = {
      ...BASE,
      "apps/prod/kustomization.yaml": "resources: [../base]\n",
      "apps/staging/kustomization.yaml": "resources: [../base]\npatches: [{path: web.yaml}]\n",
      "apps/staging/web.yaml": PATCH,
    };
    expect(shortReferences(files).map(({ version, object }) => [version, object])).toEqual([
      ["1.0.0", "apps/prod/kustomization.yaml:1:1"],
      ["2.0.0", "apps/staging/kustomization.yaml:1:1"],
    ]);
  });

  it("stands in each of several folders that bring in the same", () => {
    const overlay = "resources: [../base]\n";
    const files = { ...BASE, "apps/prod/kustomization.yaml": overlay, "apps/staging/kustomization.yaml": overlay };
    expect(shortReferences(files).map(({ version, object }) => [version, object])).toEqual([
      ["1.0.0", "apps/prod/kustomization.yaml:1:1"],
      ["1.0.0", "apps/staging/kustomization.yaml:1:1"],
    ]);
  });

  it("of two clusters that says the same is one reference, and otherwise two", () => {
    const cluster = (name: string) => ({
      ...bootstrap(name),
      [`clusters/${name}/apps.yaml`]: kustomization("apps", `./apps/${name}`),
      [`apps/${name}/kustomization.yaml`]: "resources: [../base]\n",
    });
    const both = { ...BASE, ...cluster("prod"), ...cluster("staging") };
    const [prod, staging] = ["prod", "staging"].map((name) => `clusters/${name}/flux-system/gotk-sync.yaml`);
    expect(lines(both)).toEqual([`web 1.0.0 ${CHART} @apps/base/web.yaml:8:7 for ${prod} ${staging}`]);
    const patched = {
      ...both,
      "apps/staging/kustomization.yaml": "resources: [../base]\npatches: [{path: web.yaml}]\n",
      "apps/staging/web.yaml": PATCH,
    };
    expect(lines(patched)).toEqual([
      `web 1.0.0 ${CHART} @apps/base/web.yaml:8:7 for ${prod}`,
      `web 2.0.0 ${CHART} @apps/staging/web.yaml:7:7 for ${staging}`,
    ]);
  });
});

describe("a patch of a release that the tree does not have", () => {
  it("is a reference that nobody can follow, at its own line", () => {
    const files = {
      "apps/kustomization.yaml": "resources:\n- https://github.com/x/y?ref=v1\npatches: [{path: web.yaml}]\n",
      "apps/web.yaml": PATCH,
    };
    expect(lines(files)).toEqual([
      "web 2.0.0 (HelmRelease web: it is a patch of a release that the tree does not have) @apps/web.yaml:7:7 for anyone",
    ]);
  });
});

it("patches of a Kustomization of Flux change what it applies, other Kustomizations too", () => {
  const patch = (kind: string, spec: string) => ({
    patch: `apiVersion: x/v1\nkind: ${kind}\nmetadata: {name: any}\nspec: ${spec}\n`,
    target: { kind, labelSelector: "skip notin (yes)" },
  });
  const files = {
    ...CHARTS,
    ...bootstrap("prod"),
    "clusters/prod/all.yaml": kustomization("all", "./all", {
      patches: [patch("Kustomization", '{postBuild: {substitute: {VERSION: "3.0.0"}}}')],
    }),
    "all/apps.yaml": kustomization("apps", "./apps", {
      patches: [patch("HelmRelease", "{upgrade: {crds: CreateReplace}}")],
    }),
    "apps/web.yaml": helmRelease("web", `\${VERSION}`),
  };
  const [web] = shortReferences(files);
  expect([web?.version, web?.origin, web?.delivery]).toEqual([
    "3.0.0",
    { kind: "helm", repository: "https://charts.example.com", chart: "web", version: "3.0.0" },
    {
      by: "helm",
      ownership: {
        takes: { installing: true, upgrading: true },
        option: "taking `disableTakeOwnership: true` out of the HelmRelease",
      },
      client: "unknown",
      release: "web",
      namespace: "web",
      values: [],
      crds: "applied",
      missing: [],
    },
  ]);
});

it("a Kustomization of Flux puts what it applies into its namespace, and adds its components", () => {
  const files = {
    "charts/charts.yaml": helmRepository("charts", "flux-system"),
    ...bootstrap("prod"),
    "clusters/prod/apps.yaml": kustomization("apps", "./apps/web", {
      targetNamespace: "media",
      components: ["../new"],
    }),
    "apps/web/web.yaml": helmRelease("web", "1.0.0", "  valuesFrom: [{kind: ConfigMap, name: web}]\n")
      .replace(", namespace: web", "")
      .replace("name: charts", "name: charts, namespace: flux-system"),
    "apps/web/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {values.yaml: 'a: 1'}\n",
    "apps/new/kustomization.yaml": "kind: Component\npatches: [{path: web.yaml}]\n",
    "apps/new/web.yaml": PATCH.replace(", namespace: web", ""),
  };
  const [web, ...more] = shortReferences(files);
  expect([more, web?.namespace, web?.version, web?.place, web?.delivery]).toEqual([
    [],
    "media",
    "2.0.0",
    "apps/new/web.yaml:7:7",
    {
      by: "helm",
      ownership: {
        takes: { installing: true, upgrading: true },
        option: "taking `disableTakeOwnership: true` out of the HelmRelease",
      },
      client: "unknown",
      release: "web",
      namespace: "media",
      values: [{ kind: "inline", values: { a: 1 } }],
      crds: "create-only",
      missing: [],
    },
  ]);
});
