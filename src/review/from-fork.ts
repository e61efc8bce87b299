import type { Finding, FindingPlace, Location, Report, ReportCluster, ReportPrediction } from "../report/report.ts";
import { metaOf } from "../rules/meta-of.ts";
import { isCommit, isCrdName, isLine, isPlainClusterName, isPlainPath, isVersionName } from "./fork-fields.ts";

/** More is never shown in comments; the worst come first in a report. */
const MOST_FINDINGS = 1_000;
const MOST_CLUSTERS = 1_000;
const MOST_PLACES = 1_000;
const DOCS = "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules";

export interface ForkReport {
  readonly report: Report;
  /** Findings that are left out: their rule or place is none, one of their fingerprint came before, or there are too many. */
  readonly leftOut: number;
}

/**
 * A report that a fork's own workflow run made, as it may be shown to people who trust this repository. Its author may
 * have written every word of it. So no word of it is taken: rules, names of CRDs, versions and clusters, and places are,
 * where they have the form of such; every sentence is made here, of these. Whatever a later report has besides stays out.
 */
export function reportFromFork(given: Report): ForkReport {
  const clusters = new Set(
    given.clusters
      .map(({ name }) => name)
      .filter(isPlainClusterName)
      .slice(0, MOST_CLUSTERS),
  );
  const findings = oncePerFingerprint(given.findings.flatMap((finding) => findingFromFork(finding, clusters)))
    .slice(0, MOST_FINDINGS)
    .map((finding) => ({ ...finding, remedy: REMEDY }));
  const { folder = ".", result, base } = given;
  const report: Report = {
    formatVersion: given.formatVersion,
    tool: { name: given.tool.name, version: "" },
    mode: "check",
    ...(isPlainPath(folder) ? { folder } : {}),
    result,
    base:
      base.available && isCommit(base.rev)
        ? { available: true, rev: base.rev }
        : { available: false, reason: "the fork's run names no base" },
    clusters: [...clusters].map(clusterFromFork),
    coverage: {
      filesScanned: 0,
      filesWithCrds: 0,
      crds: new Set(given.predictions.map(({ crd }) => crd)).size,
      partial: [],
      notRead: [],
      notApplied: [],
    },
    predictions: given.predictions.flatMap((prediction) => predictionFromFork(prediction, clusters)),
    findings,
    waivers: [],
    problems:
      result === "error"
        ? [{ message: "The fork's run could not check the change.", remedy: "Its log says why." }]
        : [],
    notices: [],
  };
  return { report, leftOut: given.findings.length - findings.length };
}

const REMEDY = {
  summary:
    "`crd-upgrade-guard check` in a checkout of the branch prints what the API servers will say and what to do about it.",
  steps: [],
} as const;

/** Comments are told apart by it; no two findings of a true report share one. */
function oncePerFingerprint<T extends { readonly fingerprint: string }>(findings: readonly T[]): readonly T[] {
  return [...new Map([...findings].reverse().map((finding) => [finding.fingerprint, finding])).values()].reverse();
}

function findingFromFork(given: Finding, clusters: ReadonlySet<string>): readonly Omit<Finding, "remedy">[] {
  const rule = metaOf(given.rule);
  const location = locationFromFork(given.location);
  if (rule === undefined || location === null) return [];
  const { severity, state, fingerprint } = given;
  const others = (given.otherPlaces ?? []).slice(0, MOST_PLACES).flatMap(placeFromFork);
  const crds = (given.crds ?? []).filter(isCrdName);
  const versions = (given.versions ?? [given.version ?? ""]).filter(isVersionName);
  return [
    {
      rule: rule.id,
      severity,
      state,
      ...(given.crd !== undefined && isCrdName(given.crd) ? { crd: given.crd } : {}),
      ...(crds.length === 0 ? {} : { crds }),
      ...(versions.length === 0 ? {} : { versions }),
      clusters: [...new Set(given.clusters)].filter((name) => clusters.has(name)),
      ...(given.waived === undefined ? {} : { waived: WAIVED }),
      message: `${rule.summary}${versionWords(versions)}`,
      location,
      related: [],
      ...factsFromFork(given),
      ...(others.length === 0 ? {} : { otherPlaces: others }),
      fingerprint,
      docs: `${DOCS}/${rule.id}.md`,
    },
  ];
}

function placeFromFork(given: FindingPlace): readonly FindingPlace[] {
  const location = locationFromFork(given.location);
  return location === null ? [] : [{ location, ...factsFromFork(given) }];
}

/** What finding a place in the diff takes. */
function factsFromFork({
  document,
  rendered,
  removed,
}: Omit<FindingPlace, "location">): Omit<FindingPlace, "location"> {
  return {
    ...(rendered !== undefined && isPlainPath(rendered.path) && isLine(rendered.startLine)
      ? { rendered: { path: rendered.path, startLine: rendered.startLine } }
      : {}),
    ...(document !== undefined && isLine(document.startLine) && isLine(document.endLine)
      ? { document: { startLine: document.startLine, endLine: document.endLine } }
      : {}),
    ...(removed === undefined
      ? {}
      : {
          removed: removed
            .filter(({ version, path, line }) => isVersionName(version) && isPlainPath(path) && isLine(line))
            .map(({ version, path, line }) => ({ version, path, line })),
        }),
  };
}

const WAIVED = { reason: "", owner: "", expires: "" };
const MOST_VERSIONS = 20;

function versionWords(versions: readonly string[]): string {
  if (versions.length === 0) return "";
  const shown = versions.slice(0, MOST_VERSIONS).map((name) => `\`${name}\``);
  const more = versions.length > MOST_VERSIONS ? ` and ${versions.length - MOST_VERSIONS} more` : "";
  return ` ${versions.length === 1 ? "Version" : "Versions"}: ${shown.join(", ")}${more}.`;
}

/** null: it is no place. */
function locationFromFork(given: Location): Location | null {
  const { path, startLine, startColumn, endLine, endColumn, inBase, absent, blob } = given;
  const isPlace = isPlainPath(path) && [startLine, startColumn, endLine, endColumn].every(isLine);
  if (!isPlace) return null;
  return {
    path,
    startLine,
    startColumn,
    endLine,
    endColumn,
    yamlPath: "",
    ...(inBase === true ? { inBase } : {}),
    ...(absent === true ? { absent } : {}),
    ...(blob !== undefined && isCommit(blob) ? { blob } : {}),
  };
}

/** Its name is all that is known; the table of snapshots and their age is not shown. */
function clusterFromFork(name: string): ReportCluster {
  return {
    name,
    path: "",
    serverVersion: null,
    proven: false,
    capturedAt: null,
    ageHours: null,
    stale: false,
    complete: true,
    crds: 0,
  };
}

/** Which cluster takes which CRD, and not why. */
function predictionFromFork(given: ReportPrediction, clusters: ReadonlySet<string>): readonly ReportPrediction[] {
  const { crd, from, operation, outcome } = given;
  const known = [...new Set(given.clusters)].filter((name) => clusters.has(name));
  if (!isCrdName(crd) || known.length === 0) return [];
  return [
    {
      crd,
      clusters: known,
      from,
      source: { path: "", line: 1, document: 0 },
      appliesBecause: "",
      operation,
      outcome,
      errors: [],
      storedVersionsEvaluated: [],
      undecided: [],
    },
  ];
}
