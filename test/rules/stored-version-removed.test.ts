import { expect, it } from "vitest";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";

const WAY = {
  migrationApi: null,
  prunesByItself: false,
  migrator: null,
  preferred: "v1",
  hasObjects: "unknown",
} as const;

function facts(overrides: object) {
  return {
    version: "v1alpha2",
    storedVersions: ["v1alpha2", "v1"],
    missing: ["v1alpha2"],
    liveStorage: "v1",
    manifestStorage: "v1",
    ownSchema: undefined,
    plural: "routes",
    group: "example.com",
    readAt: "v1",
    rewriteAt: "v1",
    compareAt: [],
    toServe: [],
    manifestServes: true,
    helmRelease: undefined,
    webhook: false,
    way: WAY,
    ...overrides,
  };
}

function situation(
  manifest: string,
  liveVersions: string,
  stored: readonly string[],
  serverVersion = "v1.31.3",
): Situation {
  return {
    files: { "crd.yaml": [crd({ versions: manifest })] },
    clusters: { prod: { [NAME]: live({ versions: liveVersions }, stored) } },
    serverVersion,
  };
}

const LONG =
  "missing from spec.versions; v1alpha2 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1alpha2 and removes v1alpha2 from status.storedVersions";

const CASES = [
  {
    name: "retired: the live storage version stays, an older stored one is gone",
    given: situation("v1*", "v1* v1alpha2!", ["v1alpha2", "v1"]),
    found: [
      {
        version: "v1alpha2",
        server: 'status.storedVersions[0]: Invalid value: "v1alpha2": must appear in spec.versions',
        detail: { kind: "stored-version-removed", cause: "retired", removed: facts({}) },
      },
    ],
  },
  {
    name: "the same on a newer server has the longer sentence",
    given: situation("v1*", "v1* v1alpha2!", ["v1alpha2", "v1"], "v1.33.0"),
    found: [
      {
        version: "v1alpha2",
        server: `status.storedVersions[0]: Invalid value: "v1alpha2": ${LONG}`,
        detail: { kind: "stored-version-removed", cause: "retired", removed: facts({}) },
      },
    ],
  },
  {
    name: "no overlap: the live storage version is gone and the manifest moves forward",
    given: situation("v1alpha3*", "v1alpha2*", ["v1alpha2"]),
    found: [
      {
        version: "v1alpha2",
        server: 'status.storedVersions[0]: Invalid value: "v1alpha2": must appear in spec.versions',
        detail: {
          kind: "stored-version-removed",
          cause: "no-overlap",
          removed: facts({
            storedVersions: ["v1alpha2"],
            liveStorage: "v1alpha2",
            manifestStorage: "v1alpha3",
            readAt: "v1alpha2",
            rewriteAt: "v1alpha3",
            compareAt: ["v1alpha2"],
            way: { ...WAY, preferred: "v1alpha3" },
          }),
        },
      },
    ],
  },
  {
    name: "no overlap among names that are not Kubernetes-like: v1-10-0 is newer than v1-9-0",
    given: situation("v1-10-0*", "v1-9-0*", ["v1-9-0"]),
    found: [
      {
        version: "v1-9-0",
        server: 'status.storedVersions[0]: Invalid value: "v1-9-0": must appear in spec.versions',
        detail: {
          kind: "stored-version-removed",
          cause: "no-overlap",
          removed: facts({
            version: "v1-9-0",
            storedVersions: ["v1-9-0"],
            missing: ["v1-9-0"],
            liveStorage: "v1-9-0",
            manifestStorage: "v1-10-0",
            readAt: "v1-9-0",
            rewriteAt: "v1-10-0",
            compareAt: ["v1-9-0"],
            way: { ...WAY, preferred: null },
          }),
        },
      },
    ],
  },
];

it.each(CASES)("$name", ({ given, found }) => {
  expect(findingsOf(given)).toEqual(
    found.map((one) => ({
      rule: "stored-version-removed",
      crd: NAME,
      cluster: "prod",
      at: "crd.yaml:11 spec.versions",
      ...one,
    })),
  );
});

it("gives one finding a version, each with all that the manifest lacks", () => {
  const found = findingsOf(situation("v2*", "v2* v1! v1beta1!", ["v1beta1", "v1", "v2"]));
  expect(found.map(({ version, detail }) => [version, "removed" in detail ? detail.removed.missing : []])).toEqual([
    ["v1beta1", ["v1beta1", "v1"]],
    ["v1", ["v1beta1", "v1"]],
  ]);
});

it.each([
  ["a stored version that is kept unserved", situation("v1* v1alpha2!", "v1* v1alpha2", ["v1alpha2", "v1"])],
  ["a version that was never stored", situation("v1*", "v1* v1alpha2", ["v1"])],
  ["the overlap release", situation("v1* v1alpha2", "v1alpha2* v1", ["v1alpha2"])],
  ["a CRD that the cluster does not have", { ...situation("v1*", "v1*", ["v1"]), clusters: { prod: {} } }],
])("accepts %s", (_, given) => {
  expect(findingsOf(given).filter(({ severity }) => severity !== "info")).toEqual([]);
});
