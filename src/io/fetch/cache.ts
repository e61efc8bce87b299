import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { done, failed, type Result } from "../../base/result.ts";
import { type LockEntry, readLock } from "../../sources/lock.ts";

/** What `fetch` left behind, for whoever opens no connection. */
export interface SourceCache {
  /** @param key `originKey` @returns null: nobody tried to fetch it */
  readonly entry: (key: string) => LockEntry | null;
  /** A blob whose bytes have this digest; nothing else is ever given. @param digest `sha256:...` of an entry */
  readonly read: (digest: string) => Result<Uint8Array>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `$XDG_CACHE_HOME/crd-upgrade-guard`; a relative one is none, as the XDG base directory specification has it. */
export function defaultCacheFolder(environment: Environment): string {
  const given = environment.XDG_CACHE_HOME ?? "";
  return path.join(path.isAbsolute(given) ? given : path.join(os.homedir(), ".cache"), "crd-upgrade-guard");
}

const LOCK_NAME = "sources.lock.json";

/** Where the lock of a repository is unless somebody says otherwise: one for each root, whatever links lead to it. */
export function defaultLockFile(cache: string, root: string): string {
  const key = createHash("sha256").update(fs.realpathSync(root)).digest("hex").slice(0, 16);
  return path.join(cache, "roots", key, LOCK_NAME);
}

/** The cache that a lock belongs to: the folder above it that has blobs, as the default lock's has. */
export function cacheOfLock(lockFile: string, environment: Environment): string {
  const own = path.dirname(path.resolve(lockFile));
  const above = path.dirname(path.dirname(own));
  return [own, above].find((folder) => fs.existsSync(blobFolder(folder))) ?? defaultCacheFolder(environment);
}

/**
 * @param folder the cache
 * @param lockFile missing: a lock without entries
 * @returns not ok: the lock is there and cannot be read
 */
export function openCache(folder: string, lockFile: string): Result<SourceCache> {
  const text = readText(lockFile);
  if (!text.ok) return text;
  const lock = readLock(text.value);
  if (!lock.ok) return lock;
  const { entries } = lock.value;
  return done({
    entry: (key) => (Object.hasOwn(entries, key) ? (entries[key] ?? null) : null),
    read: (digest) => readBlob(folder, digest),
  });
}

/** The text of a file; null: there is none. */
export function readText(file: string): Result<string | null> {
  try {
    return done(fs.readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return done(null);
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function blobFolder(folder: string): string {
  return path.join(folder, "blobs", "sha256");
}

/** @param digest `sha256:` and 64 hex digits */
export function blobFile(folder: string, digest: string): string {
  return path.join(blobFolder(folder), digest.slice("sha256:".length));
}

/** `sha256:...` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function readBlob(folder: string, digest: string): Result<Uint8Array> {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return failed("its digest is none of sha256");
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(blobFile(folder, digest));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return failed("it is not in the cache");
    return failed(`it cannot be read from the cache (${error instanceof Error ? error.message : String(error)})`);
  }
  if (digestOf(bytes) !== digest) return failed("the cache has other contents under its digest");
  return done(bytes);
}
