import { encodingOf } from "../yaml/encoding.ts";
import { unescapedLetters, withoutBlanks } from "./spellings.ts";

/** The word every CRD has, as kind or, in a list of CRDs, at the start of the list's kind. */
const WORD = "CustomResourceDefinition";

const NARROW = searchWord(WORD);
/** The same as base64: 24 bytes are 32 characters, whatever follows. */
const ENCODED = searchWord("Q3VzdG9tUmVzb3VyY2VEZWZpbml0aW9u");
const BINARY = searchWord("binary");
const EXCLAMATION_MARK = 0x21;
const PERCENT = 0x25;
/** Each letter with a zero between it and the next: UTF-16 of either byte order holds exactly this. */
const WIDE = searchWord([...WORD].join("\0"));

/**
 * Whether the bytes of a file may name a CustomResourceDefinition, in UTF-8 or UTF-16 and in any spelling that a reader of
 * Kubernetes takes: no other file need be parsed. Only bytes with escapes of letters, folded quotes or binary text are walked.
 */
export function mentionsCrd(bytes: Uint8Array): boolean {
  // Narrow always: the first bytes of a binary file can look like UTF-16.
  if (mentions(bytes, NARROW)) return true;
  const encoding = encodingOf(bytes);
  if (encoding === "utf-8") return spellsCrd(bytes);
  return mentions(bytes, WIDE) || spellsCrd(new TextEncoder().encode(new TextDecoder(encoding).decode(bytes)));
}

/** Whether the text names it by escapes, or as base64. */
function spellsCrd(bytes: Uint8Array): boolean {
  const plain = unescapedLetters(bytes);
  if (plain !== null && mentions(plain, NARROW)) return true;
  return mayBeBinary(bytes) && mentions(withoutBlanks(plain ?? bytes), ENCODED);
}

/** Whether some tag may be `!!binary`, which can be written by escapes too: then text may stand as base64. */
export function mayBeBinary(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(EXCLAMATION_MARK); at >= 0; ) {
    let end = at + 1;
    while (end < bytes.length && (bytes[end] ?? 0) > 0x20) end += 1;
    const tag = bytes.subarray(at, end);
    if (tag.includes(PERCENT) || mentions(tag, BINARY)) return true;
    at = bytes.indexOf(EXCLAMATION_MARK, end);
  }
  return false;
}

/** Whether a text writes the word as it is: whatever else spells it is no text by chance. */
export function writesCrd(text: string): boolean {
  return text.includes(WORD);
}

/** @param text ASCII */
export function searchWord(text: string): Buffer {
  return Buffer.from(text);
}

/** Whether the word occurs in the bytes. */
export function mentions(bytes: Uint8Array, word: Buffer): boolean {
  // Asked of every file many times: a view costs as much as a search of a small one.
  const searched = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return searched.includes(word);
}
