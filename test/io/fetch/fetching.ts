import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type FetchPorts, fetchSources } from "../../../src/fetch/fetch-sources.ts";
import { planFetch } from "../../../src/fetch/plan.ts";
import { openCache } from "../../../src/io/fetch/cache.ts";
import { type FetchRun, fetchPort } from "../../../src/io/fetch/run-fetch.ts";
import { addToLock, storeBlob } from "../../../src/io/fetch/store.ts";
import type { LockEntry } from "../../../src/sources/lock.ts";
import { type FetchableOrigin, originKey, type SourceReference } from "../../../src/sources/reference.ts";

export interface Trial {
  readonly allow: readonly string[];
  /** What is tried; the base refers to it too, or, where given, to this. */
  readonly origins: readonly FetchableOrigin[];
  readonly base?: readonly FetchableOrigin[];
  readonly folder: string;
  readonly run?: Partial<FetchRun>;
}

export interface TrialResult {
  /** The lock's entry of each origin. */
  readonly entries: readonly (LockEntry | null)[];
  /** What was brought; null: nothing. */
  readonly contents: readonly (Uint8Array | null)[];
  readonly remedies: readonly (string | null)[];
  /** How long it was to wait, each time, in milliseconds. */
  readonly waits: readonly number[];
}

/** Fetches with everything real but the clock. */
export async function fetching({ allow, origins, base, folder, run = {} }: Trial): Promise<TrialResult> {
  const references = origins.map(referenceTo);
  const cache = path.join(folder, "cache");
  const lockFile = path.join(cache, "sources.lock.json");
  const opened = () => {
    const known = openCache(cache, lockFile);
    if (!known.ok) throw new Error(known.reason);
    return known.value;
  };
  const plan = planFetch({
    head: references,
    base: base === undefined ? null : base.map(referenceTo),
    all: true,
    allow,
    identityOf: () => "",
    locked: opened().entry,
    has: () => false,
  });
  const waits: number[] = [];
  const patience = {
    random: () => 0.5,
    sleep: async (ms: number, signal: AbortSignal) => {
      waits.push(ms);
      await sleep(0, undefined, { signal });
    },
  };
  const ports: FetchPorts = {
    fetch: fetchPort({
      policy: () => plan.policy,
      environment: { PATH: process.env.PATH ?? "", HOME: folder, DOCKER_CONFIG: folder, HELM_CONFIG_HOME: folder },
      userAgent: "tests",
      githubToken: null,
      patience,
      ...run,
    }),
    store: (bytes) => storeBlob(cache, bytes),
    addToLock: (entries) => addToLock(lockFile, entries),
    now: () => 0,
    tell: () => {},
  };
  fs.mkdirSync(cache, { recursive: true });
  const outcomes = await fetchSources(plan, 4, ports);
  if (!outcomes.ok) throw new Error(outcomes.reason);
  const known = opened();
  const entries = origins.map((origin) => known.entry(originKey(origin)));
  return {
    entries,
    contents: entries.map((entry) => {
      if (entry === null || !("digest" in entry)) return null;
      const read = known.read(entry.digest);
      return read.ok ? read.value : null;
    }),
    remedies: origins.map((origin) => {
      const found = outcomes.value.find(({ references: [first] }) => first?.origin === origin);
      return found?.remedy ?? null;
    }),
    waits,
  };
}

const PLACE = { path: "a.yaml", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 } };

function referenceTo(origin: FetchableOrigin): SourceReference {
  return {
    kind: "HelmRelease",
    name: "a",
    namespace: null,
    origin,
    version: null,
    place: PLACE,
    object: PLACE,
    delivery: { by: "files", client: "unknown", recurse: false },
    destination: null,
  };
}
