import { describe, expect, it } from "vitest";
import type { Printed } from "../../src/manifests/manifest.ts";
import { chart } from "./charts.ts";
import { type CrdShape, crd, findingsOf, live } from "./evaluated.ts";

const APP = chart("charts/app");
const HOOKED = (hooks: string) => {
  const made = crd({ versions: "v1* v2" });
  return { ...made, metadata: { ...made.metadata, annotations: { "helm.sh/hook": hooks } } };
};

function found(files: Parameters<typeof findingsOf>[0]["files"], shape: CrdShape = { versions: "v1*" }) {
  const clusters = { prod: { "routes.example.com": live(shape, ["v1"]) }, empty: {} };
  const findings = findingsOf({ files, clusters, charts: [APP] });
  return findings.map(({ rule, at, cluster, detail }) => ({ rule, at, cluster, detail }));
}

const WAY = crd({ versions: "v1*", name: "ways.example.com", kind: "Way" });

it("reports a chart once a cluster: what differs there and what is missing", () => {
  const files = {
    "charts/app/crds/routes.yaml": [crd({ versions: "v1* v2" })],
    "charts/app/crds/more/ways.yaml": [WAY],
  };
  expect(found(files)).toEqual([
    {
      rule: "helm-crds-directory",
      at: "charts/app/Chart.yaml:1",
      cluster: "prod",
      detail: {
        kind: "helm-crds-directory",
        cause: "folder",
        chart: "app",
        changed: ["routes.example.com"],
        missing: ["ways.example.com"],
        lacks: [],
        uses: [],
        folders: [],
      },
    },
  ]);
});

describe("warns of what nothing applies where the release is", () => {
  const FILE = "charts/app/crds/routes.yaml";
  const withheld = (
    versions: string,
    more: Readonly<Record<string, string | readonly object[]>> = {},
    own: Partial<Printed> = {},
  ) => {
    const printed = {
      path: "charts/app",
      release: "net/app",
      meantFor: { clusters: [], because: "" },
      withheld: ["prod"],
      ...own,
    };
    return findingsOf({
      files: { [FILE]: [crd({ versions })], ...more },
      clusters: { prod: { "routes.example.com": live({ versions: "v1*" }, ["v1"]) }, empty: {} },
      charts: [APP],
      printed: { [FILE]: printed },
    });
  };
  const object = { apiVersion: "example.com/v2", kind: "Route", metadata: { name: "a" } };
  const lacks = [{ crd: "routes.example.com", apiVersions: ["example.com/v2"], live: ["v1"] }];

  it("a version, which is an error where the tree uses it", () => {
    expect(withheld("v1* v2")).toMatchObject([
      {
        rule: "helm-crds-directory",
        severity: "warning",
        cluster: "prod",
        detail: { cause: "not-applied", lacks, uses: [] },
      },
    ]);
    expect(withheld("v1* v2", { "apps/a.yaml": [object] })).toMatchObject([
      {
        severity: "error",
        detail: {
          cause: "not-applied",
          lacks,
          uses: [{ apiVersion: "example.com/v2", kind: "Route", path: "apps/a.yaml", line: 1 }],
          folders: ["charts/app/crds/"],
        },
      },
    ]);
  });

  it("with its folder, where that is in the tree", () => {
    const source = {
      name: "HelmRelease `app`",
      fullName: "HelmRelease `net/app`",
      by: [],
      version: "1.0.0",
      id: "app",
      crds: ["routes.example.com"],
      appliesCrds: false,
      ownership: null,
      client: "unknown",
    } as const;
    const folders = (own: Partial<Printed>) =>
      withheld("v1* v2", {}, own).map(({ detail }) => (detail.kind === "helm-crds-directory" ? detail.folders : null));
    expect([folders({}), folders({ source })]).toEqual([[["charts/app/crds/"]], [[]]]);
  });

  it("not what is live, nor what another manifest brings", () => {
    // The object is at a version that nobody serves, with or without the folder: that is told of the object.
    expect(withheld("v1*", { "apps/a.yaml": [object] })).toMatchObject([
      { rule: "object-version-unserved", at: "apps/a.yaml:1 apiVersion", cluster: "prod", detail: { served: ["v1"] } },
    ]);
    expect(withheld("v1* v2", { "crds/own.yaml": [crd({ versions: "v1* v2" })] })).toEqual([]);
  });

  it("a served flag and a CRD that is not there", () => {
    expect(withheld("v1*", { [FILE]: [crd({ versions: "v1* v2!" })] })).toMatchObject([
      { severity: "warning", detail: { changed: ["routes.example.com"], lacks: [] } },
    ]);
    expect(withheld("v1*", { [FILE]: [WAY] })).toMatchObject([
      { severity: "warning", detail: { missing: ["ways.example.com"], lacks: [{ live: [] }] } },
    ]);
  });
});

describe("takes for a chart's crds/", () => {
  const changed = (source: string, versions = "v1* v2") =>
    `---\n# Source: ${source}\n${JSON.stringify(crd({ versions }))}\n`;
  it.each([
    ["a rendered file", "rendered/all.yaml", "app/crds/routes.yaml", "charts/app/Chart.yaml:1"],
    ["a subchart's", "rendered/all.yaml", "app/charts/engine/charts/deep/crds/routes.yaml", "charts/app/Chart.yaml:1"],
    [
      "a chart's that is not in the tree",
      "rendered/all.yaml",
      "far/crds/routes.yaml",
      "rendered/all.yaml:3 metadata.name",
    ],
  ])("%s", (_, file, source, at) => {
    expect(found({ [file]: changed(source) })).toMatchObject([{ rule: "helm-crds-directory", at, cluster: "prod" }]);
  });
  it.each([
    "app/templates/crds/routes.yaml",
    "app/files/crds/routes.yaml",
    "app/charts/crds/templates/routes.yaml",
  ])("not %s", (source) => {
    expect(found({ "rendered/all.yaml": changed(source) })).toEqual([]);
  });
});

it.each<[string, Parameters<typeof findingsOf>[0]["files"]]>([
  ["CRDs that are live as they stand", { "charts/app/crds/routes.yaml": [crd({ versions: "v1*" })] }],
  ["a chart that no cluster has", { "charts/app/crds/ways.yaml": [WAY] }],
  ["a folder crds/ of no chart", { "config/crds/routes.yaml": [crd({ versions: "v1* v2" })] }],
  ["a hook that upgrades run too", { "charts/app/templates/routes.yaml": [HOOKED("pre-install,pre-upgrade")] }],
  ["a hook outside of charts", { "config/routes.yaml": [HOOKED("pre-install")] }],
])("says nothing of %s", (_, files) => {
  expect(found(files)).toEqual([]);
});

it.each(["pre-install", "crd-install", "post-install, test"])("counts a hook of installations: %s", (hooks) => {
  expect(found({ "charts/app/templates/routes.yaml": [HOOKED(hooks)] })).toMatchObject([
    { rule: "helm-crds-directory", detail: { cause: "hook", changed: ["routes.example.com"], missing: [] } },
  ]);
});
