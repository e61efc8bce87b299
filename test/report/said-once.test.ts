import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.ts";
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
    report.findings.map((finding, index): Finding => {
      const crd = finding.crd ?? "";
      const renamed: Finding = JSON.parse(JSON.stringify(finding).replaceAll(crd, nameOf(crd, copy)));
      return {
        ...renamed,
        fingerprint: `fp1:${(copy * crds.length + index).toString(16).padStart(12, "0").padEnd(64, "0")}`,
      };
    }),
  );
  const kept = findings.slice(0, count);
  const names = new Set(kept.map(({ crd }) => crd));
  const predictions = copies
    .flatMap((copy) => report.predictions.map((one) => ({ ...one, crd: nameOf(one.crd, copy) })))
    .filter(({ crd }) => names.has(crd));
  const base = { available: true, rev: "b".repeat(40) } as const;
  return { ...report, base, findings: kept, predictions, coverage: { ...report.coverage, crds: names.size } };
}

/** Where it holds only later is no part of why, and stands behind it. */
const DELIVERED_LATER = / (?:Of [^:]+: o|O)n .+ once the base branch is delivered, whatever the snapshot says now\.$/;

/** What the server says, and names, may have full stops of their own. */
function sentencesIn(text: string): number {
  const words = text.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, "Code").replace(/"[^"]*"/g, "Quote");
  return words.split(/[.!?] +(?=[A-Z(])/).length;
}

describe("a finding is told once on a pull request", () => {
  it("and 3 CRDs that 2 clusters refuse take 8 kB in all four places", () => {
    const { summary, jobSummary, all } = sizes(fourPlaces(refused(3)));
    expect([summary < 1_300, jobSummary < 700, all < 8_000]).toEqual([true, true, true]);
  });

  it("with the steps of all in the first comment, to which the others point", () => {
    const { comments } = fourPlaces(refused(3));
    const names = ["gateways", "lanes", "meters"].map((name) => `${name}.traffic.example.com`);
    expect(comments.map((body) => body.includes("<summary>Steps for all 3</summary>"))).toEqual([true, false, false]);
    expect(comments[0]).toContain(`npx crd-upgrade-guard migrate ${names.join(" ")} --context "$CTX"`);
    for (const [index, body] of comments.slice(1).entries())
      expect(body).toContain(`Steps: in the comment on \`${names[0]}\`, or \`explain fp1:00000000000${index + 1}\`.`);
    for (const body of comments) expect(body).toContain("```suggestion\n");
  });

  it("in 20 kB for 45 of them, 30 of which have a comment", () => {
    const { comments, summary } = fourPlaces(refused(45));
    expect([comments.length, Buffer.byteLength(summary) < 20_000]).toEqual([30, true]);
    expect(summary).toContain("and 15 more without a comment, which the same steps mend:");
  });

  it.each(NAMES)("why in one sentence, and the way out in one: %s", (name) => {
    const parts = recorded(name).findings.flatMap(({ message, remedy }) => [
      message.replace(DELIVERED_LATER, ""),
      remedy.summary,
    ]);
    expect(parts.filter((text) => sentencesIn(text) > 1)).toEqual([]);
  });

  it.each(NAMES)("no paragraph twice on a page: %s", (name) => {
    const { summary, jobSummary, comments } = fourPlaces(recorded(name));
    const alone = renderMarkdown(recorded(name));
    for (const page of [summary, jobSummary, alone, ...comments]) {
      const paragraphs = page.split("\n\n").filter((text) => text.length > 120 && !/^\s*```/.test(text));
      expect(paragraphs.filter((text, index) => paragraphs.indexOf(text) !== index)).toEqual([]);
    }
  });
});
