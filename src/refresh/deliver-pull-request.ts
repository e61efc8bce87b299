import { done } from "../base/result.ts";
import { isSnapshotFile } from "../snapshots/place.ts";
import { isProfileFile } from "../snapshots/profiles/profile-place.ts";
import { type BranchNames, type BranchState, readBranchState } from "./branch-state.ts";
import type { FileChange, Host, PullRequest } from "./host.ts";
import { moved, type Outcome, refused, settled } from "./outcome.ts";
import type { ChangedCluster, Plan, Planner } from "./plan.ts";

export interface PullRequestDelivery extends BranchNames {
  /** Of a pull request that is opened. */
  readonly title: (clusters: readonly ChangedCluster[], sha: string) => string;
  /** Whether a title is one that this tool made, and not a person's: it follows what the pull request says. */
  readonly isOwnTitle: (title: string) => boolean;
  /** Where a person opens the pull request; null: not known. */
  readonly compareUrl: string | null;
  readonly labels: readonly string[];
  readonly plan: Planner;
  readonly message: (clusters: readonly ChangedCluster[], sha: string) => string;
  readonly body: (clusters: readonly ChangedCluster[], sha: string, startsWorkflows: boolean | null) => string;
  /** The body of a pull request that is closed, since nothing differs any more. */
  readonly closingBody: (sha: string) => string;
  /** The part of a body that says something of the clusters, without the run that wrote it. */
  readonly lasting: (body: string) => string;
}

export interface Delivered {
  readonly operation: "created" | "updated" | "closed" | "none";
  /** null: none is open, and none was closed now. */
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
  readonly plan: Plan;
  /** The commit that was read as the base; null: the working tree is it. */
  readonly base: string | null;
  /** What did not work and changes nothing of the result. */
  readonly notices: readonly string[];
}

/**
 * Keeps one pull request with the snapshots that differ from the base: opens it, brings it up to date, closes it.
 * What is right already is not written. Every write is made only while everything is as it was read; else all is read
 * again, so that jobs at the same time never lose each other's snapshots.
 */
export function deliverPullRequest(given: PullRequestDelivery, host: Host): Promise<Outcome<Delivered>> {
  const progress: Progress = { branchWritten: false, dropped: [], created: null, updated: false, closing: null };
  return settled(host.pause, () => deliver(given, host, progress));
}

/** What earlier attempts of this run have written, or may have. */
interface Progress {
  branchWritten: boolean;
  /** Sentences about commits of others that the rebuilt branch no longer has. */
  dropped: readonly string[];
  created: number | null;
  updated: boolean;
  /** The pull request whose branch is deleted, which closes it. */
  closing: PullRequest | null;
}

async function deliver(given: PullRequestDelivery, host: Host, progress: Progress): Promise<Outcome<Delivered>> {
  const state = await readBranchState(given, host);
  if (!state.ok) return state;
  const { base, branch, open } = state.value;
  const plan = await given.plan(state.value.settings, state.value.recorded, state.value.pending);
  if (!plan.ok) return plan;
  const { changes, clusters } = plan.value;
  if (changes.length === 0) return close(given, host, state.value, plan.value, progress);

  let head = branch?.commit ?? null;
  if (!isProposed(changes, state.value, host)) {
    const message = given.message(clusters, base.commit);
    const { isMerged } = state.value;
    const dropped =
      head === null || isMerged ? done([]) : await droppedCommits(given, host, base.commit, head, "rebuilt without");
    if (!dropped.ok) return dropped;
    const commit = await host.branches.commit({ parent: base, message, changes });
    if (!commit.ok) return commit;
    progress.branchWritten = true;
    progress.dropped = [...new Set([...progress.dropped, ...dropped.value])];
    const written = await host.branches.swap(given.branch, head, commit.value, true);
    if (!written.ok) return written;
    head = commit.value;
  }
  const pullRequest = await ensurePullRequest(given, host, { open, clusters, sha: base.commit }, progress);
  if (!pullRequest.ok) return pullRequest;
  const isWritten = progress.branchWritten || progress.updated || progress.created !== null;
  const result = { pullRequest: pullRequest.value, plan: plan.value, base: base.commit };
  if (!isWritten) return done({ ...result, operation: "none", notices: [] });

  const notices = [...progress.dropped, ...(await label(given, host, pullRequest.value.number))];
  // Another job may have written the branch since it was read: then the text no longer says what is there.
  const now = await host.branches.head(given.branch);
  if (!now.ok) return now;
  if (now.value?.commit !== head) return moved(`branch \`${given.branch}\` is written by another job all the time`);
  const operation = progress.created === pullRequest.value.number ? "created" : "updated";
  return done({ ...result, operation, notices });
}

/** A file that a person has changed on the branch, and that is none of ours, is no reason to rebuild it. */
function isProposed(changes: readonly FileChange[], { proposed, settings }: BranchState, { branches }: Host): boolean {
  if (proposed === null) return false;
  const wanted = new Set(changes.map(({ path }) => path));
  const others = [...proposed.keys()].filter((path) => !wanted.has(path));
  const isOurs = (path: string) => isSnapshotFile(path, settings.patterns) || isProfileFile(path, settings.patterns);
  if (others.some(isOurs)) return false;
  return changes.every((change) => proposed.get(change.path) === nameOf(change, branches.blobName));
}

/** Ours is the first commit: each time the branch is rebuilt it has that one alone. */
async function droppedCommits(
  { branch }: PullRequestDelivery,
  { branches }: Host,
  base: string,
  head: string,
  deed: "rebuilt without" | "deleted with",
): Promise<Outcome<readonly string[]>> {
  const commits = await branches.commits(base, head);
  if (!commits.ok) return commits;
  return done(
    commits.value
      .slice(1)
      .filter(({ isMerge }) => !isMerge)
      .map(
        ({ sha, subject, author }) =>
          `branch \`${branch}\` was ${deed} the commit \`${sha.slice(0, 12)}\` of ${author}: "${subject.slice(0, LONGEST_SUBJECT)}"; \`git cherry-pick ${sha}\` brings it back`,
      ),
  );
}

const LONGEST_SUBJECT = 100;

function nameOf(change: FileChange, blobName: (bytes: Uint8Array) => string): string | null {
  if (change.kind === "gone") return null;
  return change.kind === "blob" ? change.sha : blobName(new TextEncoder().encode(change.text));
}

async function ensurePullRequest(
  given: PullRequestDelivery,
  { pullRequests }: Host,
  wanted: { readonly open: PullRequest | null; readonly clusters: readonly ChangedCluster[]; readonly sha: string },
  progress: Progress,
): Promise<Outcome<{ readonly number: number; readonly url: string }>> {
  const { open, clusters, sha } = wanted;
  const title = given.title(clusters, sha);
  const renamed = open !== null && open.title !== title && given.isOwnTitle(open.title) ? { title } : {};
  const isSaid = open !== null && given.lasting(open.body) === given.lasting(given.body(clusters, sha, null));
  if (isSaid && !("title" in renamed)) return done(open);
  const body = given.body(clusters, sha, await pullRequests.startsWorkflows());
  if (open === null) {
    const created = await pullRequests.create({ base: given.base, branch: given.branch, title, body });
    if (created.ok) progress.created = created.value.number;
    return created.ok || created.retry ? created : refused(`${created.reason}. ${byHand(given)}`);
  }
  progress.updated = true;
  const updated = await pullRequests.update(open.number, { ...renamed, body, close: false });
  return updated.ok ? done(open) : updated;
}

/** The branch is there: a person may do the rest. */
function byHand({ branch, compareUrl }: PullRequestDelivery): string {
  const where = compareUrl === null ? "" : `: ${compareUrl}`;
  return `The branch \`${branch}\` is pushed with what changed; open its pull request by hand${where}`;
}

async function label(given: PullRequestDelivery, { pullRequests }: Host, number: number): Promise<readonly string[]> {
  if (given.labels.length === 0) return [];
  const labelled = await pullRequests.addLabels(number, given.labels);
  return labelled.ok ? [] : [labelled.reason];
}

/** The branch goes first, and only as it was read: another job may have put something on it meanwhile. */
async function close(
  given: PullRequestDelivery,
  host: Host,
  { base, open, branch, isMerged }: BranchState,
  plan: Plan,
  progress: Progress,
): Promise<Outcome<Delivered>> {
  const pullRequest = open ?? progress.closing;
  if (pullRequest === null) {
    return done({ operation: "none", pullRequest: null, plan, base: base.commit, notices: [] });
  }
  progress.closing = pullRequest;
  const notices: string[] = [];
  if (branch !== null) {
    const dropped = isMerged ? done([]) : await droppedCommits(given, host, base.commit, branch.commit, "deleted with");
    if (!dropped.ok) return dropped;
    progress.dropped = [...new Set([...progress.dropped, ...dropped.value])];
    const gone = await host.branches.swap(given.branch, branch.commit, null, true);
    if (!gone.ok && gone.retry) return gone;
    if (!gone.ok) notices.push(gone.reason);
  }
  for (const one of progress.dropped) notices.push(one);
  const closed = await host.pullRequests.update(pullRequest.number, {
    body: given.closingBody(base.commit),
    close: true,
  });
  return closed.ok ? done({ operation: "closed", pullRequest, plan, base: base.commit, notices }) : closed;
}
