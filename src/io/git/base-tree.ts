import fs from "node:fs";
import path from "node:path";
import { done, type Result } from "../../base/result.ts";
import { fileReader } from "../files/read-file.ts";
import { blobsOf } from "./blobs.ts";
import { type IndexReader, indexReader, isAssumed, isLeftOut } from "./index-entries.ts";
import { firstWords, git, gitContents, nulSeparated } from "./run.ts";

/** The files of a commit below the workspace, and which of them the working tree still has unchanged. */
export interface BaseTree {
  readonly sha: string;
  /** Regular files, relative to the workspace, sorted. */
  readonly files: readonly string[];
  /** Whether there is such a file or link. */
  readonly has: (path: string) => boolean;
  /** Symbolic links, sorted; `read` gives what each points at, where that is known. */
  readonly links: readonly string[];
  /** Whether the working tree has the same bytes at this path. */
  readonly isUnchanged: (path: string) => boolean;
  /** Whether the checkout has files of this path, as far as git knows; false: a sparse one leaves it out. */
  readonly isHere: (path: string) => boolean;
  /** Bytes of files of this commit, in one `git cat-file --batch`; absent: not in it. */
  readonly read: (paths: readonly string[]) => ReadonlyMap<string, Uint8Array>;
}

/** Nothing is run for them, in submodules not even another git. */
const PLAIN = ["-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];

/**
 * Opens a commit's tree. Two commands: the paths in which the working tree differs, and those in which the index does, which
 * lists most of its files; and a third one where the index cannot tell.
 * @param root the workspace: the repository or a folder of it
 */
export function openBaseTree(root: string, sha: string, index: IndexReader = indexReader(root)): Result<BaseTree> {
  const differing = gitContents(root, ["diff", "--name-only", ...PLAIN, "--relative", sha, "--", "."]);
  if (differing.status !== 0) return { ok: false, reason: firstWords(differing) };
  const changed = new Set(nulSeparated(differing.stdout));
  const listed = listedByIndex(root, sha, index);
  const opened = listed === null ? openCommit(root, sha) : done(listed);
  if (!opened.ok) return opened;
  const { files, links } = opened.value;
  for (const file of reencoded(root, sha, [...files, ...links], changed)) changed.add(file);
  for (const link of links) changed.add(link);
  for (const file of unseen(root, opened.value, index)) changed.add(file);
  const { has } = opened.value;
  const entries = index();
  const left = new Set((entries.ok ? entries.value.others : []).filter(isLeftOut).map((entry) => entry.path));
  const isUnchanged = (file: string) => has(file) && !changed.has(file);
  return { ok: true, value: { ...opened.value, isUnchanged, isHere: (file) => !left.has(file) } };
}

/**
 * A commit's files as those of the index, but for what tells these two apart: to list them all takes git and us several times
 * as long.
 * @returns null: the index does not tell
 */
function listedByIndex(root: string, sha: string, index: IndexReader): BaseTree | null {
  const entries = index();
  // What a merge left open, or a sparse checkout leaves out, is not the index's alone to tell.
  if (!entries.ok || entries.value.others.some(({ tag }) => tag !== "H")) return null;
  const { present, links: linked } = entries.value;
  // Names without contents (`git add -N`) are told of, too: the index has them.
  const compared = ["--cached", "--ita-visible-in-index", "--raw", "--no-abbrev"];
  const run = gitContents(root, ["diff-index", ...compared, ...PLAIN, "--relative", sha, "--", "."]);
  const printed = run.stdout.toString("utf8");
  // Names that are no UTF-8 may look alike.
  if (run.status !== 0 || printed.includes("\ufffd")) return null;
  const before = new Map<string, { readonly mode: string; readonly id: string }>();
  const fields = printed.split("\0");
  for (let at = 0; at + 1 < fields.length; at += 2) {
    // `:<mode> <new mode> <id> <new id> <what>`
    const [mode = "", , id = "", , what = ""] = fields[at]?.slice(1).split(" ") ?? [];
    if (!/^[ADMT]$/.test(what)) return null;
    before.set(fields[at + 1] ?? "", { mode, id });
  }
  const files = [...present].filter((path) => !before.has(path) && !linked.has(path));
  const links = [...linked.keys()].filter((path) => !before.has(path));
  const blobs = new Map([...linked].filter(([path]) => !before.has(path)));
  for (const [path, { mode, id }] of before) {
    // Of a new file it has none, and a submodule is a commit.
    if (!/^1[02]0/.test(mode)) continue;
    blobs.set(path, id);
    (mode === "120000" ? links : files).push(path);
  }
  const has = (path: string) => blobs.has(path) || (present.has(path) && !before.has(path));
  let whole: Result<BaseTree> | undefined;
  return {
    sha,
    files: files.sort(),
    links: links.sort(),
    has,
    isUnchanged: () => false,
    isHere: () => true,
    read: (paths) => {
      if (paths.every((path) => blobs.has(path) || !has(path))) return readBlobs(root, paths, blobs);
      // The working tree lost what it had when git looked.
      whole ??= openCommit(root, sha);
      return whole.ok ? whole.value.read(paths) : new Map();
    },
  };
}

/** Opens a commit's tree alone: nothing of it is taken from the working tree. @param root as of `openBaseTree` */
export function openCommit(root: string, sha: string): Result<BaseTree> {
  const listed = gitContents(root, ["ls-tree", "-r", "-z", sha, "--", "."]);
  if (listed.status !== 0) return { ok: false, reason: firstWords(listed) };
  const blobs = new Map<string, string>();
  const [files, links]: [string[], string[]] = [[], []];
  for (const entry of nulSeparated(listed.stdout)) {
    // `<mode> blob <id>\t<path>`. Submodules are commits, no blobs.
    if (!entry.startsWith(" blob ", 6)) continue;
    const tab = entry.indexOf("\t", 12);
    const file = entry.slice(tab + 1);
    blobs.set(file, entry.slice(12, tab));
    (entry.startsWith("120") ? links : files).push(file);
  }
  return {
    ok: true,
    value: {
      sha,
      files: files.sort(),
      links: links.sort(),
      has: (path) => blobs.has(path),
      isUnchanged: () => false,
      isHere: () => true,
      read: (paths) => readBlobs(root, paths, blobs),
    },
  };
}

/**
 * Files that git counts as unchanged without looking at them, since somebody told it to (`git update-index`), and that are
 * not. What is not there at all was left out of the checkout.
 */
function unseen(root: string, { has, read }: BaseTree, index: IndexReader): readonly string[] {
  const entries = index();
  const assumed = (entries.ok ? entries.value.others : []).filter(isAssumed).map((entry) => entry.path);
  const here = assumed.filter((file) => has(file) && fs.existsSync(path.join(root, file)));
  if (here.length === 0) return [];
  const contents = read(here);
  const readHere = fileReader(root);
  return here.filter((file) => {
    const [now, before] = [readHere(file), contents.get(file)];
    return !now.ok || before === undefined || Buffer.compare(now.value, before) !== 0;
  });
}

/**
 * Files that git counts as unchanged although their bytes are not, since the change gives them another encoding on disk
 * (`working-tree-encoding` in .gitattributes). Git is asked only where a change touches such a file.
 */
function reencoded(
  root: string,
  sha: string,
  files: readonly string[],
  changed: ReadonlySet<string>,
): readonly string[] {
  const isTop = fs.existsSync(path.join(root, ".git"));
  const above = isTop ? null : gitContents(root, ["diff", "--name-only", ...PLAIN, sha, "--", ":(top)*.gitattributes"]);
  if (above?.stdout.length === 0) return [];
  if (above === null && ![...changed].some((one) => /(^|\/)\.gitattributes$/.test(one))) return [];
  const asked = files.filter((file) => !changed.has(file));
  const run = git(
    root,
    ["check-attr", "-z", "--stdin", "working-tree-encoding"],
    asked.map((one) => `${one}\0`).join(""),
  );
  // Where git cannot tell, each is read from the commit.
  if (run.status !== 0) return asked;
  const answers = nulSeparated(run.stdout);
  return asked.filter((_, index) => !["unspecified", "unset"].includes(answers[index * 3 + 2] ?? ""));
}

/** By their ids: a path may have a newline in it, or bytes that are no UTF-8. */
function readBlobs(
  root: string,
  paths: readonly string[],
  blobs: ReadonlyMap<string, string>,
): ReadonlyMap<string, Uint8Array> {
  const ids = [...new Set(paths.flatMap((path) => blobs.get(path) ?? []))];
  const contents = new Map<string, Uint8Array>();
  if (ids.length === 0) return contents;
  const run = gitContents(root, ["cat-file", "--batch"], ids.map((id) => `${id}\n`).join(""));
  const byId = blobsOf(run.stdout, ids);
  for (const path of paths) {
    const bytes = byId.get(blobs.get(path) ?? "");
    if (bytes !== undefined) contents.set(path, bytes);
  }
  return contents;
}
