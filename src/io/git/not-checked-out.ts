import fs from "node:fs";
import path from "node:path";
import type { LeftOut } from "../../base/files.ts";
import { blobsOf } from "./blobs.ts";
import { type IndexReader, indexReader, isLeftOut, SUBMODULE } from "./index-entries.ts";
import { git } from "./run.ts";

/**
 * What a sparse checkout leaves out of `root`, and submodules that nobody checked out; nothing where git cannot tell.
 * Contents are read where the repository has them: none is fetched for it.
 */
export function notCheckedOut(root: string, index: IndexReader = indexReader(root)): LeftOut {
  const entries = index();
  const files = new Map<string, string>();
  const own: string[] = [];
  for (const entry of entries.ok ? entries.value.others : []) {
    if (entry.mode === SUBMODULE) own.push(entry.path);
    else if (isLeftOut(entry)) files.set(entry.path, entry.id);
  }
  const nested = emptyBelow(root, own);
  return {
    files: new Set(files.keys()),
    submodules: new Set([...own.filter((folder) => isEmpty(path.join(root, folder))), ...nested]),
    nested,
    read: (paths) => {
      const ids = [...new Set(paths.flatMap((file) => files.get(file) ?? []))];
      if (ids.length === 0) return new Map();
      const blobs = blobsOf(git(root, ["cat-file", "--batch"], ids.map((id) => `${id}\n`).join("")).stdout, ids);
      return new Map(
        paths.flatMap((file) => {
          const bytes = blobs.get(files.get(file) ?? "");
          return bytes === undefined ? [] : [[file, bytes] as const];
        }),
      );
    },
  };
}

/** Longer ones list no submodules that a person has. */
const LONGEST_LIST = 1024 * 1024;

/** Empty submodules of submodules, and of theirs: no index of this repository has them. Each folder is looked into once. */
function emptyBelow(root: string, submodules: readonly string[]): ReadonlySet<string> {
  const empty = new Set<string>();
  const seen = new Set(submodules);
  for (const folder of seen) {
    for (const below of listedIn(path.join(root, folder, ".gitmodules"))) {
      const found = `${folder}/${below}`;
      // Git makes the folder of each submodule: a list may name some that are gone.
      if (seen.has(found) || !isOwnFolder(path.join(root, folder), below)) continue;
      seen.add(found);
      if (isEmpty(path.join(root, found))) empty.add(found);
    }
  }
  return empty;
}

/** Whether no link is on the way: behind one are folders that have a path of their own, or none here. */
function isOwnFolder(above: string, below: string): boolean {
  let place = above;
  try {
    return below.split("/").every((step) => {
      place = path.join(place, step);
      return fs.lstatSync(place).isDirectory();
    });
  } catch {
    return false;
  }
}

function listedIn(file: string): readonly string[] {
  try {
    const stat = fs.lstatSync(file);
    if (!stat.isFile() || stat.size > LONGEST_LIST) return [];
    const listed = [...fs.readFileSync(file, "utf8").matchAll(/^[ \t]*path[ \t]*=[ \t]*"?([^"\r\n]*)/gm)];
    return listed
      .map(([, below = ""]) => below.trimEnd())
      .filter((below) => below.split("/").every((step) => !["", ".", ".."].includes(step)));
  } catch {
    return [];
  }
}

function isEmpty(folder: string): boolean {
  try {
    return fs.readdirSync(folder).length === 0;
  } catch {
    return true;
  }
}
