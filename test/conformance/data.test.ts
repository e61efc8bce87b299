import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { skippedWithoutData, wholeData } from "../data.ts";

const PINNED = readFileSync(join(import.meta.dirname, "data.sha256"), "utf8")
  .trimEnd()
  .split("\n");

/** Counts and listed cases elsewhere are of these bytes: other data may be as good, and would be another proof. */
it.skipIf(!existsSync(wholeData("corpus")))(`the data is what was pinned${skippedWithoutData("corpus")}`, () => {
  const here = PINNED.map((line) => {
    const file = line.slice(line.indexOf("  ") + 2);
    return `${createHash("sha256")
      .update(readFileSync(wholeData(file)))
      .digest("hex")}  ${file}`;
  });
  expect(here).toEqual(PINNED);
});
