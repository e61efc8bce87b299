import { markdownCode, markdownLink, markdownSentence, markdownText } from "../text/escape.ts";
import { clustersInWords, counted } from "../text/listing.ts";
import { cutTo, firstNames } from "./cut.ts";
import {
  ageInWords,
  findingSubject,
  findingTitle,
  mark,
  type PlaceText,
  shortFinding,
  shortPlace,
  wholeFinding,
} from "./markdown-finding.ts";
import type { Finding } from "./report.ts";
import { sameExplanation } from "./same-explanation.ts";

/**
 * Findings with everything that they say, made one by one. Of one cause the first has the steps, and the others are
 * lines of a list; where a comment on its line says all of one of them, all of that cause are.
 * @param commented fingerprints of findings that such a comment tells of
 */
export function* wholeFindings(
  findings: readonly Finding[],
  place: PlaceText,
  commented: ReadonlySet<string> = NONE,
): Iterable<string> {
  for (const group of sameExplanation(findings)) {
    const [first, ...others] = group;
    if (group.some(({ fingerprint }) => commented.has(fingerprint))) {
      yield* commentedList(group, place, commented);
      continue;
    }
    yield wholeFinding(first, place);
    if (others.length > 0) yield listing(first, others, place);
  }
}

/** Findings without their steps; of many alike the first and a list. */
export function* shortFindings(findings: readonly Finding[], place: PlaceText): Iterable<string> {
  for (const [first, ...others] of sameExplanation(findings)) {
    yield shortFinding(first, place);
    if (others.length > 0) yield listing(first, others, place);
  }
}

const NONE: ReadonlySet<string> = new Set();
/** `fp1:` and twelve digits: enough for the command line. */
const SHORT_FINGERPRINT = 16;
const LONGEST_SENTENCE = 400;

function* commentedList(group: readonly [Finding, ...Finding[]], place: PlaceText, commented: ReadonlySet<string>) {
  const [first] = group;
  if (group.length === 1) {
    yield `${findingTitle(first)}${ageInWords(first)}: see the comment at ${shortPlace(first, place)}.`;
    return;
  }
  const of = `${mark(first)} ${markdownLink(first.rule, first.docs)}${ageInWords(first)}`;
  const told = group.filter(({ fingerprint }) => commented.has(fingerprint));
  const untold = group.filter(({ fingerprint }) => !commented.has(fingerprint));
  const rows = told.map((finding) => `- ${subjectAndPlace(finding, place)}`);
  yield [`${of}: see the ${counted(told.length, "comment")} at\n`, ...rows].join("\n");
  if (untold.length === 0) return;
  const [lead] = untold;
  const others = untold.map((finding) => row(finding, lead ?? first, place));
  yield [`and ${untold.length} more without a comment, which the same steps mend:\n`, ...others].join("\n");
}

function listing(first: Finding, others: readonly Finding[], place: PlaceText): string {
  const cause = first.cause === undefined ? "" : ` (${markdownText(first.cause)})`;
  return [
    `And ${counted(others.length, "more finding")} of ${first.rule}${cause}${first.remedy.steps.length === 0 ? "" : ", each with steps of its own in the JSON report"}:\n`,
    ...others.map((finding) => row(finding, first, place)),
  ].join("\n");
}

/** What tells a finding from the one that was told in whole. */
function row(finding: Finding, first: Finding, place: PlaceText): string {
  const { crd, crds, message, serverMessage, version, versions = version === undefined ? [] : [version] } = finding;
  const hasName = (crd ?? crds?.[0]) !== undefined;
  const isAlike = hasName && first.remedy.steps.length > 0;
  const names = isAlike && versions.length > 0 ? ` (${firstNames(versions).map(markdownCode).join(", ")})` : "";
  const words = isAlike ? "" : `: ${markdownSentence(cutTo(message, LONGEST_SENTENCE))}`;
  const answer =
    serverMessage === undefined || serverMessage === first.serverMessage
      ? ""
      : `; the server: ${markdownCode(cutTo(serverMessage, LONGEST_SENTENCE))}`;
  return `- ${subjectAndPlace(finding, place)}${names} ${markdownCode(finding.fingerprint.slice(0, SHORT_FINGERPRINT))}${words}${answer}`;
}

function subjectAndPlace(finding: Finding, place: PlaceText): string {
  const clusters = finding.clusters.length === 0 ? "" : `on ${markdownText(clustersInWords(finding.clusters))}`;
  return [findingSubject(finding), clusters, shortPlace(finding, place)].filter((part) => part !== "").join(" ");
}
