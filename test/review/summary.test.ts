import { describe, expect, it } from "vitest";
import { matrixTable } from "../../src/report/markdown-tables.ts";
import type { Report } from "../../src/report/report.ts";
import { writeMarker } from "../../src/review/marker.ts";
import type { CommentMode, ExistingSummary, Operation, ReviewOptions } from "../../src/review/model.ts";
import { plan } from "../../src/review/plan.ts";
import { summaryBody } from "../../src/review/summary-body.ts";
import { finding, OPTIONS, reportOf, SHA } from "./findings.ts";

const GREEN = reportOf([]);
const RED = reportOf([finding(1)]);
const LATER = "b".repeat(40);

function planned(
  report: Report,
  bodies: readonly string[],
  options: Partial<ReviewOptions> = {},
  headSha = SHA,
): readonly Operation[] {
  const summaries = bodies.map(
    (body, index): ExistingSummary => ({ id: 10 - index, nodeId: "n", author: "github-actions", body, url: "" }),
  );
  return plan({
    report,
    diff: { files: [], complete: true },
    relations: { head: new Map(), base: new Map() },
    options: { ...OPTIONS, ...options },
    state: { headSha, viewer: "github-actions[bot]", comments: [], summaries },
  }).operations;
}

function bodyFor(report: Report, options: Partial<ReviewOptions> = {}, headSha = SHA): string {
  const [first] = planned(report, [], { ...options, comment: "always" }, headSha);
  return first?.kind === "create-summary" ? first.body : "";
}

describe("the summary", () => {
  it.each<[CommentMode, Report, string[]]>([
    ["on-findings", GREEN, []],
    ["on-findings", RED, ["create-summary"]],
    ["on-findings", reportOf([finding(1, { state: "revealed" })]), ["create-summary"]],
    ["on-findings", reportOf([finding(1, { severity: "warning" })], { result: "warn" }), ["create-summary"]],
    ["on-findings", reportOf([finding(1, { state: "preexisting" })]), []],
    ["on-findings", reportOf([finding(1, { state: "preexisting" })], { result: "fail" }), ["create-summary"]],
    ["on-findings", reportOf([finding(1, { severity: "info" })]), []],
    ["on-findings", reportOf([finding(1, { waived: { reason: "r", owner: "o", expires: "2027-01-01" } })]), []],
    [
      "on-findings",
      reportOf([], { result: "error", problems: [{ message: "Broken.", remedy: "Mend it." }] }),
      ["create-summary"],
    ],
    ["always", GREEN, ["create-summary"]],
    ["off", RED, []],
  ])("is created or not: %s", (comment, report, expected) => {
    expect(planned(report, [], { comment, review: false }).map(({ kind }) => kind)).toEqual(expected);
  });

  it("is edited to green, not deleted", () => {
    expect(planned(GREEN, [bodyFor(RED)], {}, LATER)).toEqual([
      { kind: "edit-summary", id: 10, body: bodyFor(GREEN, {}, LATER) },
    ]);
  });

  it("is left alone by another run of the same commit, and written anew for another commit", () => {
    const runUrl = "https://github.com/acme/infra/actions/runs/2";
    expect(planned(RED, [bodyFor(RED)], { runUrl, review: false })).toEqual([]);
    expect(planned(RED, [bodyFor(RED).replaceAll("\n", "\r\n")], { review: false })).toEqual([]);
    expect(planned(RED, [bodyFor(RED)], { review: false }, LATER).map(({ kind }) => kind)).toEqual(["edit-summary"]);
  });

  it("is one: the oldest stays", () => {
    expect(planned(RED, [bodyFor(RED), bodyFor(RED), bodyFor(GREEN)], { review: false })).toEqual([
      { kind: "edit-summary", id: 8, body: bodyFor(RED) },
      { kind: "delete-summary", id: 9 },
      { kind: "delete-summary", id: 10 },
    ]);
  });

  it("is none of the comments on findings", () => {
    const body = writeMarker({ kind: "finding", fingerprint: "fp1:0", scope: OPTIONS.scope, sha: SHA });
    expect(planned(RED, [body], { review: false }).map(({ kind }) => kind)).toEqual(["create-summary"]);
  });

  it.each([
    [0, ""],
    [1, " 1 finding of it is not shown: rule or file has no name that could be one, or there are too many."],
    [2, " 2 findings of it are not shown: rule or file has no name that could be one, or there are too many."],
  ])("says of a fork's report what it is, and that %i findings are left out", (leftOut, others) => {
    expect(bodyFor(RED, { fromFork: { leftOut } }).split("\n")).toContain(
      `This report was made by the fork's own workflow run, and nothing in it was verified: rules, names and places are that run's, the sentences are this action's. What it could not read or decide is in [its log](${OPTIONS.runUrl}).${others}`,
    );
  });

  it("is another one for another job", () => {
    const body = bodyFor(RED, { scope: "ci/other" });
    expect(planned(RED, [body], { review: false }).map(({ kind }) => kind)).toEqual(["create-summary"]);
  });
});

describe("its size", () => {
  const long = (length: number) =>
    reportOf(
      Array.from({ length }, (_, index) =>
        finding(index, {
          severity: index < 40 ? "error" : "warning",
          serverMessage: `é${"é".repeat(400)}`,
          remedy: { summary: "Keep it.", steps: [{ text: "x".repeat(300), command: "y".repeat(300) }] },
        }),
      ),
    );
  const body = (report: Report, budget?: number) =>
    summaryBody(
      {
        report,
        place: (path, line) => `${path}:${line}`,
        headSha: SHA,
        acknowledged: new Set(),
        commented: new Set(),
        options: OPTIONS,
      },
      budget,
    );

  it.each([
    [1, ["<details><summary>Steps", "```text"]],
    [60, ["Keep it."]],
    [900, ["- ❌ [stored-version-removed]", "860 more findings that are no new error: see the run."]],
    [40_000, ["There is too much for a comment: see the run."]],
  ] as const)("fits with %i findings, and says as much as fits", (length, said) => {
    const text = body(
      length === 40_000
        ? { ...long(1), findings: long(3_000).findings.map((one) => ({ ...one, severity: "error" as const })) }
        : long(length),
    );

    for (const words of said) expect(text).toContain(words);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(60_000);
    expect((text.match(/^ *```/gm) ?? []).length % 2).toBe(0);
    expect((text.match(/<details>/g) ?? []).length).toBe((text.match(/<\/details>/g) ?? []).length);
    expect(text).toMatch(
      /\[workflow run\]\(https:[^)]*\) · commit \[`aaaaaaa`\]\([^)]*\)<\/sub>\n\n<!-- crd-upgrade-guard:v1 .* -->$/,
    );
  });

  it.each([
    [0, []],
    [1, ["1 more finding that is no new error: see the run."]],
    [2, ["2 more findings that are no new error: see the run."]],
  ])("counts %i findings that it leaves out, where new errors alone fit", (count, said) => {
    const message = "word ".repeat(300);
    const left = Array.from({ length: count }, (_, at) => finding(at + 2, { severity: "warning", message }));
    const text = body(reportOf([finding(1, { message }), ...left]), 1_500);
    expect(text.split("\n").filter((line) => /^- |see the run\.$/.test(line))).toEqual([
      expect.stringMatching(/^- ❌ .* at crds\/routes\.yaml:13$/),
      ...said,
    ]);
  });

  it("has no table of more cells than a page takes, in either mode, and says so", () => {
    const prediction = {
      from: "snapshot",
      source: { path: "crd.yaml", line: 1, document: 0 },
      appliesBecause: "no target: all",
      operation: "update",
      outcome: "undecided",
      errors: [],
      storedVersionsEvaluated: [],
      undecided: [],
    } as const;
    const cluster = {
      path: "",
      serverVersion: null,
      proven: true,
      capturedAt: null,
      ageHours: null,
      stale: false,
      complete: true,
      crds: 1,
    };
    const many = Array.from({ length: 20_000 }, (_, index) => `n${index}`);
    const report: Report = {
      ...reportOf([]),
      mode: "gate",
      clusters: many.map((name) => ({ ...cluster, name })),
      predictions: many.map((name) => ({ ...prediction, crd: name, clusters: [name, "another"] })),
    };

    expect(body(report)).toContain("; 20000 CRDs undecided</sub>");
    expect(matrixTable(report)).toBe(
      "A table of 20000 CRDs and 20000 clusters is too large for this page: see the JSON report.",
    );
  });
});
