import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { headFiles } from "../../src/io/files/head-files.ts";
import { baseFiles } from "../../src/io/git/base-files.ts";
import { openBaseTree } from "../../src/io/git/base-tree.ts";
import { type Repository, repository } from "../git/repository.ts";

/** Entries that cannot be read as files are, beside one that can. */
let repo: Repository;

beforeEach(() => {
  repo = repository();
  repo.write({ "deploy/w.yaml": "w: 1\n" });
});
afterEach(() => repo.remove());

const ALL = ["**/*.yaml"];
const at = (name: string) => path.join(repo.root, name);
const link = (target: string, name: string) => fs.symlinkSync(target, at(name));
const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const found = () => headFiles(repo.root).find(ALL, [".git/**"]);

function both() {
  repo.git("add", "-A");
  repo.git("commit", "-q", "-m", "all");
  const head = headFiles(repo.root);
  const opened = openBaseTree(repo.root, repo.git("rev-parse", "HEAD"));
  if (!opened.ok) throw new Error(opened.reason);
  return { head, base: baseFiles(opened.value, head) };
}

describe("a link that leads to no file", () => {
  it.each<[string, string, string, object?]>([
    ["x", "x", "a symbolic link that leads to itself"],
    ["x", "y/".repeat(150), "a symbolic link with a target that is too long"],
    ["x.yaml", "x.yaml", "a symbolic link that leads to itself"],
    ["x.yaml", "gone.yaml", "a symbolic link that leads nowhere"],
    ["x.yaml", "w.yaml/x", "a symbolic link that leads nowhere"],
    [
      "x.yaml",
      "/etc/hosts",
      "a symbolic link that leads out of the workspace, which is not followed",
      { elsewhere: "file" },
    ],
    [
      "x.yaml",
      "../../gone.yaml",
      "a symbolic link that leads out of the workspace, which is not followed",
      { elsewhere: "file" },
    ],
    ["x.yaml", "../.git/config", "a symbolic link into a `.git` folder, which is never read"],
    ["x", "..", "a symbolic link to a directory, which is not followed", { linkToFolder: "" }],
    [
      "x",
      "/",
      "a symbolic link to a directory that leads out of the workspace, which is not followed",
      { elsewhere: "folder" },
    ],
    ["x.yaml", "/dev/zero", "a symbolic link to what is neither a file nor a folder"],
  ])("is told of alone: %s -> %s", (name, target, reason, leads = {}) => {
    link(name === "x" && target.startsWith("y/") ? "y".repeat(300) : target, `deploy/${name}`);
    expect(found()).toEqual({ files: ["deploy/w.yaml"], skipped: [{ path: `deploy/${name}`, reason, ...leads }] });
  });

  it("is told of at the root", () => {
    link("x", "x");
    expect(found().files).toEqual(["deploy/w.yaml"]);
  });

  it("is no error where a pattern leads through it", () => {
    link("x", "x");
    expect(headFiles(repo.root).find(["x/a.yaml", "x/*.yaml", "deploy/*.yaml"], [])).toEqual({
      files: ["deploy/w.yaml"],
      skipped: [
        { path: "x", reason: "the directory cannot be listed (ELOOP)", isUnknown: true },
        { path: "x/a.yaml", reason: "it cannot be looked at (ELOOP)", isUnknown: true },
      ],
    });
  });
});

it("tells which file a link leads to, in both trees", () => {
  link("w.yaml", "deploy/x.yaml");
  const skipped = [
    { path: "deploy/x.yaml", reason: "a symbolic link, which is not followed", linkTo: "deploy/w.yaml" },
  ];
  const { head, base } = both();
  expect(head.find(ALL, [])).toEqual({ files: ["deploy/w.yaml"], skipped });
  expect(base.find(ALL, [])).toEqual({ files: ["deploy/w.yaml"], skipped });
  expect(base.identityOf("deploy/x.yaml")).toBe(head.identityOf("deploy/w.yaml"));
});

it("finds nothing in a folder that a pattern names and that is not there", () => {
  expect(headFiles(repo.root).find(["nowhere/**", "deploy/no/**"], [])).toEqual({ files: [], skipped: [] });
});

it("passes over a fifo, and tells of it", () => {
  spawnSync("mkfifo", [at("deploy/f.yaml")]);
  expect(found().skipped).toEqual([{ path: "deploy/f.yaml", reason: "neither a file nor a folder" }]);
});

describe.each([
  ["a newline in a folder's name", bytes("a\nb"), "a\nb"],
  ["a line separator", bytes("a\u2028b"), "a\u2028b"],
  ["bytes that are no UTF-8", bytes("a", [0xff, 0xc3]), "a\ufffd\ufffd"],
  ["a pattern's characters", bytes("{a,b}*[c]!(d)"), "{a,b}*[c]!(d)"],
  ["a backslash", bytes("a\\b"), "a\\b"],
  ["a character of four bytes", bytes("a😀"), "a😀"],
])("%s", (_, name, shown) => {
  it("hides no file, in either tree", () => {
    fs.mkdirSync(bytes(`${repo.root}/`, [...name]));
    fs.writeFileSync(bytes(`${repo.root}/`, [...name], "/", [...name], ".yaml"), "odd: 1\n");
    const { head, base } = both();
    const files = [`${shown}/${shown}.yaml`, "deploy/w.yaml"].sort();
    expect([head.find(ALL, []).files, base.find(ALL, []).files]).toEqual([files, files]);
    fs.writeFileSync(bytes(`${repo.root}/`, [...name], "/", [...name], ".yaml"), "odd: 2\n");
    const opened = openBaseTree(repo.root, "HEAD");
    const changed = opened.ok ? baseFiles(opened.value, head) : base;
    const text = (files: typeof base | typeof head) => {
      const reading = files.read(`${shown}/${shown}.yaml`);
      return reading.ok ? new TextDecoder().decode(reading.value) : reading.reason;
    };
    expect([text(head), text(changed)]).toEqual(["odd: 2\n", "odd: 1\n"]);
  });
});

it("tells of a second file whose name looks like another's", () => {
  for (const byte of [0xfe, 0xff]) fs.writeFileSync(bytes(`${repo.root}/a`, [byte], ".yaml"), `byte: ${byte}\n`);
  const { files, skipped } = found();
  expect([files, skipped]).toEqual([
    ["a\ufffd.yaml", "deploy/w.yaml"],
    [{ path: "a\ufffd.yaml", reason: "its name is no UTF-8, and another file's looks the same", isUnknown: true }],
  ]);
});

it("finds everything below a folder as by any pattern that matches it", () => {
  repo.write({ "deploy/sub/.hidden/a.go": "", "node_modules/a.yaml": "", "deploy/node_modules/b/c.yaml": "" });
  repo.write({ "lib/.git": "gitdir: elsewhere\n", "deploy/line\nbreak.yaml": "", "[odd]/{a}.yaml": "", "a.yaml": "" });
  fs.writeFileSync(bytes(`${repo.root}/deploy/`, [0xff, 0x61]), "");
  fs.writeFileSync(bytes(`${repo.root}/deploy/`, [0xfe, 0x61]), "");
  link("gone", "deploy/lost");
  link("../lib", "deploy/folder");
  link("w.yaml", "deploy/file.yaml");
  link("deploy", "node_modules.link");
  spawnSync("mkfifo", [at("deploy/fifo")]);
  const without = ["**/.git/**", "**/node_modules/**"];
  const head = headFiles(repo.root);
  const all = head.find(["**"], without);
  // Two patterns are matched, and these together match the same.
  expect(all).toEqual(headFiles(repo.root).find(["**", "**/*"], without));
  expect(all.files).toContain("deploy/sub/.hidden/a.go");
  expect(all.skipped.length).toBe(6);
  expect(head.find(["**"], []).files).toEqual(headFiles(repo.root).find(["**", "**/*"], []).files);
});
