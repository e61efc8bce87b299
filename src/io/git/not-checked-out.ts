import { git, nulSeparated } from "./run.ts";

/** Tracked files that a sparse checkout leaves out, relative to `root`; none where git cannot tell. */
export function notCheckedOut(root: string): ReadonlySet<string> {
  const run = git(root, ["ls-files", "-t", "-z"]);
  if (run.status !== 0) return new Set();
  // `S`: skip-worktree (git-ls-files(1)).
  return new Set(nulSeparated(run.stdout).flatMap((entry) => (entry.startsWith("S ") ? [entry.slice(2)] : [])));
}
