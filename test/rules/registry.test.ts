import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { crdRemoved } from "../../src/rules/crd-removed.ts";
import { RULES } from "../../src/rules/index.ts";
import { META_BY_ID } from "../../src/rules/metas.generated.ts";
import type { BundleRule, FindingDetail, Rule, RuleMeta } from "../../src/rules/rule.ts";

const ROOT = new URL("../../", import.meta.url);
const METAS = RULES.map(({ meta }) => meta);
const IDS = METAS.map(({ id }) => id);

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** Lines outside of fenced code, where `#` starts a comment of YAML or of a shell. */
function proseLines(markdown: string): readonly string[] {
  const parts = markdown.split(/^ *```.*$/m);
  return parts.filter((_, index) => index % 2 === 0).flatMap((part) => part.split("\n"));
}

/** What a page says of its rule before it explains it. */
function pageHead({ id, summary, severity }: RuleMeta): readonly string[] {
  return [
    `# ${id}`,
    "",
    summary,
    "",
    `Severity: ${severity.check} in check, ${severity.gate} in gate.`,
    "",
    "## Why",
    "",
  ];
}

function tableRow({ id, summary, severity }: RuleMeta): string {
  return `| [${id}](${id}.md) | ${severity.check} | ${severity.gate} | ${summary} |`;
}

it("is known by its meta to whoever reads reports alone", () => {
  expect(Object.entries(META_BY_ID)).toEqual(METAS.map((meta) => [meta.id, meta]));
});

it("lists rules by id, each once", () => {
  expect(IDS).toEqual([...new Set(IDS)].sort());
});

it("takes no rule of which something is forgotten: each line below is a type error", () => {
  const { words: _, ...wordless } = crdRemoved;
  const { line: __, ...lineless } = crdRemoved;
  // @ts-expect-error it says nothing of what it finds
  const withoutWords: BundleRule<"crd-removed", FindingDetail> = wordless;
  // @ts-expect-error its findings are of several CRDs, and nothing says how one differs from another
  const withoutLine: BundleRule<"crd-removed", FindingDetail> = lineless;
  // @ts-expect-error nor is it a rule whose findings are of one CRD each
  const alone: Rule<"crd-removed", FindingDetail> = lineless;
  // @ts-expect-error its findings are another rule's
  const another: BundleRule<"crd-kept", FindingDetail> = crdRemoved;
  expect([withoutWords, withoutLine, alone, another]).toHaveLength(4);
});

it.each(RULES.map((rule) => ({ id: rule.meta.id, rule })))("$id is what its own file exports", async ({ id, rule }) => {
  const file = new URL(`src/rules/${id}.ts`, ROOT);
  expect(existsSync(file), file.pathname).toBe(true);
  const exported: Record<string, unknown> = await import(file.href);
  expect(Object.values(exported)).toContain(rule);
});

it.each(IDS)("%s has a test of its own", (id) => {
  expect(readdirSync(new URL("test/rules/", ROOT))).toContain(`${id}.test.ts`);
});

it.each(METAS)("the page of $id says what the rule says", (meta) => {
  const { id } = meta;
  const page = read(`docs/rules/${id}.md`);
  const head = pageHead(meta);
  expect(page.split("\n").slice(0, head.length)).toEqual(head);
  expect(proseLines(page).filter((line) => /^#+ /.test(line))).toEqual([
    `# ${id}`,
    "## Why",
    "## Example",
    "## How to fix",
    "## When to waive",
  ]);
});

it("has no page of a rule that does not exist", () => {
  expect(readdirSync(new URL("docs/rules/", ROOT)).sort()).toEqual(["README.md", ...IDS.map((id) => `${id}.md`)]);
});

it("indexes exactly the rules, with their severities", () => {
  const rows = read("docs/rules/README.md")
    .split("\n")
    .filter((line) => line.startsWith("|"));
  expect(rows).toEqual(["| rule | check | gate | what |", "| --- | --- | --- | --- |", ...METAS.map(tableRow)]);
});
