/*
 * Formats of times (k8s.io/kube-openapi/pkg/validation/strfmt/{date,time,duration}.go).
 */

const TIME_OF_DAY = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$/;

export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Only what stands between the first two letters t is looked at. */
export function isDateTime(text: string): boolean {
  const [date = "", time] = text.toLowerCase().split("t");
  const match = time === undefined || !isDate(date) ? null : TIME_OF_DAY.exec(time);
  if (match === null) return false;
  const [, hour = "", minute = "", second = ""] = match;
  return hour <= "23" && minute <= "59" && second <= "59";
}

/** Per unit: the names that count as a whole, and the one that counts as a beginning. */
const UNITS: readonly (readonly [names: readonly string[], prefix: string])[] = [
  [["ns"], "nano"],
  [["us", "µs"], "micro"],
  [["ms"], "milli"],
  [["s"], "sec"],
  [["m"], "min"],
  [["h", "hr"], "hour"],
  [["d"], "day"],
  [["w", "wk"], "week"],
];
const GO_DURATION = /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/;
/** Up to here no sum of numbers with units overflows. */
const SAFE_GO_DURATION = 8;
const MAX_INT64 = 2n ** 63n - 1n;

/** Go's own form, or at least one number with a unit anywhere in the text. undefined: it may overflow. */
export function isDuration(text: string): boolean | undefined {
  if (/^[+-]?0$/.test(text)) return true;
  let found = false;
  for (const [, digits = "", unit = ""] of text.matchAll(/(?<!\d)(\d+)[\t\n\f\r ]*([A-Za-z\u00b5]+)/g)) {
    if (BigInt(digits) > MAX_INT64) return false;
    found ||= isUnit(unit.toLowerCase());
  }
  if (found || !GO_DURATION.test(text)) return found;
  return text.length <= SAFE_GO_DURATION ? true : undefined;
}

function isUnit(unit: string): boolean {
  return UNITS.some(([names, prefix]) => names.includes(unit) || unit.startsWith(prefix));
}
