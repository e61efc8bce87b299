import fs from "node:fs";
import path from "node:path";
import type { Denied, Result } from "../../base/result.ts";
import { fileReader, LARGEST_FILE_BYTES } from "../files/read-file.ts";
import type { BaseTree } from "../git/base-tree.ts";
import { blobId } from "../git/blob-id.ts";
import { followInTree } from "../git/follow-links.ts";
import { answerTo, CONTENTS, unexpected } from "./answer.ts";
import { baseCommit, type GitHubRepository, type WantedBase } from "./base-commit.ts";
import { type ClientSettings, createClient, type Patience } from "./client.ts";

export interface ApiBaseRequest {
  readonly client: ClientSettings;
  readonly owner: string;
  readonly repo: string;
  readonly wanted: WantedBase;
  /** The workspace: the folder on disk that paths are relative to. */
  readonly root: string;
  /** Where the workspace is in the repository, with `/`; empty: at its root. */
  readonly folder: string;
  /** Files that are read whatever their name is. */
  readonly named: readonly string[];
}

/** A regular file of a commit, its path relative to the workspace. */
interface TreeFile {
  readonly path: string;
  readonly sha: string;
  readonly size?: number;
}

/** A third of the requests that a repository's job token has in an hour. */
const MOST_DOWNLOADS = 300;
const MOST_DOWNLOADED_BYTES = 64 * 1024 * 1024;
const WITH_GIT = "git in the job and a checkout by actions/checkout have no such limit";

/** Manifests, snapshots, configuration, kustomizations and what charts are made of; other files are not searched. */
const MAY_BE_READ = /(\.ya?ml|\.json|\.tpl|(^|\/)(Kustomization|Chart\.lock|\.helmignore))$/;

/**
 * Opens the base commit's tree through GitHub's API, where git or its history is not to be had. One to two requests
 * find the commit, one lists its files, and each differing file that the check may read is one more: all of it now,
 * since the check itself is synchronous.
 * @returns never throws: what GitHub or the network denied is the reason
 */
export async function openBaseTreeFromApi(request: ApiBaseRequest, patience?: Patience): Promise<Result<BaseTree>> {
  const repository = { client: createClient(request.client, patience), owner: request.owner, repo: request.repo };
  const commit = await baseCommit(repository, request.wanted);
  if (!commit.ok) return commit;
  const sha = commit.value;
  const listed = await listFiles(repository, sha, request.folder);
  if (!listed.ok) return listed;
  const same = sameBytes(request.root);
  const { files, links } = listed.value;
  const entries = new Map(files.map((file) => [file.path, file]));
  const unchanged = new Map<string, boolean>();
  const isUnchanged = (path: string): boolean => {
    const file = entries.get(path);
    const answer = unchanged.get(path) ?? (file !== undefined && same(path, file.sha, file.size));
    unchanged.set(path, answer);
    return answer;
  };
  const mayBeRead = (path: string) => MAY_BE_READ.test(path) || request.named.includes(path);
  // Links are few and short, and say which files are read under another name.
  const targets = new Map(links.flatMap(({ path, sha }) => sameTarget(request.root, path, sha)));
  const downloaded = await download(
    repository,
    links.filter(({ path, sha }) => mayBeRead(path) && !targets.has(sha)),
  );
  if (!downloaded.ok) return downloaded;
  for (const [sha, bytes] of downloaded.value) targets.set(sha, bytes);
  const linked = linkedFiles(links, entries, targets);
  const wanted = files.filter(
    ({ path, size = 0 }) => (mayBeRead(path) || linked.has(path)) && size <= LARGEST_FILE_BYTES && !isUnchanged(path),
  );
  const contents = await download(repository, wanted);
  if (!contents.ok) return contents;
  const blobs = new Map([...targets, ...contents.value]);
  const ids = new Map([...files, ...links].map((file) => [file.path, file.sha]));
  return {
    ok: true,
    value: {
      sha,
      files: [...entries.keys()].sort(),
      links: links.map(({ path }) => path).sort(),
      has: (path) => ids.has(path),
      isUnchanged,
      isHere: () => true,
      read: (paths) =>
        new Map(
          paths.flatMap((path) => {
            const bytes = blobs.get(ids.get(path) ?? "");
            return bytes === undefined ? [] : [[path, bytes]];
          }),
        ),
    },
  };
}

async function listFiles(
  { client, owner, repo }: GitHubRepository,
  sha: string,
  folder: string,
): Promise<Result<{ readonly files: readonly TreeFile[]; readonly links: readonly TreeFile[] }, Denied>> {
  const what = `the tree of ${sha}`;
  if (sha.length !== 40) {
    return { ok: false, reason: `${what} cannot be compared: the repository is one of sha256, and only sha1 is known` };
  }
  const answer = await answerTo(what, CONTENTS, () =>
    client.rest.git.getTree({ owner, repo, tree_sha: sha, recursive: "1" }),
  );
  if (!answer.ok) return answer;
  if (answer.value.truncated) {
    return { ok: false, reason: `${what} is too large: GitHub's API lists only a part of it; ${WITH_GIT}` };
  }
  const entries: unknown = answer.value.tree;
  if (!Array.isArray(entries)) return unexpected(what);
  const prefix = folder === "" ? "" : `${folder}/`;
  // Submodules are commits, no blobs.
  const below = (blob: RegExp) =>
    answer.value.tree
      .filter(({ mode, path }) => blob.test(mode) && path.startsWith(prefix))
      .map((file) => ({ ...file, path: file.path.slice(prefix.length) }));
  return { ok: true, value: { files: below(/^100\d+$/), links: below(/^120000$/) } };
}

/** The files that links of the tree lead to. */
function linkedFiles(
  links: readonly TreeFile[],
  files: ReadonlyMap<string, TreeFile>,
  targets: ReadonlyMap<string, Uint8Array>,
): ReadonlySet<string> {
  const shas = new Map(links.map(({ path, sha }) => [path, sha]));
  const targetOf = (path: string) => {
    const sha = shas.get(path);
    if (sha === undefined) return null;
    const bytes = targets.get(sha);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const kindOf = (path: string) => (files.has(path) ? ("file" as const) : ("missing" as const));
  return new Set(
    links.flatMap(({ path }) => {
      const real = followInTree(path, kindOf, targetOf);
      return real.kind === "file" ? [real.path] : [];
    }),
  );
}

async function download(repository: GitHubRepository, files: readonly TreeFile[]) {
  const sizes = new Map(files.map(({ sha, size = 0 }) => [sha, size]));
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (sizes.size > MOST_DOWNLOADS || bytes > MOST_DOWNLOADED_BYTES) {
    const amount = `${sizes.size} files (${inMiB(bytes)}) of the base are not in the checkout`;
    const limit = `${MOST_DOWNLOADS} files or ${inMiB(MOST_DOWNLOADED_BYTES)}`;
    return { ok: false as const, reason: `${amount}, and no more than ${limit} are downloaded; ${WITH_GIT}` };
  }
  return downloadBlobs(repository, [...sizes.keys()]);
}

function inMiB(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`;
}

/**
 * Makes a comparer of working files with a commit's. Bytes are compared as they lie there: a checkout that converts
 * line endings differs, which costs a download and changes no result.
 * @param root the folder that paths are relative to
 * @returns whether a regular file with these very bytes is at a path
 */
function sameBytes(root: string): (file: string, sha: string, size: number | undefined) => boolean {
  const read = fileReader(root);
  return (file, sha, size) => {
    const stat = fs.lstatSync(path.resolve(root, file), { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile() || (size !== undefined && stat.size !== size)) return false;
    const reading = read(file);
    return reading.ok && blobId(reading.value) === sha;
  };
}

/** What a link of the working tree points at, by its blob's name, where a commit's link at this path has the same target. */
function sameTarget(root: string, link: string, sha: string): readonly (readonly [string, Uint8Array])[] {
  try {
    const target = fs.readlinkSync(path.resolve(root, link), "buffer");
    return blobId(target) === sha ? [[sha, target]] : [];
  } catch {
    // It is no link any more, or gone.
    return [];
  }
}

/** As many as the throttling plugin lets through. */
const AT_ONCE = 10;

/**
 * Downloads blobs (no sha twice), each checked against its name. The first failure ends it: a base of which a part is missing would
 * pass for one without those files.
 */
export async function downloadBlobs(
  repository: GitHubRepository,
  shas: readonly string[],
): Promise<Result<ReadonlyMap<string, Uint8Array>, Denied>> {
  const queue = [...shas];
  const blobs = new Map<string, Uint8Array>();
  const failures: Result<never, Denied>[] = [];
  const work = async () => {
    for (let sha = queue.pop(); sha !== undefined && failures.length === 0; sha = queue.pop()) {
      const blob = await downloadBlob(repository, sha);
      if (blob.ok) blobs.set(sha, blob.value);
      else failures.push(blob);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failures[0] ?? { ok: true, value: blobs };
}

async function downloadBlob(
  { client, owner, repo }: GitHubRepository,
  sha: string,
): Promise<Result<Uint8Array, Denied>> {
  const what = `blob ${sha}`;
  const answer = await answerTo(what, CONTENTS, () => client.rest.git.getBlob({ owner, repo, file_sha: sha }));
  if (!answer.ok) return answer;
  // GitHub breaks the base64 into lines, which Buffer skips.
  const bytes = Buffer.from(String(answer.value.content), "base64");
  return blobId(bytes) === sha ? { ok: true, value: bytes } : unexpected(what);
}
