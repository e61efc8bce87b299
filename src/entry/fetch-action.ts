import path from "node:path";
import type { BaseFiles } from "../check/ports.ts";
import { type FetchedSource, faultText, resultText } from "../fetch/result.ts";
import { headFiles } from "../io/files/head-files.ts";
import { isInside } from "../io/files/inside.ts";
import { mergeBaseOf } from "../io/git/base-commit.ts";
import { ignoredByGit } from "../io/git/ignored.ts";
import { indexReader } from "../io/git/index-entries.ts";
import { remotesOf } from "../io/git/remotes.ts";
import { trackedByGit } from "../io/git/tracked.ts";
import { type FetchInputs, readFetchInputs, writeFetchOutputs } from "../io/runner/fetch-inputs.ts";
import { progressSink } from "../io/terminal/progress.ts";
import type { Environment } from "../io/tools/environment.ts";
import { commandData, commandProperty, printable, printableLine, runnerLog } from "../text/escape.ts";
import { openActionBase, type WorkingTree } from "./action-base.ts";
import { attempt } from "./attempt.ts";
import { baseInGit } from "./check-ports.ts";
import { eventBase } from "./event-base.ts";
import { runFetch } from "./run-fetch.ts";
import { strangersCode } from "./strangers-code.ts";

/** A runner shows ten annotations of a step; the log has all of them. */
const MOST_ANNOTATIONS = 10;

/**
 * Fetches from fetch/action.yml's inputs. What could not be had is a warning and no failure: the check, which comes after it,
 * says what was not compared and decides.
 */
export async function runFetchAction(environment: Environment): Promise<void> {
  process.exitCode = 2;
  const where = strangersCode(environment);
  if (where !== null) return refuse(`Nothing is fetched ${where}. Run it on \`pull_request\`.`);
  const inputs = readFetchInputs();
  if (typeof inputs === "string") return refuse(inputs);
  const workspace = path.resolve(environment.GITHUB_WORKSPACE || ".");
  const { workingDirectory, all, cache, githubToken } = inputs;
  if (!isInside(workspace, workingDirectory)) {
    return refuse(`The input \`working-directory\` is \`${workingDirectory}\`, which is outside the workspace.`);
  }
  const root = path.resolve(workspace, workingDirectory);
  const [head, index] = [headFiles(root), indexReader(root)];
  const base = await baseOf(inputs, workspace, root, { head, index }, environment);
  // Without it the change itself would say who may be asked.
  if (base?.available === false) return refuse(`The base cannot be read, so nothing is fetched: ${base.reason}.`);
  const result = await runFetch(
    {
      root,
      all,
      cache: cache === null ? null : path.resolve(workspace, cache),
      lock: null,
      concurrency: 8,
      githubToken,
    },
    {
      head,
      base,
      own: remotesOf(root, environment),
      ignoredByGit: (paths) => ignoredByGit(root, paths, index),
      trackedByGit: () => trackedByGit(root, index),
    },
    {
      environment,
      progress: progressSink({ write: (text) => process.stdout.write(runnerLog(text)) }, environment),
      warn: (sentence) => process.stdout.write(runnerLog(`${printableLine(sentence)}\n`)),
      now: () => performance.now(),
    },
  );
  if (typeof result === "string") return refuse(result);
  process.exitCode = 0;
  process.stdout.write(runnerLog(printable(resultText(result))));
  const failed = result.sources.filter(({ error }) => error !== null);
  process.stdout.write(
    failed
      .slice(0, MOST_ANNOTATIONS)
      .map((one) => annotation(one, workingDirectory))
      .join(""),
  );
  attempt("outputs", "result", () => writeFetchOutputs(result));
}

/** null: the run has no base, and the tree is taken whole. */
async function baseOf(
  { base, workingDirectory, githubToken }: FetchInputs,
  workspace: string,
  root: string,
  tree: WorkingTree,
  environment: Environment,
): Promise<BaseFiles | null> {
  if (base !== null) return baseInGit(root, mergeBaseOf(root, base), tree.head, tree.index);
  const event = eventBase(environment);
  if (event.kind === "none") return PROPOSALS.has(environment.GITHUB_EVENT_NAME ?? "") ? noBase(event.reason) : null;
  return openActionBase(workspace, { workingDirectory, githubToken, config: null }, environment, tree);
}

/** Events that bring what somebody proposes: it decides nothing about itself. */
const PROPOSALS = new Set(["pull_request", "merge_group"]);

function noBase(reason: string): BaseFiles {
  return { available: false, reason };
}

function annotation(source: FetchedSource, folder: string): string {
  const place = `file=${commandProperty(path.posix.join(folder, source.path))},line=${source.line}`;
  return `::warning ${place},title=crd-upgrade-guard fetch::${commandData(faultText(source))}\n`;
}

function refuse(sentence: string): void {
  process.stdout.write(runnerLog(`${printableLine(sentence)}\n`));
  process.stdout.write(`::error title=crd-upgrade-guard fetch::${commandData(sentence)}\n`);
}
