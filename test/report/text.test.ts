import fs from "node:fs";
import { expect, it } from "vitest";
import type { Finding, Report } from "../../src/report/report.ts";
import { renderText } from "../../src/report/text.ts";
import { visibleLength } from "../../src/text/wrap.ts";

function reportOf(name: string): Report {
  return JSON.parse(fs.readFileSync(new URL(`../cases/${name}/expected.json`, import.meta.url), "utf8"));
}

/** Places, commands, YAML, servers' sentences, addresses and tables stand as they are; all else has to fit. */
function isProse(line: string): boolean {
  return !/[✖⚠ℹ]|kubectl| explain fp1:|https:|^ {6,}[-\w]|status\.storedVersions\[|spec\.|\.json:|^\S+: |: Invalid/.test(
    line,
  );
}

it.each([20, 40, 80, 200])("keeps sentences within %i columns", (width) => {
  for (const name of ["fleet", "incident", "gate", "waived"]) {
    const lines = renderText(reportOf(name), { color: true, width }).split("\n");
    const words = (line: string) => line.trim().split(" ").length;
    const tooWide = lines.filter(
      (line) => isProse(line) && visibleLength(line) > width && words(line) > 6 && !line.includes("fingerprint"),
    );
    expect(tooWide, name).toEqual([]);
  }
});

it("explains many findings of one cause once, and lists each", () => {
  const report = reportOf("bundle");
  const many: Finding[] = Array.from({ length: 20 }, (_, index) =>
    report.findings.map((finding) => ({ ...finding, crd: `${index}.${finding.crd}` })),
  ).flat();
  const text = renderText({ ...report, findings: many }, { color: false, width: 100 });
  expect(text.match(/no longer in spec\.versions/g)?.length).toBe(1);
  for (const { crd = "" } of many) expect(text).toContain(crd);
  expect(text.split("\n").length).toBeLessThan(260);
});

it("prints the steps of each finding where they are asked for", () => {
  const report = reportOf("bundle");
  const text = renderText(report, { color: false, width: 100, steps: "here" });
  const migrated = [...text.matchAll(/^ {6}npx crd-upgrade-guard migrate (\S+) --context "\$CTX"$/gm)].map(
    ([, crd]) => crd,
  );
  expect(migrated).toEqual(report.findings.map(({ crd }) => crd));
});

/** As a terminal shows it, which breaks what is too long. */
function rows(text: string, width: number): number {
  return text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleLength(line) / width)), 0);
}

it.each([80, 100, 120])("takes two screens of %i columns for 20 findings, none of which is like another", (width) => {
  const all = ["risks", "fields", "two-owners", "admission-policy", "coverage", "helm-releases"].map(reportOf);
  const findings = all
    .flatMap((report) => report.findings)
    .filter(({ waived }) => waived === undefined)
    .slice(0, 20);
  const [first] = all;
  if (first === undefined) throw new Error("no case");
  const text = renderText({ ...first, findings }, { color: false, width });
  expect([findings.length, rows(text, width) <= 100]).toEqual([20, true]);
  for (const { fingerprint, crd = "" } of findings) {
    expect(text).toContain(fingerprint.slice(0, 16));
    expect(text).toContain(crd);
  }
});

it("has five lines for a finding, and its steps where they are asked for", () => {
  const report = reportOf("incident");
  const of = () => renderText(report, { color: false, width: 400 }).split("\n\n")[1];
  const [finding] = report.findings;
  expect(of()?.split("\n").length).toBe(5);
  expect(of()?.split("\n").at(-1)).toBe(`  11 steps: crd-upgrade-guard explain ${finding?.fingerprint.slice(0, 16)}`);
  // In a log of GitHub, whose pages and annotations have the rest.
  const log = renderText(report, { color: false, width: 400, steps: "pages" }).split("\n\n");
  expect(log.slice(1, 3).map((block) => block.split("\n").length)).toEqual([2, 1]);
  expect(log[2]).toBe("More: in the comments or job summary");
  expect(renderText(report, { color: false, width: 400, steps: "here" })).toContain("8.  Rewrite every object");
});

it("hides addresses behind the rule's name where the terminal has links", () => {
  const report = reportOf("waived");
  const [finding] = report.findings;
  const text = renderText(report, { color: true, width: 100, links: true });
  expect(text).toContain(`\u001b]8;;${finding?.docs}\u0007stored-version-removed\u001b]8;;\u0007`);
  expect(text).not.toContain(`  ${finding?.docs}`);
  // Nothing of a link counts as a column.
  expect(visibleLength(`\u001b]8;;https://example.com\u0007word\u001b]8;;\u0007`)).toBe(4);
});

it("takes one line for each listed finding on a narrow terminal too, and says how many it leaves out", () => {
  const report = reportOf("bundle");
  const many: Finding[] = Array.from({ length: 30 }, (_, index) =>
    report.findings.map((finding) => ({ ...finding, crd: `${index}.${finding.crd}` })),
  ).flat();
  const text = renderText({ ...report, findings: many }, { color: false, width: 60 });
  const listed = text.split("\n").filter((line) => /^bundle\.yaml:\d+:\d+ {2}/.test(line));
  expect([listed.length, text.includes("\nand 99 more\n")]).toEqual([200, true]);
});
