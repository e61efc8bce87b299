import { LARGEST_FILE_BYTES } from "../files/read-file.ts";
import type { BaseTreeReading } from "../git/base-tree.ts";
import { type Answer, answerTo, unexpected } from "./answer.ts";
import { baseCommit, type GitHubRepository, type WantedBase } from "./base-commit.ts";
import { downloadBlobs } from "./blobs.ts";
import { type ClientSettings, createClient, type Patience } from "./client.ts";
import { sameBytes } from "./same-bytes.ts";

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
export async function openBaseTreeFromApi(request: ApiBaseRequest, patience?: Patience): Promise<BaseTreeReading> {
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
  const wanted = files.filter(
    ({ path, size = 0 }) =>
      (MAY_BE_READ.test(path) || request.named.includes(path)) && size <= LARGEST_FILE_BYTES && !isUnchanged(path),
  );
  const blobs = await download(repository, wanted);
  if (!blobs.ok) return blobs;
  return {
    ok: true,
    tree: {
      sha,
      files: [...entries.keys()].sort(),
      links: links.sort(),
      isUnchanged,
      read: (paths) =>
        new Map(
          paths.flatMap((path) => {
            const bytes = blobs.value.get(entries.get(path)?.sha ?? "");
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
): Promise<Answer<{ readonly files: readonly TreeFile[]; readonly links: string[] }>> {
  const what = `the tree of ${sha}`;
  if (sha.length !== 40) {
    return { ok: false, reason: `${what} cannot be compared: the repository is one of sha256, and only sha1 is known` };
  }
  const answer = await answerTo(what, () => client.rest.git.getTree({ owner, repo, tree_sha: sha, recursive: "1" }));
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
  return { ok: true, value: { files: below(/^100\d+$/), links: below(/^120000$/).map(({ path }) => path) } };
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
