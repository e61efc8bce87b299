import { dump } from "js-yaml";
import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

it("reports a document that names a CRD and cannot be read, and still judges its neighbour", () => {
  const good = dump(crd({ versions: "v1 v2" }));
  const files = { "crd.yaml": `${good}---\nkind: CustomResourceDefinition\nmetadata:\n  name: a\n  name: b\n` };
  const found = findingsOf({ files, clusters: { prod: {} } });
  expect(found.map(({ rule, at }) => [rule, at])).toEqual([
    ["manifest-unreadable", "crd.yaml:28"],
    ["storage-version-count", "crd.yaml:11 spec.versions"],
  ]);
});

it("says nothing of a document that merely mentions the word", () => {
  const files = {
    "role.yaml": "kind: ClusterRole\nrules: [{resources: [CustomResourceDefinition]}]\n",
    "crd.yaml": [crd({ versions: "v1*" })],
  };
  expect(findingsOf({ files, clusters: { prod: {} } })).toEqual([]);
});
