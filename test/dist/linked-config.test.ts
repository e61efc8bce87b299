import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { expect, it } from "vitest";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { runBundle, workspace } from "./bundle.ts";

it("reads a configuration that is a link in both trees, and calls the guard no weaker for it", () => {
  const { root, remove } = workspace({
    "crd.yaml": dump(crd({ versions: "v2*" })),
    "guard/config.yaml": 'rules: {stored-version-removed: "off"}\n',
    ".github/crd-upgrade-guard/clusters/prod.json": freshSnapshot({
      "routes.example.com": live({ versions: "v2* v1!" }, ["v1", "v2"]),
    }),
  });
  try {
    fs.symlinkSync("../../guard/config.yaml", path.join(root, ".github/crd-upgrade-guard/config.yaml"));
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: root });
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "-m", "base");
    fs.appendFileSync(path.join(root, "crd.yaml"), "# changed\n");
    const { status, stdout } = runBundle("cli.cjs", ["check", "--base", "HEAD", "--format", "json"], { cwd: root });
    expect([status, JSON.parse(stdout).base.available, JSON.parse(stdout).findings]).toEqual([0, true, []]);
  } finally {
    remove();
  }
});
