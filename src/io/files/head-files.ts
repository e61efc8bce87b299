import { findFiles, type UndecodablePaths } from "./find-files.ts";
import { follow, kindOf } from "./path-kind.ts";
import { fileReader } from "./read-file.ts";

export type HeadFiles = ReturnType<typeof headFiles>;

/** The working tree below `root`, as the check wants it. */
export function headFiles(root: string) {
  const names: UndecodablePaths = new Map();
  return {
    find: (include: readonly string[], exclude: readonly string[]) => findFiles(root, include, exclude, names),
    read: fileReader(root, names),
    kindOf: (path: string) => kindOf(root, path),
    follow: (path: string) => follow(root, path),
    identityOf: (path: string) => `head ${path}`,
  };
}
