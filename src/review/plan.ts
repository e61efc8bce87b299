import type { Finding, Report } from "../report/report.ts";
import { isSameAccount, type Marker, readMarker } from "./marker.ts";
import type { DiffFile, ExistingSummary, Operation, Placement, Plan, PullRequestDiff, ReviewInput } from "./model.ts";
import { permalinks } from "./permalink.ts";
import { planComments } from "./plan-comments.ts";
import { isSameSummary, summaryBody } from "./summary-body.ts";

/**
 * What to do so that the pull request says what the report says: at most one review with new comments, every other
 * comment of ours edited or removed, one summary. Applied to a pull request that it was applied to before, it plans
 * nothing. Comments of others, and of other jobs, are never touched.
 */
export function plan(given: ReviewInput): Plan {
  const input = { ...given, diff: asGitHubShows(given.diff) };
  const { report, options } = input;
  // What could not be checked says nothing of what was found before.
  const comments =
    options.review && report.result !== "error"
      ? planComments(input)
      : { operations: [], placements: report.findings.map(notInline), acknowledged: new Set<string>() };
  const commented = new Set(
    comments.placements.flatMap(({ fingerprint, shown }) => (IN_A_COMMENT.has(shown) ? [fingerprint] : [])),
  );
  return {
    summaryUrl: options.comment === "off" ? null : (ownSummaries(input)[0]?.url ?? null),
    operations: [...summaryOperations(input, comments.acknowledged, commented), ...comments.operations],
    placements: comments.placements,
    commented,
  };
}

const IN_A_COMMENT: ReadonlySet<Placement["shown"]> = new Set(["created", "kept", "acknowledged"]);

function notInline({ fingerprint, rule }: Finding): Placement {
  return { fingerprint, rule, shown: "not-inline", anchor: null };
}

/** The summary comes first: it alone has every finding, should the rest fail. */
function summaryOperations(
  input: ReviewInput,
  acknowledged: ReadonlySet<string>,
  commented: ReadonlySet<string>,
): readonly Operation[] {
  const { report, diff, relations, state, options } = input;
  if (options.comment === "off") return [];
  const [first, ...others] = ownSummaries(input);
  const duplicates = others.map(({ id }): Operation => ({ kind: "delete-summary", id }));
  if (first === undefined && options.comment === "on-findings" && !isNews(report)) return [];
  const context = { diff, relations, folder: report.folder ?? "." };
  const baseSha = report.base.available ? report.base.rev : null;
  const { repositoryUrl } = options;
  const place = permalinks({ repositoryUrl, headSha: state.headSha, baseSha }, context);
  const body = summaryBody({ report, place, headSha: state.headSha, acknowledged, commented, options });
  if (first === undefined) return [{ kind: "create-summary", body }];
  const edits: readonly Operation[] = isSameSummary(first.body, body)
    ? []
    : [{ kind: "edit-summary", id: first.id, body }];
  return [...edits, ...duplicates];
}

/** The summary that stays first: the oldest. */
function ownSummaries({ state, options }: ReviewInput): readonly ExistingSummary[] {
  const isOurs = (marker: Marker | null) => marker?.kind === "summary" && marker.scope === options.scope;
  return state.summaries
    .filter(({ author, body }) => isSameAccount(author, state.viewer) && isOurs(readMarker(body)))
    .sort((a, b) => a.id - b.id);
}

/** Worth a notification: something that this change does or shows, not what was there before or is accepted. */
function isNews({ result, findings }: Report): boolean {
  if (result === "fail" || result === "error") return true;
  return findings.some(
    ({ state, severity, waived }) => waived === undefined && state !== "preexisting" && severity !== "info",
  );
}

/** GitHub takes no comment on a line of a file whose diff is larger (docs.github.com, repository limits; ReviewNB/support #13). */
const MOST_LINES = 20_000;
const MOST_BYTES = 1_000_000;

/** The diff as GitHub shows it: of a file whose diff is too large no line is to be had. */
function asGitHubShows(diff: PullRequestDiff): PullRequestDiff {
  return { ...diff, files: diff.files.map((file) => (isTooLarge(file) ? { ...file, hunks: null } : file)) };
}

function isTooLarge({ hunks }: DiffFile): boolean {
  let [lines, bytes] = [0, 0];
  const encoder = new TextEncoder();
  for (const hunk of hunks ?? []) {
    lines += hunk.lines.length;
    if (lines > MOST_LINES) return true;
    // The mark in front of a line and its line feed.
    for (const { text } of hunk.lines) bytes += encoder.encode(text).length + 2;
    if (bytes > MOST_BYTES) return true;
  }
  return false;
}
