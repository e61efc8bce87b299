import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDate, isInstant } from "../../src/schemas/formats.ts";

describe("isDate", () => {
  test.each([
    ["2027-01-31", true],
    ["2027-02-28", true],
    ["2028-02-29", true],
    ["2000-02-29", true],
    ["2027-02-29", false],
    ["2027-02-30", false],
    ["2100-02-29", false],
    ["2027-04-31", false],
    ["2027-00-10", false],
    ["2027-13-01", false],
    ["2027-01-00", false],
    ["2027-1-1", false],
    ["27-01-01", false],
    ["2027-01-31T00:00:00Z", false],
    [" 2027-01-31", false],
    ["2027-01-31\n", false],
    ["tomorrow", false],
    ["", false],
  ])("%j: %s", (text, expected) => {
    expect(isDate(text)).toBe(expected);
  });

  test("agrees with the calendar of the engine on every day of four centuries", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2300-01-01"), noInvalidDate: true }),
        (date) => {
          expect(isDate(date.toISOString().slice(0, 10))).toBe(true);
        },
      ),
    );
  });
});

describe("isInstant", () => {
  test.each([
    ["2026-11-22T02:00:00Z", true],
    ["2026-11-22T23:59:59.123456789Z", true],
    ["2026-11-22T24:00:00Z", false],
    ["2026-11-22T02:60:00Z", false],
    ["2026-11-22T02:00:60Z", false],
    ["2026-02-30T02:00:00Z", false],
    ["2026-11-22T02:00:00+01:00", false],
    ["2026-11-22T02:00:00", false],
    ["2026-11-22t02:00:00z", false],
    ["2026-11-22 02:00:00Z", false],
    ["2026-11-22", false],
    ["", false],
  ])("%j: %s", (text, expected) => {
    expect(isInstant(text)).toBe(expected);
  });
});
