import { createHash } from "node:crypto";
import type { FindingState } from "../../report/report.ts";
import type { RuleFinding } from "../../rules/rule.ts";
import type { Merged } from "./merge-places.ts";
import { causeBeside, type SourceFacts, sourceOf } from "./source-words.ts";

/** The findings that were made one. */
type Identified = readonly [{ readonly finding: RuleFinding }, ...unknown[]];

/**
 * Where several findings have one identity they are numbered, those that are commented on first: what was there before
 * comes and goes with the base and must not move the comment of what is new.
 */
export function fingerprintsOf<T extends Identified>(
  merged: readonly Merged<T>[],
  sources: SourceFacts,
): ReadonlyMap<Merged<T>, string> {
  const ordinals = new Map<string, number>();
  const weight = ({ finding: { state, waived } }: Merged<T>) =>
    Number(waived !== undefined) * 3 + NUMBERED.indexOf(state);
  return new Map(
    [...merged]
      .sort((a, b) => weight(a) - weight(b))
      .map((one) => {
        const identity = identityOf(one, sources);
        const base = fingerprint(identity, 0);
        const ordinal = ordinals.get(base) ?? 0;
        ordinals.set(base, ordinal + 1);
        return [one, ordinal === 0 ? base : fingerprint(identity, ordinal)];
      }),
  );
}

const NUMBERED: readonly FindingState[] = ["introduced", "revealed", "preexisting"];

function identityOf<T extends Identified>(
  { of: [{ finding: first }], finding }: Merged<T>,
  { nameAt }: SourceFacts,
): Parameters<typeof fingerprint>[0] {
  const { rule, cause = "", version, versions = version === undefined ? [] : [version] } = finding;
  // A bundle stays the same one when a CRD joins or leaves it.
  const bundle = { rule, crd: "", versions: [] };
  if (sourceOf(first) !== undefined)
    return { ...bundle, subject: JSON.stringify([cause, first.place.path, nameAt(first.place), causeBeside(first)]) };
  if (first.together !== undefined) return { ...bundle, subject: JSON.stringify([cause, first.together]) };
  const { crd = "", subject = "" } = first;
  // Of a CRD it is one finding for one cause; without one, only the subject tells it from the next file's or chart's.
  const told = finding.cause === undefined ? subject : crd === "" ? JSON.stringify([cause, subject]) : cause;
  return { rule, crd, versions, subject: told };
}

/**
 * Identifies a finding from run to run, so that a comment is edited instead of repeated: rule, CRD, versions or field,
 * and subject (a cause, a path, a cluster). Never lines, messages, severity or the list of clusters.
 * @param ordinal 0 for the first finding of this identity in a report; 1 and up where one of several states or sets of clusters has the same
 */
function fingerprint(
  identity: {
    readonly rule: string;
    readonly crd: string;
    readonly versions: readonly string[];
    readonly subject: string;
  },
  ordinal: number,
): string {
  const parts = [identity.rule, identity.crd, [...identity.versions].sort(), identity.subject, ordinal];
  return `fp1:${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;
}
