import type { TrackedFiles } from "../../base/files.ts";
import { done, failed, type Result } from "../../base/result.ts";
import { firstWords, gitContents, nulSeparated } from "./run.ts";

/**
 * The files below a folder that git tracks, and its submodules, whose files are not among them.
 * @returns paths relative to `root`, `/` as separator; not ok, with git's own words, where git cannot tell
 */
export function trackedByGit(root: string): Result<TrackedFiles> {
  const run = gitContents(root, ["ls-files", "-z", "--stage"]);
  if (run.status !== 0) return failed(firstWords(run));
  const files = new Set<string>();
  const submodules: string[] = [];
  for (const entry of nulSeparated(run.stdout)) {
    const [, mode, file] = /^(\d+) \S+ \d\t(.*)$/s.exec(entry) ?? [];
    if (file === undefined) continue;
    if (mode === "160000") submodules.push(file);
    else files.add(file);
  }
  return done({ files, submodules });
}
