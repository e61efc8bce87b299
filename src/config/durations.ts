const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** Six digits: even in weeks the product is an exact number of milliseconds. */
const DURATION = /^([1-9]\d{0,5})([smhdw])$/;

/** What a duration looks like, to end a sentence. */
export const DURATION_FORM = "a whole number above zero and a unit (s, m, h, d or w): 90m, 36h, 7d, 2w";

/**
 * Reads `30s`, `90m`, `36h`, `7d`, `2w`.
 * @returns milliseconds, or null when the text is no duration
 */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  const unit = match === null ? undefined : UNITS[match[2] ?? ""];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}
