import type { FoundFiles } from "../base/files.ts";
import type { Followed, TreeFiles } from "./ports.ts";

/** A tree that remembers what it was asked, and what it said. */
export interface RecordedFiles {
  readonly files: TreeFiles;
  /**
   * Whether another tree answers all that was asked so far alike. What was made of these answers alone would come out of the
   * other tree the same. False too where nobody can tell without reading.
   */
  readonly isLike: (other: TreeFiles) => boolean;
}

interface Search {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly found: FoundFiles;
}

/** @param files stay as they are: nothing is looked for twice */
export function recordedFiles(files: TreeFiles): RecordedFiles {
  const searches = new Map<string, Search>();
  const kinds = new Map<string, ReturnType<TreeFiles["kindOf"]>>();
  const followed = new Map<string, Followed>();
  const read = new Map<string, "ok" | "missing" | "unread">();
  const find: TreeFiles["find"] = (include, exclude) => {
    const key = JSON.stringify([include, exclude]);
    const { found } = searches.get(key) ?? { found: files.find(include, exclude) };
    searches.set(key, { include, exclude, found });
    return found;
  };
  const isReadAlike = (path: string, was: "ok" | "missing" | "unread", other: TreeFiles) => {
    if (was === "missing") return other.follow(path).kind === "missing";
    return was === "ok" && other.identityOf(path) === files.identityOf(path);
  };
  return {
    files: {
      ...files,
      find,
      read: (path) => {
        const reading = files.read(path);
        read.set(path, reading.ok ? "ok" : reading.missing ? "missing" : "unread");
        return reading;
      },
      kindOf: (path) => {
        const kind = files.kindOf(path);
        kinds.set(path, kind);
        return kind;
      },
      follow: (path) => {
        const real = files.follow(path);
        followed.set(path, real);
        return real;
      },
    },
    isLike: (other) =>
      [...kinds].every(([path, kind]) => other.kindOf(path) === kind) &&
      [...followed].every(([path, real]) => isSame(other.follow(path), real)) &&
      [...read].every(([path, was]) => isReadAlike(path, was, other)) &&
      [...searches.values()].every(({ include, exclude, found }) => isSame(other.find(include, exclude), found)),
  };
}

/** Answers are plain data, made in one place for each kind of tree, and their keys come in any order. */
function isSame(a: Followed | FoundFiles, b: Followed | FoundFiles): boolean {
  return a === b || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(answer: Followed | FoundFiles): unknown {
  return Object.entries(answer).sort(([a], [b]) => (a < b ? -1 : 1));
}
