import type { Denied, Result } from "../../base/result.ts";
import { answerTo, unexpected } from "./answer.ts";
import type { GitHubRepository } from "./base-commit.ts";

/** Reading would take less, but who reads here means to comment. */
const PERMISSION = "pull-requests: write";

/** One pull request, and a client that may read it. */
export interface PullRequestAddress {
  readonly repository: GitHubRepository;
  readonly number: number;
}

export interface PullRequestHead {
  readonly headSha: string;
  readonly isOpen: boolean;
}

/** The head as it is now. */
export async function readHead({ repository, number }: PullRequestAddress): Promise<Result<PullRequestHead, Denied>> {
  const { client, owner, repo } = repository;
  const what = `pull request ${number}`;
  const answer = await answerTo(what, PERMISSION, () => client.rest.pulls.get({ owner, repo, pull_number: number }));
  if (!answer.ok) return answer;
  const { state, head } = answer.value;
  return typeof head?.sha === "string"
    ? { ok: true, value: { headSha: head.sha, isOpen: state === "open" } }
    : unexpected(what);
}

/** Where a pull request's commits are, as a run of `workflow_run` knows it. */
export interface HeadBranch {
  /** `owner/name` of the repository that has the branch. */
  readonly repository: string;
  readonly branch: string;
  readonly sha: string;
}

/**
 * The open pull requests into this repository whose head is this very commit of this branch. GitHub names none for a
 * fork, neither in the event nor under the commit, so the open ones are searched.
 */
export async function findPullRequests(
  repository: GitHubRepository,
  head: HeadBranch,
): Promise<Result<readonly number[], Denied>> {
  const { client, owner, repo } = repository;
  const [headOwner = ""] = head.repository.split("/");
  const what = `the open pull requests of ${headOwner}:${head.branch}`;
  const answer = await answerTo(what, PERMISSION, async () => ({
    data: await client.paginate(client.rest.pulls.list, {
      owner,
      repo,
      state: "open",
      head: `${headOwner}:${head.branch}`,
      per_page: 100,
    }),
  }));
  if (!answer.ok) return answer;
  const same = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();
  const found = answer.value.filter((pull) => {
    // Null for a deleted fork, which octokit's types do not know.
    const fork: { readonly full_name: string } | null = pull.head.repo;
    return (
      pull.head.sha === head.sha &&
      same(fork?.full_name, head.repository) &&
      same(pull.base.repo.full_name, `${owner}/${repo}`)
    );
  });
  return { ok: true, value: found.map(({ number }) => number) };
}

/** One file of a pull request as the API lists it. */
export interface ListedFile {
  readonly path: string;
  /** Another only where it was renamed. */
  readonly oldPath: string;
  readonly status: string;
  /** Git's id of its bytes in the head; of a removed file, of its last ones. */
  readonly blob: string | null;
  /** Hunks alone. null: GitHub sent none, which says nothing of whether the file changed. */
  readonly patch: string | null;
}

/** All files that the API lists of a pull request, at most 3,000: a hundred a request. */
export async function listFiles({
  repository,
  number,
}: PullRequestAddress): Promise<Result<readonly ListedFile[], Denied>> {
  const { client, owner, repo } = repository;
  const what = `the files of pull request ${number}`;
  const answer = await answerTo(what, PERMISSION, async () => ({
    data: await client.paginate(client.rest.pulls.listFiles, { owner, repo, pull_number: number, per_page: 100 }),
  }));
  if (!answer.ok) return answer;
  return {
    ok: true,
    value: answer.value.map(({ filename, previous_filename, status, sha, patch }) => ({
      path: filename,
      oldPath: previous_filename ?? filename,
      status,
      blob: sha,
      patch: patch ?? null,
    })),
  };
}
