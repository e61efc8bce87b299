import { done, type Result } from "../../base/result.ts";
import type { FetchedEntry } from "../../sources/lock.ts";
import { type FetchableOrigin, originKey } from "../../sources/reference.ts";
import type { SourcePorts, TreeFiles } from "../ports.ts";
import { CHART_FOLDER, fetchedTree, SINGLE_FILE } from "./fetched-tree.ts";

/** What `fetch` left behind, as trees of files. */
export interface Contents {
  /** What an origin stands for; not ok: why it is not at hand. */
  readonly of: (origin: FetchableOrigin) => Result<OpenedContents, NotAtHand>;
  /** Whether an address of git is that of the repository that is being read. */
  readonly isOwn: (url: string) => boolean;
}

/** Contents with where in them the chart, the kustomization or the manifests are. */
export interface SourceContents {
  readonly tree: TreeFiles;
  /** A folder or file of `tree`; "." for all of it. */
  readonly path: string;
  /** The folder that values files in it are named from. */
  readonly root: string;
}

export interface OpenedContents extends SourceContents {
  readonly entry: FetchedEntry;
  /** As they came, verified. */
  readonly packed: () => Result<Uint8Array>;
}

export interface NotAtHand {
  /** Part of a sentence. */
  readonly reason: string;
  readonly cause: "not-fetched" | "not-allowed" | "failed";
}

/** Something that contents take in turn and that is not at hand. */
export interface Lacking {
  /** As it is written: an address, a dependency's name. */
  readonly named: string;
  /** null: nothing can be fetched for it. */
  readonly origin: FetchableOrigin | null;
  /** Part of a sentence. */
  readonly reason: string;
  readonly cause: NotAtHand["cause"] | "undecided";
}

/** So many addresses, one named by the other, lead to what is taken in at most; nobody has more. */
export const DEEPEST = 5;

/** For whom nothing was fetched. */
export const NO_CONTENTS: Contents = {
  of: () => ({ ok: false, reason: "its contents are not at hand", cause: "not-fetched" }),
  isOwn: () => false,
};

/** Part of a sentence about what takes it in. */
export function lackingWords({ named, reason, cause }: Lacking): string {
  return cause === "not-fetched" ? `\`${named}\`, which was not fetched` : `\`${named}\`: ${reason}`;
}

/** Opens each once, however many trees, guards and references ask for it. */
export function createContents(ports: Pick<SourcePorts, "entry" | "read">, isOwn: Contents["isOwn"]): Contents {
  const opened = new Map<string, Result<TreeFiles>>();
  const open = (entry: FetchedEntry): Result<TreeFiles> => {
    const key = `${entry.content} ${entry.digest}`;
    const known = opened.get(key);
    if (known !== undefined) return known;
    const bytes = ports.read(entry.digest);
    const tree = bytes.ok ? fetchedTree(entry, bytes.value) : bytes;
    opened.set(key, tree);
    return tree;
  };
  return {
    isOwn,
    of: (origin) => {
      const entry = ports.entry(originKey(origin));
      if (entry === null) return { ok: false, reason: "its contents are not at hand", cause: "not-fetched" };
      if ("error" in entry) return { ok: false, reason: entry.error, cause: entry.cause };
      const tree = open(entry);
      if (!tree.ok) return { ok: false, reason: tree.reason, cause: "failed" };
      return done({ tree: tree.value, ...placeIn(entry, origin), entry, packed: () => ports.read(entry.digest) });
    },
  };
}

function placeIn({ content }: FetchedEntry, origin: FetchableOrigin): Pick<OpenedContents, "path" | "root"> {
  if (content === "chart") return { path: CHART_FOLDER, root: CHART_FOLDER };
  const folder = origin.kind === "git" || origin.kind === "oci" ? (origin.path ?? "") : "";
  return { path: content === "file" ? SINGLE_FILE : folder === "" ? "." : folder, root: "." };
}
