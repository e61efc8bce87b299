import type { KnownRule } from "../config/rule-references.ts";
import type { RuleMeta } from "../rules/rule.ts";

/** What the configuration has to know of the rules. What is about the guard itself is switched off, not waived. */
export function knownRules(rules: readonly { readonly meta: RuleMeta }[]): readonly KnownRule[] {
  return rules.map(({ meta }) => ({ id: meta.id, hasCrd: meta.hasCrd, waivable: meta.about !== "guard" }));
}
