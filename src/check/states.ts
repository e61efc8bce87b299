import type { FindingState } from "../report/report.ts";
import type { RuleFinding } from "../rules/rule.ts";

/**
 * What a finding is about, whatever file it stands in: a manifest that was moved or renamed is the same manifest, so
 * the path takes no part where there is a CRD.
 */
export function findingKey(finding: RuleFinding): string {
  const subject = finding.crd === undefined ? (finding.subject ?? "") : "";
  return JSON.stringify([finding.rule, finding.crd ?? "", finding.version ?? "", finding.cluster ?? "", subject]);
}

export function keysOf(findings: readonly RuleFinding[]): ReadonlySet<string> {
  return new Set(findings.map(findingKey));
}

/**
 * When a finding came about (spec §4.6), from what the base's manifests give under both guards.
 * @param underHead keys of the base's manifests under the head's guard; null: there is no base
 * @param underBase keys of the base's manifests under the base's guard
 */
export function stateOf(
  finding: RuleFinding,
  underHead: ReadonlySet<string> | null,
  underBase: ReadonlySet<string> | null,
): FindingState {
  const key = findingKey(finding);
  if (underHead === null || underBase === null || !underHead.has(key)) return "introduced";
  return underBase.has(key) ? "preexisting" : "revealed";
}
