/** strconv.IsPrint and unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
/** All but the ASCII that is written as it is. */
const MAY_BE_ESCAPED = /[^ !#-[\]-~]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** Whether Go calls the character printable. `character` is one code point. */
export function isPrintable(character: string): boolean {
  return PRINTABLE.test(character);
}

/** A string as Go's `%q` writes it (strconv.Quote), which is how the API server prints bad strings. */
export function goQuote(text: string): string {
  // Not character by character: a text that grows so is kept as a chain of its pieces, thirty times its size.
  return `"${text.replace(MAY_BE_ESCAPED, (character) => SHORT_ESCAPES[character] ?? escapeUnlessPrintable(character))}"`;
}

function escapeUnlessPrintable(character: string): string {
  if (isPrintable(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  // A lone surrogate cannot exist in Go's UTF-8: the decoder has made it U+FFFD, which is printable.
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

const ESCAPED = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g;
const LONG_ESCAPES = new Map(
  Object.entries(SHORT_ESCAPES).map(([character, written]) => [written.slice(1), character]),
);

/** The string that `goQuote` has quoted; any other text as it is: a number, a list. */
export function goUnquote(quoted: string): string {
  if (!/^".*"$/s.test(quoted)) return quoted;
  return quoted.slice(1, -1).replaceAll(ESCAPED, (_, two, four, eight, short: string | undefined) => {
    if (short !== undefined) return LONG_ESCAPES.get(short) ?? short;
    return String.fromCodePoint(Number.parseInt(two ?? four ?? eight, 16));
  });
}
