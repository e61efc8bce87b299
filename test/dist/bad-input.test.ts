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
    expect(fs.readFileSync(path.join(root, "out.md"), "utf8")).toMatch(/^## crd-upgrade-guard: ✅ pass\n/);
  } finally {
    remove();
  }
});
