import type { FindingDetail } from "../../rules/finding-detail.ts";
import type { FindingGroup } from "./finding-words.ts";

/** The details of a group's findings, all of the first one's kind: what differs between clusters belongs in one sentence. */
export function detailsOf<T extends FindingDetail>(group: FindingGroup, first: T): readonly [T, ...T[]] {
  const [, ...rest] = group;
  const isAlike = (detail: FindingDetail): detail is T => detail.kind === first.kind;
  return [first, ...rest.map(({ detail }) => detail).filter(isAlike)];
}
