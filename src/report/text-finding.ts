import type { Severity } from "../rules/rule.ts";
import { printable, printableLine } from "../text/escape.ts";
import { clustersInWords, counted } from "../text/listing.ts";
import { textTable } from "../text/table.ts";
import { visibleLength, wrap } from "../text/wrap.ts";
import { cutName, firstNames } from "./cut.ts";
import { otherLocations, placesInWords } from "./other-places.ts";
import type { Finding, Location, RemedyStep } from "./report.ts";
import { MOST_EXPLAINED, sameExplanation } from "./same-explanation.ts";
import { link, type Page, type Paint, sentence } from "./text-paint.ts";

const MARKS: Record<Severity, string> = { error: "✖", warning: "⚠", info: "ℹ" };
const MOST_RELATED = 4;
/** The CRDs of a large bundle; of hundreds of manifests that use a version a terminal gets the first. */
const MOST_OWN_LINES = 30;
/** `fp1:` and twelve digits: enough for the command `waive`. */
const SHORT_FINGERPRINT = 16;
const MOST_LISTED = 200;

/** Findings in their order; those of one rule and cause stand together, where the first of them stands. */
export function findingBlocks(findings: readonly Finding[], page: Page): readonly string[] {
  return sameExplanation(findings).flatMap((group) => {
    if (group.length <= MOST_EXPLAINED) return group.map((finding) => findingBlock(finding, page));
    const [first, ...others] = group;
    return [findingBlock(first, page), listing(others, page)];
  });
}

/** Columns where they fit, else a line a row that the terminal breaks: a finding never takes five lines of a list. */
function tableOrLines(rows: readonly (readonly string[])[], width: number): string {
  const table = textTable(rows, Number.POSITIVE_INFINITY);
  const isWide = table.split("\n").some((line) => visibleLength(line) > width);
  return isWide ? rows.map((row) => row.filter((cell) => cell !== "").join("  ")).join("\n") : table;
}

/** One line a finding: what it is was said above, and its own steps are in the other formats. */
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
    paint.dim(finding.fingerprint.slice(0, SHORT_FINGERPRINT)),
  ]);
  const lead = `${counted(findings.length, "more finding")} of ${first.rule}${causeOf(first)}, each with steps of its own in --format json:`;
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
  const { paint, width, links } = page;
  const fingerprint = finding.fingerprint.slice(0, SHORT_FINGERPRINT);
  const last = paint.dim(links ? `  ${fingerprint}` : `  ${finding.docs}  ${fingerprint}`);
  const lead = [
    ...heading(finding, page),
    ...otherLines(finding, page),
    wrap(sentence(finding.message, paint), width, "  "),
  ];
  // Whoever waived it has read the steps.
  if (finding.waived !== undefined) return [...lead, ...waivedLines(finding.waived, page), last].join("\n");
  const lines = [
    ...lead,
    ...serverLines(finding, paint),
    ...ownLines(finding, paint),
    ...relatedLines(finding, paint),
    "",
    wrap(sentence(finding.remedy.summary, paint), width, "  "),
    ...finding.remedy.steps.map((step, index) => stepLines(step, index + 1, page)),
  ];
  if (finding.remedy.suggestion !== undefined) lines.push(indented(printable(finding.remedy.suggestion), "      "));
  return [...lines, last].join("\n");
}

/** Place, rule, CRD and clusters in one line where they fit; else what it is about gets lines of its own. */
function heading(finding: Finding, { paint, width, links }: Page): readonly string[] {
  const painted = color(finding, paint);
  const rule = painted(links ? link(finding.rule, finding.docs) : finding.rule);
  const state = finding.state === "introduced" ? "" : paint.dim(`  [${finding.state}]`);
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
function ownLines({ lines = [] }: Finding, paint: Paint): readonly string[] {
  const shown = lines
    .slice(0, MOST_OWN_LINES)
    .map(
      ({ path, startLine, text }) =>
        `    ${paint.dim(printableLine(`${cutName(path)}:${startLine}`))}  ${sentence(text, paint)}`,
    );
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`    and ${more} more, in the JSON report`] : [])];
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
  const who = cluster === undefined ? "The API server" : printable(cluster);
  return [
    `  ${who} will answer:`,
    ...printable(finding.serverMessage)
      .split("\n")
      .map((line) => `    ${paint.red(line)}`),
  ];
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
