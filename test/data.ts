import fs from "node:fs";
import path from "node:path";
import { describe } from "vitest";

/** A few of each kind, in the layout of the whole, in this repository: facts, and documents of our own that have them. */
const SLICE = path.join(import.meta.dirname, "conformance/slice");

/** The whole: thousands of real histories and what they are made of. CONTRIBUTING.md says what it is and where it comes from. */
const WHOLE = path.resolve(process.env.CORPUS_DIR || path.join(import.meta.dirname, "../../shared/data"));

/** For a test's name: why it is skipped, or nothing. */
export function skippedWithoutData(part: string): string {
  return fs.existsSync(wholeData(part)) ? "" : ` (skipped: no ${part} in ${WHOLE}: see CORPUS_DIR in CONTRIBUTING.md)`;
}

/** Where a part of the whole is, or would be. */
export function wholeData(part: string): string {
  return path.join(WHOLE, part);
}

/** The same tests on a part of the slice and, where it is, of the whole. */
export function describeOnData(part: string, what: string, tests: (folder: string, isWhole: boolean) => void): void {
  const slice = path.join(SLICE, part);
  describe(`${what}: a slice`, () => tests(slice, false));
  const skipped = skippedWithoutData(part);
  describe.skipIf(skipped !== "")(`${what}${skipped}`, () =>
    skipped === "" ? tests(wholeData(part), true) : tests(slice, false),
  );
}
