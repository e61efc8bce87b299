import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { workspace } from "./bundle.ts";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

it("is a package whose command starts by its own name, with what it needs and no more", () => {
  const { root, remove } = workspace({ "repository/.git/HEAD": "ref: refs/heads/main\n" });
  const env = { PATH: process.env.PATH ?? "", HOME: root };
  try {
    execFileSync("npm", ["pack", ROOT, "--ignore-scripts", "--silent"], { cwd: root, env });
    const packed = fs.readdirSync(root).find((name) => name.endsWith(".tgz"));
    const install = ["install", "--prefix", root, "--offline", "--no-audit", "--no-fund", `./${packed}`];
    execFileSync("npm", install, { cwd: root, env, stdio: "ignore" });
    expect(fs.readdirSync(path.join(root, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "crd-upgrade-guard",
    ]);
    const files = fs.readdirSync(path.join(root, "node_modules/crd-upgrade-guard"), {
      recursive: true,
      encoding: "utf8",
    });
    expect(files.sort()).toEqual([
      "LICENSE",
      "README.md",
      "README.zh-CN.md",
      "dist",
      "dist/LICENSES.txt",
      "dist/cel.cjs",
      "dist/cel.wasm.br",
      "dist/cli.cjs",
      "dist/cluster.cjs",
      "dist/fetching.cjs",
      "dist/migration.cjs",
      "package.json",
      "schema",
      "schema/cluster-snapshot.json",
      "schema/config.json",
      "schema/fetch.json",
      "schema/field-use-profile.json",
      "schema/releases.json",
      "schema/report.json",
    ]);
    const run = spawnSync(path.join(root, "node_modules/.bin/crd-upgrade-guard"), ["init"], {
      cwd: path.join(root, "repository"),
      env,
      encoding: "utf8",
    });
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toContain("  .github/crd-upgrade-guard/config.yaml\n");
  } finally {
    remove();
  }
});

it("brings no rule into the bundle that posts what a fork's check found", () => {
  const words = "Rewrite the stored objects and take";
  expect(
    ["check", "report"].map((name) => fs.readFileSync(path.join(ROOT, `dist/${name}.cjs`), "utf8").includes(words)),
  ).toEqual([true, false]);
});

it("keeps the client of GitHub out of what starts without it, and all bundles readable as ASCII", () => {
  const texts = fs.readdirSync(path.join(ROOT, "dist")).flatMap((name) => {
    return name.endsWith(".cjs") ? [{ name, text: fs.readFileSync(path.join(ROOT, "dist", name), "latin1") }] : [];
  });
  const client = "/repos/{owner}/{repo}/pulls";
  expect(texts.flatMap(({ name, text }) => (text.includes(client) ? [name] : []))).toEqual([
    "github.cjs",
    "refresh.cjs",
    "report.cjs",
  ]);
  // A character beyond it, in a regular expression say, makes Node.js read two bytes for each.
  expect(texts.flatMap(({ name, text }) => (/^[\0-\x7f]*$/.test(text) ? [] : [name]))).toEqual([]);
});

it("keeps what opens connections out of the command line, and what checks free of modules that are made when asked for", () => {
  const names = fs.readdirSync(path.join(ROOT, "dist")).filter((name) => name.endsWith(".cjs"));
  const having = (words: string) =>
    names.filter((name) => fs.readFileSync(path.join(ROOT, "dist", name), "latin1").includes(words));
  // The way to a cluster, and the gate that sources are fetched through.
  expect(having("SocksProxyAgent")).toEqual(["cluster.cjs", "migration.cjs"]);
  expect(having("BlockList")).toEqual(["cluster.cjs", "fetch.cjs", "fetching.cjs", "migration.cjs"]);
  // One `import()` of a module that is not a bundle puts each module that it shares into such a function.
  expect(having("__esm").filter((name) => ["check.cjs", "cli.cjs"].includes(name))).toEqual([]);
});

it("checks with one file of its own, and nothing of Node.js's that opens connections", () => {
  const { root, remove } = workspace({
    "listing.cjs": `process.on("exit", () => {
      const files = Object.keys(require.cache).map((file) => require("node:path").basename(file));
      const own = process.moduleLoadList.filter((name) => /^NativeModule (fs|dns|https?|http2|tls)$/.test(name));
      require("node:fs").writeFileSync(process.env.LOADED_FILE, [...files.sort(), ...own].join());
    });`,
    "repo/app.yaml": "kind: ConfigMap\n",
  });
  try {
    const env = { ...process.env, LOADED_FILE: path.join(root, "loaded") };
    const args = ["--require", path.join(root, "listing.cjs"), path.join(ROOT, "dist/cli.cjs"), "check"];
    spawnSync(process.execPath, args, { cwd: path.join(root, "repo"), env });
    expect(fs.readFileSync(path.join(root, "loaded"), "utf8")).toBe("cli.cjs,listing.cjs,NativeModule fs");
  } finally {
    remove();
  }
});
