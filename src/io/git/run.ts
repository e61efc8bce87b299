import fs from "node:fs";
import type { Result } from "../../base/result.ts";
import { gitVariables, type ToolVariables } from "../tools/environment.ts";
import { runProgram } from "../tools/run-program.ts";
import { type Configuration, configurationOf, LIST_NAMES, overrides } from "./configuration.ts";
import { findRepository, type Repository } from "./find-repository.ts";

export interface GitRun {
  /** 0 where git did it; null where it could not be started. */
  readonly status: number | null;
  readonly stdout: Buffer;
  /** Git's own words, in English. */
  readonly stderr: string;
}

/** History of a large repository takes minutes to fetch; nothing here takes more. */
const LIMITS = { milliseconds: 600_000, outputBytes: 1024 * 1024 * 1024 };

/**
 * One git command on the repository that `root` is in, without a shell, a terminal or the network. Git is told which
 * repository that is and never looks for one, and runs nothing that a configuration names: no hook, filter, monitor,
 * pager or external diff. It answers in English, so that its words can be recognised, and never takes a lock that it
 * can do without.
 */
export function git(root: string, args: readonly string[], input?: string): GitRun {
  return onRepository(root, args, "here", input);
}

/**
 * The same for commands that read contents of commits. A partial clone fetches those when they are asked for, and may
 * do so here; no other repository may.
 */
export function gitContents(root: string, args: readonly string[], input?: string): GitRun {
  return onRepository(root, args, "contents", input);
}

/**
 * A `git fetch`. It goes the way that the checkout's own configuration gives it (a header, an ssh command, a credential
 * helper) and hooks and the like stay off.
 */
export function gitFetch(root: string, args: readonly string[]): GitRun {
  const options = ["--no-tags", "--no-recurse-submodules", "--upload-pack=git-upload-pack"];
  return onRepository(root, ["fetch", ...options, ...args], "fetch");
}

/** What a remote has, by the way that a fetch would go; nothing is brought. @param args of `git ls-remote` */
export function gitRemote(root: string, args: readonly string[]): GitRun {
  return onRepository(root, ["ls-remote", "--upload-pack=git-upload-pack", ...args], "fetch");
}

function onRepository(root: string, args: readonly string[], reach: Reach, input?: string): GitRun {
  const found = findRepository(root);
  if (!found.ok) return refused(128, found.reason);
  const opened = openRepository(found.value);
  if (!opened.ok) return opened.run;
  const { value: configuration } = opened;
  const { isPartial, included } = configuration;
  if (reach === "fetch" && included !== null) {
    return refused(
      128,
      `git's configuration includes \`${included}\`, which a change can write, so nothing is fetched`,
    );
  }
  const remote = reach === "fetch" || (reach === "contents" && isPartial && included === null);
  const settings = overrides(configuration, remote);
  if (settings === null) return refused(128, "git's configuration has a filter whose name cannot be switched off");
  return started(root, [...folders(found.value), ...settings, ...args], remote, input);
}

/** Whether a command may ask a remote: never, only for contents that a partial clone lacks, or because it is a fetch. */
type Reach = "here" | "contents" | "fetch";

type Opened = Result<Configuration, { readonly run: GitRun }>;

/** Repositories whose owner and configuration were looked at: once a process, since each look starts git. */
const trusted = new Map<string, Configuration>();

function openRepository(repository: Repository): Opened {
  const key = `${repository.gitFolder}\0${repository.workTree}`;
  const known = trusted.get(key);
  if (known !== undefined) return { ok: true, value: known };
  const distrust = isOwn(repository) ? null : distrusted(repository);
  if (distrust !== null) return { ok: false, run: distrust };
  const listed = started(repository.workTree, [...folders(repository), ...LIST_NAMES], false);
  if (listed.status !== 0) return { ok: false, run: listed };
  const configuration = configurationOf(listed.stdout.toString("utf8"), repository);
  trusted.set(key, configuration);
  return { ok: true, value: configuration };
}

function folders({ gitFolder, workTree }: Repository): readonly string[] {
  return [`--git-dir=${gitFolder}`, `--work-tree=${workTree}`];
}

/** Git asks this of what it finds, and not of what it is told. Windows has no numbers for owners. */
function isOwn({ gitFolder, workTree, pointer }: Repository): boolean {
  const own = process.geteuid?.();
  const files = [gitFolder, workTree, ...(pointer === null ? [] : [pointer])];
  return files.every((file) => fs.lstatSync(file).uid === own);
}

/**
 * Whether git trusts somebody else's repository (`safe.directory`), in its own words. It stands where the `.git` is, so
 * that it finds no other one.
 */
function distrusted({ gitFolder, workTree }: Repository): GitRun | null {
  const settings = overrides({ filters: [], isPartial: false, included: null }, false) ?? [];
  const asked = started(workTree, [...settings, "rev-parse", "--absolute-git-dir"], false);
  if (asked.status !== 0) return asked;
  const found = asked.stdout.toString("utf8").replace(/\r?\n$/, "");
  return fs.realpathSync(found) === gitFolder ? null : refused(128, `not a git repository: ${gitFolder}`);
}

function started(folder: string, args: readonly string[], remote: boolean, input?: string): GitRun {
  const variables: ToolVariables = {
    ...gitVariables(process.env, remote),
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    // Before `core.gitProxy` of any file, where the first one counts.
    GIT_PROXY_COMMAND: "",
    GIT_ALLOW_PROTOCOL: remote ? "file:git:http:https:ssh" : "none",
    ...(remote ? {} : { GIT_NO_LAZY_FETCH: "1" }),
  };
  const given = input === undefined ? {} : { input };
  const run = runProgram({
    program: "git",
    args: ["--no-pager", ...args],
    folder,
    variables,
    limits: LIMITS,
    ...given,
  });
  if (!run.ended) return refused(null, `git ${run.message}`);
  return { status: run.status, stdout: run.stdout, stderr: run.stderr.trim() };
}

function refused(status: number | null, words: string): GitRun {
  return { status, stdout: Buffer.alloc(0), stderr: words };
}

const MOST_WORDS = 300;

/** The first line of what git said, for a sentence, without what an address has before its host. */
export function firstWords(run: GitRun): string {
  const line = run.stderr.split("\n").find((one) => one.trim() !== "") ?? `git ended with code ${run.status}`;
  return line
    .slice(0, MOST_WORDS)
    .replace(/^(fatal|error): /, "")
    .replace(/\.$/, "")
    .replace(/:\/\/[^\s/@]*@/g, "://");
}

/** NUL-separated output as strings. */
export function nulSeparated(bytes: Buffer): readonly string[] {
  return bytes
    .toString("utf8")
    .split("\0")
    .filter((entry) => entry !== "");
}
