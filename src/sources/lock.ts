import { isObject, type JsonValue, member } from "../base/json.ts";
import { done, failed, type Result } from "../base/result.ts";

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
  /**
   * The version of the tool that looked into a chart and found nothing in it that may refer to more; another version may
   * know more. Only `fetch` goes by it, so as not to open all that it has: a check looks for itself.
   */
  readonly leadsNowhere?: string;
}

export interface FailedEntry {
  /** Part of a sentence. */
  readonly error: string;
  /** `not-allowed`: its host is new; what to do is another sentence. */
  readonly cause: "not-allowed" | "failed";
}

const NO_LOCK: SourceLock = { formatVersion: 1, entries: {} };
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const CONTENTS = ["chart", "tree", "file"] as const;
const CAUSES = ["not-allowed", "failed"] as const;

/**
 * The text of a lock: the same entries give the same bytes, in whatever order they came. Nothing in it is from a clock, so
 * a fetch that changes nothing leaves it as it is.
 */
export function lockText({ entries }: SourceLock): string {
  const sorted = Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ formatVersion: 1, entries: Object.fromEntries(sorted) }, null, 2)}\n`;
}

/** @param text null: there is no lock yet, which is one without entries */
export function readLock(text: string | null): Result<SourceLock> {
  if (text === null) return done(NO_LOCK);
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return failed("it is no JSON");
  }
  const written = member(value, "entries");
  if (member(value, "formatVersion") !== 1 || !isObject(written)) {
    return failed("it is no lock of sources in the form that this version knows (formatVersion 1)");
  }
  const entries: [string, LockEntry][] = [];
  for (const [key, one] of Object.entries(written)) {
    const entry = lockEntry(one);
    if (entry === null) return failed(`its entry ${key} is not one that fetch writes`);
    entries.push([key, entry]);
  }
  return done({ formatVersion: 1, entries: Object.fromEntries(entries) });
}

function lockEntry(value: JsonValue): LockEntry | null {
  const { digest, content, resolved, url, unverified, leadsNowhere, error, cause } = isObject(value) ? value : {};
  if (typeof error === "string") {
    const known = CAUSES.find((one) => one === cause);
    return known === undefined ? null : { error, cause: known };
  }
  const known = CONTENTS.find((one) => one === content);
  // A digest becomes a file's name.
  if (typeof digest !== "string" || !DIGEST.test(digest) || known === undefined) return null;
  if (typeof resolved !== "string" || typeof url !== "string") return null;
  return {
    digest,
    content: known,
    resolved,
    url,
    ...(unverified === true ? { unverified } : {}),
    ...(typeof leadsNowhere === "string" ? { leadsNowhere } : {}),
  };
}
