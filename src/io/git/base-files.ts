import micromatch from "micromatch";
import type { BaseTree } from "./base-tree.ts";
import { followInTree } from "./follow-links.ts";

type Reading =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly missing: boolean; readonly reason: string };

/** How the working tree reads a file, and what it calls its bytes. */
export interface SharedFiles {
  readonly read: (path: string) => Reading;
  readonly identityOf: (path: string) => string;
}

/**
 * A commit's files, as the check wants them. Files that the working tree has unchanged are taken from there; the others
 * that were searched for come in one batch, at the first question for one of them.
 */
export function baseFiles(tree: BaseTree, head: SharedFiles) {
  const all = new Set(tree.files);
  const wanted = new Set<string>();
  const loaded = new Map<string, Uint8Array>();
  const links = new Set(tree.links);
  const targets = new Map<string, string | undefined>();
  const targetOf = (path: string): string | null | undefined => {
    if (!links.has(path)) return null;
    if (targets.size === 0) {
      for (const link of links) targets.set(link, undefined);
      for (const [link, bytes] of tree.read([...links])) targets.set(link, new TextDecoder().decode(bytes));
    }
    return targets.get(path);
  };
  let folders: ReadonlySet<string> | undefined;
  const kindOf = (path: string) => {
    if (all.has(path)) return "file" as const;
    folders ??= foldersOf(tree.files);
    return folders.has(path.replace(/\/+$/, "")) ? ("directory" as const) : ("missing" as const);
  };
  return {
    find: (include: readonly string[], exclude: readonly string[]) => {
      const files = micromatch([...tree.files], [...include], { dot: true, ignore: [...exclude] });
      for (const path of files) if (!tree.isUnchanged(path)) wanted.add(path);
      const met = links.size === 0 ? [] : micromatch([...links], [...include], { dot: true, ignore: [...exclude] });
      return { files, skipped: met.sort().map((path) => ({ path, reason: "a symbolic link, which is not followed" })) };
    },
    read: (path: string): Reading => {
      if (!all.has(path)) return { ok: false, missing: true, reason: "there is no such file" };
      if (tree.isUnchanged(path)) return head.read(path);
      if (!loaded.has(path)) {
        const missing = [path, ...wanted].filter((one) => !loaded.has(one));
        for (const [name, bytes] of tree.read([...new Set(missing)])) loaded.set(name, bytes);
      }
      const bytes = loaded.get(path);
      return bytes === undefined
        ? { ok: false, missing: false, reason: "git has no contents for it" }
        : { ok: true, bytes };
    },
    kindOf,
    follow: (path: string) => followInTree(path, kindOf, targetOf),
    identityOf: (path: string) => (tree.isUnchanged(path) ? head.identityOf(path) : `base ${path}`),
  };
}

/** Every folder that has files somewhere below it. */
function foldersOf(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set(["."]);
  for (const file of files) {
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
      const folder = file.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
