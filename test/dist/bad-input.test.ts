import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { BAD_INPUTS, GOOD, SNAPSHOT } from "./bad-input.ts";
import { runBundle, workspace } from "./bundle.ts";

/**
 * What the built bundle says to each bad input, whole. `UPDATE_CASES=1 npm run unit -- test/dist` writes it: read what
 * changed as the person would who made the mistake.
 */
const EXPECTED = path.join(path.dirname(fileURLToPath(import.meta.url)), "bad-input.expected.txt");
const SEPARATOR = "\n########## ";

const said = new Map<string, string>();
const recorded = new Map(
  fs
    .readFileSync(EXPECTED, "utf8")
    .split(SEPARATOR)
    .slice(1)
    .map((block) => [block.slice(0, block.indexOf("\n")), block.slice(block.indexOf("\n") + 1)]),
);

it.each(BAD_INPUTS)("$name", ({ name, files, args = [], input = "", links = {}, status }) => {
  const { root, remove } = workspace(files);
  try {
    for (const [link, target] of Object.entries(links)) fs.symlinkSync(target, path.join(root, link));
    const run = runBundle("cli.cjs", ["check", ...args], { cwd: root, input });
    const text = `${run.stdout}${run.stderr}`;
    said.set(name, text);
    expect(run.status).toBe(status);
    // Whoever pipes the output somewhere gets what was found, and nothing else.
    if (status === 2) expect(run.stdout).toBe("");
    if (process.env.UPDATE_CASES === undefined) expect(text).toBe(recorded.get(name));
  } finally {
    remove();
  }
});

it("has nothing recorded that is not tested", () => {
  if (process.env.UPDATE_CASES !== undefined) {
    const blocks = BAD_INPUTS.map(({ name }) => `${SEPARATOR}${name}\n${said.get(name) ?? ""}`);
    fs.writeFileSync(EXPECTED, `Recorded by bad-input.test.ts.\n${blocks.join("")}`);
    return;
  }
  expect([...recorded.keys()]).toEqual(BAD_INPUTS.map(({ name }) => name));
});

it("gives the log of a runner no command by a file's name", () => {
  const { root, remove } = workspace({ "##[group]a.yaml": "kind: CustomResourceDefinition\nspec: [\n" });
  try {
    const env = { GITHUB_ACTIONS: "true" };
    expect(runBundle("cli.cjs", ["check"], { cwd: root, env }).stdout).toContain("##\u200b[group]a.yaml:2:7");
    expect(runBundle("cli.cjs", ["check"], { cwd: root }).stdout).toContain("##[group]a.yaml:2:7");
  } finally {
    remove();
  }
});

it("writes each report that is asked for, and says which could not be written", () => {
  const { root, remove } = workspace({ ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT, "crd.yaml": GOOD });
  try {
    const outputs = ["--output", "json=out/report.json", "--output", "markdown=out.md", "--output", "text=crd.yaml/x"];
    const { status, stderr } = runBundle("cli.cjs", ["check", ...outputs], { cwd: root });
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^crd-upgrade-guard: the report could not be written to crd.yaml\/x \(.*\); the verdict stands\.\n$/,
    );
    expect(JSON.parse(fs.readFileSync(path.join(root, "out/report.json"), "utf8"))).toMatchObject({ result: "pass" });
    expect(fs.readFileSync(path.join(root, "out.md"), "utf8")).toMatch(/^## ✅ prod takes \S+\n/);
  } finally {
    remove();
  }
});

it("keeps what stopped a run in a document that programs read, and says it in one line on standard error", () => {
  const config = ".github/crd-upgrade-guard/config.yaml";
  const { root, remove } = workspace({ "crd.yaml": GOOD, [config]: "manifest: {}\ntarget: []\n" });
  try {
    const run = (format: string) => runBundle("cli.cjs", ["check", "--format", format], { cwd: root });
    const said = `error: ${config}:1:1: Unknown key \`manifest\` in the configuration. Did you mean \`manifests\`? (and 1 more problem)\n`;
    const { status, stdout, stderr } = run("json");
    expect([status, stderr]).toEqual([2, said]);
    expect(JSON.parse(stdout)).toMatchObject({ result: "error", problems: [{ path: config, line: 1 }, { line: 2 }] });
    const outputs = ["sarif", "markdown", "github"].map((format) => run(format));
    expect(outputs.map((one) => [one.status, one.stderr])).toEqual(Array(3).fill([2, said]));
    expect(outputs.map((one) => one.stdout.slice(0, 20))).toEqual([
      '{\n  "$schema": "http',
      "## ❌ nothing was che",
      "::error file=.github",
    ]);
  } finally {
    remove();
  }
});

it("keeps a base that is none in the report too, which is written wherever it was asked for", () => {
  const { root, remove } = workspace({ "crd.yaml": GOOD });
  try {
    const args = ["gate", "--base", "-x", "--format", "json", "--output", "json=out.json"];
    const { status, stdout, stderr } = runBundle("cli.cjs", args, { cwd: root });
    expect([status, stderr]).toEqual([
      2,
      'error: The option `--base` names nothing to compare with: `-x` is no revision: it starts with "-". Name a branch, a tag or a commit of this repository.\n',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ mode: "gate", result: "error", problems: [{}] });
    expect(fs.readFileSync(path.join(root, "out.json"), "utf8")).toBe(stdout);
  } finally {
    remove();
  }
});

it("gives the log of a runner no command by any format, and the same JSON", () => {
  const { root, remove } = workspace({ "##[group]a.yaml": "kind: CustomResourceDefinition\nspec: [\n" });
  try {
    const env = { GITHUB_ACTIONS: "true" };
    for (const format of ["text", "json", "markdown", "sarif", "github"]) {
      const { stdout } = runBundle("cli.cjs", ["check", "--format", format], { cwd: root, env });
      expect([format, stdout.includes("##[")]).toEqual([format, false]);
    }
    const json = (env: Record<string, string>) =>
      JSON.parse(runBundle("cli.cjs", ["check", "--format", "json"], { cwd: root, env }).stdout);
    expect(json(env)).toEqual(json({}));
  } finally {
    remove();
  }
});
