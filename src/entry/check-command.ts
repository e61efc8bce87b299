import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type CheckRequest, check } from "../check/check.ts";
import { EXIT_CODES } from "../check/judging/result.ts";
import { DURATION_FORM, parseDuration } from "../config/durations.ts";
import type { FailOn, Overrides } from "../config/settings.ts";
import { writeWholeFile } from "../io/files/write-file.ts";
import { type BaseCommit, branchBase, mergeBaseOf, obtain } from "../io/git/base-commit.ts";
import { DEFAULT_WIDTH } from "../io/terminal/terminal.ts";
import { emptyReport } from "../report/empty-report.ts";
import { FORMATS, type Format, render } from "../report/formats.ts";
import type { Report } from "../report/report.ts";
import { printableLine } from "../text/escape.ts";
import { checkPorts, type EarlierSteps } from "./check-ports.ts";
import { ciBase } from "./ci-base.ts";
import { tellOfGuardAbove } from "./guard-above.ts";
import { printReport } from "./print-report.ts";
import { relativePath } from "./relative-path.ts";
import { TOOL_VERSION } from "./version.ts";

interface CheckOptions {
  readonly snapshot?: readonly string[];
  readonly config?: string;
  readonly cluster?: readonly string[];
  readonly format: Format;
  readonly output?: readonly Output[];
  readonly failOn: FailOn;
  readonly failOnPreexisting?: boolean;
  readonly objects?: readonly string[];
  readonly base?: string;
  readonly explainPredictions?: string;
  readonly maxSnapshotAge?: number;
  readonly cache?: string;
  readonly sources?: string;
  readonly baseRendered?: string;
  readonly color: boolean;
}

interface Output {
  readonly format: Format;
  readonly file: string;
}

/** `check` and `gate`: the same options, another strictness. */
export function addCheck(program: Command, mode: Report["mode"]): void {
  const command = program
    .command(mode)
    .description(DESCRIPTIONS[mode])
    .argument("[path...]", "files and folders to read instead of manifests.include; - is standard input")
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
    .addOption(new Option("--format <format>", "what to print on standard output").choices(FORMATS).default("text"))
    .option("--output <format=file>", "also write the report to a file; repeatable", collectOutput)
    .addOption(
      new Option("--fail-on <severity>", "from which severity on a finding fails the check")
        .choices(["error", "warning", "never"])
        .default("error"),
    )
    .option("--explain-predictions <crd>", "print how the predictions of this CRD came about, instead of the report")
    .option("--max-snapshot-age <duration>", "older snapshots are reported: 36h, 7d (default: 7d)", duration)
    .option("--sources <lock>", "the lock that `fetch` wrote, and with it its cache (default: the one of this folder)")
    .option("--cache <dir>", "the cache of `fetch` (default: $XDG_CACHE_HOME/crd-upgrade-guard)")
    .option(
      "--base-rendered <dir>",
      "what an earlier step rendered of the base: `rendered` is searched in it for the base",
    )
    .option("--no-color", "no colours (NO_COLOR and FORCE_COLOR are obeyed too)")
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing that fails, 1 an update will be refused, 2 could not check: why is on standard error.",
    )
    .action((paths: readonly string[], options: CheckOptions) => runCheck(mode, paths, options));
  // At the gate every finding counts, and snapshots have to be there.
  if (mode === "check") {
    command.option(
      "--objects <path>",
      "a file or folder of custom resources to judge by the CRDs; repeatable, and needs no snapshot",
      collect,
    );
    command.option("--fail-on-preexisting", "findings that were there before the change fail the check too");
  }
}

const DESCRIPTIONS: Record<Report["mode"], string> = {
  check: "compare the CRDs of a repository with the snapshots of its clusters",
  gate: "check before a release: every finding counts, and snapshots must be there, fresh and complete",
};

function runCheck(mode: Report["mode"], paths: readonly string[], options: CheckOptions): void {
  const root = process.cwd();
  if (options.config === undefined && options.snapshot === undefined) tellOfGuardAbove(root);
  const base = options.base === undefined ? baseOfCi(mode, root) : mergeBaseOf(root, options.base);
  const request: CheckRequest = {
    mode,
    paths: paths.map((given) => (given === "-" ? given : relativePath(root, given))),
    objects: (options.objects ?? []).map((given) => relativePath(root, given)),
    configPath: options.config === undefined ? null : relativePath(root, options.config),
    flags: overrides(root, options),
    toolVersion: TOOL_VERSION,
  };
  const report =
    !base.ok && base.usage
      ? { ...refusedBase(base.reason), mode }
      : check(request, checkPorts(root, base, earlierSteps(root, options)));
  process.exitCode = EXIT_CODES[report.result];
  printReport(report, options);
  writeOutputs(report, options.output ?? []);
}

/** A release is judged whole, whatever branch it is made from. */
function baseOfCi(mode: Report["mode"], root: string): BaseCommit {
  const base = mode === "gate" ? null : ciBase(process.env);
  if (base === null) return NO_BASE;
  const found = base.kind === "commit" ? obtain(root, base.sha) : branchBase(root, base.branch);
  return found.ok ? found : { ok: false, usage: false, reason: `${base.from}: ${found.reason}` };
}

function earlierSteps(root: string, { cache, sources, baseRendered }: CheckOptions): EarlierSteps {
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

function overrides(root: string, options: CheckOptions): Partial<Overrides> {
  return {
    failOn: options.failOn,
    ...(options.failOnPreexisting === undefined ? {} : { failOnPreexisting: options.failOnPreexisting }),
    ...(options.snapshot === undefined ? {} : { snapshots: options.snapshot.map((file) => relativePath(root, file)) }),
    ...(options.cluster === undefined ? {} : { clusters: options.cluster }),
    ...(options.maxSnapshotAge === undefined ? {} : { maxSnapshotAge: options.maxSnapshotAge }),
  };
}

function writeOutputs(report: Report, outputs: readonly Output[]): void {
  for (const { format, file } of outputs) {
    try {
      writeWholeFile(process.cwd(), file, render(report, format, { color: false, width: DEFAULT_WIDTH }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const said = `crd-upgrade-guard: the report could not be written to ${file} (${reason}); the verdict stands.`;
      process.stderr.write(`${printableLine(said)}\n`);
    }
  }
}

export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function collectOutput(value: string, previous: readonly Output[] = []): readonly Output[] {
  const [name = "", ...rest] = value.split("=");
  const format = FORMATS.find((one) => one === name);
  const file = rest.join("=");
  if (format === undefined || file === "") {
    throw new InvalidArgumentError(`It takes FORMAT=FILE, with one of ${FORMATS.join(", ")}: json=report.json.`);
  }
  return [...previous, { format, file }];
}

export function duration(value: string): number {
  const ms = parseDuration(value);
  if (ms === null) throw new InvalidArgumentError(`It takes ${DURATION_FORM}.`);
  return ms;
}
