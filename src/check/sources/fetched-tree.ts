import micromatch from "micromatch";
import { done, failed, type Result } from "../../base/result.ts";
import { readArchive } from "../../manifests/charts/chart-archive.ts";
import type { FetchedEntry } from "../../sources/lock.ts";
import type { TreeFiles } from "../ports.ts";

/** Where the contents of a chart stand in its tree. */
export const CHART_FOLDER = "chart";
/** Where a single file stands in its tree. */
export const SINGLE_FILE = "manifests.yaml";

/** Fetched contents as a tree of files: a chart in `chart/`, a file as `manifests.yaml`, all others as they lie. */
export function fetchedTree(
  { content, digest }: Pick<FetchedEntry, "content" | "digest">,
  bytes: Uint8Array,
): Result<TreeFiles> {
  if (content === "file") return done(memoryTree(digest, new Map([[SINGLE_FILE, bytes]])));
  const links: string[] = [];
  const archive = readArchive(bytes, content === "chart" ? "in-folder" : "as-it-lies", links);
  if (!archive.ok) return failed(archive.reason);
  const folder = content === "chart" ? `${CHART_FOLDER}/` : "";
  const files = new Map([...archive.value].map(([path, own]) => [folder + path, own]));
  // Helm leaves links in a packed chart alone; who deploys from a repository follows them.
  return done(memoryTree(digest, files, content === "chart" ? [] : links));
}

/** @param name equal only for trees with equal files @param links their paths: nobody follows them */
export function memoryTree(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
  links: readonly string[] = [],
): TreeFiles {
  const folders = new Set(["."]);
  for (const path of files.keys()) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
      folders.add(path.slice(0, end));
  }
  const kindOf = (path: string) =>
    files.has(path) ? ("file" as const) : folders.has(path) ? ("directory" as const) : ("missing" as const);
  return {
    find: (include, exclude) => ({
      files: micromatch([...files.keys()], [...include], { dot: true, ignore: [...exclude] }).sort(),
      skipped: micromatch([...links], [...include], { dot: true, ignore: [...exclude] })
        .sort()
        .map((path) => ({ path, reason: "a link, which is not followed here" })),
    }),
    read: (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? { ok: false, missing: true, reason: "there is no such file" } : done(bytes);
    },
    kindOf,
    follow: (path) => {
      const kind = kindOf(path);
      return kind === "missing" ? { kind } : { kind, path };
    },
    identityOf: (path) => `${name} ${path}`,
  };
}
