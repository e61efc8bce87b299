import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { chart } from "./charts.ts";
import { crd, findingsOf, live } from "./evaluated.ts";

function named(name: string, kind: string, names: object = {}) {
  const manifest = crd({ name, kind, versions: "v1*" });
  return { ...manifest, spec: { ...manifest.spec, names: { ...manifest.spec.names, ...names } } };
}

function living(name: string, kind: string, names: object = {}, established = true): LiveCrd {
  const facts = live({ name, kind, versions: "v1*" }, ["v1"], established);
  const { acceptedNames: _, ...rest } = facts;
  return { ...rest, names: { ...facts.names, singular: kind.toLowerCase(), listKind: `${kind}List`, ...names } };
}

const ROUTES = { "routes.example.com": living("routes.example.com", "Route", { shortNames: ["rt"] }) };

const TAKEN = {
  rule: "names-conflict",
  severity: "error",
  crd: "ways.example.com",
  cluster: "prod",
  at: "crd.yaml:10 spec.names.shortNames",
  detail: {
    kind: "names-conflict",
    cause: "not-established",
    group: "example.com",
    refused: [{ field: "shortNames", name: "rt", usedBy: "routes.example.com" }],
    condition: 'ShortNamesConflict: "rt" is already in use',
  },
};

it("is an error for a new CRD, which is never established", () => {
  const files = { "crd.yaml": [named("ways.example.com", "Way", { shortNames: ["w", "rt"] })] };
  expect(findingsOf({ files, clusters: { prod: ROUTES } })).toEqual([TAKEN]);
});

it("is a warning for a live CRD, whose old names stay", () => {
  const files = { "crd.yaml": [named("ways.example.com", "Way", { shortNames: ["rt"] })] };
  const clusters = { prod: { ...ROUTES, "ways.example.com": living("ways.example.com", "Way") } };
  expect(findingsOf({ files, clusters })).toEqual([
    { ...TAKEN, severity: "warning", detail: { ...TAKEN.detail, cause: "old-names-stay" } },
  ]);
  const never = { prod: { ...ROUTES, "ways.example.com": living("ways.example.com", "Way", {}, false) } };
  expect(findingsOf({ files, clusters: never })).toEqual([{ ...TAKEN, severity: "warning" }]);
});

it("points at a name that stands in the manifest rather than at one that the server makes of it", () => {
  const files = { "crd.yaml": [named("ways.example.com", "Route")] };
  expect(findingsOf({ files, clusters: { prod: ROUTES } })).toEqual([
    {
      ...TAKEN,
      at: "crd.yaml:8 spec.names.kind",
      detail: {
        ...TAKEN.detail,
        refused: [
          { field: "singular", name: "route", usedBy: "routes.example.com" },
          { field: "kind", name: "Route", usedBy: "routes.example.com" },
          { field: "listKind", name: "RouteList", usedBy: "routes.example.com" },
        ],
        condition: 'ListKindConflict: "RouteList" is already in use',
      },
    },
  ]);
});

it("sees the manifests of one change among themselves", () => {
  const files = {
    "a.yaml": [named("routes.example.com", "Route", { shortNames: ["rt"] })],
    "crd.yaml": [named("ways.example.com", "Way", { shortNames: ["rt"] })],
  };
  expect(findingsOf({ files, clusters: { prod: {} } })).toEqual([TAKEN]);
});

it("looks at each of two manifests of one CRD", () => {
  const way = named("ways.example.com", "Way");
  const files = { "a.yaml": [way], "crd.yaml": [named("ways.example.com", "Way", { shortNames: ["rt"] })] };
  const found = findingsOf({ files, clusters: { prod: ROUTES } });
  expect(found.filter(({ rule }) => rule !== "duplicate-crd")).toEqual([TAKEN]);
});

it("refuses a short name that a live CRD adds and that is its own singular", () => {
  const files = { "crd.yaml": [named("routes.example.com", "Route", { shortNames: ["rt", "route"] })] };
  expect(findingsOf({ files, clusters: { prod: ROUTES } })).toEqual([
    {
      ...TAKEN,
      severity: "warning",
      crd: "routes.example.com",
      detail: {
        ...TAKEN.detail,
        cause: "old-names-stay",
        refused: [{ field: "shortNames", name: "route", usedBy: "routes.example.com" }],
        condition: 'ShortNamesConflict: "route" is already in use',
      },
    },
  ]);
});

it.each<[string, readonly object[], Readonly<Record<string, LiveCrd>>]>([
  ["the same names in another group", [named("ways.example.org", "Route", { shortNames: ["rt"] })], ROUTES],
  ["names a CRD has already", [named("routes.example.com", "Route", { shortNames: ["rt"] })], ROUTES],
  ["a new CRD's short name like its own singular", [named("ways.example.com", "Way", { shortNames: ["way"] })], ROUTES],
  [
    "a name that another manifest gives up",
    [named("routes.example.com", "Route"), named("ways.example.com", "Way", { shortNames: ["rt"] })],
    ROUTES,
  ],
])("says nothing of %s", (_name, documents, clusters) => {
  expect(findingsOf({ files: { "crd.yaml": documents }, clusters: { prod: clusters } })).toEqual([]);
});

it("says nothing more of a manifest that is refused, whose names are never asked for", () => {
  const refused = {
    ...named("ways.example.com", "Way", { shortNames: ["rt"] }),
    apiVersion: "apiextensions.k8s.io/v1beta1",
  };
  const files = { "crd.yaml": [refused, named("lanes.example.com", "Way")] };
  expect(findingsOf({ files, clusters: { prod: ROUTES } }).map(({ rule }) => rule)).toEqual([
    "crd-api-version-removed",
  ]);
});

it("says nothing of a group that the snapshot leaves out", () => {
  const files = { "crd.yaml": [named("a.example.com", "Way"), named("ways.example.com", "Way")] };
  const found = findingsOf({ files, clusters: { prod: {} }, exclude: ["example.com"] });
  expect(found.map(({ rule }) => rule)).toEqual(["cluster-without-snapshot"]);
});

it("says nothing between two releases of one chart, which are never there together", () => {
  const files = {
    "charts/app-1.0.0.tgz": [named("paths.example.com", "Path", { shortNames: ["p"] })],
    "charts/app-2.0.0.tgz": [named("ways.example.com", "Way", { shortNames: ["p"] })],
    "charts/other-1.0.0.tgz": [named("trails.example.com", "Trail", { shortNames: ["t"] })],
  };
  const charts = Object.keys(files).map((path) => chart(path, { name: path.includes("app") ? "app" : "other" }));
  const found = (more: Readonly<Record<string, readonly object[]>>) =>
    findingsOf({ files: { ...files, ...more }, charts, clusters: { prod: {} } }).map(({ crd: name, at }) => [name, at]);
  expect(found({})).toEqual([]);
  // Of one release with another chart, or with a plain manifest, it is told.
  const other = named("trails.example.com", "Trail", { shortNames: ["p"] });
  expect(found({ "charts/other-1.0.0.tgz": [other] })).toEqual([
    ["trails.example.com", "charts/other-1.0.0.tgz:10 spec.names.shortNames"],
  ]);
  expect(found({ "plain.yaml": [named("lanes.example.com", "Lane", { shortNames: ["p"] })] })).toEqual([
    ["lanes.example.com", "plain.yaml:10 spec.names.shortNames"],
  ]);
});
