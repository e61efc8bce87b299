import { placeAsCode, shortFinding } from "../report/markdown-finding.ts";
import { comparedText, sharedWords } from "../snapshots/diff-text.ts";
import { commandData, markdownCode, markdownSentence, markdownText, printable } from "../text/escape.ts";
import { firstThatFits } from "../text/fit.ts";
import { clustersInWords, counted } from "../text/listing.ts";
import { refusedManifests } from "./manifests.ts";
import type { ClusterResult, RefreshRequest, RefreshResult } from "./refresh.ts";
import { type ClusterChange, changedParts } from "./words.ts";

/** More are for the checks. */
const MOST_BROKEN = 20;
/** More lines of one list are for the pull request and the files. */
const MOST_LINES = 200;
/** A step summary above 1 MiB is dropped whole with an error (actions/runner FileCommandManager.cs). */
const SUMMARY_BUDGET_BYTES = 900_000;

const STATES = {
  changed: ["✏️", "changed"],
  renewed: ["🔄", "as recorded, read again"],
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
    () => [...head, ...broken(result, MOST_BROKEN), table(result), ...changedParts(told(result), MOST_LINES)],
    () => [...head, ...broken(result, MOST_BROKEN), table(result)],
    () => [...head, table(result)],
    () => head,
  ];
  return `${firstThatFits(rungs, SUMMARY_BUDGET_BYTES) ?? head[0] ?? ""}\n`;
}

/** The same for the log, one line a fact. */
export function renderLog(result: RefreshResult, delivery: RefreshRequest["delivery"]): string {
  const lines = [headline(result, delivery), ...result.clusters.flatMap(logLines)];
  if (result.refused !== null) lines.push(comparedText(result.refused.compared));
  if (result.failure !== null) lines.push(`error: ${sentence(result.failure)}`);
  for (const one of result.notices.map((notice) => `notice: ${sentence(notice)}`)) lines.push(one);
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

function headline(result: RefreshResult, delivery: RefreshRequest["delivery"]): string {
  const failed = result.clusters.filter(({ state }) => state === "failed").map(({ cluster }) => cluster);
  if (result.failure !== null) return "the snapshots could not be delivered";
  if (failed.length === result.clusters.length) return "no cluster could be read";
  const unread = failed.length === 0 ? [] : [`${clustersInWords(failed)} could not be read`];
  const manifests = result.refused === null ? 0 : refusedManifests(result.refused);
  const refused = manifests === 0 ? [] : [`${counted(manifests, "manifest")} refused from now on`];
  return [...unread, ...refused, deed(result, delivery)].join("; ");
}

function deed({ operation, pullRequest, clusters }: RefreshResult, delivery: RefreshRequest["delivery"]): string {
  const of = (state: ClusterResult["state"]) => clusters.filter((one) => one.state === state).length;
  const parts = [
    ...(of("changed") > 0 ? [`${counted(of("changed"), "cluster")} changed`] : []),
    ...(of("renewed") > 0 ? [`${counted(of("renewed"), "unchanged cluster")} read again`] : []),
  ];
  const what = parts.length === 0 ? "nothing new" : parts.join(", ");
  const request = pullRequest === null ? "" : ` #${pullRequest.number}`;
  switch (operation) {
    case "created":
      return `pull request${request} opened: ${what}`;
    case "updated":
      if (delivery === "pull-request") return `pull request${request} updated: ${what}`;
      return `${what}, snapshots ${delivery === "commit" ? "committed" : "written"}`;
    case "closed":
      return `pull request${request} closed: nothing differs any more`;
    case "none":
      if (pullRequest !== null) return `pull request${request} has it all already`;
      return of("failed") === 0 ? "every snapshot is as its cluster" : "the other snapshots are as their clusters";
  }
}

/** What checks refuse once this is merged, in two sentences each. */
function broken({ refused }: RefreshResult, most: number): readonly string[] {
  if (refused === null) return [];
  const findings = [...refused.findings, ...refused.objects];
  const rest = findings.length - most;
  return [
    comparedText(refused.compared),
    ...findings.slice(0, most).map((finding) => shortFinding(finding, placeAsCode)),
    ...(rest > 0 ? [`And ${rest} more: the checks list them once this is merged.`] : []),
  ];
}

function told({ clusters }: RefreshResult): readonly ClusterChange[] {
  return clusters.flatMap((one) => (one.state === "failed" || one.change === null ? [] : [one.change]));
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
