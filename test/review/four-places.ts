import { renderAnnotations } from "../../src/report/annotations.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Report } from "../../src/report/report.ts";
import { renderText } from "../../src/report/text.ts";
import type { PullRequestDiff } from "../../src/review/model.ts";
import { placedPaths } from "../../src/review/placed-paths.ts";
import { plan } from "../../src/review/plan.ts";
import { hunkAt, OPTIONS, SHA } from "./findings.ts";

/** What a pull request gets of a report, in which every line of the files that it places something in is new. */
export function fourPlaces(report: Report) {
  const paths = placedPaths(report);
  const last = report.findings.reduce((most, { location }) => Math.max(most, location.endLine), 1);
  const lines = Array.from({ length: last }, (_, index) => index + 1);
  const files = paths.map((path) => ({ path, status: "added", hunks: [hunkAt(lines)] }) as const);
  const diff: PullRequestDiff = { files, complete: true };
  const { operations, commented } = plan({
    report,
    diff,
    relations: { head: new Map(paths.map((path) => [path, { kind: "same" }])), base: new Map() },
    state: { headSha: SHA, viewer: "github-actions[bot]", comments: [], summaries: [] },
    options: { ...OPTIONS, comment: "always" },
  });
  return {
    comments: operations.flatMap((one) => (one.kind === "create-review" ? one.comments.map(({ body }) => body) : [])),
    summary: operations.flatMap((one) => (one.kind === "create-summary" ? [one.body] : [])).join(""),
    jobSummary: renderMarkdown(report, undefined, {
      commented,
      summaryUrl: `${OPTIONS.repositoryUrl}/pull/1#issuecomment-1`,
    }),
    log: renderText(report, { color: false, width: 120, steps: "pages" }) + renderAnnotations(report),
  };
}

/** Bytes of each place, and of all. */
export function sizes({ comments, summary, jobSummary, log }: ReturnType<typeof fourPlaces>) {
  const bytes = (text: string) => Buffer.byteLength(text);
  const each = {
    comments: bytes(comments.join("")),
    summary: bytes(summary),
    jobSummary: bytes(jobSummary),
    log: bytes(log),
  };
  return { ...each, all: each.comments + each.summary + each.jobSummary + each.log };
}
