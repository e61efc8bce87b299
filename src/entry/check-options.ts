import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { check } from "../check/check.ts";
import { DURATION_FORM, parseDuration } from "../config/durations.ts";
import type { Overrides } from "../config/settings.ts";
import { type BaseCommit, branchBase, mergeBaseOf, obtain } from "../io/git/base-commit.ts";
import { emptyReport } from "../report/empty-report.ts";
import type { Report } from "../report/report.ts";
import { checkPorts, type EarlierSteps } from "./check-ports.ts";
import { ciBase } from "./ci-base.ts";
import { tellOfGuardAbove } from "./guard-above.ts";
import { relativePath } from "./relative-path.ts";
import { TOOL_VERSION } from "./version.ts";

/** What is read and compared, by commands that check. */
export interface CheckedOptions {
  readonly snapshot?: readonly string[];
  readonly config?: string;
  readonly cluster?: readonly string[];
  readonly objects?: readonly string[];
  readonly base?: string;
  readonly maxSnapshotAge?: number;
  readonly cache?: string;
  readonly sources?: string;
  readonly baseRendered?: string;
}

export function addCheckedOptions(command: Command): Command {
  return command
    .option(
      "--snapshot <file|glob>",
      "a cluster's snapshot, or a dump of `kubectl get crd -o json`; repeatable",
      collect,
    )
    .option("--config <file>", "configuration (default: .github/crd-upgrade-guard/config.yaml, if it is there)")
    .option("--cluster <name>", "compare with this cluster alone; repeatable, patterns allowed", collect)
    .option(
      "--base <rev>",
      "compare with the merge base of this revision (default: what the variables of GitLab, Bitbucket, Azure or Jenkins say)",
    )
    .option("--max-snapshot-age <duration>", "older snapshots are reported: 36h, 7d (default: 7d)", duration)
    .option("--sources <lock>", "the lock that `fetch` wrote, and with it its cache (default: the one of this folder)")
    .option("--cache <dir>", "the cache of `fetch` (default: $XDG_CACHE_HOME/crd-upgrade-guard)")
    .option(
      "--base-rendered <dir>",
      "what an earlier step rendered of the base: `rendered` is searched in it for the base",
    );
}

/** Custom resources, which a gate does not judge by themselves. */
export function addObjects(command: Command): Command {
  return command.option(
    "--objects <path>",
    "a file or folder of custom resources to judge by the CRDs; repeatable, and needs no snapshot",
    collectPaths,
  );
}

/** Says once where a guard is that is not read, as nothing of it is named. */
export function tellOfUnreadGuard({ config, snapshot }: CheckedOptions): void {
  if (config === undefined && snapshot === undefined) tellOfGuardAbove(process.cwd());
}

/** Checks the working directory. @param paths as they were given; none: as configured */
export function checked(
  mode: Report["mode"],
  paths: readonly string[],
  options: CheckedOptions,
  strictness: Partial<Overrides> = {},
): Report {
  const root = process.cwd();
  const base = options.base === undefined ? baseOfCi(mode, root) : mergeBaseOf(root, options.base);
  if (!base.ok && base.usage) return { ...refusedBase(base.reason), mode };
  return check(
    {
      mode,
      paths: paths.map((given) => (given === "-" ? given : relativePath(root, given))),
      objects: (options.objects ?? []).map((given) => relativePath(root, given)),
      configPath: options.config === undefined ? null : relativePath(root, options.config),
      flags: { ...strictness, ...overrides(root, options) },
      toolVersion: TOOL_VERSION,
    },
    checkPorts(root, base, earlierSteps(root, options)),
  );
}

/** A release is judged whole, whatever branch it is made from. */
function baseOfCi(mode: Report["mode"], root: string): BaseCommit {
  const base = mode === "gate" ? null : ciBase(process.env);
  if (base === null) return NO_BASE;
  const found = base.kind === "commit" ? obtain(root, base.sha) : branchBase(root, base.branch);
  return found.ok ? found : { ok: false, usage: false, reason: `${base.from}: ${found.reason}` };
}

function earlierSteps(root: string, { cache, sources, baseRendered }: CheckedOptions): EarlierSteps {
  return {
    ...(cache === undefined ? {} : { cache: path.resolve(root, cache) }),
    ...(sources === undefined ? {} : { lock: path.resolve(root, sources) }),
    ...(baseRendered === undefined ? {} : { baseRendered: path.resolve(root, baseRendered) }),
  };
}

function refusedBase(reason: string): Report {
  const message = `The option \`--base\` names nothing to compare with: ${reason}.`;
  return emptyReport(TOOL_VERSION, [{ message, remedy: "Name a branch, a tag or a commit of this repository." }]);
}

export const NO_BASE: BaseCommit = {
  ok: false,
  usage: false,
  reason: "no base was given",
};

function overrides(root: string, options: CheckedOptions): Partial<Overrides> {
  return {
    ...(options.snapshot === undefined ? {} : { snapshots: options.snapshot.map((file) => relativePath(root, file)) }),
    ...(options.cluster === undefined ? {} : { clusters: options.cluster }),
    ...(options.maxSnapshotAge === undefined ? {} : { maxSnapshotAge: options.maxSnapshotAge }),
  };
}

export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** An empty path is a variable that nobody set, and not the whole repository. */
function collectPaths(value: string, previous: readonly string[] = []): readonly string[] {
  if (value === "") throw new InvalidArgumentError("It takes a path.");
  return collect(value, previous);
}

export function duration(value: string): number {
  const ms = parseDuration(value);
  if (ms === null) throw new InvalidArgumentError(`It takes ${DURATION_FORM}.`);
  return ms;
}
