import fs from "node:fs";
import { writeWholeFile } from "./write-file.ts";
import { placeToWrite } from "./write-place.ts";

/**
 * Writes a whole file that is not there yet, or nothing; folders above it are made.
 * @param root what `file` is relative to; no link in it leads out of the repository
 * @returns false: something is there, a dead link too, and stays as it is
 * @throws what the file system says, with the path in it, or where a link leads
 */
export function createFile(root: string, file: string, text: string): boolean {
  if (isThere(placeToWrite(root, file))) return false;
  writeWholeFile(root, file, text);
  return true;
}

function isThere(file: string): boolean {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // A file where a folder should be: writing says so in the system's words.
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return false;
    throw error;
  }
}
