/** A bug of ours: the stack, where to report it, and exit code 2, since Node's own 1 would read as a finding. */
export function crashed(error: unknown): never {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `crd-upgrade-guard crashed; nothing was checked. This is a bug, please report it:\nhttps://github.com/crd-upgrade-guard/crd-upgrade-guard/issues\n\n${stack}\n`,
  );
  process.exit(2);
}
