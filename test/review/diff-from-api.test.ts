import { expect, it } from "vitest";
import { diffFromApi } from "../../src/review/diff-from-api.ts";
import { finding, reportOf } from "./findings.ts";

const BLOB = "c".repeat(40);
const FILE = {
  path: "infra/crd.yaml",
  oldPath: "infra/crd.yaml",
  status: "modified",
  blob: BLOB,
  patch: "@@ -1 +1 @@\n-a\n+b",
};

function at(path: string, blob?: string) {
  return finding(1, { location: { ...finding(1).location, path, ...(blob === undefined ? {} : { blob }) } });
}

it("a file without a patch is unknown, never unchanged, and a list that is cut is not the whole", () => {
  const { diff } = diffFromApi(reportOf([]), [{ ...FILE, patch: null }], 3001);
  expect(diff).toEqual({
    complete: false,
    files: [{ path: "infra/crd.yaml", status: "modified", hunks: null }],
  });
});

it("has renames by both names, and every other status as a change", () => {
  const listed = [
    { ...FILE, path: "new.yaml", oldPath: "old.yaml", status: "renamed", patch: null },
    { ...FILE, path: "gone.yaml", oldPath: "gone.yaml", status: "removed" },
    { ...FILE, path: "added.yaml", oldPath: "added.yaml", status: "added", blob: null },
    { ...FILE, status: "copied" },
  ];
  const { diff } = diffFromApi(reportOf([]), listed, 4);
  expect([diff.complete, diff.files.map(({ hunks, ...file }) => [file, hunks?.length ?? null])]).toEqual([
    true,
    [
      [{ path: "new.yaml", previousPath: "old.yaml", status: "modified" }, null],
      [{ path: "gone.yaml", status: "removed" }, 1],
      [{ path: "added.yaml", status: "added" }, 1],
      [{ path: "infra/crd.yaml", status: "modified" }, 1],
    ],
  ]);
});

it("a line that was read is the head's only where the bytes are: the base branch may have changed the file too", () => {
  const report = reportOf([at("crd.yaml", BLOB), at("other.yaml", BLOB), at("unknown.yaml")], { folder: "infra" });
  const { relations } = diffFromApi(report, [FILE, { ...FILE, path: "infra/other.yaml", blob: "d".repeat(40) }], 2);
  expect([...relations.head]).toEqual([
    ["infra/crd.yaml", { kind: "same" }],
    ["infra/other.yaml", { kind: "unknown" }],
    ["infra/unknown.yaml", { kind: "unknown" }],
  ]);
  expect([...relations.base]).toEqual([]);
});
