import { done } from "../base/result.ts";
import type { SnapshotSettings } from "../snapshots/place.ts";
import { commitFiles } from "./branch-state.ts";
import type { Delivered } from "./deliver-pull-request.ts";
import type { Branches, Head, Host } from "./host.ts";
import { type Outcome, refused, settled } from "./outcome.ts";
import type { ChangedCluster, Planner } from "./plan.ts";
import { recordedFiles } from "./tree-files.ts";

export interface CommitDelivery {
  /** The branch that gets the commit. */
  readonly base: string;
  readonly settings: (commit: Head) => Promise<Outcome<SnapshotSettings>>;
  readonly plan: Planner;
  readonly message: (clusters: readonly ChangedCluster[], sha: string) => string;
}

/** Commits what differs to the base itself, never by force: where it has moved, the commit is made anew. */
export function deliverCommit(
  given: CommitDelivery,
  { branches, pause }: Pick<Host, "branches" | "pause">,
): Promise<Outcome<Delivered>> {
  return settled(pause, () => deliver(given, branches));
}

async function deliver(given: CommitDelivery, branches: Branches): Promise<Outcome<Delivered>> {
  const base = await branches.head(given.base);
  if (!base.ok) return base;
  if (base.value === null) return refused(`there is no branch \`${given.base}\`; \`base\` takes the one to commit to`);
  const settings = await given.settings(base.value);
  if (!settings.ok) return settings;
  const names = await recordedFiles(branches, base.value.tree, settings.value.patterns);
  if (!names.ok) return names;
  const { patterns } = settings.value;
  const nothing = commitFiles(branches, new Map(), patterns);
  const plan = await given.plan(settings.value, commitFiles(branches, names.value, patterns), nothing);
  if (!plan.ok) return plan;
  const { changes, clusters } = plan.value;
  const result = { pullRequest: null, plan: plan.value, base: base.value.commit, notices: [] };
  if (changes.length === 0) return done({ ...result, operation: "none" });
  const commit = await branches.commit({
    parent: base.value,
    message: given.message(clusters, base.value.commit),
    changes,
  });
  if (!commit.ok) return commit;
  const moved = await branches.swap(given.base, base.value.commit, commit.value, false);
  if (moved.ok) return done({ ...result, operation: "updated" });
  return moved.retry ? moved : refused(`${moved.reason}. Or use \`delivery: pull-request\``);
}
