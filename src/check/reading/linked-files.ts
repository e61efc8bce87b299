import type { TreeFiles } from "../ports.ts";
import type { LinkedFile } from "./manifest-files.ts";

/**
 * Which paths of one file are read, where links lead to it: a document has one place. That is the file's own path, if it
 * is read at all, else the first link's; a link that brings the file to clusters that no path before it does is read too,
 * for where a file stands says which clusters it is for. So is one that only one of two trees has: what it leads to is old
 * or gone at its own path, and new or gone at the link's.
 * @param clustersOf the clusters that a path is meant for
 * @param other the tree that this one is compared with; null: there is none
 * @returns the links that are read, and the files that a link stands for on every cluster
 */
export function readLinks(
  files: readonly string[],
  links: readonly LinkedFile[],
  clustersOf: (path: string) => readonly string[],
  other: Pick<TreeFiles, "follow"> | null,
): { readonly links: readonly LinkedFile[]; readonly covered: ReadonlySet<string> } {
  const own = new Set(files);
  const byTarget = new Map<string, LinkedFile[]>();
  const alone = new Set(links.filter((link) => isAlone(link, other)));
  // What both trees have goes first: it is read in both by the same path.
  for (const link of [...links.filter((one) => !alone.has(one)), ...alone])
    byTarget.set(link.target, [...(byTarget.get(link.target) ?? []), link]);
  const read: LinkedFile[] = [];
  const covered = new Set<string>();
  for (const [target, group] of byTarget) {
    const reached = new Set(own.has(target) ? clustersOf(target) : []);
    const kept: LinkedFile[] = [];
    const standing = new Set<string>();
    for (const link of group) {
      const clusters = clustersOf(link.path);
      const isFirst = !own.has(target) && kept.length === 0;
      if (!isFirst && !alone.has(link) && clusters.every((cluster) => reached.has(cluster))) continue;
      kept.push(link);
      for (const cluster of clusters) reached.add(cluster);
      if (!alone.has(link)) for (const cluster of clusters) standing.add(cluster);
    }
    if (standing.size > 0 && own.has(target) && clustersOf(target).every((cluster) => standing.has(cluster))) {
      covered.add(target);
    }
    for (const link of kept) read.push(link);
  }
  return { links: read, covered };
}

/** The other tree has what it leads to, and does not have it by this path. */
function isAlone({ path, target }: LinkedFile, other: Pick<TreeFiles, "follow"> | null): boolean {
  return other !== null && leadsTo(other, target) === target && leadsTo(other, path) !== target;
}

function leadsTo(tree: Pick<TreeFiles, "follow">, path: string): string | null {
  const real = tree.follow(path);
  return real.kind === "file" ? real.path : null;
}
