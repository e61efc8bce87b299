import { code } from "../../text/code-span.ts";
import { clustersInWords, counted } from "../../text/listing.ts";
import type { RuleFinding } from "../rule.ts";

/** Findings of a group, of whatever rule. */
type Findings = readonly Pick<RuleFinding, "crd" | "cluster">[];

/** The CRDs of a finding, in the order in which they were found. */
export function crdsOf(group: Findings): readonly [string, ...string[]] {
  const [first, ...rest] = new Set(group.map(({ crd = "" }) => crd));
  return [first ?? "", ...rest];
}

/** `the CRD x` or `4 CRDs`: which ones stands in the finding's lines. */
export function crdsInWords(group: Findings): string {
  const [first, ...others] = crdsOf(group);
  return others.length === 0 ? code(first) : counted(others.length + 1, "CRD");
}

/** The clusters of a finding in a sentence. */
export function whereInWords(group: Findings): string {
  const names = new Set(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])));
  return clustersInWords([...names].sort());
}

/** `has` for one, `have` for several. */
export function verb(group: Findings, one: string, several: string): string {
  return crdsOf(group).length === 1 ? one : several;
}

/** What changes, for a line of a finding: `v2` to `v1`. */
export function fromTo(live: string, manifest: string): string {
  return `\`${live}\` to ${manifest === "" ? "none" : `\`${manifest}\``}`;
}
