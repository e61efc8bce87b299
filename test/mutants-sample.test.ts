import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { sampleOf } from "../scripts/mutants-sample.mjs";

const root = fs.mkdtempSync(path.join(os.tmpdir(), "mutants-sample-"));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const LINES = Array.from({ length: 300 }, (_, at) => `  if (a${at} < b) {`);
const EVERY = 10;

/** Lines of the sample in a file: each has a change of its condition, and one of its block, which ends three lines below. */
function sampled(offset: number, name: string, lines: readonly string[]): readonly string[] {
  const fileName = path.join(root, name);
  fs.writeFileSync(fileName, lines.join("\n"));
  const isIn = sampleOf({ root, every: EVERY, offset });
  return lines.flatMap((text, line) => {
    if (!text.includes("(")) return [];
    const start = { line, column: text.indexOf("(") + 1 };
    const condition = { start, end: { line, column: text.indexOf(")") } };
    const block = { start: { line, column: text.length - 1 }, end: { line: line + 3, column: 1 } };
    return [
      ...(isIn({ fileName, location: condition, replacement: "true" }) ? [`${text} true`] : []),
      ...(isIn({ fileName, location: condition, replacement: "false" }) ? [`${text} false`] : []),
      ...(isIn({ fileName, location: block, replacement: "{}" }) ? [`${text} {}`] : []),
    ].map((one) => one.trim());
  });
}

it("chooses the same changes wherever their lines are, and each for one part of so many", () => {
  const parts = Array.from({ length: EVERY }, (_, offset) => sampled(offset, "a.ts", LINES));
  expect(new Set(parts.flat()).size).toBe(3 * LINES.length);
  expect(parts.flat().length).toBe(3 * LINES.length);
  // 900 changes in ten parts: 90 each, give or take what chance does.
  expect(parts.filter(({ length }) => length < 60 || length > 120)).toEqual([]);

  const moved = ["// More.", ...LINES.slice(150).map((one) => `  ${one}`), "", ...LINES.slice(0, 150)];
  for (const [offset, part] of parts.entries()) {
    expect([...sampled(offset, "a.ts", moved)].sort()).toEqual([...part].sort());
  }
});

it("chooses others of another file", () => {
  expect(sampled(1, "b.ts", LINES)).not.toEqual(sampled(1, "a.ts", LINES));
});
