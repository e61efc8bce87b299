import { done, failed, type Result } from "../../base/result.ts";
import { LARGEST_FILE_BYTES } from "../files/read-file.ts";
import { firstWords, gitContents } from "./run.ts";

/** A regular file of a commit. Equal ids are equal bytes. */
export interface CommitFile {
  /** Relative to the root of the repository, `/` as separator. */
  readonly path: string;
  readonly id: string;
}

/** Which files of a tree are wanted, and which folders may hold some. */
export interface Wanted {
  readonly file: (path: string) => boolean;
  readonly folder: (path: string) => boolean;
}

interface Entry {
  readonly name: string;
  readonly id: string;
  readonly kind: "file" | "folder";
}

/**
 * The wanted files of many commits, sorted by path. Trees that commits share are read once, and all that are new at one depth
 * by one `git cat-file --batch`: hundreds of releases take as many processes as the tree is deep.
 * @param commits ids that are in the repository
 */
export function filesOfCommits(
  root: string,
  commits: readonly string[],
  wanted: Wanted,
): Result<ReadonlyMap<string, readonly CommitFile[]>> {
  const roots = rootTrees(root, commits);
  if (!roots.ok) return roots;
  const trees = new Map<string, readonly Entry[]>();
  let level = new Map<string, { readonly id: string; readonly path: string }>();
  for (const id of roots.value.values()) level.set(id, { id, path: "" });
  while (level.size > 0) {
    const unread = [...new Set([...level.values()].map(({ id }) => id))].filter((id) => !trees.has(id));
    const reading = eachObject(root, unread, "tree", (id, bytes) => trees.set(id, entriesOf(bytes, id.length / 2)));
    if (!reading.ok) return reading;
    const next: typeof level = new Map();
    for (const { id, path } of level.values()) {
      for (const entry of trees.get(id) ?? []) {
        const below = path + entry.name;
        if (entry.kind === "folder" && wanted.folder(below)) {
          next.set(`${entry.id} ${below}`, { id: entry.id, path: `${below}/` });
        }
      }
    }
    level = next;
  }
  const known = new Map<string, readonly CommitFile[]>();
  const below = (id: string, path: string): readonly CommitFile[] => {
    const key = `${id} ${path}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const files: CommitFile[] = [];
    for (const entry of trees.get(id) ?? []) {
      const at = path + entry.name;
      if (entry.kind === "file") {
        if (wanted.file(at)) files.push({ path: at, id: entry.id });
      } else if (wanted.folder(at)) for (const file of below(entry.id, `${at}/`)) files.push(file);
    }
    known.set(key, files);
    return files;
  };
  const sorted = (files: readonly CommitFile[]) => [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return done(new Map(commits.map((commit) => [commit, sorted(below(roots.value.get(commit) ?? "", ""))])));
}

/**
 * Bytes that are asked for at a time: what is read is looked at and let go. Each time git begins anew with the files that
 * others are stored as differences from, which costs more than to read.
 */
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Reads files by their ids, each once. What is larger than a manifest may be is not read.
 * @param each the bytes are good until it returns
 * @returns the ids of those that were too large
 */
export function eachBlob(
  root: string,
  ids: readonly string[],
  each: (id: string, bytes: Uint8Array) => void,
): Result<readonly string[]> {
  if (ids.length === 0) return done([]);
  const asked = ids.map((id) => `${id}\n`).join("");
  const sized = gitContents(root, ["cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer"], asked);
  if (sized.status !== 0) return failed(firstWords(sized));
  const tooLarge: string[] = [];
  let [batch, bytes]: [string[], number] = [[], 0];
  for (const line of sized.stdout.toString("utf8").trimEnd().split("\n")) {
    const [id = "", size = ""] = line.split(" ");
    if (!/^\d+$/.test(size)) return failed(`git has no contents for ${id}`);
    if (Number(size) > LARGEST_FILE_BYTES) {
      tooLarge.push(id);
      continue;
    }
    if (batch.length > 0 && bytes + Number(size) > BATCH_BYTES) {
      const reading = eachObject(root, batch, "blob", each);
      if (!reading.ok) return reading;
      [batch, bytes] = [[], 0];
    }
    batch.push(id);
    bytes += Number(size);
  }
  const reading = eachObject(root, batch, "blob", each);
  return reading.ok ? done(tooLarge) : reading;
}

function rootTrees(root: string, commits: readonly string[]): Result<ReadonlyMap<string, string>> {
  const asked = commits.map((commit) => `${commit}^{tree}\n`).join("");
  const run = gitContents(root, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], asked);
  if (run.status !== 0) return failed(firstWords(run));
  const answers = run.stdout.toString("utf8").split("\n");
  const trees = new Map<string, string>();
  for (const [index, commit] of commits.entries()) {
    const tree = /^([0-9a-f]+) tree$/.exec(answers[index] ?? "")?.[1];
    if (tree === undefined) return failed(`git has no tree for the commit ${commit}`);
    trees.set(commit, tree);
  }
  return done(trees);
}

function eachObject(
  root: string,
  ids: readonly string[],
  type: "tree" | "blob",
  each: (id: string, bytes: Uint8Array) => void,
): Result<null> {
  if (ids.length === 0) return done(null);
  const run = gitContents(root, ["cat-file", "--batch", "--buffer"], ids.map((id) => `${id}\n`).join(""));
  if (run.status !== 0) return failed(firstWords(run));
  let offset = 0;
  for (const id of ids) {
    const end = run.stdout.indexOf(0x0a, offset);
    const [, found, size] =
      /^[0-9a-f]+ ([a-z]+) (\d+)$/.exec(run.stdout.toString("utf8", offset, Math.max(end, 0))) ?? [];
    if (found !== type || size === undefined) return failed(`git has no contents for ${id}`);
    offset = end + 1;
    each(id, run.stdout.subarray(offset, offset + Number(size)));
    offset += Number(size) + 1;
  }
  return done(null);
}

/** Git's form of a tree: `<mode> <name>\0<id>`, one after the other. Links and submodules are neither file nor folder here. */
function entriesOf(bytes: Uint8Array, idLength: number): readonly Entry[] {
  const entries: Entry[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; ) {
    const space = buffer.indexOf(0x20, at);
    const nul = buffer.indexOf(0x00, space);
    if (space < 0 || nul < 0) break;
    const mode = buffer.toString("latin1", at, space);
    const kind = mode === "40000" ? "folder" : mode.startsWith("100") ? "file" : null;
    at = nul + 1 + idLength;
    if (kind === null) continue;
    entries.push({ name: buffer.toString("utf8", space + 1, nul), id: buffer.toString("hex", nul + 1, at), kind });
  }
  return entries;
}
