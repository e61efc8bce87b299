import path from "node:path";
import { expect, it } from "vitest";
import { GOOD, SNAPSHOT } from "./bad-input.ts";
import { runBundle, workspace } from "./bundle.ts";

const DUMP = JSON.stringify({ kind: "List", items: [] });

it("says where the guard is when a command runs in a folder below it, and there only", () => {
  const { root, remove } = workspace({
    ".git/HEAD": "ref: refs/heads/main\n",
    ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT,
    "apps/crds/crd.yaml": GOOD,
    "vendored/.git": "gitdir: elsewhere\n",
    "own/.github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT,
  });
  const told = (folder: string, ...args: readonly string[]) =>
    runBundle("cli.cjs", args, { cwd: path.join(root, folder), input: DUMP }).stderr.split("\n")[0];
  const note = `note: .github/crd-upgrade-guard is in ${root}, and paths are taken from the folder that a command runs in: run it there to use that configuration and its snapshots.`;
  try {
    expect([
      told("apps/crds", "check"),
      told("apps", "gate"),
      told("apps", "snapshot", "--cluster", "prod", "--from-dump", "-"),
    ]).toEqual([note, note, note]);
    expect([
      told(".", "check"),
      told("own", "check"),
      told("vendored", "check"),
      told("apps", "check", "--snapshot", "../.github/crd-upgrade-guard/clusters/*.json"),
    ]).toEqual(["", "", "", ""]);
    // It checks twice, as a check and as a gate, and says it once.
    const explained = runBundle("cli.cjs", ["explain", "fp1:00000000"], { cwd: path.join(root, "apps") }).stderr;
    expect(explained.split("\n").map((line) => line.split(":")[0])).toEqual(["note", "error", ""]);
  } finally {
    remove();
  }
});
