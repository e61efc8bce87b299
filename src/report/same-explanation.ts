import type { Finding } from "./report.ts";

/** More findings of one rule and cause than this are explained once, and the others listed. */
export const MOST_EXPLAINED = 3;

/** Groups of one rule, cause, severity, state and waiver, each where its first finding stands. */
export function sameExplanation(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { rule, cause, severity, state, waived } = finding;
    const key = JSON.stringify([rule, cause, severity, state, waived]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}
