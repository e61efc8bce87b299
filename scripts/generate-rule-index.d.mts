export function generateRuleIndex(): string;
export function generateRuleMetas(): string;
export function generateRuleTable(): string;
