import { describe, expect, it } from "vitest";
import { judgeTree } from "../../src/check/judging/judge-tree.ts";
import { createPredictor } from "../../src/check/judging/predictor.ts";
import { crd, findingsOf, guardOf, live, NOW, type Situation, treeOf, wordsOf } from "./evaluated.ts";

const NAME = "routes.example.com";

function situation(manifest: string, liveVersions: string, stored: readonly string[]): Situation {
  return {
    files: { "crd.yaml": [crd({ versions: manifest })] },
    clusters: { prod: { [NAME]: live({ versions: liveVersions }, stored) } },
  };
}

function reverted(overrides: object = {}, version = "v1beta1") {
  return [
    {
      rule: "storage-version-reverted",
      crd: NAME,
      version,
      cluster: "prod",
      at: "crd.yaml:14 spec.versions[0].storage",
      detail: {
        kind: "storage-version-reverted",
        live: "v1",
        manifest: "v1beta1",
        unserved: [],
        webhook: false,
        ...overrides,
      },
    },
  ];
}

it.each<[string, Situation, ReturnType<typeof reverted>]>([
  ["still in the list", situation("v1beta1* v1", "v1beta1 v1*", ["v1beta1", "v1"]), reverted()],
  ["pruned off the list, to which it comes back", situation("v1beta1* v1", "v1beta1 v1*", ["v1"]), reverted()],
  [
    "together with what is served: one cause",
    situation("v1beta1* v1!", "v1beta1 v1*", ["v1beta1", "v1"]),
    reverted({ unserved: ["v1"] }),
  ],
  [
    "from a younger major version to a stable older one",
    situation("v1* v2alpha1", "v1 v2alpha1*", ["v1", "v2alpha1"]),
    reverted({ live: "v2alpha1", manifest: "v1" }, "v1"),
  ],
  [
    "among names that are not Kubernetes-like",
    situation("v1-9-0* v1-10-0", "v1-9-0 v1-10-0*", ["v1-10-0"]),
    reverted({ live: "v1-10-0", manifest: "v1-9-0" }, "v1-9-0"),
  ],
])("reports an older storage version that is %s", (_name, given, found) => {
  expect(findingsOf(given)).toEqual(found);
});

it.each<[string, Situation]>([
  ["going forward", situation("v1beta1 v1*", "v1beta1* v1", ["v1beta1"])],
  ["going forward again after it went back", situation("v1beta1 v1*", "v1beta1* v1", ["v1", "v1beta1"])],
  ["the next major version, which has less priority", situation("v1 v2alpha1*", "v1* v2alpha1", ["v1"])],
  ["no change", situation("v1beta1 v1*", "v1beta1 v1*", ["v1beta1", "v1"])],
])("says nothing of %s", (_name, given) => {
  expect(findingsOf(given)).toEqual([]);
});

it("leaves a rollback that the server refuses to the rule of the refusal", () => {
  const given = situation("v1beta1*", "v1beta1 v1*", ["v1beta1", "v1"]);
  expect(findingsOf(given).map(({ rule }) => rule)).toEqual(["manifest-behind-cluster"]);
});

/** Crossplane's environmentconfigs, release by release: what each stores, and what was stored before it. */
it.each<[string, string, string, readonly string[], string | null]>([
  ["1.17 to 1.18.1", "v1alpha1 v1beta1*", "v1alpha1*", ["v1alpha1"], "storage-version-not-burned-in"],
  ["1.18.1 to 1.18.2", "v1alpha1* v1beta1", "v1alpha1 v1beta1*", ["v1alpha1", "v1beta1"], "storage-version-reverted"],
  ["1.19.3 to 1.20", "v1alpha1 v1beta1*", "v1alpha1* v1beta1", ["v1alpha1", "v1beta1"], null],
  ["1.20 to 2.0", "v1beta1*", "v1alpha1 v1beta1*", ["v1alpha1", "v1beta1"], "stored-version-removed"],
  ["1.18.2 to 2.0", "v1beta1*", "v1alpha1* v1beta1", ["v1alpha1", "v1beta1"], "stored-version-removed"],
])("follows a storage version that goes back and forth: %s", (_name, manifest, liveVersions, stored, rule) => {
  const name = "environmentconfigs.apiextensions.crossplane.io";
  const found = findingsOf({
    files: { "crd.yaml": [crd({ name, versions: manifest })] },
    clusters: { prod: { [name]: live({ name, versions: liveVersions }, stored) } },
  });
  expect(found.map((finding) => finding.rule)).toEqual(rule === null ? [] : [rule]);
});

it.each<[string, readonly string[], readonly string[]]>([
  ["tells of what only holds once the base is delivered", ["v1beta1"], ["storage-version-reverted base-delivered"]],
  ["says nothing more where the cluster refuses it as it is", ["v0", "v1beta1"], ["live-crd-stuck snapshot"]],
])("%s", (_name, stored, told) => {
  const files = { "crd.yaml": [crd({ versions: "v1beta1* v1" })] };
  const clusters = { prod: { [NAME]: live({ versions: "v1beta1* v1" }, stored) } };
  const { findings } = judgeTree(treeOf(files), guardOf({ clusters }), {
    now: NOW,
    whole: true,
    predictor: createPredictor(),
    knownSchema: () => undefined,
    delivered: () => live({ versions: "v1beta1 v1*" }, ["v1beta1", "v1"]),
  });
  const shown = findings.filter(({ rule }) => rule !== "migration-pending");
  expect(shown.map(({ rule, from }) => `${rule} ${from}`)).toEqual(told);
});

it("counts newer versions alone as no longer served with it", () => {
  const found = findingsOf(situation("v1beta1* v1 v1alpha1!", "v1alpha1 v1beta1 v1*", ["v1"]));
  expect(found.filter(({ rule }) => rule === "storage-version-reverted").map(({ detail }) => detail)).toEqual([
    { kind: "storage-version-reverted", live: "v1", manifest: "v1beta1", unserved: [], webhook: false },
  ]);
});

describe("its words", () => {
  const said = (given: Situation) => wordsOf("storage-version-reverted", given).message;
  const END = "and the older version stands in status.storedVersions again, where it bars the release that drops it";
  const LOSS = "a field that only the newer schema has is dropped from an object as soon as it is written again";

  it.each<[string, Situation, string]>([
    [
      "say from where to where, and what is lost",
      situation("v1beta1* v1", "v1beta1 v1*", ["v1beta1", "v1"]),
      `On prod the storage version of \`routes.example.com\` goes from \`v1\` back to \`v1beta1\`: the server takes it, ${LOSS}, ${END}.`,
    ],
    [
      "name a version that is no longer served",
      situation("v1beta1* v1!", "v1beta1 v1*", ["v1beta1", "v1"]),
      `On prod the storage version of \`routes.example.com\` goes from \`v1\` back to \`v1beta1\`: the server takes it, ${LOSS}, ${END}; \`v1\` is no longer served either, so that manifests and clients that use it fail.`,
    ],
    [
      "name several of them",
      situation("v1alpha1* v1! v1beta1!", "v1alpha1 v1beta1 v1*", ["v1"]),
      `On prod the storage version of \`routes.example.com\` goes from \`v1\` back to \`v1alpha1\`: the server takes it, ${LOSS}, ${END}; \`v1beta1\` and \`v1\` are no longer served either, so that manifests and clients that use them fail.`,
    ],
    [
      "count CRDs",
      {
        files: {
          "crd.yaml": ["a", "b"].map((name) => crd({ name: `routes.${name}.example.com`, versions: "v1beta1* v1" })),
        },
        clusters: {
          prod: Object.fromEntries(
            ["a", "b"].map((name) => {
              const full = `routes.${name}.example.com`;
              return [full, live({ name: full, versions: "v1beta1 v1*" }, ["v1"])];
            }),
          ),
        },
      },
      `On prod the storage version of 2 CRDs goes back to an older version: the server takes it, ${LOSS}, ${END}.`,
    ],
  ])("%s", (_, given, message) => {
    expect(said(given)).toBe(message);
  });
});
