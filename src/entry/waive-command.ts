import type { Command } from "commander";
import { check } from "../check/check.ts";
import { CONFIG_PATH } from "../check/guard.ts";
import { waive } from "../check/waive.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { writeWholeFile } from "../io/files/write-file.ts";
import { printable } from "../text/escape.ts";
import { collect, NO_BASE } from "./check-options.ts";
import { checkPorts } from "./check-ports.ts";
import { tellOfGuardAbove } from "./guard-above.ts";
import { failedBy } from "./print-report.ts";
import { relativePath } from "./relative-path.ts";
import { TOOL_VERSION } from "./version.ts";

interface WaiveOptions {
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  readonly config?: string;
  readonly snapshot?: readonly string[];
}

/** `waive`: accepts one finding in the tree, with a reason, an owner and a last day. */
export function addWaive(program: Command): void {
  program
    .command("waive")
    .description("accept one finding: adds a waiver to the configuration and keeps everything else in it")
    .argument("<fingerprint>", "the finding's fingerprint, as `check` prints it at its end")
    .requiredOption("--reason <text>", "why it is accepted")
    .requiredOption("--owner <who>", "who answers for it: @team, or a mail address")
    .requiredOption("--expires <day>", "last day on which it holds, UTC: 2027-01-31")
    .option("--config <file>", `configuration to add to (default: ${CONFIG_PATH})`)
    .option("--snapshot <file|glob>", "snapshots, as for `check`; repeatable", collect)
    .action((fingerprint: string, options: WaiveOptions) => runWaive(fingerprint, options));
}

function runWaive(fingerprint: string, options: WaiveOptions): void {
  const root = process.cwd();
  if (options.config === undefined) tellOfGuardAbove(root);
  const configPath = options.config === undefined ? null : relativePath(root, options.config);
  const file = configPath ?? CONFIG_PATH;
  const ports = checkPorts(root, NO_BASE);
  const flags =
    options.snapshot === undefined ? {} : { snapshots: options.snapshot.map((one) => relativePath(root, one)) };
  const report = check({ mode: "check", paths: [], configPath, flags, toolVersion: TOOL_VERSION }, ports);
  if (report.result === "error") {
    failedBy(report.problems);
    return;
  }
  const reading = readWholeFile(root, file);
  const text = reading.ok ? new TextDecoder().decode(reading.value) : "";
  const { reason, owner, expires } = options;
  const waiving = waive(report, { fingerprint, reason, owner, expires, now: ports.now() }, file, text);
  if (!waiving.ok) {
    failedBy(waiving.problems);
    return;
  }
  try {
    writeWholeFile(root, file, waiving.value.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    failedBy([
      { path: file, message: `The waiver could not be written (${reason}).`, remedy: "The file is as it was before." },
    ]);
    return;
  }
  const what = waiving.value.waivers.map(({ rule, crd, version, path: of }) =>
    [rule, crd ?? of, version].filter(Boolean).join(" "),
  );
  process.stdout.write(`${printable(`Added to ${file}, until ${expires}: ${what.join("; ")}`)}\n`);
}
