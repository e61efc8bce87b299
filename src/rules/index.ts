import type {
  BundleRule,
  FindingDetail,
  GuardBundleRule,
  GuardContext,
  GuardRule,
  Rule,
  RuleContext,
  RuleFinding,
  RuleId,
} from "./rule.ts";
import { RULE_BY_ID } from "./rules.generated.ts";

/** Any rule of one id. */
export type AnyRule<Id extends RuleId = RuleId> = AnyTreeRule<Id> | AnyGuardRule<Id>;
type AnyTreeRule<Id extends RuleId = RuleId> = Rule<Id, FindingDetail> | BundleRule<Id, FindingDetail>;
type AnyGuardRule<Id extends RuleId = RuleId> = GuardRule<Id, FindingDetail> | GuardBundleRule<Id, FindingDetail>;

/** Total: an id without a rule of that very id is a type error. */
const BY_ID: { readonly [Id in RuleId]: AnyRule<Id> } = RULE_BY_ID;

/** Every rule, sorted by id: what is not in this list does not exist. */
export const RULES: readonly AnyRule[] = Object.values(BY_ID);

export function ruleOf(id: RuleId): AnyRule {
  return BY_ID[id];
}

/**
 * What all rules say of a tree that was judged; those about the guard come after.
 * @param first the same of fewer clusters, so chosen that a rule which says nothing there says nothing of the whole
 */
export function checkTree(whole: RuleContext, first: RuleContext): readonly RuleFinding[] {
  return RULES.flatMap((rule): readonly RuleFinding[] => {
    if (isAboutGuard(rule)) return [];
    const found = rule.check(first);
    return found.length === 0 || first === whole ? found : rule.check(whole);
  });
}

/** What the rules about the guard say. */
export function checkGuard(context: GuardContext): readonly RuleFinding[] {
  return RULES.flatMap((rule) => (isAboutGuard(rule) ? rule.check(context) : []));
}

function isAboutGuard(rule: AnyRule): rule is AnyGuardRule {
  return rule.meta.about === "guard";
}
