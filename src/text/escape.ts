/**
 * Escaping, one function a sink. Names, paths, messages and reasons come from whoever wrote the manifests: nothing of
 * them is printed raw.
 */

import { codeParts } from "./code-span.ts";

// Controls but newline, line separators, unpaired surrogates, and format characters: the bidi controls among them make
// text read differently from what it is (CVE-2021-42574).
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text for a terminal or a file: control characters become visible escapes, so that none can move a cursor or hide text. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** The same for a name that must stay on its line: a file's name may have a newline in it. */
export function printableLine(text: string): string {
  return printable(text).replaceAll("\n", "\\u{a}");
}

const ZERO_WIDTH_SPACE = "\u200b";

/**
 * Text for the log of a GitHub runner, which obeys a line that starts with `::` and `##[` anywhere in a line
 * (actions/runner ActionCommand.cs).
 */
export function runnerLog(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/^(\s*):(?=:)/, `$1:${ZERO_WIDTH_SPACE}`).replaceAll("##[", `##${ZERO_WIDTH_SPACE}[`))
    .join("\n");
}

/**
 * JSON that stays what it is when a runner's log carries it: what the runner would obey is written with escapes, which
 * every reader of JSON undoes. These marks stand in strings alone.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replaceAll("::", ":\\u003a")
    .replaceAll("##[", "##\\u005b")
    .replace(/[\u0085\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const XML_SPECIAL: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};

/**
 * Text between the tags of XML, or between the double quotes of an attribute, where a reader would make a space of a line
 * feed. XML has no way to write controls, nor the two code points at the end of the first plane (XML 1.0 §2.2). What a
 * runner would obey in a log is written with XML's own escapes.
 */
export function xmlText(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`)
    .replace(/[&<>"\n]/g, (char) => XML_SPECIAL[char] ?? char)
    .replace(/^( *):(?=:)/, "$1&#58;")
    .replaceAll("##[", "##&#91;");
}

/** The message of a workflow command (actions/toolkit packages/core/src/command.ts). */
export function commandData(text: string): string {
  return printable(text)
    .replaceAll("%", "%25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A")
    .replaceAll("##[", `##${ZERO_WIDTH_SPACE}[`);
}

/** A property of a workflow command. */
export function commandProperty(text: string): string {
  return commandData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

// A colon makes a link before `//` and an emoji before a word, and GH-1 is an issue.
const MARKDOWN_SPECIAL = /[\\`*_[\]<>#|~$&@]|:(?=\S)|(?<=www)\.|(?<=\bgh)-(?=\d)/gi;
const REFERS = ["@", "#", "-"];

/**
 * Running text for GitHub's Markdown: no markup, no HTML, no mention, no link, no issue reference comes of it. GitHub
 * looks for mentions and references after it has decoded entities, so those also get a zero-width space.
 */
export function markdownText(text: string): string {
  return inLine(text).replace(BLOCK_START, asEntity);
}

/** What makes a list, a rule or indented code of the line that it starts: one character of it. */
const BLOCK_START = /^ (?= {3})|(?<=^ {0,3})[-+](?=[ -]|$)|(?<=^ {0,3}\d{1,9})[.)](?= |$)/;

function asEntity(char: string): string {
  return `&#${char.charCodeAt(0)};`;
}

function inLine(text: string): string {
  return printable(text)
    .replaceAll("\n", " ")
    .replace(MARKDOWN_SPECIAL, (char) => `&#${char.charCodeAt(0)};${REFERS.includes(char) ? "&#8203;" : ""}`);
}

/** A code span that ends where it should, whatever the text holds; fit for a table cell, and for a runner's log. */
export function markdownCode(text: string): string {
  const line = runnerLog(printable(text).replaceAll("\n", " "));
  const fence = "`".repeat(longestRun(line) + 1);
  const padded = line.startsWith("`") || line.endsWith("`") || line.trim() === "" ? ` ${line} ` : line;
  // GitHub splits table cells before it reads code spans; a backslash escape is undone there even inside one, and one
  // that is the text's own would undo ours.
  return `${fence}${padded.replace(/\\(?=\|)/g, `\\${ZERO_WIDTH_SPACE}`).replaceAll("|", "\\|")}${fence}`;
}

/** A fenced block that ends where it should, and that a runner's log may carry. */
export function markdownFence(text: string, language: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end--;
  return fenced(runnerLog(printable(text.slice(0, end))), language);
}

function fenced(body: string, language: string): string {
  const fence = "`".repeat(Math.max(2, longestRun(body)) + 1);
  return `${fence}${language}\n${body}\n${fence}`;
}

/** The length of the longest run of backquotes. */
function longestRun(text: string): number {
  let [longest, run] = [0, 0];
  for (const char of text) {
    run = char === "`" ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}

/** A sentence of ours: what stands between backquotes becomes a code span, all else plain text. */
export function markdownSentence(text: string): string {
  return codeParts(text)
    .map((part, index) => (index % 2 === 1 ? markdownCode(part) : inLine(part)))
    .join("")
    .replace(BLOCK_START, asEntity);
}

/** A Markdown comment that nobody sees, with facts as JSON: nothing in them can end it (HTML forbids `--` inside one). */
export function hiddenComment(name: string, facts: object): string {
  const json = JSON.stringify(facts).replaceAll("--", "-\\u002d").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
  return `<!-- ${name} ${json} -->`;
}

/**
 * A block that GitHub offers to commit in place of the commented line; the text stands in it as it is.
 * @returns null where a character would have to be escaped, since it would be committed so
 */
export function markdownSuggestion(text: string): string | null {
  if (printable(text) !== text || text.includes("\ufffd")) return null;
  return fenced(text, "suggestion");
}

/** A link whose text and address end where they should. @param address ours, or made of parts that are percent-encoded */
export function markdownLink(text: string, address: string): string {
  return `[${text}](${address.replaceAll("(", "%28").replaceAll(")", "%29")})`;
}

/**
 * Text of an HTML element, or an attribute's value between double quotes: it ends neither, and no markup comes of it. What
 * a runner would obey in a log is written with HTML's own escapes.
 */
export function htmlText(text: string): string {
  return printable(text).replace(/[&<>"'`]|:(?=:)|(?<=##)\[/g, (char) => `&#${char.charCodeAt(0)};`);
}

/**
 * JSON that stands in a `<script>` element as data: nothing in it ends the element or begins a comment there, and its
 * strings are printable, so that whoever puts them into the page need not think of it.
 */
export function scriptJson(value: unknown): string {
  const json = JSON.stringify(value, (_key, one: unknown) => (typeof one === "string" ? printable(one) : one));
  // In JSON all of these stand in strings alone.
  return json
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("::", ":\\u003a")
    .replaceAll("##[", "##\\u005b");
}
