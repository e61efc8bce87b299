import type { LinkedFile } from "./manifest-files.ts";

/**
 * Which paths of one file are read, where links lead to it: a document has one place. That is the file's own path, if it
 * is read at all, else the first link's; a link that brings the file to clusters that no path before it does is read too,
 * for where a file stands says which clusters it is for.
 * @param clustersOf the clusters that a path is meant for
 * @returns the links that are read, and the files that a link stands for on every cluster
 */
export function readLinks(
  files: readonly string[],
  links: readonly LinkedFile[],
  clustersOf: (path: string) => readonly string[],
): { readonly links: readonly LinkedFile[]; readonly covered: ReadonlySet<string> } {
  const own = new Set(files);
  const byTarget = new Map<string, LinkedFile[]>();
  for (const link of links) byTarget.set(link.target, [...(byTarget.get(link.target) ?? []), link]);
  const read: LinkedFile[] = [];
  const covered = new Set<string>();
  for (const [target, group] of byTarget) {
    const reached = new Set(own.has(target) ? clustersOf(target) : []);
    const kept: LinkedFile[] = [];
    for (const link of group) {
      const clusters = clustersOf(link.path);
      const isFirst = !own.has(target) && kept.length === 0;
      if (!isFirst && clusters.every((cluster) => reached.has(cluster))) continue;
      kept.push(link);
      for (const cluster of clusters) reached.add(cluster);
    }
    const throughLinks = new Set(kept.flatMap(({ path }) => clustersOf(path)));
    if (kept.length > 0 && own.has(target) && clustersOf(target).every((cluster) => throughLinks.has(cluster))) {
      covered.add(target);
    }
    for (const link of kept) read.push(link);
  }
  return { links: read, covered };
}
