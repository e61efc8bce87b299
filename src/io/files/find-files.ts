import fs from "node:fs";
import path from "node:path";
import fastGlob from "fast-glob";
import type { FoundFiles, SkippedPath } from "../../base/files.ts";
import { isInside } from "./inside.ts";
import { FOLDER_OUTSIDE, readLink, saidOf } from "./link.ts";
import { listWalked, shownPath, undecodable } from "./names.ts";
import { suffixPatterns } from "./suffix-patterns.ts";

/** Paths whose names are no UTF-8, to their bytes: what a report calls them does not open them. */
export type UndecodablePaths = Map<string, Buffer>;

/**
 * Files below `root` that match (fast-glob's pattern language, dot files included). Links are not followed: a pull
 * request could point one at any file of the runner. Links that match, links to directories and directories that
 * cannot be listed are returned as skipped, so that it can be said; none of them takes its neighbours with it.
 * @param names gets the bytes of names that are no UTF-8
 */
export function findFiles(
  root: string,
  include: readonly string[],
  exclude: readonly string[],
  names: UndecodablePaths = new Map(),
): FoundFiles {
  const met = new Map<string, SkippedPath>();
  const tell = (skipped: SkippedPath) => met.set(skipped.path, skipped);
  const left = everythingBut(include, exclude);
  if (left !== null) {
    const isLeftOut = (_: string, name: string) => left.has(name);
    return found(root, everything(root, isLeftOut, tellingFs(root, tell)), met, names);
  }
  const suffixes = suffixPatterns(include, exclude);
  if (suffixes !== null) {
    const entries = everything(root, suffixes.isLeftOut, tellingFs(root, tell), suffixes.isWanted);
    return found(root, entries, met, names);
  }
  const wanted = include.map(fromHere);
  const outside = linkedOutside(root, wanted);
  for (const folder of outside) tell({ path: folder, reason: FOLDER_OUTSIDE, elsewhere: "folder" });
  const ignore = [...exclude.map(fromHere), ...outside.map((folder) => `${fastGlob.escapePath(folder)}/**`)];
  const options = { cwd: root, ignore, dot: true, followSymbolicLinks: false };
  const all = { ...options, onlyFiles: false, objectMode: true as const, fs: tellingFs(root, tell) };
  return found(root, fastGlob.sync(wanted, all), met, names);
}

interface Entry {
  /** As it was walked. */
  readonly path: string;
  readonly dirent: Pick<fs.Dirent, "isFile" | "isSymbolicLink" | "isDirectory">;
}

/** @param met what was told of already */
function found(
  root: string,
  entries: Iterable<Entry>,
  met: Map<string, SkippedPath>,
  names: UndecodablePaths,
): FoundFiles {
  const files: string[] = [];
  for (const { path: walked, dirent } of entries) {
    const shown = shownPath(walked);
    const tell = (why: Omit<SkippedPath, "path">) => met.set(shown, { path: shown, ...why });
    if (dirent.isFile()) {
      if (remember(names, shown, undecodable(walked))) files.push(shown);
      else tell({ reason: LOOKS_ALIKE, isUnknown: true });
    } else if (dirent.isSymbolicLink()) tell(saidOf(readLink(root, walked)));
    else if (!dirent.isDirectory()) tell({ reason: "neither a file nor a folder" });
  }
  return { files: files.sort(), skipped: [...met.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Names that are left out wherever they stand, where all else is wanted; null: something else is. */
function everythingBut(include: readonly string[], exclude: readonly string[]): ReadonlySet<string> | null {
  if (include.length !== 1 || include[0] !== "**") return null;
  const names = exclude.map((pattern) => /^\*\*\/([\w.-]+)\/\*\*$/.exec(pattern)?.[1]);
  return names.every((name) => name !== undefined) ? new Set(names) : null;
}

/** All that is below a folder, or what of it is wanted by its name: a fifth of what matching costs. */
function* everything(
  root: string,
  isLeftOut: (path: string, name: string) => boolean,
  { readdirSync }: ReturnType<typeof tellingFs>,
  isWanted: (name: string) => boolean = () => true,
): Generator<Entry> {
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const dirent of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const walked = folder === "" ? dirent.name : `${folder}/${dirent.name}`;
      if (isLeftOut(walked, dirent.name)) continue;
      if (dirent.isDirectory()) waiting.push(walked);
      else if (isWanted(dirent.name)) yield { path: walked, dirent };
    }
  }
}

const LOOKS_ALIKE = "its name is no UTF-8, and another file's looks the same";

/** `./a/*.yaml` as `a/*.yaml`: fast-glob gives paths as a pattern writes them, and one file must have one path. */
function fromHere(pattern: string): string {
  return pattern.replace(/^(!?)(?:\.\/+)+/, "$1");
}

/** @returns false where another file is called so already */
function remember(names: UndecodablePaths, shown: string, bytes: Buffer | null): boolean {
  const known = names.get(shown);
  if (known !== undefined) return bytes?.equals(known) ?? false;
  if (bytes !== null) names.set(shown, bytes);
  return true;
}

/** Folders that patterns start with: fast-glob opens them whatever they are. What a pattern itself leads out to was meant. */
function linkedOutside(root: string, patterns: readonly string[]): readonly string[] {
  const folders = new Set(fastGlob.generateTasks([...patterns], { dot: true }).map(({ base }) => base));
  return [...folders].filter(
    (folder) => !path.isAbsolute(folder) && !folder.split("/").includes("..") && !isInside(root, folder),
  );
}

/**
 * fast-glob says nothing of links to directories, and dies of one directory or file that it may not look at: this tells
 * of them all, each by itself.
 */
function tellingFs(root: string, tell: (skipped: SkippedPath) => void) {
  const shown = (file: string) => shownPath(relative(root, file));
  function readdirSync(directory: string, options: { withFileTypes: true }): fs.Dirent[];
  function readdirSync(directory: string): string[];
  function readdirSync(directory: string, options?: { withFileTypes: true }): fs.Dirent[] | string[] {
    if (options === undefined) return fs.readdirSync(directory);
    let entries: fs.Dirent[];
    try {
      entries = listWalked(directory);
    } catch (error) {
      // A folder that a pattern names and that is not there has no files; of a link that leads nowhere it is told.
      if (!isThere(directory)) return [];
      const reason = `the directory cannot be listed (${errorCode(error)})`;
      tell({ path: shown(directory), reason, isUnknown: true });
      return [];
    }
    for (const entry of entries) {
      if (!entry.isSymbolicLink()) continue;
      const link = path.join(directory, entry.name);
      const lead = readLink(root, relative(root, link));
      // One that leads to a file, or nowhere, is told of where its name matches.
      if (lead.to === "directory" || lead.to === "unknown") tell({ path: shown(link), ...saidOf(lead) });
    }
    return entries;
  }
  function lstatSync(file: string): fs.Stats {
    try {
      return fs.lstatSync(file);
    } catch (error) {
      const code = errorCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") throw notThere();
      tell({ path: shown(file), reason: `it cannot be looked at (${code})`, isUnknown: true });
      throw notThere();
    }
  }
  return { readdirSync, lstatSync };
}

function isThere(entry: string): boolean {
  try {
    fs.lstatSync(entry);
    return true;
  } catch (error) {
    return errorCode(error) !== "ENOENT";
  }
}

/** The one error that fast-glob takes for an answer. */
function notThere(): Error {
  return Object.assign(new Error("there is no such file"), { code: "ENOENT" });
}

function relative(root: string, file: string): string {
  const below = path.relative(root, file) || ".";
  return path.sep === "/" ? below : below.replaceAll(path.sep, "/");
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
