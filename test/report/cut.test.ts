import { describe, expect, it } from "vitest";
import { renderAnnotations } from "../../src/report/annotations.ts";
import { cutName, cutSentence, firstNames, withCutNames } from "../../src/report/cut.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Report } from "../../src/report/report.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { renderText } from "../../src/report/text.ts";
import { plan } from "../../src/review/plan.ts";
import { finding, fingerprint, hunkAt, OPTIONS, reportOf, SHA } from "../review/findings.ts";

const SIZE = 100_000;
const NAMES = {
  letters: "x".repeat(SIZE),
  words: "x y ".repeat(SIZE / 4),
  backquotes: "`".repeat(SIZE),
  quoted: "`a` ".repeat(SIZE / 4),
  mentions: "@".repeat(SIZE),
  lines: "a\n".repeat(SIZE / 2),
  pairs: "\u{1f4a5}".repeat(SIZE / 2),
  controls: "\u001b".repeat(SIZE),
};
const HONEST = Array.from({ length: 9 }, (_, index) => `honest${index}.example.com`);

/** One finding of which everything is the name, and nine honest ones behind it. */
function reportWith(name: string): Report {
  const place = { path: name, startLine: 3 };
  const { location } = finding(0);
  const hostile = finding(0, {
    crd: name,
    versions: [name],
    clusters: [name],
    message: `\`${name}\` is refused by ${name}.`,
    serverMessage: `spec.versions: Invalid value: "${name}"\n${name}`,
    location: { ...location, path: name, yamlPath: name },
    otherPlaces: [{ location: { ...location, path: name, yamlPath: name } }],
    lines: [{ ...place, text: name }],
    related: [{ ...place, message: name }],
    remedy: {
      summary: name,
      steps: [{ text: name, command: `kubectl get ${name}`, clusters: [name] }],
      suggestion: name,
    },
  });
  const honest = HONEST.map((crd, index) =>
    finding(index + 1, {
      crd,
      remedy: { summary: "Keep it.", steps: [{ text: `Look at ${crd}.`, command: `kubectl get crd ${crd}` }] },
      location: { ...location, startLine: index + 1, endLine: index + 1 },
      // Each of another rule: they would be listed else.
      cause: `cause-${index}`,
    }),
  );
  return reportOf([hostile, ...honest], {
    clusters: [
      {
        name,
        path: name,
        serverVersion: name,
        proven: true,
        capturedAt: null,
        ageHours: 1,
        stale: false,
        complete: true,
        crds: 1,
      },
    ],
    coverage: {
      filesScanned: 1,
      filesWithCrds: 1,
      crds: 1,
      partial: [{ path: name, line: 1, crd: name, reason: name }],
      notRead: [{ path: name, reason: name }],
      notApplied: [{ path: name, crd: name, reason: name }],
    },
    predictions: [
      {
        crd: name,
        clusters: [name],
        from: "snapshot",
        source: { path: name, line: 1, document: 0 },
        appliesBecause: name,
        operation: "update",
        outcome: "undecided",
        errors: [],
        storedVersionsEvaluated: [name],
        undecided: [{ path: name, reason: name }],
      },
    ],
    notices: [name],
  });
}

function comments(report: Report): { readonly summary: string; readonly bodies: readonly string[] } {
  const path = "crds/routes.yaml";
  const { operations } = plan({
    report,
    diff: { files: [{ path, status: "added", hunks: [hunkAt([1, 2, 3, 4, 5, 6, 7, 8, 9])] }], complete: true },
    relations: { head: new Map([[path, { kind: "same" }]]), base: new Map() },
    state: { headSha: SHA, viewer: "github-actions[bot]", comments: [], summaries: [] },
    options: OPTIONS,
  });
  const summary = operations.flatMap((one) => (one.kind === "create-summary" ? [one.body] : [])).join("");
  const bodies = operations.flatMap((one) =>
    one.kind === "create-review" ? one.comments.map(({ body }) => body) : [],
  );
  return { summary, bodies };
}

describe.each(Object.entries(NAMES))("a name of 100,000 characters: %s", (_, name) => {
  const report = reportWith(name);
  const whole = Buffer.byteLength(renderText(reportWith("x"), { color: false, width: 120 }));

  it("pushes nothing out of the text", () => {
    const text = renderText(report, { color: false, width: 120, steps: "here" });
    expect(HONEST.filter((crd) => !text.includes(`kubectl get crd ${crd}`))).toEqual([]);
    expect(Buffer.byteLength(text)).toBeLessThan(whole + 120_000);
  });

  it("pushes nothing out of the job summary", () => {
    const text = renderMarkdown(report, 250_000);
    expect(HONEST.filter((crd) => !text.includes(`kubectl get crd ${crd}`))).toEqual([]);
  });

  it("pushes nothing out of the summary comment, and each finding has its own", () => {
    const { summary, bodies } = comments(report);
    expect(HONEST.filter((crd) => !summary.includes(crd))).toEqual([]);
    expect(bodies).toHaveLength(9);
    expect(Buffer.byteLength(summary)).toBeLessThan(60_000);
  });

  it("leaves each annotation its end", () => {
    const lines = renderAnnotations(report).split("\n");
    expect(HONEST.filter((crd) => !lines.some((line) => line.includes(`: ${crd}`.replace(":", "%3A"))))).toEqual([]);
    const first = lines[0] ?? "";
    expect([first.endsWith("/docs/rules/stored-version-removed.md"), first.length < 25_000]).toEqual([true, true]);
  });

  it("leaves SARIF its results", () => {
    const log = JSON.parse(renderSarif(report, ".", 500_000)) as { runs: { results: object[] }[] };
    expect(log.runs[0]?.results).toHaveLength(10);
  });

  it("is whole in JSON", () => {
    expect(JSON.stringify(JSON.parse(renderJson(report))) === JSON.stringify(report)).toBe(true);
  });
});

it("cuts at a character's end, names in a sentence alone, and no short report at all", () => {
  expect(cutName(`${"a".repeat(248)}\u{1f4a5}b`)).toBe(`${"a".repeat(248)}…`);
  expect(cutName("a".repeat(250))).toBe("a".repeat(250));
  const name = "n".repeat(300);
  expect(cutSentence(`The version \`${name}\` of prod is gone, see ${name}.`)).toBe(
    `The version \`${"n".repeat(249)}…\` of prod is gone, see ${"n".repeat(249)}…`,
  );
  expect(firstNames(["a", "b", "c"], 2)).toEqual(["a", "b", "1 more"]);
  const report = reportWith("w.example.com");
  expect(withCutNames(report)).toEqual(report);
});

it("prints a command whole or not at all", () => {
  const long = finding(1, {
    remedy: {
      summary: "Do it.",
      steps: [{ text: "Run this.", command: `kubectl get ${"x".repeat(20_000)}` }],
      suggestion: "y".repeat(20_000),
      insertion: { text: "y".repeat(20_000), after: [1] },
    },
    fingerprint: fingerprint(1),
  });
  expect(withCutNames(reportOf([long])).findings[0]?.remedy).toEqual({
    summary: "Do it.",
    steps: [
      { text: "Run this. The command: it is too long to be printed here, and in the JSON report." },
      { text: "The YAML to keep: it is too long to be printed here, and in the JSON report." },
    ],
  });
});
