import { cutFinding, cutSentence } from "../report/cut.ts";
import {
  byHand,
  findingSubject,
  findingTitle,
  foldedSteps,
  ownLines,
  placeAsCode,
  SHORT_FINGERPRINT,
  serverSentence,
  stepText,
} from "../report/markdown-finding.ts";
import { otherLocations, placesInWords } from "../report/other-places.ts";
import type { Finding } from "../report/report.ts";
import { fromRoot } from "../report/root-path.ts";
import { alone, type Runbook } from "../report/runbook.ts";
import { markdownFence, markdownSentence, markdownSuggestion, markdownText } from "../text/escape.ts";
import { firstThatFits } from "../text/fit.ts";
import { indexOfLines } from "./diff-index.ts";
import { mapLine } from "./line-map.ts";
import { readMarker, writeMarker } from "./marker.ts";
import type { Anchor, LineAnchor } from "./model.ts";
import { atEachPlace, causeLines, fileAt, type PlacementContext } from "./placement.ts";

/** GitHub refuses 65,536 characters or 262,144 bytes, whichever way it counts (docs.github.com, error texts); this leaves room. */
export const BODY_BUDGET_BYTES = 60_000;

/** What every comment of one run says of where it comes from. */
export interface Origin {
  readonly scope: string;
  readonly sha: string;
  /** A fork's own run made the report. */
  readonly isFork?: boolean;
}

/**
 * The text of a review comment. It says nothing that changes with every push, so that an unchanged finding costs no
 * call: what is new of a run is in the summary.
 * @param anchor where the comment stands; null: its line is gone
 */
export function commentBody(
  given: Finding,
  anchor: Anchor | null,
  context: PlacementContext,
  { scope, sha, isFork = false }: Origin,
  share: Share = { runbook: alone(given) },
): string {
  const finding = cutFinding(given);
  const { runbook, lead: other } = share;
  const marker = writeMarker({ kind: "finding", fingerprint: finding.fingerprint, scope, sha });
  const lead = [
    `**${findingTitle(finding, other === undefined)}**`,
    ...(isFork ? [UNVERIFIED] : []),
    ...elsewhere(finding, anchor, context),
    markdownSentence(finding.message),
    ...ownLines(finding, placeAsCode),
  ];
  const kept = keptVersion(finding, anchor, context, other?.remedy.suggestion === finding.remedy.suggestion);
  const last = [...lineless(anchor, context), marker];
  // What the other comment says as well is said there.
  const answer = finding.serverMessage === other?.serverMessage ? [] : serverSentence(finding);
  const serverSays = answer.length === 0 ? [] : [serverLead(finding), ...answer];
  const summary = other === undefined ? markdownSentence(finding.remedy.summary) : asFor(other, given);
  const steps = runbook.steps.map(({ text, ...rest }, index) => stepText({ ...rest, text: cutSentence(text) }, index));
  const own = [...(kept.length === 0 ? steps : steps.slice(0, -1)), ...byHand(runbook)];
  const folded = other === undefined ? foldedSteps(own, runbook.findings.length - 1) : [];
  const text = firstThatFits(
    [
      () => [...lead, ...serverSays, summary, ...folded, ...kept, ...last],
      () => [...lead, summary, ...kept, ...last],
      () => [...lead, summary, ...last],
    ],
    BODY_BUDGET_BYTES,
  );
  return text ?? `This finding is too long for a comment: see the summary.\n\n${marker}`;
}

/** What findings of one cause share: one comment has the steps of all, and the others point to it. */
export interface Share {
  readonly runbook: Runbook;
  /** Whose comment has them; absent: this one. */
  readonly lead?: Finding;
}

/** Where one cause has its steps; what is this finding's own, `explain` tells. */
function asFor(other: Finding, own: Finding): string {
  return `Steps: in the comment on ${findingSubject(cutFinding(other))}, or \`explain ${own.fingerprint.slice(0, SHORT_FINGERPRINT)}\`.`;
}

const UNVERIFIED = "_The fork's own workflow run says so; nothing of it was verified._";

function serverLead({ clusters: [first] }: Finding): string {
  return `${first === undefined ? "The API server" : markdownText(first)} will answer:`;
}

/** Why a file has one comment, however much is found in it. */
function lineless(anchor: Anchor | null, { diff }: PlacementContext): readonly string[] {
  if (anchor?.kind !== "file" || fileAt(diff, anchor.path)?.hunks !== null) return [];
  return ["GitHub takes no comment on a line of this file: what else is found in it is in the summary."];
}

/** Where the finding stands, when that is not where the comment does, and where else. */
function elsewhere(finding: Finding, anchor: Anchor | null, context: PlacementContext): readonly string[] {
  if (finding.location.path === "-" || finding.lines !== undefined) return [];
  const nameOf = (path: string) => fromRoot(path, context.folder);
  const isHere = (one: Finding) => {
    if (anchor?.kind !== "line") return false;
    // A deleted line is what the finding is about; the place in what is left of the file says less.
    if (anchor.side === "LEFT" && anchor.path === nameOf(one.location.path)) return true;
    const [own] = causeLines(one, context);
    return own !== undefined && isSameLine(own, anchor);
  };
  const places = atEachPlace(finding);
  const here = places.find(isHere);
  const beyond = otherLocations(finding).slice(places.length - 1);
  const others = [...places.filter((one) => one !== here).map(({ location }) => location), ...beyond];
  if (others.length === 0) return [];
  const words = placesInWords(others, ({ path, startLine, inBase }) => {
    if (inBase === true) return `${placeAsCode(path, startLine)} of the base`;
    const mapped = mapLine(context.relations.head.get(nameOf(path)), startLine);
    return placeAsCode(path, mapped.kind === "line" ? mapped.line : startLine);
  });
  return [here === undefined ? `This is about ${words}.` : `The same in ${words}.`];
}

function isSameLine(a: LineAnchor, b: LineAnchor): boolean {
  return a.path === b.path && a.side === b.side && a.line === b.line;
}

/**
 * The last step is the one that speaks of the YAML (`storedVersionRemedy`), so it goes in front of it.
 * @param isSaid the comment that has the steps says of the same YAML what it is
 */
function keptVersion(
  finding: Finding,
  anchor: Anchor | null,
  context: PlacementContext,
  isSaid: boolean,
): readonly string[] {
  const { suggestion, steps } = finding.remedy;
  if (suggestion === undefined) return [];
  const lead = steps.at(-1);
  return [
    ...(isSaid ? ["Or keep the version:"] : lead === undefined ? [] : [markdownSentence(lead.text)]),
    suggestionBlock(finding, anchor, context) ?? markdownFence(suggestion, "yaml"),
  ];
}

/**
 * The change that GitHub offers to commit: the commented line, and the kept version behind it. Only where the file that
 * was read is the head's very own, since it was tried on that text.
 */
function suggestionBlock(finding: Finding, anchor: Anchor | null, context: PlacementContext): string | null {
  const { insertion } = finding.remedy;
  const path = fromRoot(finding.location.path, context.folder);
  if (insertion === undefined || anchor?.kind !== "line" || anchor.side !== "RIGHT" || anchor.path !== path)
    return null;
  if (context.relations.head.get(path)?.kind !== "same" || !insertion.after.includes(anchor.line)) return null;
  const line = lineAt(path, anchor.line, context);
  return line === null ? null : markdownSuggestion(`${line.replace(/\r$/, "")}\n${insertion.text}`);
}

function lineAt(path: string, line: number, { diff }: PlacementContext): string | null {
  return indexOfLines(fileAt(diff, path)).head.get(line) ?? null;
}

/** Whether two bodies say the same: the commit that a marker was written at says nothing. */
export function isSameBody(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

function comparable(body: string): string {
  const text = body.replaceAll("\r\n", "\n").trimEnd();
  const marker = readMarker(text);
  if (marker === null) return text;
  return `${text.slice(0, text.lastIndexOf("\n") + 1)}${JSON.stringify({ ...marker, sha: "" })}`;
}
