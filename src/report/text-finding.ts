import type { Severity } from "../rules/rule.ts";
import { printable, printableLine } from "../text/escape.ts";
import { clustersInWords, counted } from "../text/listing.ts";
import { textTable } from "../text/table.ts";
import { visibleLength, wrap } from "../text/wrap.ts";
import { ageInWords } from "./age.ts";
import { cutName, cutTo, firstNames } from "./cut.ts";
import { otherLocations, placesBehind, placesInWords } from "./other-places.ts";
import type { OwnSteps } from "./own-steps.ts";
import type { Finding, Location, RemedyStep } from "./report.ts";
import { MOST_EXPLAINED, sameExplanation } from "./same-explanation.ts";
import { link, type Page, type Paint, sentence } from "./text-paint.ts";

const MARKS: Record<Severity, string> = { error: "✖", warning: "⚠", info: "ℹ" };
const MOST_RELATED = 4;
/** The CRDs of a large bundle; of hundreds of manifests that use a version a terminal gets the first. */
const MOST_OWN_LINES = 30;
const MOST_FOLDED_LINES = 5;
/** `fp1:` and twelve digits: enough for the command `waive`. */
const SHORT_FINGERPRINT = 16;
const MOST_LISTED = 200;

/** Findings in their order; those of one rule and cause stand together, where the first of them stands. */
export function findingBlocks(findings: readonly Finding[], page: Page): readonly string[] {
  return sameExplanation(findings).flatMap((group) => {
    const [first, ...others] = group;
    // With the same steps for other names, the name is all that is new of the others.
    const hasSteps = group.some(({ remedy, waived }) => waived === undefined && remedy.steps.length > 0);
    const isAlike = page.steps !== "here" && crdOf(first) !== "" && first.remedy.steps.length > 0;
    // Whoever asks for the steps gets those of each.
    const isTold = page.steps === "here" && hasSteps;
    if (isTold || group.length <= (isAlike ? 1 : MOST_EXPLAINED))
      return group.map((finding) => findingBlock(finding, page));
    return [findingBlock(first, page), listing(others, page)];
  });
}

/** How little is said of a finding: why and the way out; why alone; of that what one row takes. */
export const BRIEF = ["way-out", "why", "row"] as const;

/** Where those are too long: of each cause the first without the server's words, and a line for each of the others. */
export function briefBlocks(
  findings: readonly Finding[],
  page: Page,
  brief: (typeof BRIEF)[number],
): readonly string[] {
  const groups = sameExplanation(findings).map(([first, ...others]) =>
    [...briefLines(first, page, brief), ...(others.length === 0 ? [] : [listing(others, page)])].join("\n"),
  );
  const more = page.steps === "pages" ? PAGES : `More about each: ${EXPLAIN} FINGERPRINT`;
  return groups.length === 0 ? [] : [groups.join("\n"), wrap(more, page.width, "")];
}

function briefLines(finding: Finding, page: Page, brief: (typeof BRIEF)[number]): readonly string[] {
  const { paint, width } = page;
  const said = (text: string) => wrap(sentence(text, paint), width, "  ");
  const head = heading(finding, page).join("\n");
  const fingerprint = paint.dim(`  ${shortFingerprint(finding)}`);
  const last = head.slice(head.lastIndexOf("\n") + 1);
  const lead = visibleLength(last) + visibleLength(fingerprint) <= width ? [head + fingerprint] : [head, fingerprint];
  if (brief === "row") return [...lead, `  ${sentence(cutTo(finding.message, width - 2), paint)}`];
  return [...lead, said(finding.message), ...(brief === "why" ? [] : [said(finding.remedy.summary)])];
}

/** Names the finding for a command. */
const EXPLAIN = "crd-upgrade-guard explain";
const PAGES = "More: in the comments or job summary";

/** Columns where they fit, else a line a row that the terminal breaks: a finding never takes five lines of a list. */
function tableOrLines(rows: readonly (readonly string[])[], width: number): string {
  const table = textTable(rows, Number.POSITIVE_INFINITY);
  const isWide = table.split("\n").some((line) => visibleLength(line) > width);
  return isWide ? rows.map((row) => row.filter((cell) => cell !== "").join("  ")).join("\n") : table;
}

/** One line a finding: what it is was said above, and its own steps are where `explain` or the pages have them. */
function listing(findings: readonly Finding[], { paint, width }: Page): string {
  const [first] = findings;
  if (first === undefined) return "";
  const rows = findings.slice(0, MOST_LISTED).map((finding) => [
    place(finding) + andMore(finding),
    printableLine(crdOf(finding)),
    firstNames(finding.versions ?? [finding.version ?? ""])
      .map(printableLine)
      .join(", "),
    clustersInWords(finding.clusters.map(printable)),
    paint.dim(shortFingerprint(finding)),
  ]);
  const lead = `${counted(findings.length, "more finding")} of ${first.rule}${causeOf(first)}:`;
  const header = ["place", "CRD", "versions", "clusters", "fingerprint"].map((name) => paint.dim(name));
  const more = findings.length - rows.length;
  return [
    color(first, paint)(wrap(`${MARKS[first.severity]} ${lead}`, width, "")),
    tableOrLines([header, ...rows], width),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("\n");
}

function crdOf({ crd, crds }: Finding): string {
  return crd ?? (crds === undefined ? "" : `${crds[0]} and ${crds.length - 1} more`);
}

type Waived = NonNullable<Finding["waived"]>;

function findingBlock(finding: Finding, page: Page): string {
  const { paint, width, steps } = page;
  // Whoever waived it has read the steps.
  if (finding.waived !== undefined)
    return [...leadLines(finding, page), ...waivedLines(finding.waived, page), lastLine(finding, page)].join("\n");
  const summary = wrap(sentence(finding.remedy.summary, paint), width, "  ");
  const answer = answerLines(finding, page);
  if (steps !== "here") return [...answer, summary, foldedLine(finding, page)].join("\n");
  return [...answer, ...relatedLines(finding, paint), "", summary, ...stepsLines(finding, page)].join("\n");
}

/**
 * A finding with its steps, whoever waived it.
 * @param own clusters whose steps are wanted; none: all steps as they are
 */
export function explainedFinding(finding: Finding, own: readonly OwnSteps[], page: Page): string {
  const { paint, width } = page;
  const each =
    own.length === 0
      ? ["", ...finding.remedy.steps.map((step, index) => stepLines(step, index + 1, page))]
      : own.flatMap(({ cluster, steps }) => [
          "",
          paint.bold(`  On ${printable(cluster)}:`),
          ...steps.map((step, index) => stepLines(step, index + 1, page)),
        ]);
  return [
    ...answerLines(finding, page),
    ...relatedLines(finding, paint),
    ...(finding.waived === undefined ? [] : waivedLines(finding.waived, page)),
    "",
    wrap(sentence(finding.remedy.summary, paint), width, "  "),
    ...(finding.remedy.steps.length === 0 ? [] : each),
    ...suggestionLines(finding),
    "",
    lastLine(finding, page),
  ].join("\n");
}

/** How many steps there are, and what prints them. */
function foldedLine(finding: Finding, page: Page): string {
  const { steps } = finding.remedy;
  if (steps.length === 0) return lastLine(finding, page);
  return page.paint.dim(`  ${counted(steps.length, "step")}: ${EXPLAIN} ${shortFingerprint(finding)}`);
}

function leadLines(finding: Finding, page: Page): readonly string[] {
  const message = wrap(sentence(finding.message, page.paint), page.width, "  ");
  return [...heading(finding, page), ...otherLines(finding, page), message];
}

function answerLines(finding: Finding, page: Page): readonly string[] {
  return [...leadLines(finding, page), ...serverLines(finding, page.paint), ...ownLines(finding, page)];
}

function stepsLines(finding: Finding, page: Page): readonly string[] {
  const steps = finding.remedy.steps.map((step, index) => stepLines(step, index + 1, page));
  return [...steps, ...suggestionLines(finding), lastLine(finding, page)];
}

function suggestionLines({ remedy: { suggestion } }: Finding): readonly string[] {
  return suggestion === undefined ? [] : [indented(printable(suggestion), "      ")];
}

function lastLine(finding: Finding, { paint, links }: Page): string {
  return paint.dim(links ? `  ${shortFingerprint(finding)}` : `  ${finding.docs}  ${shortFingerprint(finding)}`);
}

function shortFingerprint({ fingerprint }: Finding): string {
  return fingerprint.slice(0, SHORT_FINGERPRINT);
}

/** Place, rule, CRD and clusters in one line where they fit; else what it is about gets lines of its own. */
function heading(finding: Finding, { paint, width, links }: Page): readonly string[] {
  const painted = color(finding, paint);
  const rule = painted(links ? link(finding.rule, finding.docs) : finding.rule);
  const state = paint.dim(ageInWords(finding));
  const at = place(finding);
  const start = painted(paint.bold([MARKS[finding.severity], ...(at === "" ? [] : [at])].join(" ")));
  const lead = `${start}${at === "" ? " " : "  "}${rule}${causeOf(finding)}`;
  const clusters = firstNames(finding.clusters).map(printable).join(", ");
  const about = [printableLine(crdOf(finding)), clusters].filter((part) => part !== "").join("  ");
  if (about === "") return [lead + state];
  const whole = `${lead}${paint.bold(`  ${about}`)}${state}`;
  return visibleLength(whole) <= width ? [whole] : [lead + state, paint.bold(wrap(about, width, "  "))];
}

function place({ location }: Finding): string {
  return locationText(location);
}

/** "" where there is no file to point at. */
function locationText({ path, startLine, startColumn, absent }: Location): string {
  if (absent === true) return "";
  return `${printableLine(cutName(path))}:${startLine}:${startColumn}`;
}

/** Where else the same holds, in as few lines as that takes. */
function otherLines(finding: Finding, { paint, width }: Page): readonly string[] {
  const others = otherLocations(finding);
  return others.length === 0 ? [] : [paint.dim(wrap(`and ${placesInWords(others, locationText)}`, width, "  "))];
}

function andMore({ otherPlaces = [] }: Finding): string {
  return otherPlaces.length === 0 ? "" : ` and ${otherPlaces.length} more`;
}

function causeOf(finding: Finding): string {
  return finding.cause === undefined ? "" : ` (${finding.cause})`;
}

function color(finding: Finding, paint: Paint): (text: string) => string {
  return { error: paint.red, warning: paint.yellow, info: paint.blue }[finding.severity];
}

function waivedLines({ owner, expires, reason }: Waived, { paint, width }: Page): readonly string[] {
  const words = `Waived by ${owner} until ${expires}: ${reason}`;
  return [paint.green(wrap(printable(words).replaceAll("\n", " "), width, "  "))];
}

/** The CRDs of a bundle, the places that use a version. */
function ownLines({ lines = [] }: Finding, { paint, steps }: Page): readonly string[] {
  const shown = lines
    .slice(0, steps === "here" ? MOST_OWN_LINES : MOST_FOLDED_LINES)
    .map(
      ({ path, startLine, text }) =>
        `    ${paint.dim(printableLine(`${cutName(path)}:${startLine}`))}  ${sentence(text, paint)}`,
    );
  const more = placesBehind(lines, shown.length, steps === "here" ? "in the JSON report" : null);
  return [...shown, ...(more === "" ? [] : [`    ${more}`])];
}

function relatedLines(finding: Finding, paint: Paint): readonly string[] {
  const shown = finding.related
    .slice(0, MOST_RELATED)
    .map((place) => `  ${printableLine(`${cutName(place.path)}:${place.startLine}`)}  ${printableLine(place.message)}`);
  const more = finding.related.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more like it`] : [])].map((line) => paint.dim(line));
}

function serverLines(finding: Finding, paint: Paint): readonly string[] {
  if (finding.serverMessage === undefined) return [];
  const [cluster] = finding.clusters;
  const who = `  ${cluster === undefined ? "The API server" : printable(cluster)} will answer:`;
  const [first = "", ...others] = printable(finding.serverMessage).split("\n");
  if (others.length === 0) return [`${who} ${paint.red(first)}`];
  return [who, ...[first, ...others].map((line) => `    ${paint.red(line)}`)];
}

function stepLines(step: RemedyStep, number: number, { paint, width }: Page): string {
  const only = step.clusters === undefined ? "" : `[${firstNames(step.clusters).map(printable).join(", ")}] `;
  const lead = `  ${`${number}.`.padEnd(3)} `;
  const text = wrap(`${only}${sentence(step.text, paint)}`, width, "      ");
  const lines = [`${lead}${text.slice(lead.length)}`];
  if (step.command !== undefined) lines.push(`      ${paint.green(printable(step.command))}`);
  return lines.join("\n");
}

function indented(text: string, margin: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `${margin}${line}`)
    .join("\n");
}
