import type { BaseFiles, CheckPorts } from "../check/ports.ts";
import { type HeadFiles, headFiles } from "../io/files/head-files.ts";
import { readDumpInput } from "../io/files/read-dump.ts";
import { LARGEST_FILE_BYTES } from "../io/files/read-file.ts";
import type { BaseCommit } from "../io/git/base-commit.ts";
import { baseFiles } from "../io/git/base-files.ts";
import { openBaseTree } from "../io/git/base-tree.ts";
import { blobId } from "../io/git/blob-id.ts";
import { ignoredByGit } from "../io/git/ignored.ts";
import { notCheckedOut } from "../io/git/not-checked-out.ts";
import { trackedByGit } from "../io/git/tracked.ts";
import { renderPorts } from "./render-ports.ts";

/**
 * The real outside of a check whose paths are relative to `root`.
 * @param base the commit to compare with, or why there is none
 */
export function checkPorts(root: string, base: BaseCommit): CheckPorts {
  const head = headFiles(root);
  return portsWithBase(root, head, baseInGit(root, base, head));
}

/** The same with a base that was opened before. */
export function portsWithBase(root: string, head: HeadFiles, base: BaseFiles): CheckPorts {
  return {
    head,
    base,
    render: renderPorts(process.env),
    readStdin: () => readDumpInput(LARGEST_FILE_BYTES),
    ignoredByGit: (paths) => ignoredByGit(root, paths),
    trackedByGit: () => trackedByGit(root),
    leftOut: () => notCheckedOut(root),
    blobId,
    now: () => Date.now(),
  };
}

/** A commit's files as git has them, or why they are not to be had. */
export function baseInGit(root: string, base: BaseCommit, head: HeadFiles): BaseFiles {
  if (!base.ok) return { available: false, reason: base.reason };
  const opened = openBaseTree(root, base.value);
  if (!opened.ok) return { available: false, reason: opened.reason };
  return { available: true, rev: base.value, files: baseFiles(opened.value, head) };
}
