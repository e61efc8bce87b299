import { expect, it } from "vitest";
import type { FileRelation } from "../../src/review/model.ts";
import { permalinks } from "../../src/review/permalink.ts";

const REPOSITORY = "https://github.com/acme/infra";
const HEAD = "a".repeat(40);
const BASE = "b".repeat(40);
const URL = `${REPOSITORY}/blob/${HEAD}`;
const COMMITS = { repositoryUrl: REPOSITORY, headSha: HEAD, baseSha: BASE };
const MOVED: FileRelation = {
  kind: "changed",
  hunks: [
    {
      newStart: 1,
      lines: [
        { kind: "added", text: "new", newLine: 1 },
        { kind: "context", text: "old", oldLine: 1, newLine: 2 },
      ],
    },
  ],
};
/** The base branch brought lines, this one among them. */
const BROUGHT: FileRelation = {
  kind: "changed",
  hunks: [{ newStart: 7, lines: [{ kind: "added", text: "new", newLine: 7 }] }],
};

it.each<[string, string, FileRelation | undefined, string]>([
  ["the line", "a.yaml", { kind: "same" }, `[\`a.yaml:7\`](${URL}/sub/a.yaml#L7)`],
  ["the line where the head has it, and says so", "a.yaml", MOVED, `[\`a.yaml:6\`](${URL}/sub/a.yaml#L6)`],
  ["the file where the head has no such line", "a.yaml", BROUGHT, `[\`a.yaml\`](${URL}/sub/a.yaml)`],
  [
    "a path as an address",
    "a b/(ä)#.yaml",
    { kind: "same" },
    `[\`a b/(ä)#.yaml:7\`](${URL}/sub/a%20b/%28%C3%A4%29%23.yaml#L7)`,
  ],
  [
    "a file of the diff whose lines cannot be told",
    "in-diff.yaml",
    { kind: "unknown" },
    `[\`in-diff.yaml:7\`](${URL}/sub/in-diff.yaml)`,
  ],
  ["no file that the head does not have", "in-diff.yaml", { kind: "absent" }, "`in-diff.yaml:7`"],
  ["no file that it may not have", "a.yaml", undefined, "`a.yaml:7`"],
  ["no standard input", "-", { kind: "same" }, "`-:7`"],
  [
    "a path of 250 characters",
    "a".repeat(246),
    { kind: "same" },
    `[\`${"a".repeat(246)}:7\`](${URL}/sub/${"a".repeat(246)}#L7)`,
  ],
  ["no path that takes the room of other findings", "a".repeat(247), { kind: "same" }, `\`${"a".repeat(247)}:7\``],
  ["no other repository", "../../../../../evil/x", { kind: "same" }, "`../../../../../evil/x:7`"],
  ["nothing that a browser tidies away", "a/./b//c", { kind: "same" }, "`a/./b//c:7`"],
  ["no half of a character", "\ud800", { kind: "same" }, "`\\u{d800}:7`"],
])("leads to %s", (_, path, relation, expected) => {
  const context = {
    diff: { files: [{ path: "sub/in-diff.yaml", status: "modified", hunks: null } as const], complete: true },
    relations: { head: new Map(relation === undefined ? [] : [[`sub/${path}`, relation]]), base: new Map() },
    folder: "sub",
  };
  expect(permalinks(COMMITS, context)(path, 7)).toBe(expected);
});

it("leads to the base for what the change took away", () => {
  const context = { diff: { files: [], complete: true }, relations: { head: new Map(), base: new Map() }, folder: "." };
  expect(permalinks(COMMITS, context)("a.yaml", 7, true)).toBe(`[\`a.yaml:7\`](${REPOSITORY}/blob/${BASE}/a.yaml#L7)`);
  expect(permalinks(COMMITS, context)("../../../../evil/x", 7, true)).toBe("`../../../../evil/x:7`");
  expect(permalinks({ ...COMMITS, baseSha: null }, context)("a.yaml", 7, true)).toBe("`a.yaml:7`");
  expect(permalinks({ ...COMMITS, baseSha: "../x" }, context)("a.yaml", 7, true)).toBe("`a.yaml:7`");
});
