import { expect, it } from "vitest";
import type { PrintedText } from "../../src/check/sources/earlier-output.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";
const OTHER = { "other.yaml": [crd({ name: "ways.example.org", kind: "Way", versions: "v1*" })] };

function marked(metadata: object) {
  return { ...crd({ versions: "v1*" }), metadata: { name: NAME, ...metadata } };
}

function situation(facts: object = {}, more: Partial<Situation> = {}): Situation {
  return {
    base: { ...OTHER, "crds/routes.yaml": [crd({ versions: "v1*" })] },
    files: OTHER,
    clusters: { prod: { [NAME]: { ...live({ versions: "v1*" }, ["v1"]), ...facts } } },
    ...more,
  };
}

function removed(overrides: object = {}, severity = "warning") {
  return [
    {
      rule: "crd-removed",
      severity,
      crd: NAME,
      cluster: "prod",
      at: "crds/routes.yaml:1",
      detail: {
        kind: "crd-removed",
        cause: "pruned",
        keptBy: [],
        objects: { plural: "routes", group: "example.com", version: "v1" },
        uses: [],
        brought: 0,
        ...overrides,
      },
    },
  ];
}

it("is a warning where nobody counted objects, and an error where there are some", () => {
  expect(findingsOf(situation())).toEqual(removed());
  expect(findingsOf(situation({ hasObjects: false }))).toEqual(removed());
  expect(findingsOf(situation({ hasObjects: true }))).toEqual(removed({ cause: "has-objects" }, "error"));
});

it("lists the objects that are left in the tree, and counts those that the base brings", () => {
  const route = { apiVersion: "example.com/v1", kind: "Route", metadata: { name: "a" } };
  const other = { ...route, apiVersion: "example.com/v2" };
  const objects = { "app/route.yaml": [route], "app/other.yaml": [other] };
  const output = printed(`apiVersion: example.com/v1\nkind: Route\n`);
  const uses = [{ apiVersion: "example.com/v1", kind: "Route", path: "app/route.yaml", line: 1, clusters: ["prod"] }];
  const base = { ...OTHER, ...objects, "crds/routes.yaml": [crd({ versions: "v1*" })] };
  expect(findingsOf(situation({}, { base, files: OTHER }))).toEqual(removed({ brought: 1 }));
  expect(findingsOf(situation({}, { base, files: { ...OTHER, ...objects } }))).toEqual(removed({ brought: 1, uses }));
  // A template is known by what comes of it.
  const made = { apiVersion: "example.com/v1", kind: "Route", path: "chart/Chart.yaml", line: 1, clusters: ["prod"] };
  expect(findingsOf(situation({}, { outputs: [output], baseOutputs: [output] }))).toEqual(
    removed({ brought: 1, uses: [made] }),
  );
});

function printed(text: string): PrintedText {
  const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  const bytes = new TextEncoder().encode(text);
  return { bytes, clusters: ["prod"], place: { path: "chart/Chart.yaml", range }, by: [], of: "chart", release: "a/b" };
}

it("lists no objects that are meant for another cluster", () => {
  const route = { apiVersion: "example.com/v1", kind: "Route", metadata: { name: "a" } };
  const targets = [
    { paths: ["dev/**"], clusters: ["dev"], apply: null },
    { paths: ["crds/**", "prod/**"], clusters: ["prod"], apply: null },
  ];
  const { clusters } = situation();
  const told = (path: string) =>
    findingsOf(situation({}, { files: { ...OTHER, [path]: [route] }, targets, clusters: { ...clusters, dev: {} } }));
  const use = { apiVersion: "example.com/v1", kind: "Route", path: "prod/route.yaml", line: 1, clusters: ["prod"] };
  expect([told("dev/route.yaml"), told("prod/route.yaml")]).toEqual([removed(), removed({ uses: [use] })]);
});

it.each<[string, object]>([
  [
    "argocd.argoproj.io/sync-options: Prune=false",
    { annotations: { "argocd.argoproj.io/sync-options": "ServerSideApply=true, Prune=false" } },
  ],
  ["kustomize.toolkit.fluxcd.io/prune: disabled", { annotations: { "kustomize.toolkit.fluxcd.io/prune": "disabled" } }],
  ["kustomize.toolkit.fluxcd.io/prune: disabled", { labels: { "kustomize.toolkit.fluxcd.io/prune": "Disabled" } }],
  ["helm.sh/resource-policy: keep", { annotations: { "helm.sh/resource-policy": "keep" } }],
  ["helm.sh/resource-policy: keep", { annotations: { "helm.sh/resource-policy": " Keep " } }],
])("is information where %s keeps it", (mark, metadata) => {
  const base = { "crds/routes.yaml": [marked(metadata)] };
  expect(findingsOf(situation({ hasObjects: true }, { base }))).toEqual(
    removed({ cause: "kept", keptBy: [mark] }, "info"),
  );
});

it.each<[string, object]>([
  ["Prune=true", { annotations: { "argocd.argoproj.io/sync-options": "Prune=true,Delete=false" } }],
  ["prune: enabled", { annotations: { "kustomize.toolkit.fluxcd.io/prune": "enabled" } }],
  ["a policy of another name", { annotations: { "helm.sh/resource-policies": "keep" } }],
  ["annotations of an odd type", { annotations: "helm.sh/resource-policy: keep", labels: [1] }],
])("takes %s for no mark", (_name, metadata) => {
  const base = { "crds/routes.yaml": [marked(metadata)] };
  expect(findingsOf(situation({}, { base }))).toEqual(removed());
});

it("tells of a CRD that stays for another cluster only", () => {
  const facts = live({ versions: "v1*" }, ["v1"]);
  const given: Situation = {
    base: { "dev/crd.yaml": [crd({ versions: "v1*" })], "prod/crd.yaml": [crd({ versions: "v1*" })] },
    files: { "dev/crd.yaml": [crd({ versions: "v1*" })] },
    clusters: { dev: { [NAME]: facts }, prod: { [NAME]: facts } },
  };
  expect(findingsOf(given).map(({ rule, cluster, at }) => [rule, cluster, at])).toEqual([
    ["crd-removed", "prod", "prod/crd.yaml:1"],
  ]);
});

const BROKEN = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${NAME}\nspec: [\n`;

it.each<[string, Situation]>([
  ["a manifest that was moved", situation({}, { files: { "moved.yaml": [crd({ versions: "v1*" })] } })],
  ["a CRD that the cluster does not have", situation({}, { clusters: { prod: {} } })],
  ["what only some of the paths do not have", situation({}, { whole: false })],
  ["a manifest that cannot be read now", situation({}, { files: { "crds/routes.yaml": BROKEN } })],
  ["a manifest that was not there before", situation({}, { base: OTHER })],
])("says nothing of %s", (_name, given) => {
  expect(findingsOf(given).filter(({ rule }) => rule === "crd-removed")).toEqual([]);
});

it("takes no patch of the same name for the CRD", () => {
  const found = findingsOf(situation({}, { files: { "patch.yaml": partial() } }));
  expect(found.filter(({ rule }) => rule === "crd-removed")).toEqual(removed());
});

function partial(): string {
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${NAME}\n`;
}
