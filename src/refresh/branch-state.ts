import { done } from "../base/result.ts";
import type { SnapshotSettings } from "../snapshots/place.ts";
import type { Branches, Head, Host, PullRequest } from "./host.ts";
import { type Outcome, refused } from "./outcome.ts";
import { type SnapshotFiles, sortedOut } from "./plan.ts";
import { differences, type FileNames, recordedFiles } from "./tree-files.ts";

export interface BranchNames {
  /** What the configuration of a commit says. */
  readonly settings: (commit: Head) => Promise<Outcome<SnapshotSettings>>;
  /** The branch that is to hold the snapshots in the end. */
  readonly base: string;
  /** Ours alone: whatever else is on it is lost. */
  readonly branch: string;
}

/** Everything that a delivery goes by, as it is at one moment. */
export interface BranchState {
  readonly base: Head;
  readonly branch: Head | null;
  readonly open: PullRequest | null;
  /** What is on the branch was merged, however its commits look: nothing of it is lost with them. */
  readonly isMerged: boolean;
  readonly settings: SnapshotSettings;
  readonly recorded: SnapshotFiles;
  readonly pending: SnapshotFiles;
  /** All that the branch changes, as if the base had not moved; null: it has, in these files, or there is no branch. */
  readonly proposed: ReadonlyMap<string, string | null> | null;
}

/** Reads base, branch, pull requests and the snapshots of both sides. */
export async function readBranchState(given: BranchNames, host: Host): Promise<Outcome<BranchState>> {
  const { branches } = host;
  const base = await branches.head(given.base);
  if (!base.ok) return base;
  if (base.value === null) {
    return refused(`there is no branch \`${given.base}\`; \`base\` takes the one that snapshots are merged into`);
  }
  const branch = await branches.head(given.branch);
  if (!branch.ok) return branch;
  const all = await host.pullRequests.list(given.branch);
  if (!all.ok) return all;
  const other = all.value.find((one) => one.open && one.base !== given.base);
  if (other !== undefined) {
    return refused(
      `branch \`${given.branch}\` has a pull request into \`${other.base}\` open (#${other.number}); give this workflow another \`branch\``,
    );
  }
  const open = all.value.find((one) => one.open) ?? null;
  const settings = await given.settings(base.value);
  if (!settings.ok) return settings;
  const { patterns } = settings.value;
  const names = await recordedFiles(branches, base.value.tree, patterns);
  if (!names.ok) return names;
  const proposal = branch.value === null ? done(null) : await readProposal(host, base.value, branch.value, patterns);
  if (!proposal.ok) return proposal;
  const current = proposal.value === null ? null : unlessMoved(proposal.value, names.value);
  // A branch whose pull request was merged or closed as it is now proposes nothing any more.
  const isOver = open === null && all.value.some((one) => one.headSha === branch.value?.commit);
  const pending = isOver || proposal.value === null ? new Map() : stillProposed(proposal.value, names.value);
  return done({
    base: base.value,
    branch: branch.value,
    open,
    isMerged: all.value.some((one) => one.merged && one.headSha === branch.value?.commit),
    settings: settings.value,
    recorded: commitFiles(branches, names.value, patterns),
    pending: commitFiles(branches, pending, patterns),
    proposed: current,
  });
}

interface Proposal {
  /** All files in which the branch differs from where it left the base. */
  readonly changed: ReadonlyMap<string, string | null>;
  /** The snapshots and profiles as they were there. */
  readonly before: FileNames;
  /** The same as the branch has them. */
  readonly after: FileNames;
}

async function readProposal(
  { branches }: Host,
  base: Head,
  branch: Head,
  patterns: readonly string[],
): Promise<Outcome<Proposal | null>> {
  const start = await branches.mergeBase(base.commit, branch.commit);
  if (!start.ok || start.value === null) return start.ok ? done(null) : start;
  const changed = await differences(branches, start.value.tree, branch.tree);
  if (!changed.ok) return changed;
  const before = await recordedFiles(branches, start.value.tree, patterns);
  if (!before.ok) return before;
  const after = await recordedFiles(branches, branch.tree, patterns);
  return after.ok ? done({ changed: changed.value, before: before.value, after: after.value }) : after;
}

/** Where the base has moved in a file that the branch changes, the branch has to be made anew. */
function unlessMoved({ changed, before }: Proposal, recorded: FileNames) {
  const hasMoved = [...changed.keys()].some((path) => before.get(path) !== recorded.get(path));
  return hasMoved ? null : changed;
}

/** Snapshots and profiles that the branch changes and the base has not changed since: who mends the base by hand is right. */
function stillProposed({ changed, before, after }: Proposal, recorded: FileNames): FileNames {
  return new Map(
    [...after].filter(
      ([path, sha]) => changed.has(path) && before.get(path) === recorded.get(path) && recorded.get(path) !== sha,
    ),
  );
}

/** Files of a commit, read when they are asked for. @param patterns `snapshots` of the configuration */
export function commitFiles(branches: Branches, names: FileNames, patterns: readonly string[]): SnapshotFiles {
  return { ...sortedOut(names, patterns), read: async (path) => branches.blob(names.get(path) ?? "") };
}
