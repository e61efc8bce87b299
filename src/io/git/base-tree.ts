import fs from "node:fs";
import path from "node:path";
import type { Result } from "../../base/result.ts";
import { blobsOf } from "./blobs.ts";
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
  /** Bytes of files of this commit, in one `git cat-file --batch`; absent: not in it. */
  readonly read: (paths: readonly string[]) => ReadonlyMap<string, Uint8Array>;
}

/** Names alone; and nothing is run for them, in submodules not even another git. */
const PLAIN = ["--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];

/**
 * Opens a commit's tree. Two commands: its files, and the paths in which the working tree differs.
 * @param root the workspace: the repository or a folder of it
 */
export function openBaseTree(root: string, sha: string): Result<BaseTree> {
  const opened = openCommit(root, sha);
  if (!opened.ok) return opened;
  const { files, links } = opened.value;
  const differing = gitContents(root, ["diff", ...PLAIN, "--relative", sha, "--", "."]);
  if (differing.status !== 0) return { ok: false, reason: firstWords(differing) };
  const changed = new Set(nulSeparated(differing.stdout));
  for (const file of reencoded(root, sha, [...files, ...links], changed)) changed.add(file);
  for (const link of links) changed.add(link);
  const { has } = opened.value;
  return { ok: true, value: { ...opened.value, isUnchanged: (path) => has(path) && !changed.has(path) } };
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
      read: (paths) => readBlobs(root, paths, blobs),
    },
  };
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
  const above = isTop ? null : gitContents(root, ["diff", ...PLAIN, sha, "--", ":(top)*.gitattributes"]);
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
