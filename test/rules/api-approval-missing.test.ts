import { expect, it } from "vitest";
import type { ApiApproval } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live } from "./evaluated.ts";

const URL_OF_REVIEW = "https://github.com/kubernetes/enhancements/pull/1111";

function found(name: string, annotation?: unknown, approved?: ApiApproval) {
  const manifest = crd({ name, versions: "v1*" });
  const annotations = annotation === undefined ? {} : { annotations: { "api-approved.kubernetes.io": annotation } };
  const facts = live({ name, versions: "v1*" }, ["v1"]);
  return findingsOf({
    files: { "crd.yaml": [{ ...manifest, metadata: { ...manifest.metadata, ...annotations } }] },
    clusters: { prod: approved === undefined ? {} : { [name]: { ...facts, apiApproved: approved } } },
    targets: [{ paths: ["**"], clusters: ["prod"], apply: "replace" }],
  });
}

const PROTECTED = "routes.gateway.networking.k8s.io";
const FIELD = "metadata.annotations[api-approved.kubernetes.io]";
const REQUEST = `protected groups must have approval annotation "api-approved.kubernetes.io"`;
const SEE = `see ${URL_OF_REVIEW}`;

const MISSING = {
  rule: "api-approval-missing",
  crd: PROTECTED,
  cluster: "prod",
  at: 'crd.yaml:3 metadata.annotations["api-approved.kubernetes.io"]',
  server: `${FIELD}: Required value: ${REQUEST}, ${SEE}`,
  detail: { kind: "api-approval-missing", cause: "missing", group: "gateway.networking.k8s.io", live: null },
};

it("reports a new CRD of a protected group without the annotation", () => {
  expect(found(PROTECTED)).toEqual([MISSING]);
  expect(found(PROTECTED, "")).toEqual([{ ...MISSING, at: MISSING.at.replace(":3", ":6") }]);
});

it("knows that the live CRD has what the manifest takes away", () => {
  expect(found(PROTECTED, undefined, "approved")).toEqual([
    { ...MISSING, detail: { ...MISSING.detail, live: "approved" } },
  ]);
});

it("reports a value that is neither a URL nor a reason", () => {
  expect(found(PROTECTED, "yes", "unapproved")).toEqual([
    {
      ...MISSING,
      at: MISSING.at.replace(":3", ":6"),
      server: `${FIELD}: Invalid value: "yes": ${REQUEST} with either a URL or a reason starting with "unapproved", ${SEE}`,
      detail: { ...MISSING.detail, cause: "invalid", live: "unapproved" },
    },
  ]);
});

it("takes an odd type for the decoder's, not its own", () => {
  expect(found(PROTECTED, ["unapproved"]).map(({ rule }) => rule)).toEqual(["server-rejects"]);
});

it.each<[string, string, string | undefined, ApiApproval | undefined]>([
  ["a group that only looks protected", "routes.gateway.networking.x-k8s.io", undefined, undefined],
  ["a URL", PROTECTED, URL_OF_REVIEW, undefined],
  ["a reason", PROTECTED, "unapproved, an experiment", undefined],
  ["a state that did not change", PROTECTED, undefined, "missing"],
])("says nothing of %s", (_name, name, annotation, approved) => {
  expect(found(name, annotation, approved)).toEqual([]);
});
