import fs from "node:fs";
import path from "node:path";

/** What a path that a person gave is; here links are followed, since the person named them. */
export function kindOf(root: string, file: string): "file" | "directory" | "missing" | "other" {
  let stat: fs.Stats | undefined;
  try {
    stat = fs.statSync(path.resolve(root, file), { throwIfNoEntry: false });
  } catch (error) {
    // Below a file there is nothing; what may not be looked at is something.
    return error instanceof Error && "code" in error && error.code === "ENOTDIR" ? "missing" : "other";
  }
  if (stat === undefined) return "missing";
  if (stat.isFile()) return "file";
  return stat.isDirectory() ? "directory" : "other";
}

/** Where a path leads once links are followed: a pull request may point a link at any file of the runner. */
export function follow(root: string, file: string) {
  const top = fs.realpathSync(root);
  const real = realPath(path.resolve(top, file));
  if (real === null) return { kind: "missing" as const };
  const relative = path.relative(top, real);
  if (relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    return { kind: "outside" as const };
  }
  const kind = kindOf(top, real);
  const inside = path.sep === "/" ? relative : relative.replaceAll(path.sep, "/");
  return kind === "file" || kind === "directory" ? { kind, path: inside || "." } : { kind };
}

function realPath(file: string): string | null {
  try {
    return fs.realpathSync(file);
  } catch {
    // It is not there, leads to what is not there, or to itself: in any case to no file.
    return null;
  }
}
