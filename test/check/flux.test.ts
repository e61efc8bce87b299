import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { crd, live } from "../rules/evaluated.ts";
import { type Files, judged } from "./in-memory.ts";
import { GUARD, recordedFile } from "./recorded.ts";

/** Where the tree proves that Flux delivers a manifest, it is applied server-side. */

const NAME = "routes.example.com";

function snapshotOf(cluster: string): Files {
  return recordedFile(cluster, { [NAME]: live({ versions: "v1*" }, ["v1"]) });
}

function largeCrd(metadata: object = {}): string {
  const manifest = crd({ versions: "v1*" });
  const schema = { openAPIV3Schema: { type: "object", description: "d".repeat(262_144) } };
  const versions = manifest.spec.versions.map((version) => ({ ...version, schema }));
  return dump({ ...manifest, metadata: { name: NAME, ...metadata }, spec: { ...manifest.spec, versions } });
}

const LARGE = largeCrd();

function repository(name = "flux-system", spec: object = {}): string {
  return dump({
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name, namespace: "flux-system" },
    spec: { url: "ssh://git@example.com/fleet", ref: { branch: "main" }, ...spec },
  });
}

function kustomization(name: string, path: string, spec: object = {}, source = "flux-system"): string {
  return dump({
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: "flux-system" },
    spec: { path, sourceRef: { kind: "GitRepository", name: source }, ...spec },
  });
}

function bootstrap(cluster: string, source = repository()): Files {
  return {
    [`clusters/${cluster}/flux-system/kustomization.yaml`]: dump({ resources: ["gotk-sync.yaml"] }),
    [`clusters/${cluster}/flux-system/gotk-sync.yaml`]: `${source}---\n${kustomization("flux-system", `./clusters/${cluster}`)}`,
  };
}

/** Whether the finding is there, and why the manifests are applied where they are. */
function told(files: Files, clusters: readonly string[] = ["prod"]) {
  const report = judged(null, { ...Object.assign({}, ...clusters.map(snapshotOf)), ...files });
  expect(report.problems).toEqual([]);
  return {
    tooLarge: report.findings.filter(({ rule }) => rule === "annotations-too-large").flatMap((one) => one.clusters),
    because: report.predictions.map((one) => `${one.clusters.join(" ")}: ${one.appliesBecause}`),
  };
}

const INFRA = { "clusters/prod/infra.yaml": kustomization("infra", "./infra") };
const FROM = "from flux-system (clusters/prod/flux-system/gotk-sync.yaml)";
const SERVER_SIDE = `applied server-side: Flux Kustomization infra (clusters/prod/infra.yaml), ${FROM}`;

describe("a manifest that Flux delivers is applied server-side", () => {
  it.each<[string, Files, string]>([
    [
      "beside the cluster's own Kustomization",
      { ...bootstrap("prod"), "clusters/prod/crd.yaml": LARGE },
      "prod: path segment prod; applied server-side: Flux Kustomization flux-system (clusters/prod/flux-system/gotk-sync.yaml)",
    ],
    [
      "in a folder that another one names",
      { ...bootstrap("prod"), ...INFRA, "infra/crds/crd.yaml": LARGE },
      `prod: no target: all; ${SERVER_SIDE}`,
    ],
    [
      "through the folder's kustomization and its bases",
      {
        ...bootstrap("prod"),
        ...INFRA,
        "infra/kustomization.yaml": "resources: [../base]\n",
        "base/kustomization.yaml": "resources: [crd.yaml]\n",
        "base/crd.yaml": LARGE,
      },
      `prod: no target: all; ${SERVER_SIDE}`,
    ],
  ])("%s", (_, files, because) => {
    expect(told(files)).toEqual({ tooLarge: [], because: [because] });
  });

  it("for the clusters that it is delivered to", () => {
    expect(told({ ...bootstrap("prod"), ...INFRA, "infra/crd.yaml": LARGE }, ["prod", "staging"])).toEqual({
      tooLarge: ["staging"],
      because: [`prod: no target: all; ${SERVER_SIDE}`, "staging: no target: all"],
    });
  });
});

describe("what could keep Flux from applying it leaves open how it is applied", () => {
  const delivered = { ...bootstrap("prod"), ...INFRA, "infra/crd.yaml": LARGE };
  it.each<[string, Files]>([
    ["no cluster follows this repository", { ...INFRA, "infra/crd.yaml": LARGE }],
    [
      "another repository is applied",
      { ...delivered, "clusters/prod/infra.yaml": kustomization("infra", "./infra", {}, "apps") },
    ],
    ["another folder is", { ...delivered, "clusters/prod/infra.yaml": kustomization("infra", "./inf") }],
    [
      "the Kustomization is not applied itself",
      { ...bootstrap("prod"), "infra.yaml": INFRA["clusters/prod/infra.yaml"], "infra/crd.yaml": LARGE },
    ],
    [
      "it is suspended",
      { ...delivered, "clusters/prod/infra.yaml": kustomization("infra", "./infra", { suspend: true }) },
    ],
    [
      "it is for another cluster",
      {
        ...delivered,
        "clusters/prod/infra.yaml": kustomization("infra", "./infra", { kubeConfig: { secretRef: { name: "x" } } }),
      },
    ],
    ["the folder's kustomization does not name it", { ...delivered, "infra/kustomization.yaml": "resources: []\n" }],
    ["files are kept out of the source", { ...delivered, "infra/.sourceignore": "crd.yaml\n" }],
    [
      "the source keeps files out",
      { ...delivered, ...bootstrap("prod", repository("flux-system", { ignore: "/infra" })) },
    ],
    [
      "Flux is told to leave it",
      { ...delivered, "infra/crd.yaml": largeCrd({ annotations: { "kustomize.toolkit.fluxcd.io/ssa": "Ignore" } }) },
    ],
    ["the root is not YAML", { ...delivered, "clusters/prod/flux-system/gotk-sync.yaml": "toolkit.fluxcd.io/: [\n" }],
  ])("%s", (_, files) => {
    expect(told(files)).toEqual({ tooLarge: ["prod"], because: ["prod: no target: all"] });
  });
});

it("goes by the configuration where it says how", () => {
  const config = "targets: [{paths: ['infra/**'], clusters: [prod], apply: client-side}]\n";
  const files = { ...bootstrap("prod"), ...INFRA, "infra/crd.yaml": LARGE, [`${GUARD}/config.yaml`]: config };
  expect(told(files)).toEqual({ tooLarge: ["prod"], because: ["prod: targets[0]"] });
});

it("applies two manifests of one CRD server-side, and the last one still wins", () => {
  const files = {
    ...bootstrap("prod"),
    "clusters/prod/one.yaml": dump(crd({ versions: "v1*" })),
    "clusters/prod/two.yaml": dump(crd({ versions: "v1* v2" })),
  };
  const report = judged(null, { ...snapshotOf("prod"), ...files });
  expect(report.findings.map(({ rule, location }) => `${rule} ${location.path}`)).toEqual([
    "duplicate-crd clusters/prod/two.yaml",
  ]);
});

it("finds one file that two Kustomizations apply no duplicate", () => {
  const files = {
    ...bootstrap("prod"),
    ...INFRA,
    "clusters/prod/more.yaml": kustomization("more", "./infra/crds"),
    "infra/crds/crd.yaml": LARGE,
  };
  expect(judged(null, { ...snapshotOf("prod"), ...files }).findings).toEqual([]);
});

describe("a manifest whose versions another manager has set", () => {
  const facts = {
    ...live({ versions: "v1*" }, ["v1"]),
    owners: { managers: [{ name: "operator", operation: "Update" as const, states: ["versions" as const] }] },
  };
  const manifest = dump(crd({ versions: "v1* v2" }));
  const conflicts = (files: Files) => {
    const report = judged(null, { ...recordedFile("prod", { [NAME]: facts }), ...files, ...SAID });
    expect(report.problems).toEqual([]);
    return report.findings.flatMap(({ rule, severity, message, remedy }) =>
      rule === "apply-conflicts" ? [{ severity, message, remedy: remedy.summary }] : [],
    );
  };
  const SAID = { [`${GUARD}/config.yaml`]: "apply: server-side\n" };

  it("is in no conflict where the tree shows that Flux applies it, which forces, also where the configuration says how", () => {
    expect(conflicts({ ...bootstrap("prod"), "clusters/prod/crd.yaml": manifest })).toEqual([]);
    expect(conflicts({ "clusters/prod/crd.yaml": manifest })).toEqual([
      {
        severity: "info",
        message: `On prod \`operator\` has set \`spec.versions\` of \`${NAME}\`, and the manifest changes it: server-side apply without force answers 409, \`Apply failed ... conflict with "..."\`.`,
        remedy:
          "See first that `operator` does not go on writing the CRD (whoever writes last wins, and the conflict comes back), then apply with `kubectl apply --server-side --force-conflicts`, unless it is applied so already.",
      },
    ]);
  });
});
