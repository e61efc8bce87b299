import { jsonText, printable, printableLine } from "../text/escape.ts";
import { counted, quoted } from "../text/listing.ts";
import { wrap } from "../text/wrap.ts";
import type { Examination } from "./examine.ts";
import type { Fault } from "./ports.ts";

/** What became of one CRD. */
export interface CrdOutcome {
  readonly crd: string;
  /**
   * `nothing-to-do`: the list has the storage version alone; `planned`: a dry run that found nothing in the way; `blocked`:
   * something has to be done first; `migrated`: every object rewritten, the list pruned; `not-finished`: not pruned;
   * `error`: the run had to stop.
   */
  readonly outcome: "nothing-to-do" | "planned" | "blocked" | "migrated" | "not-finished" | "error";
  /** null: the CRD could not be read. */
  readonly storageVersion: string | null;
  /** As it was when the run began. */
  readonly storedVersions: readonly string[];
  /** The version at which the objects are read and written; null: none is, or nothing is to be done. */
  readonly writtenAt: string | null;
  /** How many objects there were before and after; null: not counted. */
  readonly before: number | null;
  readonly after: number | null;
  /** By this run, and by earlier ones that it goes on with. */
  readonly rewritten: number;
  readonly earlier: number;
  /** Objects that stay as they were stored, and why. */
  readonly refused: readonly { readonly object: string; readonly reason: string }[];
  /** Taken off status.storedVersions by this run; of a plan: what is to be taken off. */
  readonly pruned: readonly string[];
  readonly obstacles: readonly string[];
  readonly notes: readonly string[];
  readonly error: Fault | null;
  /** The StorageVersionMigration by which the cluster's own controller rewrote the objects: none is counted here. */
  readonly inTree?: string;
  /** The prune was asked for and its answer lost: it may have been done, although `pruned` is empty. */
  readonly pruneUnknown?: true;
}

/** What was only looked at. @param inTree the StorageVersionMigration that is to be created */
export function lookedAt(
  { facts, at, objects, idle, toPrune, obstacles, notes }: Examination,
  inTree: string | null = null,
): CrdOutcome {
  return {
    crd: facts.name,
    outcome: idle ? "nothing-to-do" : obstacles.length > 0 ? "blocked" : "planned",
    storageVersion: facts.storage,
    storedVersions: facts.live.storedVersions,
    writtenAt: at?.version ?? null,
    before: objects,
    after: null,
    rewritten: 0,
    earlier: 0,
    refused: [],
    pruned: toPrune,
    obstacles,
    notes,
    error: null,
    ...(inTree === null || idle || obstacles.length > 0 ? {} : { inTree }),
  };
}

/** What could not even be looked at. */
export function unread(crd: string, { message, remedy }: Fault): CrdOutcome {
  return {
    crd,
    outcome: "error",
    storageVersion: null,
    storedVersions: [],
    writtenAt: null,
    before: null,
    after: null,
    rewritten: 0,
    earlier: 0,
    refused: [],
    pruned: [],
    obstacles: [],
    notes: [],
    error: { message, remedy },
  };
}

const CODES = { "nothing-to-do": 0, planned: 0, migrated: 0, blocked: 1, "not-finished": 1, error: 2 } as const;

/** 0: done, or a plan that nothing stands in the way of; 1: not finished; 2: stopped by an error. */
export function exitCode(outcomes: readonly CrdOutcome[]): 0 | 1 | 2 {
  if (outcomes.some(({ outcome }) => CODES[outcome] === 2)) return 2;
  return outcomes.some(({ outcome }) => CODES[outcome] === 1) ? 1 : 0;
}

/** Of the JSON document; docs/migrate.md has it. */
const FORMAT_VERSION = 1;

export function outcomesJson(context: string, outcomes: readonly CrdOutcome[]): string {
  return `${jsonText({ formatVersion: FORMAT_VERSION, context, exitCode: exitCode(outcomes), crds: outcomes })}\n`;
}

/** @param width in columns */
export function outcomesText(outcomes: readonly CrdOutcome[], width: number): string {
  return outcomes.map((outcome) => outcomeText(outcome, width)).join("\n");
}

/** Of the refused so many are named: the JSON has all. */
const MOST_NAMED = 50;

function outcomeText(outcome: CrdOutcome, width: number): string {
  const { crd, storageVersion, storedVersions, refused, obstacles, notes, error } = outcome;
  const lines = [printableLine(crd)];
  const say = (text: string, margin = "  ") => lines.push(wrap(printable(text).replaceAll("\n", " "), width, margin));
  if (storageVersion !== null)
    say(`Storage version \`${storageVersion}\`, status.storedVersions ${quoted(storedVersions)}.`);
  for (const sentence of happened(outcome)) say(sentence);
  for (const { object, reason } of refused.slice(0, MOST_NAMED)) say(`${object}: ${reason}`, "    ");
  if (refused.length > MOST_NAMED) say(`and ${refused.length - MOST_NAMED} more; --format json names all`, "    ");
  for (const obstacle of obstacles) say(`in the way: ${obstacle}`);
  for (const note of notes) say(`note: ${note}`);
  if (error !== null) say(`error: ${error.message} ${error.remedy}`);
  return `${lines.join("\n")}\n`;
}

function happened(outcome: CrdOutcome): readonly string[] {
  const { before, after, rewritten, earlier, refused, pruned, writtenAt, inTree } = outcome;
  if (inTree !== undefined) return inTreeHappened(outcome, inTree);
  const each = before === 1 ? "the one object" : `every one of ${before ?? "the"} objects`;
  switch (outcome.outcome) {
    case "nothing-to-do":
      return ["Nothing to do: the list has the storage version alone."];
    case "planned":
      if (pruned.length === 0) return [`To do: rewrite ${each} at \`${writtenAt}\`; the list is short already.`];
      return [
        before === 0
          ? `To do: take ${quoted(pruned)} off the list; there is no object to rewrite.`
          : `To do: rewrite ${each} at \`${writtenAt}\`, then take ${quoted(pruned)} off the list.`,
      ];
    case "blocked":
      if (pruned.length === 0) return ["To do: rewrite every object. Something stands in the way."];
      return [
        `To do: take ${quoted(pruned)} off the list, once every object is rewritten. Something stands in the way.`,
      ];
    case "migrated":
      return [
        `Done: ${work(rewritten, earlier)}, ${counts(before, after)}; ${pruned.length === 0 ? "the list was short already" : `${quoted(pruned)} taken off the list`}.`,
      ];
    case "not-finished": {
      const left =
        refused.length === 0
          ? ""
          : ` ${counted(refused.length, "object")} could not be written and ${refused.length === 1 ? "stays" : "stay"} as stored; mend what is named, and run it again:`;
      return [`Not finished: ${work(rewritten, earlier)}, ${counts(before, after)}; nothing was pruned.${left}`];
    }
    case "error":
      if (outcome.pruneUnknown)
        return [`Stopped: ${work(rewritten, earlier)}; whether it was pruned is not known: run it again.`];
      return rewritten + earlier === 0
        ? []
        : [`Stopped: ${work(rewritten, earlier)}; nothing was pruned. Run again, it goes on where it was.`];
  }
}

function inTreeHappened({ outcome, before, pruned, pruneUnknown }: CrdOutcome, name: string): readonly string[] {
  const unknown = "whether it was pruned is not known";
  const short = "the list was short already";
  switch (outcome) {
    case "migrated":
      return [
        `Done: the StorageVersionMigration \`${name}\` has succeeded, ${counts(before, null)}; ${pruned.length === 0 ? short : `${quoted(pruned)} taken off the list`}.`,
      ];
    case "planned":
      return [
        `To do: create the StorageVersionMigration \`${name}\`, by which the cluster's own controller rewrites ${before === null ? "the objects" : counted(before, "object")}, and watch it${pruned.length === 0 ? `; ${short}` : `, then take ${quoted(pruned)} off the list`}.`,
      ];
    case "not-finished":
      return ["Not finished."];
    default:
      return pruneUnknown
        ? [`Stopped: ${unknown}: run it again.`]
        : ["Stopped. What the controller has begun may go on."];
  }
}

function work(rewritten: number, earlier: number): string {
  return `${counted(rewritten, "object")} rewritten${earlier === 0 ? "" : `, ${earlier} by earlier runs`}`;
}

function counts(before: number | null, after: number | null): string {
  return `${before ?? "an unknown number"} before${after === null ? "" : ` and ${after} after`}`;
}
