import { describe, expect, it } from "vitest";
import { shortCommits } from "../../src/report/commit.ts";
import { cutName, cutSentence } from "../../src/report/cut.ts";
import { renderPage } from "../../src/report/page.ts";
import { fromRoot } from "../../src/report/root-path.ts";
import { artifact, plainText } from "../../src/report/sarif-text.ts";
import { isSameBody } from "../../src/review/comment-body.ts";
import { readMarker } from "../../src/review/marker.ts";
import { isSameSummary } from "../../src/review/summary-body.ts";
import { gitPath, parsePatch, parseUnifiedDiff } from "../../src/review/unified-diff.ts";
import {
  commandData,
  commandProperty,
  hiddenComment,
  markdownCode,
  markdownFence,
  markdownSentence,
  markdownSuggestion,
  markdownText,
  printable,
  runnerLog,
} from "../../src/text/escape.ts";
import { textTable } from "../../src/text/table.ts";

/**
 * 300 kB of what a pattern could go over twice: with anything that grows faster than its input this takes minutes, or
 * ends in a stack that is full.
 */
const SIZE = 300_000;
const INPUTS = Object.entries({
  slashes: "/".repeat(SIZE),
  "slashes, then a letter": `${"/".repeat(SIZE)}x`,
  "dots and slashes": "./".repeat(SIZE / 2),
  backquotes: "`".repeat(SIZE),
  "backquotes apart": "` ".repeat(SIZE / 2),
  "line feeds": "\n".repeat(SIZE),
  "line feeds, then a letter": `${"\n".repeat(SIZE)}x`,
  blanks: " ".repeat(SIZE),
  "blanks, then a letter": `${" ".repeat(SIZE)}x`,
  colons: ":".repeat(SIZE),
  brackets: "[".repeat(SIZE),
  "links that do not end": "[a](https:".repeat(SIZE / 10),
  "runs that do not end": "[workflow run](".repeat(SIZE / 15),
  "markers that do not end": `<!-- crd-upgrade-guard:v1 ${"{} --".repeat(SIZE / 5)}`,
  "parts of commands": "##[".repeat(SIZE / 3),
  digits: "0".repeat(SIZE),
  "hunks that have no lines": "@@ -1,1 +1,1 @@\n".repeat(SIZE / 16),
  "files without a diff": "diff --git a/x b/x\n".repeat(SIZE / 19),
  quotes: `"${"\\101".repeat(SIZE / 4)}"`,
  "a quoted name": `"${"x".repeat(SIZE)}"`,
});

const FUNCTIONS: readonly (readonly [string, (text: string) => unknown])[] = [
  ["printable", printable],
  ["runnerLog", runnerLog],
  ["commandData", commandData],
  ["commandProperty", commandProperty],
  ["markdownText", markdownText],
  ["markdownCode", markdownCode],
  ["markdownFence", (text) => markdownFence(text, "text")],
  ["markdownSuggestion", markdownSuggestion],
  ["markdownSentence", markdownSentence],
  ["hiddenComment", (text) => hiddenComment("x", { text })],
  ["cutName", cutName],
  ["cutSentence", cutSentence],
  ["shortCommits", shortCommits],
  ["fromRoot", (text) => fromRoot("a.yaml", text)],
  ["artifact", (text) => artifact("a.yaml", text)],
  ["plainText", plainText],
  ["renderPage", (text) => renderPage(text, { color: true, width: 80 })],
  ["gitPath", gitPath],
  ["parseUnifiedDiff", parseUnifiedDiff],
  ["parsePatch", parsePatch],
  ["readMarker", readMarker],
  ["isSameBody", (text) => isSameBody(text, `${text}x`)],
  ["isSameSummary", (text) => isSameSummary(`<sub>${text}`, text)],
];

describe.each(FUNCTIONS)("%s", (_, run) => {
  it.each(INPUTS)("is done with 300 kB of %s", (_name, text) => {
    expect(() => run(text)).not.toThrow();
  });
});

it("a folder of slashes is the root", () => {
  expect([fromRoot("a", "/".repeat(SIZE)), fromRoot("a", `././x${"/".repeat(SIZE)}`)]).toEqual(["a", "x/a"]);
});

it("a table of more rows than a call takes arguments", () => {
  expect(textTable(Array(300_000).fill(["a", "b"]), 80).length).toBe(300_000 * 5 - 1);
});
