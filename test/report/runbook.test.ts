import fs from "node:fs";
import { describe, expect, it } from "vitest";
import type { Finding, RemedyStep, Report } from "../../src/report/report.ts";
import { runbooks } from "../../src/report/runbook.ts";

function recorded(name: string): readonly Finding[] {
  const report: Report = JSON.parse(
    fs.readFileSync(new URL(`../cases/${name}/expected.json`, import.meta.url), "utf8"),
  );
  return report.findings;
}

const TEN = recorded("bundle");
const namesOf = (findings: readonly Finding[]) => runbooks(findings).map((one) => one.findings.map(({ crd }) => crd));
const commandsOf = (steps: readonly RemedyStep[]) => steps.flatMap(({ command }) => command ?? []);
const crds = TEN.map(({ crd }) => crd);

function changed(index: number, change: (finding: Finding) => Finding): readonly Finding[] {
  return TEN.map((finding, at) => (at === index ? change(finding) : finding));
}

describe("a runbook", () => {
  it("takes what one command mends, and leaves out what that command does", () => {
    const [runbook, ...others] = runbooks(TEN);
    expect([others, runbook?.isShort, namesOf(TEN)]).toEqual([[], true, [crds]]);
    expect(commandsOf(runbook?.steps ?? [])).toEqual([
      `npx crd-upgrade-guard migrate ${crds.join(" ")} --context "$CTX"`,
    ]);
    expect(runbook?.steps.map(({ text }) => text.split(" ").slice(0, 3).join(" "))).toEqual([
      "Make sure that",
      "Set CTX to",
      "Apply this manifest,",
      "Or keep `v1beta1`",
    ]);
  });

  it("has the steps of a finding alone as the rule has them", () => {
    const [finding] = TEN;
    if (finding === undefined) throw new Error("nothing is found");
    expect(runbooks([finding])).toEqual([{ findings: [finding], steps: finding.remedy.steps, isShort: false }]);
  });

  it.each<[string, (finding: Finding) => Finding]>([
    ["other clusters", (finding) => ({ ...finding, clusters: ["prod-eu"] })],
    ["another cause", (finding) => ({ ...finding, cause: "no-overlap" })],
    ["another severity", (finding) => ({ ...finding, severity: "warning" })],
    ["another age", (finding) => ({ ...finding, state: "preexisting" })],
    ["a waiver", (finding) => ({ ...finding, waived: { reason: "r", owner: "o", expires: "2027-01-01" } })],
    ["another version, which its steps name", (finding) => renamed(finding, "v1beta1", "v1alpha1")],
    ["a cluster that is not migrated by the command", (finding) => onlyOn(finding, ["prod-eu"])],
    ["no command at all", (finding) => ({ ...finding, remedy: { ...finding.remedy, steps: [] } })],
  ])("leaves out what has %s", (_, change) => {
    const own = namesOf(changed(4, change));
    expect(own).toEqual([crds.filter((_, index) => index !== 4), [crds[4]]]);
  });

  it("keeps all steps where a cluster is not migrated by the command", () => {
    const apart = TEN.slice(0, 2).map((finding) => onlyOn(finding, ["prod-eu"]));
    const [runbook] = runbooks(apart);
    expect([runbook?.isShort, runbook?.steps.length, runbook?.findings.length]).toEqual([
      false,
      apart[0]?.remedy.steps.length,
      2,
    ]);
    // A command for each, one a line.
    expect(commandsOf(runbook?.steps ?? []).map((command) => command.split("\n").length)).toEqual([2, 2, 2, 2, 2]);
  });

  it("says nothing of other ways of a cluster, and keeps what comes before", () => {
    const [, first] = recorded("gate-housekeeping").filter(({ rule }) => rule === "migration-pending");
    if (first === undefined) throw new Error("nothing is pending");
    const [runbook] = runbooks([first, renamed(first, "ways.example.org", "rails.example.org")]);
    expect(runbook?.steps.map(({ text, clusters }) => [text.split(" ").slice(0, 3).join(" "), clusters])).toEqual([
      ["Make sure that", undefined],
      ["Set CTX to", undefined],
      ["Count again: the", undefined],
    ]);
  });

  it("has no command that writes over what another one has copied", () => {
    const [first] = recorded("no-overlap").filter(({ rule }) => rule === "stored-version-removed");
    if (first === undefined) throw new Error("nothing is found");
    const same = ["example.com", "example.org", "example.net"].map((group) => renamed(first, "example.com", group));
    const [runbook, ...others] = runbooks(same);
    const copies = commandsOf(runbook?.steps ?? []).flatMap((command) => command.match(/\S+\.backup\.json$/gm) ?? []);
    expect([others, copies]).toEqual([
      [],
      ["example.com", "example.org", "example.net"].map((group) => `routes.${group}.backup.json`),
    ]);
  });

  it("is cut where a step would have too many commands, or a command too many names", () => {
    const many = Array.from({ length: 12 }, (_, copy) => TEN.map((one) => renamed(one, "traffic", `a${copy}.traffic`)));
    const sizes = (findings: readonly Finding[]) => runbooks(findings).map((one) => one.findings.length);
    expect(sizes(many.flat())).toEqual([50, 50, 20]);
    expect(sizes(many.flat().map((finding) => onlyOn(finding, ["prod-eu"])))).toEqual(
      Array.from({ length: 12 }, () => 10),
    );
  });
});

function renamed(finding: Finding, from: string, to: string): Finding {
  return JSON.parse(JSON.stringify(finding).replaceAll(from, to));
}

function onlyOn(finding: Finding, clusters: readonly string[]): Finding {
  const { remedy } = finding;
  const steps = remedy.steps.map((step) => (step.command?.startsWith("npx") === true ? { ...step, clusters } : step));
  return { ...finding, remedy: { ...remedy, steps } };
}
