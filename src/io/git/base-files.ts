import micromatch from "micromatch";
import type { FileReading, SkippedPath } from "../../base/files.ts";
import { saidOf } from "../files/link.ts";
import { shownPath, walkedPath } from "../files/names.ts";
import { LARGEST_FILE_BYTES, tooLarge } from "../files/read-file.ts";
import { matchesSuffix, suffixPatterns } from "../files/suffix-patterns.ts";
import type { BaseTree } from "./base-tree.ts";
import { followInTree } from "./follow-links.ts";

/** How the working tree reads a file, and what it calls its bytes. */
export interface SharedFiles {
  readonly read: (path: string) => FileReading;
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
    return folders.has(path.replace(/(?<!\/)\/+$/, "")) ? ("directory" as const) : ("missing" as const);
  };
  const follow = (path: string) => followInTree(path, kindOf, targetOf);
  /** The file that has the bytes of a path; null: none has. */
  const realFile = (path: string): string | null => {
    if (all.has(path) || links.size === 0) return all.has(path) ? path : null;
    const real = follow(path);
    return real.kind === "file" ? real.path : null;
  };
  return {
    find: (include: readonly string[], exclude: readonly string[]) => {
      const files = matching(tree.files, include, exclude);
      for (const path of files) if (!tree.isUnchanged(path)) wanted.add(path);
      const met = links.size === 0 ? [] : matching(tree.links, include, exclude);
      return { files, skipped: met.map((path) => skippedLink(path, follow(path))) };
    },
    read: (path: string): FileReading => {
      const real = realFile(path);
      if (real === null) return { ok: false, missing: true, reason: "there is no such file" };
      // A sparse checkout leaves out files that git counts as unchanged.
      const shared = tree.isUnchanged(real) ? head.read(real) : null;
      if (shared !== null && (shared.ok || !shared.missing)) return shared;
      if (!loaded.has(real)) {
        const missing = [real, ...wanted].filter((one) => !loaded.has(one));
        for (const [name, bytes] of tree.read([...new Set(missing)])) loaded.set(name, bytes);
      }
      const bytes = loaded.get(real);
      if (bytes === undefined) return { ok: false, missing: false, reason: "git has no contents for it" };
      return bytes.length > LARGEST_FILE_BYTES ? tooLarge(bytes.length, () => [bytes]) : { ok: true, value: bytes };
    },
    kindOf: (path: string) => {
      const real = follow(path);
      return real.kind === "file" || real.kind === "directory" ? real.kind : ("missing" as const);
    },
    follow,
    identityOf: (path: string) => {
      const real = realFile(path) ?? path;
      return tree.isUnchanged(real) ? head.identityOf(real) : `base ${real}`;
    },
  };
}

function matching(paths: readonly string[], include: readonly string[], exclude: readonly string[]): string[] {
  const suffixes = suffixPatterns(include, exclude);
  if (suffixes !== null) return paths.filter((path) => matchesSuffix(suffixes, walkedPath(path))).sort();
  return micromatch(paths.map(walkedPath), [...include], { dot: true, ignore: [...exclude] })
    .map(shownPath)
    .sort();
}

function skippedLink(path: string, real: ReturnType<typeof followInTree>): SkippedPath {
  switch (real.kind) {
    case "file":
      return { path, ...saidOf({ to: "file", isInside: true, path: real.path }) };
    case "directory":
      return { path, ...saidOf({ to: "directory", isInside: true, path: real.path }) };
    case "outside":
      return { path, ...saidOf({ to: "file", isInside: false }) };
    case "missing":
      return { path, ...saidOf({ to: "nowhere" }) };
    case "other":
      return { path, ...saidOf({ to: "unknown", code: "ELOOP" }) };
    default:
      return real satisfies never;
  }
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
