import type { Severity } from "../rules/rule.ts";
import { markdownCode, markdownFence, markdownLink, markdownSentence, markdownText } from "../text/escape.ts";
import { cutName, firstNames } from "./cut.ts";
import { otherLocations, placesInWords } from "./other-places.ts";
import type { Finding, Location, RemedyStep } from "./report.ts";

const SEVERITIES: Record<Severity, string> = { error: "❌", warning: "⚠️", info: "ℹ️" };
const MOST_RELATED = 4;
const MOST_LINES = 50;

/** How a place in a file is written: as code, or as a link to it, in the base where it was taken away. */
export type PlaceText = (path: string, line: number, inBase?: boolean) => string;

export function placeAsCode(path: string, line: number): string {
  return markdownCode(`${cutName(path)}:${line}`);
}

/** A finding with everything that it says, its steps folded. */
export function wholeFinding(finding: Finding, place: PlaceText): string {
  const parts = [findingLead(finding, place), ...serverSentence(finding), markdownSentence(finding.remedy.summary)];
  const steps = finding.remedy.steps.map(stepText);
  if (finding.remedy.suggestion !== undefined) steps.push(indented(markdownFence(finding.remedy.suggestion, "yaml")));
  return [...parts, ...foldedSteps([...steps, ...proofs(finding, place)])].join("\n\n");
}

export function shortFinding(finding: Finding, place: PlaceText): string {
  return `${findingLead(finding, place)}\n\n${markdownSentence(finding.remedy.summary)}`;
}

/** What the server says, word for word. */
export function serverSentence({ serverMessage }: Finding): readonly string[] {
  return serverMessage === undefined ? [] : [markdownFence(serverMessage, "text")];
}

/** @param steps as `stepText` gives them; none: nothing to fold */
export function foldedSteps(steps: readonly string[]): readonly string[] {
  return steps.length === 0 ? [] : [`<details><summary>Steps</summary>\n\n${steps.join("\n\n")}\n\n</details>`];
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

/** Why it is shown although the change's manifests do not bring it; "" where they do. */
export function ageInWords({ state }: Finding): string {
  return AGES[state];
}

const AGES: Record<Finding["state"], string> = {
  introduced: "",
  revealed: " (known by the change of the snapshots or the configuration)",
  preexisting: " (before this change too)",
};

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
  const more = lines.length > MOST_LINES ? [`| | and ${lines.length - MOST_LINES} more, in the JSON report |`] : [];
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

/** Severity, rule, CRD and clusters on one line. */
export function findingTitle(finding: Finding): string {
  const subject = findingSubject(finding);
  const clusters =
    finding.clusters.length === 0 ? "" : ` on ${firstNames(finding.clusters).map(markdownText).join(", ")}`;
  return `${mark(finding)} ${markdownLink(finding.rule, finding.docs)}${subject === "" ? "" : ` ${subject}`}${clusters}`;
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
