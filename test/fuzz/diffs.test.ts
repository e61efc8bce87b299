import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { mapLine } from "../../src/review/line-map.ts";
import type { DiffFile } from "../../src/review/model.ts";
import { parsePatch, parseUnifiedDiff } from "../../src/review/unified-diff.ts";
import { repository } from "../git/repository.ts";
import { fuzz, inTime } from "./fuzz.ts";
import { bytesOf, mutatedTexts, textOfBytes } from "./mutate.ts";

const NAMES = [
  "a.yaml",
  "b c.yaml",
  "ä.yaml",
  'q"uote.yaml',
  "back\\slash",
  "tab\t.yaml",
  "line\nbreak",
  " b/x",
  "d/e f/g",
];
const line = fc.constantFrom(
  "kind: x",
  "- name: v1",
  "--- a/b",
  "+++ c",
  "@@ -1 +1 @@",
  "diff --git a/x b/x",
  "\\ No",
  "",
  "\r",
  "x\r",
  "ä",
  "\u2028",
);
const content = fc.oneof(
  fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
    .map(([lines, ended]) => lines.join("\n") + (ended ? "\n" : "")),
  fc.constant("\0binary\n"),
  fc.constant(""),
);
const tree = fc.uniqueArray(fc.record({ name: fc.constantFrom(...NAMES), text: content, executable: fc.boolean() }), {
  selector: ({ name }) => name,
  maxLength: 5,
});
type Tree = readonly { readonly name: string; readonly text: string; readonly executable: boolean }[];

/** A second tree that shares much with the first: files that stay, are renamed, or change a little. */
const change = fc.record({
  other: tree,
  renamed: fc.boolean(),
  edited: fc.array(fc.tuple(fc.nat(40), line), { maxLength: 4 }),
});

function changed(
  before: Tree,
  { other, renamed, edited }: { other: Tree; renamed: boolean; edited: readonly (readonly [number, string])[] },
): Tree {
  const kept = before.slice(0, 3).map((file, index) => {
    const lines = file.text.split("\n");
    if (index === 0) for (const [at, text] of edited) lines.splice(at % (lines.length + 1), at % 2, text);
    return { ...file, name: renamed && index < 2 ? `new ${file.name}` : file.name, text: lines.join("\n") };
  });
  const taken = new Set(kept.map(({ name }) => name));
  return [...kept, ...other.filter(({ name }) => !taken.has(name))];
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** The newer lines, made of the older ones and the hunks. */
function applied(older: readonly string[], { hunks }: DiffFile): readonly string[] {
  const newer: string[] = [];
  let next = 0;
  for (const { lines, newStart } of hunks ?? []) {
    while (newer.length < newStart - 1) newer.push(older[next++] ?? "missing");
    for (const one of lines) {
      if (one.kind !== "added") expect(older[one.oldLine - 1]).toBe(one.text);
      if (one.kind !== "removed") newer.push(one.text);
      if (one.kind !== "added") next = one.oldLine;
    }
  }
  return [...newer, ...older.slice(next)];
}

const repo = repository();
process.on("exit", () => repo.remove());

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: repo.root, encoding: "utf8" });
}

function commit(files: Tree): string {
  for (const entry of fs.readdirSync(repo.root))
    if (entry !== ".git") fs.rmSync(path.join(repo.root, entry), { recursive: true });
  for (const { name, text, executable } of files) {
    fs.mkdirSync(path.dirname(path.join(repo.root, name)), { recursive: true });
    fs.writeFileSync(path.join(repo.root, name), text, { mode: executable ? 0o755 : 0o644 });
  }
  return repo.commit({});
}

fuzz({
  name: "diffs",
  inputs: fc.record({ before: tree, edit: change, context: fc.constantFrom(0, 3) }),
  cases: 24,
  check({ before, edit, context }) {
    const after = changed(before, edit);
    const [from, to] = [commit(before), commit(after)];
    const args = ["diff", "--find-renames", from, to];
    const names = git(...args, "--name-status", "-z")
      .split("\0")
      .slice(0, -1);
    const numbers = git(...args, "--numstat", "-z");
    const text = git(...args, "--full-index", "--src-prefix=a/", "--dst-prefix=b/", `--unified=${context}`);
    const files = inTime(() => parseUnifiedDiff(text));
    const told = files.flatMap(({ path: name, previousPath, status }) =>
      previousPath === undefined ? [STATUS[status], name] : ["R", previousPath, name],
    );

    expect(told).toEqual(names.map((field) => field.replace(/^R\d+$/, "R").replace(/^T$/, "M")));
    for (const file of files) {
      const older = before.find(({ name }) => name === (file.previousPath ?? file.path))?.text ?? "";
      const newer = file.status === "removed" ? "" : (after.find(({ name }) => name === file.path)?.text ?? "");
      if (file.hunks === null) {
        expect(numbers).toContain("-\t-\t");
        continue;
      }
      const lines = linesOf(newer);
      expect(applied(linesOf(older), file)).toEqual(lines);
      const added = file.hunks.flatMap((hunk) => hunk.lines).filter(({ kind }) => kind === "added").length;
      const mapped = lines.flatMap((line, index) => {
        const one = mapLine({ kind: "changed", hunks: file.hunks ?? [] }, index + 1);
        if (one.kind !== "line") return [];
        expect(linesOf(older)[one.line - 1]).toBe(line);
        return [one.line];
      });
      expect(mapped).toHaveLength(lines.length - added);
      expect([...new Set(mapped)].sort((a, b) => a - b)).toEqual(mapped);
    }
  },
});

const PATCHES = [
  "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@ f\n a\n-b\n+c\n+d\n e\n\\ No newline at end of file\n",
  'diff --git "a/t\\tb" b/n\nsimilarity index 90%\nrename from "t\\tb"\nrename to n\n@@ -2 +2,0 @@\n-x\n@@ -9,0 +9 @@\n+y\n',
  "diff --git a/x b/x\nnew file mode 100644\nBinary files /dev/null and b/x differ\ndiff --git a/y b/y\ndeleted file mode 100644\n",
].map((text) => textOfBytes(text));

fuzz({
  name: "patches",
  inputs: mutatedTexts(PATCHES, [
    "@@ -1 +1 @@\n",
    "@@ -",
    ",",
    "99999999999999999999",
    "+",
    "-",
    " ",
    "\n",
    "\\",
    '"',
    "--- ",
    "+++ ",
    "diff --git ",
  ]),
  cases: 300,
  check(input) {
    const text = new TextDecoder().decode(bytesOf(input));
    for (const { hunks } of inTime(() => parseUnifiedDiff(text))) {
      for (const { lines } of hunks ?? []) {
        const numbers = (side: "newLine" | "oldLine") =>
          lines.flatMap((line) => (side in line ? [Reflect.get(line, side)] : []));
        for (const side of ["newLine", "oldLine"] as const) {
          const [first = 0, ...rest] = numbers(side);
          expect(rest).toEqual(rest.map((_, index) => first + index + 1));
        }
      }
    }
    inTime(() => parsePatch(text));
  },
});

const STATUS = { added: "A", removed: "D", modified: "M" };
