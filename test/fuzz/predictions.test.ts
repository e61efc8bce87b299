import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import type { Edge } from "../conformance/corpus.ts";
import { causeOf, compare, predictedFor } from "../conformance/fuzz-compare.ts";
import { generatedCase } from "../conformance/generator.ts";
import { kubernetesBinaries } from "../kubernetes/binaries.ts";
import { label } from "../kubernetes/oracle.ts";
import { canonical } from "./canonical.ts";
import { fuzz, inTime } from "./fuzz.ts";
import { mutatedValues } from "./mutate.ts";

const WORDS = [
  ...[
    "type",
    "properties",
    "items",
    "default",
    "nullable",
    "pattern",
    "format",
    "enum",
    "maximum",
    "required",
    "allOf",
    "not",
  ],
  ...[
    "additionalProperties",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-type",
  ],
  ...[
    "x-kubernetes-embedded-resource",
    "x-kubernetes-validations",
    "object",
    "array",
    "string",
    "integer",
    "set",
    "map",
    "$ref",
  ],
  ...[
    "served",
    "storage",
    "name",
    "v1",
    "v1beta1",
    "schema",
    "openAPIV3Schema",
    "subresources",
    "selectableFields",
    "jsonPath",
  ],
  ...[
    "conversion",
    "strategy",
    "Webhook",
    "None",
    "scope",
    "Cluster",
    "preserveUnknownFields",
    "names",
    "plural",
    "kind",
    ".spec.a",
    "([",
  ],
  ...["__proto__", "constructor", "toString"],
];
const EDGES = path.join(import.meta.dirname, "../conformance/slice/corpus/edges.jsonl");
const edges: readonly Edge[] = fs
  .readFileSync(EDGES, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));
const SEEDS = [
  ...edges.filter(({ legacyV1beta1 }) => legacyV1beta1 !== true),
  ...Array.from({ length: 60 }, (_, index) => generatedCase(1, index)),
].map(({ live, manifest }) => ({ live, manifest }));

/** A CRD that somebody changed, and as a cluster has it. */
const inputs = fc.constantFrom(...SEEDS).chain(({ live, manifest }) =>
  mutatedValues([manifest], WORDS).map((next) => {
    // A document of another kind or group is no CRD to a check, which never asks about it.
    const { apiVersion = null, kind = null } = manifest;
    return { live, manifest: { ...next, apiVersion, kind } };
  }),
);

fuzz({
  name: "predictions",
  // As many as are worth the start of the oracle.
  inputs: fc.array(inputs, { minLength: 40, maxLength: 40, size: "max" }),
  cases: 4,
  async check(input) {
    const cases = input.map(({ live, manifest }, index) => ({
      id: String(index),
      live,
      // As every client sends it: the first error of a decoder depends on the order of keys.
      manifest: JSON.parse(canonical(manifest)),
    }));
    const labelling = kubernetesBinaries === undefined ? Promise.resolve(null) : label(cases);
    const predictions = cases.map((one) => inTime(() => predictedFor(one)));
    const labels = await labelling;
    for (const [index, one] of (labels ?? []).entries()) {
      const prediction = predictions[index];
      if (prediction === undefined) throw new Error("there is no prediction");
      const { verdict, differences } = compare(prediction, one);
      if (verdict === "disagrees") throw new Error(`${causeOf(differences[0] ?? "")}: ${differences.join("\n")}`);
    }
  },
});
