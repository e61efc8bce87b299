import { clustersInWords, counted } from "../../text/listing.ts";
import type { FindingGroup } from "./finding-words.ts";

/** The CRDs of a finding, in the order in which they were found. */
export function crdsOf(group: FindingGroup): readonly [string, ...string[]] {
  const [first, ...rest] = new Set(group.map(({ crd = "" }) => crd));
  return [first ?? "", ...rest];
}

/** `the CRD x` or `4 CRDs`: which ones stands in the finding's lines. */
export function crdsInWords(group: FindingGroup): string {
  const [first, ...others] = crdsOf(group);
  return others.length === 0 ? `\`${first}\`` : counted(others.length + 1, "CRD");
}

/** The clusters of a finding in a sentence. */
export function whereInWords(group: FindingGroup): string {
  const names = new Set(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])));
  return clustersInWords([...names].sort());
}

/** `has` for one, `have` for several. */
export function verb(group: FindingGroup, one: string, several: string): string {
  return crdsOf(group).length === 1 ? one : several;
}
