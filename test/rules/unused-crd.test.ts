import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { unusedCrd } from "../../src/rules/unused-crd.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const WAYS = "ways.example.org";
const ROUTES = "routes.example.com";

/** The tree installs WAYS; the cluster also has ROUTES. */
function situation(facts: object, more: Partial<Situation> = {}, name = ROUTES): Situation {
  const leftover: LiveCrd = { ...live({ name, versions: "v1*" }, ["v1"]), ...facts };
  return {
    files: { "crd.yaml": [crd({ name: WAYS, kind: "Way", versions: "v1*" })] },
    clusters: { prod: { [name]: leftover } },
    housekeeping: true,
    ...more,
  };
}

function unused(cause: string, name = ROUTES) {
  const detail = { kind: "unused-crd", cause };
  return [{ rule: "unused-crd", crd: name, cluster: "prod", at: `clusters/prod.json:7 crds["${name}"]`, detail }];
}

it("lists a CRD that nothing here installs and that has no objects", () => {
  expect(findingsOf(situation({ hasObjects: false }))).toEqual(unused("no-objects"));
});

it("lists one whose objects nobody counted where the tree installs its group", () => {
  expect(findingsOf(situation({}, {}, "routes.example.org"))).toEqual(unused("same-group", "routes.example.org"));
});

it.each<[string, Situation]>([
  ["one of a group that is not from here, whose objects nobody counted", situation({})],
  ["one that has objects", situation({ hasObjects: true }, {}, "routes.example.org")],
  ["one that a Helm release owns", situation({ hasObjects: false, owners: { helmRelease: "web/traefik" } })],
  ["one that names its manager", situation({ hasObjects: false, owners: { managedBy: "rancher" } })],
  [
    "one of a chart's `crds/`, which a release here has installed and leaves as it is",
    situation(
      { hasObjects: false },
      {
        files: {
          "crd.yaml": [crd({ name: WAYS, kind: "Way", versions: "v1*" })],
          "chart.yaml": [crd({ name: ROUTES, versions: "v1*" })],
        },
        printed: { "chart.yaml": { path: "chart", meantFor: { clusters: [], because: "" }, release: "web/traefik" } },
      },
    ),
  ],
  ["one that a chart's template makes, which nobody rendered", situation({ hasObjects: false }, { made: [ROUTES] })],
  ["one that is being deleted", situation({ hasObjects: false, terminating: true })],
  ["what only some of the paths do not have", situation({ hasObjects: false }, { whole: false })],
  [
    "anything on a cluster that no manifest here is meant for",
    situation({ hasObjects: false }, { targets: [{ paths: ["**"], clusters: [], apply: null }] }),
  ],
  [
    "one whose manifest cannot be read",
    situation(
      { hasObjects: false },
      {
        files: {
          "crd.yaml": [crd({ name: WAYS, kind: "Way", versions: "v1*" })],
          "broken.yaml": `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${ROUTES}\nspec: [\n`,
        },
      },
    ),
  ],
  [
    "anything where a manifest cannot be read as far as its name",
    situation(
      { hasObjects: false },
      {
        files: {
          "crd.yaml": [crd({ name: WAYS, kind: "Way", versions: "v1*" })],
          "broken.yaml": "kind: CustomResourceDefinition\n  x: [",
        },
      },
    ),
  ],
  [
    "anything where a file that may hold CRDs was not read",
    situation(
      { hasObjects: false },
      { unread: [{ path: "a.yaml", reason: "permission denied", content: "", lost: [], movedFrom: null }] },
    ),
  ],
])("says nothing of %s", (_name, given) => {
  expect(findingsOf(given).filter(({ rule }) => rule === "unused-crd")).toEqual([]);
});

it("says nothing where what is deployed from elsewhere may install it", () => {
  const at = { path: "apps/a.yaml", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } };
  const source = {
    reference: {
      kind: "Kustomization",
      name: "a",
      namespace: "flux-system",
      origin: { kind: "git", url: "https://github.com/acme/app", ref: { tag: "v1.0.0" }, path: "crds" },
      version: "v1.0.0",
      place: at,
      object: at,
      delivery: { by: "files", client: "unknown", recurse: false },
      destination: null,
    },
    clusters: [],
    reason: "",
    crds: [],
    by: [],
  } as const;
  const told = (state: "compared" | "not-compared", cause: "not-fetched" | null) =>
    findingsOf(situation({ hasObjects: false }, { sources: [{ ...source, state, cause }] })).filter(
      ({ rule }) => rule === "unused-crd",
    );
  expect([told("compared", null), told("not-compared", "not-fetched")]).toEqual([unused("no-objects"), []]);
});

it("says in a line of several whether objects were counted", () => {
  const line = (cause: "no-objects" | "same-group") => unusedCrd.line({ kind: "unused-crd", cause });
  expect([line("no-objects"), line("same-group")]).toEqual(["no objects", "objects not counted"]);
});

it("says nothing of a CRD that this very change takes away", () => {
  const given = situation({ hasObjects: false }, { base: { "old.yaml": [crd({ versions: "v1*" })] } });
  expect(findingsOf(given).map(({ rule }) => rule)).toEqual(["crd-removed"]);
});
