import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { compareSemver, isInRange, parseRange, parseSemver } from "../../src/go/semver.ts";

/** Answers of github.com/Masterminds/semver v3.5.0: `y`, `n`, `?` for what is no version; "" for what is no range. */
interface Answers {
  readonly versions: readonly string[];
  readonly order: readonly string[];
  readonly ranges: Readonly<Record<string, string>>;
}

const answers: Answers = JSON.parse(fs.readFileSync(new URL("fixtures/semver.json", import.meta.url), "utf8"));
const versions = answers.versions.map(parseSemver);

describe("versions as helm reads them", () => {
  it("are in the order that Masterminds/semver has them in", () => {
    const order = versions.map((a) =>
      versions.map((b) => (a === null || b === null ? "?" : "<=>"[Math.sign(compareSemver(a, b)) + 1])).join(""),
    );
    expect(order).toEqual(answers.order);
  });

  it("are in the 3,004 ranges that it has them in", () => {
    const given = Object.keys(answers.ranges).map((text): [string, string] => {
      const range = parseRange(text);
      if (range === null) return [text, ""];
      return [text, versions.map((one) => (one === null ? "?" : isInRange(one, range) ? "y" : "n")).join("")];
    });
    expect(given.length).toBe(3004);
    expect(Object.fromEntries(given)).toEqual(answers.ranges);
  });
});
