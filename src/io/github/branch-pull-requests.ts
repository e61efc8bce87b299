import type { Result, Retryable } from "../../base/result.ts";
import { attempt, type Remedy } from "./attempt.ts";
import type { GitHubRepository } from "./base-commit.ts";
import { ONCE } from "./client.ts";

const READ = "pull-requests: read";
const WRITE = "pull-requests: write";

const NOT_PERMITTED: readonly Remedy[] = [
  {
    words: /not permitted to create or approve pull requests/i,
    advice:
      "switch on `Allow GitHub Actions to create and approve pull requests` in Settings > Actions > General > Workflow permissions of the repository (and of the organisation, which decides first), or give `github-token` the token of a GitHub App",
  },
];

/** As many as a page has: the open one is among the newest. */
const NEWEST = 100;
/** Whom the job's own token acts as; nothing that it writes starts a workflow (docs.github.com, GITHUB_TOKEN). */
const JOB_TOKEN_LOGIN = /^github-actions(\[bot\])?$/;

/** The pull requests of a repository's own branches. Where a write's answer is lost, its effect is looked for first. */
export function pullRequestsOf({ client, owner, repo }: GitHubRepository) {
  const { pulls, issues } = client.rest;
  return {
    list(branch: string) {
      return attempt(`the pull requests of \`${branch}\` cannot be listed`, READ, [], async () => {
        const { data } = await pulls.list({ owner, repo, head: `${owner}:${branch}`, state: "all", per_page: NEWEST });
        return data.filter(isOwn).map(({ number, title, html_url, state, merged_at, base, head, body }) => ({
          number,
          title,
          url: html_url,
          open: state === "open",
          merged: (merged_at ?? null) !== null,
          base: base.ref,
          headSha: head.sha,
          body: body ?? "",
        }));
      });
    },

    create(given: { base: string; branch: string; title: string; body: string }) {
      const { base, branch, title, body } = given;
      return attempt("the pull request cannot be opened", WRITE, NOT_PERMITTED, async () => {
        const { data } = await pulls.create({ owner, repo, base, head: branch, title, body, request: ONCE });
        return { number: data.number, url: data.html_url };
      });
    },

    update(number: number, given: { title?: string; body: string; close: boolean }): Promise<Result<null, Retryable>> {
      const { title, body, close } = given;
      return attempt(`pull request #${number} cannot be changed`, WRITE, [], async () => {
        const state = close ? { state: "closed" as const } : {};
        const named = title === undefined ? {} : { title };
        await pulls.update({ owner, repo, pull_number: number, ...named, body, ...state, request: ONCE });
        return null;
      });
    },

    addLabels(number: number, labels: readonly string[]): Promise<Result<null, Retryable>> {
      return attempt(`the labels of #${number} cannot be set`, WRITE, [], async () => {
        await issues.addLabels({ owner, repo, issue_number: number, labels: [...labels] });
        return null;
      });
    },

    async startsWorkflows(): Promise<boolean | null> {
      const asked = await attempt("the token's owner cannot be read", READ, [], () =>
        client.graphql<{ readonly viewer: { readonly login: string } }>("query TokenOwner { viewer { login } }"),
      );
      return asked.ok ? !JOB_TOKEN_LOGIN.test(asked.value.viewer.login) : null;
    },
  };

  /** The listing's filter goes by the head's owner, who may also own a fork with a branch of this name. */
  function isOwn({ head }: { head: { repo: { full_name: string } | null } }): boolean {
    return head.repo?.full_name.toLowerCase() === `${owner}/${repo}`.toLowerCase();
  }
}
