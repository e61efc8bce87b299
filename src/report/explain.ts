import { errorText } from "../crd/error-text.ts";
import { printable } from "../text/escape.ts";
import type { Report, ReportPrediction } from "./report.ts";

/**
 * How the predictions of one CRD came about, cluster by cluster: the stored list, what the manifest's storage version
 * adds to it, what spec.versions leaves of it, and which rule explains each error.
 * @param crd its whole name
 */
export function renderExplanation(report: Pick<Report, "predictions">, crd: string): string {
  const predictions = report.predictions.filter((prediction) => prediction.crd === crd);
  if (predictions.length === 0) {
    const known = [...new Set(report.predictions.map((prediction) => prediction.crd))].sort();
    const list = known.length === 0 ? "none" : known.map((name) => `\n  ${name}`).join("");
    return `${printable(`No prediction is about ${crd}. Predicted CRDs: ${list}`)}\n`;
  }
  return `${predictions.map((prediction) => printable(explain(prediction))).join("\n\n")}\n`;
}

function explain(prediction: ReportPrediction): string {
  const { crd, clusters, operation, outcome, judgedAs, from, source, appliesBecause } = prediction;
  const start = from === "snapshot" ? "the snapshot" : "the snapshot with the base branch delivered";
  return [
    `${crd} on ${clusters.join(", ")}: ${operation}, ${outcome}${judgedAs === undefined ? "" : ` (as Kubernetes ${judgedAs})`}`,
    row("manifest", `${source.path}:${source.line}`),
    row("meant for it", appliesBecause),
    row("starts from", start),
    ...(isUnread(prediction)
      ? [row("stored versions", "not looked at: the request is refused before")]
      : walk(prediction)),
    ...prediction.errors.map((error) => row("error", `${errorText({ ...error, path: [] })}  (${error.rule})`)),
    ...prediction.undecided.map(({ path, reason }) => row("undecided", path === "" ? reason : `${path}: ${reason}`)),
  ].join("\n");
}

/** The API server never came to look at the versions. */
function isUnread({ errors }: ReportPrediction): boolean {
  return errors.some(({ type }) => type === "NoMatch" || type === "DecodeError" || type === "BadRequest");
}

/** The server's walk over status.storedVersions (k8s.io/apiextensions-apiserver validation.go, docs/predictions.md). */
function walk(prediction: ReportPrediction): readonly string[] {
  const before = prediction.storedVersionsBefore ?? [];
  const evaluated = prediction.storedVersionsEvaluated;
  const appended = evaluated.slice(before.length);
  const remaining = prediction.errors.flatMap(({ field }) => {
    const index = /^status\.storedVersions\[(\d+)\]$/.exec(field)?.[1];
    return index === undefined ? [] : [`[${index}] ${evaluated[Number(index)] ?? ""}`];
  });
  return [
    row("stored", prediction.storedVersionsBefore === undefined ? "the cluster does not have the CRD" : listed(before)),
    row("appended", appended.length === 0 ? "nothing" : listed(appended)),
    row("evaluated", evaluated.map((name, index) => `[${index}] ${name}`).join(", ") || "an empty list"),
    row("not in manifest", remaining.length === 0 ? "none of them" : remaining.join(", ")),
    ...(prediction.storedVersionsAfter === undefined
      ? []
      : [row("stored after", listed(prediction.storedVersionsAfter))]),
  ];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(15)}  ${text}`;
}
