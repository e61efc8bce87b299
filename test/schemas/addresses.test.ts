import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import micromatch from "micromatch";
import { expect, it } from "vitest";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const BASE = "https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/";

function read(file: string) {
  return JSON.parse(fs.readFileSync(path.join(ROOT, file), "utf8"));
}

it("each schema is called by the address that it is at", () => {
  const names = fs.readdirSync(path.join(ROOT, "schema"));
  expect(names.map((name) => read(`schema/${name}`).$id)).toEqual(names.map((name) => `${BASE}${name}`));
});

it.each([
  ["config", ".github/crd-upgrade-guard/config.yaml"],
  ["cluster-snapshot", "fleet/.github/crd-upgrade-guard/clusters/prod-eu.json"],
  ["field-use-profile", ".github/crd-upgrade-guard/profiles/prod-eu.json"],
  ["releases", ".github/crd-upgrade-guard/releases/widgets.json"],
])("an editor finds %s by the name of %s", (name, file) => {
  const entries = read("examples/schemastore.json") as readonly {
    readonly url: string;
    readonly fileMatch: string[];
  }[];
  const found = entries.filter(({ fileMatch }) => micromatch.isMatch(file, fileMatch, { dot: true }));
  expect(found.map(({ url }) => url)).toEqual([`${BASE}${name}.json`]);
});
