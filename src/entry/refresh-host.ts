import { setTimeout as wait } from "node:timers/promises";
import { done, type Result } from "../base/result.ts";
import { pullRequestsOf } from "../io/github/branch-pull-requests.ts";
import { branchesOf } from "../io/github/branches.ts";
import { createClient } from "../io/github/client.ts";
import type { RefreshInputs } from "../io/runner/refresh-inputs.ts";
import type { Host } from "../refresh/host.ts";
import { remembering } from "../refresh/tree-files.ts";
import type { Problem } from "../report/report.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a run happens, as the runner tells it. */
export interface RunPlace {
  readonly owner: string;
  readonly repo: string;
  readonly base: string;
  readonly runUrl: string | null;
  /** The repository's address. */
  readonly siteUrl: string | null;
}

/** The repository and the branch to refresh: as given, else the one that the workflow runs on. */
export function placeOf(
  inputs: RefreshInputs,
  environment: Environment,
): Result<RunPlace, { readonly problem: Problem }> {
  const [, owner = "", repo = ""] = /^([^/]+)\/([^/]+)$/.exec(environment.GITHUB_REPOSITORY ?? "") ?? [];
  const ref = environment.GITHUB_REF ?? "";
  const own = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null;
  const base = inputs.base ?? own;
  const isLocal = inputs.delivery === "file";
  if (owner === "" && !isLocal) {
    return {
      ok: false,
      problem: {
        message: `GITHUB_REPOSITORY is \`${environment.GITHUB_REPOSITORY ?? ""}\`.`,
        remedy: "Outside a workflow use `crd-upgrade-guard snapshot`.",
      },
    };
  }
  if (base === null && !isLocal) {
    const message = `The workflow does not run on a branch (${ref === "" ? "no ref" : `\`${ref}\``}).`;
    return { ok: false, problem: { message, remedy: "Name the branch that holds the snapshots in `base`." } };
  }
  if (base === inputs.branch && inputs.delivery === "pull-request") {
    const message = `The workflow runs on \`${base}\`, the branch that a refresh rebuilds.`;
    return { ok: false, problem: { message, remedy: "Run it on another branch, or name that one in `base`." } };
  }
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run } = environment;
  const siteUrl = server && owner !== "" ? `${server}/${owner}/${repo}` : null;
  const runUrl = siteUrl !== null && run ? `${siteUrl}/actions/runs/${run}` : null;
  return done({ owner, repo, base: base ?? "", runUrl, siteUrl });
}

/** Two jobs that met wait for different times: between a half and the whole of this, growing with each attempt. */
const PAUSE_MS = 400;

/** GitHub as the job's token may write it. */
export function refreshHost(inputs: RefreshInputs, { owner, repo }: RunPlace, environment: Environment): Host {
  const apiUrl = environment.GITHUB_API_URL || "https://api.github.com";
  const client = createClient({ token: inputs.githubToken ?? "-", apiUrl });
  const repository = { client, owner, repo };
  return {
    branches: remembering(branchesOf(repository)),
    pullRequests: pullRequestsOf(repository),
    pause: (attempt) => wait(PAUSE_MS * attempt * (0.5 + Math.random() / 2)),
  };
}
