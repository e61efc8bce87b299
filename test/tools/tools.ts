import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Programs that test/tools/build.sh makes. */
export type ToolName = "helm3" | "helm4" | "kustomize" | "act" | "actionlint" | "oras" | "registry";

const SCRIPT = fileURLToPath(new URL("build.sh", import.meta.url));

/** Where a program is; undefined: it was not built, and the tests that run it are skipped. */
export function tool(name: ToolName): string | undefined {
  const file = path.join(execFileSync("bash", [SCRIPT, "--where"], { encoding: "utf8" }).trim(), name);
  return fs.existsSync(file) ? file : undefined;
}

/** For the title of a block of tests, so that a skip says why. */
export function skippedWithout(...names: readonly ToolName[]): string {
  const missing = names.filter((name) => tool(name) === undefined);
  return missing.length === 0 ? "" : ` (skipped: ${missing.join(", ")} not built, see test/tools/build.sh)`;
}
