import { expect, it } from "vitest";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";

function situation(manifest: string, liveVersions: string, stored: readonly string[]): Situation {
  return {
    files: { "crd.yaml": [crd({ versions: manifest })] },
    clusters: { prod: { [NAME]: live({ versions: liveVersions }, stored) } },
  };
}

it("reports a storage version that the cluster's CRD does not have yet, at its flag", () => {
  expect(findingsOf(situation("v1 v2*", "v1*", ["v1"]))).toEqual([
    {
      rule: "storage-version-not-burned-in",
      crd: NAME,
      version: "v2",
      cluster: "prod",
      at: "crd.yaml:20 spec.versions[1].storage",
      detail: { kind: "storage-version-not-burned-in", live: "v1", manifest: "v2", unserved: [], webhook: false },
    },
  ]);
});

it.each<[string, Situation]>([
  ["a version that an earlier release introduced", situation("v1 v2*", "v1* v2", ["v1"])],
  ["one that it introduced unserved", situation("v1 v2*", "v1* v2!", ["v1"])],
  ["a new version that is not the storage version", situation("v1* v2", "v1*", ["v1"])],
  ["a new CRD, which has no way back at all", { ...situation("v1*", "v1*", ["v1"]), clusters: { prod: {} } }],
])("says nothing of %s", (_name, given) => {
  expect(findingsOf(given)).toEqual([]);
});

it("says nothing more of a manifest that is refused, whose storage version never gets there", () => {
  expect(findingsOf(situation("v2*", "v1*", ["v1"])).map(({ rule }) => rule)).toEqual(["stored-version-removed"]);
});

it("reports the first of two storage versions no more than the server takes them", () => {
  expect(findingsOf(situation("v1 v2* v3*", "v1*", ["v1"])).map(({ rule }) => rule)).not.toContain(
    "storage-version-not-burned-in",
  );
});
