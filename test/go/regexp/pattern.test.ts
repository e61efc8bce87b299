import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { checkPattern, patternMatcher } from "../../../src/go/regexp/pattern.ts";

/** What Go's regexp package answers: the error of Compile, or which of the texts match. */
interface PatternCases {
  readonly texts: readonly string[];
  readonly patterns: readonly (
    | { readonly pattern: string; readonly error: string }
    | { readonly pattern: string; readonly matches: readonly string[] }
  )[];
}

const { texts, patterns }: PatternCases = JSON.parse(
  fs.readFileSync(new URL("fixtures/patterns.json", import.meta.url), "utf8"),
);
const LATEST = parseServerVersion("v1.37.2");
/** With (?i) beyond ASCII nothing is told. */
const ASCII = /^[\0-\x7f]*$/;

describe("a pattern", () => {
  it.each(patterns.map((row) => [row.pattern, row] as const))("%j", (pattern, row) => {
    if ("error" in row) {
      expect(checkPattern(pattern, LATEST)).toEqual({ kind: "invalid", error: row.error });
      return;
    }
    expect(checkPattern(pattern, LATEST)).toEqual({ kind: "valid" });
    const matcher = patternMatcher(pattern, LATEST);
    const asked = pattern.includes("(?i") ? texts.filter((text) => ASCII.test(text)) : texts;
    expect(asked.map((text) => [text, matcher.matches(text)])).toEqual(
      asked.map((text) => [text, row.matches.includes(text)]),
    );
  });
});

describe("what depends on the Go that built the server", () => {
  it.each([["\\p{Letter}"], ["\\p{greek}"], ["[\\p{Foo}]"], ["\\pl"]])("the class %s", (pattern) => {
    expect(checkPattern(pattern, LATEST).kind).toBe("unknown");
  });

  it("named captures in the short form, before 1.30", () => {
    expect(checkPattern("(?<n>a)", parseServerVersion("v1.30.0"))).toEqual({ kind: "valid" });
    expect(checkPattern("(?<n>a)", parseServerVersion("v1.29.0"))).toEqual({
      kind: "unknown",
      reason: "whether the server knows (?<name>) depends on the version of Go it is built with",
    });
  });
});

describe("limits", () => {
  it.each([
    ["nesting", `${"(".repeat(300)}a${")".repeat(300)}`],
    ["nesting of nothing", `${"(".repeat(3000)}${")".repeat(3000)}`],
    ["repetition of repetition", `${"(?:".repeat(300)}a${")*".repeat(300)}`],
    ["length", "a".repeat(20_001)],
  ])("%s is not judged", (_name, pattern) => {
    expect(checkPattern(pattern, LATEST).kind).toBe("unknown");
  });

  it("what is just below them is judged", () => {
    expect(checkPattern("a".repeat(20_000), LATEST)).toEqual({ kind: "valid" });
    expect(checkPattern(`${"(".repeat(248)}a${")".repeat(248)}`, LATEST)).toEqual({ kind: "valid" });
  });

  it("a program that would be too long is not run", () => {
    expect(patternMatcher("(?:a{1000}b{1000}){1}(?:a{1000}){1}".repeat(20), LATEST).matches("a")).toBeUndefined();
  });

  it("other cases beyond ASCII are not guessed", () => {
    const matcher = patternMatcher("(?i)k", LATEST);
    expect([matcher.matches("K"), matcher.matches("x"), matcher.matches("\u212a")]).toEqual([true, false, undefined]);
  });
});
