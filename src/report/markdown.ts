import { firstThatFits, inOrder } from "../text/fit.ts";
import { withCutNames } from "./cut.ts";
import { placeAsCode } from "./markdown-finding.ts";
import { shortFindings, wholeFindings } from "./markdown-group.ts";
import { clusterTable, coverage, matrixTable, problems, protocol, title } from "./markdown-tables.ts";
import type { Report } from "./report.ts";

/** A step summary above 1 MiB is dropped whole with an error (actions/runner FileCommandManager.cs); this leaves room. */
const SUMMARY_BUDGET_BYTES = 900_000;

/**
 * The report as GitHub Markdown: the CRD x cluster matrix first, then each finding with its steps, then what was not
 * compared. Above the budget it says less in three rungs (whole, without steps, counts alone), never half a block.
 * @param commented fingerprints of findings that a comment on the pull request tells of with their steps
 */
export function renderMarkdown(
  given: Report,
  budgetBytes = SUMMARY_BUDGET_BYTES,
  commented: ReadonlySet<string> = new Set(),
): string {
  const report = withCutNames(given);
  const head = [title(report), problems(report), protocol(report), matrixTable(report)];
  const tail = [coverage(report), clusterTable(report)];
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
