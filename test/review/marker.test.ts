import { describe, expect, it } from "vitest";
import { goneBody, whyGone } from "../../src/review/gone-body.ts";
import { isSameAccount, readMarker, writeMarker } from "../../src/review/marker.ts";
import { finding, OPTIONS, SHA } from "./findings.ts";

const FINDING = { kind: "finding", fingerprint: "fp1:0", scope: "ci/check", sha: SHA } as const;
const SUMMARY = { kind: "summary", scope: "ci/check", sha: SHA } as const;
const line = (facts: object) => `<!-- crd-upgrade-guard:v1 ${JSON.stringify(facts)} -->`;
const FACTS = { fp: "fp1:0", scope: "ci/check", sha: SHA };

describe("a marker", () => {
  it.each([
    FINDING,
    SUMMARY,
    { ...FINDING, gone: "answered" } as const,
    { ...FINDING, gone: "resolved" } as const,
  ])("is read as it was written: %o", (marker) => {
    expect(readMarker(`Some text.\n\n${writeMarker(marker)}`)).toEqual(marker);
  });

  it.each([
    ["below blank lines", `Text.\n\n${line(FACTS)}\n \n`, FINDING],
    ["alone", line(FACTS), FINDING],
    ["with what only a newer version says", line({ ...FACTS, gone: "moved", more: 1 }), FINDING],
    ["in front of text", `${line(FACTS)} Thanks!`, null],
    ["behind text", `Thanks! ${line(FACTS)}`, null],
    ["above the last line", `${line(FACTS)}\nThanks!`, null],
    ["without a scope", line({ fp: "fp1:0", sha: SHA }), null],
    ["without a commit", line({ fp: "fp1:0", scope: "ci/check" }), null],
    ["with a number for a fingerprint", line({ ...FACTS, fp: 1 }), null],
    ["with a number for a scope", line({ ...FACTS, scope: 1 }), null],
    ["of a summary that says it is none", line({ summary: false, scope: "ci/check", sha: SHA }), null],
    ["of neither a finding nor a summary", line({ scope: "ci/check", sha: SHA }), null],
    ["that is no JSON", "<!-- crd-upgrade-guard:v1 {fp} -->", null],
    ["of another version", line(FACTS).replace(":v1", ":v2"), null],
    ["that is not there", "Hello.", null],
    ["in no text", "", null],
  ])("%s", (_, body, marker) => {
    expect(readMarker(body)).toEqual(marker);
  });
});

it.each([
  ["github-actions", "github-actions[bot]", true],
  ["github-actions[bot]", "github-actions", true],
  ["Octocat", "octocat", true],
  ["octocat", "mallory", false],
  ["[bot]octocat", "octocat", false],
  ["", "", false],
  ["[bot]", "[bot]", false],
])("%j and %j are one account: %j", (author, viewer, are) => {
  expect(isSameAccount(author, viewer)).toBe(are);
});

const WAIVED = { reason: "r", owner: "o", expires: "2027-01-01" };

it.each([
  ["is no longer found", undefined, "absent"],
  ["is waived", finding(1, { waived: WAIVED }), "waived"],
  ["is waived, and was there before", finding(1, { waived: WAIVED, state: "preexisting" }), "waived"],
  ["was there before", finding(1, { state: "preexisting" }), "not-introduced"],
  ["is revealed by the guard", finding(1, { state: "revealed", severity: "info" }), "not-introduced"],
  ["is information", finding(1, { severity: "info" }), "information"],
] as const)("a comment is over that %s", (_, now, why) => {
  expect(whyGone(now)).toBe(why);
});

const COMMENT = {
  id: 1,
  nodeId: "n1",
  author: "github-actions",
  path: "crds/routes.yaml",
  line: null,
  isOutdated: true,
  isResolved: false,
  isMinimized: false,
  hasReplies: true,
};
const OVER = `No longer reported as of [\`aaaaaaa\`](${OPTIONS.repositoryUrl}/commit/${SHA}).`;

it.each([
  ["a mark", "**❌ It is refused** \r\n\nMore.", false, `**It is refused**\n\n${OVER}`],
  ["no mark", "**It is refused**\n\nMore.", false, `**It is refused**\n\n${OVER}`],
  ["a mark behind words", "**It ❌ is refused**", true, `**It ❌ is refused**\n\n${OVER}`],
  ["words of somebody who edited it", "Never mind.\n**❌ It is refused**", true, OVER],
  ["nothing", "", false, OVER],
])("of a comment that is over its title stays, where it begins with %s", (_, body, isResolved, left) => {
  const origin = { scope: "ci/check", sha: SHA };
  const gone = goneBody({ ...COMMENT, body, isResolved }, FINDING, "absent", origin, OPTIONS.repositoryUrl);
  const marker = writeMarker({ ...FINDING, gone: isResolved ? "resolved" : "answered" });
  expect(gone).toBe(`${left}\n\n${marker}`);
});
