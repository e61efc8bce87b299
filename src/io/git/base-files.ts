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
  const wanted = new Set<string>();
  const loaded = new Map<string, Uint8Array>();
  const links = new Set(tree.links);
  const isFile = (path: string) => tree.has(path) && !links.has(path);
  const targets = new Map<string, string | undefined>();
  const targetOf = (path: string): string | null | undefined => {
    if (!links.has(path)) return null;
    if (targets.size === 0) {
      for (const link of links) targets.set(link, undefined);
      for (const [link, bytes] of tree.read([...links])) targets.set(link, new TextDecoder().decode(bytes));
    }
    return targets.get(path);
  };
  const kindOf = (path: string) => {
    if (isFile(path)) return "file" as const;
    return isFolderOf(tree.files, path.replace(/(?<!\/)\/+$/, "")) ? ("directory" as const) : ("missing" as const);
  };
  const follow = (path: string) => followInTree(path, kindOf, targetOf);
  /** The file that has the bytes of a path; null: none has. */
  const realFile = (path: string): string | null => {
    if (isFile(path) || links.size === 0) return isFile(path) ? path : null;
    const real = follow(path);
    return real.kind === "file" ? real.path : null;
  };
  return {
    find: (include: readonly string[], exclude: readonly string[]) => {
      const files = matching(tree.files, include, exclude);
      for (const path of files) if (!tree.isUnchanged(path) || !tree.isHere(path)) wanted.add(path);
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
  if (suffixes !== null) return paths.filter((path) => matchesSuffix(suffixes, walkedPath(path)));
  return micromatch(within(paths, include).map(walkedPath), [...include], { dot: true, ignore: [...exclude] })
    .map(shownPath)
    .sort();
}

/**
 * Those that stand where a pattern starts, in plain letters: to match one path takes as long as to compare it a hundred times.
 * All, where a pattern says what is left out.
 */
function within(paths: readonly string[], include: readonly string[]): readonly string[] {
  if (include.some((pattern) => pattern.startsWith("!"))) return paths;
  const starts = [
    ...new Set(include.map((pattern) => /^(?:[\w-][\w.-]*\/|\.[\w-][\w.-]*\/)*/.exec(pattern)?.[0] ?? "")),
  ];
  const kept = starts.filter((start) => !starts.some((other) => other !== start && start.startsWith(other))).sort();
  // What comes behind all paths of a folder starts with the character that comes behind its slash.
  return kept.flatMap((start) =>
    start === "" ? paths : paths.slice(firstFrom(paths, start), firstFrom(paths, `${start.slice(0, -1)}0`)),
  );
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

/** Whether files are somewhere below a folder. @param files sorted */
function isFolderOf(files: readonly string[], folder: string): boolean {
  if (folder === ".") return true;
  return files[firstFrom(files, `${folder}/`)]?.startsWith(`${folder}/`) === true;
}

/** Where in a sorted list the first is that does not come before a text. */
function firstFrom(files: readonly string[], text: string): number {
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((files[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
