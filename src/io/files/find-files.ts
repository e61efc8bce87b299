import fs from "node:fs";
import path from "node:path";
import fastGlob, { type FileSystemAdapter } from "fast-glob";
import { isInside } from "./inside.ts";

export interface FoundFiles {
  /** Relative to the workspace, `/` as separator, sorted. */
  readonly files: readonly string[];
  /** What was met and not entered, sorted by path, with the reason. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Files below `root` that match (fast-glob's pattern language, dot files included). Links are not followed: a pull
 * request could point one at any file of the runner. Links that match, links to directories and directories that
 * cannot be listed are returned as skipped, so that it can be said.
 */
export function findFiles(root: string, include: readonly string[], exclude: readonly string[]): FoundFiles {
  const met = new Map<string, string>();
  const wanted = include.map(fromHere);
  const outside = linkedOutside(root, wanted);
  for (const folder of outside)
    met.set(folder, "a symbolic link to a directory that leads out of the workspace, which is not followed");
  const ignore = [...exclude.map(fromHere), ...outside.map((folder) => `${fastGlob.escapePath(folder)}/**`)];
  const options = { cwd: root, ignore, dot: true, followSymbolicLinks: false };
  const entries = fastGlob.sync(wanted, {
    ...options,
    onlyFiles: false,
    objectMode: true,
    fs: { readdirSync: recordingReaddir(root, met) },
  });
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.dirent.isFile()) files.push(entry.path);
    else if (entry.dirent.isSymbolicLink()) met.set(entry.path, "a symbolic link, which is not followed");
  }
  const skipped = [...met].map(([skippedPath, reason]) => ({ path: skippedPath, reason }));
  return { files: files.sort(), skipped: skipped.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** `./a/*.yaml` as `a/*.yaml`: fast-glob gives paths as a pattern writes them, and one file must have one path. */
function fromHere(pattern: string): string {
  return pattern.replace(/^(!?)(?:\.\/+)+/, "$1");
}

/** Folders that patterns start with: fast-glob opens them whatever they are. What a pattern itself leads out to was meant. */
function linkedOutside(root: string, patterns: readonly string[]): readonly string[] {
  const folders = new Set(fastGlob.generateTasks([...patterns], { dot: true }).map(({ base }) => base));
  return [...folders].filter(
    (folder) => !path.isAbsolute(folder) && !folder.split("/").includes("..") && !isInside(root, folder),
  );
}

/** fast-glob says nothing of links to directories and dies of one directory without permission: this tells of both. */
function recordingReaddir(root: string, met: Map<string, string>): FileSystemAdapter["readdirSync"] {
  function readdirSync(directory: string, options: { withFileTypes: true }): fs.Dirent[];
  function readdirSync(directory: string): string[];
  function readdirSync(directory: string, options?: { withFileTypes: true }): fs.Dirent[] | string[] {
    if (options === undefined) return fs.readdirSync(directory);
    try {
      const entries = fs.readdirSync(directory, options);
      for (const entry of entries) {
        if (!entry.isSymbolicLink()) continue;
        const link = path.join(directory, entry.name);
        if (isDirectory(link)) met.set(relative(root, link), "a symbolic link to a directory, which is not followed");
      }
      return entries;
    } catch (error) {
      met.set(relative(root, directory), `the directory cannot be listed (${errorCode(error)})`);
      return [];
    }
  }
  return readdirSync;
}

function isDirectory(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function relative(root: string, file: string): string {
  const below = path.relative(root, file) || ".";
  return path.sep === "/" ? below : below.replaceAll(path.sep, "/");
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
