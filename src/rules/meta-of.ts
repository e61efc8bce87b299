import { META_BY_ID } from "./metas.generated.ts";
import type { RuleId, RuleMeta } from "./rule.ts";

/** What is known of a rule that a report names, which may be another version's; whoever only reads reports needs no rule. */
export function metaOf(id: string): RuleMeta | undefined {
  return isRuleId(id) ? META_BY_ID[id] : undefined;
}

function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(META_BY_ID, id);
}
