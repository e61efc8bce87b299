import { expect, it } from "vitest";
import type { UnreadFile } from "../../src/rules/tree-view.ts";
import { crd, findingsOf } from "./evaluated.ts";

function found(...unread: readonly Partial<UnreadFile>[]) {
  const one = { path: "big.yaml", reason: "permission denied", content: "", lost: [], movedFrom: null };
  const files = { "crd.yaml": [crd({ versions: "v1*" })] };
  return findingsOf({ files, clusters: { prod: {} }, unread: unread.map((own) => ({ ...one, ...own })) });
}

it("says nothing where all was read", () => {
  expect(found()).toEqual([]);
});

it("tells of each file that may hold CRDs and was not read", () => {
  expect(found({}, { path: "a\nb" }).map(({ rule, at }) => [rule, at])).toEqual([
    ["file-not-read", "big.yaml:1"],
    ["file-not-read", "a\nb:1"],
  ]);
});

it("names the CRDs that went out of sight", () => {
  const [one, several] = [["a.example.com"], ["a.example.com", "b.example.com"]];
  expect(found({ path: "1", lost: one, movedFrom: "crds/a.yaml" }, { path: "2", lost: several })).toEqual([
    {
      rule: "file-not-read",
      crd: "a.example.com",
      at: "1:1",
      detail: { kind: "file-not-read", reason: "permission denied", lost: one, movedFrom: "crds/a.yaml" },
    },
    {
      rule: "file-not-read",
      at: "2:1",
      detail: { kind: "file-not-read", reason: "permission denied", lost: several, movedFrom: null },
    },
  ]);
});
