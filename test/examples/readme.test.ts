import fs from "node:fs";
import { marked, type Token, type Tokens } from "marked";
import { describe, expect, it } from "vitest";

/**
 * The README in other languages has its first sections. Words are the translator's; headings, commands, tables, code,
 * pictures and links are the same, so that whoever changes one sees what the other lacks.
 */
const ROOT = new URL("../../", import.meta.url);
const read = (file: string) => fs.readFileSync(new URL(file, ROOT), "utf8");
const OTHERS = fs.readdirSync(ROOT).filter((name) => /^README\..+\.md$/.test(name));

/** What must be the same, block by block. */
function outline(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token): readonly string[] => {
    if (token.type === "space") return [];
    if (token.type === "heading") return [`heading ${token.depth}`];
    if (token.type === "code") return [`code ${token.lang ?? ""}\n${withoutComments(token.text)}`];
    if (isTable(token)) {
      const rows = [token.header, ...token.rows].map((row) =>
        row.map((cell) => fixed(cell.tokens).join(" ")).join(" | "),
      );
      return [`table\n${rows.join("\n")}`];
    }
    const parts = fixed([token]);
    // One that only names the other languages.
    return parts.length > 0 && parts.every((part) => /^\(README\.?[^#]*\.md\)$/.test(part))
      ? []
      : [`${token.type} ${parts.join(" ")}`];
  });
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === "table";
}

/** Comments are words; what stands before them is not. */
function withoutComments(code: string): string {
  return code.replace(/(^|\s)\s*#.*$/gm, "").replace(/(?<! ) +$/gm, "");
}

/** Code, targets of links and pictures: sorted, since a sentence has another order elsewhere. */
function fixed(tokens: readonly Token[]): readonly string[] {
  const found: string[] = [];
  const visit = (token: Token) => {
    if (token.type === "codespan") found.push(`\`${token.text}\``);
    if (token.type === "link") found.push(`(${String(token.href).replace(/^#/, "README.md#")})`);
    if (token.type === "html")
      for (const [, source] of token.text.matchAll(/(src="[^"]*" width="\d+")/g)) found.push(String(source));
    if ("tokens" in token && Array.isArray(token.tokens)) for (const one of token.tokens) visit(one);
  };
  for (const token of tokens) visit(token);
  return found.sort();
}

/** The beginning, with as many sections of the second level as are asked for. */
function sections(tokens: readonly Token[], count: number): readonly Token[] {
  let seen = 0;
  const end = tokens.findIndex((token) => token.type === "heading" && token.depth === 2 && ++seen > count);
  return end < 0 ? tokens : tokens.slice(0, end);
}

it("there are some", () => {
  expect(OTHERS).toEqual(["README.zh-CN.md"]);
});

describe.each(OTHERS)("%s", (name) => {
  const [own, english] = [marked.lexer(read(name)), marked.lexer(read("README.md"))];
  const count = own.filter((token) => token.type === "heading" && token.depth === 2).length;

  it("has the headings, commands, tables, code and links of the sections of README.md that it has", () => {
    expect(count).toBeGreaterThan(1);
    expect(outline(own)).toEqual(outline(sections(english, count)));
  });

  it("is led to by README.md, and leads back", () => {
    expect(read("README.md")).toContain(`](${name})`);
    expect(read(name)).toContain("](README.md)");
  });

  it("leads to files that are there", () => {
    const targets = own.flatMap((token) =>
      isTable(token) ? token.rows.flat().flatMap((cell) => fixed(cell.tokens)) : fixed([token]),
    );
    const files = targets.flatMap(
      (target) => /^\(([^#)]+)/.exec(target)?.[1] ?? /^src="([^"]+)"/.exec(target)?.[1] ?? [],
    );
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !fs.existsSync(new URL(file, ROOT)))).toEqual([]);
  });
});
