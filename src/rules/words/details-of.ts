import type { FindingGroup } from "../rule.ts";

/** The details of a group's findings: what differs between clusters belongs in one sentence. */
export function detailsOf<D>([first, ...rest]: FindingGroup<D>): readonly [D, ...D[]] {
  return [first.detail, ...rest.map(({ detail }) => detail)];
}
