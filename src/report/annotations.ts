import type { Severity } from "../rules/rule.ts";
import { commandData, commandProperty } from "../text/escape.ts";
import { countsInWords, readInWords } from "./counts.ts";
import { cutName, cutTo, firstNames, LONGEST_PATH, withCutNames } from "./cut.ts";
import { otherLocations, placesInWords } from "./other-places.ts";
import type { Finding, Problem, Report } from "./report.ts";
import { fromRoot } from "./root-path.ts";
import { sameExplanation } from "./same-explanation.ts";
import { verdict } from "./verdict.ts";

/** A runner keeps ten annotations of a level and step, and drops the rest without a word (actions/runner ExecutionContext.cs). */
const MOST_PER_LEVEL = 10;
/** Longer messages are cut by the runner (the same file), at their end: each part has its share. */
const LONGEST_MESSAGE = 4_096;
const LONGEST_PART = 950;

const COMMANDS: Record<Severity, string> = { error: "error", warning: "warning", info: "notice" };

interface Annotation {
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly path?: string | undefined;
  readonly startLine?: number | undefined;
  readonly startColumn?: number | undefined;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
}

/**
 * The report as GitHub workflow commands, which a runner turns into annotations: the worst findings first, at most ten a
 * level, the last of a level saying how many more there are.
 * @param folder what the report's paths are relative to, seen from the repository's root: annotations want them from there
 */
export function renderAnnotations(given: Report, folder = "."): string {
  const report = withCutNames(given);
  const first = verdict(report);
  const firsts = new Map(sameExplanation(report.findings).flatMap((group) => group.map((one) => [one, group[0]])));
  const all = [
    ...report.problems.map((problem) => fromProblem(problem, first)),
    ...leading(report, first),
    ...report.findings.map((finding) => fromFinding(finding, folder, firsts.get(finding) ?? finding)),
  ];
  const kept = (["error", "warning", "info"] as const).flatMap((severity) =>
    capped(
      all.filter((annotation) => annotation.severity === severity),
      severity,
    ),
  );
  return kept.map((annotation) => command(annotation, folder)).join("");
}

function capped(annotations: readonly Annotation[], severity: Severity): readonly Annotation[] {
  if (annotations.length <= MOST_PER_LEVEL) return annotations;
  const shown = annotations.slice(0, MOST_PER_LEVEL - 1);
  const more = annotations.length - shown.length;
  return [...shown, { severity, title: "crd-upgrade-guard", message: `and ${more} more: see the job summary` }];
}

/**
 * The verdict, of no place; where all is well nobody needs an annotation. As a notice, whatever it says: of errors and
 * warnings each takes one of ten places.
 */
function leading(report: Report, first: string): readonly Annotation[] {
  if (report.result === "error" || first.startsWith("✅")) return [];
  return [{ severity: "info", title: first, message: `${readInWords(report)}: ${countsInWords(report)}.` }];
}

function fromProblem(problem: Problem, title: string): Annotation {
  return {
    severity: "error",
    title,
    message: plain(`${problem.message}\n${problem.remedy}`),
    path: problem.path,
    startLine: problem.line,
    startColumn: problem.column,
  };
}

/** @param first of its cause; what that one says as well is left to it where it can be named */
function fromFinding(finding: Finding, folder: string, first: Finding): Annotation {
  const others = otherLocations(finding);
  const { path, absent, ...range } = finding.location;
  const where = finding.clusters.length === 0 ? "" : ` (${firstNames(finding.clusters).join(", ")})`;
  const isAlike =
    first !== finding &&
    first.crd !== undefined &&
    finding.crd !== undefined &&
    finding.remedy.steps.length > 0 &&
    finding.serverMessage === first.serverMessage;
  const answer = finding.serverMessage === undefined ? [] : [`The server will say${where}: ${finding.serverMessage}`];
  const lines = [
    plain(finding.message),
    ...(finding.waived === undefined
      ? []
      : [`Waived by ${finding.waived.owner} until ${finding.waived.expires}: ${finding.waived.reason}`]),
    ...(isAlike ? [`Answer and way out as for ${first.crd}.`] : [...answer, plain(finding.remedy.summary)]),
    ...(others.length === 0
      ? []
      : [`The same in ${placesInWords(others, (one) => `${cutName(fromRoot(one.path, folder))}:${one.startLine}`)}.`]),
    ...(isAlike ? [] : [finding.docs]),
  ];
  return {
    // Lines of the base would point at something else.
    ...(finding.location.inBase === true || absent === true ? {} : range),
    severity: finding.severity,
    title: `${finding.rule}${subject(finding)}`,
    message: fitting(lines),
    path: path === "-" || absent === true ? undefined : path,
  };
}

function fitting(lines: readonly string[]): string {
  const whole = lines.join("\n");
  return whole.length <= LONGEST_MESSAGE ? whole : lines.map((line) => cutTo(line, LONGEST_PART)).join("\n");
}

function subject({ crd, crds = [] }: Finding): string {
  const [first, ...others] = crds;
  if (crd !== undefined || first === undefined) return crd === undefined ? "" : `: ${crd}`;
  return `: ${first} and ${others.length} more`;
}

/** Annotations show no markup. */
function plain(sentence: string): string {
  return sentence.replaceAll("`", "");
}

function command(annotation: Annotation, folder: string): string {
  const { path, startLine, startColumn, endLine, endColumn } = annotation;
  // GitHub refuses columns on an annotation of several lines.
  const oneLine = endLine === undefined || endLine === startLine;
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ["file", path === undefined || path.length > LONGEST_PATH ? undefined : fromRoot(path, folder)],
    ["line", startLine],
    ["endLine", endLine],
    ["col", oneLine ? startColumn : undefined],
    ["endColumn", oneLine ? endColumn : undefined],
    ["title", annotation.title],
  ];
  const written = properties
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${commandProperty(String(value))}`);
  return `::${COMMANDS[annotation.severity]} ${written.join(",")}::${commandData(shortened(annotation.message))}\n`;
}

function shortened(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1)}…`;
}
