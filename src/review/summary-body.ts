import { shortCommit } from "../report/commit.ts";
import { withCutNames } from "../report/cut.ts";
import { findingTitle, type PlaceText, shortPlace } from "../report/markdown-finding.ts";
import { shortFindings, wholeFindings } from "../report/markdown-group.ts";
import { clusterTable, coverage, fold, matrixTable, problems, protocol, title } from "../report/markdown-tables.ts";
import { FOLD_NAMES, pageOrder } from "../report/page-order.ts";
import type { Finding, Report } from "../report/report.ts";
import { markdownCode, markdownLink, markdownText } from "../text/escape.ts";
import { firstThatFits, inOrder } from "../text/fit.ts";
import { counted } from "../text/listing.ts";
import { BODY_BUDGET_BYTES } from "./comment-body.ts";
import { readMarker, writeMarker } from "./marker.ts";
import type { ReviewOptions } from "./model.ts";

export interface SummaryInput {
  readonly report: Report;
  readonly place: PlaceText;
  readonly headSha: string;
  /** Fingerprints whose threads a person resolved. */
  readonly acknowledged: ReadonlySet<string>;
  /** Fingerprints of findings that a review comment tells of: it has their steps. */
  readonly commented: ReadonlySet<string>;
  readonly options: ReviewOptions;
}

/**
 * The one comment of a pull request that is kept up to date: every finding whatever its place, what was not compared,
 * and how old the snapshots are. Above the budget it says less: without steps, failures alone, counts alone.
 */
export function summaryBody(given: SummaryInput, budgetBytes = BODY_BUDGET_BYTES): string {
  const input = { ...given, report: withCutNames(given.report) };
  const { report, place } = input;
  const { open, preexisting, waived } = pageOrder(report);
  const head = [lead(input), fork(input), problems(report)];
  const tables = [protocol(report), matrixTable(report)];
  // Of a fork's clusters the names alone are known.
  const clusters = input.options.fromFork === undefined ? clusterTable(report) : "";
  const tail = [coverage(report), clusters, footer(input)];
  const failures = open.filter(({ severity }) => severity === "error");
  const others = report.findings.length - failures.length;
  const text = firstThatFits(
    [
      () =>
        inOrder(head, tables, wholeFindings(open, place, input.commented), folded(preexisting, waived, place), tail),
      () => inOrder(head, tables, shortFindings(open, place), folded(preexisting, waived, place), tail),
      () => [
        ...head,
        failures.map((finding) => `- ${oneLine(finding, place)}`).join("\n"),
        others === 0
          ? ""
          : `${counted(others, "more finding")} that ${others === 1 ? "is" : "are"} no new error: see the run.`,
        clusters,
        footer(input),
      ],
    ],
    budgetBytes,
  );
  const least = [lead(input), fork(input), "There is too much for a comment: see the run.", footer(input)];
  return text ?? least.filter((block) => block !== "").join("\n\n");
}

function fork({ options }: SummaryInput): string {
  if (options.fromFork === undefined) return "";
  const { leftOut } = options.fromFork;
  const others =
    leftOut === 0
      ? ""
      : ` ${counted(leftOut, "finding")} of it ${leftOut === 1 ? "is" : "are"} not shown: rule or file has no name that could be one, or there are too many.`;
  return `This report was made by the fork's own workflow run, and nothing in it was verified: rules, names and places are that run's, the sentences are this action's. What it could not read or decide is in [its log](${options.runUrl}).${others}`;
}

/** The verdict, and in small print what it counts. */
function lead({ report, acknowledged, options }: SummaryInput): string {
  const resolved = acknowledged.size === 0 ? [] : [`${counted(acknowledged.size, "thread")} resolved`];
  return title(report, resolved, options.fromFork !== undefined);
}

function folded(preexisting: readonly Finding[], waived: readonly Finding[], place: PlaceText): readonly string[] {
  return [
    fold(
      FOLD_NAMES.preexisting(preexisting),
      preexisting.map((finding) => oneLine(finding, place)),
    ),
    fold(
      FOLD_NAMES.waived(waived),
      waived.map((finding) => `${oneLine(finding, place)}${waiverWords(finding)}`),
    ),
  ];
}

function oneLine(finding: Finding, place: PlaceText): string {
  const at = shortPlace(finding, place);
  return `${findingTitle(finding)}${at === "" ? "" : ` at ${at}`}`;
}

function waiverWords({ waived }: Finding): string {
  // A fork's report gives none of it.
  if (waived === undefined || waived.reason === "") return "";
  const { reason, owner, expires } = waived;
  return `: ${markdownText(reason)} (${markdownText(owner)}, until ${markdownText(expires)})`;
}

function footer({ headSha, options }: SummaryInput): string {
  const { repositoryUrl, runUrl, scope } = options;
  const commit = markdownLink(markdownCode(shortCommit(headSha)), `${repositoryUrl}/commit/${headSha}`);
  const run = `${RUN}(${runUrl})`;
  return `<sub>${markdownText(scope)} · ${run} · commit ${commit}</sub>\n\n${writeMarker({ kind: "summary", scope, sha: headSha })}`;
}

const RUN = "[workflow run]";

/** Whether two summaries say the same; another run of the same commit is no news. */
export function isSameSummary(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

function comparable(body: string): string {
  const lines = body.replaceAll("\r\n", "\n").trimEnd().split("\n");
  const marker = readMarker(body);
  return lines
    .map((line) => (line.startsWith("<sub>") ? line.replace(/\[workflow run\]\([^()[\]]*\)/, RUN) : line))
    .slice(0, marker === null ? undefined : -1)
    .join("\n");
}
