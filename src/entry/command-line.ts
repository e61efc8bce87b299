import { Command, CommanderError } from "commander";
import { addCheck } from "./check-command.ts";
import { addCompletion } from "./completion-command.ts";
import { addExplain } from "./explain-command.ts";
import { addFetch } from "./fetch-command.ts";
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
  const program = new Command("crd-upgrade-guard")
    .description(
      "Finds the CustomResourceDefinition updates that a live Kubernetes cluster will refuse, before they are applied.",
    )
    .version(TOOL_VERSION)
    .showHelpAfterError("(--help lists what there is)")
    .addHelpText("after", HELP)
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
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // commander has printed the help or the mistake; its own 1 would read as a finding.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

const HELP = `
Examples:
  crd-upgrade-guard init
  crd-upgrade-guard snapshot --cluster prod-eu --context prod-eu
  crd-upgrade-guard check --base origin/main
  helm template . --include-crds | crd-upgrade-guard check -
  crd-upgrade-guard explain stored-version-removed

Exit codes: 0 nothing that fails, 1 an update will be refused (migrate: not
finished), 2 could not do it: why is on standard error.

Environment:
  NO_COLOR, FORCE_COLOR              colours
  XDG_CACHE_HOME                     where the cache of fetch is
  KUBECONFIG, HTTPS_PROXY, NO_PROXY  for what asks a cluster or fetches
  GITHUB_ACTIONS                     nothing printed looks like a command
  CI_MERGE_REQUEST_*, SYSTEM_PULLREQUEST_TARGETBRANCH,
  BITBUCKET_PR_DESTINATION_BRANCH, CHANGE_TARGET
                                     what check compares with, without --base

Configuration: .github/crd-upgrade-guard/config.yaml
Documentation: https://github.com/crd-upgrade-guard/crd-upgrade-guard/tree/main/docs`;

/** `check | head` closes the pipe early: that is no failure of the check. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
