import path from "node:path";
import type { Result } from "../base/result.ts";
import type { TreeFiles } from "../check/ports.ts";
import { type FetchPorts, fetchSources } from "../fetch/fetch-sources.ts";
import { planFetch } from "../fetch/plan.ts";
import { type FetchResult, fetchResult, outcomeLine } from "../fetch/result.ts";
import { defaultCacheFolder, defaultLockFile, openCache } from "../io/fetch/cache.ts";
import { type FetchRun, fetchPort } from "../io/fetch/run-fetch.ts";
import { addToLock, storeBlob } from "../io/fetch/store.ts";
import type { ProgressSink } from "../io/terminal/progress.ts";
import type { Environment } from "../io/tools/environment.ts";
import { ownRepository } from "../sources/own-repository.ts";
import { printableLine } from "../text/escape.ts";
import { readSources } from "./fetch-trees.ts";
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
  const isOwn = ownRepository(trees.own);
  const head = readSources(trees.head, isOwn, (paths) => {
    const answer = paths.length === 0 ? null : trees.ignoredByGit(paths);
    return answer?.ok === true ? answer.value : new Set();
  });
  if (typeof head === "string") return head;
  const base = trees.base === null ? null : readSources(trees.base.files, isOwn);
  if (typeof base === "string") return `In the base: ${base}`;
  for (const { path: file, range, message } of head.inventory.problems) {
    warn(`${file}:${range.startLine}: not read for sources: ${message}`);
  }
  const cache = path.resolve(settings.root, settings.cache ?? defaultCacheFolder(environment));
  const lock = path.resolve(settings.root, settings.lock ?? defaultLockFile(cache, settings.root));
  const known = openCache(cache, lock);
  if (!known.ok) return `The lock \`${lock}\` cannot be read: ${known.reason}. Remove it to have it written anew.`;
  const plan = planFetch({
    head: head.inventory.references,
    base: base?.inventory.references ?? null,
    all: settings.all,
    allow: (base ?? head).config.fetch.allow,
    identityOf: (tree, file) => identityOf(tree === "head" ? trees.head : (trees.base?.files ?? trees.head), file),
    locked: known.value.entry,
    has: (digest) => known.value.read(digest).ok,
  });
  const { githubToken } = settings;
  const userAgent = `crd-upgrade-guard/${TOOL_VERSION}`;
  const ports: FetchPorts = {
    fetch: fetchPort({ policy: plan.policy, environment, userAgent, githubToken, ...network }),
    store: (bytes) => storeBlob(cache, bytes),
    addToLock: (entries) => addToLock(lock, entries),
    now,
    tell: (outcome, { done, of }) => progress.tell(printableLine(outcomeLine(outcome)), done, of),
  };
  progress.begin(plan.origins.length + plan.undecided.length);
  const outcomes = await fetchSources(plan, settings.concurrency, ports);
  progress.end();
  if (!outcomes.ok) return `The lock \`${lock}\` cannot be written: ${outcomes.reason}.`;
  return fetchResult(outcomes.value, { toolVersion: TOOL_VERSION, base: trees.base?.rev ?? null, cache, lock });
}

/** Two trees name unchanged files alike; a file that is not there is one of its own. */
function identityOf(tree: TreeFiles, file: string): string {
  return tree.kindOf(file) === "file" ? tree.identityOf(file) : "";
}
