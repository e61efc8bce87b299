import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("build.sh", import.meta.url));
const FOLDER = execFileSync("bash", [SCRIPT, "--where"], { encoding: "utf8" }).trim();

/** Path of a program or file that `test/tools/build.sh` makes; null: it was not run here, and what needs it is skipped. */
export function builtTool(name: string): string | null {
  const file = path.join(FOLDER, name);
  return fs.existsSync(file) ? file : null;
}
