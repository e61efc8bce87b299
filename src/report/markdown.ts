import { markdownLink } from "../text/escape.ts";
import { firstThatFits, inOrder } from "../text/fit.ts";
import { withCutNames } from "./cut.ts";
import { placeAsCode } from "./markdown-finding.ts";
import { shortFindings, wholeFindings } from "./markdown-group.ts";
import { clusterTable, coverage, matrixTable, problems, protocol, title } from "./markdown-tables.ts";
import { FOLD_NAMES, type PageOrder, pageOrder } from "./page-order.ts";
import type { Finding, Report } from "./report.ts";

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
 * The report as GitHub Markdown: the CRD x cluster matrix first, then each finding with its steps, those from before the
 * change and waived ones folded, then what was not compared. Above the budget it says less in three rungs (whole, without steps, counts alone), never half a block.
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
  const order = pageOrder(report);
  const text = firstThatFits(
    [
      () => {
        const told = new Set<string>();
        return inOrder(
          head,
          inFolds(order, (of) => wholeFindings(of, placeAsCode, commented, told)),
          tail,
        );
      },
      () =>
        inOrder(
          head,
          inFolds(order, (of) => shortFindings(of, placeAsCode)),
          tail,
        ),
      () => [title(report), "The findings are too many for this page: see the JSON report."],
    ],
    budgetBytes,
  );
  return `${text ?? title(report)}\n`;
}

/** Block by block: what is folded may be as long as the rest. */
function* inFolds({ open, ...folds }: PageOrder, blocks: (of: readonly Finding[]) => Iterable<string>) {
  yield* blocks(open);
  for (const kind of ["preexisting", "waived"] as const) {
    const of = folds[kind];
    if (of.length === 0) continue;
    yield `<details><summary>${of.length} ${FOLD_NAMES[kind](of)}</summary>`;
    yield* blocks(of);
    yield "</details>";
  }
}
