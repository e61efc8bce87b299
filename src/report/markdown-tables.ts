import { markdownCode, markdownSentence, markdownText } from "../text/escape.ts";
import { counted } from "../text/listing.ts";
import { baseNotice } from "./base-notice.ts";
import { ageWords } from "./cluster-age.ts";
import { countsInWords, readInWords } from "./counts.ts";
import { cutName, firstNames } from "./cut.ts";
import { type Answer, type Matrix, matrix } from "./matrix.ts";
import { untoldNotRead } from "./not-read.ts";
import {
  type ClusterProtocol,
  notComparedInWords,
  nothingInWords,
  releaseProtocol,
  takenInWords,
  troubleInWords,
} from "./protocol.ts";
import type { Report, ReportCluster } from "./report.ts";
import { undecidedLines } from "./undecided-lines.ts";
import { verdict } from "./verdict.ts";

const MARKS: Record<Answer, string> = { accepted: "✅", undecided: "❔", rejected: "❌" };
/** Nobody reads more of what is folded away. */
const MOST_ENTRIES = 500;
/** Four characters each at the least: more fit no page. A report may be a stranger's, and the table is a product. */
const MOST_CELLS = 250_000;

/**
 * The verdict, and in small print what it counts.
 * @param more what only this page knows
 */
export function title(report: Report, more: readonly string[] = [], unverified = false): string {
  const heading = `## ${markdownText(verdict(report, unverified))}`;
  if (report.result === "error") return heading;
  const parts = [`crd-upgrade-guard: ${readInWords(report)}: ${countsInWords(report)}`, ...more];
  return `${heading}\n\n<sub>${parts.join("; ")}</sub>`;
}

/** Why nothing could be checked. */
export function problems(report: Report): string {
  return report.problems
    .map((problem) => {
      const path = problem.path === undefined ? undefined : cutName(problem.path);
      const place = [path, problem.line, problem.column].filter((part) => part !== undefined).join(":");
      const lead = place === "" ? "" : `${markdownCode(place)}: `;
      return `- ${lead}${markdownSentence(problem.message)} ${markdownSentence(problem.remedy)}`;
    })
    .join("\n");
}

/** At the gate: what each cluster takes of what was compared, what it needs first, and what nobody vouches for. */
export function protocol(report: Report): string {
  if (report.mode !== "gate" || report.clusters.length === 0) return "";
  const rows = releaseProtocol(report).map((of) => {
    const open =
      of.undecided.length === 0 ? "" : `; undecided: ${firstNames(of.undecided).map(markdownCode).join(", ")}`;
    return `| ${markdownText(of.cluster)} | ${protocolAnswer(of)}${open} |`;
  });
  const table = ["| cluster | takes |", "| --- | --- |", ...rows].join("\n");
  const rest = notComparedInWords(report);
  return rest === "" ? table : `${table}\n\n${markdownSentence(rest)}`;
}

function protocolAnswer(of: ClusterProtocol): string {
  if (of.compared === 0) return `❔ ${nothingInWords(of)}`;
  const taken = `${takenInWords(of, markdownCode)}${troubleInWords(of)}`;
  if (of.needs.length > 0 || of.errors > 0) return `❌ ${taken}`;
  if (of.warnings > 0) return `⚠️ ${taken}`;
  return `${of.undecided.length > 0 ? "❔" : "✅"} ${taken}`;
}

/** Which cluster takes which CRD: where that differs, and takes more than the first line to say. */
export function matrixTable(report: Report): string {
  const of = matrix(report);
  if (of.rows.length < 2 || of.clusters.length < 2) return "";
  if (of.rows.length * of.clusters.length > MOST_CELLS)
    return `A table of ${counted(of.rows.length, "CRD")} and ${counted(of.clusters.length, "cluster")} is too large for this page: see the JSON report.`;
  const open = of.rows.filter((row) => row.worst !== "accepted");
  const answers = new Set(of.rows.flatMap(({ answers }) => of.clusters.map((name) => answers.get(name) ?? "")));
  if (open.length === 0 || answers.size === 1) return "";
  const fine = of.rows.filter((row) => row.worst === "accepted").map(({ crd }) => markdownCode(crd));
  const rest =
    fine.length === 0
      ? ""
      : `<details><summary>${counted(fine.length, "CRD")} accepted everywhere</summary>\n\n${firstNames(fine, MOST_ENTRIES).join(", ")}\n\n</details>`;
  return [table(of, open), rest].filter((block) => block !== "").join("\n\n");
}

/** Clusters that answer alike share a column: a table of a fleet is wider than a page. */
function table(of: Matrix, rows: Matrix["rows"]): string {
  const columns = new Map<string, string[]>();
  for (const cluster of of.clusters) {
    const cells = rows.map(({ answers }) => markOf(answers.get(cluster))).join(" ");
    const alike = columns.get(cells);
    if (alike === undefined) columns.set(cells, [cluster]);
    else alike.push(cluster);
  }
  const names = [...columns.values()];
  const header = `| CRD | ${names.map((clusters) => firstNames(clusters).map(markdownText).join(", ")).join(" | ")} |`;
  const rule = `| --- |${" :-: |".repeat(names.length)}`;
  const lines = rows.map(({ crd, answers }) => {
    const cells = names.map(([cluster = ""]) => markOf(answers.get(cluster)));
    return `| ${markdownCode(crd)} | ${cells.join(" | ")} |`;
  });
  return [header, rule, ...lines].join("\n");
}

function markOf(answer: Answer | undefined): string {
  return answer === undefined ? "" : MARKS[answer];
}

/** What was not decided, read or applied. */
export function coverage(report: Report): string {
  const notices = [...baseNotice(report), ...report.notices];
  const { partial, notApplied } = report.coverage;
  return [
    fold(
      ["point undecided", "points undecided"],
      undecidedLines(report).map(({ crds, file, clusters, path, reason }) => {
        const subject = crds.length === 1 ? markdownCode(crds[0]) : `${crds.length} CRDs in ${markdownCode(file)}`;
        return `${subject} on ${firstNames(clusters).map(markdownText).join(", ")} ${path === "" ? "" : `at ${markdownCode(path)}`}: ${markdownSentence(reason)}`;
      }),
    ),
    fold(
      untoldNotRead(report).some(({ isFolder }) => isFolder === true)
        ? ["folder not read", "files and folders not read"]
        : ["file not read", "files not read"],
      untoldNotRead(report).map(({ path, reason }) => `${markdownCode(path)}: ${markdownSentence(reason)}`),
    ),
    fold(
      ["patch left out", "patches left out"],
      partial.map((one) => `${markdownCode(`${one.path}:${one.line}`)}: ${markdownText(one.reason)}`),
    ),
    fold(
      ["manifest applied nowhere", "manifests applied nowhere"],
      notApplied.map((one) => `${markdownCode(one.path)} ${markdownCode(one.crd)}: ${markdownText(one.reason)}`),
    ),
    fold(["notice", "notices"], notices.map(markdownSentence)),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

/** @param what one of them and several, or a word for any number */
export function fold(what: string | readonly [one: string, several: string], entries: readonly string[]): string {
  if (entries.length === 0) return "";
  const shown = entries.slice(0, MOST_ENTRIES).map((entry) => `- ${entry}`);
  const more = entries.length - shown.length;
  const items = [...shown, ...(more > 0 ? [`- and ${more} more, in the JSON report`] : [])].join("\n");
  return `<details><summary>${typeof what === "string" ? `${entries.length} ${what}` : counted(entries.length, what[0], what[1])}</summary>\n\n${items}\n\n</details>`;
}

/** More clusters than this are a table. */
const MOST_IN_A_LINE = 3;

/** The snapshots and their age: a line in small print where there are few and nothing is to be said of any. */
export function clusterTable(report: Report): string {
  if (report.clusters.length === 0) return "";
  if (report.clusters.length <= MOST_IN_A_LINE && report.clusters.every(isPlain)) {
    const each = report.clusters.map((one) => `${markdownText(one.name)} ${version(one)}, ${age(one)}`);
    return `<sub>${report.clusters.length === 1 ? "Snapshot" : "Snapshots"}: ${each.join("; ")}</sub>`;
  }
  const rows = report.clusters.map(
    (cluster) =>
      `| ${markdownText(cluster.name)} | ${version(cluster)} | ${age(cluster)} | ${cluster.complete ? cluster.crds : `${cluster.crds} (some groups left out)`} |`,
  );
  const lines = ["| cluster | server | snapshot | CRDs |", "| --- | --- | --- | --- |", ...rows].join("\n");
  return `<details><summary>${counted(rows.length, "snapshot")}</summary>\n\n${lines}\n\n</details>`;
}

function isPlain({ serverVersion, judgedAs, ageHours, stale, complete }: ReportCluster): boolean {
  return serverVersion !== null && judgedAs === undefined && ageHours !== null && !stale && complete;
}

function version(cluster: ReportCluster): string {
  return `${markdownText(cluster.serverVersion ?? "unknown")}${cluster.judgedAs === undefined ? "" : ` (as ${markdownText(cluster.judgedAs)})`}`;
}

function age(cluster: ReportCluster): string {
  const words = ageWords(cluster);
  return cluster.stale || cluster.ageHours === null ? `⚠️ ${words}` : words;
}
