/** What a plain scalar can become. */
export type Scalar = null | boolean | number | string;

/** Words that are no text in YAML 1.1, in the spellings that go-yaml v2 knows (its `resolveMap`). */
const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...spell(null, ["", "~", "null", "Null", "NULL"]),
  ...spell(true, ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]),
  ...spell(false, ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]),
  ...spell(Number.NaN, [".nan", ".NaN", ".NAN"]),
  ...spell(Number.POSITIVE_INFINITY, [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"]),
  ...spell(Number.NEGATIVE_INFINITY, ["-.inf", "-.Inf", "-.INF"]),
]);

function spell(value: Scalar, spellings: readonly string[]): [string, Scalar][] {
  return spellings.map((spelling) => [spelling, value]);
}

const PREFIXED = /^([-+]?)0([xXoObB])([0-9a-fA-F]+)$/;
const OCTAL = /^([-+]?)0([0-7]+)$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
/** go-yaml's own pattern for a float, applied without underscores. */
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** A leading dot goes straight to Go's ParseFloat, which takes underscores only between digits. */
const DOT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
/** go-yaml parses the digits behind `0b` on their own, so a second sign passes. */
const SIGNED_BINARY = /^0b([-+][01]+)$/;

const MAX_UINT64 = 2n ** 64n - 1n;
const MIN_INT64 = -(2n ** 63n);

/**
 * The value of a plain scalar as sigs.k8s.io/yaml reads it (go-yaml v2 `resolve`, YAML 1.1 with Go's number syntax).
 * Timestamps stay text, sexagesimal numbers too. Integers above 2^53 lose digits, as JSON numbers in JavaScript do.
 * Infinite and NaN values are returned as such: they have no JSON form, which the caller reports.
 */
export function resolveKubernetesScalar(text: string): Scalar {
  const first = text.charCodeAt(0);
  const isSign = first === 43 || first === 45;
  if (isSign || first === 46 || (first >= 48 && first <= 57)) {
    const word = WORDS.get(text);
    return word === undefined ? resolveNumber(text, first === 46) : word;
  }
  if (text.length > 5) return text;
  const word = WORDS.get(text);
  return word === undefined ? text : word;
}

function resolveNumber(text: string, startsWithDot: boolean): Scalar {
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  if (startsWithDot) return DOT_FLOAT.test(text) ? finite(Number(plain), text) : text;
  const integer = parseInteger(plain);
  if (integer !== undefined) return integer;
  if (FLOAT.test(plain)) return finite(Number(plain), text);
  const binary = SIGNED_BINARY.exec(plain)?.[1];
  return binary === undefined ? text : Number.parseInt(binary, 2);
}

function finite(value: number, text: string): Scalar {
  return Number.isFinite(value) ? value : text;
}

/** Go's ParseInt with base 0, and ParseUint where that overflows; undefined where both refuse. */
function parseInteger(text: string): number | undefined {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    if (Number.isSafeInteger(value)) return value + 0;
  }
  const exact = exactInteger(text);
  return exact === undefined ? undefined : Number(exact);
}

/** The same with every digit. @param text without underscores */
function exactInteger(text: string): bigint | undefined {
  if (DECIMAL.test(text)) return inRange(text, BigInt(text.replace("+", "")));
  const prefixed = PREFIXED.exec(text);
  const octal = prefixed === null ? OCTAL.exec(text) : null;
  const sign = (prefixed ?? octal)?.[1] ?? "";
  const digits = prefixed === null ? octal?.[2] : prefixed[3];
  if (digits === undefined) return undefined;
  const base = `0${(prefixed?.[2] ?? "o").toLowerCase()}`;
  if (!DIGITS[base]?.test(digits)) return undefined;
  const magnitude = BigInt(base + digits);
  return inRange(text, sign === "-" ? -magnitude : magnitude);
}

/** An integer above 2^53 that stands as a mapping key, as Go writes it; undefined above int64, which Go takes for no key. */
export function largeIntegerKey(text: string): string | undefined {
  const exact = exactInteger(text.replaceAll("_", ""));
  return exact === undefined || exact >= -MIN_INT64 ? undefined : String(exact);
}

const DIGITS: Readonly<Record<string, RegExp>> = { "0x": /^[0-9a-fA-F]+$/, "0o": /^[0-7]+$/, "0b": /^[01]+$/ };

/** Above int64 Go takes only unsigned numbers, which may have no sign. */
function inRange(text: string, value: bigint): bigint | undefined {
  if (value < MIN_INT64 || value > MAX_UINT64) return undefined;
  return value >= -MIN_INT64 && text.startsWith("+") ? undefined : value;
}
