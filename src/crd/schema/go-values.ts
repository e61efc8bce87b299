import { isArray, isObject, type JsonValue } from "../../base/json.ts";
import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { goQuote } from "../../go/quote.ts";

/** Longer bytes are left out: nobody reads them. */
const MAX_PRINTED_BYTES = 64;

/**
 * A bad value as field.Error.ErrorBody prints it (k8s.io/apimachinery/pkg/util/validation/field/errors.go): texts
 * quoted, numbers and booleans plain, everything else as JSON since 1.34 and as Go syntax before.
 */
export function printedValue(value: JsonValue, server: ServerVersion): string {
  if (typeof value === "string") return goQuote(value);
  if (typeof value === "number") return goNumber(value);
  if (typeof value === "boolean") return String(value);
  if (value === null) return atLeast(server, 34) ? "null" : '"null"';
  return atLeast(server, 34) ? goJson(value) : goSyntax(value);
}

/** A *string as bad value, and a value of a named string type: quoted by encoding/json since 1.34, plainly before. */
export function printedPointer(value: string | undefined, server: ServerVersion): string {
  if (value === undefined) return printedValue(null, server);
  return atLeast(server, 34) ? goJson(value) : goQuote(value);
}

/** A []string as bad value. */
export function printedTexts(values: readonly string[], server: ServerVersion): string {
  return atLeast(server, 34) ? goJson(values) : `[]string{${values.map(goQuote).join(", ")}}`;
}

/** Bytes as the server prints a bad value: base64 from 1.34, Go syntax before; undefined when they are too many. */
export function printedBytes(bytes: Uint8Array, server: ServerVersion): string | undefined {
  if (bytes.length > MAX_PRINTED_BYTES) return undefined;
  if (atLeast(server, 34)) return goQuote(Buffer.from(bytes).toString("base64"));
  return `[]byte{${[...bytes].map((byte) => `0x${byte.toString(16)}`).join(", ")}}`;
}

/** encoding/json.Marshal: keys sorted, `<`, `>`, `&` and the two line separators escaped. */
export function goJson(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (isObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((name) => `${jsonText(name)}:${goJson(value[name] ?? null)}`);
    return `{${members.join(",")}}`;
  }
  return typeof value === "string" ? jsonText(value) : JSON.stringify(value);
}

/**
 * How many bytes of UTF-8 `goJson` makes of a value: of a whole CRD that is megabytes of text which nobody reads. The order
 * of keys does not count, so that the engine's own writer does it, ten times as fast as we could; what Go escapes and
 * JavaScript does not is added.
 * @param text what that writer makes of it, in any order of keys, where it is at hand
 */
export function goJsonBytes(value: JsonValue, text = JSON.stringify(value)): number {
  let bytes = Buffer.byteLength(text);
  for (const [character, more] of ESCAPED_BY_GO) {
    for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) bytes += more;
  }
  return bytes;
}

/** What `\u003c` has more than the character itself, in bytes of UTF-8. */
const ESCAPED_BY_GO = [
  ["<", 5],
  [">", 5],
  ["&", 5],
  ["\u2028", 3],
  ["\u2029", 3],
] as const;

function jsonText(text: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, escaped);
}

/** fmt's `%#v` of decoded JSON. */
function goSyntax(value: JsonValue): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return goQuote(value);
  if (typeof value === "number") return goNumber(value);
  if (typeof value === "boolean") return String(value);
  if (isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (!isObject(value)) return "";
  const members = Object.keys(value)
    .sort()
    .map((name) => `${goQuote(name)}:${goSyntax(value[name] ?? null)}`);
  return `map[string]interface {}{${members.join(", ")}}`;
}

/** fmt's `%v` of a number: whole numbers that fit int64 are integers for the server, all others float64. */
export function goNumber(value: number): string {
  return isGoInteger(value) ? BigInt(value).toString() : goFloat(value);
}

/** fmt's `%v` of a float64: from a million on, and below 1e-4, with an exponent of two digits at least. */
export function goFloat(value: number): string {
  const [mantissa = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}

/** Whether the server's JSON reader makes an int64 of it: written without fraction or exponent, and in range. */
export function isGoInteger(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}
