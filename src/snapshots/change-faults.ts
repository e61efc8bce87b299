import type { Snapshot } from "./snapshot.ts";

/** Why a fresh reading must not replace the committed snapshot. */
export interface ChangeFault {
  readonly kind: "other-cluster" | "other-identity" | "shrunk" | "older";
  /** One sentence. */
  readonly message: string;
  readonly remedy: string;
  /** What has to be given for it to be taken once all the same, where anything can; the remedy says when. */
  readonly allowance?: "allow-shrink" | "allow-identity-change";
}

/** One or two sentences. @param dashes what stands before an option's name where a person gives it */
export function faultText({ message, remedy, allowance }: ChangeFault, dashes: "" | "--" = ""): string {
  return allowance === undefined
    ? `${message} ${remedy}`
    : `${message} ${remedy}, allow it once with ${dashes}${allowance}.`;
}

export interface AllowedChanges {
  readonly allowShrink: boolean;
  readonly allowIdentityChange: boolean;
}

/** spec §7: more than this share of the CRDs gone is taken for a mistake. */
const LARGEST_SHRINK = 0.3;

/**
 * Whether a fresh reading can be of the cluster that the committed snapshot is of.
 * @param old the committed snapshot; null: there is none, and nothing to compare with
 */
export function changeFaults(old: Snapshot | null, fresh: Snapshot, allowed: AllowedChanges): readonly ChangeFault[] {
  if (old === null) return [];
  const faults: ChangeFault[] = [];
  if (old.cluster !== fresh.cluster) {
    const message = `The reading is of "${fresh.cluster}", the snapshot of "${old.cluster}".`;
    faults.push({ kind: "other-cluster", message, remedy: "Write it to the file that is named like its cluster." });
  }
  const { identity: before } = old.origin;
  const { identity: after } = fresh.origin;
  if (!allowed.allowIdentityChange && before !== undefined && after !== undefined && before !== after) {
    faults.push({
      kind: "other-identity",
      message: `This is another cluster than the snapshot of ${old.cluster} was taken from: its identity is ${after}, and was ${before}.`,
      remedy: "Check which context is read for this cluster. Where it was rebuilt, or its CA renewed",
      allowance: "allow-identity-change",
    });
  }
  const shrink = shrinkOf(old, fresh);
  if (!allowed.allowShrink && shrink.gone > shrink.of * LARGEST_SHRINK) {
    faults.push({
      kind: "shrunk",
      message: `${shrink.gone} of the ${shrink.of} CRDs in the snapshot of ${old.cluster} are gone, more than 30%.`,
      remedy: "Check which context is read for this cluster. Where they were really deleted",
      allowance: "allow-shrink",
    });
  }
  return faults;
}

/** What is left out on purpose is unknown, not gone. */
function shrinkOf(old: Snapshot, fresh: Snapshot): { readonly gone: number; readonly of: number } {
  const excluded = fresh.selection?.exclude ?? [];
  const compared = Object.entries(old.crds).filter(([, crd]) => !excluded.includes(crd.group));
  const gone = compared.filter(([name]) => !Object.hasOwn(fresh.crds, name));
  return { gone: gone.length, of: compared.length };
}
