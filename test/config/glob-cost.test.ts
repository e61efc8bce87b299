import { expect, test } from "vitest";
import { costFault, tooManyFrom } from "../../src/config/glob-cost.ts";

test.each([
  ["{1..1000}{1..1000}{1..1000}", "whose braces"],
  ["{1..10000000}", "whose braces"],
  ["{1..-1001}", "whose braces"],
  ["{a,b}".repeat(20), "whose braces"],
  ["{{a,b},{c,d}}".repeat(6), "whose braces"],
  ["{a..z}{a..z}{a..z}", "whose braces"],
  ["{{{a,b},c}{a,b}}".repeat(5), "whose braces"],
  ["a".repeat(1001), "a pattern of more than"],
  ["*a".repeat(12), "with more than 2 stars"],
  ["**/*a*b*c.yaml", "with more than 2 stars"],
  ["*a*b*/c", "with more than 2 stars"],
  ["*a*b\\*c*d.yaml", "with more than 2 stars"],
  ["!(a)!(b)!(c)", "with more than 2 stars"],
  ["**/a/**/b/**/c/**", "with more than 3 times"],
  ["+(a|aa)", "in a group that repeats"],
  ["*(a*)", "in a group that repeats"],
  ["+((a)b)", "in a group that repeats"],
])("refuses %s: %s", (pattern, says) => {
  expect(costFault(pattern)?.message).toContain(says);
});

test.each([
  "**/*.{yaml,yml,json}",
  "clusters/{prod,staging}-{1..50}/**/crds/**/*.yaml",
  "**/charts/**/crds/**/*-crd-*.yaml",
  "{a,b,}{1..9..2}\\{x\\,y\\}",
  "+([0-9])/!(test)/*.yaml",
  "prod-*",
  "*-eu-*-*",
  "",
])("takes %s", (pattern) => {
  expect(costFault(pattern)).toBeNull();
});

test("counts the patterns of a whole list", () => {
  expect(tooManyFrom(Array(2000).fill("a/**"))).toBeNull();
  expect(tooManyFrom(Array(2001).fill("a/**"))).toBe(2000);
  expect(tooManyFrom(["a", "{1..1000}", "{1..1000}"])).toBe(2);
});
