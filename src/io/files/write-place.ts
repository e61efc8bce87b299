import fs from "node:fs";
import path from "node:path";
import { isInside, realPath } from "./inside.ts";

/**
 * Where a file is written that a person named, every link on the way followed: the one place that decides it for every
 * writer. A tree is a stranger's, so no link of it leads a writer out of it, nor into git's own folder. A path that
 * leads out of the tree as it is written was meant.
 * @param root what `file` is relative to
 * @throws a sentence where a link leads out
 */
export function placeToWrite(root: string, file: string): string {
  const given = path.resolve(root, file);
  const tree = treeOf(root);
  if (!isWithin(tree, given)) return given;
  const real = realPath(given);
  if (!isInside(tree, given)) {
    throw new Error(`a symbolic link on the way to ${file} leads out of ${tree}: nothing is written through it`);
  }
  const below = path.relative(realPath(tree), real).split(path.sep);
  if (below.includes(".git")) throw new Error(`${file} is in git's own folder: nothing is written there`);
  return real;
}

/** The repository that a folder is in: its top has `.git`, which no commit can hold. Without one the folder alone. */
function treeOf(root: string): string {
  let folder = path.resolve(root);
  while (!fs.existsSync(path.join(folder, ".git"))) {
    const above = path.dirname(folder);
    if (above === folder) return path.resolve(root);
    folder = above;
  }
  return folder;
}

/** By its letters alone. */
function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative);
}
