import { firstWords, gitContents, nulSeparated } from "./run.ts";

export type TrackedAnswer =
  | { readonly ok: true; readonly files: ReadonlySet<string> }
  | { readonly ok: false; readonly reason: string };

/**
 * The files below a folder that git tracks; those of submodules are not among them.
 * @returns paths relative to `root`, `/` as separator; not ok, with git's own words, where git cannot tell
 */
export function trackedByGit(root: string): TrackedAnswer {
  const run = gitContents(root, ["ls-files", "-z"]);
  if (run.status !== 0) return { ok: false, reason: firstWords(run) };
  return { ok: true, files: new Set(nulSeparated(run.stdout)) };
}
