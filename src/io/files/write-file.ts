import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { placeToWrite } from "./write-place.ts";

/**
 * Writes a whole file or nothing: into a neighbour first, then in place by renaming. Folders above it are made.
 * @param root what `file` is relative to; no link in it leads out of the repository
 * @throws what the file system says, with the path in it, or where a link leads
 */
export function writeWholeFile(root: string, file: string, text: string): void {
  const place = placeToWrite(root, file);
  if (isStream(place)) {
    fs.writeFileSync(place, text);
    return;
  }
  fs.mkdirSync(path.dirname(place), { recursive: true });
  // A name that nobody can have put a link at, and which a file of the longest name leaves no room for.
  const neighbour = `${place}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    fs.writeFileSync(neighbour, text, { flag: "wx" });
    fs.renameSync(neighbour, place);
  } catch (error) {
    fs.rmSync(neighbour, { force: true });
    throw error;
  }
}

/** `/dev/stdout`, the shell's `>(...)`, a named pipe: what stands there takes the text, and gives way to no file. */
function isStream(file: string): boolean {
  if (file.startsWith("/dev/")) return true;
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isFile() && !stat.isDirectory();
}
