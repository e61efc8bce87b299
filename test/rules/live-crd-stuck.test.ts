import { expect, it } from "vitest";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";

function situation(manifest: string | null, liveVersions: string, stored: readonly string[]): Situation {
  const files =
    manifest === null
      ? { "other.yaml": [crd({ name: "ways.example.org", kind: "Way", versions: "v1*" })] }
      : { "crd.yaml": [crd({ versions: manifest })] };
  return { files, clusters: { prod: { [NAME]: live({ versions: liveVersions }, stored) } } };
}

const STUCK = {
  rule: "live-crd-stuck",
  crd: NAME,
  version: "v9",
  cluster: "prod",
  detail: {
    kind: "live-crd-stuck",
    cause: "no-manifest",
    storedVersions: ["v1", "v9"],
    missing: ["v9"],
    liveStorage: "v1",
    objects: { plural: "routes", group: "example.com", version: "v1" },
  },
};

it("reports a live CRD that no manifest here is of, at its snapshot", () => {
  expect(findingsOf(situation(null, "v1*", ["v1", "v9"]))).toEqual([
    { ...STUCK, at: 'clusters/prod.json:7 crds["routes.example.com"].storedVersions' },
  ]);
});

it("explains the refusal of a manifest that does not bring the version back", () => {
  expect(findingsOf(situation("v1*", "v1*", ["v1", "v9"]))).toEqual([
    {
      ...STUCK,
      severity: "error",
      at: "crd.yaml:11 spec.versions",
      server: 'status.storedVersions[1]: Invalid value: "v9": must appear in spec.versions',
      detail: { ...STUCK.detail, cause: "refused" },
    },
  ]);
});

it("tells it apart from a version that the manifest itself removes", () => {
  const found = findingsOf(situation("v1*", "v1* v1beta1", ["v1beta1", "v9", "v1"]));
  expect(found.map(({ rule, version }) => [rule, version])).toEqual([
    ["live-crd-stuck", "v9"],
    ["stored-version-removed", "v1beta1"],
  ]);
});

it.each<[string, Situation]>([
  ["a manifest that brings the version back", situation("v1* v9!", "v1*", ["v1", "v9"])],
  ["a list of versions that are all there", situation("v1* v9!", "v1* v9!", ["v9", "v1"])],
  ["the same without a manifest", situation(null, "v1* v9!", ["v9", "v1"])],
])("says nothing of %s", (_name, given) => {
  expect(findingsOf(given)).toEqual([]);
});

it("is found whatever the version is called", () => {
  const found = findingsOf(situation(null, "v1*", ["v1", "not a $(version)"]));
  expect(found.map(({ version }) => version)).toEqual(["not a $(version)"]);
});
