import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import { explainSchemaErrors, type Words } from "../../src/schemas/schema-problems.ts";
import { type SchemaError, SNAPSHOT_SHAPE, validateSnapshot } from "../../src/schemas/validators.ts";

const WORDS: Words = {
  root: "the snapshot",
  forms: {},
  examples: {},
  remedy: "Write it again.",
  strangers: () => undefined,
};
const members = <T>(count: number, value: T) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`r${index}.example.com`, value]));
const HEAD = {
  formatVersion: 1,
  cluster: "prod",
  origin: { kind: "cluster", tool: "0.1.0" },
  serverVersion: null,
  capturedAt: null,
  complete: true,
  apis: [],
  crds: {},
};

/** How often the errors were looked at: a measure of work that no clock disturbs. */
function looks(value: JsonValue): number {
  let count = 0;
  const errors = validateSnapshot(value).map(
    ({ path, keyword, params }): SchemaError => ({
      get path() {
        count += 1;
        return path;
      },
      keyword,
      params,
    }),
  );
  explainSchemaErrors(errors, value, SNAPSHOT_SHAPE, WORDS);
  return count;
}

describe("a file with very many problems", () => {
  test.each([
    ["empty CRDs", (count: number) => ({ ...HEAD, crds: members(count, {}) })],
    ["unknown keys", (count: number) => ({ ...HEAD, ...members(count, 1) })],
    ["unknown keys where known ones are missing", (count: number) => ({ ...members(count, 1) })],
  ])("of %s takes work that grows with their number, not with its square", (_, made) => {
    const [few, many] = [looks(made(500)), looks(made(2000))];
    expect(many / few).toBeLessThan(4.5);
  });

  test("names a hundred and counts the rest", () => {
    const value = { ...HEAD, crds: members(6600, {}) };
    const problems = explainSchemaErrors(validateSnapshot(value), value, SNAPSHOT_SHAPE, WORDS);
    expect(problems.length).toBe(101);
    expect(problems.at(-1)).toEqual({
      path: ["crds", "r100.example.com"],
      message: "There are 6500 more problems from here on.",
      remedy: "Mend those that are named first.",
    });
  });
});

test("a mistyped key is not missing as well, and what one object lacks is one problem", () => {
  const { capturedAt: _, serverVersion: __, ...rest } = HEAD;
  const value = { ...rest, captureAt: null };
  const problems = explainSchemaErrors(validateSnapshot(value), value, SNAPSHOT_SHAPE, WORDS);
  expect(problems).toEqual([
    { path: [], message: "The snapshot lacks `serverVersion`.", remedy: "Write it again." },
    { path: ["captureAt"], message: "Unknown key `captureAt` in the snapshot.", remedy: "Did you mean `capturedAt`?" },
  ]);
});
