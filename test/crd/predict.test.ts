import { describe, expect, it } from "vitest";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { predict } from "../../src/crd/predict.ts";
import { K132, live, manifest, predicted, versions } from "./fixtures.ts";

describe("a whole prediction", () => {
  it("accepts a new CRD", () => {
    expect(predicted(manifest({ versions: versions("v1", "v2*") }))).toEqual({
      operation: "create",
      outcome: "accepted",
      errors: [],
      storedVersionsEvaluated: ["v2"],
      storedVersionsAfter: ["v2"],
      undecided: [],
    });
  });

  it("accepts an update that keeps what is stored", () => {
    expect(predicted(manifest({ versions: versions("v1", "v2*") }), live())).toEqual({
      operation: "update",
      outcome: "accepted",
      errors: [],
      storedVersionsEvaluated: ["v1", "v2"],
      storedVersionsAfter: ["v1", "v2"],
      undecided: [],
    });
  });

  it.each([
    ["1.32", K132, "must appear in spec.versions"],
    [
      "1.33",
      parseServerVersion("1.33"),
      "missing from spec.versions; v1alpha2 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1alpha2 and removes v1alpha2 from status.storedVersions",
    ],
  ])("rejects an update that drops a stored version, in the words of %s", (_minor, server, detail) => {
    const stored = live({ storedVersions: ["v1alpha2", "v1"] });
    expect(predicted(manifest(), stored, { server })).toEqual({
      operation: "update",
      outcome: "rejected",
      errors: [
        {
          type: "FieldValueInvalid",
          field: "status.storedVersions[0]",
          value: '"v1alpha2"',
          detail,
          path: ["spec", "versions"],
        },
      ],
      storedVersionsEvaluated: ["v1alpha2", "v1"],
      storedVersionsAfter: null,
      undecided: [],
    });
  });

  it("ignores the status of a manifest", () => {
    const status = { storedVersions: ["v1", "v9"], conditions: [], acceptedNames: { plural: "", kind: "" } };
    expect(predicted({ ...manifest(), status }, live()).storedVersionsAfter).toEqual(["v1"]);
  });

  it("names errors in the server's order, each once", () => {
    const bad = manifest(
      { group: "", scope: "", versions: [], names: { plural: "A", kind: "Widget" } },
      { name: "widgets.example.com", labels: { a: "-" } },
    );
    expect(predicted(bad, live()).errors.map(({ field }) => field)).toEqual([
      "metadata.labels",
      "spec.group",
      "spec.scope",
      "spec.versions",
      "spec.names.plural",
      "spec.scope",
      "spec.group",
      "spec.names.plural",
      "status.storedVersions[0]",
    ]);
  });

  it("points at the first place of an error that comes twice", () => {
    const { errors } = predicted(manifest({}, { finalizers: ["a", "b c", "b c"] }));
    expect(errors.map(({ field, path }) => [field, path])).toEqual([
      ["metadata.finalizers", ["metadata", "finalizers", 1]],
    ]);
  });

  it("stays undecided when nothing is wrong but something is out of reach", () => {
    const prediction = predicted(manifest({}, { uid: "1" }), live());
    expect(prediction).toMatchObject({ outcome: "undecided", errors: [], storedVersionsAfter: ["v1"] });
    expect(prediction.undecided.map(({ path }) => path)).toEqual([["metadata", "uid"]]);
  });

  it("is rejected, not undecided, when both are there", () => {
    const prediction = predicted(manifest({ scope: "" }, { uid: "1" }), live());
    expect(prediction).toMatchObject({ outcome: "rejected", storedVersionsAfter: null });
    expect(prediction.undecided).toHaveLength(1);
  });
});

describe("an answer of very many errors", () => {
  it("has the first thousand of them, and says how many more there are", () => {
    const properties = Object.fromEntries(Array.from({ length: 125_000 }, (_, i) => [`p${i}`, {}]));
    const openAPIV3Schema = { type: "object", properties };
    const versionsOf = [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }];
    const { outcome, errors, undecided } = predicted(manifest({ versions: versionsOf }), live());
    expect([outcome, errors.length, undecided]).toEqual([
      "rejected",
      1_000,
      [{ path: [], reason: "124000 more errors are not listed" }],
    ]);
  });
});

describe("an answer of very long errors", () => {
  it("ends where it has a million characters, and says how many more there are", () => {
    const shortNames = Array.from({ length: 30 }, (_, i) => `${"s".repeat(100_000)}_${i}`);
    const names = { plural: "widgets", kind: "Widget", shortNames };
    const { outcome, errors, undecided } = predicted(manifest({ names }), live());
    expect([outcome, errors.map(({ field }) => field), undecided]).toEqual([
      "rejected",
      Array.from({ length: 9 }, (_, i) => `spec.names.shortNames[${i}]`),
      [{ path: [], reason: "21 more errors are not listed" }],
    ]);
  });

  it("has the first of them in any case", () => {
    const names = { plural: "widgets", kind: "Widget", shortNames: ["s_".repeat(600_000), "s_"] };
    expect(predicted(manifest({ names }), live())).toMatchObject({
      outcome: "rejected",
      errors: [{ field: "spec.names.shortNames[0]" }],
      undecided: [{ path: [], reason: "1 more error is not listed" }],
    });
  });
});

describe("a document that is not read", () => {
  it("gives the decoder's first error and leaves the stored versions alone", () => {
    const served = [{ name: "v1", served: "yes", storage: true }];
    expect(predicted(manifest({ versions: served }), live({ storedVersions: ["v0", "v1"] }))).toEqual({
      operation: "update",
      outcome: "rejected",
      errors: [
        {
          type: "DecodeError",
          field: "",
          detail:
            "json: cannot unmarshal string into Go struct field CustomResourceDefinitionVersion.spec.versions.served of type bool",
          path: ["spec", "versions", 0, "served"],
        },
      ],
      storedVersionsEvaluated: ["v0", "v1"],
      storedVersionsAfter: null,
      undecided: [],
    });
  });

  it("is undecided on v1beta1 while the server still has it", () => {
    const old = { ...manifest(), apiVersion: "apiextensions.k8s.io/v1beta1" };
    const prediction = predict({ manifest: old, live: live(), server: parseServerVersion("1.21"), client: "replace" });
    expect(prediction).toMatchObject({ outcome: "undecided", errors: [], storedVersionsAfter: null });
    expect(prediction.undecided.map(({ path }) => path)).toEqual([["apiVersion"]]);
  });

  it("gives up on a document that is nested too deep", () => {
    let schema = {};
    for (let depth = 0; depth < 2000; depth++) schema = { type: "object", properties: { a: schema } };
    const versionsOf = [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }];
    const prediction = predicted(manifest({ versions: versionsOf }), live());
    expect(prediction).toMatchObject({ outcome: "undecided", errors: [], storedVersionsAfter: null });
    expect(prediction.undecided[0]?.path).toHaveLength(10);
  });
});
