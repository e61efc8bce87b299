import { expect, it } from "vitest";
import { goQuote, goUnquote } from "../../src/go/quote.ts";

it.each([
  "",
  "v1alpha2",
  'a "b" \\ c',
  "\u0007\b\f\n\r\t\v\u0001\u007f",
  "\u00a0\u200b",
  "\u{e0001}é漢😀",
  "{{ .x }}",
])("gives back what was quoted: %j", (text) => {
  expect(goUnquote(goQuote(text))).toBe(text);
});

it.each(["3", "null", '["v1","v2"]', "true", '"', ""])("leaves what is no string in quotes: %s", (text) => {
  expect(goUnquote(text)).toBe(text);
});
