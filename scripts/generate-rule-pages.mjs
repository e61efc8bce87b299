// Turns docs/rules/<id>.md into src/rules/pages.generated.js, so that `explain` and SARIF have them in the bundles. The
// file is committed; `generateRulePages` says what it must be.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAGES = new URL("../docs/rules/", import.meta.url);
const OUTPUT = new URL("../src/rules/pages.generated.js", import.meta.url);
/** What the pages' relative links are relative to, outside of the repository. */
const PUBLISHED = "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/";

/** @returns {string} the text of src/rules/pages.generated.js; the same pages give the same bytes */
export function generateRulePages() {
  const files = readdirSync(PAGES)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort();
  const pages = files.map((file) => {
    const text = readFileSync(new URL(file, PAGES), "utf8").replaceAll("\r\n", "\n");
    return [file.slice(0, -".md".length), withAbsoluteLinks(text)];
  });
  return [
    "// Made from docs/rules/*.md by scripts/generate-rule-pages.mjs. Do not edit.",
    `export const pages = ${JSON.stringify(Object.fromEntries(pages), null, 2)};`,
    "",
  ].join("\n");
}

function withAbsoluteLinks(markdown) {
  // Links between pages alone: a pattern in a server's sentence has brackets before parentheses too.
  return markdown.replace(/\]\(([\w./-]+\.md(?:#[\w-]+)?)\)/g, (_, target) => `](${new URL(target, PUBLISHED).href})`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(OUTPUT, generateRulePages());
