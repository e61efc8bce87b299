import fs from "node:fs";
import path from "node:path";
import type { LeftOut } from "../../base/files.ts";
import { blobsOf } from "./blobs.ts";
import { git, nulSeparated } from "./run.ts";

/**
 * What a sparse checkout leaves out of `root`, and submodules that nobody checked out; nothing where git cannot tell.
 * Contents are read where the repository has them: none is fetched for it.
 */
export function notCheckedOut(root: string): LeftOut {
  const run = git(root, ["ls-files", "-t", "--stage", "-z"]);
  const files = new Map<string, string>();
  const submodules = new Set<string>();
  for (const entry of run.status === 0 ? nulSeparated(run.stdout) : []) {
    // `H`: it is there, which nearly all are, and a regular file or a link. `S`: skip-worktree (git-ls-files(1)).
    if (entry.startsWith("H 1") && !entry.startsWith("H 16")) continue;
    const [, tag, mode, id = "", file] = /^(\S) (\d+) (\S+) \d\t(.*)$/s.exec(entry) ?? [];
    if (file === undefined) continue;
    // 160000: a submodule.
    if (mode === "160000") for (const one of emptyIn(root, file)) submodules.add(one);
    else if (tag === "S") files.set(file, id);
  }
  return {
    files: new Set(files.keys()),
    submodules,
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

/** The submodule itself where it is empty, else those of it: no index of this repository has them. */
function emptyIn(root: string, submodule: string): readonly string[] {
  const place = path.join(root, submodule);
  if (isEmpty(place)) return [submodule];
  return listedIn(path.join(place, ".gitmodules")).flatMap((below) => emptyIn(root, `${submodule}/${below}`));
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
