import { git, nulSeparated } from "./run.ts";

/** The addresses of a checkout's remotes, as its configuration writes them; none where there is no repository. */
export function remotesOf(root: string): readonly string[] {
  const run = git(root, ["config", "-z", "--get-regexp", "^remote\\..*\\.url$"]);
  if (run.status !== 0) return [];
  return nulSeparated(run.stdout).map((entry) => entry.slice(entry.indexOf("\n") + 1));
}
