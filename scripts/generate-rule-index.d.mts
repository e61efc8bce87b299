export function generateRuleIndex(): string;
export function generateRuleTable(): string;
