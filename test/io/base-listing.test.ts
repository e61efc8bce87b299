import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FileReading } from "../../src/base/files.ts";
import { headFiles } from "../../src/io/files/head-files.ts";
import { baseFiles } from "../../src/io/git/base-files.ts";
import { openBaseTree, openCommit } from "../../src/io/git/base-tree.ts";
import { type Repository, repository, temporaryFolder } from "../git/repository.ts";

/** A base's files are told from git's index and what differs from that; a commit's own listing says the same of it. */

let repo: Repository;
const folders: string[] = [];

beforeEach(() => {
  repo = repository();
});
afterEach(() => {
  repo.remove();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

const FILES = { "a.yaml": "1", "b/c.yaml": "2", "b/d.yaml": "3", "e.yaml": "", 'q"\n.yaml': "4", "ä.yaml": "5" };

function contentsOf(opened: ReturnType<typeof openCommit>) {
  if (!opened.ok) throw new Error(opened.reason);
  const { sha, files, links, has, read } = opened.value;
  const all = [...files, ...links];
  const texts = [...read([...all, "none"])].map(([name, bytes]) => [name, Buffer.from(bytes).toString("latin1")]);
  return { sha, files, links, texts: texts.sort(), has: [...all, "none", "new.yaml"].filter(has) };
}

const at = (name: string) => path.join(repo.root, name);

it.each<readonly [string, () => unknown]>([
  ["nothing is edited", () => {}],
  ["all is edited", () => repo.commit({ "a.yaml": "9", "b/c.yaml": null, "new.yaml": "9", "e.yaml": "9" })],
  ["edits are staged", () => staged({ "a.yaml": "9", "b/c.yaml": null, "new.yaml": "" })],
  ["edits are not staged", () => repo.write({ "a.yaml": "9", "b/c.yaml": null, "new.yaml": "9" })],
  ["a new file is staged and gone", () => [staged({ "new.yaml": "9" }), repo.write({ "new.yaml": null })]],
  ["only the name of a new file is known", () => named("new.yaml")],
  ["only the name of a file is known that is gone", () => [named("new.yaml"), repo.write({ "new.yaml": null })]],
  ["an empty file is gone", () => repo.write({ "e.yaml": null })],
  ["a file is tracked no longer", () => repo.git("rm", "-q", "--cached", "a.yaml")],
  ["a file leaves the checkout", () => repo.git("update-index", "--skip-worktree", "a.yaml")],
  [
    "a file counts as unchanged",
    () => [repo.git("update-index", "--assume-unchanged", "a.yaml"), repo.write({ "a.yaml": "9" })],
  ],
  ["a file may run", () => [fs.chmodSync(at("a.yaml"), 0o755), staged({})]],
  ["a folder becomes a file", () => [fs.rmSync(at("b"), { recursive: true }), staged({ b: "9" })]],
  ["a file becomes a folder", () => [repo.write({ "a.yaml": null }), staged({ "a.yaml/x": "9" })]],
  ["a file becomes a link", () => linked("a.yaml")],
  ["a link becomes a file", () => [fs.rmSync(at("link")), staged({ link: "9" })]],
  ["a link leads elsewhere", () => linked("link")],
  ["a submodule is in the place of a file", () => [repo.git("rm", "-q", "a.yaml"), submodule("a.yaml")]],
  ["a submodule is in the place of a folder", () => [repo.git("rm", "-q", "-r", "b"), submodule("b")]],
  ["there is a submodule", () => submodule("sub")],
  ["a merge is open", openMerge],
  ["a name is no UTF-8", () => [fs.writeFileSync(Buffer.from(`${repo.root}/\xff.yaml`, "latin1"), "9"), staged({})]],
])("where %s", (_, edit) => {
  fs.symlinkSync("a.yaml", at("link"));
  const sha = repo.commit(FILES);
  edit();
  expect(contentsOf(openBaseTree(repo.root, sha))).toEqual(contentsOf(openCommit(repo.root, sha)));
  // The workspace may be a folder of the repository, where that is one still, and no submodule.
  if (!fs.existsSync(at("b/d.yaml"))) return;
  expect(contentsOf(openBaseTree(at("b"), sha))).toEqual(contentsOf(openCommit(at("b"), sha)));
});

function staged(files: Parameters<Repository["write"]>[0]): void {
  repo.write(files);
  repo.git("add", "-A");
}

function named(file: string): void {
  repo.write({ [file]: "9" });
  repo.git("add", "-N", file);
}

function linked(file: string): void {
  fs.rmSync(at(file));
  fs.symlinkSync("b", at(file));
  repo.git("add", "-A");
}

function submodule(name: string): void {
  const module = repository();
  folders.push(module.root);
  module.commit({ "crd.yaml": "a: 1\n" });
  repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "--force", module.root, name);
  repo.git("add", "-A");
}

function openMerge(): void {
  repo.git("checkout", "-q", "-b", "other");
  repo.commit({ "a.yaml": "other", "b/d.yaml": null });
  repo.git("checkout", "-q", "main");
  repo.commit({ "a.yaml": "main", "b/d.yaml": "main" });
  expect(() => repo.git("merge", "-q", "other")).toThrow();
}

it("starts git for what differs, and lists no tree whole", () => {
  const sha = repo.commit(FILES);
  repo.commit({ "a.yaml": "9" });
  expect(started(() => openBaseTree(repo.root, sha))).toEqual(["config", "diff", "diff-index", "ls-files"]);
});

it("reads what a sparse checkout leaves out at once", () => {
  const sha = repo.commit(FILES);
  repo.commit({ "a.yaml": "9" });
  repo.git("sparse-checkout", "set", "--no-cone", "/a.yaml");
  const opened = openBaseTree(repo.root, sha);
  if (!opened.ok) throw new Error(opened.reason);
  const files = baseFiles(opened.value, headFiles(repo.root));
  const names = files.find(["**"], []).files;
  const texts: string[] = [];
  expect(started(() => texts.push(...names.map((name) => textOf(files.read(name)))))).toEqual(["cat-file"]);
  expect([names, texts]).toEqual([
    Object.keys(FILES).sort(),
    Object.entries(FILES)
      .sort()
      .map(([, text]) => text),
  ]);
});

it.each([
  ["--assume-unchanged", "9", false],
  ["--assume-unchanged", "1", true],
  ["--skip-worktree", "9", false],
])("with %s of a file that says %s", (flag, text, isUnchanged) => {
  const sha = repo.commit(FILES);
  repo.git("update-index", flag, "a.yaml");
  repo.write({ "a.yaml": text });
  const opened = openBaseTree(repo.root, sha);
  if (!opened.ok) throw new Error(opened.reason);
  const files = baseFiles(opened.value, headFiles(repo.root));
  expect([opened.value.isUnchanged("a.yaml"), textOf(files.read("a.yaml"))]).toEqual([isUnchanged, "1"]);
});

function textOf(reading: FileReading): string {
  return reading.ok ? Buffer.from(reading.value).toString("latin1") : reading.reason;
}

/** The commands of git that were started, sorted. */
function started(run: () => unknown): readonly string[] {
  const folder = temporaryFolder();
  folders.push(folder);
  const log = path.join(folder, "log");
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  // Options and their values come before the command.
  const script = `#!/bin/sh
for one; do
  case $one in config|diff|diff-index|ls-files|ls-tree|cat-file|check-attr|rev-parse) echo "$one" >>${log}; break;; esac
done
exec ${real} "$@"
`;
  fs.writeFileSync(path.join(folder, "git"), script, { mode: 0o755 });
  const { PATH } = process.env;
  process.env.PATH = `${folder}${path.delimiter}${PATH}`;
  try {
    run();
  } finally {
    process.env.PATH = PATH;
  }
  return fs.readFileSync(log, "utf8").trim().split("\n").sort();
}
