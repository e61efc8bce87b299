import type { CheckPorts } from "../ports.ts";
import type { Inputs } from "./tool-files.ts";

/** The tree in which a job keeps more than the repository: credentials, other checkouts, what earlier steps made. */
export type WorkingTree = Pick<CheckPorts, "head" | "trackedByGit">;

/**
 * Says why a tool may not be given what a link leads to. A link is the change's, and what a tool reads it can print: so
 * a link leads to files that the change can see anyway, those that git tracks. What a commit holds is always that.
 * Files that an earlier step put into the chart's own folder (`helm dependency build`) need no link.
 */
export function createLinkGuard({ head, trackedByGit }: WorkingTree): (inputs: Inputs) => string | null {
  let tracked: ReturnType<CheckPorts["trackedByGit"]> | undefined;
  return ({ files }) => {
    for (const { path, from, linked, tree } of files.values()) {
      if (!linked || tree !== head) continue;
      tracked ??= trackedByGit();
      if (!tracked.ok) {
        return `\`${path}\` is a link, and none is followed where git cannot tell which files are the repository's (${tracked.reason})`;
      }
      if (tracked.files.has(from)) continue;
      return `\`${path}\` leads to \`${from}\` by a link, and git does not track that: by a link a tool gets tracked files only`;
    }
    return null;
  };
}
