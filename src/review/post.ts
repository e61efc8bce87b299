import type { Denied, Result } from "../base/result.ts";
import { shortCommit } from "../report/commit.ts";
import type { Report } from "../report/report.ts";
import { type Applied, applyOperations, newRun, type ReviewWriter, type Run } from "./apply.ts";
import type { FileRelations, Plan, PullRequestDiff, ReviewOptions, ReviewState } from "./model.ts";
import { plan } from "./plan.ts";

/** What posting needs of the outside. */
export interface PostPorts {
  readonly readState: () => Promise<Result<ReviewState & { readonly isOpen: boolean }, Denied>>;
  readonly readHead: () => Promise<Result<{ readonly headSha: string; readonly isOpen: boolean }, Denied>>;
  /** Asked for once, and only where there is something to place. What cannot be read is unknown. */
  readonly readDiff: () => Promise<ReviewDiff>;
  readonly writer: ReviewWriter;
  readonly pause: (seconds: number) => Promise<void>;
  readonly debug: (line: string) => void;
}

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
  /** Fingerprints of findings that a review comment tells of with their steps; absent where none surely stands. */
  readonly commented?: ReadonlySet<string>;
  /** Sentences for the log: what was not posted, and what would help. */
  readonly notes: readonly string[];
  /** That the token may not write, and what it lacks: whoever set the job up should see it. */
  readonly forbidden?: string;
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
export async function post(request: PostRequest, ports: PostPorts): Promise<Posted> {
  const run = newRun();
  const readDiff = once(ports.readDiff);
  let end = await attempt(request, { ...ports, readDiff }, run);
  for (let attempts = 1; end.kind === "again" && attempts < MOST_ATTEMPTS; attempts++) {
    ports.debug(`reading the pull request again: ${end.reason}`);
    await ports.pause(SECONDS_BEFORE_LOOKING);
    end = await attempt(request, { ...ports, readDiff }, run);
  }
  const complete = end.kind === "stale" || (end.kind === "done" && run.denied.size === 0);
  const commented = end.kind === "done" && run.commented.size > 0 ? { commented: run.commented } : {};
  return { complete, ...commented, ...told(end, run) };
}

/** `stale`: nothing is to be said there any more; `note` says why. */
type End = Applied | { readonly kind: "stale"; readonly note: string };

async function attempt({ report, headSha, options }: PostRequest, ports: PostPorts, run: Run): Promise<End> {
  const state = await ports.readState();
  if (!state.ok) return { kind: state.isForbidden === true ? "forbidden" : "stop", reason: state.reason };
  const before = whyStale(state.value, headSha);
  if (before !== null) return { kind: "stale", note: before };
  const planWith = (diff: ReviewDiff) => plan({ report, ...diff, state: state.value, options, refused: run.refused });
  const blind = planWith(NO_DIFF);
  // History may have to be fetched for the diff: not where no finding has a place, nor where nothing is to be said.
  const needsDiff = hasPlaces(report) || (report.findings.length > 0 && blind.operations.length > 0);
  const planned = needsDiff ? planWith(await ports.readDiff()) : blind;
  tell(planned, ports);
  run.summaryUrl ??= planned.summaryUrl;
  run.commented = planned.commented;
  if (planned.operations.length === 0) return { kind: "done" };
  const head = await ports.readHead();
  if (!head.ok) return { kind: "stop", reason: head.reason };
  const now = whyStale(head.value, headSha);
  if (now !== null) return { kind: "stale", note: now };
  run.hasWritten = true;
  const applied = await applyOperations(planned.operations, run, ports);
  return applied.kind === "done" ? withoutRefused(planned, run) : applied;
}

/** The summary leaves to a comment what that says: where GitHub took none, it says it itself. */
function withoutRefused({ placements }: Plan, run: Run): Applied {
  const missing = placements.filter(({ shown, fingerprint }) => shown === "created" && !run.created.has(fingerprint));
  for (const { fingerprint } of missing) run.refused.add(fingerprint);
  return missing.length === 0 ? { kind: "done" } : { kind: "again", reason: "GitHub took no comment of a finding" };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask();
    return answer;
  };
}

function told(end: End, run: Run): Omit<Posted, "complete" | "commented"> {
  const notes = [...run.denied].map(([what, reason]) => `${what} not posted on the pull request: ${reason}.`);
  const { summaryUrl } = run;
  switch (end.kind) {
    case "forbidden":
      return { summaryUrl, notes, forbidden: `Nothing is posted on the pull request: ${end.reason}.` };
    case "done":
      return { summaryUrl, notes };
    case "stale":
      return { summaryUrl, notes: [...notes, end.note] };
    case "again":
    case "stop": {
      const note = run.hasWritten
        ? `The pull request's comments are not complete: ${end.reason}. The next run completes them.`
        : `Nothing is posted on the pull request: ${end.reason}.`;
      return { summaryUrl, notes: [...notes, note] };
    }
  }
}

/** A finding that this change introduces may stand on one of its lines. */
function hasPlaces({ findings }: Report): boolean {
  return findings.some(({ state }) => state === "introduced");
}

function whyStale(now: { readonly headSha: string; readonly isOpen: boolean }, headSha: string): string | null {
  if (!now.isOpen) return "Nothing is posted on the pull request: it is closed.";
  if (now.headSha === headSha) return null;
  return `Nothing is posted on the pull request: its head is ${shortCommit(now.headSha)} by now, and this run is about ${shortCommit(headSha)}; the run of the newer commit posts.`;
}

function tell({ placements, operations }: Plan, { debug }: PostPorts): void {
  for (const { rule, fingerprint, shown, anchor } of placements) {
    const line = anchor?.kind === "line" ? ` ${anchor.side} ${anchor.line}` : "";
    debug(`${fingerprint} ${rule}: ${shown}${anchor === null ? "" : ` at ${anchor.path}${line}`}`);
  }
  debug(`planned: ${operations.map(({ kind }) => kind).join(", ") || "nothing"}`);
}
