import type { Settings } from "../../config/settings.ts";
import type { Report } from "../../report/report.ts";
import type { RuleFinding } from "../../rules/rule.ts";
import { clustersInWords, counted } from "../../text/listing.ts";
import { severityOf } from "./severity-and-state.ts";

/**
 * What says that a rule which is switched off would have explained a refusal: the server refuses it all the same, and a
 * report without a finding must not read as if it did not.
 */
export function switchedOff(
  findings: readonly RuleFinding[],
  settings: Settings,
  mode: Report["mode"],
): readonly string[] {
  const byRule = new Map<string, RuleFinding[]>();
  for (const finding of findings) {
    if (finding.serverMessage === undefined || severityOf(finding, settings, mode) !== "off") continue;
    byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  }
  return [...byRule].map(([rule, own]) => {
    const crds = [...new Set(own.flatMap(({ crd }) => crd ?? []))].sort();
    const clusters = [...new Set(own.flatMap(({ cluster }) => cluster ?? []))].sort();
    const what = crds.length === 1 ? `\`${crds[0]}\`` : counted(crds.length, "CRD");
    return `\`${rule}\` is switched off in the configuration: that ${clustersInWords(clusters)} will refuse ${what} is in the predictions alone.`;
  });
}
