import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { runBundle, workspace } from "./bundle.ts";

/** What the server takes and stored data does not survive: the golden cases about it, asked of the built bundle. */
const CASES = [
  "crd-terminating",
  "integer-bounds-unreachable",
  "served-version-gone",
  "storage-version-loses-fields",
  "stored-objects-emptied",
];
const FOLDER = path.resolve(import.meta.dirname, "../cases");

function findingsOf(report: Report) {
  // The age of a snapshot is the clock's.
  return report.findings.filter(({ rule }) => rule !== "snapshot-stale");
}

it.each(CASES)("%s: the built bundle finds what the sources find", (name) => {
  const { root, remove } = workspace({});
  try {
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        cwd: root,
        stdio: "pipe",
      });
    git("init", "-q", "-b", "main");
    const base = path.join(FOLDER, name, "base");
    const hasBase = fs.existsSync(base);
    if (hasBase) {
      fs.cpSync(base, root, { recursive: true });
      git("add", ".");
      git("commit", "-q", "-m", "base");
    }
    fs.cpSync(path.join(FOLDER, name, "repo"), root, { recursive: true });
    const args = ["check", ...(hasBase ? ["--base", "main"] : []), "--format", "json"];
    const found: Report = JSON.parse(runBundle("cli.cjs", args, { cwd: root }).stdout);
    const expected: Report = JSON.parse(fs.readFileSync(path.join(FOLDER, name, "expected.json"), "utf8"));
    expect(findingsOf(found)).toEqual(findingsOf(expected));
  } finally {
    remove();
  }
});
