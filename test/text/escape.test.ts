import { expect, it } from "vitest";
import {
  commandData,
  commandProperty,
  hiddenComment,
  markdownCode,
  markdownFence,
  markdownLink,
  markdownSentence,
  markdownSuggestion,
  markdownText,
  printable,
  runnerLog,
} from "../../src/text/escape.ts";

it("shows control, bidi and line separator characters instead of obeying them", () => {
  expect(printable("a\u001b[31mb\r\u0000\u202e\u2028\ufeff\u{e0001}\ud800c\nd é 名")).toBe(
    "a\\u{1b}[31mb\\u{d}\\u{0}\\u{202e}\\u{2028}\\u{feff}\\u{e0001}\\u{d800}c\nd é 名",
  );
});

it.each([
  ["::error::x", ":\u200b:error::x"],
  ["  ::add-mask::x", "  :\u200b:add-mask::x"],
  ["a\n\t::stop-commands::x", "a\n\t:\u200b:stop-commands::x"],
  ["text ##[error]x", "text ##\u200b[error]x"],
  ["a :: b", "a :: b"],
  [":x", ":x"],
])("keeps the runner from obeying %j", (text, safe) => {
  expect(runnerLog(text)).toBe(safe);
});

it("escapes workflow commands as the runner undoes them", () => {
  expect(commandData("100%\na::b,c\r")).toBe("100%25%0Aa::b,c\\u{d}");
  expect(commandProperty("C:\\a,b%")).toBe("C%3A\\a%2Cb%25");
});

it.each([
  ["<b>&amp;", "&#60;b&#62;&#38;amp;"],
  ["@team #1", "&#64;&#8203;team &#35;&#8203;1"],
  ["[a](http://b) www.c.d", "&#91;a&#93;(http&#58;//b) www&#46;c.d"],
  ["a | b\nc", "a &#124; b c"],
  ["GH-1 gh-22 x-gh-a high-1", "GH&#45;&#8203;1 gh&#45;&#8203;22 x-gh-a high-1"],
])("makes plain text of %j in Markdown", (text, safe) => {
  expect(markdownText(text)).toBe(safe);
});

it.each([
  ["v1", "`v1`"],
  ["a`b", "``a`b``"],
  ["`a", "`` `a ``"],
  ["a|b", "`a\\|b`"],
  ["a\nb", "`a b`"],
  ["", "`  `"],
])("puts %j into a code span that ends where it should", (text, span) => {
  expect(markdownCode(text)).toBe(span);
});

it("puts text into a fence that is longer than any in it", () => {
  expect(markdownFence("a\n```\nb\n\n", "yaml")).toBe("````yaml\na\n```\nb\n````");
});

it("makes code spans of what stands between backquotes in our sentences, and plain text of the rest", () => {
  expect(markdownSentence("`v1` is <gone>")).toBe("`v1` is &#60;gone&#62;");
  expect(markdownSentence("odd ` one <b>")).toBe("odd &#96; one &#60;b&#62;");
});

it("hides facts in a comment that nothing in them can end", () => {
  const facts = { a: "--><b>-----\n", b: "<!--" };
  const comment = hiddenComment("name:v1", facts);

  expect(comment).toBe(
    '<!-- name:v1 {"a":"-\\u002d\\u003e\\u003cb\\u003e-\\u002d-\\u002d-\\n","b":"\\u003c!-\\u002d"} -->',
  );
  expect(JSON.parse(comment.slice("<!-- name:v1 ".length, -" -->".length))).toEqual(facts);
});

it("offers text to be committed as it is, or not at all", () => {
  expect(markdownSuggestion("a: |\n  ```\n  @b")).toBe("````suggestion\na: |\n  ```\n  @b\n````");
  expect(["a\tb", "a\u202eb", "a\r", "a\ufffd"].map(markdownSuggestion)).toEqual([null, null, null, null]);
});

it("makes links that end where they should", () => {
  expect(markdownLink("`a`", "https://x/(a)")).toBe("[`a`](https://x/%28a%29)");
});
