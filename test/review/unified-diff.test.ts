import { describe, expect, it } from "vitest";
import { gitPath, parsePatch, parseUnifiedDiff } from "../../src/review/unified-diff.ts";

describe("parseUnifiedDiff", () => {
  it("reads names, states and lines", () => {
    const text = [
      "diff --git a/crds/a b.yaml b/crds/a b.yaml",
      "index 1111111111..2222222222 100644",
      "--- a/crds/a b.yaml\t",
      "+++ b/crds/a b.yaml\t",
      "@@ -3,2 +3,2 @@ versions:",
      " same\r",
      "--- old",
      "\\ No newline at end of file",
      "+++ new",
      "\\ No newline at end of file",
      'diff --git "a/\\303\\244 \\"x\\".yaml" b/plain.yaml',
      "similarity index 100%",
      'rename from "\\303\\244 \\"x\\".yaml"',
      "rename to plain.yaml",
      "diff --git a/logo.png b/logo.png",
      "index 1111111111..2222222222 100644",
      "Binary files a/logo.png and b/logo.png differ",
      "diff --git a/empty b/empty",
      "new file mode 100644",
      "index 0000000000..3333333333",
      "diff --git a/gone.yaml b/gone.yaml",
      "deleted file mode 100644",
      "index 4444444444..0000000000",
      "--- a/gone.yaml",
      "+++ /dev/null",
      "@@ -1 +0,0 @@",
      "-kind: x",
      "",
    ].join("\n");

    expect(parseUnifiedDiff(text)).toEqual([
      {
        path: "crds/a b.yaml",
        status: "modified",
        hunks: [
          {
            newStart: 3,
            lines: [
              { kind: "context", text: "same\r", oldLine: 3, newLine: 3 },
              { kind: "removed", text: "-- old", oldLine: 4 },
              { kind: "added", text: "++ new", newLine: 4 },
            ],
          },
        ],
      },
      { path: "plain.yaml", previousPath: 'ä "x".yaml', status: "modified", hunks: [] },
      { path: "logo.png", status: "modified", hunks: null },
      { path: "empty", status: "added", hunks: [] },
      {
        path: "gone.yaml",
        status: "removed",
        hunks: [{ newStart: 1, lines: [{ kind: "removed", text: "kind: x", oldLine: 1 }] }],
      },
    ]);
  });

  it("reads an empty line without its blank", () => {
    expect(parsePatch("@@ -1,3 +1,2 @@\n a\n\n-b\n")).toEqual([
      {
        newStart: 1,
        lines: [
          { kind: "context", text: "a", oldLine: 1, newLine: 1 },
          { kind: "context", text: "", oldLine: 2, newLine: 2 },
          { kind: "removed", text: "b", oldLine: 3 },
        ],
      },
    ]);
  });

  it("reads a patch of GitHub's API", () => {
    expect(parsePatch("@@ -1 +1,2 @@\n a\n+b")).toEqual([
      {
        newStart: 1,
        lines: [
          { kind: "context", text: "a", oldLine: 1, newLine: 1 },
          { kind: "added", text: "b", newLine: 2 },
        ],
      },
    ]);
  });
});

it("takes names from the lines before the hunks where the first line does not tell them", () => {
  const read = (...lines: readonly string[]) => parseUnifiedDiff(["diff --git a/one b/other", ...lines].join("\n"));
  expect(read("--- a/one", "+++ b/other", "@@ -1 +1 @@", "-a", "+b")).toMatchObject([
    { path: "other", previousPath: "one", status: "modified" },
  ]);
  expect(read("new file mode 100644", "--- /dev/null", "+++ b/other")).toEqual([
    { path: "other", status: "added", hunks: [] },
  ]);
  expect(read("deleted file mode 100644", "--- a/one", "+++ /dev/null")).toEqual([
    { path: "one", status: "removed", hunks: [] },
  ]);
});

it("reads no line that a patch which was cut does not have", () => {
  expect(parsePatch("@@ -1,3 +1,3 @@\n a")).toEqual([
    { newStart: 1, lines: [{ kind: "context", text: "a", oldLine: 1, newLine: 1 }] },
  ]);
});

it("reads hunks behind a line that has no end", () => {
  const hunks = parsePatch("@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n@@ -9 +9 @@\n c");
  expect(hunks.map(({ newStart, lines }) => [newStart, lines.length])).toEqual([
    [1, 2],
    [9, 1],
  ]);
});

it.each([
  ["plain.yaml", "plain.yaml"],
  ['"a\\tb\\"\\\\.yaml"', 'a\tb"\\.yaml'],
  ['"\\303\\244\\360\\237\\230\\200 ä.yaml"', "ä😀 ä.yaml"],
  ['""', ""],
  ['"', '"'],
  ['"a', '"a'],
  ['a"', 'a"'],
])("reads the path %s", (text, path) => {
  expect(gitPath(text)).toBe(path);
});
