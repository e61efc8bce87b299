import { markdownCode, markdownLink, markdownSentence, markdownText } from "../text/escape.ts";
import { clustersInWords, counted } from "../text/listing.ts";
import { ageInWords } from "./age.ts";
import { cutTo, firstNames } from "./cut.ts";
import {
  findingSubject,
  mark,
  type PlaceText,
  SHORT_FINGERPRINT,
  shortFinding,
  shortPlace,
  wholeFinding,
} from "./markdown-finding.ts";
import type { Finding } from "./report.ts";
import { alone, runbooks } from "./runbook.ts";
import { sameExplanation } from "./same-explanation.ts";

/**
 * Findings with everything that they say, made one by one. Of those that the same steps mend the first has them, and the
 * others are lines of a list; where a comment on its line says all of one of them, all of that cause are.
 * @param commented fingerprints of findings that such a comment tells of
 * @param told ways out that stand on the page already; those of these findings are added as they are made
 */
export function* wholeFindings(
  findings: readonly Finding[],
  place: PlaceText,
  commented: ReadonlySet<string> = NONE,
  told = new Set<string>(),
): Iterable<string> {
  for (const group of sameExplanation(findings)) {
    const [first, ...others] = group;
    const { summary, steps } = first.remedy;
    const wayOut = !told.has(summary) || summary.length < LONG;
    if (group.some(({ fingerprint }) => commented.has(fingerprint))) {
      yield* commentedList(group, place, commented);
      continue;
    }
    // What has no steps differs in its sentences alone.
    if (first.waived === undefined) told.add(summary);
    const [runbook, ...more] = steps.length === 0 ? [] : runbooks(group);
    if (runbook === undefined) {
      yield wholeFinding(alone(first), place, wayOut);
      if (others.length > 0) yield listing(first, others, place, "");
      continue;
    }
    yield wholeFinding(runbook, place, wayOut);
    const [, ...same] = runbook.findings;
    if (same.length > 0) yield listing(first, same, place, ", which the same steps mend");
    const rest = more.flatMap((one) => one.findings);
    if (rest.length > 0) yield listing(first, rest, place, EACH);
  }
}

/** A sentence that is shorter is sooner read than looked for. */
const LONG = 120;
const EACH = ", each with steps of its own, which `crd-upgrade-guard explain` prints";

/** Findings without their steps; of many alike the first and a list. */
export function* shortFindings(findings: readonly Finding[], place: PlaceText): Iterable<string> {
  for (const [first, ...others] of sameExplanation(findings)) {
    yield shortFinding(first, place);
    if (others.length > 0) yield listing(first, others, place, first.remedy.steps.length === 0 ? "" : EACH);
  }
}

const NONE: ReadonlySet<string> = new Set();
const LONGEST_SENTENCE = 400;

function* commentedList(group: readonly [Finding, ...Finding[]], place: PlaceText, commented: ReadonlySet<string>) {
  const [first] = group;
  if (group.length === 1) {
    const subject = [findingSubject(first), onClusters(first)].filter((part) => part !== "").join(" ");
    const of = `${mark(first)} ${markdownLink(first.rule, first.docs)}${subject === "" ? "" : ` ${subject}`}`;
    yield `${of}${ageInWords(first)}: see the comment at ${shortPlace(first, place)}.`;
    return;
  }
  const [one, ...several] = new Set(group.map(({ clusters }) => clustersInWords(clusters)));
  // What all of them share is said in front of them.
  const on = several.length > 0 || one === undefined || one === "" ? "" : ` on ${markdownText(one)}`;
  const of = `${mark(first)} ${markdownLink(first.rule, first.docs)}${on}${ageInWords(first)}`;
  const told = group.filter(({ fingerprint }) => commented.has(fingerprint));
  const untold = group.filter(({ fingerprint }) => !commented.has(fingerprint));
  const rows = told.map((finding) => `- ${subjectAndPlace(finding, place, on === "")}`);
  yield [`${of}: see the ${counted(told.length, "comment")} at\n`, ...rows].join("\n");
  if (untold.length === 0) return;
  const [lead] = untold;
  const others = untold.map((finding) => row(finding, lead ?? first, place, on === ""));
  yield [`and ${untold.length} more without a comment, which the same steps mend:\n`, ...others].join("\n");
}

/** @param steps where theirs are */
function listing(first: Finding, others: readonly Finding[], place: PlaceText, steps: string): string {
  const cause = first.cause === undefined ? "" : ` (${markdownText(first.cause)})`;
  return [
    `And ${counted(others.length, "more finding")} of ${first.rule}${cause}${steps}:\n`,
    ...others.map((finding) => row(finding, first, place)),
  ].join("\n");
}

/** What tells a finding from the one that was told in whole. */
function row(finding: Finding, first: Finding, place: PlaceText, withClusters = true): string {
  const { crd, crds, message, serverMessage, version, versions = version === undefined ? [] : [version] } = finding;
  const hasName = (crd ?? crds?.[0]) !== undefined;
  const isAlike = hasName && first.remedy.steps.length > 0;
  const names = isAlike && versions.length > 0 ? ` (${firstNames(versions).map(markdownCode).join(", ")})` : "";
  const words = isAlike ? "" : `: ${markdownSentence(cutTo(message, LONGEST_SENTENCE))}`;
  const answer =
    serverMessage === undefined || serverMessage === first.serverMessage
      ? ""
      : `; the server: ${markdownCode(cutTo(serverMessage, LONGEST_SENTENCE))}`;
  return `- ${subjectAndPlace(finding, place, withClusters)}${names} ${markdownCode(finding.fingerprint.slice(0, SHORT_FINGERPRINT))}${words}${answer}`;
}

function subjectAndPlace(finding: Finding, place: PlaceText, withClusters: boolean): string {
  const clusters = withClusters ? onClusters(finding) : "";
  return [findingSubject(finding), clusters, shortPlace(finding, place)].filter((part) => part !== "").join(" ");
}

/** Few by their names, many by their number: a title has all of them. */
function onClusters({ clusters }: Finding): string {
  return clusters.length === 0 ? "" : `on ${markdownText(clustersInWords(clusters))}`;
}
