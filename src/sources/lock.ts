/**
 * What `fetch` leaves behind (`sources.lock.json` in the cache): every origin that it tried, with the digest of its contents
 * or the reason why there are none. Never any credentials. Contents are `blobs/sha256/<hex>` beside it.
 */
export interface SourceLock {
  readonly formatVersion: 1;
  /** By `originKey`, sorted. */
  readonly entries: Readonly<Record<string, LockEntry>>;
}

export type LockEntry = FetchedEntry | FailedEntry;

export interface FetchedEntry {
  /** `sha256:` and 64 hex digits: of the blob. */
  readonly digest: string;
  /** `chart`: a packed chart (.tgz); `tree`: a .tgz of files; `file`: a file of manifests as it is. */
  readonly content: "chart" | "tree" | "file";
  /** What a range, a branch or a mutable tag stood for: `1.2.3`, a commit, `sha256:...`. */
  readonly resolved: string;
  /** Where it came from, without credentials. */
  readonly url: string;
  /** Present and true: its reference asks for a signature to be verified, and nobody did. */
  readonly unverified?: true;
}

export interface FailedEntry {
  /** Part of a sentence. */
  readonly error: string;
  /** `not-allowed`: its host is new; what to do is another sentence. */
  readonly cause: "not-allowed" | "failed";
}
