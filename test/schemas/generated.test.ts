import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generateFleetPage } from "../../scripts/generate-fleet-page.mjs";
import { generateRuleIndex, generateRuleMetas, generateRuleTable } from "../../scripts/generate-rule-index.mjs";
import { generateRulePages } from "../../scripts/generate-rule-pages.mjs";
import { generateStarter } from "../../scripts/generate-starter.mjs";
import { generateValidators } from "../../scripts/generate-validators.mjs";
import { DEFAULT_CONFIG } from "../../src/config/config.ts";

const root = new URL("../../", import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

describe("src/schemas/validators.generated.js", () => {
  test("is what the schemas generate to (run node scripts/generate-validators.mjs)", () => {
    expect(read("src/schemas/validators.generated.js") === generateValidators()).toBe(true);
  });

  test("gives the same bytes every time", () => {
    const [first, second] = [generateValidators(), generateValidators()];
    expect(first === second).toBe(true);
  });

  test("imports nothing but our own formats", () => {
    const imports = read("src/schemas/validators.generated.js").match(/^import .*$|\brequire\(.*?\)/gm);
    expect(imports).toEqual(['import { formats } from "./formats.ts";']);
  });
});

test("src/rules/rules.generated.ts is what the rule files generate to (run node scripts/generate-rule-index.mjs)", () => {
  expect(read("src/rules/rules.generated.ts")).toBe(generateRuleIndex());
});

test("src/rules/metas.generated.ts is what the rule files generate to (run node scripts/generate-rule-index.mjs)", () => {
  expect(read("src/rules/metas.generated.ts")).toBe(generateRuleMetas());
});

test("the table of docs/rules/README.md is what the pages generate to (run node scripts/generate-rule-index.mjs)", () => {
  expect(read("docs/rules/README.md")).toBe(generateRuleTable());
});

test("src/rules/pages.generated.js is what the pages generate to (run node scripts/generate-rule-pages.mjs)", () => {
  expect(read("src/rules/pages.generated.js") === generateRulePages()).toBe(true);
});

test("src/config/starter.generated.js is what the examples generate to (run node scripts/generate-starter.mjs)", () => {
  expect(read("src/config/starter.generated.js") === generateStarter()).toBe(true);
});

test("src/report/fleet-page/assets.generated.js is what its sources make (run node scripts/generate-fleet-page.mjs)", () => {
  expect(read("src/report/fleet-page/assets.generated.js") === generateFleetPage()).toBe(true);
});

interface Schema {
  readonly [key: string]: unknown;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function schemaOf(name: string): Schema {
  const schema: unknown = JSON.parse(read(`schema/${name}.json`));
  if (!isSchema(schema)) throw new Error(`schema/${name}.json is no object`);
  return schema;
}

/** Every property of every object, with its place and whether its object requires it. */
function properties(schema: unknown, place: string): { place: string; required: boolean; schema: Schema }[] {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => properties(one, `${place}/${index}`));
  if (!isSchema(schema)) return [];
  const closed = schema.additionalProperties !== undefined && isSchema(schema.properties);
  const own = closed ? Object.entries(schema.properties ?? {}) : [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return [
    ...own.map(([key, one]) => ({
      place: `${place}/properties/${key}`,
      required: required.includes(key),
      schema: isSchema(one) ? one : {},
    })),
    ...Object.entries(schema).flatMap(([key, one]) => properties(one, `${place}/${key}`)),
  ];
}

/** Objects with properties that do not say what happens to others. */
function open(schema: unknown, place: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => open(one, `${place}/${index}`));
  if (!isSchema(schema)) return [];
  const here = schema.type === "object" && schema.additionalProperties === undefined ? [place] : [];
  return [...here, ...Object.entries(schema).flatMap(([key, one]) => open(one, `${place}/${key}`))];
}

describe.each(["cluster-snapshot", "config", "releases", "report"])("schema/%s.json", (name) => {
  const schema = schemaOf(name);

  test("describes every property", () => {
    const bare = properties(schema, "#").filter((one) => typeof one.schema.description !== "string");
    expect(bare.map((one) => one.place)).toEqual([]);
  });

  test("says what the absence of every optional property means", () => {
    const silent = properties(schema, "#").filter((one) => {
      const said = one.schema.default !== undefined || /Absent|present when/.test(String(one.schema.description));
      const onlyForPaths = one.place === "#/definitions/waiver/properties/path";
      return !one.required && !said && !onlyForPaths;
    });
    expect(silent.map((one) => one.place)).toEqual([]);
  });

  test("closes every object", () => {
    expect(open(schema, "#")).toEqual([]);
  });
});

test("schema/config.json states the defaults that the code fills in", () => {
  const stated = schemaOf("config").properties;
  const defaults = Object.fromEntries(
    Object.entries(isSchema(stated) ? stated : {}).map(([key, one]) => [key, isSchema(one) ? one.default : null]),
  );
  expect(defaults).toEqual({
    manifests: {},
    rendered: DEFAULT_CONFIG.rendered,
    helm: DEFAULT_CONFIG.helm,
    kustomize: DEFAULT_CONFIG.kustomize,
    sources: {},
    argo: {},
    fetch: {},
    apply: DEFAULT_CONFIG.apply,
    snapshots: DEFAULT_CONFIG.snapshots,
    maxSnapshotAge: "7d",
    releases: {},
    targets: DEFAULT_CONFIG.targets,
    rules: DEFAULT_CONFIG.rules,
    waivers: DEFAULT_CONFIG.waivers,
  });
});
