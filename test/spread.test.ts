import { expect, it } from "vitest";
import { isNode, lineOf, sources, syntaxOf, visit } from "./syntax.ts";

/** Of a call that passes on what the function around it was called with. */
const PASSED_ON = new Set(["args"]);

it("nothing is spread into a call: a list of 125,000 is more than the stack holds", () => {
  expect(sources().flatMap(({ file, text }) => spreadsIn(file, text))).toEqual([]);
});

it("spreads are seen", () => {
  const text = "list.push(...more);\nconst f = (...args) => g(...args);\nnew Set(...[1]);\nconst b = [...more];";
  expect(spreadsIn("a.ts", text)).toEqual(["a.ts:1", "a.ts:3"]);
});

function spreadsIn(file: string, text: string): string[] {
  const found: string[] = [];
  visit(syntaxOf(file, text), (node) => {
    if (node.type !== "CallExpression" && node.type !== "NewExpression") return;
    const spreads = (Array.isArray(node.arguments) ? node.arguments : []).filter((one) => one.type === "SpreadElement");
    const isPassedOn = ({ argument }: { readonly argument: unknown }) =>
      isNode(argument) && PASSED_ON.has(String(argument.name));
    if (!spreads.every(isPassedOn)) found.push(`${file}:${lineOf(text, node)}`);
  });
  return found;
}
