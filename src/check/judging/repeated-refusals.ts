import { ruleOf } from "../../rules/index.ts";
import type { OwnedError } from "../../rules/rule.ts";

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
  const what = ruleOf(rule).meta.perStoredVersion === true ? ["stored", error.value] : [rule];
  return JSON.stringify([cluster.name, path, document, item, ...what]);
}
