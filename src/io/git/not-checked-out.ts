import fs from "node:fs";
import path from "node:path";
import { git, nulSeparated } from "./run.ts";

/**
 * Tracked files that a sparse checkout leaves out, and submodules that nobody checked out, relative to `root`; none where
 * git cannot tell.
 */
export function notCheckedOut(root: string): ReadonlySet<string> {
  const run = git(root, ["ls-files", "-t", "--stage", "-z"]);
  if (run.status !== 0) return new Set();
  return new Set(
    nulSeparated(run.stdout).flatMap((entry) => {
      // `S`: skip-worktree (git-ls-files(1)); 160000: a submodule.
      const [, tag, mode, file] = /^(\S) (\d+) \S+ \d\t(.*)$/s.exec(entry) ?? [];
      if (file === undefined) return [];
      return tag === "S" || (mode === "160000" && isEmpty(path.join(root, file))) ? [file] : [];
    }),
  );
}

function isEmpty(folder: string): boolean {
  try {
    return fs.readdirSync(folder).length === 0;
  } catch {
    return true;
  }
}
