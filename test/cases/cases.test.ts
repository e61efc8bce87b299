import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import type { CheckPorts } from "../../src/check/ports.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { render } from "../../src/report/formats.ts";
import { validateReport } from "../../src/schemas/validators.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout } from "../tools/tools.ts";

/**
 * Golden cases: a folder with a `repo/`, maybe the `base/` that it was before, and what each format says about it, byte
 * for byte. Drop in a folder, run `UPDATE_CASES=1 npm run unit -- test/cases`, read what was written, commit it.
 */
const FOLDER = path.dirname(fileURLToPath(import.meta.url));
const NOW = Date.parse("2026-11-23T12:00:00Z");
/** SARIF carries the pages of the rules: test/report/sarif.test.ts has it whole for a few cases. */
const TESTED = ["text", "json", "markdown", "github"] as const;
const FILES = { text: "expected.txt", json: "expected.json", markdown: "expected.md", github: "expected.github" };

const NO_BASE = { ok: false, usage: false, reason: "no base" } as const;

/** A folder `base` beside `repo` is what the repository was before; its files are known by other names. */
function baseOf(folder: string): CheckPorts["base"] {
  const root = path.join(folder, "base");
  if (!fs.existsSync(root)) return { available: false, reason: NO_BASE.reason };
  const files = checkPorts(root, NO_BASE).head;
  return { available: true, rev: "base", files: { ...files, identityOf: (file) => `base ${files.identityOf(file)}` } };
}

const cases = fs.readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

const TOOLS = toolFolder({ helm: "helm3", kustomize: "kustomize" });
const RENDERED = cases.filter(({ name }) => rendersCharts(path.join(FOLDER, name)));
const SKIPPED = skippedWithout("helm3");

/** Whether a case's configuration has a chart that the real helm must render. */
function rendersCharts(folder: string): boolean {
  const config = path.join(folder, "repo/.github/crd-upgrade-guard/config.yaml");
  return fs.existsSync(config) && /^helm:/m.test(fs.readFileSync(config, "utf8"));
}

const RUNNABLE = cases.filter((one) => SKIPPED === "" || !RENDERED.includes(one));
describe.skipIf(SKIPPED === "")(`cases with charts${SKIPPED}`, () => {
  it.each(RENDERED.map(({ name }) => name))("%s", () => {});
});

it.each(RUNNABLE.map(({ name }) => name))("%s: a report as schema/report.json has it, which reads as recorded", (name) => {
  const folder = path.join(FOLDER, name);
  const real = checkPorts(path.join(folder, "repo"), NO_BASE);
  const ports = { ...real, base: baseOf(folder), render: renderingWith(TOOLS, real.render), now: () => NOW };
  // A case that is named for the gate is judged by it.
  const mode = name.startsWith("gate") ? "gate" : "check";
  const report = check({ mode, paths: [], configPath: null, flags: {}, toolVersion: "0.0.0-test" }, ports);
  expect.soft(validateReport(JSON.parse(JSON.stringify(report)))).toEqual([]);
  for (const format of TESTED) {
    const file = path.join(folder, FILES[format]);
    const text = render(report, format, { color: false, width: 100 });
    if (process.env.UPDATE_CASES !== undefined) fs.writeFileSync(file, text);
    expect.soft(text, FILES[format]).toBe(fs.readFileSync(file, "utf8"));
  }
});
