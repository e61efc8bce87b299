import { marked } from "marked";
import { type DefaultTreeAdapterTypes, parse, parseFragment } from "parse5";
import { expect } from "vitest";
import { render } from "../../src/report/formats.ts";
import type { Report } from "../../src/report/report.ts";
import { commentBody } from "../../src/review/comment-body.ts";
import { summaryBody } from "../../src/review/summary-body.ts";
import { HOSTILE, reportWith } from "../report/hostile-report.ts";
import { OPTIONS, SHA } from "../review/findings.ts";
import { fuzz, inTime } from "./fuzz.ts";

type ChildNode = DefaultTreeAdapterTypes.ChildNode;

const PLAIN = { color: false, width: 80 };
const ORIGIN = { scope: OPTIONS.scope, sha: SHA };
const CONTEXT = {
  diff: { files: [], complete: true },
  relations: { head: new Map(), base: new Map() },
  folder: ".",
};

/** What GitHub is given as Markdown. */
const MARKDOWN: Readonly<Record<string, (report: Report) => string>> = {
  page: (report) => render(report, "markdown", PLAIN),
  comments: ({ findings }) => findings.map((one) => commentBody(one, null, CONTEXT, ORIGIN)).join("\n\n---\n\n"),
  summary: (report) =>
    summaryBody({
      report,
      place: (path, line) => `\`${path.length}:${line}\``,
      headSha: SHA,
      acknowledged: new Set(),
      commented: new Set(),
      options: OPTIONS,
    }),
};

/**
 * Every element with its attributes, and what a person reads outside of code. Without code, which a sentence with
 * backquotes has, and without bold, which a name that ends in a blank leaves open: no such name is taken for a cluster's.
 */
function seen(nodes: readonly ChildNode[]): { readonly elements: readonly string[]; readonly text: string } {
  const [elements, texts]: [string[], string[]] = [[], []];
  const visit = (node: ChildNode, inCode: boolean) => {
    if (node.nodeName === "#text" && "value" in node && !inCode) texts.push(node.value);
    if (node.nodeName === "#comment" && "data" in node) elements.push("comment");
    if (!("tagName" in node)) return;
    const { tagName, attrs, childNodes } = node;
    const shown = attrs.map(({ name, value }) => (name === "href" || name === "src" ? `${name}=${value}` : name));
    const isWords = tagName === "strong" || (tagName === "code" && attrs.length === 0);
    if (!isWords) elements.push([tagName, ...shown].join(" "));
    for (const child of childNodes)
      visit(child, inCode || tagName === "code" || tagName === "script" || tagName === "style");
  };
  for (const node of nodes) visit(node, false);
  return { elements, text: texts.join("\n") };
}

function markdownSeen(markdown: string) {
  return seen(parseFragment(marked.parse(markdown, { async: false, gfm: true })).childNodes);
}

/** What GitHub makes a link of in the text that Markdown leaves: people and issues. Addresses are links to Markdown itself. */
const LINKED = /(?<![\w/])@[a-z\d]|(?<!\w)#\d|(?<!\w)gh-\d/i;
/** Controls, bidi and other format characters; a zero-width space is ours, where a reference is taken apart. */
const UNPRINTABLE = /(?![\n\u200b])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const ESCAPE = "\u001b";
/** Colours and links of ours. */
const OWN_SEQUENCES = new RegExp(
  `${ESCAPE}\\[\\d+m|${ESCAPE}\\]8;;(?:https://github\\.com/crd-upgrade-guard/[\\w./-]*)?(?:${ESCAPE}\\\\|\u0007)`,
  "g",
);

/** What a runner obeys: the new form at a line's start, the old one anywhere (actions/runner ActionCommand.cs). */
function obeyed(log: string): readonly string[] {
  const lines = log.split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  return lines.filter((line) => line.trimStart().startsWith("::") || line.includes("##["));
}

const XML_TAG = /<(?:\/?[a-z-]+|\?xml)((?: [a-z]+="[^"<]*")*) ?[/?]?>/g;

/** Tags with the names of their attributes; all between them is text. */
function xmlTags(xml: string): readonly string[] {
  const text = xml.replace(XML_TAG, "");
  expect(text, "markup that is none of ours").not.toMatch(/[<>]/);
  expect(xml, "an entity that XML does not know").not.toMatch(/&(?!amp;|lt;|gt;|quot;|#\d+;)/);
  return (xml.match(XML_TAG) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, ""));
}

const HARMLESS = reportWith("harmless.example");
const EXPECTED = {
  markdown: Object.entries(MARKDOWN).map(([name, make]) => [name, markdownSeen(make(HARMLESS)).elements] as const),
  html: seen(parse(render(HARMLESS, "html", PLAIN)).childNodes).elements,
  junit: xmlTags(render(HARMLESS, "junit", PLAIN)),
  annotations: obeyed(render(HARMLESS, "github", PLAIN)).length,
};

fuzz({
  name: "reports",
  inputs: HOSTILE,
  cases: 40,
  check(text) {
    // A sentence has no text without them.
    if (text.replaceAll("`", "").trim() === "") return;
    const report = reportWith(text);
    for (const [name, elements] of EXPECTED.markdown) {
      const markdown = inTime(() => MARKDOWN[name]?.(report) ?? "");
      const made = markdownSeen(markdown);
      expect(made.elements, `${name}: ${markdown}`).toEqual(elements);
      expect(LINKED.exec(made.text)?.[0], `a link in the ${name}`).toBe(undefined);
      expect(UNPRINTABLE.exec(markdown)?.[0], `a character of the ${name}`).toBe(undefined);
    }
    for (const color of [false, true]) {
      const shown = inTime(() => render(report, "text", { color, width: 80 })).replace(OWN_SEQUENCES, "");
      expect(UNPRINTABLE.exec(shown)?.[0], "a character in the terminal").toBe(undefined);
    }
    const page = inTime(() => render(report, "html", PLAIN));
    expect(seen(parse(page).childNodes).elements, "the page").toEqual(EXPECTED.html);
    expect(UNPRINTABLE.exec(page)?.[0], "a character of the page").toBe(undefined);

    const junit = inTime(() => render(report, "junit", PLAIN));
    expect(xmlTags(junit)).toEqual(EXPECTED.junit);

    const log = inTime(() => render(report, "github", PLAIN));
    expect(obeyed(log).length, `annotations: ${log}`).toBe(EXPECTED.annotations);
    expect(
      log.split("\n").every((line) => line === "" || /^::(?:error|warning|notice) /.test(line)),
      log,
    ).toBe(true);
    expect(JSON.parse(render(report, "json", PLAIN))).toEqual(report);
    for (const format of ["json", "sarif", "codequality", "junit", "markdown", "html"] as const) {
      const made = inTime(() => render(report, format, PLAIN));
      expect(obeyed(made), `a command in a log: ${format}`).toEqual([]);
      if (format === "sarif" || format === "codequality") JSON.parse(made);
    }
  },
});
