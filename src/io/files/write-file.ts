import fs from "node:fs";
import path from "node:path";

/**
 * Writes a whole file or nothing: into a neighbour first, then in place by renaming. Folders above it are made.
 * @throws what the file system says, with the path in it
 */
export function writeWholeFile(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const neighbour = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(neighbour, text);
    fs.renameSync(neighbour, file);
  } catch (error) {
    fs.rmSync(neighbour, { force: true });
    throw error;
  }
}
