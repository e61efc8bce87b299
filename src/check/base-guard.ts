import type { CheckRequest } from "./check.ts";
import type { Guard } from "./guard.ts";
import type { CheckPorts, TreeFiles } from "./ports.ts";
import { type GuardOptions, readGuard } from "./read-guard.ts";
import type { RecordedFiles } from "./recorded-files.ts";

export interface BaseGuard {
  /** The very object of the head's where nothing of it differs. */
  readonly guard: Guard;
  readonly notices: readonly string[];
}

/**
 * The base's own guard; the head's where nothing of it differs or the base's cannot be used. What an input or a flag
 * names and the base does not have is no guard of the base: its configuration is then that of the default path, if there
 * is one, and a snapshot is none. Else a change could bring a configuration under a new name and hide what it likes.
 *
 * Where the base answers all alike that the head's guard was read from, which most changes leave as it is, nothing is read
 * again: a fleet's snapshots take seconds.
 * @param head without problems, so that nothing that it names is missing
 * @param asked the head's files, with all that its guard was read from
 */
export function readBaseGuard(
  request: CheckRequest,
  head: Guard,
  asked: RecordedFiles,
  base: { readonly files: TreeFiles; readonly ignoredByGit: CheckPorts["ignoredByGit"] },
  tagged: GuardOptions["tagged"] & {},
): BaseGuard {
  const files = withFilesOfTheRun(base.files, asked.files, base.ignoredByGit);
  if (asked.isLike(files)) return { guard: head, notices: [] };
  const { configPath, flags, toolVersion } = request;
  const own = configPath !== null && files.kindOf(configPath) === "missing" ? null : configPath;
  const theirs = readGuard(own, flags, toolVersion, files, { mayLackSnapshots: true, tagged });
  if (theirs.problems.length > 0) {
    const [first] = theirs.problems;
    const notice = `The base's own configuration or snapshots cannot be used (${first?.message ?? ""}): states compare manifests alone.`;
    return { guard: head, notices: [notice] };
  }
  return { guard: sameGuard(theirs.guard, head) ? head : theirs.guard, notices: [] };
}

/**
 * The base's files, with those of the checkout that are in no commit: outside of it, or ignored by git, where an earlier
 * step has put them. They are no part of the change, and the same for both trees.
 */
function withFilesOfTheRun(base: TreeFiles, head: TreeFiles, ignoredByGit: CheckPorts["ignoredByGit"]): TreeFiles {
  const ignored = (paths: readonly string[]): ReadonlySet<string> => {
    const answer = paths.length === 0 ? null : ignoredByGit(paths);
    return answer?.ok === true ? answer.value : new Set();
  };
  // Each question to git starts a process.
  const isInNone = (path: string) => base.follow(path).kind === "missing" && head.kindOf(path) === "missing";
  const isOfRun = (path: string) =>
    base.kindOf(path) === "missing" && !isInNone(path) && (!isBelow(path) || ignored([path]).has(path));
  const known = new Map<string, TreeFiles>();
  const treeOf = (path: string): TreeFiles => {
    const tree = known.get(path) ?? (isOfRun(path) ? head : base);
    known.set(path, tree);
    return tree;
  };
  return {
    ...base,
    find: (include, exclude) => {
      const found = base.find(include, exclude);
      const others = head.find(include, exclude).files.filter((path) => base.kindOf(path) === "missing");
      const fromRun = ignored(others);
      return { ...found, files: [...found.files, ...others.filter((path) => fromRun.has(path))].sort() };
    },
    read: (path) => treeOf(path).read(path),
    kindOf: (path) => treeOf(path).kindOf(path),
    follow: (path) => treeOf(path).follow(path),
    identityOf: (path) => treeOf(path).identityOf(path),
  };
}

function isBelow(path: string): boolean {
  return !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes("..");
}

function sameGuard(a: Guard, b: Guard): boolean {
  const facts = (guard: Guard) => [
    guard.settings,
    guard.snapshots.map(({ snapshot, path, used }) => [path, snapshot, used]),
  ];
  return JSON.stringify(facts(a)) === JSON.stringify(facts(b));
}
