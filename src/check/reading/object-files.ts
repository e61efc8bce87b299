import type { Problem } from "../../report/report.ts";
import type { TreeFiles } from "../ports.ts";
import type { GivenObjects } from "./find-objects.ts";
import { ALL_MANIFESTS, type GivenPaths, literalGlob, notThere } from "./manifest-files.ts";

/** The files that a person named as custom resources, or below the folders that were named. */
export function objectFiles(
  given: GivenPaths,
  tree: TreeFiles,
): {
  readonly files: readonly GivenObjects[];
  readonly folders: readonly string[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const folders: string[] = [];
  const paths = given.flatMap((path) => {
    const kind = tree.kindOf(path);
    if (kind === "file") return [path];
    if (kind === "directory") {
      folders.push(path);
      const below = path === "." ? ALL_MANIFESTS : `${literalGlob(path)}/${ALL_MANIFESTS}`;
      return tree.find([below], ["**/.git/**"]).files;
    }
    problems.push(notThere(path, kind));
    return [];
  });
  const files = [...new Set(paths)].sort().map((path) => ({
    path,
    identity: tree.identityOf(path),
    bytes: () => {
      const reading = tree.read(path);
      return reading.ok ? reading.value : null;
    },
  }));
  for (const { path } of files) {
    const reading = given.includes(path) ? tree.read(path) : null;
    if (reading === null || reading.ok) continue;
    const message = `The file of objects cannot be read: ${reading.reason}.`;
    problems.push({ path, message, remedy: "Mend that, or leave the path out." });
  }
  return { files, folders, problems };
}

/**
 * The same of the base: what it has at the paths that were named. Only a file outside of the tree is in no commit, and stands
 * there as it does in the change.
 * @param files those of the change
 */
export function objectFilesInBase(
  given: GivenPaths,
  files: readonly GivenObjects[],
  trees: { readonly head: TreeFiles; readonly base: TreeFiles },
): readonly GivenObjects[] {
  const isOutside = (path: string) => trees.head.follow(path).kind === "outside";
  const inBase = given.filter((path) => !isOutside(path) && trees.base.kindOf(path) !== "missing");
  return [...files.filter(({ path }) => isOutside(path)), ...objectFiles(inBase, trees.base).files];
}
