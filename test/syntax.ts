import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSync } from "rolldown/experimental";

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url));

/** A node of a syntax tree (ESTree), or of any JSON. */
export interface Node {
  readonly [key: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function visit(value: unknown, each: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, each);
  if (!isNode(value)) return;
  each(value);
  for (const one of Object.values(value)) visit(one, each);
}

export function syntaxOf(file: string, text: string): unknown {
  return parseSync(file, text).program;
}

/** What we have written of the product: not what is generated. */
export function sources(): readonly { readonly file: string; readonly text: string }[] {
  return readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .sort()
    .map((file) => ({ file, text: readFileSync(SOURCE + file, "utf8") }));
}

export function lineOf(text: string, node: Node): number {
  return text.slice(0, Number(node.start)).split("\n").length;
}
