import type { Report } from "../report/report.ts";
import { type Applied, applyOperations, newRun, type ReviewWriter } from "./apply.ts";
import type { FileRelations, Plan, PullRequestDiff, ReviewOptions, ReviewState } from "./model.ts";
import { plan } from "./plan.ts";

/** What posting needs of the outside. */
export interface PostPorts {
  readonly readState: () => Promise<Reading<ReviewState & { readonly isOpen: boolean }>>;
  readonly readHead: () => Promise<Reading<{ readonly headSha: string; readonly isOpen: boolean }>>;
  /** Asked for once, and only where there is something to place. What cannot be read is unknown. */
  readonly readDiff: () => Promise<ReviewDiff>;
  readonly writer: ReviewWriter;
  readonly pause: (seconds: number) => Promise<void>;
  readonly debug: (line: string) => void;
}

/** `reason` is a sentence without its period. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export interface ReviewDiff {
  readonly diff: PullRequestDiff;
  readonly relations: FileRelations;
}

export interface PostRequest {
  readonly report: Report;
  /** The pull request's commit that the report is about. */
  readonly headSha: string;
  readonly options: ReviewOptions;
}

export interface Posted {
  /** false: something of what should stand on the pull request does not. */
  readonly complete: boolean;
  /** Where the summary stands; null: there is none. */
  readonly summaryUrl: string | null;
  /** Sentences for the log: what was not posted, and what would help. */
  readonly notes: readonly string[];
}

/** A write whose end is not known is looked after this often; an outage that lasts longer is left to the next run. */
const MOST_ATTEMPTS = 3;
/** Lists may be behind a write that was just done. */
const SECONDS_BEFORE_LOOKING = 2;
const NO_DIFF: ReviewDiff = {
  diff: { files: [], complete: false },
  relations: { head: new Map(), base: new Map() },
};

/**
 * Makes the pull request say what the report says. Nothing is written where its head is no longer the commit of the
 * report, or where it is closed: the run of the newer head writes. After a write that may or may not have been done,
 * everything is read and planned again before the next one. Never throws for what GitHub or the network denies, and
 * never changes the report.
 */
export async function post({ report, headSha, options }: PostRequest, ports: PostPorts): Promise<Posted> {
  const run = newRun();
  let given: ReviewDiff | null = null;
  let applied: Applied = { kind: "done" };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    if (attempt > 0) await ports.pause(SECONDS_BEFORE_LOOKING);
    const state = await ports.readState();
    if (!state.ok) return nothing(`Nothing is posted on the pull request: ${state.reason}.`);
    const stale = whyStale(state.value, headSha);
    if (stale !== null) return { ...nothing(stale), complete: true };
    const planWith = (diff: ReviewDiff) => plan({ report, ...diff, state: state.value, options });
    // History is fetched for the diff: not where nothing has a place, or old findings alone that nothing is to be said of.
    if (
      given === null &&
      (hasPlaces(report) || (report.findings.length > 0 && planWith(NO_DIFF).operations.length > 0))
    ) {
      given = await ports.readDiff();
    }
    const planned = planWith(given ?? NO_DIFF);
    if (attempt === 0) tell(planned, ports);
    run.summaryUrl ??= planned.summaryUrl;
    if (planned.operations.length === 0) return finished({ kind: "done" });
    const head = await ports.readHead();
    if (!head.ok) return nothing(`Nothing is posted on the pull request: ${head.reason}.`);
    const moved = whyStale(head.value, headSha);
    if (moved !== null) return { ...nothing(moved), complete: true };
    applied = await applyOperations(planned.operations, run, ports);
    if (applied.kind !== "again") break;
    ports.debug(`reading the pull request again: ${applied.reason}`);
  }
  return finished(applied);

  function finished(end: Applied): Posted {
    const notes = [...run.denied].map(([what, reason]) => `${what} not posted on the pull request: ${reason}.`);
    if (end.kind !== "done")
      notes.push(`The pull request's comments are not complete: ${end.reason}. The next run completes them.`);
    return { complete: notes.length === 0, summaryUrl: run.summaryUrl, notes };
  }
}

function hasPlaces({ findings }: Report): boolean {
  return findings.some(({ state }) => state === "introduced");
}

function nothing(note: string): Posted {
  return { complete: false, summaryUrl: null, notes: [note] };
}

function whyStale(now: { readonly headSha: string; readonly isOpen: boolean }, headSha: string): string | null {
  if (!now.isOpen) return "Nothing is posted on the pull request: it is closed.";
  if (now.headSha === headSha) return null;
  return `Nothing is posted on the pull request: its head is ${now.headSha} by now, and this run is about ${headSha}; the run of the newer commit posts.`;
}

function tell({ placements, operations }: Plan, { debug }: PostPorts): void {
  for (const { rule, fingerprint, shown, anchor } of placements) {
    const line = anchor?.kind === "line" ? ` ${anchor.side} ${anchor.line}` : "";
    debug(`${fingerprint} ${rule}: ${shown}${anchor === null ? "" : ` at ${anchor.path}${line}`}`);
  }
  debug(`planned: ${operations.map(({ kind }) => kind).join(", ") || "nothing"}`);
}
