import type { Severity } from "../rules/rule.ts";
import { markdownCode, markdownFence, markdownLink, markdownSentence, markdownText } from "../text/escape.ts";
import { ageInWords } from "./age.ts";
import { cutName, firstNames } from "./cut.ts";
import { otherLocations, placesBehind, placesInWords } from "./other-places.ts";
import type { Finding, Location, RemedyStep } from "./report.ts";
import type { Runbook } from "./runbook.ts";

const SEVERITIES: Record<Severity, string> = { error: "❌", warning: "⚠️", info: "ℹ️" };
const MOST_RELATED = 4;
const MOST_LINES = 50;

/** How a place in a file is written: as code, or as a link to it, in the base where it was taken away. */
export type PlaceText = (path: string, line: number, inBase?: boolean) => string;

export function placeAsCode(path: string, line: number): string {
  return markdownCode(`${cutName(path)}:${line}`);
}

/**
 * The first finding of a runbook with everything that it says, the steps of all of them folded.
 * @param wayOut false: the page says the same way out of another finding
 */
export function wholeFinding(runbook: Runbook, place: PlaceText, wayOut = true): string {
  const [finding, ...others] = runbook.findings;
  // Whoever waived it has read the steps.
  if (finding.waived !== undefined) return findingLead(finding, place);
  const { suggestion, summary } = finding.remedy;
  const parts = [
    findingLead(finding, place),
    ...serverSentence(finding),
    wayOut ? markdownSentence(summary) : "The way out is the one above.",
  ];
  const isCommon = suggestion !== undefined && others.every(({ remedy }) => remedy.suggestion === suggestion);
  const kept = isCommon ? [indented(markdownFence(suggestion, "yaml"))] : [];
  const steps = [...runbook.steps.map(stepText), ...kept, ...byHand(runbook)];
  const known = proofs(finding, place);
  const folded = steps.length === 0 ? foldOf("Evidence", known) : foldedSteps([...steps, ...known], others.length);
  return [...parts, ...folded].join("\n\n");
}

/** Where the steps are that a runbook leaves out. */
export function byHand({ findings, isShort }: Runbook): readonly string[] {
  const [{ fingerprint }] = findings;
  return isShort
    ? [`By hand, for each: ${markdownCode(`npx crd-upgrade-guard explain ${fingerprint.slice(0, SHORT_FINGERPRINT)}`)}`]
    : [];
}

/** `fp1:` and twelve digits: enough for the command line. */
export const SHORT_FINGERPRINT = 16;

export function shortFinding(finding: Finding, place: PlaceText): string {
  return `${findingLead(finding, place)}\n\n${markdownSentence(finding.remedy.summary)}`;
}

/** What the server says, word for word. */
export function serverSentence({ serverMessage }: Finding): readonly string[] {
  return serverMessage === undefined ? [] : [markdownFence(serverMessage, "text")];
}

/**
 * @param steps as `stepText` gives them; none: nothing to fold
 * @param others how many more findings they mend
 */
export function foldedSteps(steps: readonly string[], others = 0): readonly string[] {
  return foldOf(others === 0 ? "Steps" : `Steps for all ${others + 1}`, steps);
}

function foldOf(title: string, blocks: readonly string[]): readonly string[] {
  return blocks.length === 0 ? [] : [`<details><summary>${title}</summary>\n\n${blocks.join("\n\n")}\n\n</details>`];
}

/** Where else to look: below the steps, since nobody needs it to act. */
function proofs({ related }: Finding, place: PlaceText): readonly string[] {
  if (related.length === 0) return [];
  const shown = related
    .slice(0, MOST_RELATED)
    .map((one) => `${place(one.path, one.startLine, one.inBase)} ${markdownText(one.message)}`);
  const more = related.length - shown.length;
  return [`Known from ${[...shown, ...(more > 0 ? [`and ${more} more like it`] : [])].join("; ")}.`];
}

function findingLead(finding: Finding, place: PlaceText): string {
  const others = otherPlaces(finding, place);
  const where = `${ownPlace(finding, place)}${others === "" ? "" : `, and ${others}`}`;
  const parts = [
    `### ${findingTitle(finding)}${ageInWords(finding)}`,
    ...(where === "" ? [] : [where]),
    ...waiverSentence(finding),
    markdownSentence(finding.message),
    ...ownLines(finding, place),
  ];
  return parts.join("\n\n");
}

/** Where else the same holds; "" where it does nowhere. */
export function otherPlaces(finding: Finding, place: PlaceText): string {
  const text = ({ path, startLine, inBase }: Location) => place(path, startLine, inBase);
  return placesInWords(otherLocations(finding), text);
}

/** The place of a finding in a table or list, with the number of its other places; "" where there is no file to name. */
export function shortPlace(finding: Finding, place: PlaceText): string {
  const { otherPlaces: others = [] } = finding;
  return `${ownPlace(finding, place)}${others.length === 0 ? "" : ` and ${others.length} more`}`;
}

function ownPlace({ location: { path, startLine, inBase, absent } }: Finding, place: PlaceText): string {
  return absent === true ? "" : place(path, startLine, inBase);
}

/** The CRDs of a bundle, the places that use a version: a table of them. */
export function ownLines({ lines = [] }: Finding, place: PlaceText): readonly string[] {
  if (lines.length === 0) return [];
  const rows = lines
    .slice(0, MOST_LINES)
    .map(({ path, startLine, inBase, text }) => `| ${place(path, startLine, inBase)} | ${markdownSentence(text)} |`);
  const left = placesBehind(lines, MOST_LINES, "in the JSON report");
  const more = left === "" ? [] : [`| | ${left} |`];
  return [["| where | what |", "| --- | --- |", ...rows, ...more].join("\n")];
}

function waiverSentence({ waived }: Finding): readonly string[] {
  if (waived === undefined) return [];
  return [
    `Waived by ${markdownText(waived.owner)} until ${markdownText(waived.expires)}: ${markdownText(waived.reason)}`,
  ];
}

export function mark({ severity }: Finding): string {
  return SEVERITIES[severity];
}

/**
 * Severity, rule, CRD and clusters on one line.
 * @param linked false: another title on the same page leads to the rule
 */
export function findingTitle(finding: Finding, linked = true): string {
  const subject = findingSubject(finding);
  const clusters =
    finding.clusters.length === 0 ? "" : ` on ${firstNames(finding.clusters).map(markdownText).join(", ")}`;
  const rule = linked ? markdownLink(finding.rule, finding.docs) : finding.rule;
  return `${mark(finding)} ${rule}${subject === "" ? "" : ` ${subject}`}${clusters}`;
}

/** The CRD that it is about, or the first of several and how many more there are; "" for none. */
export function findingSubject({ crd, crds = [] }: Finding): string {
  const first = crd ?? crds[0];
  const more = crd !== undefined || crds.length === 0 ? "" : ` and ${crds.length - 1} more`;
  return first === undefined ? "" : `${markdownCode(first)}${more}`;
}

export function stepText(step: RemedyStep, index: number): string {
  const only = step.clusters === undefined ? "" : `**${firstNames(step.clusters).map(markdownText).join(", ")}:** `;
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
