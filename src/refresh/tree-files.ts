import micromatch from "micromatch";
import { done } from "../base/result.ts";
import { folderOf, staticFolder } from "../snapshots/place.ts";
import { profilePatterns } from "../snapshots/profiles/profile-place.ts";
import type { Branches } from "./host.ts";
import type { Outcome } from "./outcome.ts";

/** Files by path, with the names that git gives to their bytes. */
export type FileNames = ReadonlyMap<string, string>;

/** Snapshots, and profiles beside them. */
export function recordedFiles(
  branches: Branches,
  root: string,
  patterns: readonly string[],
): Promise<Outcome<FileNames>> {
  return matchingFiles(branches, root, [...patterns, ...profilePatterns(patterns)]);
}

/**
 * Regular files of a tree that match. Only the folders that the patterns start with are walked to, and what is below
 * them comes in one request.
 */
async function matchingFiles(
  branches: Branches,
  root: string,
  patterns: readonly string[],
): Promise<Outcome<FileNames>> {
  const found = new Map<string, string>();
  for (const folder of new Set(patterns.map(staticFolder))) {
    const tree = await folderAt(branches, root, folder);
    if (!tree.ok) return tree;
    if (tree.value === null) continue;
    const listed = await branches.entries(tree.value, true);
    if (!listed.ok) return listed;
    const prefix = folder === "" ? "" : `${folder}/`;
    for (const { path, kind, sha } of listed.value) {
      const whole = `${prefix}${path}`;
      if (kind === "file" && micromatch.isMatch(whole, [...patterns], { dot: true })) found.set(whole, sha);
    }
  }
  return done(new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The name of one file; null: the tree has no regular file there. */
export async function fileAt(branches: Branches, root: string, path: string): Promise<Outcome<string | null>> {
  const folder = await folderAt(branches, root, folderOf(path));
  if (!folder.ok || folder.value === null) return folder;
  const listed = await branches.entries(folder.value, false);
  if (!listed.ok) return listed;
  const entry = listed.value.find((one) => one.kind === "file" && one.path === path.slice(path.lastIndexOf("/") + 1));
  return done(entry?.sha ?? null);
}

/**
 * The files in which two trees differ, with the name that the second one has (null: it has none). Folders with equal
 * names are equal and not looked into.
 */
export async function differences(
  branches: Branches,
  before: string,
  after: string,
): Promise<Outcome<ReadonlyMap<string, string | null>>> {
  const found = new Map<string, string | null>();
  const pairs: { readonly path: string; readonly before: string | null; readonly after: string | null }[] = [
    { path: "", before, after },
  ];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    if (pair.before === pair.after) continue;
    const [left, right] = [await entriesByName(branches, pair.before), await entriesByName(branches, pair.after)];
    if (!left.ok) return left;
    if (!right.ok) return right;
    for (const name of new Set([...left.value.keys(), ...right.value.keys()])) {
      const [one, other] = [left.value.get(name), right.value.get(name)];
      if (one?.sha === other?.sha && one?.kind === other?.kind) continue;
      const path = pair.path === "" ? name : `${pair.path}/${name}`;
      const folders = { before: folderSha(one), after: folderSha(other) };
      if (folders.before !== null || folders.after !== null) pairs.push({ path, ...folders });
      if (other !== undefined && other.kind !== "folder") found.set(path, other.sha);
      else if (one !== undefined && one.kind !== "folder") found.set(path, null);
    }
  }
  return done(found);
}

type Entry = { readonly kind: string; readonly sha: string };

function folderSha(entry: Entry | undefined): string | null {
  return entry?.kind === "folder" ? entry.sha : null;
}

async function entriesByName(branches: Branches, tree: string | null): Promise<Outcome<ReadonlyMap<string, Entry>>> {
  if (tree === null) return done(new Map());
  const listed = await branches.entries(tree, false);
  return listed.ok ? done(new Map(listed.value.map((entry) => [entry.path, entry]))) : listed;
}

async function folderAt(branches: Branches, root: string, folder: string): Promise<Outcome<string | null>> {
  let tree = root;
  for (const name of folder === "" ? [] : folder.split("/")) {
    const listed = await branches.entries(tree, false);
    if (!listed.ok) return listed;
    const entry = listed.value.find((one) => one.kind === "folder" && one.path === name);
    if (entry === undefined) return done(null);
    tree = entry.sha;
  }
  return done(tree);
}

/** Branches whose trees and blobs, which never change, are each asked for once. */
export function remembering(branches: Branches): Branches {
  return {
    ...branches,
    entries: once(branches.entries, (tree, recursive) => `${recursive} ${tree}`),
    blob: once(branches.blob, (sha) => sha),
  };
}

/** What failed is asked for again. */
function once<A extends readonly unknown[], T>(
  ask: (...args: A) => Promise<Outcome<T>>,
  keyOf: (...args: A) => string,
): (...args: A) => Promise<Outcome<T>> {
  const kept = new Map<string, Outcome<T>>();
  return async (...args) => {
    const key = keyOf(...args);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = await ask(...args);
    if (answer.ok) kept.set(key, answer);
    return answer;
  };
}
