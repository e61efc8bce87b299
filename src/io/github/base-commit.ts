import type { Denied, Result } from "../../base/result.ts";
import { answerTo, CONTENTS, unexpected } from "./answer.ts";
import type { GitHubClient } from "./client.ts";

/** One repository, and a client that may read it. */
export interface GitHubRepository {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
}

/** Which commit to compare with. */
export type WantedBase =
  | { readonly kind: "commit"; readonly sha: string }
  | {
      readonly kind: "pull-request";
      /** The base branch's tip as the event tells it. */
      readonly baseSha: string;
      /** The pull request's own tip; null: the event does not say. */
      readonly headSha: string | null;
      /** What the working tree was checked out from. */
      readonly checkedOut: string;
    };

/**
 * The commit that a checkout is compared with; for a pull request the same one that git would name
 * (`pullRequestBase`): the first parent of GitHub's merge commit, else the merge base.
 */
export async function baseCommit(repository: GitHubRepository, wanted: WantedBase): Promise<Result<string, Denied>> {
  if (wanted.kind === "commit") return { ok: true, value: wanted.sha };
  const { client, owner, repo } = repository;
  const what = `commit ${wanted.checkedOut}`;
  // per_page is about the commit's files, of which none is wanted.
  const answer = await answerTo(what, CONTENTS, () =>
    client.rest.repos.getCommit({ owner, repo, ref: wanted.checkedOut, per_page: 1 }),
  );
  if (!answer.ok) return answer;
  const parents: unknown = answer.value.parents;
  if (!Array.isArray(parents)) return unexpected(what);
  const [first, second] = answer.value.parents;
  // A checkout of the pull request's own tip may be a merge too, of the base branch into it: its first parent has the
  // change in it, and what the change brings would pass as old.
  if (first !== undefined && second !== undefined && second.sha === wanted.headSha)
    return { ok: true, value: first.sha };
  return mergeBase(repository, wanted.baseSha, wanted.checkedOut);
}

async function mergeBase({ client, owner, repo }: GitHubRepository, base: string, head: string) {
  const what = `the merge base of ${base} and ${head}`;
  const answer = await answerTo(what, CONTENTS, () =>
    client.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead: `${base}...${head}`, per_page: 1 }),
  );
  if (!answer.ok) return answer;
  const commit: { readonly sha?: string } | undefined = answer.value.merge_base_commit;
  return typeof commit?.sha === "string" ? { ok: true as const, value: commit.sha } : unexpected(what);
}
