import { markdownLink } from "../text/escape.ts";
import { firstThatFits, inOrder } from "../text/fit.ts";
import { withCutNames } from "./cut.ts";
import { placeAsCode } from "./markdown-finding.ts";
import { shortFindings, wholeFindings } from "./markdown-group.ts";
import { clusterTable, coverage, matrixTable, problems, protocol, title } from "./markdown-tables.ts";
import type { Report } from "./report.ts";

/** A step summary above 1 MiB is dropped whole with an error (actions/runner FileCommandManager.cs); this leaves room. */
const SUMMARY_BUDGET_BYTES = 900_000;

/** What a pull request says already. */
export interface OnPullRequest {
  /** Fingerprints of findings that a comment on a line tells of with their steps. */
  readonly commented: ReadonlySet<string>;
  /** The comment that has every other finding, what was not compared and the snapshots' age; null: there is none. */
  readonly summaryUrl: string | null;
}

const NOTHING: OnPullRequest = { commented: new Set(), summaryUrl: null };

/**
 * The report as GitHub Markdown: the CRD x cluster matrix first, then each finding with its steps, then what was not
 * compared. Above the budget it says less in three rungs (whole, without steps, counts alone), never half a block.
 * @param said what does not have to be said again
 */
export function renderMarkdown(
  given: Report,
  budgetBytes = SUMMARY_BUDGET_BYTES,
  { commented, summaryUrl }: OnPullRequest = NOTHING,
): string {
  const report = withCutNames(given);
  const head = [title(report), problems(report), protocol(report), matrixTable(report)];
  const tail =
    summaryUrl === null
      ? [coverage(report), clusterTable(report)]
      : [`All else: ${markdownLink("the comment", summaryUrl)}.`];
  const text = firstThatFits(
    [
      () => inOrder(head, wholeFindings(report.findings, placeAsCode, commented), tail),
      () => inOrder(head, shortFindings(report.findings, placeAsCode), tail),
      () => [title(report), "The findings are too many for this page: see the JSON report."],
    ],
    budgetBytes,
  );
  return `${text ?? title(report)}\n`;
}
