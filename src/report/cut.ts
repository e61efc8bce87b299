import type {
  Coverage,
  CoveredSource,
  Finding,
  MigrationDebt,
  Problem,
  Remedy,
  RemedyStep,
  Report,
  ReportCluster,
  ReportPrediction,
} from "./report.ts";

/** A CRD's name has at most 253 characters; whoever gives a longer name wants to push something out of sight. */
const LONGEST_NAME = 250;
/** No file system has a longer one. */
export const LONGEST_PATH = 4_096;
/** The longest sentence of ours has a quarter of it. */
const LONGEST_SENTENCE = 2_000;
const LONGEST_ANSWER = 10_000;
/** A command or YAML is printed whole or not at all. */
const LONGEST_BLOCK = 10_000;
const IN_JSON = "it is too long to be printed here, and in the JSON report";

/** A name, or a path where it is shown, of at most 250 characters. */
export function cutName(name: string): string {
  return cutTo(name, LONGEST_NAME);
}

/** A sentence with names in it: none of them, and no word, has more than 250 characters, and the whole not more than 2,000. */
export function cutSentence(text: string): string {
  if (text.length <= LONGEST_NAME) return text;
  const parts = text.split("`").map((part, index) => (index % 2 === 1 ? cutName(part) : cutWords(part)));
  return cutTo(parts.join("`"), LONGEST_SENTENCE);
}

/** The first of many names, and how many more there are. */
export function firstNames(names: readonly string[], most = 20): readonly string[] {
  return names.length <= most ? names : [...names.slice(0, most), `${names.length - most} more`];
}

function cutWords(text: string): string {
  return text.length <= LONGEST_NAME ? text : text.split(" ").map(cutName).join(" ");
}

/** The beginning of a text, of at most `most` characters. */
export function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  // Never half of a pair.
  return `${/[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head}…`;
}

/**
 * A report as people read it: what a stranger wrote is cut, so that no name, however long, pushes another finding out of
 * a page. Paths of places stay whole, since addresses are made of them, and are cut where they are shown.
 */
export function withCutNames(report: Report): Report {
  const { base, clusters, coverage, predictions, migrationDebt, findings, problems, notices } = report;
  return {
    ...report,
    base: base.available ? base : { ...base, reason: cutSentence(base.reason) },
    clusters: clusters.map(cutCluster),
    coverage: cutCoverage(coverage),
    predictions: predictions.map(cutPrediction),
    ...(migrationDebt === undefined ? {} : { migrationDebt: migrationDebt.map(cutDebt) }),
    findings: findings.map(cutFinding),
    problems: problems.map(cutProblem),
    notices: notices.map(cutSentence),
  };
}

/** One finding of such a report. */
export function cutFinding(finding: Finding): Finding {
  const { crd, crds, version, versions, clusters, waived, message, serverMessage, lines, related } = finding;
  return {
    ...finding,
    ...(crd === undefined ? {} : { crd: cutName(crd) }),
    ...(crds === undefined ? {} : { crds: crds.map(cutName) }),
    ...(version === undefined ? {} : { version: cutName(version) }),
    ...(versions === undefined ? {} : { versions: versions.map(cutName) }),
    clusters: clusters.map(cutName),
    ...(waived === undefined
      ? {}
      : { waived: { ...waived, reason: cutSentence(waived.reason), owner: cutName(waived.owner) } }),
    message: cutSentence(message),
    ...(serverMessage === undefined ? {} : { serverMessage: cutAnswer(serverMessage) }),
    ...(lines === undefined ? {} : { lines: lines.map((line) => ({ ...line, text: cutSentence(line.text) })) }),
    related: related.map((place) => ({ ...place, message: cutSentence(place.message) })),
    remedy: cutRemedy(finding.remedy),
  };
}

function cutAnswer(text: string): string {
  if (text.length <= LONGEST_NAME) return text;
  const lines = text.split("\n").map((line) => cutTo(cutWords(line), LONGEST_SENTENCE));
  let length = 0;
  const shown = lines.filter((line) => {
    length += line.length + 1;
    return length <= LONGEST_ANSWER;
  });
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more, in the JSON report`] : [])].join("\n");
}

function cutRemedy(remedy: Remedy): Remedy {
  const { summary, steps, suggestion = "", insertion: _, ...others } = remedy;
  const cutSteps = { summary: cutSentence(summary), steps: steps.map(cutStep) };
  if (suggestion.length <= LONGEST_BLOCK) return { ...remedy, ...cutSteps };
  return { ...others, ...cutSteps, steps: [...cutSteps.steps, { text: `The YAML to keep: ${IN_JSON}.` }] };
}

function cutStep(step: RemedyStep): RemedyStep {
  const { text, command = "", clusters, ...others } = step;
  const named = clusters === undefined ? {} : { clusters: clusters.map(cutName) };
  const isLong = command.length > LONGEST_BLOCK;
  return {
    ...others,
    ...named,
    text: isLong ? `${cutSentence(text)} The command: ${IN_JSON}.` : cutSentence(text),
    ...(step.command === undefined || isLong ? {} : { command }),
  };
}

function cutCluster(cluster: ReportCluster): ReportCluster {
  const { name, serverVersion } = cluster;
  return {
    ...cluster,
    name: cutName(name),
    serverVersion: serverVersion === null ? null : cutName(serverVersion),
  };
}

function cutCoverage({ partial, notRead, notApplied, sources, ...numbers }: Coverage): Coverage {
  return {
    ...numbers,
    partial: partial.map(({ path, crd, reason, line }) => ({
      path: cutName(path),
      line,
      crd: crd === null ? null : cutName(crd),
      reason: cutSentence(reason),
    })),
    notRead: notRead.map(({ path, reason, ...rest }) => ({
      ...rest,
      path: cutName(path),
      reason: cutSentence(reason),
    })),
    notApplied: notApplied.map(({ crd, path, reason }) => ({
      crd: cutName(crd),
      path: cutName(path),
      reason: cutSentence(reason),
    })),
    ...(sources === undefined ? {} : { sources: sources.map(cutSource) }),
  };
}

function cutSource(source: CoveredSource): CoveredSource {
  const { from, version, path, clusters, reason, crds, by } = source;
  return {
    ...source,
    ...cutNames(source),
    from: cutName(from),
    version: version === null ? null : cutName(version),
    path: cutName(path),
    clusters: clusters.map(cutName),
    reason: cutSentence(reason),
    crds: crds.map(cutName),
    ...(by === undefined ? {} : { by: by.map(cutNames) }),
  };
}

function cutNames({ kind, name, namespace }: Pick<CoveredSource, "kind" | "name" | "namespace">) {
  return { kind, name: cutName(name), namespace: namespace === null ? null : cutName(namespace) };
}

/** Two names that begin alike become one row of a table, which says the worse of both. */
function cutPrediction(prediction: ReportPrediction): ReportPrediction {
  const { crd, clusters, undecided } = prediction;
  return {
    ...prediction,
    crd: cutName(crd),
    clusters: clusters.map(cutName),
    undecided: undecided.map(({ path, reason }) => ({ path: cutName(path), reason: cutSentence(reason) })),
  };
}

function cutDebt({ crd, clusters, storageVersion, oldVersions }: MigrationDebt): MigrationDebt {
  return {
    crd: cutName(crd),
    clusters: clusters.map(cutName),
    storageVersion: cutName(storageVersion),
    oldVersions: oldVersions.map(cutName),
  };
}

function cutProblem(problem: Problem): Problem {
  return { ...problem, message: cutSentence(problem.message), remedy: cutSentence(problem.remedy) };
}
