import { errorText } from "../../crd/error-text.ts";
import { cutSentence } from "../cut.ts";
import { type Answer, matrix } from "../matrix.ts";
import type { Finding, Report, ReportPrediction } from "../report.ts";
import { type AnswerMark, type PageData, type PagePrediction, type PageRow, writeSet } from "./browser/data.ts";

const MARKS: Record<Answer, AnswerMark> = { rejected: "x", undecided: "?", accepted: "a" };
const NO_CLUSTER = -1;
const NOT_MEANT: AnswerMark = " ";
/** Of one answer; the JSON report has all. */
const MOST_SENTENCES = 10;

/** Numbers for things, each once. */
export interface Numbered<T> {
  readonly numberOf: (one: T) => number;
  readonly all: () => readonly T[];
}

/** What the sections say by number and the script finds again. */
export interface PageIndex {
  /** @returns -1 where none of them has a snapshot: such a thing is of no cluster */
  readonly setOf: (clusters: readonly string[]) => number;
  /** @returns those of the report's API groups that these CRDs are of */
  readonly groupsOf: (crds: readonly string[]) => readonly number[];
  readonly data: () => PageData;
}

/** The API group of a CRD, whose name is `<plural>.<group>`. */
export function groupOf(crd: string): string {
  return crd.slice(crd.indexOf(".") + 1);
}

/**
 * Numbers the clusters, sets, groups and texts of a report. A set that a section asks for is in `data()` afterwards.
 * @param whole false: without what single answers say
 */
export function indexOf(report: Report, whole: boolean): PageIndex {
  const clusters = new Map(report.clusters.map(({ name }, index) => [name, index]));
  const sets = numbered<string>();
  const texts = numbered<string>();
  const groups = [...new Set(crdsOf(report).map(groupOf))].sort();
  const numberOfGroup = new Map(groups.map((group, index) => [group, index]));
  const known = new WeakMap<readonly string[], number>();
  const setOf = (names: readonly string[]) => {
    const number = known.get(names) ?? numberOfSet(writeSet(names.flatMap((name) => clusters.get(name) ?? [])));
    known.set(names, number);
    return number;
  };
  const numberOfSet = (set: string) => (set === "" ? NO_CLUSTER : sets.numberOf(set));
  const groupsOf = (crds: readonly string[]) =>
    [...new Set(crds.flatMap((crd) => numberOfGroup.get(groupOf(crd)) ?? []))].sort((a, b) => a - b);
  const data = () => {
    const { columns, rows } = matrixOf(report);
    const predictions = whole ? byCrd(report.predictions) : new Map<string, readonly ReportPrediction[]>();
    const findings = findingsByCrd(report.findings);
    return {
      clusters: [...clusters.keys()],
      groups,
      columns: columns.map(setOf),
      rows: rows.map(
        ({ crd, answers }): PageRow => ({
          crd,
          group: numberOfGroup.get(groupOf(crd)) ?? -1,
          answers,
          predictions: (predictions.get(crd) ?? []).map((one) => answerOf(one, setOf, texts)),
          findings: (findings.get(crd) ?? []).map(({ number, finding }) => [number, setOf(finding.clusters)]),
        }),
      ),
      sets: sets.all(),
      texts: texts.all(),
    };
  };
  return { setOf, groupsOf, data };
}

/** Every CRD that anything in the report is told of. */
function crdsOf({ predictions, findings, migrationDebt = [], coverage }: Report): readonly string[] {
  const names = new Set<string>();
  for (const { crd } of [...predictions, ...migrationDebt, ...coverage.notApplied]) names.add(crd);
  for (const { crd, crds = [] } of findings) for (const name of crd === undefined ? crds : [crd]) names.add(name);
  for (const { crds } of coverage.sources ?? []) for (const name of crds) names.add(name);
  return [...names];
}

/** The matrix with one column for all clusters that answer alike, most clusters first. */
function matrixOf(report: Report) {
  const { clusters, rows } = matrix(report);
  const columns = new Map<string, string[]>();
  for (const name of clusters) {
    const answers = rows.map((row) => markOf(row.answers.get(name))).join("");
    const column = columns.get(answers);
    if (column === undefined) columns.set(answers, [name]);
    else column.push(name);
  }
  const sorted = [...columns].sort(([a, x], [b, y]) => refusals(b) - refusals(a) || y.length - x.length);
  return {
    columns: sorted.map(([, names]) => names),
    rows: rows.map(({ crd }, index) => ({ crd, answers: sorted.map(([answers]) => answers[index]).join("") })),
  };
}

function markOf(answer: Answer | undefined): AnswerMark {
  return answer === undefined ? NOT_MEANT : MARKS[answer];
}

function refusals(answers: string): number {
  return answers.split("x").length - 1;
}

function answerOf(one: ReportPrediction, setOf: PageIndex["setOf"], { numberOf }: Numbered<string>): PagePrediction {
  const { outcome, clusters, source, from, storedVersionsBefore, storedVersionsAfter, errors, undecided } = one;
  const says = [
    ...errors.map((error) => errorText({ ...error, path: [] })),
    ...undecided.map(({ path, reason }) => (path === "" ? reason : `${path}: ${reason}`)),
  ];
  const more = says.length > MOST_SENTENCES ? [`and ${says.length - MOST_SENTENCES} more, in the JSON report`] : [];
  const sentences = [...says.slice(0, MOST_SENTENCES), ...more].map((text) => numberOf(cutSentence(text)));
  return {
    answer: MARKS[outcome],
    set: setOf(clusters),
    manifest: numberOf(cutSentence(`${source.path}:${source.line}`)),
    ...(from === "snapshot" ? {} : { later: 1 }),
    ...(storedVersionsBefore === undefined ? {} : { before: numberOf(cutSentence(storedVersionsBefore.join(", "))) }),
    ...(storedVersionsAfter === undefined ? {} : { after: numberOf(cutSentence(storedVersionsAfter.join(", "))) }),
    ...(sentences.length === 0 ? {} : { says: sentences }),
  };
}

function byCrd(predictions: readonly ReportPrediction[]): ReadonlyMap<string, readonly ReportPrediction[]> {
  const of = new Map<string, ReportPrediction[]>();
  for (const one of predictions) {
    const known = of.get(one.crd);
    if (known === undefined) of.set(one.crd, [one]);
    else known.push(one);
  }
  return of;
}

function findingsByCrd(findings: readonly Finding[]) {
  const of = new Map<string, { readonly number: number; readonly finding: Finding }[]>();
  for (const [number, finding] of findings.entries()) {
    const { crd, crds = [] } = finding;
    for (const name of crd === undefined ? crds : [crd]) {
      const known = of.get(name);
      if (known === undefined) of.set(name, [{ number, finding }]);
      else known.push({ number, finding });
    }
  }
  return of;
}

function numbered<T>(): Numbered<T> {
  const numbers = new Map<T, number>();
  return {
    numberOf: (one) => {
      const number = numbers.get(one) ?? numbers.size;
      numbers.set(one, number);
      return number;
    },
    all: () => [...numbers.keys()],
  };
}
