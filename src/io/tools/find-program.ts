import fs from "node:fs";
import path from "node:path";

/**
 * Where a program is. Node and Windows would look in the current folder as well, which a pull request may fill.
 * @param name a bare name, or an absolute path
 * @param folders a PATH
 * @returns null: in none of the absolute folders of it
 */
export function findProgram(name: string, folders: string | undefined): string | null {
  if (path.isAbsolute(name)) return isProgram(name) ? name : null;
  const names = process.platform === "win32" ? [`${name}.exe`, name] : [name];
  for (const folder of (folders ?? "").split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const found = names.map((one) => path.join(folder, one)).find(isProgram);
    if (found !== undefined) return found;
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    // It is not there, or not for us: the next folder may have one.
    return false;
  }
}
