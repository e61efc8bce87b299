import path from "node:path";
import { GUARD_FOLDER } from "../check/guard.ts";
import { kindOf } from "../io/files/path-kind.ts";
import { printable } from "../text/escape.ts";

/** Says so where a command runs below the folder whose guard was most likely meant, and goes on: a part may have its own. */
export function tellOfGuardAbove(cwd: string): void {
  const folder = guardAbove(cwd);
  if (folder === null) return;
  const note = `note: ${GUARD_FOLDER} is in ${folder}, and paths are taken from the folder that a command runs in: run it there to use that configuration and its snapshots.`;
  process.stderr.write(`${printable(note)}\n`);
}

/** The next folder above that has a guard, up to the root of the repository; null where this one has its own. */
function guardAbove(cwd: string): string | null {
  let folder = cwd;
  while (kindOf(folder, GUARD_FOLDER) !== "directory") {
    const above = path.dirname(folder);
    if (above === folder || kindOf(folder, ".git") !== "missing") return null;
    folder = above;
  }
  return folder === cwd ? null : folder;
}
