import { describe, expect, it } from "vitest";
import type { Finding, Report } from "../../src/report/report.ts";
import { alone } from "../../src/report/runbook.ts";
import { commentBody, isSameBody } from "../../src/review/comment-body.ts";
import { reportFromFork } from "../../src/review/from-fork.ts";
import type { Anchor } from "../../src/review/model.ts";
import { isSameSummary, summaryBody } from "../../src/review/summary-body.ts";
import { finding, hunkAt, OPTIONS, reportOf, SHA } from "./findings.ts";

const PATH = "crds/routes.yaml";
const ORIGIN = { scope: OPTIONS.scope, sha: SHA };
const CONTEXT = {
  diff: { files: [{ path: PATH, status: "modified", hunks: [hunkAt([12, 13, 14])] } as const], complete: true },
  relations: { head: new Map([[PATH, { kind: "same" } as const]]), base: new Map() },
  folder: ".",
};
const on = (side: "LEFT" | "RIGHT", line: number, path = PATH): Anchor => ({ kind: "line", path, side, line });
const HERE = on("RIGHT", 13);
const linesOf = (of: Finding, anchor: Anchor | null = HERE) => commentBody(of, anchor, CONTEXT, ORIGIN).split("\n");

describe("where a comment stands", () => {
  const lead = (changes: Partial<Finding>, anchor: Anchor | null) => linesOf(finding(1, changes), anchor)[2];
  const MESSAGE = finding(1).message;
  const ABOUT = `This is about \`${PATH}:13\`.`;
  const { location } = finding(1);
  const other = { location: { ...location, path: "b.yaml", startLine: 3 } };

  it.each<[string, Partial<Finding>, Anchor | null, string]>([
    ["says nothing on the finding's line", {}, HERE, MESSAGE],
    ["is told on another line", {}, on("RIGHT", 14), ABOUT],
    ["is told on the same line of another file", {}, on("RIGHT", 13, "b.yaml"), ABOUT],
    ["says nothing on a deleted line of the finding's file", {}, on("LEFT", 40), MESSAGE],
    ["is told on a deleted line of another file", {}, on("LEFT", 13, "b.yaml"), ABOUT],
    ["is told on the file", {}, { kind: "file", path: PATH }, ABOUT],
    ["is told where the line is gone", {}, null, ABOUT],
    ["says nothing of standard input", { location: { ...location, path: "-" } }, null, MESSAGE],
    [
      "says nothing where the finding has lines of its own",
      { lines: [{ path: PATH, startLine: 13, text: "x" }] },
      null,
      MESSAGE,
    ],
    ["names the other place", { otherPlaces: [other] }, HERE, "The same in `b.yaml:3`."],
    [
      "names a place of the base as such",
      { otherPlaces: [{ location: { ...other.location, inBase: true } }] },
      HERE,
      "The same in `b.yaml:3` of the base.",
    ],
  ])("%s", (_, changes, anchor, expected) => {
    expect(lead(changes, anchor)?.replaceAll("\\", "")).toBe(expected);
  });
});

it("says of a file without lines why it has one comment, and of no other", () => {
  const said = (status: "modified" | "removed", hunks: readonly [] | null) => {
    const diff = { files: [{ path: PATH, status, hunks }], complete: true };
    const text = commentBody(finding(1), { kind: "file", path: PATH }, { ...CONTEXT, diff }, ORIGIN);
    return text.split("\n").filter((line) => line.startsWith("GitHub takes no comment on a line of this file:")).length;
  };
  expect([said("modified", []), said("modified", null), said("removed", null)]).toEqual([0, 1, 1]);
});

it("points to the comment that has the steps, and says there alone what the rule and the server say", () => {
  const other = finding(2, { crd: "gateways.example.com" });
  const share = { runbook: { ...alone(finding(1)), steps: [] }, lead: other };
  const text = commentBody(finding(1), HERE, CONTEXT, ORIGIN, share);
  expect(text.replaceAll("\\", "").split("\n").slice(0, -2)).toEqual([
    "**❌ stored-version-removed `routes.example.com` on prod**",
    "",
    finding(1).message,
    "",
    "Steps: in the comment on `gateways.example.com`, or `explain fp1:000000000000`.",
  ]);
});

describe("the kept version", () => {
  const remedy = {
    summary: "Keep it.",
    steps: [{ text: "Do this." }, { text: "Then keep this." }],
    suggestion: "- name: v1alpha2",
    insertion: { text: "- name: v1alpha2", after: [13] },
  };
  const { insertion: _, ...unplaced } = remedy;
  const { suggestion: __, ...stepsAlone } = unplaced;
  const OFFERED = ["Then keep this.", "", "```suggestion", "line 13", "- name: v1alpha2", "```"];
  const SHOWN = ["Then keep this.", "", "```yaml", "- name: v1alpha2", "```"];
  const kept = (of: Partial<Finding>, anchor: Anchor) => {
    const lines = linesOf(finding(1, of), anchor);
    const at = lines.indexOf("Then keep this.");
    return at < 0 ? [] : lines.slice(at, -2);
  };

  it.each<[string, Partial<Finding>, Anchor, readonly string[]]>([
    ["is offered on the line that it goes behind", { remedy }, HERE, OFFERED],
    ["is shown on another line", { remedy }, on("RIGHT", 12), SHOWN],
    ["is shown on a deleted line of that number", { remedy }, on("LEFT", 13), SHOWN],
    ["is shown on that line of another file", { remedy }, on("RIGHT", 13, "b.yaml"), SHOWN],
    ["is shown on the file", { remedy }, { kind: "file", path: PATH }, SHOWN],
    ["is shown where it goes behind no line", { remedy: unplaced }, HERE, SHOWN],
    [
      "is shown where the diff has no such line",
      { remedy: { ...remedy, insertion: { text: "x", after: [99] } } },
      on("RIGHT", 99),
      SHOWN,
    ],
  ])("%s", (_name, of, anchor, expected) => {
    expect(kept(of, anchor)).toEqual(expected);
  });

  it("stands alone where no step speaks of it", () => {
    const lines = linesOf(finding(1, { remedy: { ...remedy, steps: [] } }));
    expect(lines.slice(-7, -2)).toEqual(["", "```suggestion", "line 13", "- name: v1alpha2", "```"]);
  });

  it("takes no step away where there is none", () => {
    const text = linesOf(finding(1, { remedy: stepsAlone })).join("\n");
    expect([text.includes("Do this."), text.includes("Then keep this.")]).toEqual([true, true]);
  });
});

it("leaves steps out that are too long, and what it offers only where that is too long too", () => {
  const steps = (count: number) => Array.from({ length: count }, () => ({ text: "word ".repeat(300) }));
  const last = { text: "Then keep this." };
  const of = (suggestion: string) =>
    linesOf(finding(1, { remedy: { summary: "Keep it.", steps: [...steps(60), last], suggestion } }));
  expect(of("a: b").slice(4)).toEqual([
    "Keep it.",
    "",
    "Then keep this.",
    "",
    "```yaml",
    "a: b",
    "```",
    "",
    expect.stringMatching(/^<!-- crd-upgrade-guard:v1 /),
  ]);
});

it.each<[string, string, string, boolean]>([
  ["the same text", "a", "a", true],
  ["another text", "a", "b", false],
  ["the line ends of an editor", "a\nb", "a\r\nb\r\n", true],
  ["another last line", "a\nb", "a\nc", false],
])("two bodies with %s", (_, a, b, same) => {
  expect([isSameBody(a, b), isSameSummary(a, b)]).toEqual([same, same]);
});

it("takes the commit of a marker for no difference of comments, and all else of it for one", () => {
  const body = (origin: typeof ORIGIN, of = finding(1)) => commentBody(of, HERE, CONTEXT, origin);
  expect(isSameBody(body(ORIGIN), body({ ...ORIGIN, sha: "b".repeat(40) }))).toBe(true);
  expect(isSameBody(body(ORIGIN), body({ ...ORIGIN, scope: "ci/other" }))).toBe(false);
  expect(isSameBody(body(ORIGIN), body(ORIGIN, finding(2)))).toBe(false);
});

describe("two summaries", () => {
  const body = (report: Report, changes: Partial<typeof OPTIONS> = {}, headSha = SHA) =>
    summaryBody({
      report,
      place: (path, line) => `${path}:${line}`,
      headSha,
      acknowledged: new Set(),
      commented: new Set(),
      options: { ...OPTIONS, ...changes },
    });
  const RED = reportOf([finding(1)]);

  it("are the same whatever run wrote them, and however a person's editor ended them", () => {
    const other = body(RED, { runUrl: "https://github.com/acme/infra/actions/runs/2" });
    expect([isSameSummary(body(RED), other), isSameSummary(body(RED), `${other}\r\n\n`)]).toEqual([true, true]);
    expect(isSameSummary(body(RED), body(reportOf([])))).toBe(false);
    expect(isSameSummary(body(RED), body(RED, {}, "b".repeat(40)))).toBe(false);
  });

  it("give a waiver's reason, owner and end, and of a fork's nothing", () => {
    const waived = { reason: "It is rebuilt", owner: "the team", expires: "2027-01-31" };
    const report = reportOf([finding(1, { waived })]);
    const line = (of: Report) =>
      body(of)
        .split("\n")
        .find((one) => one.includes(PATH))
        ?.split(" at ")[1];
    expect(line(report)).toBe(`${PATH}:13: It is rebuilt (the team, until 2027-01-31)`);
    expect(line(reportFromFork(report).report)).toBe(`${PATH}:13`);
  });
});
