import type { PredictedError, Undecided } from "../prediction.ts";
import type { CompiledRules } from "../schema/cel-rules.ts";
import { pathOf } from "../schema/place.ts";
import type { Subject } from "./subject.ts";

/**
 * CEL rules are compiled, and what they cost is estimated, by the server alone. One entry for all of a CRD, at the first
 * of them; the same rule in several versions counts once.
 */
export function rulesUndecided(
  uncompiled: readonly CompiledRules[],
  rulesAreRecorded: boolean,
  { live }: Subject,
  errors: readonly PredictedError[],
): Undecided[] {
  const rules = uncompiled.flatMap((one) => one.rules);
  const defaults = uncompiled.flatMap((one) => one.defaults);
  const [first] = [...rules, ...defaults];
  if (first === undefined) return [];
  const count = (found: CompiledRules["rules"]) => new Set(found.map(({ digest, place }) => digest ?? place)).size;
  const [newRules, checkedDefaults] = [count(rules), count(defaults)];
  const path = pathOf(first.place);
  if (!rulesAreRecorded) {
    const which = counted(newRules, "CEL rule", "CEL rules");
    const reason = `the snapshot does not tell which of ${which} the cluster has taken already; one that is recorded anew does`;
    return [{ path, reason }];
  }
  const parts = [
    ...(newRules === 0 ? [] : [counted(newRules, "new CEL rule", "new CEL rules")]),
    ...(checkedDefaults === 0
      ? []
      : [counted(checkedDefaults, "default that CEL rules check", "defaults that CEL rules check")]),
  ];
  const words = `${parts.join(" and ")} ${newRules + checkedDefaults === 1 ? "is" : "are"} compiled by the API server alone`;
  const fine = live !== null && !errors.some(({ field }) => field.startsWith("status.storedVersions"));
  return [{ path, reason: fine ? `stored versions fine; ${words}` : words }];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
