export type TextEncodingName = "utf-8" | "utf-16le" | "utf-16be";

/** The encoding by byte order mark or, without one, by the zero byte beside the first ASCII character. */
export function encodingOf(bytes: Uint8Array): TextEncodingName {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== 0 && second === 0) return "utf-16le";
  return first === 0 && second !== undefined && second !== 0 ? "utf-16be" : "utf-8";
}
