import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { readInventory } from "../../../src/sources/inventory.ts";
import { treeOf } from "../tree.ts";
import { bootstrap, CHARTS, gitRepository, helmRelease, kustomization } from "./objects.ts";
import { type Files, inventoryOf, lines, shortReferences } from "./tree.ts";

/** Which clusters a reference is for. */

const PROD = "clusters/prod/flux-system/gotk-sync.yaml";
const STAGING = "clusters/staging/flux-system/gotk-sync.yaml";
const WEB = { ...CHARTS, "apps/web.yaml": helmRelease("web", "1.0.0") };
const APPS = kustomization("apps", "./apps");
const CHART = "web 1.0.0 https://charts.example.com web @apps/web.yaml:8:7 for";

describe("a reference is for", () => {
  it.each<[string, Files, readonly string[]]>([
    ["nobody in particular where nothing applies it", WEB, [`${CHART} anyone`]],
    [
      "the cluster that `flux bootstrap` made follow the folder",
      { ...WEB, ...bootstrap("prod"), "clusters/prod/apps.yaml": APPS },
      [`${CHART} ${PROD}`],
    ],
    [
      "each cluster that applies the file",
      {
        ...WEB,
        ...bootstrap("prod"),
        ...bootstrap("staging"),
        "clusters/prod/apps.yaml": APPS,
        "clusters/staging/apps.yaml": APPS,
      },
      [`${CHART} ${PROD} ${STAGING}`],
    ],
    [
      "the cluster at the end of several Kustomizations",
      {
        ...WEB,
        ...bootstrap("prod"),
        "clusters/prod/all.yaml": kustomization("all", "./all"),
        "all/apps.yaml": APPS,
      },
      [`${CHART} ${PROD}`],
    ],
    [
      "the cluster even where its source leaves files out",
      {
        ...WEB,
        [PROD]: `${gitRepository("flux-system", "https://git.example.com/x", { ignore: "/*" })}---\n${kustomization("flux-system", "./clusters/prod")}`,
        "clusters/prod/apps.yaml": APPS,
      },
      [`${CHART} ${PROD}`],
    ],
    [
      "the cluster whose folder leads there, where nothing says that it is another repository",
      { ...WEB, "clusters/prod/apps.yaml": APPS },
      [`${CHART} clusters/prod/apps.yaml`],
    ],
    [
      "the first of those that lead there one by one",
      { ...WEB, "clusters/prod/all.yaml": kustomization("all", "./all"), "all/apps.yaml": APPS },
      [`${CHART} clusters/prod/all.yaml`],
    ],
    [
      "one of those that lead there in a circle",
      {
        ...WEB,
        "one/a.yaml": kustomization("a", "./two"),
        "two/b.yaml": kustomization("b", "./one"),
        "two/c.yaml": APPS,
      },
      [`${CHART} one/a.yaml`],
    ],
    [
      "whoever a FluxInstance stands for",
      {
        ...WEB,
        "clusters/prod/flux.yaml": dump({
          apiVersion: "fluxcd.controlplane.io/v1",
          kind: "FluxInstance",
          metadata: { name: "flux", namespace: "flux-system" },
          spec: { sync: { kind: "GitRepository", url: "https://github.com/acme/gitops.git", path: "clusters/prod" } },
        }),
        "clusters/prod/apps.yaml": APPS,
      },
      [`${CHART} clusters/prod/flux.yaml`],
    ],
    [
      "another cluster where a `kubeConfig` says so",
      { ...WEB, ...bootstrap("prod"), "clusters/prod/apps.yaml": kustomization("apps", "./apps", { kubeConfig: {} }) },
      [`${CHART} elsewhere`],
    ],
  ])("%s", (_, files, expected) => {
    expect(lines(files)).toEqual(expected);
  });

  it("its cluster, with the way that leads there", () => {
    const files = { ...WEB, ...bootstrap("prod"), "clusters/prod/apps.yaml": APPS };
    expect(shortReferences(files).map(({ destination }) => destination)).toEqual([
      {
        kind: "entries",
        entries: [{ root: PROD, because: `Kustomization apps (clusters/prod/apps.yaml), from flux-system (${PROD})` }],
      },
    ]);
  });

  it("a cluster that does nothing for now, and says so", () => {
    const files = {
      ...WEB,
      ...bootstrap("prod"),
      "clusters/prod/all.yaml": kustomization("all", "./all", { suspend: true }),
      "all/apps.yaml": APPS,
    };
    expect(shortReferences(files).map(({ suspended }) => suspended)).toEqual([true]);
  });
});

describe("a Kustomization over another repository", () => {
  const OTHER = gitRepository("other", "https://git.example.com/other");
  it("that has the same folder leads nowhere here", () => {
    const files = {
      ...WEB,
      ...bootstrap("prod"),
      "clusters/prod/apps.yaml": `${kustomization("apps", "./apps", {}, "other")}---\n${OTHER}`,
    };
    expect(lines(files)).toEqual([
      `${CHART} anyone`,
      `apps main https://git.example.com/other apps {"branch":"main"} @clusters/prod/apps.yaml:20:5 for ${PROD}`,
    ]);
  });

  it("is this one where the address is the same", () => {
    const files = {
      ...WEB,
      ...bootstrap("prod"),
      "clusters/prod/apps.yaml": `${kustomization("apps", "./apps", {}, "other")}---\n${gitRepository("other", "https://git.example.com/fleet.git")}`,
    };
    expect(lines(files)).toEqual([`${CHART} ${PROD}`]);
  });

  it("of a cluster's FluxInstance is what the instance stands for", () => {
    const instance = dump({
      apiVersion: "fluxcd.controlplane.io/v1",
      kind: "FluxInstance",
      metadata: { name: "flux", namespace: "flux-system" },
      spec: { sync: { kind: "OCIRepository", url: "oci://registry.example.com/fleet", ref: "latest", path: "." } },
    });
    expect(lines({ "flux.yaml": instance })).toEqual([
      'flux-system latest oci://registry.example.com/fleet {"tag":"latest"} @flux.yaml:10:5 for anyone',
    ]);
  });
});

it("what a kustomization takes from elsewhere is for the clusters that apply it, server-side", () => {
  const files = {
    ...bootstrap("prod"),
    ...bootstrap("staging"),
    "clusters/prod/crds.yaml": kustomization("crds", "./crds"),
    "clusters/staging/all.yaml": kustomization("all", "./staging"),
    "staging/kustomization.yaml": "resources: [../crds]\n",
    "crds/kustomization.yaml": "resources:\n- https://github.com/acme/gateway/releases/download/v1/crds.yaml\n",
  };
  const [found] = readInventory(treeOf(files)).references;
  expect([found?.kind, found?.destination, found?.delivery]).toEqual([
    "kustomization",
    {
      kind: "entries",
      entries: [
        { root: PROD, because: `Kustomization crds (clusters/prod/crds.yaml), from flux-system (${PROD})` },
        { root: STAGING, because: `Kustomization all (clusters/staging/all.yaml), from flux-system (${STAGING})` },
      ],
    },
    { by: "files", client: "server-side", recurse: false },
  ]);
});

it("follows circles, and Kustomizations that apply themselves, once", () => {
  const files = {
    ...WEB,
    ...bootstrap("prod"),
    "clusters/prod/apps.yaml": kustomization("all", "."),
    "loop/loop.yaml": kustomization("loop", "./loop"),
  };
  expect(inventoryOf(files).problems).toEqual([]);
  expect(lines(files)).toEqual([`${CHART} ${PROD}`]);
});

it("takes hostile names for what they are", () => {
  const files = {
    "a/__proto__/b.yaml": kustomization("__proto__", "./constructor", {}, "toString"),
    "constructor/c.yaml": helmRelease("constructor", '"1.0.0\\u001b[31m"'),
    ...CHARTS,
  };
  expect(lines(files)).toEqual([
    "__proto__ - (GitRepository toString: the tree has no GitRepository flux-system/toString) @a/__proto__/b.yaml:10:5 for anyone",
    "constructor 1.0.0\u001b[31m https://charts.example.com constructor @constructor/c.yaml:8:7 for anyone",
  ]);
});

it("takes a chart from the repository that a FluxInstance makes", () => {
  const sourceRef = { kind: "GitRepository", name: "flux-system", namespace: "flux-system" };
  const files = {
    "clusters/prod/instance.yaml": dump({
      apiVersion: "fluxcd.controlplane.io/v1",
      kind: "FluxInstance",
      metadata: { name: "flux", namespace: "flux-system" },
      spec: { sync: { kind: "GitRepository", url: "https://github.com/acme/gitops", path: "clusters/prod" } },
    }),
    "clusters/prod/web.yaml": dump({
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name: "web", namespace: "web" },
      spec: { chart: { spec: { chart: "./charts/web", sourceRef } } },
    }),
    "charts/web/Chart.yaml": "name: web\nversion: 1.0.0\n",
  };
  expect(lines(files)).toEqual(["web - local:charts/web @clusters/prod/web.yaml:9:7 for clusters/prod/instance.yaml"]);
});
