const LAYOUT = "2006-01-02T15:04:05Z07:00";
/** The pieces of RFC 3339 in the order in which time.Parse looks for them, with the layout's name for each. */
const PIECES: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, "2006"],
  [/^-/, "-"],
  [/^\d{2}/, "01"],
  [/^-/, "-"],
  [/^\d{2}/, "02"],
  [/^T/, "T"],
  [/^\d{1,2}/, "15"],
  [/^:/, ":"],
  [/^\d{2}/, "04"],
  [/^:/, ":"],
  [/^\d{2}(?:[.,]\d+)?/, "05"],
  [/^(?:Z|[+-]\d{2}:\d{2})/, "Z07:00"],
];
const FIELDS = /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,]\d+)?(?:Z|[+-](\d{2}):(\d{2}))$/;

/** What Go's time.Parse(time.RFC3339, text) says; null when the text is a time. */
export function timeError(text: string): string | null {
  const prefix = `parsing time ${timeQuote(text)}`;
  let rest = text;
  for (const [pattern, name] of PIECES) {
    const match = pattern.exec(rest);
    if (match === null) return `${prefix} as "${LAYOUT}": cannot parse ${timeQuote(rest)} as "${name}"`;
    rest = rest.slice(match[0].length);
  }
  if (rest !== "") return `${prefix}: extra text: ${timeQuote(rest)}`;
  const outOfRange = rangeError(text);
  return outOfRange === null ? null : `${prefix}: ${outOfRange} out of range`;
}

/** quote in Go's time/format.go: bytes, where strconv.Quote writes characters. */
function timeQuote(text: string): string {
  let quoted = '"';
  for (const character of text) {
    if (character === '"' || character === "\\") quoted += `\\${character}`;
    else if (character >= " " && character <= "\x7f") quoted += character;
    else for (const byte of new TextEncoder().encode(character)) quoted += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `${quoted}"`;
}

function rangeError(text: string): string | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] =
    FIELDS.exec(text)
      ?.slice(1)
      .map((digits) => Number(digits ?? 0)) ?? [];
  if (month < 1 || month > 12) return "month";
  if (hour > 23) return "hour";
  if (minute > 59) return "minute";
  if (second > 59) return "second";
  if (zoneHour > 24) return "time zone offset hour";
  if (zoneMinute > 60) return "time zone offset minute";
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return "day";
  return null;
}
