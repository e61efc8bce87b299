import { type RepositoryManifests as Readable, repositoryManifests } from "../check/judging/targeted-manifests.ts";
import { headFiles } from "../io/files/head-files.ts";
import { findCheckout } from "../io/git/checked-out.ts";
import { ignoredByGit } from "../io/git/ignored.ts";
import { indexReader } from "../io/git/index-entries.ts";
import { git } from "../io/git/run.ts";
import type { RefusedNow, RepositoryManifests } from "../refresh/manifests.ts";
import type { ChangedCluster } from "../refresh/plan.ts";
import { isNews } from "../snapshots/succession.ts";
import { celPort } from "./cel-port.ts";
import type { Environment } from "./refresh-host.ts";
import { TOOL_VERSION } from "./version.ts";

/**
 * The manifests of the job's checkout, where that is the base branch. Another branch's manifests would give answers to
 * a question that nobody asked. Read when first asked for: a run without any change needs none.
 * @param dumps files of the workspace that are what a cluster answered
 * @param base the branch that the snapshots are merged into
 */
export function refreshManifests(root: string, base: string, dumps: readonly string[], environment: Environment) {
  let last: { readonly of: readonly ChangedCluster[]; readonly refused: RefusedNow | null } = { of: [], refused: null };
  let tree: Readable | undefined;
  const cel = celPort();
  const index = indexReader(root);
  const read = () => {
    tree ??= repositoryManifests(
      { head: headFiles(root), ignoredByGit: (paths) => ignoredByGit(root, paths, index), cel },
      TOOL_VERSION,
      dumps,
    );
    return tree;
  };
  const refusedNow = (clusters: readonly ChangedCluster[]) => {
    // What is only read again is refused, or not, as it was.
    const news = clusters.filter(({ recorded, next, profile }) => isNews(recorded, next) || profile !== null);
    if (news.length === 0) return null;
    if (last.of.length !== news.length || last.of.some((one, index) => one !== news[index])) {
      last = { of: news, refused: read().refusedNow(news, Date.now()) };
    }
    return last.refused;
  };
  return (commit: string | null): RepositoryManifests => {
    const standing = commit === null ? "base" : standingOf(root, { base, commit }, environment);
    if (standing === "missing" || standing === "other") {
      return { of: () => [], refusedNow: () => null, cel, notes: [notLookedAt(standing, base)], passing: [] };
    }
    const notes = read().problems.map(
      (problem) => `What this means for the manifests is not told, or not all: ${problem}`,
    );
    return { of: read().of, refusedNow, cel, notes, passing: standing === "earlier" ? [earlier(base)] : [] };
  };
}

/** What the checkout is of: the base as it is read now, an earlier commit of it, something else, or there is none. */
type Standing = "base" | "earlier" | "other" | "missing";

function standingOf(root: string, { base, commit }: { base: string; commit: string }, env: Environment): Standing {
  const checkout = findCheckout(root, root);
  if (checkout === null) return "missing";
  const head = checkout.commit ?? git(root, ["rev-parse", "--verify", "HEAD"]).stdout.toString("utf8").trim();
  if (head === commit) return "base";
  // The base may have moved since the run began.
  const isOwn = head !== "" && head === env.GITHUB_SHA;
  return isOwn && env.GITHUB_REF === `refs/heads/${base}` ? "earlier" : "other";
}

function notLookedAt(standing: "missing" | "other", base: string): string {
  const lead = "What this means for the manifests of the repository is not told:";
  return standing === "missing"
    ? `${lead} the job has no checkout. Put \`actions/checkout\` before this step.`
    : `${lead} the job's checkout is not of \`${base}\` as it is now. Give \`actions/checkout\` the input \`ref: ${base}\`.`;
}

function earlier(base: string): string {
  return `\`${base}\` has moved since this run's checkout: the manifests are those of the commit that the run began with.`;
}
