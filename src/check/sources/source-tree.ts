import type { SourceFile, SourceTree } from "../../sources/reference.ts";
import type { TreeFiles } from "../ports.ts";
import { literalGlob } from "../reading/manifest-files.ts";

/**
 * A tree as readers of references may ask of it: nothing behind a link that leads out of it. What is read and listed is
 * kept, since many references name the same.
 * @param files that may hold references
 * @param facts what is known beside the tree
 */
export function sourceTree(
  files: readonly SourceFile[],
  tree: TreeFiles,
  facts: Pick<SourceTree, "isOwn" | "substitute">,
): SourceTree {
  const contents = new Map<string, Uint8Array | null>(files.map(({ path, bytes }) => [path, bytes]));
  const listed = new Map<string, readonly string[]>();
  return {
    files,
    read: (path) => {
      const known = contents.get(path);
      if (known !== undefined) return known;
      const bytes = bytesAt(tree, path);
      contents.set(path, bytes);
      return bytes;
    },
    list: (folder) => {
      const known = listed.get(folder);
      const pattern = folder === "" ? "**" : `${literalGlob(folder)}/**`;
      const found = known ?? tree.find([pattern], ["**/.git/**", "**/node_modules/**"]).files;
      listed.set(folder, found);
      return found;
    },
    ...facts,
  };
}

/** A copy of a file's bytes, through links where they stay in the tree; null: there is none, or it cannot be read. */
export function bytesAt(tree: TreeFiles, path: string): Uint8Array | null {
  const real = tree.follow(path);
  const reading = real.kind === "file" ? tree.read(real.path) : null;
  return reading?.ok === true ? Uint8Array.from(reading.value) : null;
}
