import { markdownCode, markdownText } from "../text/escape.ts";
import { clustersInWords, counted } from "../text/listing.ts";
import { cutName, firstNames } from "./cut.ts";
import {
  findingSubject,
  findingTitle,
  type PlaceText,
  shortFinding,
  shortPlace,
  wholeFinding,
} from "./markdown-finding.ts";
import type { Finding } from "./report.ts";
import { MOST_EXPLAINED, sameExplanation } from "./same-explanation.ts";

/** Findings with everything that they say, made one by one; of many alike the first, a table, and the others folded. */
export function* wholeFindings(findings: readonly Finding[], place: PlaceText): Iterable<string> {
  for (const group of sameExplanation(findings)) {
    const [first, ...others] = group;
    yield wholeFinding(first, place);
    if (group.length > MOST_EXPLAINED) yield listing(first, others, place);
    for (const one of others) yield group.length > MOST_EXPLAINED ? unfoldable(one, place) : wholeFinding(one, place);
  }
}

/** Findings without their steps; of many alike the first and a table. */
export function* shortFindings(findings: readonly Finding[], place: PlaceText): Iterable<string> {
  for (const group of sameExplanation(findings)) {
    const [first, ...others] = group;
    yield shortFinding(first, place);
    if (group.length > MOST_EXPLAINED) yield listing(first, others, place);
    else for (const one of others) yield shortFinding(one, place);
  }
}

function listing(first: Finding, others: readonly Finding[], place: PlaceText): string {
  const rows = others.map((finding) => {
    const { version, versions = version === undefined ? [] : [version], clusters } = finding;
    const cells = [
      findingSubject(finding),
      shortPlace(finding, place),
      firstNames(versions).map(markdownCode).join(", "),
      markdownText(clustersInWords(clusters)),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const cause = first.cause === undefined ? "" : ` (${markdownText(first.cause)})`;
  return [
    `And ${counted(others.length, "more finding")} of ${first.rule}${cause}:\n`,
    "| CRD | place | versions | clusters |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function unfoldable(finding: Finding, place: PlaceText): string {
  const [, ...text] = wholeFinding(finding, place).split("\n\n");
  const { path, startLine } = finding.location;
  // Bundles of several references in one file are told apart by their lines.
  const name = finding.crd ?? cutName(finding.crds === undefined ? path : `${path}:${startLine}`);
  return `<details><summary>${markdownText(name)}</summary>\n\n${findingTitle(finding)}\n\n${text.join("\n\n")}\n\n</details>`;
}
