import { spawnSync } from "node:child_process";

export interface GitRun {
  /** 0 where git did it; null where it could not be started. */
  readonly status: number | null;
  readonly stdout: Buffer;
  /** Git's own words, in English. */
  readonly stderr: string;
}

const MOST_OUTPUT_BYTES = 1024 * 1024 * 1024;

/**
 * One git command in `root`, without a shell. Git never asks (no terminal prompt), never takes a lock that it can do
 * without, and answers in English, so that its words can be recognised.
 */
export function git(root: string, args: readonly string[], input?: string): GitRun {
  const run = spawnSync("git", [...args], {
    cwd: root,
    ...(input === undefined ? {} : { input }),
    env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  // EPIPE is git's end before it read its input: its status and words say why.
  if (run.error !== undefined && run.status === null) {
    return { status: null, stdout: Buffer.alloc(0), stderr: `git could not be started: ${run.error.message}` };
  }
  return { status: run.status, stdout: run.stdout, stderr: run.stderr.toString("utf8").trim() };
}

/** The first line of what git said, for a sentence. */
export function firstWords(run: GitRun): string {
  const line = run.stderr.split("\n").find((one) => one.trim() !== "");
  return (line ?? `git ended with code ${run.status}`).replace(/^(fatal|error): /, "").replace(/\.$/, "");
}

/** NUL-separated output as strings. */
export function nulSeparated(bytes: Buffer): readonly string[] {
  return bytes
    .toString("utf8")
    .split("\0")
    .filter((entry) => entry !== "");
}
