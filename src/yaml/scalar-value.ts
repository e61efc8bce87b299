import { resolveCoreScalar } from "./core-scalar.ts";
import { type Dialect, isWrittenAsInteger, resolveTagged, type TaggedScalar, tagName } from "./explicit-tag.ts";
import { largeIntegerKey, resolveKubernetesScalar, type Scalar } from "./kubernetes-scalar.ts";
import { EMPTY, field, JSON_STRING, KIND, type NodeTape, PLAIN, sourceOf } from "./node-tape.ts";
import { scalarText } from "./scalar-text.ts";

/** The value of the scalar record at `node`, whose tag record, if it has one, is at `tag` (else -1). */
export function scalarValue(text: string, tape: NodeTape, dialect: Dialect, node: number, tag: number): TaggedScalar {
  const kind = field(tape, node) & KIND;
  if (tag >= 0) return resolveTagged(tagName(sourceOf(text, tape, tag)), scalarText(text, tape, node), dialect);
  if (kind === EMPTY) return { value: null };
  if (kind === JSON_STRING) return { value: jsonString(text, tape, node) };
  const written = scalarText(text, tape, node);
  return { value: kind === PLAIN ? plainValue(written, dialect) : written };
}

/** The string that sigs.k8s.io/yaml makes of a scalar key; undefined for an empty key and for one that is none to Go. */
export function scalarKey(
  text: string,
  tape: NodeTape,
  dialect: Dialect,
  node: number,
  tag: number,
): string | undefined {
  const key = scalarValue(text, tape, dialect, node, tag);
  if (typeof key === "string" || key.value === null) return undefined;
  if (typeof key.value !== "number") return String(key.value);
  const written = scalarText(text, tape, node);
  if (!isWrittenAsInteger(written)) return floatKey(key.value);
  return dialect === "kubernetes" && !Number.isSafeInteger(key.value) ? largeIntegerKey(written) : String(key.value);
}

function plainValue(written: string, dialect: Dialect): Scalar {
  if (dialect === "kubernetes") return resolveKubernetesScalar(written);
  if (dialect === "core") return resolveCoreScalar(written);
  if (written === "null") return null;
  return written === "true" || written === "false" ? written === "true" : Number(written);
}

function jsonString(text: string, tape: NodeTape, node: number): string {
  const start = field(tape, node + 1);
  const end = field(tape, node + 2);
  const isPlain = field(tape, node) === JSON_STRING;
  return isPlain ? text.slice(start, end) : String(JSON.parse(text.slice(start - 1, end + 1)));
}

/**
 * A float that stands as a mapping key, as sigs.k8s.io/yaml writes it: Go's `FormatFloat(key, 'g', -1, 32)`, the
 * shortest digits that give the same 32-bit number, with an exponent of two digits below 1e-4 and from 1e6 on.
 */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  if (single === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa = "", exponentText = "0"] = shortestDigits(single).split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < SHORTEST_EXPONENT_LIMIT) return plainDecimal(mantissa, exponent);
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${size}`;
}

/** strconv/ftoa.go takes precision 6 for this decision when the shortest form is asked for. */
const SHORTEST_EXPONENT_LIMIT = 6;

function shortestDigits(single: number): string {
  for (let digits = 0; digits < 8; digits++) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toExponential(8);
}

function plainDecimal(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, "0");
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
