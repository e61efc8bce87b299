import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";
const DYING = { terminating: true, finalizers: ["customresourcecleanup.apiextensions.k8s.io"] } as const;
const ROUTE = { apiVersion: "example.com/v1", kind: "Route", metadata: { name: "r" } };

function found(files: Situation["files"], facts: Partial<LiveCrd> = DYING, more: Partial<Situation> = {}) {
  return findingsOf({
    files,
    clusters: { prod: { [NAME]: { ...live({ versions: "v1*" }, ["v1"]), ...facts } } },
    ...more,
  });
}

const FOUND = {
  rule: "crd-terminating",
  crd: NAME,
  cluster: "prod",
  detail: {
    kind: "crd-terminating",
    cause: "updated",
    finalizers: ["customresourcecleanup.apiextensions.k8s.io"],
    objects: { plural: "routes", group: "example.com", version: "v1" },
    uses: [],
  },
};

it("reports a manifest of a CRD that is being deleted", () => {
  expect(found({ "crd.yaml": [crd({ versions: "v1*" })] })).toEqual([{ ...FOUND, at: "crd.yaml:4 metadata.name" }]);
});

it("reports objects of such a CRD where no manifest is of it, at its snapshot", () => {
  const [finding, ...others] = found({
    "other.yaml": [crd({ name: "ways.example.org", kind: "Way", versions: "v1*" })],
    "r.yaml": [ROUTE],
  });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    ...FOUND,
    at: 'clusters/prod.json:7 crds["routes.example.com"].terminating',
    detail: { ...FOUND.detail, cause: "used", uses: [{ path: "r.yaml", line: 1, kind: "Route" }] },
  });
});

it("leaves a refused update to what refuses it", () => {
  const rules = found({ "crd.yaml": [crd({ versions: "v2*" })] }).map(({ rule }) => rule);
  expect(rules).not.toContain("crd-terminating");
  expect(rules.length).toBe(1);
});

const OTHER = { "other.yaml": [crd({ name: "ways.example.org", kind: "Way", versions: "v1*" })] };

it.each<[string, () => ReturnType<typeof found>]>([
  ["a CRD that is there to stay", () => found({ "crd.yaml": [crd({ versions: "v1*" })] }, {})],
  [
    "one with a finalizer that is not being deleted",
    () => found({ "crd.yaml": [crd({ versions: "v1*" })] }, { finalizers: ["a/b"] }),
  ],
  ["one that is nothing of this tree's", () => found(OTHER)],
  ["an object of another kind of the group", () => found({ ...OTHER, "r.yaml": [{ ...ROUTE, kind: "Road" }] })],
  [
    "objects where only some paths were looked at",
    () => found({ ...OTHER, "r.yaml": [ROUTE] }, DYING, { whole: false }),
  ],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});

it("takes odd facts as they are", () => {
  const [finding] = found({ "crd.yaml": [crd({ versions: "v1*" })] }, { terminating: true });
  expect(finding?.detail).toEqual({ ...FOUND.detail, finalizers: [] });
});
