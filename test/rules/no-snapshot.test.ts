import { expect, it } from "vitest";
import { crd, findingsOf } from "./evaluated.ts";

const FILES = { "crd.yaml": [crd({ versions: "v1*" })] };

it("reports CRDs that there is nothing to compare with", () => {
  expect(findingsOf({ files: FILES, clusters: {} })).toEqual([
    {
      rule: "no-snapshot",
      at: ".github/crd-upgrade-guard/config.yaml:1",
      detail: { kind: "no-snapshot", globs: [".github/crd-upgrade-guard/clusters/*.{json,yaml,yml}"] },
    },
  ]);
});

it("says nothing of a snapshot without CRDs", () => {
  expect(findingsOf({ files: FILES, clusters: { prod: {} } })).toEqual([]);
});
