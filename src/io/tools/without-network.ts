import type { ToolVariables } from "./environment.ts";
import { findProgram } from "./find-program.ts";
import type { ProgramLimits } from "./run-program.ts";
import { runProgram } from "./run-program.ts";

/** What stands in front of a program so that it has no network at all, not even this machine's own addresses. */
const UNSHARE = ["--map-root-user", "--net", "--"];
const LIMITS: ProgramLimits = { milliseconds: 10_000, outputBytes: 1024 * 1024 };

/** Whether the machine lets us, by the PATH in which it was tried: once a process. */
const tried = new Map<string, boolean>();

/**
 * A program as it runs without network, where the system has a way to that which needs no rights (Linux, but for those
 * that take it from their users). Elsewhere it runs as it is, behind the proxies that lead nowhere.
 * @param file the program, absolute
 */
export function withoutNetwork(file: string, args: readonly string[], folder: string, variables: ToolVariables) {
  const own = { program: file, args };
  if (process.platform !== "linux" || findProgram("unshare", variables.PATH) === null) return own;
  const isPossible = tried.get(variables.PATH ?? "") ?? attempt(folder, variables);
  tried.set(variables.PATH ?? "", isPossible);
  return isPossible ? { program: "unshare", args: [...UNSHARE, file, ...args] } : own;
}

function attempt(folder: string, variables: ToolVariables): boolean {
  const run = runProgram({ program: "unshare", args: [...UNSHARE, "true"], folder, variables, limits: LIMITS });
  return run.ended && run.status === 0;
}
