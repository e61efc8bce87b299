import type { Severity } from "../rules/rule.ts";
import { baseNotice } from "./base-notice.ts";
import { markdownCode, markdownFence, markdownSentence, markdownText } from "./escape.ts";
import { type Answer, type Matrix, matrix } from "./matrix.ts";
import { releaseProtocol } from "./protocol.ts";
import type { Finding, RemedyStep, Report, ReportCluster } from "./report.ts";
import { counted, duration } from "./words/listing.ts";

/** A step summary above 1 MiB is dropped whole with an error (actions/runner FileCommandManager.cs); this leaves room. */
export const SUMMARY_BUDGET_BYTES = 900_000;

const MARKS: Record<Answer, string> = { accepted: "✅", undecided: "❔", rejected: "❌" };
const RESULTS = {
  pass: "✅ pass",
  warn: "⚠️ warn",
  fail: "❌ fail",
  error: "❌ error: could not check",
} as const;
const SEVERITIES: Record<Severity, string> = { error: "❌", warning: "⚠️", info: "ℹ️" };
const HOUR_MS = 3_600_000;
const MOST_RELATED = 4;

/**
 * The report as GitHub Markdown: the CRD x cluster matrix first, then each finding with its steps, then what was not
 * compared. Above the budget it says less in three rungs (whole, without steps, counts alone), never half a block.
 */
export function renderMarkdown(report: Report, budgetBytes = SUMMARY_BUDGET_BYTES): string {
  const head = [title(report), problems(report), protocol(report), matrixTable(report)];
  const tail = [coverage(report), clusterTable(report)];
  const rungs = [
    () => [...head, ...report.findings.map(wholeFinding), ...tail],
    () => [...head, ...report.findings.map(shortFinding), ...tail],
    () => [title(report), "The findings are too many for this page: see the JSON report."],
  ];
  for (const rung of rungs) {
    const text = `${rung()
      .filter((block) => block !== "")
      .join("\n\n")}\n`;
    if (utf8Length(text) <= budgetBytes) return text;
  }
  return `${title(report)}\n`;
}

function title(report: Report): string {
  const errors = report.findings.filter((finding) => finding.severity === "error").length;
  const warnings = report.findings.filter((finding) => finding.severity === "warning").length;
  const counts = `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  if (report.result === "error") return `## crd-upgrade-guard: ${RESULTS.error}`;
  const read = `${counted(report.coverage.crds, "CRD")}, ${counted(report.clusters.length, "cluster")}`;
  return `## crd-upgrade-guard: ${RESULTS[report.result]}\n\n${read}: ${counts}.`;
}

function problems(report: Report): string {
  return report.problems
    .map((problem) => {
      const place = [problem.path, problem.line, problem.column].filter((part) => part !== undefined).join(":");
      const lead = place === "" ? "" : `${markdownCode(place)}: `;
      return `- ${lead}${markdownSentence(problem.message)} ${markdownSentence(problem.remedy)}`;
    })
    .join("\n");
}

/** At the gate: which cluster takes the release as it is, and what the others need first. */
function protocol(report: Report): string {
  if (report.mode !== "gate" || report.clusters.length === 0) return "";
  const rows = releaseProtocol(report).map(({ cluster, needs, undecided }) => {
    const open = undecided.length === 0 ? "" : `; undecided: ${undecided.map(markdownCode).join(", ")}`;
    if (needs.length > 0)
      return `| ${markdownText(cluster)} | ❌ after the steps for ${needs.map(markdownCode).join(", ")}${open} |`;
    return `| ${markdownText(cluster)} | ${open === "" ? "✅ as it is" : `❔ as far as it can be told${open}`} |`;
  });
  return ["| cluster | takes this release |", "| --- | --- |", ...rows].join("\n");
}

function matrixTable(report: Report): string {
  const of = matrix(report);
  if (of.rows.length === 0 || of.clusters.length === 0) return "";
  const open = of.rows.filter((row) => row.worst !== "accepted");
  const fine = of.rows.filter((row) => row.worst === "accepted");
  if (open.length === 0 && fine.length <= 10) return table(of, fine);
  const folded =
    fine.length === 0
      ? ""
      : `<details><summary>${counted(fine.length, "CRD")} accepted everywhere</summary>\n\n${table(of, fine)}\n\n</details>`;
  return [open.length === 0 ? "" : table(of, open), folded].filter((block) => block !== "").join("\n\n");
}

function table(of: Matrix, rows: Matrix["rows"]): string {
  const header = `| CRD | ${of.clusters.map(markdownText).join(" | ")} |`;
  const rule = `| --- |${" :-: |".repeat(of.clusters.length)}`;
  const lines = rows.map((row) => {
    const cells = of.clusters.map((cluster) => {
      const answer = row.answers.get(cluster);
      return answer === undefined ? "" : MARKS[answer];
    });
    return `| ${markdownCode(row.crd)} | ${cells.join(" | ")} |`;
  });
  return [header, rule, ...lines].join("\n");
}

function wholeFinding(finding: Finding): string {
  const parts = [findingLead(finding)];
  if (finding.serverMessage !== undefined) parts.push(markdownFence(finding.serverMessage, "text"));
  parts.push(markdownSentence(finding.remedy.summary));
  const steps = finding.remedy.steps.map(stepText);
  if (finding.remedy.suggestion !== undefined) steps.push(indented(markdownFence(finding.remedy.suggestion, "yaml")));
  if (steps.length > 0) parts.push(`<details><summary>Steps</summary>\n\n${steps.join("\n\n")}\n\n</details>`);
  return parts.join("\n\n");
}

function shortFinding(finding: Finding): string {
  return `${findingLead(finding)}\n\n${markdownSentence(finding.remedy.summary)}`;
}

function findingLead(finding: Finding): string {
  const { path, startLine } = finding.location;
  const subject = finding.crd === undefined ? "" : ` ${markdownCode(finding.crd)}`;
  const clusters = finding.clusters.length === 0 ? "" : ` on ${finding.clusters.map(markdownText).join(", ")}`;
  const state = finding.state === "introduced" ? "" : ` (${finding.state})`;
  const rule = `[${finding.rule}](${finding.docs})`;
  const heading = `### ${SEVERITIES[finding.severity]} ${rule}${subject}${clusters}${state}`;
  const proofs = finding.related
    .slice(0, MOST_RELATED)
    .map((place) => `${markdownCode(`${place.path}:${place.startLine}`)} ${markdownText(place.message)}`);
  const more = finding.related.length - proofs.length;
  const proof = [...proofs, ...(more > 0 ? [`and ${more} more like it`] : [])].join("; ");
  const where = `${markdownCode(`${path}:${startLine}`)}${proof === "" ? "" : ` (${proof})`}`;
  return `${heading}\n\n${where}\n\n${markdownSentence(finding.message)}`;
}

function stepText(step: RemedyStep, index: number): string {
  const only = step.clusters === undefined ? "" : `**${step.clusters.map(markdownText).join(", ")}:** `;
  const lead = `${index + 1}. ${only}${markdownSentence(step.text)}`;
  return step.command === undefined ? lead : `${lead}\n\n${indented(markdownFence(step.command, "sh"))}`;
}

/** Below a list item, so that the numbering goes on. */
function indented(block: string): string {
  return block
    .split("\n")
    .map((line) => (line === "" ? line : `   ${line}`))
    .join("\n");
}

function coverage(report: Report): string {
  const { partial, notRead, notApplied } = report.coverage;
  return [
    fold(
      "undecided",
      report.predictions.flatMap((one) =>
        one.undecided.map(
          ({ path, reason }) =>
            `${markdownCode(one.crd)} on ${one.clusters.map(markdownText).join(", ")} ${path === "" ? "" : `at ${markdownCode(path)}`}: ${markdownText(reason)}`,
        ),
      ),
    ),
    fold(
      "not read",
      notRead.map(({ path, reason }) => `${markdownCode(path)}: ${markdownText(reason)}`),
    ),
    fold(
      "not judged alone",
      partial.map((one) => `${markdownCode(`${one.path}:${one.line}`)}: ${markdownText(one.reason)}`),
    ),
    fold(
      "applied nowhere",
      notApplied.map((one) => `${markdownCode(one.path)} ${markdownCode(one.crd)}: ${markdownText(one.reason)}`),
    ),
    fold("notices", [...baseNotice(report), ...report.notices].map(markdownSentence)),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

function fold(what: string, entries: readonly string[]): string {
  if (entries.length === 0) return "";
  const items = entries.map((entry) => `- ${entry}`).join("\n");
  return `<details><summary>${entries.length} ${what}</summary>\n\n${items}\n\n</details>`;
}

function clusterTable(report: Report): string {
  if (report.clusters.length === 0) return "";
  const rows = report.clusters.map(
    (cluster) =>
      `| ${markdownText(cluster.name)} | ${version(cluster)} | ${age(cluster)} | ${cluster.complete ? cluster.crds : `${cluster.crds} (some groups left out)`} |`,
  );
  return ["| cluster | server | snapshot | CRDs |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function version(cluster: ReportCluster): string {
  return `${markdownText(cluster.serverVersion ?? "unknown")}${cluster.proven ? "" : " (unproven)"}`;
}

function age(cluster: ReportCluster): string {
  if (cluster.ageHours === null) return "⚠️ age unknown";
  const words = cluster.ageHours < 0 ? "from the future" : `${duration(cluster.ageHours * HOUR_MS)} old`;
  return cluster.stale ? `⚠️ ${words}` : words;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
