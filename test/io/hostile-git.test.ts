import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mergeBaseOf, obtain } from "../../src/io/git/base-commit.ts";
import { openBaseTree } from "../../src/io/git/base-tree.ts";
import { ignoredByGit } from "../../src/io/git/ignored.ts";
import { pullRequestDiff } from "../../src/io/git/pull-request-diff.ts";
import { git } from "../../src/io/git/run.ts";
import { open, type Repository, repository, shallowCheckout, temporaryFolder } from "../git/repository.ts";

/** What a pull request, or a configuration that it can reach, would have git run leaves a file behind. */
let repo: Repository;
let base: string;
/** Outside of the repository: programs that are to be run, and what they leave. */
let elsewhere: string;
const folders: string[] = [];

beforeEach(() => {
  repo = repository();
  base = repo.commit({ "infra/a.yaml": "1", "infra/b.yaml": "1", ".gitignore": "*.tmp\n" });
  repo.commit({ "infra/a.yaml": "2" });
  elsewhere = temporaryFolder();
  folders.push(elsewhere);
});
afterEach(() => {
  vi.unstubAllEnvs();
  repo.remove();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** A program that notes its environment and fails. */
function spy(name: string): string {
  const program = path.join(elsewhere, name);
  fs.writeFileSync(program, `#!/bin/sh\nenv > '${program}.ran'\nexit 1\n`, { mode: 0o755 });
  return program;
}

function ran(): readonly string[] {
  return fs.readdirSync(elsewhere).filter((name) => name.endsWith(".ran"));
}

/** Everything that the tool asks git in a folder, and what it answers. */
function asked(root: string) {
  const merged = mergeBaseOf(root, base);
  const tree = openBaseTree(root, base);
  const head = mergeBaseOf(root, "HEAD");
  const texts = pullRequestDiff(root, { baseSha: base, headSha: head.ok ? head.value : "", comparedWith: base }, [
    "infra/a.yaml",
  ]);
  return {
    merged,
    files: tree.ok && [tree.value.files, tree.value.files.filter(tree.value.isUnchanged)],
    contents: tree.ok && [...tree.value.read(["a.yaml"]).values()].map(String),
    ignored: ignoredByGit(root, ["x.tmp", "a.yaml"]),
    diff: texts?.diff.split("\n").slice(-3),
    tracked: git(root, ["ls-files", "--error-unmatch", "--", "a.yaml"]).status,
  };
}

const SOUND = () => ({
  merged: { ok: true, value: base },
  files: [["a.yaml", "b.yaml"], ["b.yaml"]],
  contents: ["1"],
  ignored: { ok: true, value: new Set(["x.tmp"]) },
  diff: ["+2", "\\ No newline at end of file", ""],
  tracked: 0,
});

/** As a change may bring it, files and no empty folders: with the real repository's objects and index it works. */
function plantRepository(config: string): void {
  repo.write({
    "infra/HEAD": `${repo.git("rev-parse", "HEAD")}\n`,
    "infra/config": config,
    "infra/objects/info/alternates": "../../.git/objects\n",
    "infra/refs/.keep": "",
  });
  fs.copyFileSync(path.join(repo.root, ".git/index"), path.join(repo.root, "infra/index"));
}

/** New contents with the old size and a newer time: git has to read it, by whatever the attributes say. */
function touch(file: string): void {
  const later = new Date(Date.now() + 5000);
  fs.utimesSync(path.join(repo.root, file), later, later);
}

describe.skipIf(process.platform === "win32")("a folder of the change that looks like a repository", () => {
  const CORE = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n";

  it.each([
    ["fsmonitor", () => `${CORE}\tfsmonitor = ${spy("fsmonitor")}\n`],
    ["hooks", () => `${CORE}\thooksPath = ${path.dirname(spy("post-index-change"))}\n`],
    [
      "a promisor remote by ssh",
      () =>
        `[core]\n\trepositoryformatversion = 1\n\tsshCommand = ${spy("ssh")}\n[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = ssh://nowhere/x\n\tpromisor = true\n`,
    ],
    [
      "a promisor remote by ext::",
      () =>
        `[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n[remote "origin"]\n\turl = ext::${spy("ext")}\n\tpromisor = true\n`,
    ],
    ["an alias", () => `${CORE}[alias]\n\tdiff = !${spy("alias")}\n`],
  ])("%s: is a folder like any other", (_, config) => {
    plantRepository(config());
    expect(asked(path.join(repo.root, "infra"))).toEqual(SOUND());
    obtain(path.join(repo.root, "infra"), "0".repeat(40));
    expect(ran()).toEqual([]);
  });

  it("is none where there is no .git either", () => {
    plantRepository(`${CORE}\tfsmonitor = ${spy("fsmonitor")}\n`);
    fs.rmSync(path.join(repo.root, ".git"), { recursive: true });
    const reason = "not a git repository (or any of the parent directories): .git";
    expect(mergeBaseOf(path.join(repo.root, "infra"), base)).toEqual({ ok: false, usage: false, reason });
    expect(ran()).toEqual([]);
  });

  it("is none for the caller's variables, which a hook has, or beside an empty .git", () => {
    plantRepository(`${CORE}\tfsmonitor = ${spy("fsmonitor")}\n`);
    fs.mkdirSync(path.join(repo.root, "infra/.git"));
    vi.stubEnv("GIT_DIR", path.join(repo.root, "infra"));
    vi.stubEnv("GIT_WORK_TREE", path.join(repo.root, "infra"));
    vi.stubEnv("GIT_INDEX_FILE", path.join(repo.root, "infra/index"));
    expect(asked(path.join(repo.root, "infra"))).toEqual(SOUND());
    expect(ran()).toEqual([]);
  });
});

describe.skipIf(process.platform === "win32")("the repository's own configuration", () => {
  it("runs nothing where nothing is fetched", () => {
    for (const [name, value] of Object.entries({
      "core.fsmonitor": spy("fsmonitor"),
      "core.hooksPath": path.dirname(spy("post-index-change")),
      "core.pager": spy("pager"),
      "core.sshCommand": spy("ssh"),
      "diff.external": spy("external"),
      "diff.own.textconv": spy("textconv"),
      "diff.own.command": spy("command"),
      "filter.own.clean": spy("clean"),
      "filter.own.smudge": spy("smudge"),
      "filter.own.required": "true",
      "filter.more.one.process": spy("process"),
    }))
      repo.git("config", name, value);
    repo.write({ ".gitattributes": "a.yaml diff=own filter=own\nb.yaml filter=more.one\n" });
    touch("infra/a.yaml");
    touch("infra/b.yaml");
    expect(asked(path.join(repo.root, "infra"))).toEqual(SOUND());
    expect(ran()).toEqual([]);
  });

  it("fetches for no file that is missing, but where the clone is partial", () => {
    const blob = repo.git("rev-parse", `${base}:infra/a.yaml`);
    const lost = () =>
      fs.rmSync(path.join(repo.root, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
    const contents = () => {
      const tree = openBaseTree(repo.root, base);
      return tree.ok && [...tree.value.read(["infra/a.yaml"]).values()].map(String);
    };
    const origin = temporaryFolder();
    folders.push(origin);
    fs.cpSync(repo.root, origin, { recursive: true });
    open(origin).git("config", "uploadpack.allowFilter", "true");
    repo.git("remote", "add", "origin", `file://${origin}`);
    lost();
    expect(contents()).toEqual([]);
    const partial = temporaryFolder();
    folders.push(partial);
    repo.git("clone", "-q", "--filter=blob:none", `file://${origin}`, `${partial}/clone`);
    const tree = openBaseTree(`${partial}/clone`, base);
    expect(tree.ok && [...tree.value.read(["infra/a.yaml"]).values()].map(String)).toEqual(["1"]);
  });

  it("is obeyed in how a remote is reached, and the job's secrets stay where they are", () => {
    const checkout = shallowCheckout(repo, repo.git("rev-parse", "HEAD"));
    folders.push(checkout.root);
    // As actions/checkout leaves it: what reaches the remote is in a file of the runner's.
    const own = path.join(elsewhere, "credentials.config");
    fs.writeFileSync(own, `[core]\n\tsshCommand = ${spy("ssh")}\n\tfsmonitor = ${spy("fsmonitor")}\n`);
    checkout.git("config", `includeIf.gitdir:${checkout.root}/.git.path`, own);
    checkout.git("remote", "set-url", "origin", "ssh://nowhere/x");
    vi.stubEnv("INPUT_GITHUB-TOKEN", "secret");
    vi.stubEnv("GITHUB_TOKEN", "secret");
    vi.stubEnv("ACTIONS_RUNTIME_TOKEN", "secret");
    expect(obtain(checkout.root, base)).toMatchObject({ ok: false, usage: false });
    expect(ran()).toEqual(["ssh.ran"]);
    expect(fs.readFileSync(path.join(elsewhere, "ssh.ran"), "utf8")).not.toContain("secret");
  });

  it("runs no hook and no foreign program while it fetches", () => {
    const checkout = shallowCheckout(repo, repo.git("rev-parse", "HEAD"));
    folders.push(checkout.root);
    checkout.git("config", "core.hooksPath", path.dirname(spy("reference-transaction")));
    checkout.git("config", "remote.origin.uploadpack", spy("uploadpack"));
    expect(obtain(checkout.root, base)).toEqual({ ok: true, value: base });
    checkout.git("remote", "set-url", "origin", `ext::${spy("ext")}`);
    checkout.git("config", "protocol.allow", "always");
    expect(obtain(checkout.root, "1".repeat(40))).toEqual({
      ok: false,
      usage: false,
      reason: `${"1".repeat(40)} cannot be fetched: transport 'ext' not allowed`,
    });
    expect(ran()).toEqual([]);
  });

  it("fetches nothing where it includes a file that a change can write", () => {
    repo.git("config", "include.path", "../.gitconfig");
    repo.write({ ".gitconfig": `[core]\n\tsshCommand = ${spy("ssh")}\n\tfsmonitor = ${spy("fsmonitor")}\n` });
    repo.git("remote", "add", "origin", "ssh://nowhere/x");
    expect(asked(path.join(repo.root, "infra"))).toEqual(SOUND());
    const sha = "1".repeat(40);
    expect(obtain(repo.root, sha)).toEqual({
      ok: false,
      usage: false,
      reason: `${sha} cannot be fetched: git's configuration includes \`.gitconfig\`, which a change can write, so nothing is fetched`,
    });
    expect(ran()).toEqual([]);
  });
});

it("the repository is that of a worktree, a submodule and a folder that a link leads to", () => {
  const worktree = path.join(elsewhere, "worktree");
  repo.git("worktree", "add", "-q", "--detach", worktree, "HEAD");
  expect(asked(path.join(worktree, "infra"))).toEqual(SOUND());
  fs.symlinkSync("infra", path.join(repo.root, "link"));
  expect(asked(path.join(repo.root, "link"))).toEqual(SOUND());
  const parent = repository();
  folders.push(parent.root);
  parent.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", `file://${repo.root}`, "sub");
  expect(asked(path.join(parent.root, "sub/infra"))).toEqual(SOUND());
});

it("a .git that leads nowhere is told of in git's words", () => {
  fs.rmSync(path.join(repo.root, ".git"), { recursive: true });
  repo.write({ ".git": "gitdir: elsewhere\n" });
  const nowhere = { ok: false, usage: false, reason: `not a git repository: ${path.join(repo.root, "elsewhere")}` };
  expect(mergeBaseOf(repo.root, "HEAD")).toEqual(nowhere);
  repo.write({ ".git": "something else\n" });
  const invalid = { ok: false, usage: false, reason: `invalid gitfile format: ${path.join(repo.root, ".git")}` };
  expect(mergeBaseOf(repo.root, "HEAD")).toEqual(invalid);
});

it("git is not taken from the folder that is checked", () => {
  fs.writeFileSync(path.join(repo.root, "git"), `#!/bin/sh\nenv > '${elsewhere}/git.ran'\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `.${path.delimiter}${path.delimiter}${process.env.PATH ?? ""}`);
  const before = process.cwd();
  process.chdir(repo.root);
  try {
    expect(asked(path.join(repo.root, "infra"))).toEqual(SOUND());
  } finally {
    process.chdir(before);
  }
  expect(ran()).toEqual([]);
});

describe.skipIf(process.geteuid?.() !== 0)("a repository of another user (needs root)", () => {
  beforeEach(() => fs.chownSync(repo.root, 12345, 12345));

  it("is refused in git's words", () => {
    vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
    vi.stubEnv("GIT_CONFIG_SYSTEM", "/dev/null");
    const reason = `detected dubious ownership in repository at '${repo.root}'`;
    expect(mergeBaseOf(path.join(repo.root, "infra"), base)).toEqual({ ok: false, usage: false, reason });
  });

  it("is read where the configuration trusts it", () => {
    const trusting = path.join(elsewhere, "gitconfig");
    fs.writeFileSync(trusting, `[safe]\n\tdirectory = ${repo.root}\n`);
    vi.stubEnv("GIT_CONFIG_GLOBAL", trusting);
    expect(asked(path.join(repo.root, "infra"))).toEqual(SOUND());
  });
});
