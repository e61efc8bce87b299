import { done, type Result } from "../base/result.ts";
import { type AllowedChanges, type ChangeFault, changeFaults } from "./change-faults.ts";
import { nextSnapshot, sameFacts } from "./next-snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

export interface SuccessionTerms extends AllowedChanges {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When this run began: what was read since is of now, whatever the clock of who recorded before it said. */
  readonly began: number;
  /** How old the snapshot of an unchanged cluster may get, in milliseconds. */
  readonly heartbeatMs: number;
}

/**
 * What is recorded from now on, the recorded snapshot itself where the reading says nothing new; or why the reading is
 * not taken, and what is recorded stays.
 */
export type Succession = Result<Snapshot, { readonly faults: readonly ChangeFault[] }>;

/**
 * What becomes of the record when a cluster has been read: the one rule for every way in which snapshots are written.
 * @param recorded null: there is none
 */
export function succession(recorded: Snapshot | null, reading: Snapshot, terms: SuccessionTerms): Succession {
  if (recorded === null) return done(reading);
  const fresh = completed(recorded, reading);
  const older = isOlder(recorded, reading, terms);
  // Whoever was later says the same: there is nothing to refuse, and nothing to write.
  if (older && sameFacts(recorded, fresh)) return done(recorded);
  const faults = [...changeFaults(recorded, fresh, terms), ...(older ? [olderFault(recorded, reading, terms)] : [])];
  return faults.length > 0 ? { ok: false, faults } : done(nextSnapshot(recorded, fresh, terms));
}

/** Whether what is recorded next says anything that the record before it does not, its time aside. */
export function isNews(recorded: Snapshot | null, next: Snapshot): boolean {
  return recorded === null || !sameFacts(recorded, next);
}

/**
 * What a dump cannot say stays as a person, or an earlier reading, has recorded it: the server's version, and with it
 * the APIs that the server of that version serves.
 */
function completed(recorded: Snapshot, reading: Snapshot): Snapshot {
  const serverVersion = reading.serverVersion ?? recorded.serverVersion;
  const keepsApis = reading.origin.kind === "dump" && serverVersion === recorded.serverVersion;
  return { ...reading, serverVersion, apis: keepsApis ? recorded.apis : reading.apis };
}

/**
 * Nobody knows the age of what has no time. A recorded time that is yet to come is the slip of a clock or a hand, and
 * no reason to refuse what was read just now.
 */
function isOlder({ capturedAt: recorded }: Snapshot, { capturedAt: reading }: Snapshot, terms: SuccessionTerms) {
  if (recorded === null || reading === null) return false;
  const [before, after] = [Date.parse(recorded), Date.parse(reading)];
  const isOfNow = after >= Math.floor(terms.began / 1000) * 1000;
  return after < before && !(isOfNow && before > terms.now);
}

function olderFault(recorded: Snapshot, reading: Snapshot, { now }: SuccessionTerms): ChangeFault {
  const message = `The reading is of ${reading.capturedAt}, older than the recorded one of ${recorded.capturedAt}.`;
  const isToCome = Date.parse(recorded.capturedAt ?? "") > now;
  const remedy = isToCome
    ? "That time is yet to come: read the cluster now, or correct `capturedAt` in the recorded snapshot."
    : "Take a new one.";
  return { kind: "older", message, remedy };
}
