import { describe, expect, it } from "vitest";
import { code, codeParts } from "../../src/text/code-span.ts";
import { markdownSentence } from "../../src/text/escape.ts";
import { htmlSentence } from "../../src/text/html.ts";

describe("a name in a sentence", () => {
  it.each([
    ["a", "`a`"],
    ["a`b", "``a`b``"],
    ["a``b", "```a``b```"],
    ["`a", "`` `a ``"],
    ["a`", "`` a` ``"],
    ["`", "`` ` ``"],
  ])("is found again as it is: %s", (name, written) => {
    expect([code(name), codeParts(`The ${code(name)} and ${code("b")}.`)]).toEqual([
      written,
      ["The ", name, " and ", "b", "."],
    ]);
  });

  it("is plain where nothing closes it, whatever is closed behind it", () => {
    expect(codeParts("a ` b")).toEqual(["a ` b"]);
    expect(codeParts("a `` b `c` ` d")).toEqual(["a `` b ", "c", " ` d"]);
  });

  it("shifts no other name of its sentence, in Markdown and in HTML", () => {
    const sentence = `${code("ConfigMap")} ${code("a`*b*")} sets ${code("spec.x")}.`;
    expect(markdownSentence(sentence)).toBe("`ConfigMap` ``a`*b*`` sets `spec.x`.");
    expect(htmlSentence(sentence).markup).toBe(
      "<code>ConfigMap</code> <code>a&#96;*b*</code> sets <code>spec.x</code>.",
    );
  });
});
