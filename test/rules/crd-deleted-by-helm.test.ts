import { expect, it } from "vitest";
import { chart } from "./charts.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";
const OTHER = { "other.yaml": [crd({ name: "ways.example.org", kind: "Way", versions: "v1*" })] };
const OWNED = { ...live({ versions: "v1*" }, ["v1"]), owners: { helmRelease: "net/parts", managedBy: "Helm" } };
const TEMPLATE = "charts/parts/templates/crd.yaml";
const FOLDER = "charts/parts/crds/crd.yaml";

function marked(annotations: object) {
  return [{ ...crd({ versions: "v1*" }), metadata: { name: NAME, annotations } }];
}

function situation(more: Partial<Situation> = {}, facts: object = {}): Situation {
  return {
    base: { ...OTHER, [TEMPLATE]: [crd({ versions: "v1*" })] },
    files: { ...OTHER, [FOLDER]: [crd({ versions: "v1*" })] },
    charts: [chart("charts/parts")],
    clusters: { prod: { [NAME]: { ...OWNED, ...facts } } },
    ...more,
  };
}

function deleted(cause: string, at: string) {
  return [
    {
      rule: "crd-deleted-by-helm",
      crd: NAME,
      cluster: "prod",
      at,
      detail: {
        kind: "crd-deleted-by-helm",
        cause,
        release: "net/parts",
        before: TEMPLATE,
        objects: { plural: "routes", group: "example.com", version: "v1" },
      },
    },
  ];
}

it("tells of a CRD that moves from templates/ to crds/, on its file there", () => {
  expect(findingsOf(situation())).toEqual(deleted("moved", `${FOLDER}:4 metadata.name`));
});

it("tells of a CRD that leaves the chart, and not of its removal besides", () => {
  expect(findingsOf(situation({ files: OTHER }))).toEqual(deleted("left", `${TEMPLATE}:1`));
});

it("tells of a chart that is gone", () => {
  expect(findingsOf(situation({ files: OTHER, charts: [], baseCharts: [chart("charts/parts")] }))).toEqual(
    deleted("uninstalled", `${TEMPLATE}:1`),
  );
});

it.each<[string, Partial<Situation>, object]>([
  ["a CRD that no release owns", {}, { owners: { managedBy: "Helm" } }],
  ["a live CRD that Helm keeps", {}, { owners: { ...OWNED.owners, resourcePolicy: "keep" } }],
  [
    "one that the base's template keeps",
    { base: { ...OTHER, [TEMPLATE]: marked({ "helm.sh/resource-policy": "keep" }) } },
    {},
  ],
  ["a hook", { base: { ...OTHER, [TEMPLATE]: marked({ "helm.sh/hook": "pre-install" }) } }, {}],
  [
    "one that moves in the templates",
    { files: { ...OTHER, "charts/parts/templates/b.yaml": [crd({ versions: "v1*" })] } },
    {},
  ],
  ["one that a template may still make", { files: OTHER, made: [NAME] }, {}],
  ["a run that looks at some paths only", { whole: false }, {}],
])("is silent on %s", (_name, more, facts) => {
  const told = findingsOf(situation(more, facts)).map(({ rule }) => rule);
  expect(told).not.toContain("crd-deleted-by-helm");
});

it("is not kept by what only the change says, nor by another policy", () => {
  const late = { files: { ...OTHER, [FOLDER]: marked({ "helm.sh/resource-policy": "keep" }) } };
  expect(findingsOf(situation(late))).toEqual(deleted("moved", `${FOLDER}:4 metadata.name`));
  expect(findingsOf(situation({}, { owners: { ...OWNED.owners, resourcePolicy: "Keep" } }))).toEqual(
    deleted("moved", `${FOLDER}:4 metadata.name`),
  );
});

it("knows the release of a rendered chart, and leaves another's CRD alone", () => {
  const printed = (release: string) => ({
    path: "charts/parts",
    release,
    meantFor: { clusters: ["prod"], because: "helm[0]" },
  });
  const of = (release: string): Situation =>
    situation({
      base: OTHER,
      files: OTHER,
      charts: [],
      basePrinted: { files: { [TEMPLATE]: [crd({ versions: "v1*" })] }, printed: printed(release) },
      rendered: [{ kind: "helm", path: "charts/parts", release, clusters: ["prod"] }],
    });
  expect(
    findingsOf(of("net/parts")).map(({ rule, detail }) => [
      rule,
      detail.kind === "crd-deleted-by-helm" && detail.cause,
    ]),
  ).toEqual([["crd-deleted-by-helm", "left"]]);
  expect(findingsOf(of("net/other")).map(({ rule }) => rule)).toEqual(["crd-removed"]);
});
