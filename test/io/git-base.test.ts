import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { headFiles } from "../../src/io/files/head-files.ts";
import { mergeBaseOf, obtain, pullRequestBase } from "../../src/io/git/base-commit.ts";
import { baseFiles } from "../../src/io/git/base-files.ts";
import { openBaseTree } from "../../src/io/git/base-tree.ts";
import { ignoredByGit } from "../../src/io/git/ignored.ts";
import { firstWords } from "../../src/io/git/run.ts";
import { type Repository, repository, shallowCheckout, temporaryFolder } from "../git/repository.ts";

let repo: Repository;
const folders: string[] = [];

beforeEach(() => {
  repo = repository();
});
afterEach(() => {
  repo.remove();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function checkoutOf(commit: string): Repository {
  const checkout = shallowCheckout(repo, commit);
  folders.push(checkout.root);
  return checkout;
}

describe("the base of a revision", () => {
  it("is the merge base with HEAD", () => {
    const base = repo.commit({ a: "1" });
    repo.git("checkout", "-q", "-b", "change");
    repo.commit({ b: "1" });
    repo.git("checkout", "-q", "main");
    repo.commit({ c: "1" });
    repo.git("checkout", "-q", "change");
    expect(mergeBaseOf(repo.root, "main")).toEqual({ ok: true, value: base });
  });

  it.each([
    ["nowhere", "`nowhere` is no revision of this repository"],
    ["--output=/tmp/x", '`--output=/tmp/x` is no revision: it starts with "-"'],
    ["HEAD:a", "`HEAD:a` is no revision of this repository"],
  ])("is a usage error for %s", (rev, reason) => {
    repo.commit({ a: "1" });
    expect(mergeBaseOf(repo.root, rev)).toEqual({ ok: false, usage: true, reason });
  });

  it("is unavailable, and said, without common history", () => {
    repo.commit({ a: "1" });
    repo.git("checkout", "-q", "--orphan", "other");
    repo.commit({ a: "2" });
    const reason = "main and HEAD have no common history here";
    expect(mergeBaseOf(repo.root, "main")).toEqual({ ok: false, usage: false, reason });
  });

  it("is unavailable, and said, where there is no repository", () => {
    const folder = temporaryFolder();
    folders.push(folder);
    expect(mergeBaseOf(folder, "main")).toEqual({
      ok: false,
      usage: false,
      reason: "not a git repository (or any of the parent directories): .git",
    });
  });
});

describe("the base of a pull request", () => {
  function pullRequest() {
    const fork = repo.commit({ a: "1" });
    repo.git("checkout", "-q", "-b", "change");
    const head = repo.commit({ b: "1" });
    repo.git("checkout", "-q", "main");
    const tip = repo.commit({ c: "1" });
    repo.git("checkout", "-q", "--detach", "main");
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "change");
    return { fork, head, tip, merge: repo.git("rev-parse", "HEAD") };
  }

  it("is the first parent of a merge commit, fetched alone into a checkout of depth 1", () => {
    const { tip, merge, head } = pullRequest();
    const checkout = checkoutOf(merge);
    expect(pullRequestBase(checkout.root, tip, head)).toEqual({ ok: true, value: tip });
    expect(checkout.git("rev-list", "--all", "--count")).toBe("1");
  });

  it("is the merge base for a checkout of the head, with history fetched as far as needed", () => {
    const { fork, head, tip } = pullRequest();
    const checkout = checkoutOf(head);
    expect(pullRequestBase(checkout.root, tip, head)).toEqual({ ok: true, value: fork });
  });

  it("is the merge base when the head itself is a merge that its author made: its first parent is the author's work", () => {
    const { tip } = pullRequest();
    repo.git("checkout", "-q", "change");
    repo.git("merge", "-q", "--no-ff", "-m", "Merge branch 'main' into change", "main");
    const head = repo.git("rev-parse", "HEAD");
    expect(pullRequestBase(checkoutOf(head).root, tip, head)).toEqual({ ok: true, value: tip });
  });

  it("is unavailable, with git's words, when nothing can be fetched", () => {
    const { merge, tip, head } = pullRequest();
    const checkout = checkoutOf(merge);
    checkout.git("remote", "set-url", "origin", `file://${repo.root}/gone`);
    const base = pullRequestBase(checkout.root, tip, head);
    expect(base).toEqual({ ok: false, usage: false, reason: expect.stringContaining(`${tip} cannot be fetched`) });
  });

  it("is this very commit for a push or a merge group", () => {
    const { tip, head } = pullRequest();
    const checkout = checkoutOf(head);
    expect(obtain(checkout.root, tip)).toEqual({ ok: true, value: tip });
  });
});

describe("the files of a base", () => {
  it("are those of the commit, unchanged ones shared with the working tree, whatever their names", () => {
    const odd = 'näme "q"\\ x.yaml';
    const sha = repo.commit({
      "same.yaml": "same",
      "changed.yaml": "old",
      "gone.yaml": "gone",
      [odd]: "odd",
      "n.txt": "no",
    });
    repo.write({ "changed.yaml": "new", "gone.yaml": null, "added.yaml": "added", [odd]: "odder" });
    fs.symlinkSync("same.yaml", path.join(repo.root, "link.yaml"));
    const opened = openBaseTree(repo.root, sha);
    if (!opened.ok) throw new Error(opened.reason);
    const files = baseFiles(opened.value, headFiles(repo.root));
    const found = files.find(["**/*.yaml"], []).files;
    const text = (name: string) => {
      const reading = files.read(name);
      return reading.ok ? new TextDecoder().decode(reading.value) : reading;
    };
    expect(found.map((name) => [name, files.identityOf(name).split(" ")[0], text(name)])).toEqual([
      ["changed.yaml", "base", "old"],
      ["gone.yaml", "base", "gone"],
      [odd, "base", "odd"],
      ["same.yaml", "head", "same"],
    ]);
    expect([text("added.yaml"), files.kindOf("added.yaml"), files.kindOf("."), files.kindOf("same.yaml")]).toEqual([
      { ok: false, missing: true, reason: "there is no such file" },
      "missing",
      "directory",
      "file",
    ]);
  });

  it("are relative to the workspace, which may be a folder of the repository", () => {
    const sha = repo.commit({ "a/x.yaml": "in", "b/y.yaml": "out" });
    repo.write({ "a/x.yaml": "changed" });
    const root = path.join(repo.root, "a");
    const opened = openBaseTree(root, sha);
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.value.files).toEqual(["x.yaml"]);
    expect(new TextDecoder().decode(opened.value.read(["x.yaml"]).get("x.yaml"))).toBe("in");
  });

  it("follow the exclusions that the working tree follows", () => {
    const sha = repo.commit({
      "a.yaml": "",
      ".hidden/b.yml": "",
      "node_modules/c.yaml": "",
      "x/node_modules/d.yaml": "",
    });
    const opened = openBaseTree(repo.root, sha);
    if (!opened.ok) throw new Error(opened.reason);
    const head = headFiles(repo.root);
    const globs = ["**/*.{yaml,yml,json}"];
    const excluded = ["**/node_modules/**"];
    expect(baseFiles(opened.value, head).find(globs, excluded).files).toEqual(head.find(globs, excluded).files);
  });

  it.each([
    [["a/*.yaml"]],
    [["a/b/**"]],
    [["a/**", "a/b/*.yaml", "c-d.e/*"]],
    [["./a/*.yaml"]],
    [[".github/*/x.json", "a.yaml"]],
    [["{a,c-d.e}/*.yaml"]],
    [["a*/*.yaml"]],
    [["a/*", "!a/*.yaml"]],
    [["none/*"]],
    [[]],
  ])("are found by %j as in the working tree", (globs) => {
    const names = ["a/x.yaml", "a/y.json", "a/b/z.yaml", "a/\uffff.yaml", "a0/x.yaml", "a-/x.yaml", "a.yaml"];
    const others = ["c-d.e/x.yaml", "c-d.e/f/x.yaml", ".github/c/x.json", "ab/x.yaml", "a/line\nend.yaml", "ä/x.yaml"];
    const sha = repo.commit(Object.fromEntries([...names, ...others].map((name) => [name, ""])));
    const opened = openBaseTree(repo.root, sha);
    if (!opened.ok) throw new Error(opened.reason);
    const head = headFiles(repo.root);
    expect(baseFiles(opened.value, head).find(globs, []).files).toEqual(head.find(globs, []).files);
  });
});

it("git's words for a sentence are short, and tell no password of an address", () => {
  const said = (stderr: string) => firstWords({ status: 128, stdout: Buffer.alloc(0), stderr });
  expect(said("\nfatal: unable to access 'https://x:secret@github.com/a/': no.\nhint: more")).toBe(
    "unable to access 'https://github.com/a/': no",
  );
  expect(said("remote: ".repeat(100))).toHaveLength(300);
  expect(said("")).toBe("git ended with code 128");
});

describe("ignored files", () => {
  it("are those that git ignores and does not track", () => {
    repo.commit({ ".gitignore": "*.tmp.yaml\n", "tracked.tmp.yaml": "" });
    repo.git("add", "-f", "tracked.tmp.yaml");
    repo.git("commit", "-q", "-m", "track", "--allow-empty");
    repo.write({ "a.tmp.yaml": "", "b.yaml": "" });
    const paths = ["a.tmp.yaml", "b.yaml", "tracked.tmp.yaml"];
    expect(ignoredByGit(repo.root, paths)).toEqual({ ok: true, value: new Set(["a.tmp.yaml"]) });
  });

  it("are told of beside a name that looks like a pattern of git's", () => {
    repo.commit({ ".gitignore": "*.tmp.yaml\n" });
    const paths = [":(exclude)a.yaml", ":!b.yaml", "[a]*.tmp.yaml", ":/c.tmp.yaml"];
    expect(ignoredByGit(repo.root, paths)).toEqual({ ok: true, value: new Set(["[a]*.tmp.yaml", ":/c.tmp.yaml"]) });
  });

  it.each([
    ["a submodule", "sub/crd.yaml"],
    ["what is behind a link", "link/crd.yaml"],
    ["what is outside", "../crd.yaml"],
  ])("are known beside %s", (_, foreign) => {
    const module = repository();
    folders.push(module.root);
    module.commit({ "crd.yaml": "a: 1\n" });
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.root, "sub");
    fs.symlinkSync("sub", path.join(repo.root, "link"));
    repo.commit({ ".gitignore": "out/\n" });
    repo.write({ "out/crd.yaml": "a: 1\n" });
    expect(ignoredByGit(repo.root, [foreign, "out/crd.yaml", "crd.yaml"])).toEqual({
      ok: true,
      value: new Set(["out/crd.yaml"]),
    });
    expect(ignoredByGit(repo.root, [foreign])).toEqual({ ok: true, value: new Set() });
  });

  it("are the same whether git is asked of few or of many", () => {
    const module = repository();
    folders.push(module.root);
    module.commit({ "crd.yaml": "a: 1\n" });
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.root, "sub");
    repo.commit({ ".gitignore": "*.tmp.yaml\n", "a/kept.yaml": "a: 1\n" });
    repo.write({ "tracked.tmp.yaml": "", "sparse.tmp.yaml": "", "a/h.tmp.yaml": "" });
    repo.git("add", "-f", "tracked.tmp.yaml", "sparse.tmp.yaml", "a/h.tmp.yaml");
    repo.git("commit", "-q", "-m", "track");
    repo.git("update-index", "--skip-worktree", "sparse.tmp.yaml");
    repo.write({ "new.tmp.yaml": "", "a/new.tmp.yaml": "", "new.yaml": "" });
    const others = Array.from({ length: 40 }, (_, i) => `more-${i}.yaml`);
    const tracked = ["tracked.tmp.yaml", "a/h.tmp.yaml", "a/kept.yaml"];
    const ignored = ["new.tmp.yaml", "a/new.tmp.yaml", "\ufffd.tmp.yaml"];
    const asked = [...tracked, ...ignored, "new.yaml", "sub/crd.yaml", "../crd.yaml"];
    expect(ignoredByGit(repo.root, [...asked, ...others])).toEqual({ ok: true, value: new Set(ignored) });
    expect(ignoredByGit(repo.root, asked)).toEqual({ ok: true, value: new Set(ignored) });
    // What a sparse checkout leaves out is git's to say.
    const sparse = [...asked, "sparse.tmp.yaml"];
    expect(ignoredByGit(repo.root, [...sparse, ...others])).toEqual(ignoredByGit(repo.root, sparse));
    const inFolder = ignoredByGit(path.join(repo.root, "a"), ["h.tmp.yaml", "new.tmp.yaml", "kept.yaml", ...others]);
    expect(inFolder).toEqual({ ok: true, value: new Set(["new.tmp.yaml"]) });
  });

  it("are none outside a repository", () => {
    const folder = temporaryFolder();
    folders.push(folder);
    expect(ignoredByGit(folder, ["a.yaml"])).toEqual({ ok: true, value: new Set() });
  });
});
