import { metaOf } from "../rules/meta-of.ts";
import { printable, xmlText } from "../text/escape.ts";
import { joined } from "../text/listing.ts";
import { cutTo, withCutNames } from "./cut.ts";
import { gaps } from "./gaps.ts";
import { failingFindings } from "./refusals.ts";
import { type Remark, remarks } from "./remarks.ts";
import type { Finding, Report, ReportPrediction } from "./report.ts";
import { fromRoot } from "./root-path.ts";
import { verdict } from "./verdict.ts";

/** An attribute is a line of a list; the whole text is in the element. */
const LONGEST_MESSAGE = 500;

/** What became of one question, in JUnit's words. */
type Outcome = "passed" | "failure" | "skipped" | "error";

interface TestCase {
  readonly name: string;
  readonly outcome: Outcome;
  /** Of a failure: the rules, sorted. */
  readonly type: string;
  readonly message: string;
  /** Everything that there is to say. */
  readonly text: string;
  readonly place?: { readonly path: string; readonly line: number };
}

interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/**
 * The report as JUnit's XML, as GitLab, Jenkins, Azure and others read it: a suite for each cluster, in it a test for each CRD,
 * which fails where the check fails for it. What is undecided or was not read is a skipped test, never a passed one.
 */
export function renderJunit(given: Report): string {
  const report = withCutNames(given);
  const folder = report.folder ?? ".";
  const failing = failingFindings(report);
  const suites = [
    ...[...questionsOf(report)].map(([name, of]) => ({
      name: name ?? "repository",
      cases: casesOf(of, failing, folder),
    })),
    { name: NOT_COMPARED, cases: remarks(report).map((remark) => ofRemark(remark, folder)) },
  ].filter(({ cases }) => cases.length > 0);
  const isSaid = suites.some(({ cases }) => cases.some(({ outcome }) => outcome !== "passed"));
  if (!isSaid && gaps(report).length > 0) suites.push({ name: NOT_COMPARED, cases: gaps(report).map(ofGap) });
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites ${attributes({ name: verdict(report), ...totals(all) })}>\n`,
    ...suites.map(suiteText),
    "</testsuites>\n",
  ].join("");
}

const NOT_COMPARED = "not compared";

interface Question {
  readonly predictions: ReportPrediction[];
  readonly findings: Finding[];
}

/** What was asked, by cluster and by the name of the CRD, or of the rule where it is of none; null: of no cluster. */
function questionsOf({ clusters, predictions, findings }: Report): ReadonlyMap<string | null, Map<string, Question>> {
  const all = new Map<string | null, Map<string, Question>>(
    [...clusters.map(({ name }) => name), null].map((name) => [name, new Map()]),
  );
  const at = (cluster: string | null, name: string) => {
    const of = all.get(cluster);
    const question = of?.get(name) ?? { predictions: [], findings: [] };
    of?.set(name, question);
    return question;
  };
  for (const one of predictions) for (const cluster of one.clusters) at(cluster, one.crd).predictions.push(one);
  for (const one of findings) {
    const names = one.crd === undefined ? (one.crds ?? [one.rule]) : [one.crd];
    const known = one.clusters.filter((name) => all.has(name));
    for (const cluster of known.length === 0 ? [null] : known)
      for (const name of names) at(cluster, name).findings.push(one);
  }
  return all;
}

function casesOf(questions: ReadonlyMap<string, Question>, failing: ReadonlySet<Finding>, folder: string) {
  return [...questions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { predictions, findings }]) => testCase(name, predictions, findings, failing, folder));
}

function testCase(
  name: string,
  predictions: readonly ReportPrediction[],
  findings: readonly Finding[],
  failing: ReadonlySet<Finding>,
  folder: string,
): TestCase {
  const bad = findings.filter((finding) => failing.has(finding));
  const undecided = predictions.flatMap((one) => one.undecided.map(({ reason }) => reason));
  const isUndecided = predictions.some(({ outcome }) => outcome === "undecided");
  const gap = findings.find(({ rule }) => rule === "no-snapshot" || metaOf(rule)?.tellsOfGap === true);
  const [first = findings[0]] = bad;
  const text = [...findings.map(inWords), ...(isUndecided ? undecided : [])].join("\n\n");
  const place = first === undefined || first.location.absent === true ? undefined : first.location;
  return {
    name,
    outcome: bad.length > 0 ? "failure" : isUndecided || gap !== undefined ? "skipped" : "passed",
    type: joined([...new Set(bad.map(({ rule }) => rule))].sort()),
    message: bad.length > 0 ? (first?.message ?? "") : (undecided[0] ?? gap?.message ?? ""),
    text,
    ...(place === undefined ? {} : { place: { path: fromRoot(place.path, folder), line: place.startLine } }),
  };
}

function inWords({ rule, severity, state, waived, message, serverMessage, remedy, location, docs }: Finding): string {
  const standing = waived === undefined ? state : `waived by ${waived.owner} until ${waived.expires}: ${waived.reason}`;
  return [
    `${severity} ${rule} (${standing})${location.absent === true ? "" : ` at ${location.path}:${location.startLine}`}`,
    message,
    ...(serverMessage === undefined ? [] : [`The server will say: ${serverMessage}`]),
    remedy.summary,
    docs,
  ].join("\n");
}

/** What the first line says is open, where no test does. */
function ofGap(clause: string): TestCase {
  return { name: clause, outcome: "skipped", type: "", message: clause, text: clause };
}

function ofRemark({ kind, text, place }: Remark, folder: string): TestCase {
  return {
    name: `${kind}: ${text}`,
    outcome: kind === "problem" ? "error" : kind === "notice" ? "passed" : "skipped",
    type: kind,
    message: text,
    text,
    ...(place === undefined ? {} : { place: { path: fromRoot(place.path, folder), line: place.line ?? 1 } }),
  };
}

function totals(cases: readonly TestCase[]) {
  const of = (outcome: Outcome) => cases.filter((one) => one.outcome === outcome).length;
  return {
    tests: String(cases.length),
    failures: String(of("failure")),
    errors: String(of("error")),
    skipped: String(of("skipped")),
  };
}

function suiteText({ name, cases }: Suite): string {
  const inner = cases.map((one) => caseText(name, one)).join("");
  return `  <testsuite ${attributes({ name, ...totals(cases) })}>\n${inner}  </testsuite>\n`;
}

function caseText(suite: string, { name, outcome, type, message, text, place }: TestCase): string {
  const own = {
    classname: suite,
    name: cutTo(name, LONGEST_MESSAGE),
    ...(place === undefined ? {} : { file: place.path, line: String(place.line) }),
  };
  const opened = `    <testcase ${attributes(own)}`;
  if (outcome === "passed" && text === "") return `${opened}/>\n`;
  return `${opened}>\n      ${caseElement(outcome, type, message, text)}\n    </testcase>\n`;
}

function caseElement(outcome: Outcome, type: string, message: string, text: string): string {
  const body = lines(text);
  if (outcome === "passed") return `<system-out>${body}</system-out>`;
  const first = cutTo(message.replaceAll("`", ""), LONGEST_MESSAGE);
  if (outcome === "skipped") return `<skipped ${attributes({ message: first })}/>`;
  return `<${outcome} ${attributes({ type, message: first })}>${body}</${outcome}>`;
}

/** Line feeds are what they are between tags. */
function lines(text: string): string {
  return printable(text).split("\n").map(xmlText).join("\n");
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}="${xmlText(value)}"`)
    .join(" ");
}
