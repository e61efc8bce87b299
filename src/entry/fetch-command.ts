import { type Command, InvalidArgumentError, Option } from "commander";
import { resultJson, resultText } from "../fetch/result.ts";
import { headFiles } from "../io/files/head-files.ts";
import { mergeBaseOf } from "../io/git/base-commit.ts";
import { ignoredByGit } from "../io/git/ignored.ts";
import { indexReader } from "../io/git/index-entries.ts";
import { remotesOf } from "../io/git/remotes.ts";
import { trackedByGit } from "../io/git/tracked.ts";
import { progressSink } from "../io/terminal/progress.ts";
import { printable, printableLine, runnerLog } from "../text/escape.ts";
import { baseInGit } from "./check-ports.ts";
import { tellOfGuardAbove } from "./guard-above.ts";
import { strangersCode } from "./strangers-code.ts";

interface FetchOptions {
  readonly base?: string;
  readonly all?: true;
  readonly cache?: string;
  readonly lock?: string;
  readonly concurrency: number;
  readonly format: "text" | "json";
}

/** `fetch`: brings what the tree's sources stand for, so that a check can compare it without any connection. */
export function addFetch(program: Command): void {
  program
    .command("fetch")
    .description("download the charts, bundles and bases that the tree refers to, for a check to compare")
    .option(
      "--base <rev>",
      "fetch what differs from the merge base of this revision; its hosts and `fetch.allow` count",
    )
    .option("--all", "also what the change leaves alone and the cache lacks")
    .option("--cache <dir>", "where contents are kept (default: $XDG_CACHE_HOME/crd-upgrade-guard)")
    .option("--lock <file>", "what came from where (default: in the cache, one for each repository)")
    .addOption(new Option("--concurrency <n>", "sources at a time").default(8).argParser(concurrency))
    .addOption(
      new Option("--format <format>", "what to print on standard output").choices(["text", "json"]).default("text"),
    )
    .action(run);
}

async function run(options: FetchOptions): Promise<void> {
  // A run that ends before it is through is no success.
  process.exitCode = 2;
  const root = process.cwd();
  const where = strangersCode(process.env);
  if (where !== null) return fail(`Nothing is fetched ${where}. Run it on \`pull_request\`.`);
  tellOfGuardAbove(root);
  const [head, index] = [headFiles(root), indexReader(root)];
  const commit = options.base === undefined ? null : mergeBaseOf(root, options.base);
  if (commit?.ok === false) return fail(`The option \`--base\` names nothing to compare with: ${commit.reason}.`);
  const base = commit === null ? null : baseInGit(root, commit, head, index);
  if (base?.available === false) return fail(`The base cannot be read: ${base.reason}.`);
  // Loaded only here: no other command opens connections for sources.
  const { runFetch } = await import("./fetching.ts");
  const { cache = null, lock = null, concurrency: most, all, format } = options;
  const result = await runFetch(
    { root, all: all === true, cache, lock, concurrency: most, githubToken: null },
    {
      head,
      base,
      own: remotesOf(root, process.env),
      ignoredByGit: (paths) => ignoredByGit(root, paths, index),
      trackedByGit: () => trackedByGit(root, index),
    },
    {
      environment: process.env,
      progress: progressSink(process.stderr, process.env),
      warn: (sentence) => say(`note: ${sentence}`),
      now: () => performance.now(),
    },
  );
  if (typeof result === "string") return fail(result);
  process.exitCode = result.failed > 0 ? 1 : 0;
  process.stdout.write(format === "json" ? resultJson(result) : forLog(printable(resultText(result))));
}

function concurrency(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= MOST_AT_A_TIME) return number;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MOST_AT_A_TIME}.`);
}

/** More than this is no courtesy to a registry. */
const MOST_AT_A_TIME = 32;

function forLog(text: string): string {
  return process.env.GITHUB_ACTIONS === "true" ? runnerLog(text) : text;
}

function fail(sentence: string): void {
  say(`error: ${sentence}`);
}

function say(line: string): void {
  process.stderr.write(forLog(`${printableLine(line)}\n`));
}
