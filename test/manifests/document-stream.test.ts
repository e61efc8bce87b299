import { describe, expect, it } from "vitest";
import { splitDocuments } from "../../src/manifests/document-stream.ts";

/** `number@firstLine/contentLine helmSource| text` of each document. */
function split(text: string): readonly string[] {
  return splitDocuments(new TextEncoder().encode(text)).map((document) => {
    const { number, firstLine, contentLine, separatorText, helmSource } = document;
    const behind = separatorText === "" ? "" : ` behind:${separatorText}`;
    const source = helmSource === undefined ? "" : ` from:${helmSource}`;
    return `${number}@${firstLine}/${contentLine}${behind}${source}|${new TextDecoder().decode(document.bytes)}`;
  });
}

describe("splitDocuments", () => {
  it.each<[string, string, readonly string[]]>([
    ["an empty file", "", []],
    ["blanks and comments alone", "\n# a\n---\n\n---\n# b\n", []],
    ["one document", "a: 1\n", ["0@1/1|a: 1\n"]],
    ["a separator on top", "---\na: 1\n", ["0@2/2|a: 1\n"]],
    ["two documents", "a: 1\n---\nb: 2\n", ["0@1/1|a: 1\n", "1@3/3|b: 2\n"]],
    ["no line break at the end", "a: 1\n---\nb: 2", ["0@1/1|a: 1\n", "1@3/3|b: 2\n"]],
    ["a separator at the very end", "a: 1\n---", ["0@1/1|a: 1\n"]],
    [
      "comments and blanks behind separators",
      "a: 1\n--- # c\nb: 2\n---  \nc: 3\n---\t#d\nd: 4\n",
      ["0@1/1|a: 1\n", "1@3/3|b: 2\n", "2@5/5|c: 3\n", "3@7/7|d: 4\n"],
    ],
    ["content that starts late", "a: 1\n---\n\n# c\n  # d\nb: 2\n", ["0@1/1|a: 1\n", "1@3/6|\n# c\n  # d\nb: 2\n"]],
    ["empty documents between", "a: 1\n---\n---\n# c\n---\nb: 2\n", ["0@1/1|a: 1\n", "1@6/6|b: 2\n"]],
    ["CRLF", "a: 1\r\n---\r\nb: 2\r\n", ["0@1/1|a: 1\r\n", "1@3/3|b: 2\r\n"]],
    ["a byte order mark", "\ufeff---\na: 1\n", ["0@2/2|a: 1\n"]],
    ["indented dashes are text", "a: |\n  ---\n  b\n", ["0@1/1|a: |\n  ---\n  b\n"]],
    [
      "text behind a separator",
      "a: 1\n--- b\nc: 2\n---\nd: 3\n",
      ["0@1/1|a: 1\n", "1@3/3 behind:b|c: 2\n", "2@5/5|d: 3\n"],
    ],
    ["four dashes", "a: 1\n----\nb: 2\n", ["0@1/1|a: 1\n", "1@3/3 behind:-|b: 2\n"]],
  ])("%s", (_, text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  it.each<[string, string, readonly string[]]>([
    [
      "below the separator",
      "---\n# Source: c/a.yaml\na: 1\n---\n# Source: c/b.yaml\nb: 2\n",
      ["0@2/3 from:c/a.yaml|# Source: c/a.yaml\na: 1\n", "1@5/6 from:c/b.yaml|# Source: c/b.yaml\nb: 2\n"],
    ],
    [
      "above the separator",
      "# Source: c/a.yaml\n---\na: 1\n# Source: c/b.yaml\n---\nb: 2\n",
      ["0@3/3 from:c/a.yaml|a: 1\n# Source: c/b.yaml\n", "1@6/6 from:c/b.yaml|b: 2\n"],
    ],
    [
      "alone in a document, for all that follow",
      "---\n# Source: c/crds/x.yaml\n---\na: 1\n---\nb: 2\n---\n# Source: c/y.yaml\nc: 3\n---\nd: 4\n",
      [
        "0@4/4 from:c/crds/x.yaml|a: 1\n",
        "1@6/6 from:c/crds/x.yaml|b: 2\n",
        "2@8/9 from:c/y.yaml|# Source: c/y.yaml\nc: 3\n",
        "3@11/11|d: 4\n",
      ],
    ],
    [
      "on the document itself, for it alone",
      "# Source: c/a.yaml\na: 1\n---\nb: 2\n",
      ["0@1/2 from:c/a.yaml|# Source: c/a.yaml\na: 1\n", "1@4/4|b: 2\n"],
    ],
    [
      "below a license and with CRLF",
      "# License\r\n\r\n# Source: c/a.yaml\r\na: 1\r\n",
      ["0@1/4 from:c/a.yaml|# License\r\n\r\n# Source: c/a.yaml\r\na: 1\r\n"],
    ],
    [
      "inside a document it means nothing",
      "a: 1\n# Source: c/a.yaml\nb: 2\n---\nc: 3\n",
      ["0@1/1|a: 1\n# Source: c/a.yaml\nb: 2\n", "1@5/5|c: 3\n"],
    ],
    [
      "a URL or a sentence is no chart's file",
      "# Source: https://example.com/a.yaml\na: 1\n---\n# Source: see a/b for more\nb: 1\n",
      ["0@1/2|# Source: https://example.com/a.yaml\na: 1\n", "1@4/5|# Source: see a/b for more\nb: 1\n"],
    ],
  ])("Helm's source comment %s", (_, text, expected) => {
    expect(split(text)).toEqual(expected);
  });

  it("a document whose comments are as long as the file is read once", () => {
    const text = `# ${"x".repeat(10_000)}\n`.repeat(200);
    expect(split(`${text}a: 1\n---\nb: 2\n`).map((line) => line.slice(0, 7))).toEqual(["0@1/201", "1@203/2"]);
  });
});
