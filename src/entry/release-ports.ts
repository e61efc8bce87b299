import path from "node:path";
import type { Guard } from "../check/guard.ts";
import { eachBlob, filesOfCommits } from "../io/git/commit-trees.ts";
import { findRepository } from "../io/git/find-repository.ts";
import { headCommit, lackingTags, remoteTags, tagRemote, tagsOf } from "../io/git/tags.ts";
import { pacedProgress } from "../io/terminal/progress.ts";
import type { UpgradeRequest } from "../releases/plan/plan-upgrade.ts";
import type { ReleasePorts } from "../releases/ports.ts";
import { printableLine } from "../text/escape.ts";

/** The releases of the repository that `root` is in. */
export function releasePorts(root: string): Omit<ReleasePorts, "warn"> {
  const told = pacedProgress(process.stderr, process.env, Date.now);
  return {
    tags: () => tagsOf(root),
    lacking: () => lackingTags(root),
    remote: () => tagRemote(root),
    remoteTags: (remote) => remoteTags(root, remote),
    head: () => headCommit(root),
    files: (commits, wanted) => filesOfCommits(root, commits, wanted),
    read: (ids, each) => eachBlob(root, ids, each),
    progress: (what, done, of) => told(printableLine(what), done, of),
  };
}

/** What a project is called where nobody says it. */
export function repositoryName(root: string): string {
  const found = findRepository(root);
  return path.basename(found.ok ? found.value.workTree : root);
}

/** The releases that a configuration names, for a plan; null: it names none. */
export function configuredHistory(root: string, { settings }: Guard): UpgradeRequest["history"] | null {
  const { tags, paths, preReleases, since, histories } = settings.releases;
  const [file] = histories;
  if (tags.length > 0) {
    const name = repositoryName(root);
    return { in: "tags", choice: { tags, preReleases, since }, paths, name, isConfigured: true };
  }
  return file === undefined ? null : { in: "file", path: file };
}
