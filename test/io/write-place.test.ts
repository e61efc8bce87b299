import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFile } from "../../src/io/files/create-file.ts";
import { writeWholeFile } from "../../src/io/files/write-file.ts";
import { placeToWrite } from "../../src/io/files/write-place.ts";
import { workspace } from "../dist/bundle.ts";

let folder: ReturnType<typeof workspace>;
let tree: string;
beforeEach(() => {
  folder = workspace({ "tree/.git/HEAD": "", "tree/part/file": "old\n", "outside/file": "theirs\n" });
  tree = path.join(folder.root, "tree");
  const links: Readonly<Record<string, string>> = {
    "tree/out": "../outside",
    "tree/part/out": "../../outside",
    "tree/two": "out",
    "tree/file": "../outside/file",
    "tree/git": ".git",
    "tree/in": "part",
    "tree/alias": "part/file",
    "tree/dead": "../outside/nothing",
    // The folder that holds the repository: who names it by letters means it.
    own: "outside",
  };
  for (const [link, target] of Object.entries(links)) fs.symlinkSync(target, path.join(folder.root, link));
});
afterEach(() => folder.remove());

test.each([
  ["", "new/deep/file", "tree/new/deep/file"],
  ["", "in/file", "tree/part/file"],
  ["", "alias", "tree/part/file"],
  ["", "dead", "tree/dead"],
  ["part", "../new", "tree/new"],
  ["part", "../../own/file", "own/file"],
  ["", "../outside/file", "outside/file"],
])("in %s: %s is written to %s", (root, file, expected) => {
  expect(placeToWrite(path.join(tree, root), file)).toBe(path.join(folder.root, expected));
});

test.each([
  ["", "out/file"],
  ["", "out/new/file"],
  ["", "two/file"],
  ["", "file"],
  ["part", "../out/file"],
  ["part", "out/file"],
  ["", "git/hooks/pre-commit"],
  ["", ".git/config"],
])("in %s: %s is refused, and nothing is written", (root, file) => {
  const before = contents();
  expect(() => writeWholeFile(path.join(tree, root), file, "new\n")).toThrow(/: nothing is written/);
  expect(() => createFile(path.join(tree, root), file, "new\n")).toThrow(/: nothing is written/);
  expect(() => writeWholeFile(path.join(tree, root), path.resolve(tree, root, file), "new\n")).toThrow(/: nothing/);
  expect(contents()).toEqual(before);
});

test("a link to a file of the tree stays a link", () => {
  writeWholeFile(tree, "alias", "new\n");
  expect(fs.readlinkSync(path.join(tree, "alias"))).toBe("part/file");
  expect(fs.readFileSync(path.join(tree, "part/file"), "utf8")).toBe("new\n");
});

test("a file is made where there is none, and none is overwritten", () => {
  expect(createFile(tree, "new/file", "a\n")).toBe(true);
  expect(createFile(tree, "new/file", "b\n")).toBe(false);
  expect(createFile(tree, "dead", "b\n")).toBe(false);
  expect(fs.readFileSync(path.join(tree, "new/file"), "utf8")).toBe("a\n");
});

function contents(): readonly string[] {
  return fs.readdirSync(folder.root, { recursive: true, encoding: "utf8" }).sort();
}

test("a named pipe takes all of a text for its reader, and nobody waits for one that never comes", async () => {
  const pipe = path.join(tree, "pipe");
  execFileSync("mkfifo", [pipe]);
  expect(() => writeWholeFile(tree, "pipe", "text")).toThrow(`nobody reads from the pipe ${pipe}`);

  const reader = spawn("cat", [pipe]);
  let read = 0;
  reader.stdout.on("data", (chunk: Buffer) => {
    read += chunk.length;
  });
  // The reader is another process: what is more than a pipe holds reaches it while we write.
  writeWholeFile(tree, "pipe", "x".repeat(50_000));
  await once(reader, "close");
  expect(read).toBe(50_000);
});

test("says of what could not be written what it is, and not what was to become it", () => {
  const name = "n".repeat(250);
  expect(() => writeWholeFile(tree, name, "new\n")).toThrow(
    `ENAMETOOLONG: name too long, open '${path.join(tree, name)}'`,
  );
  expect(fs.readdirSync(tree)).not.toContain(name);
});
