import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckRequest } from "../../src/check/check.ts";
import { verdict } from "../../src/report/verdict.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { checkedIn } from "./in-repository.ts";
import { recorded } from "./recorded.ts";

/** What a commit has and the working tree does not: the parts of a checkout that a job did not ask for. */
const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const PASS = "✅ prod takes routes.example.com";
const SUBMODULE =
  "a submodule that is not checked out: `submodules: true` for actions/checkout, `git submodule update --init` in a clone";
const NESTED =
  "a submodule of a submodule that is not checked out: `submodules: recursive` for actions/checkout, `git submodule update --init --recursive` in a clone";
const LEFT_OUT =
  "it names a CRD and is not checked out: `git sparse-checkout add` its folder, or leave it out with `manifests.exclude`";

let repo: Repository;
beforeEach(() => {
  repo = repository();
  const snapshot = recorded(
    "prod",
    { "routes.example.com": live({ versions: "v1*" }, ["v1"]) },
    { serverVersion: "v1.32.1", capturedAt: "2026-11-23T11:00:00Z" },
  );
  commit({ ".github/crd-upgrade-guard/clusters/prod.json": snapshot, "crds/r.yaml": dump(crd({ versions: "v1*" })) });
});
afterEach(() => repo.remove());

function commit(files: Readonly<Record<string, string>>): void {
  repo.write(files);
  repo.git("add", "-A");
  repo.git("commit", "-q", "--allow-empty", "-m", "files");
}

/** A submodule as a checkout without submodules leaves it. */
function submodule(...folders: readonly string[]): void {
  const commit = repo.git("rev-parse", "HEAD");
  for (const folder of folders) {
    repo.git("update-index", "--add", "--cacheinfo", `160000,${commit},${folder}`);
    fs.mkdirSync(path.join(repo.root, folder), { recursive: true });
  }
  repo.git("commit", "-q", "-m", "submodules");
}

function told(request: Partial<CheckRequest> = {}) {
  const report = checkedIn(repo.root, null, request);
  return { verdict: verdict(report), notRead: report.coverage.notRead };
}

describe("a submodule that is not checked out", () => {
  it("is said", () => {
    submodule("libs/operator");
    expect(told()).toEqual({
      verdict: "❔ no refusal found, but 1 folder that may hold CRDs was not read",
      notRead: [{ path: "libs/operator", reason: SUBMODULE, mayHoldCrds: true, isFolder: true }],
    });
  });

  it.each<[string, string]>([
    ["it is excluded whole", 'manifests: {exclude: ["libs/**"]}'],
    ["nothing in it is wanted", 'manifests: {include: ["crds/*.yaml", "deploy/*/*.yaml"]}'],
  ])("is not where %s", (_, config) => {
    submodule("libs/operator");
    commit({ [CONFIG]: config });
    expect(told()).toEqual({ verdict: PASS, notRead: [] });
  });

  it.each<[string, string]>([
    ["below any folder", '["**/crds/*.yaml", "crds/*.yaml"]'],
    ["below one like it", '["lib?/{operator,other}/config/*.yaml", "crds/*.yaml"]'],
    ["in a folder of it", '["libs/operator/config/crd/*.yaml", "crds/*.yaml"]'],
    ["in braces with steps", '["{crds,libs/operator}/*.yaml"]'],
  ])("is where files are wanted %s", (_, include) => {
    submodule("libs/operator");
    commit({ [CONFIG]: `manifests: {include: ${include}}` });
    expect(told().notRead.map((one) => one.path)).toEqual(["libs/operator"]);
  });

  it("is not where paths were given, unless it is below one", () => {
    submodule("libs/operator");
    expect(told({ paths: ["crds"] }).notRead).toEqual([]);
    expect(told({ paths: ["crds", "libs"] }).notRead.map((one) => one.path)).toEqual(["libs/operator"]);
    expect(told({ paths: ["crds/r.yaml"] }).notRead).toEqual([]);
  });

  it("is in a submodule that is, and is not where it has files", () => {
    submodule("libs/a", "libs/b");
    fs.writeFileSync(path.join(repo.root, "libs/a/README.md"), "");
    fs.writeFileSync(
      path.join(repo.root, "libs/b/.gitmodules"),
      '[submodule "x"]\n\tpath = deps/x\n\turl = u\n[submodule "y"]\n\tpath = ../../y\n\turl = u\n',
    );
    fs.mkdirSync(path.join(repo.root, "libs/b/deps/x"), { recursive: true });
    expect(told()).toEqual({
      verdict: "❔ no refusal found, but 1 folder that may hold CRDs was not read",
      notRead: [{ path: "libs/b/deps/x", reason: NESTED, mayHoldCrds: true, isFolder: true }],
    });
  });
});

describe("a submodule's list of submodules", () => {
  const list = (...paths: readonly string[]) => paths.map((one) => `[submodule "${one}"]\n\tpath = ${one}\n`).join("");

  it("may name some that are gone", () => {
    submodule("libs/a");
    fs.writeFileSync(path.join(repo.root, "libs/a/.gitmodules"), list("gone", "gone/too", "a\0b", "n".repeat(300)));
    expect(told()).toEqual({ verdict: PASS, notRead: [] });
  });

  it("may lead back to itself by links, and name each more than once", () => {
    submodule("libs/a");
    const inside = (file: string) => path.join(repo.root, "libs/a", file);
    for (const name of ["b", "c", "d"]) fs.symlinkSync(".", inside(name));
    fs.mkdirSync(inside("e/f"), { recursive: true });
    fs.writeFileSync(inside(".gitmodules"), list("b", "c", "d", "b/c/d", "b/e/f", "e/f", "e/f"));
    expect(told().notRead.filter(({ mayHoldCrds }) => mayHoldCrds)).toEqual([
      { path: "libs/a/e/f", reason: NESTED, mayHoldCrds: true, isFolder: true },
    ]);
  });

  it("is read once for each folder, however often it is named", () => {
    submodule("libs/a");
    const deep = path.join(repo.root, "libs/a", ...Array.from({ length: 8 }, () => "n"));
    fs.mkdirSync(deep, { recursive: true });
    for (let folder = deep; folder.includes("libs"); folder = path.dirname(folder))
      fs.writeFileSync(path.join(folder, ".gitmodules"), list(...Array.from({ length: 100 }, () => "n")));
    expect(told()).toEqual({ verdict: PASS, notRead: [] });
  });
});

describe("what a sparse checkout leaves out", () => {
  const NEW = dump(crd({ name: "others.example.com", versions: "v1*" }));

  it("is said of files that name a CRD", () => {
    commit({ "more/o.yaml": NEW, "more/cm.yaml": "kind: ConfigMap\n", "docs/o.txt": NEW, "vendor/o.yaml": NEW });
    repo.git("sparse-checkout", "set", "crds", ".github");
    expect(told()).toEqual({
      verdict: "❔ no refusal found, but 1 file that may hold CRDs was not read",
      notRead: [{ path: "more/o.yaml", reason: LEFT_OUT, mayHoldCrds: true }],
    });
  });

  it("is not where the configuration leaves it out, or none names a CRD", () => {
    commit({ "more/o.yaml": NEW, "cms/a.yaml": "kind: ConfigMap\n", [CONFIG]: 'manifests: {exclude: ["more/**"]}' });
    repo.git("sparse-checkout", "set", "crds", ".github");
    expect(told()).toEqual({ verdict: PASS, notRead: [] });
  });

  it("is one line for all of those whose contents are not there either", () => {
    commit({ "more/a/o.yaml": NEW, "more/b/p.json": "{}", "more/b/README.md": "" });
    for (const file of ["more/a/o.yaml", "more/b/p.json"]) {
      const id = repo.git("rev-parse", `HEAD:${file}`);
      fs.rmSync(path.join(repo.root, ".git/objects", id.slice(0, 2), id.slice(2)), { force: true });
    }
    repo.git("sparse-checkout", "set", "crds", ".github");
    expect(told()).toEqual({
      verdict: "❔ no refusal found, but 1 folder that may hold CRDs was not read",
      notRead: [
        {
          path: "more",
          reason:
            "2 files of it are not checked out: `git sparse-checkout add` their folders, or leave them out with `manifests.exclude`",
          mayHoldCrds: true,
          isFolder: true,
        },
      ],
    });
  });
});
