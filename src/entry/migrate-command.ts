import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { setTimeout as wait } from "node:timers/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { backupFolder } from "../io/files/backup-folder.ts";
import { journalFiles } from "../io/files/journal-file.ts";
import { rateProgress } from "../io/terminal/rate-progress.ts";
import { terminalOf } from "../io/terminal/terminal.ts";
import { type Examination, examine } from "../migrate/examine.ts";
import { examineInTree, migrateInTree, migrationName } from "../migrate/in-tree.ts";
import { migrate } from "../migrate/migrate.ts";
import { type CrdOutcome, exitCode, lookedAt, outcomesJson, outcomesText, unread } from "../migrate/outcome.ts";
import type { MigratePorts, ObjectsAt, TreeReading } from "../migrate/ports.ts";
import { migratorOf } from "../rules/migration-way.ts";
import { MIGRATORS } from "../rules/words/migration-ways.ts";
import { printable, printableLine } from "../text/escape.ts";
import { duration } from "./check-options.ts";
import { tellOfGuardAbove } from "./guard-above.ts";
import { readTree, releasedCrds } from "./migrate-tree.ts";
import { TOOL_VERSION } from "./version.ts";

interface MigrateOptions {
  readonly context: string;
  readonly kubeconfig?: string;
  readonly yes?: true;
  readonly backup?: string;
  readonly qps: number;
  readonly settle: number;
  readonly state?: string;
  readonly cluster?: string;
  readonly allowFieldLoss?: true;
  readonly inTree?: true;
  readonly format: "text" | "json";
}

/** `migrate`: rewrites stored objects at the storage version and shortens status.storedVersions. */
export function addMigrate(program: Command): void {
  program
    .command("migrate")
    .description("rewrite a CRD's stored objects at its storage version, then take the old versions off its list")
    .argument("<crd...>", "full names of CRDs: grpcroutes.gateway.networking.k8s.io")
    .requiredOption(
      "--context <name>",
      "context of the kubeconfig; there is no default, so that nothing is migrated by mistake",
    )
    .option("--kubeconfig <file>", "kubeconfig (default: as kubectl: KUBECONFIG, ~/.kube/config)")
    .option("--yes", "do it; without it everything is only looked at, and a terminal is asked")
    .option("--backup <dir>", "copy every object there first, as the server returns it, one file each")
    .addOption(new Option("--qps <n>", "requests a second, at the most").default(20).argParser(queries))
    .addOption(
      new Option("--settle <duration>", "how long API servers are given to learn a change of the CRD")
        .default(60_000, "60s")
        .argParser(duration),
    )
    .option("--state <dir>", "where it is noted what is done (default: $XDG_STATE_HOME/crd-upgrade-guard)")
    .option("--cluster <name>", "what the repository calls the cluster: only manifests that are meant for it count")
    .option(
      "--allow-field-loss",
      "fields that the storage version does not name may be dropped from objects that have them",
    )
    .option(
      "--in-tree",
      "have the cluster's own controller rewrite the objects: a StorageVersionMigration (docs/migrate.md says what it leaves undone)",
    )
    .addOption(
      new Option("--format <format>", "what to print on standard output").choices(["text", "json"]).default("text"),
    )
    .action(run);
}

async function run(crds: readonly string[], options: MigrateOptions): Promise<void> {
  // A run that ends before it is through, say in a plugin that nothing answers, is no success.
  process.exitCode = 2;
  if (process.env.GITHUB_ACTIONS === "true") {
    return fail(
      "`migrate` writes to a cluster with a person's own rights, and does not run in a GitHub workflow. Run it from a terminal.",
    );
  }
  if (options.context === "") return fail("--context is empty: name the context of the cluster that is meant.");
  const root = process.cwd();
  tellOfGuardAbove(root);
  // Loaded only here: no other command can write to a cluster.
  const { openMigration } = await import("./migration.ts");
  const { kubeconfig, context, qps } = options;
  const clock = () => performance.now();
  const sleep = async (ms: number) => {
    await wait(ms);
  };
  const opened = await openMigration(
    { kubeconfig, context, qps, toolVersion: TOOL_VERSION },
    { environment: process.env, sleep, clock, random: Math.random },
  );
  if (!opened.ok) return fail(`${opened.message} ${opened.remedy}`);
  const { cluster, warnings, close } = opened.value;
  for (const warning of warnings) say(`warning: ${warning}`);
  let tree: TreeReading | undefined;
  const ports: MigratePorts = {
    cluster,
    journal: journalFiles(options.state ?? defaultState(process.env)),
    backup: options.backup === undefined ? null : backupFolder(path.resolve(root, options.backup)),
    tree: () => {
      tree ??= readTree(root, options.cluster);
      return tree;
    },
    released: releasedCrds,
    ownMigrator: (group) => {
      const migrator = migratorOf(group);
      return migrator === null ? null : MIGRATORS[migrator];
    },
    progress: rateProgress(process.stderr, process.env, clock),
    tell: (sentence) => say(sentence),
    sleep,
  };
  try {
    const outcomes = await all([...new Set(crds)], options, ports);
    const { width } = terminalOf(process.stdout, process.env);
    const text = options.format === "json" ? outcomesJson(context, outcomes) : outcomesText(outcomes, width);
    process.stdout.write(text);
    const planned = outcomes.some(({ outcome }) => outcome === "planned");
    if (planned && options.format === "text")
      process.stdout.write("\nNothing was written: run it with --yes to do it.\n");
    process.exitCode = exitCode(outcomes);
  } finally {
    close();
  }
}

/** One after the other: two at once would be twice the load. */
async function all(
  crds: readonly string[],
  options: MigrateOptions,
  ports: MigratePorts,
): Promise<readonly CrdOutcome[]> {
  const outcomes: CrdOutcome[] = [];
  for (const crd of crds) {
    try {
      outcomes.push(await one(crd, options, ports));
    } catch (error) {
      // The folder of journals or of backups cannot be written, or its disk is full. What of the others was done, was.
      if (!(error instanceof Error && "syscall" in error && "path" in error)) throw error;
      const message = `A file could not be written or read (${error.message}).`;
      const remedy = "Mend it, and run this again: it goes on where it was, and says what is left to do.";
      outcomes.push(unread(crd, { message, remedy }));
    }
  }
  return outcomes;
}

async function one(crd: string, options: MigrateOptions, ports: MigratePorts): Promise<CrdOutcome> {
  const examining = await examined(crd, options, ports);
  // What fails for one, the network or the credentials, fails for all; a wrong name may not.
  if (examining.kind === "stopped") return unread(crd, examining);
  const { examination } = examining;
  const plan = lookedAt(examination, options.inTree === true ? migrationName(examination.facts) : null);
  const doIt = plan.outcome === "planned" && examination.at !== null && (await confirmed(plan, options));
  return doIt && examination.at !== null ? done(examination, examination.at, options, ports) : plan;
}

async function examined(crd: string, { allowFieldLoss, inTree }: MigrateOptions, ports: MigratePorts) {
  const mayLose = allowFieldLoss === true;
  const examining = await examine(crd, ports, mayLose);
  if (examining.kind === "stopped" || inTree !== true) return examining;
  return examineInTree(examining.examination, ports, mayLose);
}

/** A controller looks for new kinds every 30 seconds. */
const NOTICE_MS = 120_000;

function done(examination: Examination, at: ObjectsAt, { settle, inTree }: MigrateOptions, ports: MigratePorts) {
  return inTree === true
    ? migrateInTree(examination, at, ports, { settleMs: settle, noticeMs: NOTICE_MS })
    : migrate(examination, at, ports, { settleMs: settle });
}

/** `--yes`, or a person who types the CRD's name. */
async function confirmed(plan: CrdOutcome, { yes, format, context }: MigrateOptions): Promise<boolean> {
  if (yes === true) return true;
  if (format === "json" || !process.stdin.isTTY || !process.stderr.isTTY) return false;
  process.stderr.write(`${outcomesText([plan], terminalOf(process.stderr, process.env).width)}\n`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(
      `Type ${printableLine(plan.crd)} to do this on ${printableLine(context)}, or Enter to leave it: `,
    );
    return answer.trim() === plan.crd;
  } finally {
    asking.close();
  }
}

/** `$XDG_STATE_HOME/crd-upgrade-guard`; a relative one is none, as the XDG base directory specification has it. */
function defaultState(environment: Readonly<Record<string, string | undefined>>): string {
  const given = environment.XDG_STATE_HOME ?? "";
  return path.join(path.isAbsolute(given) ? given : path.join(os.homedir(), ".local", "state"), "crd-upgrade-guard");
}

function queries(value: string): number {
  const number = Number(value);
  if (/^\d{1,5}(\.\d{1,3})?$/.test(value) && number > 0) return number;
  throw new InvalidArgumentError("It takes a number above 0: 20, or 0.5 for one request in two seconds.");
}

function fail(sentence: string): void {
  say(`error: ${sentence}`);
}

function say(line: string): void {
  process.stderr.write(`${printable(line.replaceAll("\n", " "))}\n`);
}
