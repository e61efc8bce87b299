import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { mapLine } from "../../src/review/line-map.ts";
import type { DiffFile } from "../../src/review/model.ts";
import { parseUnifiedDiff } from "../../src/review/unified-diff.ts";
import { repository } from "../git/repository.ts";

/** Commits per repository; more runs: `DIFF_RUNS=500 npm run unit -- test/review/git-diff`. */
const RUNS = Number(process.env.DIFF_RUNS ?? 12);

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

it.each(["--unified=3", "--unified=0"])("reads what git prints on random repositories (%s)", (context) => {
  const repo = repository();
  const commit = (files: Tree) => {
    for (const entry of fs.readdirSync(repo.root))
      if (entry !== ".git") fs.rmSync(path.join(repo.root, entry), { recursive: true });
    for (const { name, text, executable } of files) {
      fs.mkdirSync(path.dirname(path.join(repo.root, name)), { recursive: true });
      fs.writeFileSync(path.join(repo.root, name), text, { mode: executable ? 0o755 : 0o644 });
    }
    return repo.commit({});
  };
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: repo.root, encoding: "utf8" });
  try {
    fc.assert(
      fc.property(tree, change, (before, edit) => {
        const after = changed(before, edit);
        const [from, to] = [commit(before), commit(after)];
        const args = ["diff", "--find-renames", from, to];
        const names = git(...args, "--name-status", "-z")
          .split("\0")
          .slice(0, -1);
        const numbers = git(...args, "--numstat", "-z");
        const files = parseUnifiedDiff(git(...args, "--full-index", "--src-prefix=a/", "--dst-prefix=b/", context));
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
          const mapped = lines.flatMap((text, index) => {
            const one = mapLine({ kind: "changed", hunks: file.hunks ?? [] }, index + 1);
            if (one.kind !== "line") return [];
            expect(linesOf(older)[one.line - 1]).toBe(text);
            return [one.line];
          });
          expect(mapped).toHaveLength(lines.length - added);
          expect([...new Set(mapped)].sort((a, b) => a - b)).toEqual(mapped);
        }
      }),
      { numRuns: RUNS },
    );
  } finally {
    repo.remove();
  }
});

const STATUS = { added: "A", removed: "D", modified: "M" };
