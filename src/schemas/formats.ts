/** The last day of each month in a year that has no 29th of February. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(.{10})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** The formats that the schemas name, for the generated validators. JSON Schema 2020-12, validation, section 7.3.1. */
export const formats = { date: isDate, "date-time": isInstant } as const;

/** Whether the text is a day of the calendar, `2027-01-31`; 2027-02-30 is none. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = month === 2 && (year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0)) ? 1 : 0;
  const last = DAYS[month - 1];
  return last !== undefined && day >= 1 && day <= last + leap;
}

/** Whether the text is an instant in UTC as RFC 3339 writes it, `2026-11-22T02:00:00Z`. Leap seconds are none. */
export function isInstant(text: string): boolean {
  const match = INSTANT.exec(text);
  return match !== null && isDate(match[1] ?? "");
}
