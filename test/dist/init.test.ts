import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { authorFiles, starterFiles } from "../../src/config/starter-files.ts";
import { crdYaml, project } from "../releases/projects.ts";
import { bundleFile, runBundle, workspace } from "./bundle.ts";

const FILES = starterFiles();

function filesBelow(root: string): Readonly<Record<string, string>> {
  const names = fs.readdirSync(root, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => fs.statSync(path.join(root, name)).isFile()).sort();
  return Object.fromEntries(files.map((name) => [name, fs.readFileSync(path.join(root, name), "utf8")]));
}

it("writes what a repository needs, and nothing else", () => {
  const { root, remove } = workspace({ ".git/HEAD": "ref: refs/heads/main\n" });
  try {
    const { status, stdout, stderr } = runBundle("cli.cjs", ["init"], { cwd: root });
    expect([status, stderr]).toEqual([0, ""]);
    const { ".git/HEAD": _, ...written } = filesBelow(root);
    expect(written).toEqual(Object.fromEntries(FILES.map((file) => [file.path, file.text])));
    const list = FILES.map((file) => `  ${file.path}\n`).join("");
    expect(stdout.startsWith(`Written:\n${list}\nNext:\n  1. `)).toBe(true);
  } finally {
    remove();
  }
});

it("leaves what is there, also when it runs again", () => {
  const { root, remove } = workspace({ ".github/workflows/crd-upgrade-guard.yaml": "name: ours\n" });
  try {
    runBundle("cli.cjs", ["init"], { cwd: root });
    const first = filesBelow(root);
    expect(first[".github/workflows/crd-upgrade-guard.yaml"]).toBe("name: ours\n");
    const { status, stdout } = runBundle("cli.cjs", ["init"], { cwd: root });
    expect([status, stdout.split("\n").slice(0, FILES.length + 1)]).toEqual([
      0,
      ["There already, left as it is:", ...FILES.map((file) => `  ${file.path}`)],
    ]);
    expect(stdout).toContain("There is no .git in this folder");
    expect(filesBelow(root)).toEqual(first);
  } finally {
    remove();
  }
});

it("names the file that could not be written, and why", () => {
  const { root, remove } = workspace({ ".github/crd-upgrade-guard": "a file\n" });
  try {
    const { status, stdout, stderr } = runBundle("cli.cjs", ["init"], { cwd: root });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^error: \.github\/crd-upgrade-guard\/\.gitattributes could not be written \(E\w+: .*\)\. Mend that and run init again: what is there stays\.\n$/,
    );
    expect(filesBelow(root)).toEqual({ ".github/crd-upgrade-guard": "a file\n" });
  } finally {
    remove();
  }
});

it.each([".github", ".github/workflows"])("writes nothing where %s is a link out of the repository", (link) => {
  const { root, remove } = workspace({ "tree/.git/HEAD": "", "outside/kept": "theirs\n" });
  const tree = path.join(root, "tree");
  try {
    fs.mkdirSync(path.dirname(path.join(tree, link)), { recursive: true });
    fs.symlinkSync(path.join(root, "outside"), path.join(tree, link));
    const { status, stdout, stderr } = runBundle("cli.cjs", ["init"], { cwd: tree });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^error: nothing was written: a symbolic link on the way to \.github\/.* leads out of .*: nothing is written through it\.\n$/,
    );
    expect(filesBelow(path.join(root, "outside"))).toEqual({ kept: "theirs\n" });
    fs.rmSync(path.join(tree, link));
    expect(filesBelow(root)).toEqual({ "tree/.git/HEAD": "", "outside/kept": "theirs\n" });
  } finally {
    remove();
  }
});

it("leaves no half of a file on a full disk, which the next run would take for one that is there", () => {
  const { root, remove } = workspace({ ".git/HEAD": "" });
  try {
    // The shell's limit of a file's size, in units of 512 bytes; the .gitattributes fit, what follows does not.
    const { file, env } = { file: bundleFile("cli.cjs"), env: { PATH: process.env.PATH ?? "", HOME: root } };
    const script = 'trap "" XFSZ; ulimit -f 1; exec "$0" "$@"';
    const run = spawnSync("sh", ["-c", script, process.execPath, file, "init"], { cwd: root, env, encoding: "utf8" });
    expect([run.status, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toMatch(
      /^error: \.github\/crd-upgrade-guard\/config\.yaml could not be written \(EFBIG: .*\)\. Mend that and run init again: what is there stays\.\n$/,
    );
    expect(Object.keys(filesBelow(root))).toEqual([".git/HEAD", ".github/crd-upgrade-guard/.gitattributes"]);
    const { status, stdout } = runBundle("cli.cjs", ["init"], { cwd: root });
    expect([status, stdout.split("\n")[0]]).toEqual([0, "Written:"]);
    expect(filesBelow(root)).toMatchObject(Object.fromEntries(FILES.map((file) => [file.path, file.text])));
  } finally {
    remove();
  }
});

it("proposes to leave out the folders of test data that hold CRDs", () => {
  const crd = "kind: CustomResourceDefinition\n";
  const { root, remove } = workspace({
    ".git/HEAD": "",
    "tests/e2e/crd.yaml": crd,
    "e2e/a.yaml": "a: 1\n",
    "crd.yaml": crd,
  });
  try {
    const { status, stdout } = runBundle("cli.cjs", ["init"], { cwd: root });
    expect([status, stdout.includes("proposes to leave out a folder of test data or old releases")]).toEqual([0, true]);
    const text = fs.readFileSync(path.join(root, ".github/crd-upgrade-guard/config.yaml"), "utf8");
    expect(text).toContain('#manifests:\n#  exclude:\n#    - "tests/**"\n\n');
  } finally {
    remove();
  }
});

it("writes what who ships CRDs needs, with which a change is compared with the releases", () => {
  const repo = project({
    "v1.0.0": { "config/crd/widgets.yaml": crdYaml({ versions: ["v1alpha1"] }) },
    "v1.1.0": { "config/crd/widgets.yaml": crdYaml({ versions: ["v1alpha1", "v1 storage"] }) },
  });
  try {
    const { status, stdout, stderr } = runBundle("cli.cjs", ["init", "--author"], { cwd: repo.root });
    expect([status, stderr, stdout.includes("git fetch --tags")]).toEqual([0, "", true]);
    const written = filesBelow(repo.root);
    for (const { path: file, text } of authorFiles({ folders: ["config/crd"] }))
      expect([file, written[file]]).toEqual([file, text]);
    expect(written[".github/workflows/crd-upgrade-guard-refresh.yaml"]).toBe(undefined);
    repo.commit({});
    repo.commit({ "config/crd/widgets.yaml": crdYaml({ versions: ["v1"] }) });
    const check = runBundle("cli.cjs", ["check", "--base", "main~1", "--format", "json"], { cwd: repo.root });
    const { result, findings } = JSON.parse(check.stdout);
    expect([check.status, result, findings.map((one: { rule: string }) => one.rule)]).toEqual([
      1,
      "fail",
      ["stored-version-removed", "served-version-removed"],
    ]);
  } finally {
    repo.remove();
  }
});
