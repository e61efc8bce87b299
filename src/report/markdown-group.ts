import { alike, MOST_EXPLAINED } from "./alike.ts";
import { markdownCode, markdownText } from "./escape.ts";
import { findingTitle, type PlaceText, shortFinding, wholeFinding } from "./markdown-finding.ts";
import type { Finding } from "./report.ts";
import { clustersInWords, counted } from "./words/listing.ts";

/** How the places of one finding are written. */
export type PlacesOf = (finding: Finding) => PlaceText;

/** Findings with everything that they say; of many alike the first, a table, and the others folded. */
export function wholeFindings(findings: readonly Finding[], placeOf: PlacesOf): readonly string[] {
  return alike(findings).flatMap((group) => {
    const [first, ...others] = group;
    if (group.length <= MOST_EXPLAINED) return group.map((finding) => wholeFinding(finding, placeOf(finding)));
    return [
      wholeFinding(first, placeOf(first)),
      listing(first, others, placeOf),
      ...others.map((one) => unfoldable(one, placeOf(one))),
    ];
  });
}

/** Findings without their steps; of many alike the first and a table. */
export function shortFindings(findings: readonly Finding[], placeOf: PlacesOf): readonly string[] {
  return alike(findings).flatMap((group) => {
    const [first, ...others] = group;
    if (group.length <= MOST_EXPLAINED) return group.map((finding) => shortFinding(finding, placeOf(finding)));
    return [shortFinding(first, placeOf(first)), listing(first, others, placeOf)];
  });
}

function listing(first: Finding, others: readonly Finding[], placeOf: PlacesOf): string {
  const rows = others.map((finding) => {
    const { location, crd, version, versions = version === undefined ? [] : [version], clusters } = finding;
    const cells = [
      crd === undefined ? "" : markdownCode(crd),
      placeOf(finding)(location.path, location.startLine),
      versions.map(markdownCode).join(", "),
      markdownText(clustersInWords(clusters)),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const cause = first.cause === undefined ? "" : ` (${first.cause})`;
  return [
    `And ${counted(others.length, "more finding")} of ${first.rule}${cause}:\n`,
    "| CRD | place | versions | clusters |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function unfoldable(finding: Finding, place: PlaceText): string {
  const [, ...text] = wholeFinding(finding, place).split("\n\n");
  const name = finding.crd ?? finding.location.path;
  return `<details><summary>${markdownText(name)}</summary>\n\n${findingTitle(finding)}\n\n${text.join("\n\n")}\n\n</details>`;
}
