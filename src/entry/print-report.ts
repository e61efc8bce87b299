import { terminalOf } from "../io/terminal/terminal.ts";
import { renderExplanation } from "../report/explain.ts";
import { type Format, render } from "../report/formats.ts";
import type { Problem, Report } from "../report/report.ts";
import { printable, printableLine, runnerLog } from "../text/escape.ts";
import { counted } from "../text/listing.ts";

export interface PrintOptions {
  readonly format: Format;
  /** A CRD whose predictions are printed instead of the report. */
  readonly explainPredictions?: string;
  /** Of a text: the steps of every finding. */
  readonly steps?: boolean;
  readonly color: boolean;
}

/**
 * Prints a report where it belongs: what was found on standard output, and what stopped a run on standard error. A
 * format that programs read has its problems in the document, and a line for a person on standard error.
 */
export function printReport(report: Report, options: PrintOptions): void {
  const { format, explainPredictions } = options;
  const isText = format === "text" || explainPredictions !== undefined;
  if (report.result === "error" && isText) {
    print(process.stderr, renderedFor(process.stderr, report, "text", options), "text");
    return;
  }
  if (explainPredictions !== undefined) print(process.stdout, renderExplanation(report, explainPredictions), "text");
  else print(process.stdout, renderedFor(process.stdout, report, format, options), format);
  if (report.result === "error") print(process.stderr, `${stoppedBy(report.problems)}\n`, "text");
}

function renderedFor(stream: NodeJS.WriteStream, report: Report, format: Format, options: PrintOptions): string {
  const terminal = terminalOf(stream, process.env);
  const color = terminal.color && options.color;
  const links = color && terminal.links;
  return render(report, format, {
    color,
    width: terminal.width,
    links,
    steps: options.steps === true ? "here" : "explain",
  });
}

/** What a person typed cannot be done, for these reasons: exit code 2. */
export function failedBy(problems: readonly Problem[]): void {
  for (const { path: of, line, message, remedy } of problems) {
    const place = of === undefined ? "" : `${of}${line === undefined ? "" : `:${line}`}: `;
    process.stderr.write(`${printable(`error: ${place}${message} ${remedy}`)}\n`);
  }
  process.exitCode = 2;
}

/** A runner obeys what it finds in a log, and a file's name can look like a command. */
export function print(stream: NodeJS.WriteStream, text: string, format: Format): void {
  const isLog = process.env.GITHUB_ACTIONS === "true";
  stream.write(isLog ? forRunner(text, format) : text);
}

function forRunner(text: string, format: Format): string {
  // These are the commands themselves, and what comes from outside is escaped in them.
  if (format === "github") return text;
  // In JSON both stand in strings alone, and a string may have any character escaped.
  if (format === "json" || format === "sarif") return text.replaceAll("##[", "##\\u005b");
  return runnerLog(text);
}

function stoppedBy(problems: readonly Problem[]): string {
  const [first] = problems;
  const place = [first?.path, first?.line, first?.column].filter((part) => part !== undefined).join(":");
  const more = problems.length > 1 ? ` (and ${counted(problems.length - 1, "more problem")})` : "";
  const sentence = `${place === "" ? "" : `${place}: `}${first?.message ?? "nothing was judged."} ${first?.remedy ?? ""}`;
  return printableLine(`error: ${sentence.trimEnd()}${more}`);
}
