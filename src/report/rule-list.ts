import type { RuleMeta } from "../rules/rule.ts";
import { textTable } from "../text/table.ts";
import { visibleLength, wrap } from "../text/wrap.ts";

type ListedRule = Pick<RuleMeta, "id" | "severity" | "summary">;

/** All rules, a line each; where that is wider than `width`, each with its summary below it. */
export function ruleList(rules: readonly ListedRule[], width: number): string {
  const rows = rules.map(({ id, severity, summary }) => [id, severity.check, severity.gate, summary]);
  const table = textTable([["rule", "check", "gate", "what"], ...rows], Number.POSITIVE_INFINITY);
  if (table.split("\n").every((line) => visibleLength(line) <= width)) return `${table}\n`;
  const heads = textTable([["rule", "check", "gate"], ...rows.map((row) => row.slice(0, 3))], Number.POSITIVE_INFINITY);
  const [header = "", ...lines] = heads.split("\n");
  const paragraphs = lines.map((line, index) => `${line}\n${wrap(rules[index]?.summary ?? "", width, "    ")}`);
  return `${[header, ...paragraphs].join("\n")}\n`;
}
