import type { FindingLine } from "../../report/report.ts";
import { ruleOf } from "../../rules/index.ts";
import type { FindingGroup, Place, RuleFinding } from "../../rules/rule.ts";
import { code } from "../../text/code-span.ts";
import { clustersInWords, counted } from "../../text/listing.ts";
import { nameOf, sourceOf } from "./source-words.ts";

/** More would drown a report; the message has their number. */
const MOST_LINES = 100;

/** One line for each CRD of a bundle, for each document of several, and for each place that uses what is taken away. */
export function findingLines(group: FindingGroup, reasons: Reasons = NO_REASONS): readonly FindingLine[] {
  if (ruleOf(group[0].rule).meta.about === "file") return documentLines(group, reasons);
  if (ruleOf(group[0].rule).meta.about === "reference") return referenceLines(group);
  return [...crdLines(group, reasons), ...furtherLines(group)];
}

/** What is said of each CRD or document where it is not the same of all, by its name. */
type Reasons = ReadonlyMap<string, readonly string[]>;

const NO_REASONS: Reasons = new Map();

/** Where each of several documents is. */
function documentLines(group: FindingGroup, reasons: Reasons): readonly FindingLine[] {
  if (group.length === 1) return [];
  const lines = group.map((finding) => {
    const { place, crd } = finding;
    const name = nameOf(finding);
    const what = sourceOf(finding) !== undefined || crd !== undefined ? code(name) : "a template";
    const reason = reasons.get(name)?.join(" ") ?? "";
    return {
      path: place.path,
      startLine: place.range.startLine,
      ...markOfBase(place),
      text: reason === "" ? what : `${what}: ${reason}`,
    };
  });
  return atMost(lines, "document");
}

/** Where each of several references is; what is delivered several times stands there once. */
function referenceLines(group: FindingGroup): readonly FindingLine[] {
  const lines = new Map<string, FindingLine>();
  for (const finding of group) {
    const [{ path, range }, text] = [finding.place, lineFact(finding)];
    lines.set(JSON.stringify([path, range.startLine, text]), { path, startLine: range.startLine, text });
  }
  return lines.size < 2 ? [] : atMost([...lines.values()], "source");
}

function crdLines(group: FindingGroup, reasons: Reasons): readonly FindingLine[] {
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
    const facts = [...new Set(findings.map(lineFact))].filter((fact) => fact !== "");
    const clusters = clustersOf(findings);
    const where = clusters.length === all.length ? "" : ` (${clustersInWords(clusters)})`;
    const reason = reasons.get(crd)?.join(" ") ?? "";
    return {
      path: first?.place.path ?? "",
      startLine: first?.place.range.startLine ?? 1,
      ...(first === undefined ? {} : markOfBase(first.place)),
      text: `${code(crd)}${facts.length === 0 ? "" : `: ${facts.join(", ")}`}${where}${reason === "" ? "" : `: ${reason}`}`,
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
function lineFact({ rule, detail }: RuleFinding): string {
  const of = ruleOf(rule);
  return "line" in of ? of.line(detail) : "";
}

function furtherLines(group: FindingGroup): readonly FindingLine[] {
  const rule = ruleOf(group[0].rule);
  const lines = new Map<string, FindingLine>();
  for (const { detail } of group) {
    for (const { path, line, text } of rule.places?.(detail) ?? [])
      lines.set(JSON.stringify([path, line, text]), { path, startLine: line, text });
  }
  const isOfObjects = ruleOf(group[0].rule).meta.about === "object";
  // A single object is what the finding stands at.
  return isOfObjects && lines.size === 1 ? [] : atMost([...lines.values()], isOfObjects ? "object" : "use");
}

/** As many lines as a report bears; the last one counts the others. */
function atMost(lines: readonly FindingLine[], singular: string): readonly FindingLine[] {
  const more = lines.length - MOST_LINES;
  const [next] = lines.slice(MOST_LINES);
  if (next === undefined) return lines;
  return [...lines.slice(0, MOST_LINES), { ...next, more, text: `and ${counted(more, singular)} from here on` }];
}
