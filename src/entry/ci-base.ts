type Environment = Readonly<Record<string, string | undefined>>;

/** What a CI system says, in its variables, that a change is to be compared with; null: it says nothing. */
export type CiBase =
  | { readonly kind: "commit"; readonly sha: string; readonly from: string }
  | { readonly kind: "branch"; readonly branch: string; readonly from: string };

/**
 * The base of a merge request or pull request, where `--base` was not given. A pipeline of a branch or a tag has none:
 * there every finding counts, as without CI.
 * - GitLab (docs.gitlab.com, predefined variables): the target branch's tip where the pipeline runs on merged results,
 *   whose checkout has all of it, else the commit that the merge request's diff starts from.
 * - Azure (learn.microsoft.com, predefined variables), Bitbucket (support.atlassian.com, variables and secrets) and Jenkins
 *   (Branch API plugin): the branch that is to be merged into.
 */
export function ciBase(environment: Environment): CiBase | null {
  for (const { isHere, commits = [], branch } of SYSTEMS) {
    if (!set(environment, isHere)) continue;
    for (const from of commits) {
      const sha = environment[from] ?? "";
      if (/^[0-9a-f]{40,64}$/.test(sha)) return { kind: "commit", sha, from };
    }
    const name = branch === undefined ? "" : (environment[branch] ?? "").replace(/^refs\/heads\//, "");
    if (branch !== undefined && isBranch(name)) return { kind: "branch", branch: name, from: branch };
  }
  return null;
}

const SYSTEMS: readonly {
  readonly isHere: string;
  readonly commits?: readonly string[];
  readonly branch?: string;
}[] = [
  { isHere: "GITLAB_CI", commits: ["CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"] },
  { isHere: "TF_BUILD", branch: "SYSTEM_PULLREQUEST_TARGETBRANCH" },
  { isHere: "BITBUCKET_BUILD_NUMBER", branch: "BITBUCKET_PR_DESTINATION_BRANCH" },
  { isHere: "JENKINS_URL", branch: "CHANGE_TARGET" },
];

function set(environment: Environment, name: string): boolean {
  return (environment[name] ?? "") !== "";
}

/** What a fetch takes as a branch and as nothing else (git-check-ref-format). */
function isBranch(name: string): boolean {
  return name !== "" && !/[\s~^:?*[\\\p{Cc}]|\.\.|@\{|^[-/]|\/$|\/\//u.test(name);
}
