import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { shapeAt } from "../../src/schemas/shape.ts";
import { CONFIG_SHAPE } from "../../src/schemas/validators.ts";

const TEXT = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
const BLOCKS = [...TEXT.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
const RULES = [
  { id: "manifest-behind-cluster", hasCrd: true, waivable: true },
  { id: "snapshot-stale", hasCrd: false, waivable: true },
  { id: "stored-version-removed", hasCrd: true, waivable: true },
];

describe("docs/configuration.md", () => {
  test("has an example of every key", () => {
    const sections = [...TEXT.matchAll(/^### (\w+)$/gm)].map((match) => match[1]);
    expect(sections).toEqual(Object.keys(CONFIG_SHAPE.keys ?? {}));
    expect(BLOCKS).toHaveLength(15);
  });

  test.each(BLOCKS)("an example that is read without a problem:\n%s", (block) => {
    const loading = loadConfig("config.yaml", new TextEncoder().encode(block), RULES);
    expect(loading.ok ? [] : loading.problems).toEqual([]);
  });

  test.each([
    [["helm", 0]],
    [["kustomize", 0]],
    [["sources"]],
    [["argo"]],
    [["fetch"]],
    [["targets", 0]],
    [["waivers", 0]],
    [["manifests"]],
    [["releases"]],
  ])("names every key of %j", (path) => {
    const section = TEXT.split(`\n### ${path[0]}\n`)[1]?.split("\n### ")[0] ?? "";
    const keys = Object.keys(shapeAt(CONFIG_SHAPE, path)?.keys ?? {});
    expect(keys.filter((key) => !section.includes(`\`${key}\``) && !section.includes(`.${key}\``))).toEqual([]);
    expect(keys.length).toBeGreaterThan(0);
  });
});
