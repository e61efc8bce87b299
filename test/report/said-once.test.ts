import fs from "node:fs";
import { describe, expect, it } from "vitest";
import type { Finding, Report } from "../../src/report/report.ts";
import { fourPlaces, sizes } from "../review/four-places.ts";

/** Busy people read the first line and close a long page: how much a pull request gets is part of what it says. */

const CASES = new URL("../cases/", import.meta.url);
const NAMES = fs.readdirSync(CASES).filter((name) => fs.existsSync(new URL(`${name}/expected.json`, CASES)));

function recorded(name: string): Report {
  return JSON.parse(fs.readFileSync(new URL(`${name}/expected.json`, CASES), "utf8"));
}

/** So many CRDs that two clusters refuse for one cause. */
function refused(count: number): Report {
  const report = recorded("bundle");
  const crds = [...new Set(report.predictions.map(({ crd }) => crd))];
  const copies = Array.from({ length: Math.ceil(count / crds.length) }, (_, copy) => copy);
  const nameOf = (crd: string, copy: number) => (copy === 0 ? crd : `a${copy}.${crd}`);
  const findings = copies.flatMap((copy) =>
    report.findings.map(
      (finding, index): Finding => ({
        ...finding,
        crd: nameOf(finding.crd ?? "", copy),
        fingerprint: `fp1:${(copy * crds.length + index).toString(16).padStart(64, "0")}`,
      }),
    ),
  );
  const kept = findings.slice(0, count);
  const names = new Set(kept.map(({ crd }) => crd));
  const predictions = copies
    .flatMap((copy) => report.predictions.map((one) => ({ ...one, crd: nameOf(one.crd, copy) })))
    .filter(({ crd }) => names.has(crd));
  return { ...report, findings: kept, predictions, coverage: { ...report.coverage, crds: names.size } };
}

describe("a finding is told once on a pull request", () => {
  it("and the pages beside its comment are short", () => {
    const { summary, jobSummary } = sizes(fourPlaces(refused(3)));
    expect([summary < 1_600, jobSummary < 1_000]).toEqual([true, true]);
  });

  it("in 20 kB for 45 of them, 30 of which have a comment", () => {
    const { comments, summary } = fourPlaces(refused(45));
    expect([comments.length, Buffer.byteLength(summary) < 20_000]).toEqual([30, true]);
    expect(summary).toContain("and 15 more without a comment, which the same steps mend:");
  });

  it.each(NAMES)("no paragraph twice on a page: %s", (name) => {
    const { summary, jobSummary } = fourPlaces(recorded(name));
    for (const page of [summary, jobSummary]) {
      const paragraphs = page.split("\n\n").filter((text) => text.length > 120 && !/^\s*```/.test(text));
      expect(paragraphs.filter((text, index) => paragraphs.indexOf(text) !== index)).toEqual([]);
    }
  });
});
