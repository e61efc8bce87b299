import { expect, it } from "vitest";
import type { Waiver } from "../../src/config/config.ts";
import { crd, live, type Situation } from "./evaluated.ts";
import { evaluateWithWaivers } from "./guarded.ts";

const SITUATION: Situation = {
  files: { "crd.yaml": [crd({ versions: "v1*" })], "broken.yaml": "kind: CustomResourceDefinition\nspec: [\n" },
  clusters: {
    prod: { "routes.example.com": live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]) },
    dev: { "routes.example.com": live({ versions: "v1*" }, ["v1"]) },
  },
};

const REST = { reason: "r", owner: "o", expires: "2027-01-31" };
const REMOVED = { rule: "stored-version-removed", crd: "routes.example.com", ...REST };

function unused(waiver: Waiver, whole = true) {
  return evaluateWithWaivers(SITUATION, [waiver], whole)
    .findings.filter(({ rule }) => rule === "waiver-unused")
    .map(({ subject, place, detail }) => ({ subject, at: `${place.path}:${place.range.startLine}`, detail }));
}

it.each<[string, Waiver]>([
  ["another CRD", { ...REMOVED, crd: "ways.example.com" }],
  ["another version", { ...REMOVED, version: "v1alpha1" }],
  ["a cluster that accepts", { ...REMOVED, clusters: ["dev"] }],
  ["another rule", { ...REMOVED, rule: "manifest-behind-cluster" }],
  ["another file", { rule: "manifest-unreadable", path: "crd.yaml", ...REST }],
])("reports a waiver of %s", (_, waiver) => {
  expect(unused(waiver)).toEqual([
    {
      subject: JSON.stringify([
        waiver.rule,
        waiver.crd ?? waiver.path ?? "",
        waiver.version ?? "",
        waiver.clusters ?? [],
      ]),
      at: "config.yaml:1",
      detail: { kind: "waiver-unused", waived: waiver.rule, crd: waiver.crd ?? waiver.path ?? "" },
    },
  ]);
});

it.each<[string, Waiver]>([
  ["the CRD", REMOVED],
  ["the version and a pattern of clusters", { ...REMOVED, version: "v1beta1", clusters: ["pr*"] }],
  ["the file", { rule: "manifest-unreadable", path: "broken.yaml", ...REST }],
])("says nothing of a waiver of %s that covers", (_, waiver) => {
  expect(unused(waiver)).toEqual([]);
});

it("says nothing when only some paths were read: what the waiver covers may be elsewhere", () => {
  expect(unused({ ...REMOVED, crd: "ways.example.com" }, false)).toEqual([]);
});
