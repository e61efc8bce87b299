import type { Waiver } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import type { FindingState, Report } from "../../report/report.ts";
import { ruleOf } from "../../rules/index.ts";
import type { RuleFinding, Severity } from "../../rules/rule.ts";
import type { DecidedFinding } from "../reporting/group.ts";
import { type IsAmong, stateOf } from "./states.ts";
import { covers, holds } from "./waivers.ts";

/** What findings are compared with to tell when they came about. */
export interface BaseComparison {
  /** The base's manifests under the head's guard have it. */
  readonly isUnderHead: IsAmong;
  /** The base's manifests under the base's own guard have it. */
  readonly isUnderBase: IsAmong;
  /** The same, and no waiver of the base covers it there. */
  readonly isOpenUnderBase: IsAmong;
  /** The base's own. */
  readonly settings: Settings;
}

/**
 * Severity, state and waiver of each finding, one by one, before any grouping.
 * @param base null: there is none, and everything counts as introduced
 */
export function withSeverityAndState(
  findings: readonly RuleFinding[],
  base: BaseComparison | null,
  settings: Settings,
  mode: Report["mode"],
  now: number,
): readonly DecidedFinding[] {
  return findings.flatMap((finding) => {
    const severity = severityOf(finding, settings, mode);
    if (severity === "off") return [];
    const waiver = waiverOf(finding, settings, now);
    const state = base === null ? "introduced" : stateIn(finding, waiver, base);
    return [{ finding, severity: waiver === null ? severity : "info", state, waiver }];
  });

  function stateIn(finding: RuleFinding, waiver: Waiver | null, of: BaseComparison): FindingState {
    // What a waiver of the base covered and none covers now is revealed, not preexisting.
    const state = stateOf(finding, of.isUnderHead, waiver === null ? of.isOpenUnderBase : of.isUnderBase);
    // So is what the base's configuration took less seriously, or did not tell at all.
    const isRaised = isLess(severityOf(finding, of.settings, mode), severityOf(finding, settings, mode));
    return state === "preexisting" && isRaised ? "revealed" : state;
  }
}

/** The waiver that holds and covers a finding. */
export function waiverOf(finding: RuleFinding, { waivers }: Settings, now: number): Waiver | null {
  return waivers.find((waiver) => holds(waiver, now) && covers(waiver, finding)) ?? null;
}

/**
 * The configuration's severity for the rule, else the finding's own, else the rule's for the mode. What was not compared is
 * told of where its rule is off, too: nothing else in a report might say so.
 */
export function severityOf(finding: RuleFinding, settings: Settings, mode: Report["mode"]): Severity | "off" {
  const { meta } = ruleOf(finding.rule);
  const configured = settings.rules[finding.rule];
  if (configured === "off" && meta.tellsOfGap === true) return "info";
  return configured ?? finding.severity ?? meta.severity[mode];
}

const WEIGHTS: Record<Severity | "off", number> = { off: 0, info: 1, warning: 2, error: 3 };

export function isLess(severity: Severity | "off", than: Severity | "off"): boolean {
  return WEIGHTS[severity] < WEIGHTS[than];
}
