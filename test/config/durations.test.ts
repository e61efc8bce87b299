import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration } from "../../src/config/durations.ts";
import { validateConfig } from "../../src/schemas/validators.ts";

test.each([
  ["30s", 30_000],
  ["90m", 5_400_000],
  ["36h", 129_600_000],
  ["7d", 604_800_000],
  ["2w", 1_209_600_000],
  ["1s", 1000],
  ["999999w", 999_999 * 604_800_000],
  ["0d", null],
  ["07d", null],
  ["1000000s", null],
  ["7", null],
  ["d", null],
  ["7 d", null],
  ["7D", null],
  ["1.5d", null],
  ["-7d", null],
  ["1d12h", null],
  ["7days", null],
  ["7d\n", null],
  ["", null],
])("%j is %s milliseconds", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test("the schema takes exactly what is parsed", () => {
  const near = fc.stringMatching(/^[0-9]{0,8}[a-z]{0,2}$/);
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), (text) => {
      expect(validateConfig({ maxSnapshotAge: text }).length === 0).toBe(parseDuration(text) !== null);
    }),
  );
});

test("the documented default is the schema's", () => {
  const schema = JSON.parse(readFileSync(new URL("../../schema/config.json", import.meta.url), "utf8"));
  expect(parseDuration(schema.properties.maxSnapshotAge.default)).toBe(604_800_000);
});
