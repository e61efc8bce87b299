import { objectName } from "../../manifests/object-contents.ts";
import type { CoveredObjects, Problem } from "../../report/report.ts";
import type { ObjectCase } from "../../rules/tree-view.ts";
import { counted } from "../../text/listing.ts";
import type { FoundObject } from "../reading/tree.ts";
import { caseNotices, type Left, leftNotices, refusedProblems } from "./object-notices.ts";

export interface ObjectCoverage {
  /** null: there are none of the tree's CRDs, or nobody asked. */
  readonly counts: CoveredObjects | null;
  /** What was not judged, in sentences. */
  readonly notices: readonly string[];
  /** What was asked about and cannot be answered. */
  readonly problems: readonly Problem[];
}

/** Whom an object is for. */
export type Meant = Pick<FoundObject, "path" | "clusters" | "isGiven">;

/** An object of the tree under one manifest of its CRD. */
export interface JudgedObject {
  readonly one: FoundObject;
  readonly of: ObjectCase;
}

/** What was judged of objects, and what was not. @param isWanted whether some cluster gets it */
export function coverageOf(
  judged: readonly JudgedObject[],
  left: readonly Left[],
  isWanted: (one: Meant) => boolean,
): ObjectCoverage {
  const all = new Map<PlaceKey, FoundObject>();
  const open = new Map<PlaceKey, string>();
  const torn = new Set<PlaceKey>();
  for (const { one, of } of judged) {
    const key = placeKey(one);
    all.set(key, one);
    if (of.kind !== "judged") continue;
    // Beside what is refused already something may be wrong, too.
    for (const { reason } of of.answer.undecided.slice(0, 1)) open.set(key, reason);
    if (of.other !== null) torn.add(key);
  }
  const isOpen = ([key, one]: readonly [PlaceKey, FoundObject]) => (open.has(key) || torn.has(key)) && isWanted(one);
  const undecided = [...all].filter(isOpen).length;
  const counts = {
    judged: all.size - new Set([...open.keys(), ...torn]).size,
    open: undecided + left.filter(isWanted).length,
  };
  return {
    problems: refusedProblems(left.filter(({ isGiven }) => isGiven === true)),
    counts: all.size + left.length === 0 ? null : counts,
    notices: [
      ...leftNotices(left),
      ...caseNotices(judged.map(({ of }) => of)),
      ...[...open.values()].slice(0, 1).map((reason) => {
        const first = open.size === 1 ? "" : "of the first: ";
        return `Not all of ${counted(open.size, "custom resource")} was judged (${first}${reason}).`;
      }),
    ],
  };
}

type PlaceKey = FoundObject | string;

/** One object once for all clusters: what several renderings print at one place is one. */
function placeKey(one: FoundObject): PlaceKey {
  return one.line === undefined ? one : JSON.stringify([one.path, one.line, one.kind, objectName(one)]);
}
