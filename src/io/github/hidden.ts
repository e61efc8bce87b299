/** Fewer characters of a token in a row give nothing away, and occur by chance. */
const TELLING = 12;
/** GitHub says nothing of that length in one word but what it echoes. */
const LONGEST_WORD = 64;
/** What is printed of an answer is a fraction of this. */
const MOST_CHARACTERS = 10_000;
const HIDDEN = "[hidden]";

/**
 * Takes a token out of what a server says: GitHub does not echo it, but a proxy in between may, plain or encoded.
 * @returns a function that puts `[hidden]` in place of each word that holds a part of it, in percent escapes, entities,
 *   JSON escapes, hexadecimal or base64 too, or that is too long to be a word
 */
export function hider(token: string): (text: string) => string {
  const width = Math.min(TELLING, token.length);
  const lower = token.toLowerCase();
  const parts = Array.from({ length: lower.length - width + 1 }, (_, at) => lower.slice(at, at + width));
  const tells = (text: string) => width > 0 && parts.some((part) => text.toLowerCase().includes(part));
  const isTold = (word: string) => {
    const plain = unescaped(word);
    return [word, plain].some((one) => tells(one)) || decodings(plain).some(tells);
  };
  return (text) =>
    text
      .slice(0, MOST_CHARACTERS)
      .split(/(\s)/)
      .map((word) => (isTold(word) || isLong(word) ? HIDDEN : word))
      .join("");
}

/** Addresses and lists have other characters in between. */
function isLong(word: string): boolean {
  return word.split(/[^A-Za-z0-9+/=_-]/).some((run) => run.length > LONGEST_WORD);
}

function unescaped(text: string): string {
  const char = (_: string, code: string) => String.fromCodePoint(Number.parseInt(code, 16) % 0x110000);
  return text
    .replace(/%([0-9a-f]{2})/gi, char)
    .replace(/\\u([0-9a-f]{4})/gi, char)
    .replace(/&#x([0-9a-f]{1,6});/gi, char)
    .replace(/&#([0-9]{1,7});/g, (_, code: string) => String.fromCodePoint(Number(code) % 0x110000));
}

/** A run may start in the middle of what was encoded. */
function decodings(text: string): readonly string[] {
  const hex = text.split(/[^0-9a-f]/i).flatMap((run) => [0, 1].map((at) => latin(run.slice(at), "hex")));
  const base64 = text
    .split(/[^A-Za-z0-9+/_=-]/)
    .flatMap((run) => [0, 1, 2, 3].map((at) => latin(run.slice(at), "base64")));
  return [...hex, ...base64];
}

function latin(run: string, encoding: "hex" | "base64"): string {
  return Buffer.from(run, encoding).toString("latin1");
}
