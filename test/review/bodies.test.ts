import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import type { Finding, Report } from "../../src/report/report.ts";
import { commentBody } from "../../src/review/comment-body.ts";
import { goneBody } from "../../src/review/gone-body.ts";
import type { Anchor } from "../../src/review/model.ts";
import { permalinks } from "../../src/review/permalink.ts";
import { placedPaths } from "../../src/review/placed-paths.ts";
import { summaryBody } from "../../src/review/summary-body.ts";
import { finding, fingerprint, hunkAt, OPTIONS, reportOf, SHA } from "./findings.ts";

/**
 * Golden bodies. Write them with `UPDATE_BODIES=1 npm run unit -- test/review/bodies`, and look at them as rendered
 * Markdown before you commit them.
 */
const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "bodies");
const CASES = path.resolve(FOLDER, "../../cases");

function expectBody(name: string, body: string): void {
  const file = path.join(FOLDER, `expected.${name}.md`);
  if (process.env.UPDATE_BODIES !== undefined) fs.writeFileSync(file, `${body}\n`);
  expect(`${body}\n`).toBe(fs.readFileSync(file, "utf8"));
}

function reportOfCase(name: string): Report {
  const ports = checkPorts(path.join(CASES, name, "repo"), { ok: false, usage: false, reason: "no base" });
  const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" } as const;
  return check(request, { ...ports, now: () => Date.parse("2026-11-23T12:00:00Z") });
}

/** A diff in which every file of the report's findings is new. */
function contextOf(report: Report, folder: string) {
  const paths = placedPaths(report);
  const files = paths.map((name) => {
    const file = path.join(folder, name);
    const lines = fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n") : [];
    const hunk = hunkAt(
      lines.map((_, index) => index + 1),
      (line) => lines[line - 1] ?? "",
    );
    return { path: name, status: "added", hunks: [hunk] } as const;
  });
  return {
    diff: { files, complete: true },
    relations: { head: new Map(paths.map((name) => [name, { kind: "same" } as const])), base: new Map() },
    folder: ".",
  };
}

const ORIGIN = { scope: OPTIONS.scope, sha: SHA };

function caseBody(name: string, anchor: (finding: Finding) => Anchor | null): string {
  const report = reportOfCase(name);
  const [first] = report.findings;
  if (first === undefined) throw new Error(`nothing is found in ${name}`);
  return commentBody(first, anchor(first), contextOf(report, path.join(CASES, name, "repo")), ORIGIN);
}

const ownLine = ({ location }: Finding): Anchor => ({
  kind: "line",
  path: location.path,
  side: "RIGHT",
  line: location.startLine,
});

describe("a review comment", () => {
  it("offers the kept version to be committed, where it stands on a line that it goes behind", () => {
    expectBody("suggestion", caseBody("incident", ownLine));
  });

  it("shows the kept version where it stands elsewhere", () => {
    expectBody(
      "removed-line",
      caseBody("no-overlap", ({ location: { path: name } }) => ({ kind: "line", path: name, side: "LEFT", line: 40 })),
    );
  });

  it("offers nothing where the head's file is not the one that was read", () => {
    const report = reportOfCase("incident");
    const [first] = report.findings;
    if (first === undefined) throw new Error("nothing is found");
    const context = contextOf(report, path.join(CASES, "incident", "repo"));
    const changed = new Map([[first.location.path, { kind: "changed", hunks: [] } as const]]);
    const body = commentBody(
      first,
      ownLine(first),
      { ...context, relations: { head: changed, base: new Map() } },
      ORIGIN,
    );

    expect(body).toContain("```yaml\n- name: v1alpha2");
    expect(body).not.toContain("```suggestion");
  });

  it("names its other places, and where it stands itself when that is none of them", () => {
    const report = reportOfCase("waived");
    const places = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        location: {
          path: `copies/${index}.yaml`,
          startLine: 3,
          startColumn: 1,
          endLine: 3,
          endColumn: 2,
          yamlPath: "",
        },
      }));
    const second = (anchor: Anchor | null, count: number) => {
      const [first] = report.findings;
      if (first === undefined) throw new Error("no finding");
      const of = { ...first, otherPlaces: places(count) };
      return commentBody(of, anchor, contextOf(report, path.join(CASES, "waived", "repo")), ORIGIN).split("\n")[2];
    };
    const [first] = report.findings;
    const { path: own = "", startLine = 1 } = first?.location ?? {};
    const here = { kind: "line", path: own, side: "RIGHT", line: startLine } as const;
    expect(second(here, 1)).toBe("The same in `copies/0.yaml:3`.");
    expect(second(here, 200)).toBe("The same in `copies/0.yaml:3`, `copies/1.yaml:3`, `copies/2.yaml:3` and 197 more.");
    expect(second(null, 1)).toBe(`This is about \`${own}:${startLine}\` and \`copies/0.yaml:3\`.`);
  });

  it("has no steps where there are none", () => {
    expectBody(
      "file",
      caseBody("fields", ({ location: { path: name } }) => ({ kind: "file", path: name })),
    );
  });

  it("prints nothing raw of what a manifest says", () => {
    expectBody("hostile", caseBody("hostile", ownLine));
  });

  it("that was answered says that it is over", () => {
    const body = caseBody("incident", ownLine);
    const comment = {
      id: 1,
      nodeId: "n",
      author: "a",
      body,
      path: "p",
      line: null,
      isOutdated: false,
      isResolved: false,
      isMinimized: false,
      hasReplies: true,
    };
    const marker = { kind: "finding", fingerprint: fingerprint(1), ...ORIGIN } as const;
    expectBody("gone", goneBody(comment, marker, "absent", ORIGIN, OPTIONS.repositoryUrl));
  });
});

describe("a summary", () => {
  const summary = (report: Report, acknowledged: readonly string[] = [], budget?: number) => {
    const context = contextOf(report, "no folder");
    const place = permalinks({ repositoryUrl: OPTIONS.repositoryUrl, headSha: SHA, baseSha: null }, context);
    return summaryBody(
      { report, place, headSha: SHA, acknowledged: new Set(acknowledged), commented: new Set(), options: OPTIONS },
      budget,
    );
  };

  it("tells every state apart", () => {
    const incident = reportOfCase("incident");
    const moreFindings = [
      finding(1, { state: "revealed", clusters: ["prod-us"] }),
      ...incident.findings,
      finding(2, { rule: "snapshot-stale", severity: "warning", state: "preexisting", clusters: ["prod-us"] }),
      finding(3, {
        waived: { reason: "staging is rebuilt | every night", owner: "@platform-team", expires: "2027-01-31" },
      }),
    ];
    const [prediction] = incident.predictions;
    const report: Report = {
      ...incident,
      findings: moreFindings,
      coverage: { ...incident.coverage, notRead: [{ path: "charts/x/templates/crd.yaml", reason: "a Helm template" }] },
      predictions: [
        ...incident.predictions,
        ...(prediction === undefined
          ? []
          : [
              {
                ...prediction,
                crd: "routes.example.com",
                outcome: "undecided" as const,
                errors: [],
                undecided: [{ path: "spec.versions[0].schema", reason: "a cost estimate is out of reach" }],
              },
            ]),
      ],
    };
    expectBody("summary", summary(report, [fingerprint(1)]));
    expectBody("summary-short", summary(report, [], 4_500));
    expectBody("summary-failures", summary(report, [], 2_600));
    expectBody("summary-counts", summary(report, [], 800));
  });

  it("is green where nothing is wrong", () => {
    expectBody("summary-green", summary({ ...reportOfCase("incident"), ...reportOf([]) }));
  });

  it("says why nothing could be checked", () => {
    expectBody("summary-problems", summary(reportOfCase("problems")));
  });
});
