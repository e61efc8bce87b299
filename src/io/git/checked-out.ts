import fs from "node:fs";
import path from "node:path";

/** What a checkout tells of itself without git: in a container the program may be missing, or refuse another's files. */
export interface Checkout {
  /** The repository's root: the nearest folder with a `.git`. */
  readonly folder: string;
  /** HEAD's commit; null where its files do not tell it plainly. */
  readonly commit: string | null;
}

/**
 * Finds the checkout that `root` is in.
 * @param top the folder above which nothing is looked for; contains `root`
 * @returns null where there is none
 */
export function findCheckout(root: string, top: string): Checkout | null {
  for (let folder = path.resolve(root); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, ".git"))) return { folder, commit: headCommit(path.join(folder, ".git")) };
    if (folder === path.resolve(top) || folder === path.dirname(folder)) return null;
  }
}

/** actions/checkout leaves a commit in HEAD for a pull request's merge, and a branch for a branch. */
function headCommit(gitFolder: string): string | null {
  const head = read(path.join(gitFolder, "HEAD"));
  const branch = /^ref: (refs\/heads\/[^\s]+)$/.exec(head)?.[1];
  const commit = branch === undefined ? head : read(path.join(gitFolder, branch));
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit : null;
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch {
    // A worktree's `.git` is a file and a branch may be packed: then the commit is not told plainly.
    return "";
  }
}
