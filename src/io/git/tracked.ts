import type { TrackedFiles } from "../../base/files.ts";
import { done, type Result } from "../../base/result.ts";
import { type IndexReader, indexReader, SUBMODULE } from "./index-entries.ts";

/**
 * The files below a folder that git tracks, and its submodules, whose files are not among them.
 * @returns paths relative to `root`, `/` as separator; not ok, with git's own words, where git cannot tell
 */
export function trackedByGit(root: string, index: IndexReader = indexReader(root)): Result<TrackedFiles> {
  const entries = index();
  if (!entries.ok) return entries;
  const files = new Set(entries.value.present);
  const submodules: string[] = [];
  for (const { path, mode } of entries.value.others) {
    if (mode === SUBMODULE) submodules.push(path);
    else files.add(path);
  }
  return done({ files, submodules });
}
