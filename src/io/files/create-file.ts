import fs from "node:fs";
import path from "node:path";

/**
 * Writes a file that is not there yet; folders above it are made.
 * @returns false: something is there, a dead link too, and stays as it is
 * @throws what the file system says, with the path in it
 */
export function createFile(file: string, text: string): boolean {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  try {
    fs.writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
