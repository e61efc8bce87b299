import type { FindingDetail } from "../../rules/finding-detail.ts";
import type { Place, RuleFinding } from "../../rules/rule.ts";
import { clustersInWords, counted, quoted } from "../../text/listing.ts";
import type { FindingLine } from "../report.ts";
import type { FindingGroup } from "./finding-words.ts";

/** More would drown a report; the message has their number. */
const MOST_LINES = 100;

/** One line for each CRD of a bundle, for each document of several, and for each place that uses what is taken away. */
export function findingLines(group: FindingGroup): readonly FindingLine[] {
  if (group[0].rule === "manifest-unreadable") return documentLines(group);
  return [...crdLines(group), ...useLines(group)];
}

/** Where each of several documents is. */
function documentLines(group: FindingGroup): readonly FindingLine[] {
  if (group.length === 1) return [];
  const lines = group.map(({ place, crd }) => ({
    path: place.path,
    startLine: place.range.startLine,
    ...markOfBase(place),
    text: crd === undefined ? "a template" : `\`${crd}\``,
  }));
  return atMost(lines, "document");
}

function crdLines(group: FindingGroup): readonly FindingLine[] {
  const byCrd = new Map<string, RuleFinding[]>();
  for (const finding of group) {
    if (finding.crd === undefined) continue;
    const findings = byCrd.get(finding.crd);
    if (findings === undefined) byCrd.set(finding.crd, [finding]);
    else findings.push(finding);
  }
  if (byCrd.size < 2) return [];
  const all = clustersOf(group);
  return [...byCrd].map(([crd, findings]) => {
    const [first] = findings;
    const facts = [...new Set(findings.map(({ detail }) => lineFacts(detail)))].filter((fact) => fact !== "");
    const clusters = clustersOf(findings);
    const where = clusters.length === all.length ? "" : ` (${clustersInWords(clusters)})`;
    return {
      path: first?.place.path ?? "",
      startLine: first?.place.range.startLine ?? 1,
      ...(first === undefined ? {} : markOfBase(first.place)),
      text: `\`${crd}\`${facts.length === 0 ? "" : `: ${facts.join(", ")}`}${where}`,
    };
  });
}

/** What a place in a report says of its tree. */
export function markOfBase({ inBase }: Place): { readonly inBase?: true } {
  return inBase === true ? { inBase } : {};
}

function clustersOf(findings: readonly RuleFinding[]): readonly string[] {
  return [...new Set(findings.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])))].sort();
}

/** What tells one CRD of a bundle from another. */
function lineFacts(detail: FindingDetail): string {
  switch (detail.kind) {
    case "annotations-too-large":
      return `${detail.bytes.toLocaleString("en-US")} bytes`;
    case "conversion-dropped":
      return quoted(detail.versions);
    case "crd-removed":
      return detail.cause === "kept" ? detail.keptBy.map((mark) => `\`${mark}\``).join(", ") : "";
    case "served-version-removed":
      return `\`${detail.apiVersion.slice(detail.apiVersion.indexOf("/") + 1)}\``;
    case "storage-version-not-burned-in":
    case "storage-version-reverted":
    case "gateway-api-channel":
    case "gateway-api-downgrade":
      return `\`${detail.live}\` to ${detail.manifest === "" ? "none" : `\`${detail.manifest}\``}`;
    case "guard-weakened":
      return detail.hidden;
    case "unused-crd":
      return detail.cause === "no-objects" ? "no objects" : "objects not counted";
    default:
      return "";
  }
}

function useLines(group: FindingGroup): readonly FindingLine[] {
  const uses = new Map<string, FindingLine>();
  for (const { detail } of group) {
    if (detail.kind !== "served-version-removed") continue;
    for (const { path, line, kind, apiVersion } of detail.uses) {
      const text = `\`${kind}\` at \`${apiVersion}\``;
      uses.set(JSON.stringify([path, line, text]), { path, startLine: line, text });
    }
  }
  return atMost([...uses.values()], "use");
}

/** As many lines as a report bears; the last one counts the others. */
function atMost(lines: readonly FindingLine[], singular: string): readonly FindingLine[] {
  const more = lines.length - MOST_LINES;
  const [next] = lines.slice(MOST_LINES);
  if (next === undefined) return lines;
  return [...lines.slice(0, MOST_LINES), { ...next, text: `and ${counted(more, singular)} from here on` }];
}
