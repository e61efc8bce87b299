import { expect, it } from "vitest";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";

function situation(manifest: string, liveVersions: string, stored: readonly string[]): Situation {
  return {
    files: { "crd.yaml": [crd({ versions: manifest })] },
    clusters: { prod: { [NAME]: live({ versions: liveVersions }, stored) } },
  };
}

it("tells a rollback: the live storage version is gone and the manifest stores an older one", () => {
  expect(findingsOf(situation("v1beta1*", "v1* v1beta1", ["v1beta1", "v1"]))).toEqual([
    {
      rule: "manifest-behind-cluster",
      crd: NAME,
      version: "v1",
      cluster: "prod",
      at: "crd.yaml:11 spec.versions",
      server: 'status.storedVersions[1]: Invalid value: "v1": must appear in spec.versions',
      detail: {
        kind: "manifest-behind-cluster",
        cause: "behind",
        removed: {
          version: "v1",
          storedVersions: ["v1beta1", "v1"],
          missing: ["v1"],
          liveStorage: "v1",
          manifestStorage: "v1beta1",
          ownSchema: undefined,
          plural: "routes",
          group: "example.com",
          readAt: "v1",
          rewriteAt: "v1beta1",
          compareAt: ["v1"],
          toServe: [],
          manifestServes: true,
          helmRelease: undefined,
          webhook: false,
          way: { migrationApi: null, prunesByItself: false, migrator: null, preferred: "v1", hasObjects: "unknown" },
        },
      },
    },
  ]);
});

it.each([
  ["v1alpha3 is older than v1beta1", "v1alpha3*", "v1beta1*", ["v1beta1"], "manifest-behind-cluster"],
  ["v1beta2 is newer than v1beta1", "v1beta2*", "v1beta1*", ["v1beta1"], "stored-version-removed"],
  ["v2alpha1 is older than v1: stability comes first", "v2alpha1*", "v1*", ["v1"], "manifest-behind-cluster"],
  ["v1-9-0 is older than v1-10-0", "v1-9-0*", "v1-10-0*", ["v1-10-0"], "manifest-behind-cluster"],
  ["v1alpha is not Kubernetes-like, so older than v1", "v1alpha*", "v1*", ["v1"], "manifest-behind-cluster"],
  ["the live storage version stays: retired", "v1* v2!", "v1* v2 v3", ["v3", "v1"], "stored-version-removed"],
])("%s", (_, manifest, liveVersions, stored, rule) => {
  expect(findingsOf(situation(manifest, liveVersions, stored)).map((finding) => finding.rule)).toEqual([rule]);
});

it("is no rollback where the live storage version stays, whatever is stored from now on", () => {
  const found = findingsOf(situation("v1 v1beta1*", "v1* v1beta1 v1alpha1", ["v1alpha1", "v1"]));
  expect(found.map(({ rule }) => rule)).toEqual(["stored-version-removed"]);
});

it("says nothing of a rollback that keeps the live storage version", () => {
  const found = findingsOf(situation("v1 v1beta1*", "v1* v1beta1", ["v1beta1", "v1"]));
  expect(found.map(({ rule }) => rule)).toEqual(["storage-version-reverted"]);
});
