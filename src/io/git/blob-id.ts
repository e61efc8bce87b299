import { createHash } from "node:crypto";

/** The name that git gives to a file's bytes in a repository of sha1 (git-hash-object(1)). */
export function blobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
