import type { Result, Retryable } from "../../base/result.ts";
import { blobId } from "../git/blob-id.ts";
import { attempt, type Remedy } from "./attempt.ts";
import type { GitHubRepository } from "./base-commit.ts";
import { ONCE } from "./client.ts";

const READ = "contents: read";
const WRITE = "contents: write";
/** A page. */
const MOST_COMMITS = 100;
/** How GitHub's GraphQL says that a branch is not there (UpdateRefsInput: RefUpdate.beforeOid and afterOid). */
const NOWHERE = "0".repeat(40);

const PROTECTED: readonly Remedy[] = [
  {
    words:
      /protected branch|rule violation|ruleset|must be made through a pull request|cannot (force-push|create ref|delete|update)|restricted/i,
    advice:
      "the branch is protected; in the repository's Settings, Rules > Rulesets and Branches, leave this branch out of the rule, or let the token's app bypass it",
  },
  {
    words: /doesn't exist on type 'Mutation'|updateRefs.*not.*exist/i,
    advice:
      "this GitHub Enterprise Server is too old: it cannot move a branch without risk for another job's work (its API has no `updateRefs`); use `delivery: file`",
  },
];

const EMPTY: readonly Remedy[] = [{ words: /repository is empty/i, advice: "the repository has no commit yet" }];

interface Change {
  readonly path: string;
  readonly kind: "text" | "blob" | "gone";
  readonly text?: string;
  readonly sha?: string;
}

interface Commit {
  readonly parent: { readonly commit: string; readonly tree: string };
  readonly message: string;
  readonly changes: readonly Change[];
}

/** Branches and files of a repository through the Git Data API: no git and no checkout. */
export function branchesOf(repository: GitHubRepository) {
  const { client, owner, repo } = repository;
  const { git, repos } = client.rest;
  let known: { readonly id: string; readonly defaultBranch: string } | null = null;

  async function itself(): Promise<Result<{ readonly id: string; readonly defaultBranch: string }, Retryable>> {
    if (known !== null) return { ok: true, value: known };
    const asked = await attempt(`repository ${owner}/${repo} cannot be read`, READ, [], () =>
      repos.get({ owner, repo }),
    );
    if (!asked.ok) return asked;
    known = { id: asked.value.data.node_id, defaultBranch: asked.value.data.default_branch };
    return { ok: true, value: known };
  }

  function treeOf(commit: string): Promise<Result<{ commit: string; tree: string }, Retryable>> {
    return attempt(`commit ${commit} cannot be read`, READ, [], async () => {
      const { data } = await git.getCommit({ owner, repo, commit_sha: commit });
      return { commit, tree: data.tree.sha };
    });
  }

  return {
    async head(branch: string): Promise<Result<{ commit: string; tree: string } | null, Retryable>> {
      const found = await attempt(`branch \`${branch}\` cannot be read`, READ, EMPTY, async () => {
        try {
          const { data } = await git.getRef({ owner, repo, ref: `heads/${branch}` });
          return data.object.sha;
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      });
      if (!found.ok) return found;
      return found.value === null ? { ok: true, value: null } : treeOf(found.value);
    },

    async mergeBase(base: string, head: string): Promise<Result<{ commit: string; tree: string } | null, Retryable>> {
      return attempt(`the merge base of ${base} and ${head} cannot be read`, READ, [], async () => {
        try {
          // per_page is about the commits, of which none is wanted.
          const basehead = `${base}...${head}`;
          const { data } = await repos.compareCommitsWithBasehead({ owner, repo, basehead, per_page: 1 });
          return { commit: data.merge_base_commit.sha, tree: data.merge_base_commit.commit.tree.sha };
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      });
    },

    async commits(base: string, head: string) {
      return attempt(`the commits of ${head} cannot be read`, READ, [], async () => {
        const basehead = `${base}...${head}`;
        const { data } = await repos.compareCommitsWithBasehead({ owner, repo, basehead, per_page: MOST_COMMITS });
        return data.commits.map(({ sha, commit, parents }) => ({
          sha,
          subject: commit.message.split("\n")[0] ?? "",
          author: commit.author?.name ?? "",
          isMerge: parents.length > 1,
        }));
      });
    },

    async entries(tree: string, recursive: boolean) {
      const what = `tree ${tree} cannot be read`;
      const asked = await attempt(what, READ, [], () =>
        git.getTree({ owner, repo, tree_sha: tree, ...(recursive ? { recursive: "1" } : {}) }),
      );
      if (!asked.ok) return asked;
      const { data } = asked.value;
      if (data.truncated) {
        const reason = `${what}: it is too large, and GitHub's API lists only a part of it; name the snapshots' folder in \`snapshots\` of the configuration`;
        return { ok: false as const, retry: false, reason };
      }
      const entries = data.tree.map(({ path, mode, sha }) => ({ path, kind: kindOf(mode), sha }));
      return { ok: true as const, value: entries };
    },

    async blob(sha: string): Promise<Result<Uint8Array, Retryable>> {
      const what = `file ${sha} cannot be read`;
      const asked = await attempt(what, READ, [], () => git.getBlob({ owner, repo, file_sha: sha }));
      if (!asked.ok) return asked;
      const bytes = Buffer.from(asked.value.data.content, "base64");
      if (blobId(bytes) === sha) return { ok: true, value: bytes };
      return { ok: false, retry: true, reason: `${what}: what came is not this file` };
    },

    blobName: blobId,

    commit({ parent, message, changes }: Commit): Promise<Result<string, Retryable>> {
      return attempt("the commit cannot be made", WRITE, PROTECTED, async () => {
        const entries = changes.map(({ path, text, sha = null }) => {
          const entry = { path, mode: "100644" as const, type: "blob" as const };
          return text === undefined ? { ...entry, sha } : { ...entry, content: text };
        });
        const { data: tree } = await git.createTree({ owner, repo, base_tree: parent.tree, tree: entries });
        // Without an author GitHub takes the token's owner and signs the commit.
        const { data } = await git.createCommit({ owner, repo, message, tree: tree.sha, parents: [parent.commit] });
        return data.sha;
      });
    },

    async swap(
      branch: string,
      from: string | null,
      to: string | null,
      force: boolean,
    ): Promise<Result<null, Retryable>> {
      const repository = await itself();
      if (!repository.ok) return repository;
      const { id, defaultBranch } = repository.value;
      if (force && branch === defaultBranch) {
        const reason = `branch \`${branch}\` cannot be rebuilt: it is the repository's default branch, and all that is on it would be lost; name another one in \`branch\``;
        return { ok: false, retry: false, reason };
      }
      const update = { name: `refs/heads/${branch}`, beforeOid: from ?? NOWHERE, afterOid: to ?? NOWHERE, force };
      return attempt(`branch \`${branch}\` cannot be written`, WRITE, PROTECTED, async () => {
        // REST moves a branch from wherever it is, which would lose what another job has written meanwhile.
        await client.graphql(UPDATE_REFS, {
          input: { repositoryId: id, refUpdates: [update] },
          request: ONCE,
        });
        return null;
      });
    },
  };
}

const UPDATE_REFS = "mutation MoveBranch($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }";

function kindOf(mode: string): "file" | "folder" | "other" {
  if (mode === "040000") return "folder";
  // Links (120000) and submodules (160000) are no files of ours.
  return /^100\d+$/.test(mode) ? "file" : "other";
}

function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && Reflect.get(error, "status") === 404;
}
