import { counted, quoted } from "../text/listing.ts";
import { type CrdFacts, prunePatch } from "./crd-facts.ts";
import { type Examination, objectsAt } from "./examine.ts";
import { changedList, prune, sameCrd, settle } from "./guarded-crd.ts";
import { type Journal, type JournalHead, journalHead, readJournal, whyNot } from "./journal.ts";
import type { CrdOutcome } from "./outcome.ts";
import type { Fault, MigratePorts, ObjectsAt } from "./ports.ts";
import { type Rewriting, rewriteAll, rewriteNamed } from "./rewrite.ts";
import { NAMES_A_PAGE, OBJECTS_A_PAGE, walk } from "./walk.ts";

export interface MigrateSettings {
  /** How long every API server is given to learn a change of the CRD, in milliseconds. */
  readonly settleMs: number;
}

type Progress = Pick<CrdOutcome, "before" | "after" | "rewritten" | "earlier" | "refused">;
const NOTHING_DONE: Progress = { before: null, after: null, rewritten: 0, earlier: 0, refused: [] };

/**
 * Rewrites every object of a CRD at its storage version, and takes the other versions off status.storedVersions when every
 * one was rewritten and the CRD is as it was before the first.
 * @param examination without obstacles, and with something to do
 */
export async function migrate(
  examination: Examination,
  at: ObjectsAt,
  ports: MigratePorts,
  settings: MigrateSettings,
): Promise<CrdOutcome> {
  const { facts, notes, toPrune } = examination;
  const outcome = (part: Partial<CrdOutcome> & Pick<CrdOutcome, "outcome">): CrdOutcome => ({
    crd: facts.name,
    storageVersion: facts.storage,
    storedVersions: facts.live.storedVersions,
    writtenAt: at.version,
    pruned: [],
    obstacles: [],
    notes,
    error: null,
    ...NOTHING_DONE,
    before: examination.objects,
    ...part,
  });
  const stopped = (error: Fault, progress: Progress = { ...NOTHING_DONE, before: examination.objects }) =>
    outcome({ outcome: "error", error: { message: error.message, remedy: error.remedy }, ...progress });

  await settle(examination, ports, settings.settleMs);
  const start = await sameCrd(facts, ports);
  if (start.kind === "stopped") return stopped(start);
  if (start.kind === "changed") return outcome({ outcome: "not-finished", obstacles: [start.how] });
  // Whoever may not prune learns it before anything is written.
  const may = await ports.cluster.patchStatus(facts.name, prunePatch(facts), true);
  if (may.kind === "stopped") return stopped(may);
  if (may.kind === "changed") return outcome({ outcome: "not-finished", obstacles: [changedList(facts)] });

  const opened = await open(examination, at, start.serverNow, ports);
  if (opened.kind === "stopped") return stopped(opened);
  const { rewriting, earlier } = opened;
  const progress = (after: number | null = null): Progress => ({
    before: examination.objects,
    after,
    rewritten: rewriting.written.size - earlier,
    earlier,
    refused: [...rewriting.refused.values()],
  });

  ports.progress.begin(facts.name, examination.objects ?? 0);
  const walked = await walk(
    at,
    ports.cluster,
    { limit: OBJECTS_A_PAGE, names: false },
    {
      begin: () => {},
      page: (objects) => rewriteAll(objects, rewriting, ports),
    },
  );
  const checked = walked.kind === "walked" ? await lookAgain(rewriting, ports) : walked;
  ports.progress.end();
  if (checked.kind === "stopped") return stopped(checked, progress());
  if (checked.kind === "unreadable")
    return outcome({
      outcome: "not-finished",
      ...progress(),
      obstacles: [`The objects cannot be read any more: ${checked.said}. Run it again: it goes on where it was.`],
    });
  if (rewriting.refused.size > 0) return outcome({ outcome: "not-finished", ...progress(checked.objects) });

  const end = await prune(facts, ports);
  if (end.kind === "stopped") return stopped(end, progress(checked.objects));
  if (end.kind === "unknown") return { ...stopped(end, progress(checked.objects)), pruneUnknown: true };
  // Pruned or changed: nothing that was noted counts any more.
  ports.journal.remove(facts.name, ports.cluster.identity());
  if (end.kind === "changed") {
    return outcome({ outcome: "not-finished", ...progress(checked.objects), obstacles: [end.how] });
  }
  return outcome({ outcome: "migrated", ...progress(checked.objects), pruned: toPrune });
}

type Opened =
  | { readonly kind: "opened"; readonly rewriting: Rewriting; readonly earlier: number }
  | ({ readonly kind: "stopped" } & Fault);

/** Goes on with an earlier run's journal where it counts, or takes the copy that was asked for and begins a new one. */
async function open({ facts }: Examination, at: ObjectsAt, startedAt: number, ports: MigratePorts): Promise<Opened> {
  const { journal, backup, cluster } = ports;
  const now: JournalHead = {
    cluster: cluster.identity(),
    crd: facts.name,
    uid: facts.uid,
    generation: facts.generation,
    storageVersion: facts.storage,
    writtenAt: at.version,
    startedAt,
    backup: backup?.folder ?? null,
  };
  const earlier = earlierRun(now, ports);
  if (earlier !== null) {
    const count = earlier.written.size;
    if (backup !== null && earlier.head.backup === null && count > 0) {
      return {
        kind: "stopped",
        message: `An earlier run rewrote ${counted(count, "object")} without a backup, so that none can be taken of what was before.`,
        remedy: `Leave --backup out to go on, or remove ${journal.pathOf(facts.name, now.cluster)} to begin again.`,
      };
    }
    const { backup: copy, startedAt: begun } = earlier.head;
    const since = new Date(begun).toISOString().replace(".000", "");
    ports.tell(
      `Going on with the run of ${since}: ${counted(count, "object")} rewritten then${copy === null ? "" : `, the backup is in ${copy}`}.`,
    );
    journal.append(earlier.head, "\n");
    return opened(at, earlier.head, earlier.written);
  }
  if (backup !== null) {
    const fault = await copyAll(facts, at, ports);
    if (fault !== null) return { kind: "stopped", ...fault };
  }
  journal.begin(now, journalHead(now));
  return opened(at, now, new Set());
}

function opened(at: ObjectsAt, head: JournalHead, earlier: ReadonlySet<string>): Opened {
  const rewriting = { at, head, written: new Set(earlier), refused: new Map(), outages: 0 };
  return { kind: "opened", rewriting, earlier: earlier.size };
}

function earlierRun(now: JournalHead, { journal, tell }: MigratePorts): Journal | null {
  const text = journal.read(now.crd, now.cluster);
  if (text === null) return null;
  const read = readJournal(text);
  const why = read === null ? "it cannot be read" : whyNot(read.head, now);
  if (why === null) return read;
  tell(`What an earlier run noted does not count: ${why}. Beginning again.`);
  return null;
}

/** Everything at every version that is served: the storage version may not show what an old one has. */
export async function copyAll(facts: CrdFacts, at: ObjectsAt, ports: MigratePorts): Promise<Fault | null> {
  const { backup, cluster } = ports;
  if (backup === null) return null;
  if (backup.exists(facts.name)) {
    return {
      message: `${backup.folder} has a backup of ${facts.name} already.`,
      remedy: "Name another folder with --backup: nothing is written over.",
    };
  }
  backup.begin(facts.name);
  let copied = 0;
  for (const version of facts.served) {
    const end = await walk(
      objectsAt(facts, version),
      cluster,
      { limit: OBJECTS_A_PAGE, names: false },
      {
        begin: () => {},
        page: async (objects) => {
          for (const object of objects) backup.write(facts.name, version, object, object.text);
          if (version === at.version) copied += objects.length;
          return null;
        },
      },
    );
    if (end.kind === "stopped") return end;
    if (end.kind === "unreadable")
      return {
        message: `The objects of ${facts.name} cannot be read at ${version} any more: ${end.said}.`,
        remedy: "Run it again once they can.",
      };
  }
  backup.finish(facts.name);
  ports.tell(`${counted(copied, "object")} of ${facts.name} copied to ${backup.folder}, at ${quoted(facts.served)}.`);
  return null;
}

type Looked =
  | { readonly kind: "looked"; readonly objects: number }
  | { readonly kind: "unreadable"; readonly said: string }
  | ({ readonly kind: "stopped" } & Fault);

/** Reads all names once more: what is there and was there before has to be written; what was refused may be gone. */
async function lookAgain(rewriting: Rewriting, ports: MigratePorts): Promise<Looked> {
  const { written, refused, head } = rewriting;
  let seen = new Set<string>();
  const end = await walk(
    rewriting.at,
    ports.cluster,
    { limit: NAMES_A_PAGE, names: true },
    {
      begin: () => {
        seen = new Set();
      },
      page: async (objects) => {
        for (const object of objects) {
          seen.add(object.uid);
          if (written.has(object.uid) || refused.has(object.uid) || object.createdAt > head.startedAt) continue;
          const fault = await rewriteNamed(object, rewriting, ports);
          if (fault !== null) return fault;
        }
        return null;
      },
    },
  );
  if (end.kind !== "walked") return end;
  for (const uid of refused.keys()) if (!seen.has(uid)) refused.delete(uid);
  return { kind: "looked", objects: seen.size };
}
