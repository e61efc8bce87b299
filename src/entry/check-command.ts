import { type Command, InvalidArgumentError, Option } from "commander";
import { done, failed, type Result } from "../base/result.ts";
import { EXIT_CODES } from "../check/judging/result.ts";
import type { FailOn } from "../config/settings.ts";
import { writeWholeFile } from "../io/files/write-file.ts";
import { DEFAULT_WIDTH } from "../io/terminal/terminal.ts";
import { FORMATS, type Format, render } from "../report/formats.ts";
import { redacted } from "../report/redact.ts";
import type { Report } from "../report/report.ts";
import { printableLine } from "../text/escape.ts";
import { addCheckedOptions, addObjects, type CheckedOptions, checked, tellOfUnreadGuard } from "./check-options.ts";
import { printReport } from "./print-report.ts";
import { upgradeNoteAtHead } from "./upgrade-note.ts";

interface CheckOptions extends CheckedOptions {
  readonly format: Format;
  readonly output?: readonly Output[];
  readonly failOn: FailOn;
  readonly failOnPreexisting?: boolean;
  readonly explainPredictions?: string;
  readonly steps?: boolean;
  readonly color: boolean;
  readonly redact?: boolean;
  readonly note?: string;
}

interface Output {
  readonly format: Format;
  readonly file: string;
}

/** `check` and `gate`: the same options, another strictness. */
export function addCheck(program: Command, mode: Report["mode"]): void {
  const command = addCheckedOptions(
    program
      .command(mode)
      .description(DESCRIPTIONS[mode])
      .argument("[path...]", "files and folders to read instead of manifests.include; - is standard input"),
  )
    .addOption(new Option("--format <format>", "what to print on standard output").choices(FORMATS).default("text"))
    .option(
      "--output <format=file>",
      "also write the report to a file: html=fleet.html is a page of its own; repeatable",
      collectOutput,
    )
    .option("--steps", "print the steps of every finding; without it `explain FINGERPRINT` prints those of one")
    .addOption(
      new Option("--fail-on <severity>", "from which severity on a finding fails the check")
        .choices(["error", "warning", "never"])
        .default("error"),
    )
    .option("--explain-predictions <crd>", "print how the predictions of this CRD came about, instead of the report")
    .option("--redact", "take names, paths and sentences out of the JSON report, to show it to somebody")
    .option("--no-color", "no colours (NO_COLOR and FORCE_COLOR are obeyed too)")
    .action((paths: readonly string[], options: CheckOptions) => {
      const formats = [options.format, ...(options.output ?? []).map(({ format }) => format)];
      // Whoever asks for it is about to show the report: one with all names in it must not be what they get.
      if (options.redact === true && formats.some((format) => format !== "json"))
        command.error("error: --redact is for the JSON report alone: use it with --format json.");
      runCheck(mode, paths, options);
    });
  if (mode === "gate")
    command.option(
      "--note <file>",
      "also write what users of earlier releases have to do, as Markdown, for the release whose tag is checked out",
    );
  // At the gate every finding counts, and snapshots have to be there.
  if (mode === "check") {
    addObjects(command);
    command.option("--fail-on-preexisting", "findings that were there before the change fail the check too");
  }
}

const DESCRIPTIONS: Record<Report["mode"], string> = {
  check: "compare the CRDs of a repository with the snapshots of its clusters",
  gate: "check before a release: every finding counts, and snapshots must be there, fresh and complete",
};

function runCheck(mode: Report["mode"], paths: readonly string[], options: CheckOptions): void {
  tellOfUnreadGuard(options);
  const { failOn, failOnPreexisting } = options;
  const strictness = { failOn, ...(failOnPreexisting === undefined ? {} : { failOnPreexisting }) };
  const report = checked(mode, paths, options, strictness);
  process.exitCode = EXIT_CODES[report.result];
  const shown = (format: Format) => (options.redact === true && format === "json" ? redacted(report) : report);
  printReport(shown(options.format), options);
  for (const output of options.output ?? []) writeOutput(shown(output.format), output, options.steps === true);
  if (options.note !== undefined) writeNote(options.note, options.config ?? null);
}

function writeNote(file: string, config: string | null): void {
  const root = process.cwd();
  const say = (words: string) => process.stderr.write(`${printableLine(words)}\n`);
  const note = upgradeNoteAtHead(root, config, (words) => say(`note: ${words}`));
  const written = note.ok ? attempted(() => writeWholeFile(root, file, note.value)) : note;
  if (!written.ok)
    say(`crd-upgrade-guard: the upgrade note could not be written to ${file} (${written.reason}); the verdict stands.`);
}

function attempted(write: () => void): Result<null> {
  try {
    write();
    return done(null);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function writeOutput(report: Report, { format, file }: Output, steps: boolean): void {
  try {
    writeWholeFile(
      process.cwd(),
      file,
      render(report, format, { color: false, width: DEFAULT_WIDTH, steps: steps ? "here" : "explain" }),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const said = `crd-upgrade-guard: the report could not be written to ${file} (${reason}); the verdict stands.`;
    process.stderr.write(`${printableLine(said)}\n`);
  }
}

function collectOutput(value: string, previous: readonly Output[] = []): readonly Output[] {
  const [name = "", ...rest] = value.split("=");
  const format = FORMATS.find((one) => one === name);
  const file = rest.join("=");
  if (format === undefined || file === "") {
    throw new InvalidArgumentError(`It takes FORMAT=FILE, with one of ${FORMATS.join(", ")}: json=report.json.`);
  }
  return [...previous, { format, file }];
}
