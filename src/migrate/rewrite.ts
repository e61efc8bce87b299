import { asClause } from "../text/clause.ts";
import { type JournalHead, journalLine } from "./journal.ts";
import { atVersion } from "./managed-fields.ts";
import { nameOf, type ObjectText, readObject } from "./object-text.ts";
import type { Fault, MigratePorts, ObjectsAt } from "./ports.ts";

/** How far the rewriting of one CRD's objects has come. */
export interface Rewriting {
  readonly at: ObjectsAt;
  readonly head: JournalHead;
  /** UIDs of what is written, by this run or by the one that it goes on with. */
  readonly written: Set<string>;
  /** By UID: what could not be written, and why, in the server's words. */
  readonly refused: Map<string, { readonly object: string; readonly reason: string }>;
  /** Objects that the server failed at one after the other. */
  outages: number;
}

/** As many at once as connections are kept open. */
const WORKERS = 8;
/** An object that is changed faster than it can be written. */
const MOST_CONFLICTS = 20;
/** Nobody has changed an object that has the same resourceVersion after a conflict: something refuses it with that status. */
const MOST_UNCHANGED = 3;
/** A server that fails at so many objects in a row fails at all. */
const MOST_OUTAGES = 3;

/** Writes the objects that are not written yet, a few at a time. @returns what ends the run; null: they were all tried */
export async function rewriteAll(
  objects: readonly ObjectText[],
  rewriting: Rewriting,
  ports: MigratePorts,
): Promise<Fault | null> {
  const queue = objects.filter(({ uid }) => !rewriting.written.has(uid) && !rewriting.refused.has(uid));
  let fault: Fault | null = null;
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && fault === null; next = queue.shift()) {
      const end = await rewriteOne(next, rewriting, ports);
      fault ??= end;
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return fault;
}

/** Reads an object of which only the name is known, and writes it. */
export async function rewriteNamed(
  named: ObjectText,
  rewriting: Rewriting,
  ports: MigratePorts,
): Promise<Fault | null> {
  const again = await readAgain(named, rewriting, ports);
  if (again.kind === "stopped") return again;
  return again.kind === "object" ? rewriteOne(again.object, rewriting, ports) : null;
}

async function rewriteOne(first: ObjectText, rewriting: Rewriting, ports: MigratePorts): Promise<Fault | null> {
  const { at, head, written } = rewriting;
  let object = first;
  let unchanged = 0;
  for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
    const answer = await ports.cluster.write(at, object, atVersion(object.text, at.group, at.version));
    switch (answer.kind) {
      case "written":
        ports.journal.append(head, journalLine(object.uid));
        written.add(object.uid);
        rewriting.outages = 0;
        ports.progress.tell(written.size);
        return null;
      case "missing":
        rewriting.outages = 0;
        return goneOrRefused(object, answer.said, rewriting, ports);
      case "refused":
        rewriting.outages = 0;
        return refuse(object, rewriting, answer.said);
      case "outage":
        rewriting.outages += 1;
        refuse(object, rewriting, answer.said);
        return rewriting.outages < MOST_OUTAGES ? null : outage(ports.cluster.host, object, answer.said);
      case "stopped":
        return answer;
    }
    const again = await readAgain(object, rewriting, ports);
    if (again.kind === "stopped") return again;
    if (again.kind === "gone") return null;
    unchanged = again.object.resourceVersion === object.resourceVersion ? unchanged + 1 : 0;
    if (unchanged === MOST_UNCHANGED) return refuse(object, rewriting, answer.said);
    object = again.object;
  }
  return refuse(object, rewriting, `it was changed ${MOST_CONFLICTS} times in a row while it was to be written`);
}

/** A webhook may deny with any status, and an object that is there after a 404 was not written. */
async function goneOrRefused(object: ObjectText, said: string, rewriting: Rewriting, ports: MigratePorts) {
  const again = await readAgain(object, rewriting, ports);
  if (again.kind === "stopped") return again;
  return again.kind === "object" ? refuse(object, rewriting, said) : null;
}

type Again =
  | { readonly kind: "object"; readonly object: ObjectText }
  | { readonly kind: "gone" }
  | ({ readonly kind: "stopped" } & Fault);

/** An object of the name that was created since is another one, and is stored at the storage version. */
async function readAgain(object: ObjectText, rewriting: Rewriting, { cluster }: MigratePorts): Promise<Again> {
  const answer = await cluster.object(rewriting.at, object);
  if (answer.kind === "stopped") return answer;
  if (answer.kind === "missing") return { kind: "gone" };
  if (answer.kind === "unreadable") {
    refuse(object, rewriting, answer.said);
    return { kind: "gone" };
  }
  const read = readObject(answer.text);
  if (!read.ok) {
    refuse(object, rewriting, `it cannot be read: ${read.reason}`);
    return { kind: "gone" };
  }
  return read.value.uid === object.uid ? { kind: "object", object: read.value } : { kind: "gone" };
}

function refuse(object: ObjectText, { refused }: Rewriting, reason: string): null {
  refused.set(object.uid, { object: nameOf(object), reason: asClause(reason) });
  return null;
}

function outage(host: string, object: ObjectText, said: string): Fault {
  return {
    message: `${host} fails at writing objects, ${nameOf(object)} the last of ${MOST_OUTAGES} in a row: ${asClause(said)}.`,
    remedy: "Look at the API server and at its webhooks; run this again then: it goes on where it was.",
  };
}
