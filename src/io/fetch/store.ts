import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Result } from "../../base/result.ts";
import { failed } from "../../base/result.ts";
import { type LockEntry, lockText, readLock, type SourceLock } from "../../sources/lock.ts";
import { blobFile, digestOf, readText } from "./cache.ts";

/**
 * Puts contents into a cache under their digest. They are written beside their place, synced and renamed, so that nobody
 * ever finds half of them.
 * @returns the digest
 * @throws what the file system says
 */
export function storeBlob(folder: string, bytes: Uint8Array): string {
  const digest = digestOf(bytes);
  writeDurably(blobFile(folder, digest), bytes);
  return digest;
}

/**
 * Adds entries to a lock, in place of those of the same keys. Every other entry stays, also those that another process has
 * written since: one at a time reads, merges and renames.
 * @returns not ok: the lock that is there cannot be read
 * @throws what the file system says
 */
export async function addToLock(
  lockFile: string,
  entries: Readonly<Record<string, LockEntry>>,
): Promise<Result<SourceLock>> {
  fs.mkdirSync(path.dirname(lockFile), { recursive: true });
  const release = await takeTurn(`${lockFile}.turn`);
  try {
    const text = readText(lockFile);
    if (!text.ok) return text;
    const lock = readLock(text.value);
    if (!lock.ok) return failed(`${lock.reason}; remove it to have it written anew`);
    const merged: SourceLock = { formatVersion: 1, entries: { ...lock.value.entries, ...entries } };
    const written = lockText(merged);
    if (written !== text.value) writeDurably(lockFile, written);
    return { ok: true, value: merged };
  } finally {
    release();
  }
}

function writeDurably(file: string, contents: Uint8Array | string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const neighbour = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const opened = fs.openSync(neighbour, "wx");
    try {
      fs.writeFileSync(opened, contents);
      fs.fsyncSync(opened);
    } finally {
      fs.closeSync(opened);
    }
    fs.renameSync(neighbour, file);
  } catch (error) {
    fs.rmSync(neighbour, { force: true });
    throw error;
  }
}

/** A turn takes milliseconds: one this old belongs to a process that was killed in it. */
const LONGEST_TURN_MS = 10_000;
const LOOK_AGAIN_MS = 20;

/** Waits until a file can be made that says: mine. @returns gives the turn back */
async function takeTurn(file: string): Promise<() => void> {
  for (;;) {
    try {
      fs.closeSync(fs.openSync(file, "wx"));
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const made = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > LONGEST_TURN_MS) fs.rmSync(file, { force: true });
    else await sleep(LOOK_AGAIN_MS);
  }
}
