import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { afterEach, expect, it } from "vitest";
import { GOOD, SNAPSHOT } from "../dist/bad-input.ts";
import { open, type Repository, temporaryFolder } from "../git/repository.ts";

/** The hook for pre-commit: by pre-commit itself where it is installed, else as it runs one of the language `script`. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const BROKEN = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n\tspec: {}\n";
const HAS_PRE_COMMIT = spawnSync("pre-commit", ["--version"]).status === 0;

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly files: string;
}

const [hook] = load(fs.readFileSync(path.join(ROOT, ".pre-commit-hooks.yaml"), "utf8")) as readonly [Hook];
const opened: Repository[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.remove();
});

function repository(): Repository {
  const repo = open(temporaryFolder());
  opened.push(repo);
  repo.git("init", "-q", "-b", "main");
  return repo;
}

/** One whose last commit has a manifest that nobody can read. */
function guarded(): Repository {
  const repo = repository();
  repo.commit({ "old.yaml": BROKEN, "crd.yaml": GOOD, ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT });
  return repo;
}

it("is a file that the repository has, and can be run", () => {
  const [file = "", ...args] = hook.entry.split(" ");
  expect(fs.statSync(path.join(ROOT, file)).mode & 0o111).not.toBe(0);
  const repo = guarded();
  const run = () => spawnSync(path.join(ROOT, file), args, { cwd: repo.root }).status;
  expect(run()).toBe(0);
  repo.write({ "new.yaml": BROKEN.replace("spec", "other") });
  expect(run()).toBe(1);
});

it("runs where a file may have to do with it", () => {
  const files = [
    "a/crd.yaml",
    "b.yml",
    ".github/crd-upgrade-guard/clusters/prod.json",
    "charts/x-1.0.0.tgz",
    "Kustomization",
  ];
  expect(files.filter((file) => new RegExp(hook.files).test(file))).toEqual(files);
  expect(["README.md", "main.go", "yaml"].filter((file) => new RegExp(hook.files).test(file))).toEqual([]);
});

it.skipIf(!HAS_PRE_COMMIT)("stops a commit that brings something new, by pre-commit itself", () => {
  const repo = guarded();
  const guard = repository();
  const copied = [".pre-commit-hooks.yaml", "dist/cli.cjs", "dist/cel.cjs", "dist/cel.wasm.br"];
  for (const file of copied) {
    fs.mkdirSync(path.dirname(path.join(guard.root, file)), { recursive: true });
    fs.copyFileSync(path.join(ROOT, file), path.join(guard.root, file));
  }
  const rev = guard.commit({});
  repo.commit({
    ".pre-commit-config.yaml": `repos:\n  - repo: ${guard.root}\n    rev: ${rev}\n    hooks: [{id: crd-upgrade-guard}]\n`,
  });
  const env = { ...process.env, PRE_COMMIT_HOME: path.join(guard.root, "home") };
  const run = () => spawnSync("pre-commit", ["run"], { cwd: repo.root, env, encoding: "utf8" });
  repo.write({ "other.yaml": "a: 1\n" });
  repo.git("add", "-A");
  const fine = run();
  expect([fine.status, fine.stdout], fine.stdout).toEqual([0, expect.stringMatching(/crd-upgrade-guard\.+Passed\n$/)]);
  repo.write({ "new.yaml": BROKEN.replace("spec", "other") });
  repo.git("add", "-A");
  const { status, stdout } = run();
  expect(status, stdout).toBe(1);
  expect(stdout).toContain("new.yaml");
});
