import { type JsonValue, valueAt } from "../base/json.ts";
import { readEvent } from "./event-base.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a workflow run is about a pull request that it may write on. */
export type PullRequestEvent =
  | {
      readonly kind: "pull-request";
      readonly owner: string;
      readonly repo: string;
      readonly number: number;
      readonly headSha: string;
      readonly baseSha: string;
    }
  /** `reason`: a sentence for the log. */
  | { readonly kind: "none"; readonly reason: string };

const FORK =
  "Nothing is posted on the pull request: it comes from a fork, whose token may only read. The verdict and the annotations stand. docs/forks.md has the two workflows that post for forks, with report/action.yml.";
const TARGET =
  "Nothing is posted on the pull request: `pull_request_target` is not supported, since a checkout of a stranger's code would run beside a token that may write. Use `pull_request`, and report/action.yml for forks (docs/forks.md).";

/** What a check may post on, by its event. Any event that is no pull request's is judged and posted nowhere. */
export function pullRequestEvent(environment: Environment): PullRequestEvent {
  switch (environment.GITHUB_EVENT_NAME) {
    case "pull_request_target":
      return none(TARGET);
    case "pull_request":
      return fromPayload(readEvent(environment.GITHUB_EVENT_PATH), environment.GITHUB_REPOSITORY ?? "");
    default:
      return none(
        `Nothing is posted: ${environment.GITHUB_EVENT_NAME ?? "this event"} has no pull request to comment on. The verdict, the annotations and the job summary say all.`,
      );
  }
}

function fromPayload(event: JsonValue, repository: string): PullRequestEvent {
  const at = (...path: readonly string[]) => valueAt(event, ["pull_request", ...path]);
  const [number, headSha, baseSha, state] = [at("number"), at("head", "sha"), at("base", "sha"), at("state")];
  const [, owner, repo] = /^([^/]+)\/([^/]+)$/.exec(repository) ?? [];
  if (owner === undefined || repo === undefined || !Number.isInteger(number) || typeof number !== "number") {
    return none("Nothing is posted on the pull request: the event does not say which one it is.");
  }
  if (typeof headSha !== "string" || typeof baseSha !== "string") {
    return none("Nothing is posted on the pull request: the event says nothing of its head and base.");
  }
  if (state === "closed") return none("Nothing is posted on the pull request: it is closed.");
  // A deleted fork has no repository.
  const head = at("head", "repo", "full_name");
  if (typeof head !== "string" || head.toLowerCase() !== repository.toLowerCase()) return none(FORK);
  return { kind: "pull-request", owner, repo, number, headSha, baseSha };
}

function none(reason: string): PullRequestEvent {
  return { kind: "none", reason };
}
