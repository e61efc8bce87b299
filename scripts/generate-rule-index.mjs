// Turns the rule files into src/rules/rules.generated.ts, what they say of themselves into src/rules/metas.generated.ts,
// and the heads of their pages into the table of docs/rules/README.md. All are committed; the functions say what they
// must be.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const RULES = new URL("../src/rules/", import.meta.url);
const PAGES = new URL("../docs/rules/", import.meta.url);
const INDEX = new URL("rules.generated.ts", RULES);
const METAS = new URL("metas.generated.ts", RULES);
const TABLE = new URL("README.md", PAGES);

/** `export const crdRemoved: BundleRule<"crd-removed", CrdRemovedDetail> = {` */
const RULE = /^export const (\w+): (?:Guard)?(?:Bundle)?Rule<\s*"([^"]*)"/gm;

/** The first member of a rule, which holds no more than literals: its lines as they are. */
const META = /^ {2}meta: (\{\n(?: {4}.*\n)+ {2}\}),$/m;

function ruleFiles() {
  const files = readdirSync(RULES)
    .filter((file) => file.endsWith(".ts") && !file.includes(".generated."))
    .sort();
  return files.flatMap((file) => {
    const text = readFileSync(new URL(file, RULES), "utf8");
    const found = [...text.matchAll(RULE)];
    // A rule that is declared in another form would be left out in silence.
    if (found.length === 0 && /^ *meta: \{$/m.test(text))
      throw new Error(
        `src/rules/${file} has a \`meta\` and no rule: declare it as \`export const name: Rule<"${file.replace(/\.ts$/, "")}", Detail> = {\``,
      );
    return found.map(([, name, id]) => {
      if (file !== `${id}.ts`)
        throw new Error(`src/rules/${file} has the rule "${id}": its file is src/rules/${id}.ts`);
      const meta = META.exec(text)?.[1];
      if (meta === undefined) throw new Error(`src/rules/${file} has no \`meta\` that is written as an object`);
      return { name, id, meta };
    });
  });
}

/** @returns {string} the text of src/rules/metas.generated.ts; the same files give the same bytes */
export function generateRuleMetas() {
  return [
    "// Made from src/rules/*.ts by scripts/generate-rule-index.mjs. Do not edit.",
    'import type { RuleId, RuleMeta } from "./rule.ts";',
    "",
    "/** The `meta` of every rule by its id, without the rules. */",
    "export const META_BY_ID: { readonly [Id in RuleId]: RuleMeta<Id> } = {",
    ...ruleFiles().map(({ id, meta }) => `  "${id}": ${meta},`),
    "};",
    "",
  ].join("\n");
}

/** @returns {string} the text of src/rules/rules.generated.ts; the same files give the same bytes */
export function generateRuleIndex() {
  const rules = ruleFiles();
  return [
    "// Made from src/rules/*.ts by scripts/generate-rule-index.mjs. Do not edit.",
    ...rules.map(({ name, id }) => `import { ${name} } from "./${id}.ts";`),
    "",
    "/** Every rule by its id, sorted. */",
    "export const RULE_BY_ID = {",
    ...rules.map(({ name, id }) => `  "${id}": ${name},`),
    "};",
    "",
  ].join("\n");
}

const BEGIN = "<!-- The table is made from the heads of the pages by scripts/generate-rule-index.mjs. -->";
const END = "<!-- End of the table. -->";

/** @returns {string} the text of docs/rules/README.md */
export function generateRuleTable() {
  const text = readFileSync(TABLE, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error("docs/rules/README.md has lost the comments around its table");
  const rows = readdirSync(PAGES)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort()
    .map(tableRow);
  const table = ["| rule | check | gate | what |", "| --- | --- | --- | --- |", ...rows];
  return `${text.slice(0, begin)}${[BEGIN, "", ...table, "", END].join("\n")}${text.slice(end + END.length)}`;
}

/** @param {string} file */
function tableRow(file) {
  const [title = "", , summary = "", , severity = ""] = readFileSync(new URL(file, PAGES), "utf8").split("\n");
  const match = /^Severity: (\w+) in check, (\w+) in gate\.$/.exec(severity);
  if (match === null) {
    throw new Error(`docs/rules/${file}: line 5 must say "Severity: SEVERITY in check, SEVERITY in gate."`);
  }
  return `| [${title.replace(/^# /, "")}](${file}) | ${match[1]} | ${match[2]} | ${summary} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(INDEX, generateRuleIndex());
  writeFileSync(METAS, generateRuleMetas());
  writeFileSync(TABLE, generateRuleTable());
}
