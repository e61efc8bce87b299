import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { renderAnnotations } from "../../src/report/annotations.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Finding, Report, ReportPrediction } from "../../src/report/report.ts";
import { renderText } from "../../src/report/text.ts";
import { verdict } from "../../src/report/verdict.ts";
import { finding, reportOf } from "../review/findings.ts";

const CASES = new URL("../cases/", import.meta.url);
const NAMES = fs.readdirSync(CASES).filter((name) => fs.existsSync(new URL(`${name}/expected.json`, CASES)));

function recorded(name: string): Report {
  return JSON.parse(fs.readFileSync(new URL(`${name}/expected.json`, CASES), "utf8"));
}

function clusters(names: readonly string[]): Report["clusters"] {
  return names.map((name) => ({
    name,
    path: `${name}.json`,
    serverVersion: "v1.33.1",
    proven: true,
    capturedAt: null,
    ageHours: 1,
    stale: false,
    complete: true,
    crds: 9,
  }));
}

type Outcome = ReportPrediction["outcome"];

function prediction(crd: string, outcome: Outcome, on: readonly string[]): ReportPrediction {
  return {
    crd,
    clusters: on,
    from: "snapshot",
    source: { path: "crd.yaml", line: 1, document: 0 },
    appliesBecause: "no target: all",
    operation: "update",
    outcome,
    errors:
      outcome === "rejected"
        ? [{ type: "FieldValueInvalid", field: "f", detail: "d", yamlPath: "spec", rule: "stored-version-removed" }]
        : [],
    storedVersionsEvaluated: [],
    undecided: outcome === "undecided" ? [{ path: "", reason: "r" }] : [],
  };
}

/** What `a` and `b` answer to each of four CRDs, `+` taken, `-` refused, `?` undecided, ` ` not meant for it. */
function report(answers: Record<string, string>, findings: readonly Finding[], changes: Partial<Report> = {}): Report {
  const outcomes: Record<string, Outcome> = { "+": "accepted", "-": "rejected", "?": "undecided" };
  const predictions = Object.entries(answers).flatMap(([cluster, row]) =>
    [...row].flatMap((mark, index) => {
      const outcome = outcomes[mark];
      return outcome === undefined ? [] : [prediction(crdAt(index), outcome, [cluster])];
    }),
  );
  return reportOf(findings, { clusters: clusters(Object.keys(answers)), predictions, ...changes });
}

const crdAt = (index: number) => `${["w", "x", "y", "z"][index]}.example.com`;
const about = (crds: string, on: readonly string[], changes: Partial<Finding> = {}) =>
  [...crds].map((letter, index) => finding(index, { crd: `${letter}.example.com`, clusters: on, ...changes }));
/** About no CRD. */
function ofNone(changes: Partial<Finding>): readonly Finding[] {
  const { crd: _, ...rest } = finding(1, changes);
  return [rest];
}
const waived = { reason: "r", owner: "o", expires: "2027-01-01" } as const;
const WARN = { result: "warn" } as const;
const PASS = { result: "pass" } as const;
const COVERAGE = reportOf([]).coverage;
const PATCH = { path: "patch.yaml", line: 1, crd: "w.example.com", reason: "a patch" };
const OPEN_SOURCE = {
  kind: "HelmRelease",
  name: "kafka",
  namespace: "kafka",
  from: "kafka of https://charts.example.com",
  version: "1.0.0",
  path: "apps/kafka.yaml",
  line: 9,
  clusters: ["a"],
  state: "not-compared",
  reason: "r",
  crds: [],
} as const;

describe("what a change does is said in one line", () => {
  it.each<[string, Report]>([
    ["✅ 2 clusters take this change", report({ a: "++", b: "+" }, [])],
    ["✅ a takes this change; nothing is meant for 1 other", report({ a: "++", b: " " }, [])],
    ["✅ a takes this change; 1 notice below", report({ a: "++" }, [], { notices: ["1 object was not judged."] })],
    [
      "✅ a takes this change; 1 manifest applied nowhere",
      report({ a: "+" }, [], { coverage: { ...COVERAGE, notApplied: [{ crd: "w", path: "p", reason: "r" }] } }),
    ],
    ["✅ a takes both CRDs", report({ a: "++" }, [], { base: { available: false, reason: "no base" } })],
    ["✅ a takes w.example.com", report({ a: "+" }, [], { mode: "gate" })],
    ["❌ a will refuse 3 of 4 CRDs (b takes all)", report({ a: "---+", b: "++++" }, about("wxy", ["a"]))],
    ["❌ a will refuse w.example.com (the other 2 take all)", report({ a: "-", b: "+", c: "+" }, about("w", ["a"]))],
    ["❌ a and b will refuse both CRDs", report({ a: "--", b: "--" }, about("wx", ["a", "b"]))],
    ["❌ all 3 clusters will refuse w.example.com", report({ a: "-+", b: "-", c: "-" }, about("w", ["a", "b", "c"]))],
    [
      "❌ a and b between them will refuse 2 of 3 CRDs",
      report({ a: "-++", b: "+-+" }, [...about("w", ["a"]), ...about("x", ["b"])]),
    ],
    [
      "❌ a will refuse w.example.com; 1 more error",
      report({ a: "-" }, [...about("w", ["a"]), ...about("w", ["a"], { rule: "crd-removed" })]),
    ],
    // `b` takes every CRD of it, and is not said to: something is reported of it, or undecided, or was not read.
    ["❌ a will refuse w.example.com", report({ a: "-", b: "?" }, about("w", ["a"]))],
    ["❌ a will refuse w.example.com", report({ a: "-", b: " +" }, about("w", ["a"]))],
    [
      "❌ a will refuse w.example.com; 1 more error",
      report({ a: "-", b: "+" }, [...about("w", ["a"]), ...about("w", ["b"], { rule: "helm-ownership-refused" })]),
    ],
    [
      "❌ a will refuse w.example.com",
      report({ a: "-", b: "+" }, about("w", ["a"]), {
        coverage: { ...COVERAGE, notRead: [{ path: "x.yaml", reason: "too large", mayHoldCrds: true }] },
      }),
    ],
    [
      "❌ Helm will refuse 2 CRDs on a and b",
      report({ a: "+", b: "+" }, about("wx", ["a", "b"], { rule: "helm-ownership-refused" })),
    ],
    [
      "❌ blocked: scope-changed of w.example.com on a",
      report({ a: "+" }, about("w", ["a"], { rule: "scope-changed" })),
    ],
    ["❌ blocked: 2 errors on a (kind-changed)", report({ a: "+" }, about("wx", ["a"], { rule: "kind-changed" }))],
    [
      "❌ cannot tell: 1 file that may hold CRDs was not read",
      report({ a: "+" }, ofNone({ rule: "file-not-read", clusters: [] })),
    ],
    [
      "❌ blocked: 1 warning on a (foreign-owner)",
      report({ a: "+" }, ofNone({ rule: "foreign-owner", severity: "warning", clusters: ["a"] }), {
        result: "fail",
      }),
    ],
    [
      "❌ a refuses w.example.com already without this change",
      report({ a: "-" }, about("w", ["a"], { state: "preexisting" }), { result: "fail" }),
    ],
    [
      "⚠️ a refuses w.example.com already without this change: not blocking here; the gate counts it",
      report({ a: "-" }, about("w", ["a"], { state: "preexisting" }), WARN),
    ],
    [
      "❌ a will refuse w.example.com",
      report({ a: "-" }, about("w", ["a"], { state: "preexisting" }), { mode: "gate", result: "fail" }),
    ],
    [
      "⚠️ a refuses w.example.com, as the changed snapshots or settings show: not blocking here",
      report({ a: "-" }, about("w", ["a"], { state: "revealed" }), WARN),
    ],
    ["⚠️ a will refuse w.example.com: not blocking, as configured", report({ a: "-" }, about("w", ["a"]), WARN)],
    [
      "⚠️ a will refuse w.example.com: waived",
      report({ a: "-" }, about("w", ["a"], { severity: "info", waived }), PASS),
    ],
    ["⚠️ a will refuse w.example.com: not counted, as configured", report({ a: "-" }, [], PASS)],
    [
      "⚠️ not blocking: crd-removed of w.example.com on a from before this change",
      report({ a: "+" }, about("w", ["a"], { rule: "crd-removed", state: "preexisting" }), WARN),
    ],
    [
      "⚠️ this change weakens what checks it (guard-weakened): look at that before you merge",
      report(
        { a: "-" },
        [
          ...about("w", ["a"], { state: "preexisting" }),
          ...about("w", ["a"], { rule: "guard-weakened", severity: "warning" }),
        ],
        WARN,
      ),
    ],
    [
      "⚠️ nothing blocks this change: 1 finding waived or lowered on a (helm-ownership-refused)",
      report({ a: "+" }, ofNone({ rule: "helm-ownership-refused", severity: "info", waived, clusters: ["a"] }), PASS),
    ],
    [
      "⚠️ nothing blocks this change: foreign-owner of w.example.com on a",
      report({ a: "+" }, about("w", ["a"], { rule: "foreign-owner", severity: "warning" }), WARN),
    ],
    ["❔ no refusal found, but x.example.com could not be decided", report({ a: "+?" }, [])],
    ["❔ cannot tell: 2 CRDs could not be decided", report({ a: "??" }, [])],
    [
      "❔ no refusal found, but 1 patch of a CRD was left out",
      report({ a: "+" }, [], { coverage: { ...COVERAGE, partial: [PATCH] } }),
    ],
    [
      "❔ no refusal found, but x.example.com could not be decided; 2 patches of CRDs were left out",
      report({ a: "+?" }, [], { coverage: { ...COVERAGE, partial: [PATCH, PATCH] } }),
    ],
    [
      "❔ no refusal found, but 1 of 1 source was not compared",
      report({ a: "+" }, [], { coverage: { ...COVERAGE, sources: [OPEN_SOURCE] } }),
    ],
    [
      "❔ no refusal found, but 2 of 2 sources were not compared",
      report({ a: "+" }, [], { coverage: { ...COVERAGE, sources: [OPEN_SOURCE, OPEN_SOURCE] } }),
    ],
    ["✅ a takes this change", report({ a: "++" }, [], { coverage: { ...COVERAGE, objects: { judged: 3, open: 0 } } })],
    [
      "❔ no refusal found, but 1 custom resource could not be judged",
      report({ a: "++" }, [], { coverage: { ...COVERAGE, objects: { judged: 3, open: 1 } } }),
    ],
    [
      "❔ 3 custom resources judged, no CRD compared: no cluster has a snapshot",
      report({}, [], { coverage: { ...COVERAGE, crds: 1, objects: { judged: 3, open: 0 } } }),
    ],
    [
      "❔ nothing compared: 2 custom resources could not be judged; no cluster has a snapshot",
      report({}, [], { coverage: { ...COVERAGE, crds: 1, objects: { judged: 0, open: 2 } } }),
    ],
    ["❔ nothing compared: no CRDs were found", report({ a: "" }, [])],
    ["⚠️ nothing compared: no cluster has a snapshot", report({}, [], WARN)],
    [
      "❔ nothing compared: no CRD is meant for a cluster that has a snapshot",
      report({ a: "" }, [], { coverage: { ...COVERAGE, notApplied: [{ crd: "w", path: "p", reason: "r" }] } }),
    ],
  ])("%s", (expected, given) => {
    expect(verdict(given)).toBe(expected);
  });

  it("says that nothing was checked, and where it stopped", () => {
    const problem = { path: "config.yaml", line: 3, message: "m", remedy: "r" };
    const of = (problems: Report["problems"]) => verdict(reportOf([], { result: "error", problems }));
    expect([of([problem]), of([problem, problem]), of([{ message: "m", remedy: "r" }])]).toEqual([
      "❌ nothing was checked: config.yaml:3",
      "❌ nothing was checked: config.yaml:3 (and 1 more problem)",
      "❌ nothing was checked",
    ]);
  });

  it("is never green on the word of a fork", () => {
    expect(verdict(report({ a: "+" }, []), true)).toBe("❔ the fork's own run found nothing; nobody verified it");
    // A fork's report says who refuses, not why.
    const bare = report({ a: "-" }, about("w", ["a"]));
    const predictions = bare.predictions.map((one) => ({ ...one, errors: [] }));
    expect(verdict({ ...bare, predictions }, true)).toBe("❌ a will refuse w.example.com");
  });
});

describe("of every recorded case", () => {
  it.each(NAMES)("stands first in each format, in at most 100 characters: %s", (name) => {
    const of = recorded(name);
    const line = verdict(of);
    const isGreen = line.startsWith("✅");
    const text = renderText(of, { color: false, width: 200 }).split("\n")[0];
    const notice = `::notice title=${line.slice(0, 2)}`;
    const isAnnotated = renderAnnotations(of)
      .split("\n")
      .some((one) => one.startsWith(notice));
    expect(line.length).toBeLessThanOrEqual(100);
    expect(text).toBe(line);
    expect(renderMarkdown(of).startsWith(`## ${line.slice(0, 2)}`)).toBe(true);
    expect(isAnnotated).toBe(!isGreen && of.result !== "error");
    // Green: nothing undecided, nothing refused, whoever waived it.
    expect(isGreen && of.predictions.some(({ outcome }) => outcome !== "accepted")).toBe(false);
  });
});

it("is short and on one line whatever the names are", () => {
  for (const name of ["x".repeat(300), "a\nb", "\u202etxt", "::error::x", "`|<img src=x>"]) {
    const answers = [prediction(name, "rejected", [name]), prediction("y", "rejected", [name])];
    for (const predictions of [answers, answers.slice(0, 1)]) {
      const of = reportOf([finding(1, { crd: name, clusters: [name] }), finding(2, { crd: "y", clusters: [name] })], {
        clusters: clusters([name]),
        predictions,
      });
      const line = verdict(of);
      expect(line).toMatch(/^❌ [^\n\u202e]{1,98}$/u);
      expect(renderMarkdown(of)).not.toMatch(/^## .*<img/);
    }
  }
});
