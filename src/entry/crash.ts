import { printable, runnerLog } from "../text/escape.ts";

/** A bug of ours: the stack, where to report it, and exit code 2, since Node's own 1 would read as a finding. */
export function crashed(error: unknown): never {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const text = `crd-upgrade-guard crashed; nothing was checked. This is a bug, please report it:\nhttps://github.com/crd-upgrade-guard/crd-upgrade-guard/issues\n\n${stack}\n`;
  // Errors quote what was being read, and a runner obeys commands on standard error too.
  process.stderr.write(runnerLog(printable(text)));
  process.exit(2);
}
