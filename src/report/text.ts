import pc from "picocolors";
import { printable, printableLine } from "../text/escape.ts";
import { counted } from "../text/listing.ts";
import { textTable } from "../text/table.ts";
import { visibleLength, wrap } from "../text/wrap.ts";
import { baseNotice } from "./base-notice.ts";
import { ageWords } from "./cluster-age.ts";
import { countsInWords } from "./counts.ts";
import { cutName, firstNames, withCutNames } from "./cut.ts";
import { countAnswers, type Matrix, matrix } from "./matrix.ts";
import { untoldNotRead } from "./not-read.ts";
import { notComparedInWords, nothingInWords, releaseProtocol, takenInWords, troubleInWords } from "./protocol.ts";
import type { Problem, Report, ReportCluster } from "./report.ts";
import { BRIEF, briefBlocks, findingBlocks } from "./text-finding.ts";
import { type Paint, sentence, type TextOptions } from "./text-paint.ts";
import { undecidedLines } from "./undecided-lines.ts";
import { verdict } from "./verdict.ts";

/** Narrower than this nothing is laid out. */
const NARROWEST = 20;

/** Two screens of 50 rows: whoever has to scroll further reads the first and the last. */
const MOST_ROWS = 100;

/**
 * The report for a person at a terminal, or in a log. Everything from outside is made printable. Without the steps it
 * takes two screens at the most where that can be done: each finding says less then, and `explain` has the rest.
 */
export function renderText(given: Report, options: TextOptions): string {
  const report = withCutNames(given);
  const paint = pc.createColors(options.color);
  const width = Math.max(NARROWEST, options.width);
  const page = { paint, width, links: options.links === true, steps: options.steps ?? "explain" };
  const around = (findings: readonly string[]) => `${[...head, ...findings, ...tail].join("\n\n")}\n`;
  const head = [
    wrap(paint.bold(verdict(report)), width, ""),
    ...report.problems.map((problem) => problemBlock(problem, paint, width)),
  ];
  const tail = [
    ...(report.clusters.length === 0 ? [] : [clusterTable(report, paint, width)]),
    ...coverageBlocks(report, paint, width),
    ...(report.mode === "gate" && report.clusters.length > 0 ? [protocol(report, paint, width)] : []),
    closing(report, paint, width),
  ];
  if (page.steps === "here") return around(findingBlocks(report.findings, page));
  // The pages, and the annotations in the same log, have the server's words and the way out.
  const rungs = page.steps === "pages" ? BRIEF.slice(1) : [null, ...BRIEF];
  let text = "";
  for (const rung of rungs) {
    const { findings } = report;
    text = around(rung === null ? findingBlocks(findings, page) : briefBlocks(findings, page, rung));
    if (rows(text, width) <= MOST_ROWS) return text;
  }
  return text;
}

/** What a terminal takes for it, which breaks what is too long. */
function rows(text: string, width: number): number {
  return text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleLength(line) / width)), 0);
}

function problemBlock(problem: Problem, paint: Paint, width: number): string {
  const path = problem.path === undefined ? undefined : cutName(problem.path);
  const place = [path, problem.line, problem.column].filter((part) => part !== undefined).join(":");
  return [
    paint.red(paint.bold(`✖ ${place === "" ? "crd-upgrade-guard" : printableLine(place)}`)),
    wrap(sentence(problem.message, paint), width, "  "),
    wrap(sentence(problem.remedy, paint), width, "  "),
  ].join("\n");
}

/** At the gate: what each cluster takes of what was compared, what it needs first, and what nobody vouches for. */
function protocol(report: Report, paint: Paint, width: number): string {
  const lines = releaseProtocol(report).map((of) => {
    const open = of.undecided.length === 0 ? "" : `; undecided: ${firstNames(of.undecided).join(", ")}`;
    if (of.compared === 0) return wrap(printableLine(`${of.cluster}: ${nothingInWords(of)}${open}`), width, "  ");
    const answer = `${of.cluster} takes ${takenInWords(of, (crd) => crd)}${troubleInWords(of)}${open}`;
    return wrap(printableLine(answer), width, "  ");
  });
  const rest = notComparedInWords(report);
  const blocks = rest === "" ? [] : [wrap(sentence(rest, paint), width, "  ")];
  return [paint.dim("Release"), ...lines, ...blocks].join("\n");
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
    `${printable(cluster.serverVersion ?? "unknown")}${cluster.judgedAs === undefined ? "" : paint.yellow(` (as ${printable(cluster.judgedAs)})`)}`,
    cluster.stale ? paint.yellow(ageWords(cluster)) : ageWords(cluster),
    String(count.accepted),
    count.rejected > 0 ? paint.red(String(count.rejected)) : "0",
    count.undecided > 0 ? paint.yellow(String(count.undecided)) : "0",
  ];
}

function coverageBlocks(report: Report, paint: Paint, width: number): readonly string[] {
  const { partial, notApplied } = report.coverage;
  const undecided = undecidedLines(report).map(({ crds, file, clusters, path, reason }) => {
    const subject = crds.length === 1 ? crds[0] : `${crds.length} CRDs in ${file}`;
    return `${subject} on ${firstNames(clusters).join(", ")}${path === "" ? "" : ` at ${path}`}: ${reason}`;
  });
  return [
    list("Undecided", undecided, paint, width),
    list(
      "Not read",
      untoldNotRead(report).map(({ path, reason }) => `${path}: ${reason}`),
      paint,
      width,
    ),
    list(
      "Patches left out",
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
  const shown = entries.slice(0, MOST_LISTED).map((entry) => wrap(printableLine(entry), width, "  "));
  const more = entries.length > MOST_LISTED ? [`  and ${entries.length - MOST_LISTED} more, in the JSON report`] : [];
  return [paint.dim(`${title} (${entries.length})`), ...shown, ...more].join("\n");
}

function closing(report: Report, paint: Paint, width: number): string {
  const { coverage } = report;
  if (report.result === "error") return `${paint.red(paint.bold("error"))}  nothing was judged`;
  const read = `${counted(coverage.crds, "CRD")} in ${counted(coverage.filesWithCrds, "file")} of ${coverage.filesScanned} read, ${counted(report.clusters.length, "cluster")}`;
  const color = { pass: paint.green, warn: paint.yellow, fail: paint.red }[report.result];
  return wrap(`${color(paint.bold(report.result))}  ${read}: ${countsInWords(report)}`, width, "");
}
