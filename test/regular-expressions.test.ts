import { readdirSync, readFileSync } from "node:fs";
import { RegExpParser } from "@eslint-community/regexpp";
import { analyse } from "scslre";
import { describe, expect, it } from "vitest";
import { isNode, lineOf, sources, syntaxOf, visit } from "./syntax.ts";

/** A regular expression as it stands in a source. */
interface Written {
  readonly pattern: string;
  readonly flags: string;
  readonly place: string;
}

interface Found {
  readonly written: readonly Written[];
  /** Calls of RegExp whose text is known at run time alone. */
  readonly madeLater: readonly string[];
}

/** Made of names of versions, of CRDs and of Unicode properties, without a quantifier over them. */
const MADE_LATER = ["go/regexp/character-set.ts", "manifests/origin-place.ts"];

describe("regular expressions", () => {
  const found = sources().map(({ file, text }) => expressionsIn(text, file));
  const written = found.flatMap((one) => one.written);

  it("are found wherever they are written", () => {
    expect(written.length).toBeGreaterThan(300);
    const text = 'const B = "b+";\nconst a = [/a+/g, new RegExp("c", "u"), RegExp(`$' + "{B}d`)];\nnew RegExp(a[0]);";
    expect(expressionsIn(text, "a.ts")).toEqual({
      written: [
        { pattern: "a+", flags: "g", place: "a.ts:2" },
        { pattern: "c", flags: "u", place: "a.ts:2" },
        { pattern: "b+d", flags: "", place: "a.ts:2" },
      ],
      madeLater: ["a.ts"],
    });
    expect([...new Set(found.flatMap((one) => one.madeLater))]).toEqual(MADE_LATER);
  });

  it("of published schemas are found too", () => {
    expect(published().length).toBeGreaterThan(15);
    expect(published().flatMap(slowness)).toEqual([]);
  });

  it("take time that grows with the text, not with its square or worse", () => {
    expect(written.flatMap(slowness)).toEqual([]);
  });

  it.each(["^(a+)+$", "^a*b?a*$", "\\s+$"])("would be refused as %s", (pattern) => {
    expect(slowness({ pattern, flags: "", place: "a.ts:1" })).toHaveLength(1);
  });
});

/** Quantifiers that can share a text among themselves, or with the search for where a match begins. */
function slowness({ pattern, flags, place }: Written): string[] {
  const parser = new RegExpParser();
  const kind = { unicode: flags.includes("u"), unicodeSets: flags.includes("v") };
  const ast = { pattern: parser.parsePattern(pattern, undefined, undefined, kind), flags: parser.parseFlags(flags) };
  const [first] = analyse(ast, { reportTypes: { Move: true } }).reports;
  if (first === undefined) return [];
  const where = first.type === "Trade" ? `${first.startQuant.raw} and ${first.endQuant.raw}` : first.quant.raw;
  return [`${place} /${pattern}/${flags}: ${first.type} in ${where}`];
}

/** What `pattern` says in schema/*.json: the validators run it on everything that is read. */
function published(): Written[] {
  const folder = new URL("../schema/", import.meta.url);
  return readdirSync(folder).flatMap((file) => {
    const found: Written[] = [];
    visit(JSON.parse(readFileSync(new URL(file, folder), "utf8")), ({ pattern }) => {
      if (typeof pattern === "string") found.push({ pattern, flags: "u", place: `schema/${file}` });
    });
    return found;
  });
}

/** Literals, and calls of RegExp with texts that are known from the file itself. */
function expressionsIn(text: string, file: string): Found {
  const written: Written[] = [];
  const madeLater: string[] = [];
  const program = syntaxOf(file, text);
  const constants = constantsOf(program);
  visit(program, (node) => {
    const place = `${file}:${lineOf(text, node)}`;
    if (node.type === "Literal" && isNode(node.regex)) {
      written.push({ pattern: String(node.regex.pattern), flags: String(node.regex.flags), place });
    }
    const isCall = node.type === "NewExpression" || node.type === "CallExpression";
    if (!isCall || !isNode(node.callee) || node.callee.name !== "RegExp") return;
    const [pattern, flags] = (Array.isArray(node.arguments) ? node.arguments : []).map((one) => textOf(one, constants));
    if (pattern === undefined) madeLater.push(file);
    else written.push({ pattern, flags: flags ?? "", place });
  });
  return { written, madeLater };
}

/** Texts of the file's own `const`. */
function constantsOf(program: unknown): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  visit(program, (node) => {
    if (node.type !== "VariableDeclarator" || !isNode(node.id)) return;
    const text = textOf(node.init, known);
    if (text !== undefined) known.set(String(node.id.name), text);
  });
  return known;
}

function textOf(node: unknown, constants: ReadonlyMap<string, string>): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node.type === "Identifier") return constants.get(String(node.name));
  if (node.type !== "TemplateLiteral" || !Array.isArray(node.quasis) || !Array.isArray(node.expressions))
    return undefined;
  const texts = node.expressions.map((one) => textOf(one, constants));
  const parts = node.quasis.map((one) => (isNode(one) && isNode(one.value) ? String(one.value.cooked) : ""));
  if (texts.includes(undefined)) return undefined;
  return parts.map((part, position) => part + (texts[position] ?? "")).join("");
}
