import { expect, it } from "vitest";
import { severityOf } from "../../src/check/judging/severity-and-state.ts";
import { DEFAULT_CONFIG } from "../../src/config/config.ts";
import { resolveSettings } from "../../src/config/settings.ts";
import type { RuleFinding, Severity } from "../../src/rules/rule.ts";

const FINDING: RuleFinding = {
  rule: "snapshot-stale",
  place: { path: "a", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, yamlPath: [] },
  related: [],
  detail: { kind: "snapshot-stale", ageMs: null, maxAgeMs: 0 },
};

it.each<[string, Severity | undefined, Severity | "off" | undefined, Severity | "off"]>([
  ["the rule's where nothing else is said", undefined, undefined, "warning"],
  ["its own before the rule's", "info", undefined, "info"],
  ["the configured one before its own", "info", "error", "error"],
  ["none where the rule is off", "info", "off", "off"],
])("a finding has %s", (_name, own, configured, expected) => {
  const settings = resolveSettings({}, DEFAULT_CONFIG);
  const rules = configured === undefined ? {} : { "snapshot-stale": configured };
  const finding = own === undefined ? FINDING : { ...FINDING, severity: own };
  expect(severityOf(finding, { ...settings, rules }, "check")).toBe(expected);
});

it("is told of what was not compared, also where the rule is off", () => {
  const settings = resolveSettings({}, DEFAULT_CONFIG);
  const failed: RuleFinding = { ...FINDING, rule: "render-failed" };
  expect(severityOf(failed, { ...settings, rules: { "render-failed": "off" } }, "check")).toBe("info");
});
