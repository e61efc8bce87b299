export function generateRulePages(): string;
