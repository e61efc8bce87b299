import { metaOf } from "../rules/meta-of.ts";
import type { Severity } from "../rules/rule.ts";
import { counted, joined } from "../text/listing.ts";
import { openObjects, openSources } from "./counts.ts";
import { firstNames } from "./cut.ts";
import { untoldNotRead } from "./not-read.ts";
import { sortedRefusals } from "./refusals.ts";
import type { Report } from "./report.ts";

/** What one cluster does with a release, as far as it was compared. */
export interface ClusterProtocol {
  readonly cluster: string;
  /** Number of CRDs that it was compared with and that were decided. */
  readonly compared: number;
  /** CRDs that it refuses as they are, sorted: their findings have the steps. */
  readonly needs: readonly string[];
  /** CRDs of which something cannot be told offline, sorted. */
  readonly undecided: readonly string[];
  /** Number of errors that speak of it and are no refusals: what it takes, and loses objects or fields by. */
  readonly errors: number;
  /** Number of warnings that speak of it: what the server takes may still be refused by a policy, or do harm. */
  readonly warnings: number;
}

/** The release protocol of the gate, one entry a cluster in the report's order. Waived refusals are refusals too. */
export function releaseProtocol(report: Report): readonly ClusterProtocol[] {
  const of = { accepted: crdsByCluster(), rejected: crdsByCluster(), undecided: crdsByCluster() };
  for (const { outcome, crd, clusters } of report.predictions)
    for (const cluster of clusters) of[outcome].add(cluster, crd);
  const { told } = sortedRefusals(report);
  const counts: Record<Severity, Map<string, number>> = { error: new Map(), warning: new Map(), info: new Map() };
  for (const finding of report.findings) {
    if (finding.waived !== undefined || told.has(finding)) continue;
    const on = counts[finding.severity];
    for (const cluster of finding.clusters) on.set(cluster, (on.get(cluster) ?? 0) + 1);
  }
  return report.clusters.map(({ name }) => {
    const needs = of.rejected.on(name);
    const open = of.undecided.on(name);
    const undecided = [...open].filter((crd) => !needs.has(crd));
    const accepted = [...of.accepted.on(name)].filter((crd) => !needs.has(crd) && !open.has(crd));
    return {
      cluster: name,
      compared: accepted.length + needs.size,
      needs: [...needs].sort(),
      undecided: undecided.sort(),
      errors: counts.error.get(name) ?? 0,
      warnings: counts.warning.get(name) ?? 0,
    };
  });
}

function crdsByCluster() {
  const sets = new Map<string, Set<string>>();
  const none: ReadonlySet<string> = new Set();
  return {
    add: (cluster: string, crd: string) => sets.set(cluster, (sets.get(cluster) ?? new Set()).add(crd)),
    on: (cluster: string): ReadonlySet<string> => sets.get(cluster) ?? none,
  };
}

/** What the gate does not vouch for, in one sentence; "" where everything that was found was compared. */
export function notComparedInWords(report: Report): string {
  const rules = [...new Set(report.findings.map(({ rule }) => rule))]
    // Sources are counted, whatever the gate asks of them.
    .filter((rule) => metaOf(rule)?.tellsOfGap === true && metaOf(rule)?.about !== "reference")
    .sort();
  const { partial, notApplied } = report.coverage;
  const notRead = [...new Set(untoldNotRead(report).map(({ path }) => path))];
  const sources = openSources(report.coverage);
  const objects = openObjects(report.coverage);
  const parts = [
    ...(sources === "" ? [] : [sources]),
    ...(rules.length === 0
      ? []
      : [`what ${joined(rules.map((rule) => `\`${rule}\``))} ${rules.length === 1 ? "tells" : "tell"} of`]),
    ...(notRead.length === 0 ? [] : [`${counted(notRead.length, "file")} that ${wasOrWere(notRead)} not read`]),
    ...(partial.length === 0 ? [] : [`${counted(partial.length, "patch", "patches")} of CRDs`]),
    ...(objects === "" ? [] : [objects]),
    ...(notApplied.length === 0 ? [] : [`${counted(notApplied.length, "manifest")} that no cluster is a target of`]),
  ];
  return parts.length === 0 ? "" : `Not compared: ${joined(parts)}.`;
}

function wasOrWere(many: readonly unknown[]): string {
  return many.length === 1 ? "was" : "were";
}

/** What is to be said of a cluster of which nothing was decided. */
export function nothingInWords({ undecided }: ClusterProtocol): string {
  return undecided.length === 0 ? "nothing was compared" : "nothing could be decided";
}

/** `the 3 compared CRDs as they are`. */
export function takenInWords({ compared, needs }: ClusterProtocol, quote: (crd: string) => string): string {
  const what = `the ${counted(compared, "compared CRD")}`;
  if (needs.length > 0) return `${what} after the steps for ${firstNames(needs).map(quote).join(", ")}`;
  return `${what} as ${compared === 1 ? "it is" : "they are"}`;
}

/** `, with 1 error and 2 warnings`; of a cluster that needs steps first its errors alone. */
export function troubleInWords({ needs, errors, warnings }: ClusterProtocol): string {
  const counts = [
    ...(errors === 0 ? [] : [counted(errors, "error")]),
    ...(warnings === 0 || needs.length > 0 ? [] : [counted(warnings, "warning")]),
  ];
  return counts.length === 0 ? "" : `, with ${joined(counts)}`;
}
