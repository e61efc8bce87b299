import type { RuleId } from "../rules/rule.ts";
import { counted, joined } from "../text/listing.ts";
import { openCount, openObjects, openSources } from "./counts.ts";
import type { Finding, Report } from "./report.ts";

/**
 * What nobody looked at or could decide, most telling first, as clauses of a sentence: none where every CRD that was
 * found was compared with every cluster that it is meant for, and every object judged. No severity or waiver changes it.
 */
export function gaps(report: Report): readonly string[] {
  const { clusters, predictions, coverage, findings } = report;
  const of = (rule: RuleId) => findings.filter((finding) => finding.rule === rule);
  const objects = openObjects(coverage);
  const ofObjects = objects === "" ? "" : `${objects} could not be judged`;
  if (clusters.length === 0) return [ofObjects, "no cluster has a snapshot"].filter((text) => text !== "");
  const sources = openSources(coverage);
  const clauses = [
    sources === "" ? "" : `${sources} ${wasOrWere(openCount(coverage))} not compared`,
    notRead(coverage.notRead, [...of("file-not-read"), ...of("manifest-unreadable")]),
    clause(of("render-failed"), "rendering", "failed"),
    clause(of("chart-not-rendered"), "chart", "was not rendered", "were not rendered"),
    clause(of("cluster-without-snapshot"), "cluster", "has no snapshot", "have no snapshot"),
    undecided(report),
    leftOut(coverage.partial.length),
    ofObjects,
    ofLiveObjects(of("live-objects-undecided")),
    predictions.length === 0 ? nothingCompared(report) : "",
  ];
  return clauses.filter((text) => text !== "");
}

function notRead(entries: Report["coverage"]["notRead"], findings: readonly Finding[]): string {
  const open = entries.filter(({ mayHoldCrds }) => mayHoldCrds === true);
  const folders = new Set(open.filter(({ isFolder }) => isFolder === true).map(({ path }) => path));
  const paths = new Set([...open.map(({ path }) => path), ...findings.map(({ location }) => location.path)]);
  const files = paths.size - folders.size;
  if (paths.size === 0) return "";
  const parts = [
    ...(files === 0 ? [] : [counted(files, "file")]),
    ...(folders.size === 0 ? [] : [counted(folders.size, "folder")]),
  ];
  return `${joined(parts)} that may hold CRDs ${wasOrWere(paths.size)} not read`;
}

function clause(findings: readonly Finding[], what: string, one: string, several = one): string {
  const count = findings.length;
  return count === 0 ? "" : `${counted(count, what)} ${count === 1 ? one : several}`;
}

function ofLiveObjects(findings: readonly Finding[]): string {
  const crds = new Set(findings.flatMap(({ crd, crds: several = [] }) => crd ?? several));
  const [first = "a CRD"] = crds;
  if (findings.length === 0) return "";
  return `whether live objects fit ${crds.size > 1 ? counted(crds.size, "CRD") : first} is not known`;
}

function nothingCompared({ coverage }: Report): string {
  if (coverage.notApplied.length > 0) return "no CRD is meant for a cluster that has a snapshot";
  return coverage.crds === 0 ? "no CRDs were found" : "no CRD was compared";
}

function undecided({ predictions }: Report): string {
  const open = predictions.filter(({ outcome }) => outcome === "undecided");
  const crds = new Set(open.map(({ crd }) => crd));
  const [first] = open;
  if (first === undefined) return "";
  return `${crds.size === 1 ? first.crd : counted(crds.size, "CRD")} could not be decided`;
}

/** A patch may be what a server refuses, and nobody put it into the CRD that it changes. */
function leftOut(count: number): string {
  return count === 0 ? "" : count === 1 ? "1 patch of a CRD was left out" : `${count} patches of CRDs were left out`;
}

function wasOrWere(count: number): string {
  return count === 1 ? "was" : "were";
}
