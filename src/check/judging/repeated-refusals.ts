import type { OwnedError, RuleId } from "../../rules/rule.ts";

/** Rules that speak of one stored version at a time: each has a history of its own. */
const OF_STORED_VERSIONS: ReadonlySet<RuleId> = new Set<RuleId>([
  "live-crd-stuck",
  "manifest-behind-cluster",
  "stored-version-removed",
]);

/**
 * Refused from both starting states for one reason is one cause: the snapshot's refusal is shown. What only the state
 * after the base's delivery refuses is told of beside it: who solves, or waives, what the snapshot shows meets that next.
 */
export function withoutRepeats(claimed: readonly OwnedError[]): readonly OwnedError[] {
  const told = new Set(claimed.filter((one) => one.case.from === "snapshot").map(causeOf));
  return claimed.filter((one) => one.case.from === "snapshot" || !told.has(causeOf(one)));
}

/** One reason: a rule, and which stored version where that is the question. */
function causeOf({ rule, error, case: one }: OwnedError): string {
  const { cluster, manifest } = one;
  const { path, document, item } = manifest.source;
  // Which rule has it depends on the live storage version, which the delivery moves.
  const what = OF_STORED_VERSIONS.has(rule) ? ["stored", error.value] : [rule];
  return JSON.stringify([cluster.name, path, document, item, ...what]);
}
