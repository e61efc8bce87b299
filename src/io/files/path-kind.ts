import fs from "node:fs";
import path from "node:path";

/** What a path that a person gave is; here links are followed, since the person named them. */
export function kindOf(root: string, file: string): "file" | "directory" | "missing" | "other" {
  const stat = fs.statSync(path.resolve(root, file), { throwIfNoEntry: false });
  if (stat === undefined) return "missing";
  if (stat.isFile()) return "file";
  return stat.isDirectory() ? "directory" : "other";
}
