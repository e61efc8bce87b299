import { type Command, InvalidArgumentError, Option } from "commander";
import type { Result } from "../base/result.ts";
import type { Guard } from "../check/guard.ts";
import { readGuard } from "../check/read-guard.ts";
import { headFiles } from "../io/files/head-files.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { terminalOf } from "../io/terminal/terminal.ts";
import { PLAN_FORMATS, planUpgrade, type UpgradePorts, type UpgradeRequest } from "../releases/plan/plan-upgrade.ts";
import { RELEASES_FOLDER } from "../releases/record.ts";
import { printableLine, runnerLog } from "../text/escape.ts";
import { celPort } from "./cel-port.ts";
import { collect } from "./check-options.ts";
import { tellOfGuardAbove } from "./guard-above.ts";
import { relativePath } from "./relative-path.ts";
import { releasePattern } from "./release-options.ts";
import { configuredHistory, releasePorts, repositoryName } from "./release-ports.ts";
import { TOOL_VERSION } from "./version.ts";

interface PlanOptions {
  readonly to: string;
  readonly from?: string;
  readonly cluster?: string;
  readonly snapshot?: readonly string[];
  readonly serverVersion?: string;
  readonly releases?: string;
  readonly tags?: readonly string[];
  readonly path?: readonly string[];
  readonly since?: string;
  readonly preReleases?: true;
  readonly format: UpgradeRequest["format"];
  readonly note?: true;
}

/** `plan`: the way of a cluster to a release, by which releases and with which migrations. */
export function addPlan(program: Command): void {
  program
    .command("plan")
    .description("say by which releases a cluster gets to another one, and what has to be migrated in between")
    .requiredOption("--to <version>", "the release to get to")
    .option("--cluster <name>", "the cluster that is upgraded, by its snapshot")
    .option("--from <version>", "the release that it runs (default: what its snapshot is as)")
    .option("--snapshot <file|glob>", "snapshots, as for `check`; repeatable", collect)
    .option("--server-version <version>", "of the API server, where no cluster is named: v1.31", serverVersion)
    .option(
      "--releases <file>",
      `release history (default: the one in ${RELEASES_FOLDER}, else \`releases\` of the configuration)`,
    )
    .option("--tags <pattern>", "take the releases from tags of this repository instead; repeatable", releasePattern)
    .option("--path <path>", "with --tags: where the CRDs are, as for `releases`; repeatable", releasePattern)
    .option("--since <version>", "with --tags: the oldest release that is wanted")
    .option("--pre-releases", "with --tags: also v1.0.0-rc.1 and the like")
    .addOption(
      new Option("--format <format>", "what to print on standard output").choices(PLAN_FORMATS).default("text"),
    )
    .option("--note", "what users of every earlier release have to do, as Markdown for the release notes")
    .action(run);
}

function run(options: PlanOptions): void {
  process.exitCode = 2;
  const root = process.cwd();
  const usage = usageFault(options);
  if (usage !== null) {
    say(`error: ${usage}`);
    return;
  }
  if (options.snapshot === undefined) tellOfGuardAbove(root);
  const planned = planUpgrade(requestOf(root, options), planPorts(root, options));
  if (!planned.ok) {
    for (const problem of planned.problems) say(`error: ${problem}`);
    return;
  }
  const { output, isPossible } = planned.value;
  process.stdout.write(process.env.GITHUB_ACTIONS === "true" && options.format !== "json" ? runnerLog(output) : output);
  process.exitCode = isPossible ? 0 : 1;
}

function requestOf(root: string, options: PlanOptions): UpgradeRequest {
  const { to, from, cluster, tags, path, since, preReleases, releases, format, note } = options;
  const choice = { tags: tags ?? [], since: since ?? null, preReleases: preReleases === true };
  return {
    to,
    from: from ?? null,
    cluster: cluster ?? null,
    serverVersion: options.serverVersion ?? null,
    history:
      tags !== undefined
        ? { in: "tags", choice, paths: path ?? [], name: repositoryName(root) }
        : releases !== undefined
          ? { in: "file", path: relativePath(root, releases) }
          : { in: "folder" },
    toolVersion: TOOL_VERSION,
    format,
    width: terminalOf(process.stdout, process.env).width,
    isNote: note === true,
  };
}

function planPorts(root: string, { snapshot }: PlanOptions): UpgradePorts {
  const head = headFiles(root);
  const flags = snapshot === undefined ? {} : { snapshots: snapshot.map((file) => relativePath(root, file)) };
  const read = <T>(
    given: typeof flags,
    value: (guard: Guard) => T,
  ): Result<T, { readonly problems: readonly string[] }> => {
    const { guard, problems } = readGuard(null, given, TOOL_VERSION, head);
    if (problems.length === 0) return { ok: true, value: value(guard) };
    const sentence = ({ path: file, line, message, remedy }: (typeof problems)[number]) =>
      `${[file, line].filter((part) => part !== undefined).join(":")}: ${message} ${remedy}`;
    return { ok: false, problems: problems.map(sentence) };
  };
  return {
    ...releasePorts(root),
    warn: (words) => say(`note: ${words}`),
    snapshots: () => read(flags, (guard) => guard.snapshots),
    configured: () => read({}, (guard) => configuredHistory(root, guard)),
    histories: () => [...head.find([`${RELEASES_FOLDER}/*.json`], []).files],
    readFile: (file) => readWholeFile(root, file),
    cel: celPort(),
  };
}

function usageFault({
  tags,
  releases,
  path,
  since,
  preReleases,
  cluster,
  from,
  note,
  format,
  serverVersion: server,
}: PlanOptions): string | null {
  if (note === true && (cluster !== undefined || from !== undefined)) {
    return "--note is for every earlier release: it takes neither --cluster nor --from.";
  }
  if (note === true && format === "json") return "--note is Markdown: it takes no --format json.";
  if (tags !== undefined && releases !== undefined) return "--tags and --releases are two places: name one.";
  if (tags === undefined && [path, since, preReleases].some((one) => one !== undefined)) {
    return "--path, --since and --pre-releases choose among the tags of this repository: name those with --tags.";
  }
  return cluster !== undefined && server !== undefined
    ? "--server-version is for a plan without a cluster: a snapshot has its server's version."
    : null;
}

function serverVersion(value: string): string {
  if (/^v?\d+\.\d+/.test(value)) return value;
  throw new InvalidArgumentError("It takes a version of Kubernetes: v1.31.");
}

function say(line: string): void {
  process.stderr.write(`${printableLine(line)}\n`);
}
