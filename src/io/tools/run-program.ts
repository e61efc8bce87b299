import { type SpawnSyncReturns, type StdioOptions, spawn, spawnSync } from "node:child_process";
import type { ToolVariables } from "./environment.ts";
import { findProgram } from "./find-program.ts";

export interface ProgramLimits {
  readonly milliseconds: number;
  readonly outputBytes: number;
}

export interface ProgramCall {
  /** A bare name, looked up in the PATH of `variables`. */
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly variables: ToolVariables;
  readonly input?: string;
  readonly limits: ProgramLimits;
}

export type ProgramRun =
  /** It ran to its end, good or bad. */
  | {
      readonly ended: true;
      readonly status: number | null;
      readonly signal: string | null;
      readonly stdout: Buffer;
      readonly stderr: string;
    }
  /** `message` goes on after the program's name. */
  | {
      readonly ended: false;
      readonly reason: "not-installed" | "timeout" | "too-much" | "failed";
      readonly message: string;
    };

/**
 * The one way in which programs are run to their end: without a shell, with the variables that it is given and no other,
 * and killed with all that it started when its time or output is used up.
 */
export function runProgram({ program, args, folder, variables, input, limits }: ProgramCall): ProgramRun {
  const file = findProgram(program, variables.PATH);
  if (file === null) return NOT_INSTALLED;
  const options = {
    cwd: folder,
    env: variables,
    ...(input === undefined ? {} : { input }),
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] satisfies StdioOptions,
    timeout: limits.milliseconds,
    killSignal: "SIGKILL" as const,
    maxBuffer: limits.outputBytes,
    // A group of its own, so that what it started can be killed with it; and no terminal that it could ask at.
    detached: process.platform !== "win32",
  };
  const run = spawnSync(file, [...args], options);
  const failure = failureOf(run);
  // EPIPE is the program's end before it read its input: its status and words say why.
  if (failure === undefined || (failure === "EPIPE" && run.status !== null)) {
    const { status, signal, stdout, stderr } = run;
    return { ended: true, status, signal, stdout, stderr: stderr.toString("utf8") };
  }
  if (failure === "ENOENT" || failure === "EACCES") return NOT_INSTALLED;
  killGroup(run.pid);
  if (failure === "ETIMEDOUT") return outOfTime(limits);
  if (failure === "ENOBUFS") return tooMuch(limits);
  return { ended: false, reason: "failed", message: `could not be run (${run.error?.message ?? failure})` };
}

export const NOT_INSTALLED: ProgramRun = { ended: false, reason: "not-installed", message: "is not installed" };

export function outOfTime({ milliseconds }: ProgramLimits): ProgramRun {
  return { ended: false, reason: "timeout", message: `took longer than ${milliseconds / 1000} s and was stopped` };
}

export function tooMuch({ outputBytes }: ProgramLimits): ProgramRun {
  const message = `printed more than ${Math.floor(outputBytes / 1024 / 1024)} MiB and was stopped`;
  return { ended: false, reason: "too-much", message };
}

/**
 * Starts a program whose end is waited for elsewhere: without a shell, input, or variables but those it is given.
 * @param file absolute
 */
export function startProgram(file: string, args: readonly string[], variables: ToolVariables) {
  return spawn(file, [...args], { env: variables, stdio: ["ignore", "pipe", "pipe"] });
}

function failureOf({ error }: SpawnSyncReturns<Buffer>): string | undefined {
  if (error === undefined) return undefined;
  return "code" in error && typeof error.code === "string" ? error.code : "unknown";
}

/** Ends all that a program in a group of its own has started. */
export function killGroup(pid: number): void {
  if (pid <= 0 || process.platform === "win32") return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of the group has ended: there is nothing left to kill.
  }
}
