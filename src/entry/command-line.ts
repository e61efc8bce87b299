import { Command, CommanderError } from "commander";
import { addCheck } from "./check-command.ts";
import { addCompletion } from "./completion-command.ts";
import { addExplain } from "./explain-command.ts";
import { addFetch } from "./fetch-command.ts";
import { addHelp, PROGRAM_HELP } from "./help.ts";
import { addInit } from "./init-command.ts";
import { addMigrate } from "./migrate-command.ts";
import { addPlan } from "./plan-command.ts";
import { addReleases } from "./releases-command.ts";
import { addSnapshot } from "./snapshot-command.ts";
import { TOOL_VERSION } from "./version.ts";
import { addWaive } from "./waive-command.ts";

/** Parses the arguments and does what they say; sets the exit code and never throws for what a person typed. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  process.stdout.on("error", ignoreClosedPipe);
  process.stderr.on("error", ignoreClosedPipe);
  const program = commandLine();
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has printed the help or the mistake; its own 1 would read as a finding.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

/** All commands with their options and help. Nothing of it is read or written before it parses. */
export function commandLine(): Command {
  const program = new Command("crd-upgrade-guard")
    .description(
      "Finds the CustomResourceDefinition updates that a live Kubernetes cluster will refuse, before they are applied.",
    )
    .version(TOOL_VERSION)
    .showHelpAfterError("(--help lists what there is)")
    .addHelpText("after", PROGRAM_HELP)
    .exitOverride();
  addCheck(program, "check");
  addCheck(program, "gate");
  addFetch(program);
  addSnapshot(program);
  addReleases(program);
  addMigrate(program);
  addPlan(program);
  addWaive(program);
  addExplain(program);
  addInit(program);
  addCompletion(program);
  for (const command of program.commands) addHelp(command);
  return program;
}

/** `check | head` closes the pipe early: that is no failure of the check. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
