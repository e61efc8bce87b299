import type { Result } from "../base/result.ts";
import type { TextRange } from "../base/text-range.ts";
import { encodingOf } from "./encoding.ts";

/** Why bytes are no text that Kubernetes' tools read. */
export interface TextProblem {
  readonly range: TextRange;
  readonly message: string;
  readonly remedy: string;
  /** As much as could be decoded. */
  readonly text: string;
  /** The bytes are no text at all, so that nothing in them can be recognised for sure. */
  readonly isBinary: boolean;
}

export type DecodedText = Result<string, { readonly problem: TextProblem }>;

const STRICT_DECODER = new TextDecoder("utf-8", { fatal: true });
const SAVE_AS_UTF8 = "Save the file as UTF-8.";

/** A whole file in UTF-16: PowerShell's `>` writes it, Kubernetes' tools do not read it reliably. */
export function readUtf16(bytes: Uint8Array): TextProblem | undefined {
  const encoding = encodingOf(bytes);
  if (encoding === "utf-8") return undefined;
  return {
    range: lineRange(1, 1),
    message: "The file is encoded as UTF-16; Kubernetes' tools read UTF-8.",
    remedy: SAVE_AS_UTF8,
    text: new TextDecoder(encoding).decode(bytes),
    isBinary: false,
  };
}

/** Decodes the UTF-8 of one document that starts on line `firstLine` of its file. */
export function decodeUtf8(bytes: Uint8Array, firstLine: number): DecodedText {
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    const range = placeOfByte(bytes, zero, firstLine);
    const message = "The document holds a zero byte, so it is no text.";
    const remedy = "Restore the file, or keep it out of the manifests if it is binary.";
    return { ok: false, problem: { range, message, remedy, text: new TextDecoder().decode(bytes), isBinary: true } };
  }
  try {
    return { ok: true, value: STRICT_DECODER.decode(bytes) };
  } catch {
    const range = placeOfByte(bytes, firstInvalidByte(bytes), firstLine);
    const message = "The document holds bytes that are no UTF-8.";
    const text = new TextDecoder().decode(bytes);
    return { ok: false, problem: { range, message, remedy: SAVE_AS_UTF8, text, isBinary: false } };
  }
}

/** Line by line, because the decoder does not say where it stopped. */
function firstInvalidByte(bytes: Uint8Array): number {
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(10, start);
    const end = next < 0 ? bytes.length : next + 1;
    try {
      STRICT_DECODER.decode(bytes.subarray(start, end));
    } catch {
      return start + new TextEncoder().encode(validStart(bytes.subarray(start, end))).length;
    }
    start = end;
  }
  return 0;
}

function validStart(line: Uint8Array): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(line);
  const replaced = text.indexOf("\ufffd");
  return replaced < 0 ? text : text.slice(0, replaced);
}

function placeOfByte(bytes: Uint8Array, offset: number, firstLine: number): TextRange {
  let line = firstLine;
  let lineStart = 0;
  for (let next = bytes.indexOf(10); next >= 0 && next < offset; next = bytes.indexOf(10, lineStart)) {
    line += 1;
    lineStart = next + 1;
  }
  return lineRange(line, new TextDecoder().decode(bytes.subarray(lineStart, offset)).length + 1);
}

function lineRange(line: number, column: number): TextRange {
  return { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 };
}
