import { commonAncestor, obtain } from "./base-commit.ts";
import { type GitRun, gitContents, nulSeparated } from "./run.ts";

export interface PullRequestCommits {
  /** The base branch's tip as the event tells it. */
  readonly baseSha: string;
  readonly headSha: string;
  /** The commit that the check compared with; null: it had none. */
  readonly comparedWith: string | null;
}

/** What git says of some files of a pull request; every text as `git diff` prints it, with three lines of context. */
export interface PullRequestTexts {
  /** Merge base to head: what GitHub shows. With renames. */
  readonly diff: string;
  /** Head to working tree: the default checkout is GitHub's merge of the head into the base branch. */
  readonly head: FileDifferences;
  /** Merge base to the commit that was compared with; null: that commit is not to be had. */
  readonly base: FileDifferences | null;
}

export interface FileDifferences {
  readonly diff: string;
  /** Those of the asked paths that the older commit has. */
  readonly present: readonly string[];
}

/**
 * How the lines of some files stand in a pull request as GitHub shows it. The default checkout has one commit, so the
 * history down to the merge base is fetched in growing steps.
 * @param root the workspace: the repository or a folder of it
 * @param paths from the repository's root
 * @returns null where git, or the history, is not to be had
 */
export function pullRequestDiff(
  root: string,
  { baseSha, headSha, comparedWith }: PullRequestCommits,
  paths: readonly string[],
): PullRequestTexts | null {
  if (!obtain(root, headSha).ok || !obtain(root, baseSha).ok) return null;
  const mergeBase = commonAncestor(root, baseSha, headSha);
  if (!mergeBase.ok) return null;
  const names = withOldNames(root, mergeBase.value, headSha, paths);
  const head = differences(root, headSha, null, paths);
  if (names === null || head === null) return null;
  const diff = patch(root, ["--find-renames", mergeBase.value, headSha], names);
  if (diff.status !== 0) return null;
  return {
    diff: diff.stdout.toString("utf8"),
    head,
    base:
      comparedWith === null || !obtain(root, comparedWith).ok
        ? null
        : differences(root, mergeBase.value, comparedWith, paths),
  };
}

/** The paths and those that they were renamed from: git pairs only what it is asked for. Null: git failed. */
function withOldNames(root: string, from: string, to: string, paths: readonly string[]): readonly string[] | null {
  const run = gitContents(root, [
    "diff",
    "--name-status",
    "-z",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=all",
    "--find-renames",
    "--diff-filter=R",
    "--no-relative",
    from,
    to,
  ]);
  if (run.status !== 0) return null;
  const fields = nulSeparated(run.stdout);
  const wanted = new Set(paths);
  const old = fields.flatMap((field, index) => (index % 3 === 2 && wanted.has(field) ? [fields[index - 1] ?? ""] : []));
  return [...paths, ...old];
}

/** @param to null: the working tree */
function differences(root: string, from: string, to: string | null, paths: readonly string[]): FileDifferences | null {
  const listed = gitContents(root, ["ls-tree", "-z", "--full-tree", "--name-only", from, "--", ...paths.map(literal)]);
  const run = patch(root, ["--no-renames", from, ...(to === null ? [] : [to])], paths);
  if (listed.status !== 0 || run.status !== 0) return null;
  return { diff: run.stdout.toString("utf8"), present: nulSeparated(listed.stdout) };
}

/** As the parser wants it, whatever a configuration says of prefixes, colours, context or external programs. */
const PLAIN = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--no-relative",
  "--diff-algorithm=default",
  "--unified=3",
  "--inter-hunk-context=0",
  "--submodule=short",
  "--ignore-submodules=all",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

function patch(root: string, args: readonly string[], paths: readonly string[]): GitRun {
  return gitContents(root, ["diff", ...PLAIN, ...args, "--", ...paths.map(literal)]);
}

/** A path from the repository's root, whatever of git's patterns it looks like. */
function literal(path: string): string {
  return `:(top,literal)${path}`;
}
