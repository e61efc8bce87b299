import type { Log, Notification, Region, ReportingDescriptor, Result, Location as SarifLocation } from "sarif";
import { type AnyRule, RULES } from "../rules/index.ts";
import { pages } from "../rules/pages.generated.js";
import type { RuleMeta, Severity } from "../rules/rule.ts";
import { jsonText, printable, printableLine } from "../text/escape.ts";
import { counted } from "../text/listing.ts";
import { cutName, withCutNames } from "./cut.ts";
import { otherLocations } from "./other-places.ts";
import { type Remark, remarks } from "./remarks.ts";
import type { Finding, FindingState, Location, RelatedPlace, Report } from "./report.ts";
import { artifact, plainText } from "./sarif-text.ts";

/** Code scanning takes no more results of a run (docs.github.com, SARIF support), and a file of at most 10 MB. */
const MOST_RESULTS = 25_000;
const SARIF_BUDGET_BYTES = 10_000_000;

const DOCS = "https://github.com/crd-upgrade-guard/crd-upgrade-guard";
const LEVELS = { error: "error", warning: "warning", info: "note", off: "none" } as const;
const WEIGHTS: Record<Severity | "off", string> = {
  error: "error",
  warning: "warning",
  info: "recommendation",
  off: "recommendation",
};
/** SARIF knows no "revealed": the finding was not in the base's result, whatever made it show. */
const BASELINE: Record<FindingState, "new" | "unchanged"> = {
  introduced: "new",
  revealed: "new",
  preexisting: "unchanged",
};

/**
 * The report as SARIF 2.1.0 for code scanning and other readers. Findings come the worst first, and where the file would
 * be larger than what is taken, the least are left out and a notification says how many.
 * @param folder what the report's paths are relative to, seen from the repository's root
 */
export function renderSarif(given: Report, folder = ".", budgetBytes = SARIF_BUDGET_BYTES): string {
  const report = withCutNames(given);
  const results = report.findings.map((finding) => resultOf(finding, report, folder));
  const text = (kept: number) => `${jsonText(logOf(report, folder, results.slice(0, kept)))}\n`;
  let fits = 0;
  let most = Math.min(countWithin(results, budgetBytes), MOST_RESULTS);
  let log = text(most);
  if (Buffer.byteLength(log) <= budgetBytes) return log;
  // As many of the worst as fit, by halving the gap: only a report of tens of thousands of findings comes here.
  for (log = text(0); most - fits > 1; ) {
    const tried = (fits + most) >> 1;
    const candidate = text(tried);
    if (Buffer.byteLength(candidate) > budgetBytes) most = tried;
    else {
      fits = tried;
      log = candidate;
    }
  }
  return log;
}

/** How many of the results may fit: their own sizes are known before the whole is written, which may be gigabytes. */
function countWithin(results: readonly Result[], budgetBytes: number): number {
  let size = 0;
  const end = results.findIndex((result) => {
    size += JSON.stringify(result).length;
    return size > budgetBytes;
  });
  return end === -1 ? results.length : end;
}

function logOf(report: Report, folder: string, results: readonly Result[]): Log {
  const left = report.findings.length - results.length;
  const used = usedRules(report.findings.slice(0, results.length));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            informationUri: DOCS,
            rules: used.map(({ meta }) => ruleOf(meta, report.mode)),
          },
        },
        invocations: [
          {
            executionSuccessful: report.result !== "error",
            toolExecutionNotifications: notifications(report, folder, left),
          },
        ],
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { description: { text: "The root of the repository." } } },
        results: [...results],
        properties: { mode: report.mode, result: report.result },
      },
    ],
  };
}

const REMARK_LEVELS = { problem: "error", "not-read": "warning", undecided: "note", notice: "note" } as const;

/** @param left findings that the file has no room for */
function notifications(report: Report, folder: string, left: number): Notification[] {
  const cut = `${counted(left, "finding")} of the least severity left out: the file would be larger than code scanning takes. The JSON report has all of them.`;
  return [
    ...(left > 0 ? [{ level: "warning" as const, message: { text: cut } }] : []),
    ...remarks(report).map((remark) => notification(remark, folder)),
  ];
}

function notification({ kind, text, place }: Remark, folder: string): Notification {
  const said = { level: REMARK_LEVELS[kind], message: { text: plainText(text) } };
  if (kind !== "problem") return said;
  if (place === undefined) return { ...said, locations: [] };
  const { path, line, column } = place;
  const region = {
    ...(line === undefined ? {} : { startLine: line }),
    ...(column === undefined ? {} : { startColumn: column }),
  };
  return { ...said, locations: [{ physicalLocation: { artifactLocation: artifact(path, folder), region } }] };
}

/** Sorted by id; those without a result would be most of the file. */
function usedRules(findings: readonly Finding[]): readonly AnyRule[] {
  const ids = new Set(findings.map(({ rule }) => rule));
  return RULES.filter(({ meta }) => ids.has(meta.id));
}

function ruleOf({ id, summary, severity }: RuleMeta, mode: Report["mode"]): ReportingDescriptor {
  const page = pages[id] ?? summary;
  return {
    id,
    name: id.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    helpUri: `${DOCS}/blob/main/docs/rules/${id}.md`,
    help: { text: page, markdown: page },
    defaultConfiguration: { level: LEVELS[severity[mode]] },
    properties: { tags: ["kubernetes", "crd"], precision: "very-high", "problem.severity": WEIGHTS[severity[mode]] },
  };
}

function resultOf(finding: Finding, report: Report, folder: string): Result {
  const { location, waived } = finding;
  const others = otherLocations(finding);
  const lines = [
    finding.message,
    ...(finding.serverMessage === undefined ? [] : [`The server will say: ${finding.serverMessage}`]),
    finding.remedy.summary,
    ...(others.length === 0 ? [] : [`The same holds in ${counted(others.length, "other place")}.`]),
  ];
  return {
    ruleId: finding.rule,
    kind: "fail",
    level: LEVELS[finding.severity],
    message: { text: lines.map(plainText).join("\n") },
    locations: location.path === "-" || location.absent === true ? [] : [locationOf(location, folder)],
    relatedLocations: [...samePlaces(others), ...ownPlaces(finding), ...finding.related]
      .filter(({ path }) => path !== "-")
      .map((place, index) => relatedLocation(place, index, folder)),
    partialFingerprints: { "crdUpgradeGuard/v1": finding.fingerprint },
    // Without a base there is nothing that a finding could be new against.
    ...(report.base.available ? { baselineState: BASELINE[finding.state] } : {}),
    ...(waived === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: plainText(`${waived.reason} (${waived.owner}, until ${waived.expires})`),
            },
          ],
        }),
    properties: {
      state: finding.state,
      clusters: finding.clusters.map(printableLine),
      ...(finding.crd === undefined ? {} : { crd: printableLine(finding.crd) }),
      ...(finding.crds === undefined ? {} : { crds: finding.crds.map(printableLine) }),
      ...(finding.cause === undefined ? {} : { cause: finding.cause }),
    },
  };
}

/** A result of many places would be most of the file; its message has their number. */
const MOST_SAME = 100;

function samePlaces(others: readonly Location[]): readonly RelatedPlace[] {
  return others.slice(0, MOST_SAME).map(({ path, startLine, inBase }) => ({
    path,
    startLine,
    message: "the same",
    ...(inBase === true ? { inBase } : {}),
  }));
}

function ownPlaces({ lines = [] }: Finding): readonly RelatedPlace[] {
  return lines.map(({ text, ...place }) => ({ ...place, message: text }));
}

function locationOf({ path, yamlPath, inBase, blob: _, ...region }: Location, folder: string): SarifLocation {
  return {
    physicalLocation: physicalLocation(path, inBase, region, folder),
    ...(yamlPath === "" ? {} : { logicalLocations: [{ fullyQualifiedName: printable(cutName(yamlPath)) }] }),
  };
}

/** Lines of the base would point at something else. */
function physicalLocation(
  path: string,
  inBase: true | undefined,
  region: Region,
  folder: string,
): NonNullable<SarifLocation["physicalLocation"]> {
  return { artifactLocation: artifact(path, folder), ...(inBase === true ? {} : { region }) };
}

function relatedLocation(place: RelatedPlace, index: number, folder: string): SarifLocation {
  const { path, startLine, message, inBase } = place;
  return {
    id: index + 1,
    physicalLocation: physicalLocation(path, inBase, { startLine }, folder),
    message: { text: plainText(message) },
  };
}
