import path from "node:path";

/** Paths in reports are relative to the working directory, with `/`, whatever a person typed. */
export function relativePath(root: string, given: string): string {
  const relative = path.relative(root, path.resolve(root, given)) || ".";
  return path.sep === "/" ? relative : relative.replaceAll(path.sep, "/");
}
