import { atLeast, type ServerVersion } from "../base/server-version.ts";
import { goQuote } from "../go/quote.ts";

/** Longer values are left out: nobody reads them. */
const MAX_PRINTED_BYTES = 64;

/** Bytes as the server prints a bad value: base64 from 1.34, Go syntax before; undefined when they are too many. */
export function printedBytes(bytes: Uint8Array, server: ServerVersion): string | undefined {
  if (bytes.length > MAX_PRINTED_BYTES) return undefined;
  if (atLeast(server, 34)) return goQuote(Buffer.from(bytes).toString("base64"));
  return `[]byte{${[...bytes].map((byte) => `0x${byte.toString(16)}`).join(", ")}}`;
}
