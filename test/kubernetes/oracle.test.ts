import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { skippedWithoutData, wholeData } from "../data.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { crd, version, withStatus } from "./lanes.ts";
import { type LabelledError, label, type OracleCase } from "./oracle.ts";

const OLD = version("v1alpha2", { storage: true });
const KEPT = version("v1alpha2", { storage: false });
const NEW = version("v1", { storage: true });

const EDGES = wholeData("corpus/edges.jsonl");
const withoutCorpus = skippedWithoutData("corpus/edges.jsonl");

describe.skipIf(kubernetesBinaries === undefined)(`the oracle${skippedWithoutBinaries}`, () => {
  it("labels creates, updates, refusals, undecodable manifests and panics, in the order of the cases", async () => {
    const cases: readonly OracleCase[] = [
      { id: "create", live: null, manifest: crd("lanes", [NEW]) },
      { id: "first update", live: withStatus(crd("lanes", [OLD]), ["v1alpha2"]), manifest: crd("lanes", [NEW, KEPT]) },
      { id: "removed", live: withStatus(crd("lanes", [NEW, KEPT]), ["v1alpha2", "v1"]), manifest: crd("lanes", [NEW]) },
      { id: "no storage", live: null, manifest: crd("lanes", [KEPT]) },
      { id: "v1beta1", live: null, manifest: { ...crd("lanes", [NEW]), apiVersion: "apiextensions.k8s.io/v1beta1" } },
      { id: "not a list", live: null, manifest: { ...crd("lanes", [NEW]), spec: { versions: "v1" } } },
      {
        id: "panic",
        live: null,
        manifest: crd("lanes", [{ ...NEW, schema: {}, selectableFields: [{ jsonPath: ".spec" }] }]),
      },
    ];
    expect(await label(cases)).toEqual([
      { id: "create", accepted: true, errors: [], storedVersionsAfter: ["v1"] },
      { id: "first update", accepted: true, errors: [], storedVersionsAfter: ["v1alpha2", "v1"] },
      {
        id: "removed",
        accepted: false,
        errors: [
          {
            type: "FieldValueInvalid",
            field: "status.storedVersions[0]",
            detail:
              "missing from spec.versions; v1alpha2 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1alpha2 and removes v1alpha2 from status.storedVersions",
            badValue: '"v1alpha2"',
          },
        ],
        storedVersionsAfter: null,
      },
      {
        id: "no storage",
        accepted: false,
        errors: [
          {
            type: "FieldValueInvalid",
            field: "spec.versions",
            detail: "must have exactly one version marked as storage version",
            badValue: expect.stringMatching(/^\[\{"Name":"v1alpha2",.*\}\]$/),
          },
          {
            type: "FieldValueInvalid",
            field: "status.storedVersions",
            detail: "must have at least one stored version",
            badValue: "null",
          },
        ],
        storedVersionsAfter: null,
      },
      {
        id: "v1beta1",
        accepted: false,
        errors: [
          {
            type: "NoMatch",
            field: "apiVersion",
            detail: 'no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"',
            badValue: "apiextensions.k8s.io/v1beta1",
          },
        ],
        storedVersionsAfter: null,
      },
      {
        id: "not a list",
        accepted: false,
        errors: [
          {
            type: "DecodeError",
            field: "",
            detail:
              "json: cannot unmarshal string into Go struct field CustomResourceDefinitionSpec.spec.versions of type []v1.CustomResourceDefinitionVersion",
          },
        ],
        storedVersionsAfter: null,
      },
      { id: "panic", panic: "runtime error: invalid memory address or nil pointer dereference" },
    ]);
  });

  it("fails on a live object that cannot be decoded instead of labelling it", async () => {
    await expect(label([{ id: "broken", live: {}, manifest: crd("lanes", [NEW]) }])).rejects.toThrow(
      "the oracle ended with 1: ",
    );
  });

  it.skipIf(withoutCorpus !== "")(`gives the labels of the corpus${withoutCorpus}`, async () => {
    const edges: readonly Edge[] = readFileSync(EDGES, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const labels = await label(edges);
    const differing: unknown[] = [];
    for (const [index, edge] of edges.entries()) {
      const ours = labels[index];
      if (ours === undefined || "panic" in ours) throw new Error(`${edge.id}: no verdict`);
      const expected = {
        id: edge.id,
        accepted: edge.latest.accepted,
        errors: inOrder(edge.latest.errors),
        storedVersionsAfter: edge.latest.accepted ? edge.storedVersionsAfter : null,
      };
      const actual = { ...ours, errors: inOrder(ours.errors) };
      if (!isDeepStrictEqual(expected, actual)) differing.push({ expected, actual });
    }
    expect(differing).toEqual([]);
    expect(labels).toHaveLength(edges.length);
  });
});

interface Edge extends OracleCase {
  readonly manifest: JsonObject;
  readonly latest: { readonly accepted: boolean; readonly errors: readonly LabelledError[] };
  readonly storedVersionsAfter: readonly string[] | null;
}

/** The corpus cuts long values and details, at bytes, and once kept a printed prefix in a detail. */
function inOrder(errors: readonly LabelledError[]): readonly string[] {
  return errors
    .map(({ type, field, detail, badValue }) => {
      const shown =
        type === "DecodeError" && detail.startsWith("Object 'apiVersion' is missing") ? detail.slice(0, 30) : detail;
      return [type, field, shown.replace(/^Required value: /, ""), badValue === undefined ? "" : cut(badValue)].join(
        " | ",
      );
    })
    .sort();
}

function cut(value: string): string {
  return Buffer.from(value)
    .subarray(0, 115)
    .toString("utf8")
    .replace(/\uFFFD+$/, "");
}
