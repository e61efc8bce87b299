import { eachBlob, filesOfCommits } from "../io/git/commit-trees.ts";
import { isShallow, remoteTags, tagsOf } from "../io/git/tags.ts";
import { progressSink } from "../io/terminal/progress.ts";
import type { ReleasePorts } from "../releases/ports.ts";
import { printableLine } from "../text/escape.ts";

/** The releases of the repository that `root` is in. */
export function releasePorts(root: string, warn: (words: string) => void): ReleasePorts {
  const bar = progressSink(process.stderr, process.env);
  // In a log a line for each of hundreds of releases says nothing.
  const isTerminal = process.stderr.isTTY === true;
  return {
    tags: () => tagsOf(root),
    isShallow: () => isShallow(root),
    remoteTags: () => remoteTags(root),
    files: (commits, wanted) => filesOfCommits(root, commits, wanted),
    read: (ids, each) => {
      const reading = eachBlob(root, ids, each);
      if (isTerminal) bar.end();
      return reading;
    },
    progress: (version, done, of) => {
      if (isTerminal) bar.tell(printableLine(version), done, of);
    },
    warn,
  };
}
