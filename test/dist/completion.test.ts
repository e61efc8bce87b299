import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runBundle, workspace } from "./bundle.ts";

/** The printed scripts, asked by the shells themselves. */
const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;
const scripts = workspace({ "manifests.yaml": "" });
afterAll(scripts.remove);

function script(shell: string): string {
  const { status, stdout, stderr } = runBundle("cli.cjs", ["completion", shell], { cwd: scripts.root });
  expect([status, stderr]).toEqual([0, ""]);
  const file = path.join(scripts.root, shell);
  fs.writeFileSync(file, stdout);
  return file;
}

const COMMANDS = [
  ...["check", "gate", "fetch", "snapshot", "releases", "migrate", "plan", "waive", "explain", "init", "completion"],
];
const FORMATS = ["text", "json", "markdown", "sarif", "github", "codequality", "junit"];

describe.skipIf(!has("bash"))("bash", () => {
  let file = "";
  beforeAll(() => {
    file = script("bash");
  });

  function offered(...words: readonly string[]): readonly string[] {
    const run = spawnSync(
      "bash",
      [
        "-c",
        `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _crd_upgrade_guard; printf "%s\\n" "\${COMPREPLY[@]}"`,
      ].concat(["bash", file, "crd-upgrade-guard", ...words]),
      { encoding: "utf8", cwd: scripts.root },
    );
    expect(run.stderr).toBe("");
    return run.stdout.split("\n").filter((word) => word !== "");
  }

  it("offers commands, options, values and rules, and files where it has nothing to say", () => {
    expect([...offered("")].sort()).toEqual(expect.arrayContaining([...COMMANDS].sort()));
    expect(offered("re")).toEqual(["releases"]);
    expect(offered("check", "--max")).toEqual(["--max-snapshot-age"]);
    expect(offered("gate", "--objects")).toEqual([]);
    expect(FORMATS.every((format) => offered("check", "--format", "").includes(format))).toBe(true);
    expect(offered("check", "--format", "=", "js")).toEqual(["json"]);
    expect(offered("check", "--fail-on", "e")).toEqual(["error"]);
    expect(offered("explain", "stored-version-r")).toEqual(["stored-version-removed"]);
    expect(offered("completion", "")).toEqual(["bash", "zsh", "fish", "--help"]);
    expect([offered("check", ""), offered("check", "--config", "")]).toEqual([[], []]);
  });

  it("evaluates nothing that was typed", () => {
    expect(offered("check", "--format", "$(touch made)")).toEqual([]);
    expect(offered("$(touch made)", "--")).toEqual([]);
    expect(fs.existsSync(path.join(scripts.root, "made"))).toBe(false);
  });
});

describe.skipIf(!has("fish"))("fish", () => {
  it("offers commands, options, values and rules", () => {
    const file = script("fish");
    const offered = (line: string) => {
      const run = spawnSync("fish", ["--no-config", "-c", `source ${file}; complete --do-complete "$argv"`, line], {
        encoding: "utf8",
        cwd: scripts.root,
        env: { ...process.env, HOME: scripts.root },
      });
      expect(run.stderr).toBe("");
      return run.stdout.split("\n").flatMap((one) => (one === "" ? [] : [one.split("\t")[0]]));
    };
    expect([...offered("crd-upgrade-guard ")].sort()).toEqual(expect.arrayContaining([...COMMANDS].sort()));
    expect(offered("crd-upgrade-guard check --max")).toEqual(["--max-snapshot-age"]);
    expect(offered("crd-upgrade-guard check --fail-on e")).toContain("error");
    expect(offered("crd-upgrade-guard explain stored-version-r")).toEqual(["stored-version-removed"]);
  });
});

describe.skipIf(!has("zsh"))("zsh", () => {
  it("reads the script, and knows the command", () => {
    const file = script("zsh");
    const asked = `autoload -Uz compinit; compinit -D -u; source "$1"; print -r -- \${_comps[crd-upgrade-guard]}`;
    const run = spawnSync("zsh", ["-f", "-c", asked, "zsh", file], { encoding: "utf8", cwd: scripts.root });
    expect([run.status, run.stdout, run.stderr]).toEqual([0, "_crd_upgrade_guard\n", ""]);
  });
});

it("knows no other shell", () => {
  const { status, stdout, stderr } = runBundle("cli.cjs", ["completion", "tcsh"], { cwd: scripts.root });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("Allowed choices are bash, zsh, fish.");
});
