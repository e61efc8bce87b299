import { type JsonValue, valueAt } from "../base/json.ts";
import { readReport } from "../io/files/read-report.ts";
import { findPullRequests, type HeadBranch } from "../io/github/pull-request.ts";
import { readReportInputs } from "../io/runner/report-inputs.ts";
import { shortCommit } from "../report/commit.ts";
import { cutSentence } from "../report/cut.ts";
import { reportFromFork } from "../review/from-fork.ts";
import { commandData, printable, runnerLog } from "../text/escape.ts";
import { readEvent } from "./event-base.ts";
import { connect, postReport } from "./post-report.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What is said in the log, and whether it means that nothing was done that should have been. */
interface Ending {
  readonly ok: boolean;
  readonly notes: readonly string[];
}

/** The run whose report is posted, as the event tells it: nothing of it comes from the fork's author but the branch's name. */
type CheckRun =
  | {
      readonly kind: "fork";
      readonly owner: string;
      readonly repo: string;
      readonly head: HeadBranch;
      readonly url: string;
    }
  | { readonly kind: "none"; readonly ending: Ending };

/**
 * Posts the report that a fork's own run made, from a workflow that runs on `workflow_run` and may write. The report is
 * a stranger's text: which pull request it is about is told by the event and GitHub alone, never by the report.
 */
export async function runReport(environment: Environment): Promise<void> {
  process.exitCode = 2;
  const { ok, notes } = await postForFork(environment);
  for (const note of notes)
    process.stdout.write(
      ok
        ? runnerLog(`${printable(cutSentence(note))}\n`)
        : `::error title=crd-upgrade-guard::${commandData(cutSentence(note))}\n`,
    );
  process.exitCode = ok ? 0 : 2;
}

async function postForFork(environment: Environment): Promise<Ending> {
  const run = checkRun(environment);
  if (run.kind === "none") return run.ending;
  const { githubToken: token, reportFile } = readReportInputs();
  if (token === "" || reportFile === "") return failed("The inputs `github-token` and `report-file` are needed.");
  const reading = readReport(reportFile);
  if (!reading.ok) return failed(`Nothing is posted: ${reading.reason}.`);
  const { owner, repo, head } = run;
  const connection = connect(environment, token, owner, repo);
  const found = await findPullRequests(connection.repository, head);
  if (!found.ok) return failed(`Nothing is posted: ${found.reason}.`);
  const [pull, ...others] = found.value;
  if (pull === undefined)
    return done(
      `Nothing is posted: no open pull request has ${shortCommit(head.sha)} of ${head.repository}, branch ${head.branch}, as its head. It was closed, or has newer commits.`,
    );
  if (others.length > 0)
    return failed(
      `Nothing is posted: ${others.length + 1} open pull requests have ${shortCommit(head.sha)} as their head, and a run does not tell which of them it was about.`,
    );
  const { report, leftOut } = reportFromFork(reading.value);
  const server = environment.GITHUB_SERVER_URL || "https://github.com";
  const request = {
    number: pull,
    headSha: head.sha,
    options: {
      review: true,
      comment: "on-findings",
      scope: [environment.GITHUB_WORKFLOW, environment.GITHUB_JOB].join("/"),
      repositoryUrl: `${server}/${head.repository}`,
      runUrl: run.url,
      fromFork: { leftOut },
    },
    diffInGit: () => null,
  } as const;
  const posted = await postReport(report, request, connection);
  const notes = posted.forbidden === undefined ? posted.notes : [...posted.notes, posted.forbidden];
  return {
    ok: posted.complete,
    notes: posted.summaryUrl === null ? notes : [...notes, `Posted: ${posted.summaryUrl}`],
  };
}

function checkRun(environment: Environment): CheckRun {
  const none = (ending: Ending): CheckRun => ({ kind: "none", ending });
  const event = readEvent(environment.GITHUB_EVENT_PATH);
  const at = (...path: readonly string[]) => textAt(event, ["workflow_run", ...path]);
  if (environment.GITHUB_EVENT_NAME !== "workflow_run") {
    return none(failed("report/action.yml runs on `workflow_run`, which tells what it is to post (docs/forks.md)."));
  }
  if (at("event") !== "pull_request") return none(done("Nothing is posted: the run was not about a pull request."));
  const base = environment.GITHUB_REPOSITORY ?? "";
  const [, owner, repo] = /^([^/]+)\/([^/]+)$/.exec(base) ?? [];
  const repository = at("head_repository", "full_name");
  const [branch, sha, url] = [at("head_branch"), at("head_sha"), at("html_url")];
  if (owner === undefined || repo === undefined || branch === "" || sha === "" || url === "") {
    return none(failed("Nothing is posted: the event does not say which commit the run was about."));
  }
  if (repository === "") return none(done("Nothing is posted: the fork was deleted."));
  if (repository.toLowerCase() === base.toLowerCase()) {
    return none(
      done(
        "Nothing is posted: the pull request is no fork's. Its own check posts there, where its job has the permission `pull-requests: write`.",
      ),
    );
  }
  return { kind: "fork", owner, repo, head: { repository, branch, sha }, url };
}

function textAt(event: JsonValue, path: readonly string[]): string {
  const value = valueAt(event, path);
  return typeof value === "string" ? value : "";
}

function failed(note: string): Ending {
  return { ok: false, notes: [note] };
}

function done(note: string): Ending {
  return { ok: true, notes: [note] };
}
