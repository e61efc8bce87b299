import { expect, it } from "vitest";
import { helmIgnore } from "../../src/check/rendering/helm-ignore.ts";

/** What helm 3.22 leaves out of a chart (pkg/ignore/rules_test.go has more of the same). */
it.each<[string | null, string, boolean]>([
  [null, "templates/.hidden", true],
  [null, "templates/a.yaml", false],
  ["*.md", "docs/README.md", true],
  ["*.md", "README.mdx", false],
  ["docs/", "docs/a/b.txt", true],
  ["docs/", "docs", false],
  ["docs", "a/docs/b.txt", true],
  ["/docs", "a/docs/b.txt", false],
  ["/docs", "docs/b.txt", true],
  ["a/*.txt", "a/b.txt", true],
  ["a/*.txt", "c/a/b.txt", false],
  ["# *.md\n\n  *.txt  ", "a.txt", true],
  ["# *.md", "a.md", false],
  ["!*.yaml", "a.md", true],
  ["!*.yaml", "a.yaml", false],
  ["!keep/", "a.md", true],
])("%j: %s is left out: %s", (text, path, expected) => {
  expect(helmIgnore(text)(path)).toBe(expected);
});
