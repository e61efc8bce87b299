/**
 * A float that stands as a mapping key, as sigs.k8s.io/yaml writes it: Go's `FormatFloat(key, 'g', -1, 32)`, the
 * shortest digits that give the same 32-bit number, with an exponent of two digits below 1e-4 and from 1e6 on.
 */
export function floatKey(value: number): string {
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
