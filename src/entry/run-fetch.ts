import path from "node:path";
import { done, type Result } from "../base/result.ts";
import type { CheckPorts, TreeFiles } from "../check/ports.ts";
import { createContents } from "../check/sources/contents.ts";
import { dugAtHand, leadsNowhere } from "../check/sources/dig.ts";
import { fetchLevels, type LevelsPorts } from "../fetch/fetch-levels.ts";
import { fetchPolicy } from "../fetch/policy.ts";
import { type FetchResult, fetchResult, outcomeLine } from "../fetch/result.ts";
import { defaultCacheFolder, defaultLockFile, openCache } from "../io/fetch/cache.ts";
import { type FetchRun, fetchPort } from "../io/fetch/run-fetch.ts";
import { addToLock, storeBlob } from "../io/fetch/store.ts";
import type { ProgressSink } from "../io/terminal/progress.ts";
import type { Environment } from "../io/tools/environment.ts";
import type { LockEntry } from "../sources/lock.ts";
import { ownRepository } from "../sources/own-repository.ts";
import { type FetchableOrigin, originKey } from "../sources/reference.ts";
import { printableLine } from "../text/escape.ts";
import { treesReader } from "./fetch-trees.ts";
import { renderPorts } from "./render-ports.ts";
import { TOOL_VERSION } from "./version.ts";

export interface FetchSettings {
  readonly root: string;
  readonly all: boolean;
  /** null: the default. */
  readonly cache: string | null;
  readonly lock: string | null;
  readonly concurrency: number;
  readonly githubToken: string | null;
}

export interface FetchTrees {
  readonly head: TreeFiles;
  /** null: there is no base, and the tree itself says what may be asked. */
  readonly base: { readonly rev: string; readonly files: TreeFiles } | null;
  /** Addresses of the repository itself. */
  readonly own: readonly string[];
  readonly ignoredByGit: (paths: readonly string[]) => Result<ReadonlySet<string>>;
  readonly trackedByGit: CheckPorts["trackedByGit"];
}

export interface FetchOutside {
  readonly environment: Environment;
  readonly progress: ProgressSink;
  readonly warn: (sentence: string) => void;
  readonly now: () => number;
  /** What tests put in place of the network's own. */
  readonly network?: Partial<Pick<FetchRun, "resolve" | "patience" | "limits">>;
}

/** Plans, fetches and keeps. @returns a sentence where it could not work at all @throws what the file system says */
export async function runFetch(
  settings: FetchSettings,
  trees: FetchTrees,
  outside: FetchOutside,
): Promise<FetchResult | string> {
  const { environment, progress, warn, now, network } = outside;
  const cache = path.resolve(settings.root, settings.cache ?? defaultCacheFolder(environment));
  const lock = path.resolve(settings.root, settings.lock ?? defaultLockFile(cache, settings.root));
  const known = openCache(cache, lock);
  if (!known.ok) return `The lock \`${lock}\` cannot be read: ${known.reason}. Remove it to have it written anew.`;
  const fetched = new Map<string, LockEntry>();
  const entry = (key: string) => fetched.get(key) ?? known.value.entry(key);
  let held: ReadonlySet<string> = new Set();
  const unheld = (key: string) => (held.has(key) ? null : entry(key));
  const contents = createContents({ entry: unheld, read: known.value.read }, ownRepository(trees.own));
  const { head: files, trackedByGit, ignoredByGit } = trees;
  const outer = { head: files, render: renderPorts(environment), trackedByGit, ignoredByGit, now };
  const isEnd = (origin: FetchableOrigin) => {
    const known = unheld(originKey(origin));
    return known !== null && "digest" in known && known.leadsNowhere === TOOL_VERSION;
  };
  const reader = treesReader(outer, contents, isEnd);
  const baseFiles = trees.base?.files ?? null;
  const head = reader.head(baseFiles);
  if (typeof head === "string") return head;
  const base = baseFiles === null ? null : reader.base(baseFiles);
  if (typeof base === "string") return `In the base: ${base}`;
  const sides = { head: head.digger(), base: base?.digger() ?? null };
  for (const { path: file, range, message } of sides.head.problems) {
    warn(`${file}:${range.startLine}: not read for sources: ${message}`);
  }
  const { githubToken, all } = settings;
  const userAgent = `crd-upgrade-guard/${TOOL_VERSION}`;
  let policy = NO_POLICY;
  const bring = fetchPort({ policy: () => policy, environment, userAgent, githubToken, ...network });
  const ports: LevelsPorts = {
    fetch: async (origin, step) => {
      const brought = await bring(origin, step);
      if (!brought.ok || !leadsNowhere(brought.value.content, brought.value.bytes)) return brought;
      return done({ ...brought.value, leadsNowhere: TOOL_VERSION });
    },
    store: (bytes) => storeBlob(cache, bytes),
    addToLock: (entries) => {
      for (const [key, one] of Object.entries(entries)) fetched.set(key, one);
      return addToLock(lock, entries);
    },
    now,
    tell: (outcome, place) => progress.tell(printableLine(outcomeLine(outcome)), place.done, place.of),
    begin: (of, allowed, refused) => {
      policy = allowed;
      held = refused;
      progress.begin(of);
    },
  };
  const outcomes = await fetchLevels(
    {
      ...sides,
      all,
      allow: (base ?? head).guard.settings.fetch.allow,
      identityOf: (tree, file) => identityOf(tree === "head" ? files : (baseFiles ?? files), file),
      locked: entry,
      has: (digest) => known.value.read(digest).ok,
      knownOfBase: () => (base === null ? [] : dugAtHand(base.digger())),
    },
    settings.concurrency,
    ports,
  );
  progress.end();
  if (!outcomes.ok) return `The lock \`${lock}\` cannot be written: ${outcomes.reason}.`;
  return fetchResult(outcomes.value, { toolVersion: TOOL_VERSION, base: trees.base?.rev ?? null, cache, lock });
}

const NO_POLICY = fetchPolicy([], []);

/** Two trees name unchanged files alike; a file that is not there is one of its own. */
function identityOf(tree: TreeFiles, file: string): string {
  return tree.kindOf(file) === "file" ? tree.identityOf(file) : "";
}
