import { expect, it } from "vitest";
import { placesFromGit } from "../../src/review/git-places.ts";
import { mapLine } from "../../src/review/line-map.ts";
import type { FileRelation } from "../../src/review/model.ts";
import { placedPaths } from "../../src/review/placed-paths.ts";
import { parsePatch } from "../../src/review/unified-diff.ts";
import { finding, reportOf } from "./findings.ts";

/** From the commit to the text that was read: three lines for one at 3, none for two behind 10, one more at 22. */
const changed = (): FileRelation => ({
  kind: "changed",
  hunks: parsePatch(
    [
      "@@ -2,3 +2,5 @@",
      " b",
      "-c",
      "+x",
      "+y",
      "+z",
      " d",
      "@@ -11,2 +12,0 @@",
      "-k",
      "-l",
      "@@ -22,0 +22 @@",
      "+v",
    ].join("\n"),
  ),
});
const at = (line: number) => ({ kind: "line", line });

it.each<[number, object]>([
  [1, at(1)],
  [2, at(2)],
  [3, { kind: "changed" }],
  [5, { kind: "changed" }],
  [6, at(4)],
  [7, at(5)],
  [12, at(10)],
  [13, at(13)],
  [21, at(21)],
  [22, { kind: "changed" }],
  [23, at(22)],
  [1000, at(999)],
])("line %i of a text that was changed in three places", (line, expected) => {
  expect(mapLine(changed(), line)).toEqual(expected);
});

it.each<[FileRelation | undefined, object]>([
  [undefined, { kind: "unknown" }],
  [{ kind: "unknown" }, { kind: "unknown" }],
  [{ kind: "absent" }, { kind: "absent" }],
  [{ kind: "same" }, at(7)],
  [{ kind: "changed", hunks: [] }, at(7)],
])("a line of a file that is %o", (relation, expected) => {
  expect(mapLine(relation, 7)).toEqual(expected);
});

it("knows lines only of files that git says all of", () => {
  const diff = [
    "diff --git a/changed b/changed",
    "--- a/changed",
    "+++ b/changed",
    "@@ -1 +1 @@",
    "-a",
    "+b",
    "diff --git a/binary b/binary",
    "Binary files a/binary and b/binary differ",
    "diff --git a/added b/added",
    "new file mode 100644",
    "--- /dev/null",
    "+++ b/added",
    "@@ -0,0 +1 @@",
    "+a",
  ].join("\n");
  const paths = ["changed", "binary", "added", "same", "gone"];
  const differences = { diff, present: ["changed", "binary", "added", "same"] };
  const places = placesFromGit({ diff: "", head: differences, base: null }, paths);
  const known = new Map<string, object>([
    ["changed", { kind: "changed", hunks: parsePatch("@@ -1 +1 @@\n-a\n+b") }],
    ["binary", { kind: "unknown" }],
    ["added", { kind: "unknown" }],
    ["same", { kind: "same" }],
    ["gone", { kind: "absent" }],
  ]);
  expect(places).toEqual({ diff: { files: [], complete: true }, relations: { head: known, base: new Map() } });
  const both = placesFromGit({ diff, head: { diff: "", present: [] }, base: differences }, paths);
  expect([both.diff.files.length, both.relations.base]).toEqual([3, known]);
});

it("asks a diff for every file that findings speak of, once and in order", () => {
  const location = (path: string) => ({ ...finding(1).location, path });
  const of = finding(1, {
    location: location("z.yaml"),
    lines: [{ path: "y.yaml", startLine: 1, text: "y" }],
    related: [{ path: "x.yaml", startLine: 1, message: "x" }],
    removed: [{ version: "v1", path: "w.yaml", line: 1 }],
    otherPlaces: [
      { location: location("b.yaml"), removed: [{ version: "v1", path: "a.yaml", line: 1 }] },
      { location: location("z.yaml") },
    ],
  });
  const plain = finding(2, { location: location("-") });
  expect(placedPaths(reportOf([of, plain], { folder: "sub" }))).toEqual(
    ["a", "b", "w", "x", "y", "z"].map((name) => `sub/${name}.yaml`),
  );
});
