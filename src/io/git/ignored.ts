import { firstWords, gitContents, nulSeparated } from "./run.ts";

export type IgnoredAnswer =
  | { readonly ok: true; readonly ignored: ReadonlySet<string> }
  | { readonly ok: false; readonly reason: string };

/**
 * Which of these paths git ignores; tracked files never are. One `git check-ignore` for all of them.
 * @param paths relative to `root`, `/` as separator
 * @returns an empty set outside a repository; not ok, with git's own words, when git cannot tell
 */
export function ignoredByGit(root: string, paths: readonly string[]): IgnoredAnswer {
  if (paths.length === 0) return { ok: true, ignored: new Set() };
  // Behind `./` no name is taken for one of git's patterns, such as `:(top)a`, which would end the whole request.
  const run = gitContents(root, ["check-ignore", "--stdin", "-z"], paths.map((path) => `./${path}\0`).join(""));
  // 0: some are ignored, 1: none is, 128: an error (git-check-ignore(1)).
  if (run.status === 0 || run.status === 1) {
    return { ok: true, ignored: new Set(nulSeparated(run.stdout).map((path) => path.slice("./".length))) };
  }
  if (run.stderr.includes("not a git repository")) return { ok: true, ignored: new Set() };
  return { ok: false, reason: firstWords(run) };
}
