import pc from "picocolors";
import type { Severity } from "../rules/rule.ts";
import { baseNotice } from "./base-notice.ts";
import { printable } from "./escape.ts";
import { countAnswers, type Matrix, matrix } from "./matrix.ts";
import { releaseProtocol } from "./protocol.ts";
import type { Finding, Problem, RemedyStep, Report, ReportCluster } from "./report.ts";
import { textTable } from "./text-table.ts";
import { counted, duration } from "./words/listing.ts";
import { wrap } from "./wrap.ts";

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal; sentences wrap there, commands and YAML do not. */
  readonly width: number;
}

type Paint = ReturnType<typeof pc.createColors>;

const MARKS: Record<Severity, string> = { error: "✖", warning: "⚠", info: "ℹ" };
const HOUR_MS = 3_600_000;
const MOST_RELATED = 4;
/** `fp1:` and twelve digits: enough for the command `waive`. */
const SHORT_FINGERPRINT = 16;

/** The report for a person at a terminal, or in a log. Everything from outside is made printable. */
export function renderText(report: Report, options: TextOptions): string {
  const paint = pc.createColors(options.color);
  const width = Math.max(40, options.width);
  const blocks = [
    ...report.problems.map((problem) => problemBlock(problem, paint, width)),
    ...report.findings.map((finding) => findingBlock(finding, paint, width)),
    ...(report.clusters.length === 0 ? [] : [clusterTable(report, paint, width)]),
    ...coverageBlocks(report, paint, width),
    ...(report.mode === "gate" && report.clusters.length > 0 ? [protocol(report, paint, width)] : []),
    closing(report, paint),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function problemBlock(problem: Problem, paint: Paint, width: number): string {
  const place = [problem.path, problem.line, problem.column].filter((part) => part !== undefined).join(":");
  return [
    paint.red(paint.bold(`${MARKS.error} ${place === "" ? "crd-upgrade-guard" : printable(place)}`)),
    wrap(sentence(problem.message, paint), width, "  "),
    wrap(sentence(problem.remedy, paint), width, "  "),
  ].join("\n");
}

function findingBlock(finding: Finding, paint: Paint, width: number): string {
  const { path, startLine, startColumn } = finding.location;
  const color = { error: paint.red, warning: paint.yellow, info: paint.blue }[finding.severity];
  const cause = finding.cause === undefined ? "" : ` (${finding.cause})`;
  const clusters = finding.clusters.length === 0 ? "" : `  ${finding.clusters.map(printable).join(", ")}`;
  const state = finding.state === "introduced" ? "" : paint.dim(`  [${finding.state}]`);
  const lines = [
    `${color(paint.bold(`${MARKS[finding.severity]} ${printable(path)}:${startLine}:${startColumn}`))}  ${color(finding.rule)}${cause}${paint.bold(clusters)}${state}`,
    wrap(sentence(finding.message, paint), width, "  "),
  ];
  if (finding.serverMessage !== undefined) lines.push(...serverLines(finding, paint));
  lines.push(...relatedLines(finding, paint));
  lines.push("", wrap(sentence(finding.remedy.summary, paint), width, "  "));
  for (const [index, step] of finding.remedy.steps.entries()) lines.push(stepLines(step, index + 1, paint, width));
  if (finding.remedy.suggestion !== undefined) lines.push(indented(printable(finding.remedy.suggestion), "       "));
  lines.push(paint.dim(`  ${finding.docs}  ${finding.fingerprint.slice(0, SHORT_FINGERPRINT)}`));
  return lines.join("\n");
}

function relatedLines(finding: Finding, paint: Paint): readonly string[] {
  const shown = finding.related
    .slice(0, MOST_RELATED)
    .map((place) => `  ${printable(`${place.path}:${place.startLine}`)}  ${printable(place.message)}`);
  const more = finding.related.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more like it`] : [])].map((line) => paint.dim(line));
}

function serverLines(finding: Finding, paint: Paint): readonly string[] {
  const [cluster] = finding.clusters;
  const who = cluster === undefined ? "The API server" : printable(cluster);
  return [
    `  ${who} will answer:`,
    ...printable(finding.serverMessage ?? "")
      .split("\n")
      .map((line) => `    ${paint.red(line)}`),
  ];
}

function stepLines(step: RemedyStep, number: number, paint: Paint, width: number): string {
  const only = step.clusters === undefined ? "" : `[${step.clusters.map(printable).join(", ")}] `;
  const lead = `  ${`${number}.`.padEnd(3)} `;
  const text = wrap(`${only}${sentence(step.text, paint)}`, width, "      ");
  const lines = [`${lead}${text.slice(lead.length)}`];
  if (step.command !== undefined) lines.push(`       ${paint.green(printable(step.command))}`);
  return lines.join("\n");
}

/** At the gate: which cluster takes the release as it is, and what the others need first. */
function protocol(report: Report, paint: Paint, width: number): string {
  const lines = releaseProtocol(report).map(({ cluster, needs, undecided }) => {
    const open = undecided.length === 0 ? "" : `; undecided: ${undecided.join(", ")}`;
    const answer =
      needs.length > 0
        ? `after the steps for ${needs.join(", ")}`
        : open === ""
          ? "as it is"
          : "as far as it can be told";
    return wrap(printable(`${cluster} takes this release ${answer}${open}`), width, "  ");
  });
  return [paint.dim("Release"), ...lines].join("\n");
}

function clusterTable(report: Report, paint: Paint, width: number): string {
  const answers = matrix(report);
  const header = ["cluster", "server", "snapshot", "accepted", "rejected", "undecided"];
  const rows = report.clusters.map((cluster) => clusterRow(cluster, answers, paint));
  return textTable([header.map((name) => paint.dim(name)), ...rows], width);
}

function clusterRow(cluster: ReportCluster, answers: Matrix, paint: Paint): readonly string[] {
  const count = countAnswers(answers, cluster.name);
  return [
    paint.bold(printable(cluster.name)),
    `${printable(cluster.serverVersion ?? "unknown")}${cluster.proven ? "" : paint.yellow(" unproven")}`,
    cluster.stale ? paint.yellow(age(cluster)) : age(cluster),
    String(count.accepted),
    count.rejected > 0 ? paint.red(String(count.rejected)) : "0",
    count.undecided > 0 ? paint.yellow(String(count.undecided)) : "0",
  ];
}

function age(cluster: ReportCluster): string {
  if (cluster.ageHours === null) return "age unknown";
  return cluster.ageHours < 0 ? "from the future" : `${duration(cluster.ageHours * HOUR_MS)} old`;
}

function coverageBlocks(report: Report, paint: Paint, width: number): readonly string[] {
  const { partial, notRead, notApplied } = report.coverage;
  const undecided = report.predictions.flatMap((prediction) =>
    prediction.undecided.map(
      ({ path, reason }) =>
        `${prediction.crd} on ${prediction.clusters.join(", ")}${path === "" ? "" : ` at ${path}`}: ${reason}`,
    ),
  );
  return [
    list("Undecided", undecided, paint, width),
    list(
      "Not read",
      notRead.map(({ path, reason }) => `${path}: ${reason}`),
      paint,
      width,
    ),
    list(
      "Not judged alone",
      partial.map((one) => `${one.path}:${one.line} ${one.crd ?? ""}: ${one.reason}`),
      paint,
      width,
    ),
    list(
      "Applied nowhere",
      notApplied.map((one) => `${one.path} ${one.crd}: ${one.reason}`),
      paint,
      width,
    ),
    list("Notices", [...baseNotice(report), ...report.notices], paint, width),
  ].filter((block) => block !== "");
}

/** Long lists are for the report file: a terminal gets the first ones and their number. */
const MOST_LISTED = 10;

function list(title: string, entries: readonly string[], paint: Paint, width: number): string {
  if (entries.length === 0) return "";
  const shown = entries.slice(0, MOST_LISTED).map((entry) => wrap(printable(entry), width, "  "));
  const more = entries.length > MOST_LISTED ? [`  and ${entries.length - MOST_LISTED} more, in the JSON report`] : [];
  return [paint.dim(`${title} (${entries.length})`), ...shown, ...more].join("\n");
}

function closing(report: Report, paint: Paint): string {
  const { coverage, findings } = report;
  if (report.result === "error") return `${paint.red(paint.bold("error"))}  nothing was judged`;
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const read = `${counted(coverage.crds, "CRD")} in ${counted(coverage.filesWithCrds, "file")} of ${coverage.filesScanned} read, ${counted(report.clusters.length, "cluster")}`;
  const found = `${counted(count("error"), "error")}, ${counted(count("warning"), "warning")}`;
  const color = { pass: paint.green, warn: paint.yellow, fail: paint.red }[report.result];
  return `${color(paint.bold(report.result))}  ${read}: ${found}`;
}

/** Names stand between backquotes in our sentences; colour says it better where there is colour. */
function sentence(text: string, paint: Paint): string {
  const plain = printable(text).replaceAll("\n", " ");
  return paint.isColorSupported ? plain.replace(/`([^`]*)`/g, (_, name: string) => paint.cyan(name)) : plain;
}

function indented(text: string, margin: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `${margin}${line}`)
    .join("\n");
}
