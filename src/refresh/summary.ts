import { commandData, markdownCode, markdownSentence, markdownText, printable } from "../report/escape.ts";
import { firstThatFits } from "../report/fit.ts";
import { counted } from "../report/words/listing.ts";
import { sharedWords } from "../snapshots/diff-text.ts";
import type { ClusterResult, RefreshRequest, RefreshResult } from "./refresh.ts";

/** A step summary above 1 MiB is dropped whole with an error (actions/runner FileCommandManager.cs). */
const SUMMARY_BUDGET_BYTES = 900_000;

const STATES = {
  changed: ["✏️", "changed"],
  unchanged: ["✅", "as recorded"],
  proposed: ["⏳", "proposed by another run"],
  undelivered: ["❌", "read, not delivered"],
  failed: ["❌", "not read"],
} as const;

/** Whether the run has failed: a cluster without a reading, or nothing delivered. */
export function hasFailed(result: RefreshResult): boolean {
  return result.failure !== null || result.clusters.some(({ state }) => state === "failed");
}

/** The job summary: what failed first, then every cluster, then what changed in words. */
export function renderSummary(result: RefreshResult, delivery: RefreshRequest["delivery"]): string {
  const head = [`## crd-upgrade-guard: ${headline(result, delivery)}`, failures(result), notices(result)];
  const rungs = [
    () => [...head, table(result), ...result.clusters.map(changes)],
    () => [...head, table(result)],
    () => head,
  ];
  return `${firstThatFits(rungs, SUMMARY_BUDGET_BYTES) ?? head[0] ?? ""}\n`;
}

/** The same for the log, one line a fact. */
export function renderLog(result: RefreshResult, delivery: RefreshRequest["delivery"]): string {
  const lines = [headline(result, delivery), ...result.clusters.flatMap(logLines)];
  if (result.failure !== null) lines.push(`error: ${sentence(result.failure)}`);
  lines.push(...result.notices.map((notice) => `notice: ${sentence(notice)}`));
  return `${printable(lines.join("\n"))}\n`;
}

/** Workflow commands, so that failures stand at the run's top. */
export function renderAnnotations(result: RefreshResult): string {
  const error = (text: string) => `::error title=crd-upgrade-guard refresh::${commandData(text)}\n`;
  const failed = result.clusters.flatMap((one) =>
    one.state === "failed" ? [`${one.cluster}: ${one.reasons.join(" ")}`] : [],
  );
  const warned = result.clusters.flatMap((one) =>
    one.state === "failed" ? [] : one.warnings.map((warning) => `${one.cluster}: ${warning}`),
  );
  const errors = result.failure === null ? failed : [...failed, sentence(result.failure)];
  const warnings = [...warned, ...result.notices.map(sentence)];
  return [
    ...errors.map(error),
    ...warnings.map((text) => `::warning title=crd-upgrade-guard refresh::${commandData(text)}\n`),
  ].join("");
}

function headline(
  { operation, pullRequest, clusters, failure }: RefreshResult,
  delivery: RefreshRequest["delivery"],
): string {
  const number = clusters.filter(({ state }) => state === "changed").length;
  const changed = counted(number, "cluster");
  if (failure !== null) return "the snapshots could not be delivered";
  if (clusters.every(({ state }) => state === "failed")) return "no cluster could be read";
  const request = pullRequest === null ? "" : ` #${pullRequest.number}`;
  switch (operation) {
    case "created":
      return `pull request${request} opened: ${changed} changed`;
    case "updated":
      if (delivery === "pull-request") return `pull request${request} updated: ${changed} changed`;
      return `${changed} changed, snapshots ${delivery === "commit" ? "committed" : "written"}`;
    case "closed":
      return `pull request${request} closed: nothing differs any more`;
    case "none":
      return pullRequest === null ? "every snapshot is as its cluster" : `pull request${request} has it all already`;
  }
}

function failures(result: RefreshResult): string {
  const lines = result.clusters.flatMap((one) =>
    one.state === "failed"
      ? [`- ❌ **${markdownText(one.cluster)}**: ${one.reasons.map(markdownSentence).join(" ")}`]
      : [],
  );
  return (result.failure === null ? lines : [`- ❌ ${markdownSentence(sentence(result.failure))}`, ...lines]).join(
    "\n",
  );
}

function notices(result: RefreshResult): string {
  const lines = result.clusters.flatMap((one) =>
    one.state === "failed"
      ? []
      : one.warnings.map((warning) => `- ⚠️ **${markdownText(one.cluster)}**: ${markdownSentence(warning)}`),
  );
  return [...lines, ...result.notices.map((notice) => `- ⚠️ ${markdownSentence(sentence(notice))}`)].join("\n");
}

function table({ clusters, pullRequest }: RefreshResult): string {
  const rows = clusters.map((one) => {
    const state = STATES[one.state].join(" ");
    if (one.state === "failed") return `| ${markdownText(one.cluster)} | ${state} | | |`;
    const { serverVersion, crds } = one.snapshot;
    const server = serverVersion === null ? "" : markdownCode(serverVersion);
    return `| ${markdownText(one.cluster)} | ${state} | ${server} | ${Object.keys(crds).length} |`;
  });
  const link = pullRequest === null ? [] : ["", `Pull request: ${pullRequest.url}`];
  return ["| cluster | snapshot | server | CRDs |", "| --- | --- | --- | --: |", ...rows, ...link].join("\n");
}

function changes(one: ClusterResult): string {
  if (one.state === "failed" || one.change === null) return "";
  const { changes: all, consequences } = one.change.diff;
  const words = [...sharedWords(all), ...consequences.map((one) => one.words)];
  const lines = words.map((one) => `- ${markdownSentence(one)}`);
  return [`### ${markdownText(one.cluster)}`, "", ...(lines.length === 0 ? ["- read again, unchanged"] : lines)].join(
    "\n",
  );
}

function logLines(one: ClusterResult): readonly string[] {
  if (one.state === "failed")
    return [`${one.cluster}: ${STATES.failed[1]}`, ...one.reasons.map((reason) => `  error: ${reason}`)];
  const { serverVersion, crds } = one.snapshot;
  const diff = one.change?.diff;
  return [
    `${one.cluster}: ${STATES[one.state][1]} (${counted(Object.keys(crds).length, "CRD")}, ${serverVersion ?? "server version unknown"})`,
    ...(diff === undefined ? [] : sharedWords(diff.changes).map((words) => `  ${words}`)),
    ...(diff?.consequences ?? []).map(({ words }) => `  ${words}`),
    ...one.warnings.map((warning) => `  warning: ${warning}`),
  ];
}

function sentence(reason: string): string {
  const text = `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
  return text.endsWith(".") ? text : `${text}.`;
}
