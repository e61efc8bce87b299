import { counted, joined } from "../../text/listing.ts";
import type { FindingGroup } from "../rule.ts";
import { whereInWords } from "./subjects.ts";

/** More clusters are told of by their names, or their number, alone. */
const MOST_COUNTED = 3;

/**
 * `3 of 41 objects in prod-eu and 7 of 12 in prod-us`, of clusters that have some.
 * @param countOf of a finding's objects
 * @param allOf what they are of
 */
export function objectsOnClusters<D>(
  group: FindingGroup<D>,
  countOf: (detail: D) => number,
  allOf: (detail: D) => number,
): string {
  const own = new Map(group.map(({ cluster = "", detail }) => [cluster, detail]));
  const counts = [...own].filter(([, detail]) => countOf(detail) > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (counts.length > MOST_COUNTED) {
    const sum = counts.reduce((all, [, detail]) => all + countOf(detail), 0);
    return `${counted(sum, "object")} on ${whereInWords(group)}`;
  }
  return joined(
    counts.map(([cluster, detail], index) => {
      const all = allOf(detail);
      const noun = index > 0 ? "" : all === 1 ? " object" : " objects";
      return `${countOf(detail)} of ${all}${noun} in ${cluster}`;
    }),
  );
}

/** ` (as of 2026-11-22)`: when the objects were read, so that nobody takes it for today. */
export function asOf(group: FindingGroup<{ readonly day: string }>): string {
  const days = [...new Set(group.map(({ detail }) => detail.day))].sort();
  const [first = ""] = days;
  return days.length === 1 ? ` (as of ${first})` : ` (as of ${first} and later)`;
}
