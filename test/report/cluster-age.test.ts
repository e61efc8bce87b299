import { expect, it } from "vitest";
import { ageWords } from "../../src/report/cluster-age.ts";

it.each([
  ["2026-11-29T00:00:00Z", 5, "5 hours old"],
  ["2026-12-29T00:00:00Z", -5, "from the future"],
  [null, null, "age unknown"],
  [null, 0, "from releases"],
])("of what was taken at %s, %s hours ago, is said as it is known", (capturedAt, ageHours, words) => {
  const cluster = {
    name: "a",
    path: "a.json",
    serverVersion: null,
    proven: true,
    stale: false,
    complete: true,
    crds: 1,
  };
  expect(ageWords({ ...cluster, capturedAt, ageHours })).toBe(words);
});
