import path from "node:path";
import { pullRequestDiff } from "../io/git/pull-request-diff.ts";
import type { CheckInputs } from "../io/runner/inputs.ts";
import type { Report } from "../report/report.ts";
import { placesFromGit } from "../review/git-places.ts";
import { placedPaths } from "../review/placed-paths.ts";
import type { Posted, ReviewDiff } from "../review/post.ts";
import { pullRequestEvent } from "./pull-request-event.ts";
import { relativePath } from "./relative-path.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type PullRequest = Extract<ReturnType<typeof pullRequestEvent>, { kind: "pull-request" }>;

/**
 * Posts a check's report on its pull request, where the event is one's and the token may write. Never throws: what
 * could not be posted is a note for the log, and the verdict stands.
 */
export async function reviewed(
  report: Report,
  inputs: CheckInputs,
  workspace: string,
  environment: Environment,
): Promise<Omit<Posted, "complete">> {
  if (!inputs.review && inputs.comment === "off") return silent();
  const event = pullRequestEvent(environment);
  if (event.kind === "none") {
    const hasNews = report.findings.length > 0 || report.problems.length > 0 || inputs.comment === "always";
    return hasNews ? silent(event.reason) : silent();
  }
  if (inputs.githubToken === null) return silent("Nothing is posted on the pull request: `github-token` is empty.");
  try {
    // Loaded only here: a run that posts nothing does not pay for a client that it does not use.
    const { connect, postReport } = await import("./github.ts");
    const connection = connect(environment, inputs.githubToken, event.owner, event.repo);
    return await postReport(
      report,
      {
        ...event,
        options: options(inputs, workspace, environment, event),
        diffInGit: () => diffInGit(report, path.resolve(workspace, inputs.workingDirectory), event),
      },
      connection,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return silent(
      `The comments on the pull request failed (${reason}), which is a bug; please report it. The verdict stands.`,
    );
  }
}

function options(inputs: CheckInputs, workspace: string, environment: Environment, { owner, repo }: PullRequest) {
  const server = environment.GITHUB_SERVER_URL || "https://github.com";
  const repositoryUrl = `${server}/${owner}/${repo}`;
  return {
    review: inputs.review,
    comment: inputs.comment,
    scope: scopeOf(inputs, workspace, environment),
    repositoryUrl,
    runUrl: `${repositoryUrl}/actions/runs/${environment.GITHUB_RUN_ID}`,
  };
}

/**
 * Whose comments these are. A job alone does not tell: a matrix runs one job several times, over folders or clusters,
 * and each of its runs has comments of its own.
 */
function scopeOf({ workingDirectory, flags }: CheckInputs, workspace: string, environment: Environment): string {
  const folder = relativePath(workspace, path.resolve(workspace, workingDirectory));
  const { GITHUB_WORKFLOW = "workflow", GITHUB_JOB = "job" } = environment;
  return [GITHUB_WORKFLOW, GITHUB_JOB, ...(folder === "." ? [] : [folder]), ...(flags.clusters ?? [])].join("/");
}

/** null: git, or the history, is not to be had. */
function diffInGit(report: Report, root: string, { baseSha, headSha }: PullRequest): ReviewDiff | null {
  const comparedWith = report.base.available ? report.base.rev : null;
  const paths = placedPaths(report);
  const texts = pullRequestDiff(root, { baseSha, headSha, comparedWith }, paths);
  return texts === null ? null : placesFromGit(texts, paths);
}

function silent(...notes: readonly string[]) {
  return { summaryUrl: null, notes };
}
