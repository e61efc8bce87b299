import fs from "node:fs";
import path from "node:path";
import type { Result } from "../../base/result.ts";
import { type IndexReader, indexReader, SUBMODULE } from "./index-entries.ts";
import { firstWords, type GitRun, gitContents, nulSeparated } from "./run.ts";

/**
 * Which of these paths git ignores; tracked files never are. One `git check-ignore` for all that git does not track.
 * @param paths relative to `root`, `/` as separator
 * @returns an empty set outside a repository; not ok, with git's own words, when git cannot tell
 */
export function ignoredByGit(
  root: string,
  paths: readonly string[],
  index: IndexReader = indexReader(root),
): Result<ReadonlySet<string>> {
  const asked = untracked(paths, index);
  return asked.length === 0 ? { ok: true, value: new Set() } : ignoredAmong(root, asked, index);
}

/**
 * Without those that the index has by this very name, which are never ignored; all of them where git cannot tell. Of what a
 * sparse checkout leaves out git is asked. Git compares each path that it is asked about with every file that it tracks: of
 * 3,000 among 35,000 that takes a second.
 */
function untracked(paths: readonly string[], index: IndexReader): readonly string[] {
  const entries = paths.length === 0 ? null : index();
  if (entries?.ok !== true) return paths;
  const { present, others } = entries.value;
  const modules = new Set(others.flatMap(({ tag, path }) => (tag === "H" || tag === "h" ? [path] : [])));
  // A name that is no UTF-8 may look like another one.
  return paths.filter((one) => one.includes("\ufffd") || !(present.has(one) || modules.has(one)));
}

function ignoredAmong(root: string, paths: readonly string[], index: IndexReader): Result<ReadonlySet<string>> {
  const first = checkIgnore(root, paths);
  if (first.stderr.includes("not a git repository")) return { ok: true, value: new Set() };
  if (isAnswer(first)) return answerOf(first);
  // One path that is not of this repository makes git refuse to answer for all of them.
  const own = ownPaths(root, paths, index);
  if (own.length === 0) return { ok: true, value: new Set() };
  const second = own.length === paths.length ? first : checkIgnore(root, own);
  return isAnswer(second) ? answerOf(second) : { ok: false, reason: firstWords(second) };
}

function checkIgnore(root: string, paths: readonly string[]): GitRun {
  // Behind `./` no name is taken for one of git's patterns, such as `:(top)a`, which would end the whole request.
  return gitContents(root, ["check-ignore", "--stdin", "-z"], paths.map((one) => `./${one}\0`).join(""));
}

/** 0: some are ignored, 1: none is, 128: an error (git-check-ignore(1)). */
function isAnswer({ status }: GitRun): boolean {
  return status === 0 || status === 1;
}

function answerOf(run: GitRun): Result<ReadonlySet<string>> {
  return { ok: true, value: new Set(nulSeparated(run.stdout).map((one) => one.slice("./".length))) };
}

/** Those that are in no submodule, behind no link and not outside: of the others this repository's ignore files say nothing. */
function ownPaths(root: string, paths: readonly string[], index: IndexReader): readonly string[] {
  const entries = index();
  const submodules = (entries.ok ? entries.value.others : []).filter(({ mode }) => mode === SUBMODULE);
  const foreign = new Map<string, boolean>(submodules.map(({ path: folder }) => [folder, true]));
  const isForeign = (folder: string): boolean => {
    if (folder === "." || folder === "/") return false;
    const known = foreign.get(folder) ?? (isForeign(path.posix.dirname(folder)) || isLink(path.join(root, folder)));
    foreign.set(folder, known);
    return known;
  };
  return paths.filter((one) => {
    const isOutside = path.isAbsolute(one) || one.split("/").includes("..");
    return !isOutside && !isForeign(path.posix.dirname(one));
  });
}

function isLink(folder: string): boolean {
  try {
    return fs.lstatSync(folder).isSymbolicLink();
  } catch {
    // What is not there is no link, and what may not be looked at leaves git to say so.
    return false;
  }
}
