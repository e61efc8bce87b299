import { describe, expect, it } from "vitest";
import { chart } from "./charts.ts";
import { crd, findingsOf, live, type Situation, wordsOf } from "./evaluated.ts";

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

it("says nothing of what the base built with kustomize, which no release holds", () => {
  const printed = { path: "apps", meantFor: { clusters: ["prod"], because: "kustomize[0]" } };
  const basePrinted = { files: { "apps/crd.yaml": [crd({ versions: "v1*" })] }, printed };
  const given = situation({ files: OTHER, base: OTHER, basePrinted, charts: [] });
  expect(findingsOf(given).filter(({ rule }) => rule === "crd-deleted-by-helm")).toEqual([]);
});

describe("is all that is said of a CRD that differs from what is live", () => {
  const changed = crd({ versions: "v1* v2" });
  const added = crd({ name: "ways.example.com", kind: "Way", versions: "v1*" });
  const hooked = { ...changed, metadata: { name: NAME, annotations: { "helm.sh/hook": "pre-install" } } };
  const use = { apiVersion: "example.com/v2", kind: "Route", metadata: { name: "a" } };
  const printed = (more: object) => ({
    path: "charts/parts",
    release: "net/parts",
    meantFor: { clusters: ["prod"], because: "helm[0]" },
    ...more,
  });
  const withheld = { meantFor: { clusters: [], because: "helm[0]" }, withheld: ["prod"] };
  const from = (source: string, object: object) => `# Source: ${source}\n${JSON.stringify(object)}\n`;
  const folder = (name: string) => from(`${name}/crds/crd.yaml`, changed);
  const parts = { kind: "helm", path: "charts/parts", release: "net/parts", clusters: ["prod"] } as const;

  const said = (files: Situation["files"], more: Partial<Situation> = {}) =>
    findingsOf(situation({ files: { ...OTHER, ...files }, ...more })).map(({ rule, severity, detail }) => ({
      rule,
      ...(severity === undefined ? {} : { severity }),
      ...(detail.kind === "helm-crds-directory"
        ? { cause: detail.cause, changed: detail.changed, missing: detail.missing }
        : {}),
    }));
  const deletion = { rule: "crd-deleted-by-helm" };
  const neverApplied = { rule: "helm-crds-directory", cause: "folder", changed: [], missing: [] };

  it.each<[string, Situation["files"], Partial<Situation>]>([
    ["in a chart", { [FOLDER]: [changed] }, {}],
    [
      "as a hook",
      { [TEMPLATE]: from("parts/templates/crd.yaml", hooked) },
      { printed: { [TEMPLATE]: printed({}) }, rendered: [parts] },
    ],
    [
      "in a chart that is rendered",
      { [FOLDER]: folder("parts") },
      { printed: { [FOLDER]: printed({}) }, rendered: [parts] },
    ],
    [
      "where nothing applies the folder",
      { [FOLDER]: folder("parts") },
      { printed: { [FOLDER]: printed(withheld) }, rendered: [parts] },
    ],
  ])("%s", (_name, files, more) => {
    expect(said(files, more)).toEqual([deletion]);
  });

  it("beside another of the folder, which has its own finding", () => {
    const files = { [FOLDER]: [changed], "charts/parts/crds/ways.yaml": [added] };
    expect(said(files)).toEqual([deletion, { ...neverApplied, missing: ["ways.example.com"] }]);
  });

  it("but for who uses a version that is not there: the upgrade ends before it deletes", () => {
    const more = { printed: { [FOLDER]: printed(withheld) }, rendered: [parts] };
    expect(said({ [FOLDER]: folder("parts"), "apps/a.yaml": [use] }, more)).toEqual([
      deletion,
      { ...neverApplied, severity: "error", cause: "not-applied", changed: [NAME] },
    ]);
  });

  it("but for the chart of another release, which has it too", () => {
    const other = { ...parts, path: "charts/rest", release: "net/rest" };
    const more: Partial<Situation> = {
      charts: [chart("charts/parts"), chart("charts/rest")],
      printed: { "charts/rest/crds/crd.yaml": { ...printed({}), path: other.path, release: other.release } },
      rendered: [parts, other],
    };
    expect(said({ "charts/rest/crds/crd.yaml": folder("rest") }, more)).toEqual([
      deletion,
      { rule: "foreign-owner" },
      { ...neverApplied, changed: [NAME] },
    ]);
  });
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

describe("of a CRD that nobody saw leave the release, and that its chart has in crds/", () => {
  const parts = { kind: "helm", path: "charts/parts", release: "net/parts", clusters: ["prod"] } as const;
  const printed = (release: string) => ({
    path: "charts/parts",
    release,
    meantFor: { clusters: ["prod"], because: "helm[0]" },
  });
  const IN_FOLDER = `# Source: parts/crds/crd.yaml\n${JSON.stringify(crd({ versions: "v1*" }))}\n`;
  const IN_TEMPLATE = `# Source: parts/templates/crd.yaml\n${JSON.stringify(crd({ versions: "v1*" }))}\n`;
  const said = (more: Partial<Situation>, facts: object = {}, release = "net/parts") =>
    findingsOf(
      situation(
        {
          base: {},
          files: { ...OTHER, [FOLDER]: IN_FOLDER },
          printed: { [FOLDER]: printed(release) },
          rendered: [{ ...parts, release }],
          ...more,
        },
        facts,
      ),
    ).filter(({ rule }) => rule === "crd-deleted-by-helm");

  it("warns, since the annotations may be somebody's own", () => {
    expect(said({})).toEqual([
      {
        rule: "crd-deleted-by-helm",
        severity: "warning",
        crd: NAME,
        cluster: "prod",
        at: `${FOLDER}:2 metadata.name`,
        detail: {
          kind: "crd-deleted-by-helm",
          cause: "may-be-moved",
          release: "net/parts",
          before: FOLDER,
          objects: { plural: "routes", group: "example.com", version: "v1" },
        },
      },
    ]);
  });

  it("says how to tell, and what to do then", () => {
    expect(
      wordsOf(
        "crd-deleted-by-helm",
        situation({
          base: {},
          files: { ...OTHER, [FOLDER]: IN_FOLDER },
          printed: { [FOLDER]: printed("net/parts") },
          rendered: [parts],
        }),
      ),
    ).toMatchInlineSnapshot(`
      {
        "message": "On prod \`routes.example.com\` belongs to the Helm release \`net/parts\`, whose chart has it in \`crds/\` only: if the release that lives has it in its manifest, \`helm upgrade\` deletes the CRD and every object of its kind.",
        "steps": [
          {
            "command": "kubectl --context "$CTX" get routes.v1.example.com --all-namespaces --no-headers | wc -l",
            "text": "Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of \`routes.example.com\`:",
          },
          {
            "command": "helm get manifest parts --namespace net --kube-context "$CTX" | grep -cwF -e routes.example.com || true",
            "text": "Look into the release: the answer is 0 where it has none, and nothing is to be done.",
          },
          {
            "command": "kubectl --context "$CTX" annotate crd routes.example.com helm.sh/resource-policy=keep",
            "text": "Else have Helm keep the live CRD of each of \`prod\`:",
          },
          {
            "text": "Once this change is released, count again: the same numbers. No upgrade of the release applies it: apply the files of \`crds/\` before each upgrade that changes them.",
          },
        ],
        "summary": "Look into the release that lives; if it has the CRD, have Helm keep it before this upgrade.",
      }
    `);
  });

  it("does so where the base has it there already", () => {
    const base = { ...OTHER, [FOLDER]: IN_FOLDER };
    expect(said({ base }).map(({ severity, detail }) => [severity, detail])).toEqual([
      ["warning", expect.objectContaining({ cause: "may-be-moved" })],
    ]);
  });

  it.each<[string, Partial<Situation>, object, string?]>([
    ["Helm keeps it", {}, { owners: { ...OWNED.owners, resourcePolicy: "keep" } }],
    ["no release owns it", {}, { owners: { managedBy: "Helm" } }],
    [
      "a template has it too",
      {
        files: { [FOLDER]: IN_FOLDER, "b.yaml": IN_TEMPLATE },
        printed: { [FOLDER]: printed("net/parts"), "b.yaml": printed("net/parts") },
      },
      {},
    ],
    ["another release owns it", {}, {}, "net/rest"],
    [
      "nothing says of which release the chart is",
      { files: { [FOLDER]: [crd({ versions: "v1*" })] }, printed: {}, rendered: [] },
      {},
    ],
  ])("not where %s", (_name, more, facts, release) => {
    expect(said(more, facts, release)).toEqual([]);
  });
});
