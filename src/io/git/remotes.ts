import type { Environment } from "../tools/environment.ts";
import { git, nulSeparated } from "./run.ts";

/** Addresses of a checkout's own repository: its remotes, and the one that a workflow of GitHub runs for. */
export function remotesOf(root: string, environment: Environment): readonly string[] {
  const run = git(root, ["config", "-z", "--get-regexp", "^remote\\..*\\.url$"]);
  const configured =
    run.status === 0 ? nulSeparated(run.stdout).map((entry) => entry.slice(entry.indexOf("\n") + 1)) : [];
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = environment;
  return server === undefined || repository === undefined ? configured : [...configured, `${server}/${repository}`];
}
