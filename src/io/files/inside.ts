import fs from "node:fs";
import path from "node:path";

/** Whether a file, which need not exist, is below a folder once every link on the way is followed. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(realPath(path.resolve(folder)), realPath(path.resolve(folder, file)));
  return relative === "" || (relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative));
}

/** The part that exists, resolved, and the rest as it is: a link that leads nowhere too. */
export function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(realPath(parent), path.basename(file));
  }
}
