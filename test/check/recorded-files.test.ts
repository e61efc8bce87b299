import { expect, it, vi } from "vitest";
import type { TreeFiles } from "../../src/check/ports.ts";
import { recordedFiles } from "../../src/check/recorded-files.ts";
import { treeFiles } from "./in-memory.ts";

const FILES = { "a.json": "1", "b.json": "2", "c.txt": "3" };

/** Asks everything there is to ask. */
function asked() {
  const recorded = recordedFiles(treeFiles(FILES));
  const { files } = recorded;
  const answers = [
    files.find(["*.json"], []),
    files.read("a.json"),
    files.read("none.json"),
    files.kindOf("config.yml"),
    files.follow("b.json"),
    files.follow("../out"),
  ];
  return { ...recorded, answers };
}

it("answers as the tree does, and is like that", () => {
  const { answers, isLike } = asked();
  const tree = treeFiles(FILES);
  expect(answers).toEqual([
    tree.find(["*.json"], []),
    tree.read("a.json"),
    tree.read("none.json"),
    "missing",
    { kind: "file", path: "b.json" },
    { kind: "outside" },
  ]);
  expect(isLike(tree)).toBe(true);
});

it.each<readonly [string, Readonly<Record<string, string>>, boolean]>([
  ["a file that was read has other bytes", { ...FILES, "a.json": "9" }, false],
  ["a file that was not there is", { ...FILES, "none.json": "9" }, false],
  ["a search finds another file", { ...FILES, "d.json": "9" }, false],
  ["a path is something", { ...FILES, "config.yml": "9" }, false],
  ["a path leads nowhere", { "a.json": "1", "c.txt": "3" }, false],
  ["a file that was only found has other bytes", { ...FILES, "b.json": "9" }, true],
  ["nobody asked", { ...FILES, "c.txt": "9", "d.txt": "9" }, true],
])("where %s", (_, files, isAlike) => {
  expect(asked().isLike(treeFiles(files))).toBe(isAlike);
});

it("is like none that it would have to read, where a file could not be", () => {
  const unread: TreeFiles = {
    ...treeFiles(FILES),
    read: () => ({ ok: false, missing: false, reason: "permission denied" }),
  };
  const { files, isLike } = recordedFiles(unread);
  files.read("a.json");
  expect(isLike(unread)).toBe(false);
});

it("searches once for one question", () => {
  const tree = treeFiles(FILES);
  const find = vi.fn(tree.find);
  const { files } = recordedFiles({ ...tree, find });
  const found = [files.find(["*"], []), files.find(["*"], [])];
  expect(found).toEqual([tree.find(["*"], []), tree.find(["*"], [])]);
  expect(find).toHaveBeenCalledTimes(1);
});
