import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mentionsCrd } from "../../src/manifests/select.ts";
import { encodingOf } from "../../src/yaml/encoding.ts";

const WORD = "CustomResourceDefinition";

function utf16(text: string, bigEndian = false): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), !bigEndian);
  return bytes;
}

describe("mentionsCrd", () => {
  it.each<[string, Uint8Array, boolean]>([
    ["the word", Buffer.from(`kind: ${WORD}\n`), true],
    ["the word as a plain Uint8Array", new TextEncoder().encode(`kind: ${WORD}`), true],
    ["the word alone", Buffer.from(WORD), true],
    ["a list of them", Buffer.from(`kind: ${WORD}List`), true],
    ["the word cut off", Buffer.from(`kind: ${WORD.slice(0, -1)}`), false],
    ["another case", Buffer.from(WORD.toLowerCase()), false],
    ["nothing", new Uint8Array(), false],
    ["a false start", Buffer.from(`CustomResourceDef${WORD}`), true],
    ["UTF-16 LE with a mark", utf16(`\ufeffkind: ${WORD}`), true],
    ["UTF-16 BE with a mark", utf16(`\ufeffkind: ${WORD}`, true), true],
    ["UTF-16 LE without a mark", utf16(`kind: ${WORD}`), true],
    ["UTF-16 BE without a mark", utf16(`kind: ${WORD}`, true), true],
    ["an escape of one letter", Buffer.from('kind: "CustomResourceDefinitio\\x6e"'), true],
    ["escapes of four and eight digits", Buffer.from('kind: "\\u0043ustom\\U00000052esourceDefinition"'), true],
    ["an escape in JSON", Buffer.from('{"kind":"CustomResource\\u0044efinition"}'), true],
    ["a folded quote", Buffer.from('kind: "CustomResource\\\n    Definition"'), true],
    ["a quote folded at CR LF", Buffer.from('kind: "CustomResource\\\r\n\tDefinition"'), true],
    ["a quote folded at a line separator", Buffer.from('kind: "CustomResource\\\u2028 Definition"'), true],
    ["base64", Buffer.from(`kind: !!binary ${btoa(WORD)}`), true],
    [
      "base64 over lines, behind a tag with an escape",
      Buffer.from("kind: !!bin%61ry |\n  Q3VzdG9tUmVzb3VyY2V\n  EZWZpbml0aW9u\n"),
      true,
    ],
    ["base64 of a list's kind", Buffer.from(`kind: !<tag:yaml.org,2002:binary> ${btoa(`${WORD}List`)}`), true],
    ["base64 that no tag makes text", Buffer.from(`data: ${btoa(WORD)}`), false],
    ["an escape in UTF-16", utf16('\ufeff"kind": "CustomResource\\u0044efinition"'), true],
    ["escapes of other letters", Buffer.from('"kind": "\\u0041\\x42\\n\\\\x"'), false],
    ["an escape cut off", Buffer.from('"CustomResource\\u004'), false],
    ["UTF-16 of another text", utf16("\ufeffkind: Deployment"), false],
  ])("%s", (_, bytes, expected) => {
    expect(mentionsCrd(bytes)).toBe(expected);
  });

  it("finds what a plain search finds", () => {
    const piece = fc.oneof(fc.constantFrom(WORD, "Custom", "Resource", "Definition", "n", "nition", "D"), fc.string());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        fc.pre(encodingOf(Buffer.from(text)) === "utf-8");
        expect(mentionsCrd(Buffer.from(text))).toBe(text.includes(WORD));
      }),
    );
  });
});
