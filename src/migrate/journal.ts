import { isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";

/** What has to be as it was for an earlier run's rewriting to count. */
export interface JournalHead {
  /** As a snapshot's `origin.identity`. */
  readonly cluster: string;
  readonly crd: string;
  readonly uid: string;
  /** Of the CRD: it grows with every change of its spec. */
  readonly generation: number;
  readonly storageVersion: string;
  /** The version at which objects are read and written. */
  readonly writtenAt: string;
  /** When the rewriting began, by the server's clock: milliseconds since the epoch. */
  readonly startedAt: number;
  /** The first run took a copy of everything before it wrote; null: none was asked for. */
  readonly backup: string | null;
}

export interface Journal {
  readonly head: JournalHead;
  /** UIDs of the objects that were rewritten. */
  readonly written: ReadonlySet<string>;
}

/**
 * A journal is a line about what is migrated, then a line for each object once it is written: whenever the run dies,
 * what is noted was done, and what was done without being noted is only done again.
 */
const FORMAT_VERSION = 1;

export function journalHead(head: JournalHead): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...head })}\n`;
}

/** @param uid of an object that was just written */
export function journalLine(uid: string): string {
  return `${JSON.stringify(uid)}\n`;
}

/** @returns null where the text is no journal of this form */
export function readJournal(text: string): Journal | null {
  const [first = "", ...lines] = text.split("\n");
  const head = readHead(parsed(first));
  if (head === null) return null;
  const written = new Set<string>();
  // A line that a kill cut off says nothing, and neither does what was written behind it.
  for (const line of lines) {
    const uid = parsed(line);
    if (typeof uid === "string") written.add(uid);
  }
  return { head, written };
}

function readHead(value: JsonValue | undefined): JournalHead | null {
  if (!isObject(value) || member(value, "formatVersion") !== FORMAT_VERSION) return null;
  const backup = member(value, "backup");
  const generation = member(value, "generation");
  const startedAt = member(value, "startedAt");
  const texts = ["cluster", "crd", "uid", "storageVersion", "writtenAt"].map((key) => textAt(value, key));
  const [cluster, crd, uid, storageVersion, writtenAt] = texts;
  if (
    !isInteger(generation) ||
    !isInteger(startedAt) ||
    cluster === undefined ||
    crd === undefined ||
    uid === undefined ||
    storageVersion === undefined ||
    writtenAt === undefined
  ) {
    return null;
  }
  return {
    cluster,
    crd,
    uid,
    generation,
    storageVersion,
    writtenAt,
    startedAt,
    backup: typeof backup === "string" ? backup : null,
  };
}

/** As both are written: 1e999 would be read as a number that JSON does not have. */
function isInteger(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value);
}

function textAt(value: JsonObject, key: string): string | undefined {
  const found = member(value, key);
  return typeof found === "string" ? found : undefined;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Longer than this nobody remembers what else was done to the cluster: a restored etcd has the old objects again. */
export const JOURNAL_LIFE_MS = 24 * 60 * 60 * 1000;

/** Why an earlier run's journal does not count, as the end of a sentence; null: it does. */
export function whyNot(journal: JournalHead, now: JournalHead): string | null {
  if (journal.cluster !== now.cluster || journal.uid !== now.uid || journal.crd !== now.crd)
    return "it is about another cluster or another CRD of that name";
  if (journal.generation !== now.generation)
    return `the CRD has been changed since (generation ${journal.generation}, now ${now.generation})`;
  if (journal.storageVersion !== now.storageVersion || journal.writtenAt !== now.writtenAt)
    return "the CRD's versions are others";
  if (now.startedAt - journal.startedAt > JOURNAL_LIFE_MS) return "it was begun more than a day ago";
  return null;
}
