import fc from "fast-check";
import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import { expect, it } from "vitest";
import { htmlText, printable, scriptJson } from "../../src/text/escape.ts";
import { html, htmlSentence } from "../../src/text/html.ts";

/** Texts that mean something to a reader of HTML, between any others. */
const TEXT = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "<",
        ">",
        "&",
        '"',
        "'",
        "`",
        "=",
        "/",
        "</script>",
        "</SCRIPT ",
        "<!--",
        "-->",
        "<script>",
        "]]>",
      ),
      fc.constantFrom("&lt;", "&#60;", "\u0000", "\r", "\n", "\u2028", "\u202e", "\ud800", "javascript:", "::", "##["),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((parts) => parts.join(""));

it("text stays text, and an attribute's value the value, whatever they are", () => {
  fc.assert(
    fc.property(TEXT, TEXT, (text, value) => {
      const { childNodes } = parseFragment(html`<b title="${value}">${text}</b><i>${htmlSentence(text)}</i>`.markup);
      const [bold, italic, ...others] = childNodes;
      expect(others).toEqual([]);
      expect(bold).toMatchObject({ tagName: "b", attrs: [{ name: "title", value: printable(value) }] });
      expect(textOf(bold)).toBe(printable(text));
      expect(tagsIn(italic).filter((tag) => tag !== "i" && tag !== "code")).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it("JSON in a script element ends where it should, and is what it was but for what cannot be seen", () => {
  fc.assert(
    fc.property(fc.array(TEXT), fc.dictionary(TEXT, TEXT), (texts, named) => {
      const { childNodes } = parseFragment(`<script type="application/json">${scriptJson([texts, named])}</script><p>`);
      expect(childNodes.map(({ nodeName }) => nodeName)).toEqual(["script", "p"]);
      const [shown, values]: [string[], Record<string, string>] = JSON.parse(textOf(childNodes[0]));
      expect(shown).toEqual(texts.map(printable));
      expect(Object.keys(values)).toEqual(Object.keys(named));
    }),
    { numRuns: 500 },
  );
});

it.each([
  ["<b>&amp;", "&#60;b&#62;&#38;amp;"],
  [`"'\``, "&#34;&#39;&#96;"],
  ["a\u202eb\n", "a\\u{202e}b\n"],
])("writes %j as %j", (text, markup) => {
  expect(htmlText(text)).toBe(markup);
});

it("makes code of what stands between backquotes, and leaves one alone that is not closed", () => {
  expect(htmlSentence("a `b<` c `d").markup).toBe("a <code>b&#60;</code> c &#96;d");
});

type Node = DefaultTreeAdapterTypes.ChildNode;

function textOf(node: Node | undefined): string {
  if (node === undefined) return "";
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

function tagsIn(node: Node | undefined): readonly string[] {
  if (node === undefined || !("tagName" in node)) return [];
  return [node.tagName, ...node.childNodes.flatMap(tagsIn)];
}
