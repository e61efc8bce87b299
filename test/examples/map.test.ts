import fs from "node:fs";
import { expect, it } from "vitest";

const DOCS = new URL("../../docs/", import.meta.url);

it("the map of the documentation leads to every page of it, and to nothing that is not there", () => {
  const map = fs.readFileSync(new URL("README.md", DOCS), "utf8");
  const named = [...map.matchAll(/\]\(([a-z/-]+\.md|rules\/README\.md)\)/g)].map(([, page = ""]) => page);
  const pages = fs.readdirSync(DOCS).filter((name) => name.endsWith(".md") && name !== "README.md");
  expect(named.sort()).toEqual([...pages, "rules/README.md"].sort());
});

it.each(
  fs.readdirSync(DOCS).filter((name) => name.endsWith(".md")),
)("%s opens with a sentence or a command", (name) => {
  const [title = "", gap, first = ""] = fs.readFileSync(new URL(name, DOCS), "utf8").split("\n");
  expect([title.startsWith("# "), gap, /^(?:[A-Z`]|```$)/.test(first)]).toEqual([true, "", true]);
});
