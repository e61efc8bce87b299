import type { Reason, Result } from "../../base/result.ts";
import { firstWords, git, gitFetch } from "./run.ts";
import { isShallow } from "./tags.ts";

/**
 * The name of a commit to compare with, or why there is none. `usage`: what a person asked for does not exist. Else
 * history, or git, is not there: the check goes on without.
 */
export type BaseCommit = Result<string, Reason & { readonly usage: boolean }>;

/** Fetching this often doubles the depth from 50 to 3,200 commits; a branch that is older is compared without a base. */
const DEEPENINGS = 7;
const FIRST_DEPTH = 50;

/**
 * The merge base of a revision and HEAD: what `git diff REV...HEAD` compares with.
 * @param rev as a person typed it; never taken as an option
 */
export function mergeBaseOf(root: string, rev: string): BaseCommit {
  // One question instead of two, where there is an answer.
  const direct = rev.startsWith("-") ? null : git(root, ["merge-base", "--end-of-options", `${rev}^{commit}`, "HEAD"]);
  if (direct?.status === 0) return { ok: true, value: direct.stdout.toString("utf8").trim() };
  const commit = commitOf(root, rev);
  if (!commit.ok) return commit;
  const base = git(root, ["merge-base", commit.value, "HEAD"]);
  if (base.status === 0) return { ok: true, value: base.stdout.toString("utf8").trim() };
  const shallow = isShallow(root) ? " (the checkout is shallow: fetch its history)" : "";
  return { ok: false, usage: false, reason: `${rev} and HEAD have no common history here${shallow}` };
}

/**
 * The commit that a pull request's checkout is compared with. The default checkout is GitHub's own merge of the base
 * branch and the head: its tree against its first parent's is exactly what the pull request changes, and one fetch of
 * depth 1 brings that. Any other checkout is compared with the merge base, for which history is fetched in growing steps;
 * a merge commit that the author made is such a one, and its first parent is the author's own work.
 * @param baseSha the base branch's tip as the event tells it
 * @param headSha the pull request's own last commit; null: the event does not tell
 */
export function pullRequestBase(root: string, baseSha: string, headSha: string | null): BaseCommit {
  const [first, second] = parentsOfHead(root);
  if (first !== undefined && second === headSha) return obtain(root, first);
  const base = obtain(root, baseSha);
  return base.ok ? commonAncestor(root, base.value, "HEAD") : base;
}

/**
 * The merge base of a commit that is here and another one, for which history is fetched in growing steps.
 * @param other a commit that is here, or HEAD
 */
export function commonAncestor(root: string, sha: string, other: string): BaseCommit {
  const fetched = other === "HEAD" ? [sha] : [sha, other];
  for (let step = 0; step < DEEPENINGS; step++) {
    const merge = git(root, ["merge-base", sha, other]);
    if (merge.status === 0) return { ok: true, value: merge.stdout.toString("utf8").trim() };
    if (!isShallow(root)) break;
    const depth = `--deepen=${FIRST_DEPTH * 2 ** step}`;
    const run = gitFetch(root, [depth, "origin", ...fetched]);
    if (run.status !== 0) return { ok: false, usage: false, reason: `history cannot be fetched: ${firstWords(run)}` };
  }
  return { ok: false, usage: false, reason: "the base branch and HEAD have no common history within reach" };
}

/**
 * The merge base of HEAD and the tip that a branch has at `origin` now: CI systems clone the change alone, mostly, and name
 * the branch that it is meant for.
 * @param branch a name that git takes for one
 */
export function branchBase(root: string, branch: string): BaseCommit {
  // A depth would cut the history of a clone that has all of it.
  const depth = isShallow(root) ? [`--depth=${FIRST_DEPTH}`] : [];
  const fetched = gitFetch(root, [...depth, "origin", `refs/heads/${branch}`]);
  if (fetched.status !== 0)
    return { ok: false, usage: false, reason: `the branch ${branch} cannot be fetched: ${firstWords(fetched)}` };
  const tip = commitOf(root, "FETCH_HEAD");
  return tip.ok ? commonAncestor(root, tip.value, "HEAD") : { ...tip, usage: false };
}

/** This very commit, fetched alone where the checkout does not have it. */
export function obtain(root: string, sha: string): BaseCommit {
  const here = commitOf(root, sha);
  if (here.ok) return here;
  const fetched = gitFetch(root, ["--depth=1", "origin", sha]);
  if (fetched.status !== 0)
    return { ok: false, usage: false, reason: `${sha} cannot be fetched: ${firstWords(fetched)}` };
  const now = commitOf(root, sha);
  return now.ok ? now : { ok: false, usage: false, reason: `${sha} is not in the history` };
}

function commitOf(root: string, rev: string): BaseCommit {
  if (rev.startsWith("-")) return { ok: false, usage: true, reason: `\`${rev}\` is no revision: it starts with "-"` };
  const run = git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${rev}^{commit}`]);
  if (run.status === 0) return { ok: true, value: run.stdout.toString("utf8").trim() };
  if (run.status === null || NO_REPOSITORY.test(run.stderr)) {
    return { ok: false, usage: false, reason: firstWords(run) };
  }
  return { ok: false, usage: true, reason: `\`${rev}\` is no revision of this repository` };
}

/** Words that are not about the revision. */
const NO_REPOSITORY = /not a git repository|dubious ownership|invalid gitfile format|git's configuration/;

/** From the commit object itself: a shallow checkout hides parents from rev-parse, not from cat-file. */
function parentsOfHead(root: string): readonly string[] {
  const run = git(root, ["cat-file", "commit", "HEAD"]);
  if (run.status !== 0) return [];
  const [header = ""] = run.stdout.toString("utf8").split("\n\n");
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1] ?? "");
}
