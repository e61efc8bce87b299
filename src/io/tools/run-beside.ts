import { spawn } from "node:child_process";
import { findProgram } from "./find-program.ts";
import { killGroup, NOT_INSTALLED, outOfTime, type ProgramCall, type ProgramRun, tooMuch } from "./run-program.ts";

/**
 * The same as `runProgram` for a program that asks something of us while it runs, so that we may not stand still.
 * @param signal ends it before its time
 */
export function runBeside(call: ProgramCall, signal: AbortSignal): Promise<ProgramRun> {
  const { program, args, folder, variables, input, limits } = call;
  const file = findProgram(program, variables.PATH);
  if (file === null) return Promise.resolve(NOT_INSTALLED);
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      cwd: folder,
      env: variables,
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own, as there.
      detached: process.platform !== "win32",
    });
    const output: Buffer[] = [];
    const words: Buffer[] = [];
    let size = 0;
    let fault: ProgramRun | null = null;
    const stop = (why: ProgramRun) => {
      fault ??= why;
      if (child.pid !== undefined) killGroup(child.pid);
      child.kill("SIGKILL");
    };
    const keep = (list: Buffer[]) => (part: Buffer) => {
      size += part.length;
      if (size > limits.outputBytes) stop(tooMuch(limits));
      else list.push(part);
    };
    const late = () => stop(outOfTime(limits));
    const clock = setTimeout(late, limits.milliseconds);
    signal.addEventListener("abort", late);
    if (signal.aborted) late();
    // EPIPE is the program's end before it read its input: its status and words say why.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    child.stdout.on("data", keep(output));
    child.stderr.on("data", keep(words));
    const end = (run: ProgramRun) => {
      clearTimeout(clock);
      signal.removeEventListener("abort", late);
      resolve(fault ?? run);
    };
    child.on("error", (error) =>
      end({ ended: false, reason: "failed", message: `could not be run (${error.message})` }),
    );
    child.on("close", (status, ended) => {
      const stderr = Buffer.concat(words).toString("utf8");
      end({ ended: true, status, signal: ended, stdout: Buffer.concat(output), stderr });
    });
  });
}
