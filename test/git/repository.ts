import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A real git repository in a folder of its own. */
export interface Repository {
  readonly root: string;
  /** Runs git there and returns what it printed. */
  readonly git: (...args: string[]) => string;
  /** Writes files (null removes one) and commits everything; returns the commit. */
  readonly commit: (files: Readonly<Record<string, string | null>>) => string;
  readonly write: (files: Readonly<Record<string, string | null>>) => void;
  readonly remove: () => void;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_COMMITTER_NAME: "test",
  GIT_COMMITTER_EMAIL: "test@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

export function temporaryFolder(): string {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-git-")));
}

export function repository(): Repository {
  const root = temporaryFolder();
  const made = open(root);
  made.git("init", "-q", "-b", "main");
  // What a server grants; a bare local repository has to be told.
  made.git("config", "uploadpack.allowAnySHA1InWant", "true");
  return made;
}

export function open(root: string): Repository {
  const git = (...args: string[]) =>
    execFileSync("git", args, {
      cwd: root,
      env: { ...process.env, ...IDENTITY },
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  const write: Repository["write"] = (files) => {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(root, name);
      if (content === null) fs.rmSync(file);
      else {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, content);
      }
    }
  };
  return {
    root,
    git,
    write,
    commit: (files) => {
      write(files);
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", "change");
      return git("rev-parse", "HEAD");
    },
    remove: () => fs.rmSync(root, { recursive: true, force: true }),
  };
}

/** A checkout of `repo` as actions/checkout makes it: depth 1 of one commit, without tags. The caller removes it. */
export function shallowCheckout(repo: Repository, of: string): Repository {
  const clone = open(temporaryFolder());
  clone.git("init", "-q");
  clone.git("remote", "add", "origin", `file://${repo.root}`);
  clone.git("fetch", "-q", "--no-tags", "--depth=1", "origin", of);
  clone.git("checkout", "-q", "--detach", of);
  return clone;
}
