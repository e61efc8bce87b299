import fs from "node:fs";
import path from "node:path";
import type { Result } from "../../base/result.ts";

/** A repository with a working tree, both as absolute paths without links. */
export interface Repository {
  /** What git calls GIT_DIR: a folder `.git`, or where a file `.git` points (worktrees, submodules). */
  readonly gitFolder: string;
  /** The folder that the `.git` is in. */
  readonly workTree: string;
  /** The file `.git`; null: it is a folder. */
  readonly pointer: string | null;
}

/** Git's own words. */
const NONE = "not a git repository (or any of the parent directories): .git";

/**
 * Finds the repository that a folder is in, without asking git: git itself would take any folder with a `HEAD`, `refs`
 * and `objects` for a repository and obey its `config`, and a pull request may bring such a folder. A `.git` it cannot
 * bring: git refuses that name in every tree.
 */
export function findRepository(root: string): Result<Repository> {
  let folder: string;
  try {
    folder = fs.realpathSync(root);
  } catch {
    return { ok: false, reason: NONE };
  }
  for (;;) {
    const entry = path.join(folder, ".git");
    const stat = statOf(entry);
    if (stat?.isDirectory() === true && isGitFolder(entry)) {
      return { ok: true, value: { gitFolder: fs.realpathSync(entry), workTree: folder, pointer: null } };
    }
    // Like git, a file that leads nowhere ends the search, and an empty folder does not.
    if (stat?.isFile() === true) return pointedAt(entry, folder);
    const parent = path.dirname(folder);
    if (parent === folder) return { ok: false, reason: NONE };
    folder = parent;
  }
}

function pointedAt(pointer: string, workTree: string): Result<Repository> {
  const target = /^gitdir: (.+?)[\r\n]*$/.exec(read(pointer))?.[1];
  if (target === undefined) return { ok: false, reason: `invalid gitfile format: ${pointer}` };
  const gitFolder = path.resolve(workTree, target);
  if (!isGitFolder(gitFolder)) return { ok: false, reason: `not a git repository: ${gitFolder}` };
  return { ok: true, value: { gitFolder: fs.realpathSync(gitFolder), workTree, pointer } };
}

/** As git has it (setup.c, is_git_directory): a worktree has a HEAD of its own and the rest in the common folder. */
function isGitFolder(folder: string): boolean {
  const common = commonFolder(folder);
  return (
    statOf(path.join(folder, "HEAD"))?.isFile() === true &&
    ["objects", "refs"].every((one) => statOf(path.join(common, one))?.isDirectory() === true)
  );
}

/** Where the configuration and the objects are that a worktree shares with its main one. */
export function commonFolder(gitFolder: string): string {
  const named = read(path.join(gitFolder, "commondir")).trim();
  return named === "" ? gitFolder : path.resolve(gitFolder, named);
}

function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.statSync(file);
  } catch {
    // It is not there, or may not be looked at: git finds nothing there either.
    return undefined;
  }
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
