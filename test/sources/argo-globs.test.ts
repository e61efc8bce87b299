import { describe, expect, it } from "vitest";
import { fixedFolder, matchesPath, matchesPathspec } from "../../src/sources/argo-globs.ts";

describe("patterns of folders", () => {
  it.each([
    ["clusters/*", "clusters/a", true],
    ["clusters/*", "clusters/a/b", false],
    ["clusters/*", "clusters", false],
    ["clusters/*", "clusters/.a", true],
    ["*/a*c", "x/abc", true],
    ["*/a*c", "x/abcd", false],
    ["**", "a/b", false],
    ["**", "a", true],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["[a-c]x", "bx", true],
    ["[^a-c]x", "bx", false],
    ["[^a-c]x", "dx", true],
    ["[]x", "]x", false],
    ["[a", "[a", true],
    ["[\\]]", "]", true],
    ["a\\*", "a*", true],
    ["a\\*", "ab", false],
    ["", "", true],
    ["a*a*a*b", `${"a".repeat(50)}`, false],
  ])("%s: %s is %s", (pattern, path, expected) => {
    expect(matchesPath(pattern)(path)).toBe(expected);
  });
});

describe("patterns of files", () => {
  it.each([
    ["a/*.yaml", "a/b.yaml", true],
    ["a/*.yaml", "a/b/c.yaml", true],
    ["a/**/c.yaml", "a/b/c.yaml", true],
    ["a/**/c.yaml", "a/c.yaml", false],
    ["a", "a/b/c", true],
    ["a/", "a/b/c", true],
    ["a", "ab", false],
    ["a?b", "a/b", true],
    ["*", "a/b", true],
    ["", "a", false],
  ])("%s: %s is %s", (pattern, path, expected) => {
    expect(matchesPathspec(pattern)(path)).toBe(expected);
  });
});

describe("the folder of a pattern", () => {
  it.each([
    ["clusters/*", "clusters"],
    ["clusters/prod", "clusters/prod"],
    ["a/b*/c", "a"],
    ["*", ""],
    ["a*", ""],
    ["a/[b]", "a"],
    ["a\\*/b", ""],
  ])("%s: %s", (pattern, expected) => {
    expect(fixedFolder(pattern)).toBe(expected);
  });
});
