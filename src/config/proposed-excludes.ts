import { isTestData } from "./side-folders.ts";

/** A folder with so many releases beside each other is a collection of them. */
const FEWEST_RELEASES = 3;
/** More lines than this nobody reads. */
const MOST_PROPOSED = 20;

/**
 * Patterns that leave out folders of test data and of all releases but the newest. A proposal: what is delivered from
 * such a folder only a person knows.
 * @param paths of files that hold CRDs
 */
export function proposedExcludes(paths: readonly string[]): readonly string[] {
  const patterns = new Set<string>();
  const releases = new Map<string, Set<string>>();
  const packed = new Map<string, Map<string, string>>();
  for (const path of paths) {
    const folders = path.split("/").slice(0, -1);
    const test = folders.findIndex(isTestData);
    if (test >= 0) patterns.add(`${folders.slice(0, test + 1).join("/")}/**`);
    else if (path.endsWith(".tgz")) addPacked(packed, path);
    else addRelease(releases, folders);
  }
  for (const versions of packed.values()) {
    if (versions.size < FEWEST_RELEASES) continue;
    const [, ...older] = [...versions].sort(([a], [b]) => newestFirst(a, b));
    for (const [, path] of older) patterns.add(path);
  }
  for (const [parent, names] of releases) {
    if (names.size < FEWEST_RELEASES) continue;
    const [, ...older] = [...names].sort(newestFirst);
    for (const name of older) patterns.add(`${parent === "" ? "" : `${parent}/`}${name}/**`);
  }
  // A folder's name may mean something else in a pattern, and then it proposes nothing.
  return [...patterns]
    .filter((pattern) => /^[\w./ -]+(?:\*\*|\.tgz)$/.test(pattern))
    .sort()
    .slice(0, MOST_PROPOSED);
}

const RELEASE = /^(?:v|release[-_])?\d+\.\d+(?:[.-][\w.-]*)?$/i;

function addRelease(releases: Map<string, Set<string>>, folders: readonly string[]): void {
  const at = folders.findIndex((name) => RELEASE.test(name));
  const name = folders[at];
  if (name === undefined) return;
  const parent = folders.slice(0, at).join("/");
  const known = releases.get(parent);
  if (known === undefined) releases.set(parent, new Set([name]));
  else known.add(name);
}

/** `helm package` calls an archive NAME-VERSION; one chart in one folder is told apart by its version alone. */
function addPacked(packed: Map<string, Map<string, string>>, path: string): void {
  const words = path.slice(0, -".tgz".length).split("-");
  const at = words.findIndex((word, index) => index > 0 && /^\d+\.\d/.test(word));
  if (at < 0) return;
  const [chart, version] = [words.slice(0, at).join("-"), words.slice(at).join("-")];
  const known = packed.get(chart);
  if (known === undefined) packed.set(chart, new Map([[version, path]]));
  else known.set(version, path);
}

/** Numbers by their value. */
function newestFirst(a: string, b: string): number {
  return b.localeCompare(a, "en", { numeric: true });
}
