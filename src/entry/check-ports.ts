import fs from "node:fs";
import { failed } from "../base/result.ts";
import type { BaseFiles, CheckPorts, SourcePorts } from "../check/ports.ts";
import { cacheOfLock, defaultCacheFolder, defaultLockFile, openCache } from "../io/fetch/cache.ts";
import { type HeadFiles, headFiles } from "../io/files/head-files.ts";
import { readDumpInput } from "../io/files/read-dump.ts";
import { LARGEST_FILE_BYTES } from "../io/files/read-file.ts";
import type { BaseCommit } from "../io/git/base-commit.ts";
import { baseFiles } from "../io/git/base-files.ts";
import { openBaseTree } from "../io/git/base-tree.ts";
import { blobId } from "../io/git/blob-id.ts";
import { ignoredByGit } from "../io/git/ignored.ts";
import { indexReader } from "../io/git/index-entries.ts";
import { notCheckedOut } from "../io/git/not-checked-out.ts";
import { remotesOf } from "../io/git/remotes.ts";
import { trackedByGit } from "../io/git/tracked.ts";
import { celPort } from "./cel-port.ts";
import { releasePorts, repositoryName } from "./release-ports.ts";
import { renderPorts } from "./render-ports.ts";

/**
 * The real outside of a check whose paths are relative to `root`.
 * @param base the commit to compare with, or why there is none
 */
export function checkPorts(root: string, base: BaseCommit, earlier: EarlierSteps = {}): CheckPorts {
  const head = headFiles(root);
  const index = indexReader(root);
  return portsWithBase(root, head, baseInGit(root, base, head, index), earlier, index);
}

/** What earlier steps of a job left, by absolute paths. */
export interface EarlierSteps {
  /** The cache and the lock of `fetch`, where they are not its defaults. */
  readonly cache?: string;
  readonly lock?: string;
  /** What was rendered of the base. */
  readonly baseRendered?: string;
}

/** The same with a base that was opened before. */
export function portsWithBase(
  root: string,
  head: HeadFiles,
  base: BaseFiles,
  earlier: EarlierSteps = {},
  index = indexReader(root),
): CheckPorts {
  return {
    head,
    base,
    render: renderPorts(process.env),
    sources: sourcePorts(root, earlier),
    cel: celPort(),
    releases: { ...releasePorts(root), name: () => repositoryName(root) },
    baseRendered: earlier.baseRendered === undefined ? null : headFiles(earlier.baseRendered),
    readStdin: () => readDumpInput(LARGEST_FILE_BYTES),
    ignoredByGit: (paths) => ignoredByGit(root, paths, index),
    trackedByGit: () => trackedByGit(root, index),
    leftOut: () => notCheckedOut(root, index),
    blobId,
    now: () => Date.now(),
  };
}

/** A commit's files as git has them, or why they are not to be had. */
export function baseInGit(root: string, base: BaseCommit, head: HeadFiles, index = indexReader(root)): BaseFiles {
  if (!base.ok) return { available: false, reason: base.reason };
  const opened = openBaseTree(root, base.value, index);
  if (!opened.ok) return { available: false, reason: opened.reason };
  return { available: true, rev: base.value, files: baseFiles(opened.value, head) };
}

/** Opened at the first question: most trees refer to nothing. */
function sourcePorts(root: string, { cache, lock }: EarlierSteps): SourcePorts {
  const folder = cache ?? (lock === undefined ? defaultCacheFolder(process.env) : cacheOfLock(lock, process.env));
  const file = lock ?? defaultLockFile(folder, root);
  let opened: ReturnType<typeof openCache> | undefined;
  const open = () => {
    opened ??= lock !== undefined && !fs.existsSync(lock) ? failed("there is no such file") : openCache(folder, file);
    return opened;
  };
  return {
    problem: () => {
      const found = open();
      if (found.ok) return null;
      const remedy =
        lock === undefined
          ? "Delete it, and run `crd-upgrade-guard fetch` again."
          : "Name the file that `crd-upgrade-guard fetch` wrote.";
      return { path: file, message: `The lock of sources cannot be read: ${found.reason}.`, remedy };
    },
    entry: (key) => {
      const found = open();
      return found.ok ? found.value.entry(key) : null;
    },
    read: (digest) => {
      const found = open();
      return found.ok ? found.value.read(digest) : found;
    },
    remotes: () => remotesOf(root, process.env),
  };
}
