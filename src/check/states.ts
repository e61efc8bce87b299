import type { FindingState } from "../report/report.ts";
import type { RuleFinding } from "../rules/rule.ts";

/**
 * What a finding is about, whatever file it stands in: a manifest that was moved or renamed is the same manifest, so
 * the path takes no part where there is a CRD. A finding of several refused fields is about each of them.
 */
function findingKeys(finding: RuleFinding): readonly string[] {
  const { rule, crd = "", version = "", cluster = "", fields = [""] } = finding;
  const subject = finding.crd === undefined ? (finding.subject ?? "") : "";
  return fields.map((field) => JSON.stringify([rule, crd, version, cluster, subject, field]));
}

export function keysOf(findings: readonly RuleFinding[]): ReadonlySet<string> {
  return new Set(findings.flatMap(findingKeys));
}

/** Whether everything that a finding is about is among these keys. */
export function isAmong(finding: RuleFinding, keys: ReadonlySet<string>): boolean {
  return findingKeys(finding).every((key) => keys.has(key));
}

/**
 * When a finding came about (spec §4.6), from what the base's manifests give under both guards. One new reason makes it
 * a new one.
 * @param underHead keys of the base's manifests under the head's guard; null: there is no base
 * @param underBase keys of the base's manifests under the base's guard
 */
export function stateOf(
  finding: RuleFinding,
  underHead: ReadonlySet<string> | null,
  underBase: ReadonlySet<string> | null,
): FindingState {
  if (underHead === null || underBase === null || !isAmong(finding, underHead)) return "introduced";
  return isAmong(finding, underBase) ? "preexisting" : "revealed";
}
