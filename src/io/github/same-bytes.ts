import fs from "node:fs";
import path from "node:path";
import { fileReader } from "../files/read-file.ts";
import { blobId } from "../git/blob-id.ts";

/**
 * Makes a comparer of working files with a commit's. Bytes are compared as they lie there: a checkout that converts
 * line endings differs, which costs a download and changes no result.
 * @param root the folder that paths are relative to
 * @returns whether a regular file with these very bytes is at a path
 */
export function sameBytes(root: string): (file: string, sha: string, size: number | undefined) => boolean {
  const read = fileReader(root);
  return (file, sha, size) => {
    const stat = fs.lstatSync(path.resolve(root, file), { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || (size !== undefined && stat.size !== size)) return false;
    const reading = read(file);
    return reading.ok && blobId(reading.value) === sha;
  };
}

/** What a link of the working tree points at, by its blob's name, where a commit's link at this path has the same target. */
export function sameTarget(root: string, link: string, sha: string): readonly (readonly [string, Uint8Array])[] {
  try {
    const target = fs.readlinkSync(path.resolve(root, link), "buffer");
    return blobId(target) === sha ? [[sha, target]] : [];
  } catch {
    // It is no link any more, or gone.
    return [];
  }
}
