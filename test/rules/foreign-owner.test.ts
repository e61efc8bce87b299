import { expect, it } from "vitest";
import { judgeTree } from "../../src/check/judging/judge-tree.ts";
import { createPredictor } from "../../src/check/judging/predictor.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, guardOf, live, NOW, type Situation, treeOf } from "./evaluated.ts";

const NAME = "routes.example.com";

function found(metadata: object, helmRelease = "web/traefik", more: Partial<Situation> = {}) {
  const owned: LiveCrd = { ...live({ versions: "v1*" }, ["v1"]), owners: { helmRelease, managedBy: "Helm" } };
  const manifest = crd({ versions: "v1*" });
  return findingsOf({
    files: { "crd.yaml": [{ ...manifest, metadata: { name: NAME, ...metadata } }] },
    clusters: { prod: { [NAME]: owned } },
    ...more,
  });
}

function release(name: string, namespace?: string) {
  const own = namespace === undefined ? {} : { "meta.helm.sh/release-namespace": namespace };
  return { annotations: { "meta.helm.sh/release-name": name, ...own } };
}

const CHART = {
  name: "traefik",
  path: ".",
  place: { path: "Chart.yaml", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, yamlPath: [] },
  isLibrary: false,
  templates: [],
  crdsFolders: [],
  hasOutput: false,
  localDependencies: [],
};

const FOREIGN = { rule: "foreign-owner", crd: NAME, cluster: "prod" };

it("reports a manifest of no release where a release owns the CRD", () => {
  expect(found({})).toEqual([
    {
      ...FOREIGN,
      at: "crd.yaml:4 metadata.name",
      detail: { kind: "foreign-owner", cause: "no-release", owner: "web/traefik", source: "" },
    },
  ]);
});

it("reports a manifest of another release", () => {
  expect(found(release("gateway", "web"))).toEqual([
    {
      ...FOREIGN,
      at: 'crd.yaml:6 metadata.annotations["meta.helm.sh/release-name"]',
      detail: { kind: "foreign-owner", cause: "another-release", owner: "web/traefik", source: "web/gateway" },
    },
  ]);
});

it.each<[string, () => ReturnType<typeof found>]>([
  ["the same release", () => found(release("traefik", "web"))],
  ["the same release, whose namespace the manifest does not say", () => found(release("traefik"))],
  ["a release whose namespace the snapshot does not know", () => found(release("traefik", "web"), "/traefik")],
  [
    "a rendered chart, whose release Helm writes when it installs",
    () => found({ labels: { "helm.sh/chart": "traefik-30" } }),
  ],
  ["what says that Helm manages it", () => found({ labels: { "app.kubernetes.io/managed-by": "Helm" } })],
  [
    "what Helm applies by the configuration",
    () => found({}, "web/traefik", { targets: [{ paths: ["**"], clusters: ["prod"], apply: "helm" }] }),
  ],
  [
    "a file of a chart's crds folder, whose release is not known",
    () => found({}, "web/traefik", { charts: [{ ...CHART, crdsFolders: [""] }] }),
  ],
  [
    "a CRD that something else than Helm manages",
    () =>
      findingsOf({
        files: { "crd.yaml": [crd({ versions: "v1*" })] },
        clusters: { prod: { [NAME]: { ...live({ versions: "v1*" }, ["v1"]), owners: { managedBy: "kustomize" } } } },
      }),
  ],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});

it("knows a chart's output by the comment that Helm leaves in it", () => {
  const text = `---\n# Source: traefik/templates/crd.yaml\n${JSON.stringify(crd({ versions: "v1*" }))}\n`;
  expect(found({}, "web/traefik", { files: { "rendered.yaml": text } })).toEqual([]);
});

it("takes odd annotations for none", () => {
  const odd = { annotations: ["meta.helm.sh/release-name"] };
  expect(found(odd).map(({ rule }) => rule)).toEqual(["server-rejects"]);
});

it.each<[string, readonly string[]]>([
  ["web/traefik", []],
  ["default/traefik", []],
  ["edge/traefik", ["edge/traefik"]],
  ["web/gateway", ["web/gateway"]],
])("knows the release that the configuration renders a chart for: %s", (release, sources) => {
  const owned: LiveCrd = { ...live({ versions: "v1*" }, ["v1"]), owners: { helmRelease: "web/traefik" } };
  const tree = treeOf({ "crd.yaml": [crd({ versions: "v1*" })] });
  const printed = { path: "chart", release, meantFor: { clusters: ["prod"], because: "helm[0]" } };
  const { findings } = judgeTree(
    { ...tree, crds: tree.crds.map((manifest) => ({ ...manifest, printed })) },
    // What Helm itself applies it refuses.
    guardOf({
      clusters: { prod: { [NAME]: owned } },
      targets: [{ paths: ["**"], clusters: ["**"], apply: "server-side" }],
    }),
    { now: NOW, whole: true, predictor: createPredictor(), knownSchema: () => undefined, delivered: () => undefined },
  );
  expect(findings.flatMap(({ detail }) => (detail.kind === "foreign-owner" ? [detail.source] : []))).toEqual(sources);
});
