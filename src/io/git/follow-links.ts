/** As many links as Linux follows in one path (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Follows the links of a commit's tree, step by step as a file system does.
 * @param kindOf what stands at a path without links
 * @param targetOf what a link points at; null: there is no link at this path; undefined: there is, and its target is unknown
 */
export function followInTree(
  path: string,
  kindOf: (path: string) => "file" | "directory" | "missing",
  targetOf: (path: string) => string | null | undefined,
) {
  const left = path.split("/");
  const reached: string[] = [];
  let links = 0;
  for (let step = left.shift(); step !== undefined; step = left.shift()) {
    if (step === "" || step === ".") continue;
    if (step === "..") {
      if (reached.pop() === undefined) return { kind: "outside" as const };
      continue;
    }
    reached.push(step);
    const target = targetOf(reached.join("/"));
    if (target === null) continue;
    if (target === undefined || ++links > MOST_LINKS) return { kind: "other" as const };
    if (target.startsWith("/")) return { kind: "outside" as const };
    reached.pop();
    for (const part of target.split("/").reverse()) left.unshift(part);
  }
  const real = reached.join("/") || ".";
  const kind = kindOf(real);
  return kind === "missing" ? { kind } : { kind, path: real };
}
