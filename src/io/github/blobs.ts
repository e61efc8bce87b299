import type { Denied, Result } from "../../base/result.ts";
import { blobId } from "../git/blob-id.ts";
import { answerTo, CONTENTS, unexpected } from "./answer.ts";
import type { GitHubRepository } from "./base-commit.ts";

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
