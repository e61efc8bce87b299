import type { Result } from "../base/result.ts";
import type { FailedEntry, FetchedEntry, LockEntry } from "../sources/lock.ts";
import type { SourceReference } from "../sources/reference.ts";
import type { FetchPlan, PlannedOrigin } from "./plan.ts";
import { allowWords, refusalWords } from "./policy.ts";
import type { FetchTarget } from "./target.ts";

/** What an origin stands for. */
export interface Fetched extends Omit<FetchedEntry, "digest"> {
  readonly bytes: Uint8Array;
}

export interface NotFetched {
  /** Part of a sentence: why there is nothing. */
  readonly reason: string;
  /** What would have been asked and nobody allowed; null: it is something else. */
  readonly refused: FetchTarget | null;
}

export type FetchStep = Extract<PlannedOrigin["step"], { readonly do: "fetch" }>;

/** What fetching needs of the outside. */
export interface FetchPorts {
  readonly fetch: (origin: PlannedOrigin, step: FetchStep) => Promise<Result<Fetched, NotFetched>>;
  /** Puts bytes into the cache. @returns their digest @throws what the file system says */
  readonly store: (bytes: Uint8Array) => string;
  readonly addToLock: (entries: Readonly<Record<string, LockEntry>>) => Promise<Result<unknown>>;
  /** Milliseconds. */
  readonly now: () => number;
  readonly tell: (outcome: SourceOutcome, place: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** What became of one origin, or of a reference that says none. */
export interface SourceOutcome {
  readonly references: readonly SourceReference[];
  readonly entry: LockEntry;
  /** It was there before. */
  readonly cached: boolean;
  /** Brought now; 0 where nothing was. */
  readonly bytes: number;
  readonly seconds: number;
  /** A sentence: what to do; null: nothing that we know. */
  readonly remedy: string | null;
}

/**
 * Fetches what a plan says, some at a time, and writes into the lock what is there while others are under way: one that
 * fails takes nothing from the others, and a job that is cancelled the last second at most.
 * @returns outcomes in the plan's order; not ok: the lock cannot be written
 */
export async function fetchSources(
  { origins, undecided }: Pick<FetchPlan, "origins" | "undecided">,
  concurrency: number,
  ports: FetchPorts,
): Promise<Result<readonly SourceOutcome[]>> {
  const outcomes = new Map<number, SourceOutcome>();
  const of = origins.length + undecided.length;
  const settle = (index: number, outcome: SourceOutcome) => {
    outcomes.set(index, outcome);
    ports.tell(outcome, { done: outcomes.size, of });
  };
  const lock = lockWriter(ports);
  const queue = origins.entries();
  const work = async () => {
    for (const [index, planned] of queue) {
      const outcome = await outcomeOf(planned, ports);
      // Credentials in an address would be in the lock's keys.
      if (planned.step.do !== "keep" && planned.step.do !== "fail") lock.add(planned.key, outcome.entry);
      settle(index, outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  for (const [index, { reference, reason }] of undecided.entries()) {
    settle(origins.length + index, failure([reference], { error: reason, cause: "failed" }, 0, null));
  }
  const written = await lock.end();
  if (!written.ok) return written;
  return { ok: true, value: [...outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome) };
}

async function outcomeOf(planned: PlannedOrigin, ports: FetchPorts): Promise<SourceOutcome> {
  const { step, references } = planned;
  switch (step.do) {
    case "keep":
      return { references, entry: step.entry, cached: true, bytes: 0, seconds: 0, remedy: null };
    case "refuse": {
      const entry: FailedEntry = { error: refusalWords(step.target), cause: "not-allowed" };
      return failure(references, entry, 0, allowWords(step.target));
    }
    case "fail":
      return failure(references, { error: step.reason, cause: "failed" }, 0, null);
    case "fetch": {
      const start = ports.now();
      const fetched = await ports.fetch(planned, step);
      const seconds = (ports.now() - start) / 1000;
      if (!fetched.ok) {
        const { reason, refused } = fetched;
        const cause = refused === null ? "failed" : "not-allowed";
        return failure(references, { error: reason, cause }, seconds, refused === null ? null : allowWords(refused));
      }
      const { bytes, ...facts } = fetched.value;
      const entry = { digest: ports.store(bytes), ...facts };
      return { references, entry, cached: false, bytes: bytes.length, seconds, remedy: null };
    }
    default:
      return step satisfies never;
  }
}

function failure(
  references: readonly SourceReference[],
  entry: FailedEntry,
  seconds: number,
  remedy: string | null,
): SourceOutcome {
  return { references, entry, cached: false, bytes: 0, seconds, remedy };
}

/** Each write reads and writes the whole lock, and a tree may have thousands of sources. */
const BETWEEN_WRITES_MS = 1000;

/** Writes one after another, now and then and in the end, together what came meanwhile. */
function lockWriter({ addToLock, now }: FetchPorts) {
  let waiting: Record<string, LockEntry> = {};
  let writing: Promise<Result<unknown>> = Promise.resolve({ ok: true, value: null });
  let next = now();
  const flush = async (before: Result<unknown>): Promise<Result<unknown>> => {
    const entries = waiting;
    if (!before.ok || Object.keys(entries).length === 0) return before;
    waiting = {};
    return addToLock(entries);
  };
  return {
    add: (key: string, entry: LockEntry) => {
      waiting[key] = entry;
      if (now() < next) return;
      next = now() + BETWEEN_WRITES_MS;
      writing = writing.then(flush);
    },
    end: () => writing.then(flush),
  };
}
