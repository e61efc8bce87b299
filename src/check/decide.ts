import type { Settings } from "../config/settings.ts";
import type { Report } from "../report/report.ts";
import { RULES } from "../rules/index.ts";
import type { RuleFinding, Severity } from "../rules/rule.ts";
import type { DecidedFinding } from "./group.ts";
import { keysOf, stateOf } from "./states.ts";
import { covers, holds } from "./waivers.ts";

/** What the base's manifests give: under the head's guard and under the base's own. */
export interface BaseFindings {
  readonly underHead: readonly RuleFinding[];
  readonly underBase: readonly RuleFinding[];
}

const RULE_META = new Map<string, (typeof RULES)[number]["meta"]>(RULES.map(({ meta }) => [meta.id, meta]));

/**
 * Severity, state and waiver of each finding, one by one, before any grouping.
 * @param base null: there is none, and everything counts as introduced
 */
export function decide(
  findings: readonly RuleFinding[],
  base: BaseFindings | null,
  settings: Settings,
  baseSettings: Settings,
  mode: Report["mode"],
  now: number,
): readonly DecidedFinding[] {
  const waiverOf = (finding: RuleFinding, of: Settings) =>
    of.waivers.find((waiver) => holds(waiver, now) && covers(waiver, finding)) ?? null;
  const all = base === null ? null : { head: keysOf(base.underHead), base: keysOf(base.underBase) };
  const open =
    base === null ? null : keysOf(base.underBase.filter((finding) => waiverOf(finding, baseSettings) === null));
  return findings.flatMap((finding) => {
    const severity = severityOf(finding, settings, mode);
    if (severity === "off") return [];
    const waiver = waiverOf(finding, settings);
    // What a waiver of the base covered and none covers now is revealed, not preexisting.
    const state = stateOf(finding, all?.head ?? null, (waiver === null ? open : all?.base) ?? null);
    return [{ finding, severity: waiver === null ? severity : "info", state, waiver }];
  });
}

/** The configuration's severity for the rule, else the finding's own, else the rule's for the mode. */
export function severityOf(finding: RuleFinding, settings: Settings, mode: Report["mode"]): Severity | "off" {
  return settings.rules[finding.rule] ?? finding.severity ?? RULE_META.get(finding.rule)?.severity[mode] ?? "error";
}

const WEIGHTS: Record<Severity | "off", number> = { off: 0, info: 1, warning: 2, error: 3 };

export function isLess(severity: Severity | "off", than: Severity | "off"): boolean {
  return WEIGHTS[severity] < WEIGHTS[than];
}
