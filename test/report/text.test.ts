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
  return !/[✖⚠ℹ]|kubectl|https:|^ {6,}[-\w]|status\.storedVersions\[|spec\.|\.json:|^\S+: |: Invalid/.test(line);
}

it.each([20, 40, 80, 200])("keeps sentences within %i columns", (width) => {
  for (const name of ["fleet", "incident", "gate", "waived"]) {
    const lines = renderText(reportOf(name), { color: true, width }).split("\n");
    const words = (line: string) => line.trim().split(" ").length;
    const tooWide = lines.filter((line) => isProse(line) && visibleLength(line) > width && words(line) > 6);
    expect(tooWide, name).toEqual([]);
  }
});

it("explains many findings of one cause once, and lists each", () => {
  const report = reportOf("bundle");
  const many: Finding[] = Array.from({ length: 20 }, (_, index) =>
    report.findings.map((finding) => ({ ...finding, crd: `${index}.${finding.crd}` })),
  ).flat();
  const text = renderText({ ...report, findings: many }, { color: false, width: 100 });
  expect(text.match(/Rewrite every object/g)?.length).toBe(1);
  for (const { crd = "" } of many) expect(text).toContain(crd);
  expect(text.split("\n").length).toBeLessThan(260);
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
