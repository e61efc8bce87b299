import { expect, it } from "vitest";
import { EXIT_CODES, resultOf } from "../../src/check/judging/result.ts";
import type { FailOn } from "../../src/config/settings.ts";
import type { Finding, FindingState, Report } from "../../src/report/report.ts";
import type { Severity } from "../../src/rules/rule.ts";

function finding(severity: Severity, state: FindingState): Finding {
  return {
    rule: "server-rejects",
    severity,
    state,
    clusters: [],
    message: "",
    location: { path: "a", startLine: 1, startColumn: 1, endLine: 1, endColumn: 1, yamlPath: "" },
    related: [],
    remedy: { summary: "", steps: [] },
    fingerprint: "",
    docs: "",
  };
}

const SEVERITIES = ["error", "warning", "info"] as const;
const STATES = ["introduced", "revealed", "preexisting"] as const;

it.each<[Report["mode"], FailOn, boolean, readonly string[]]>([
  ["check", "error", false, ["error introduced"]],
  ["check", "warning", false, ["error introduced", "warning introduced"]],
  ["check", "never", false, []],
  ["check", "error", true, ["error introduced", "error preexisting"]],
  ["check", "never", true, []],
  ["gate", "error", false, ["error introduced", "error revealed", "error preexisting"]],
  ["gate", "never", true, []],
])("in a %s with fail-on %s and fail-on-preexisting %s exactly these fail", (mode, failOn, failOnPreexisting, failing) => {
  const all = SEVERITIES.flatMap((severity) => STATES.map((state) => [severity, state] as const));
  const settings = { failOn, failOnPreexisting, mode };
  const failed = all.filter(([severity, state]) => resultOf([finding(severity, state)], settings) === "fail");
  expect(failed.map((one) => one.join(" "))).toEqual(failing);
});

it("warns of anything but information, and passes otherwise", () => {
  const settings = { failOn: "never", failOnPreexisting: false, mode: "check" } as const;
  expect(
    [[], [finding("info", "introduced")], [finding("warning", "preexisting")]].map((one) => resultOf(one, settings)),
  ).toEqual(["pass", "pass", "warn"]);
  expect(EXIT_CODES).toEqual({ pass: 0, warn: 0, fail: 1, error: 2 });
});
