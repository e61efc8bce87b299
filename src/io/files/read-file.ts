import fs from "node:fs";
import path from "node:path";
import type { FileReading, Unread } from "../../base/files.ts";
import type { Failed } from "../../base/result.ts";
import type { UndecodablePaths } from "./find-files.ts";

/** spec §10. */
export const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Makes a reader of whole files with one buffer for all of them: opening, one read and closing cost a quarter of a
 * promise or a stream (measured), and no file becomes garbage. The bytes are good until the next call.
 * @param names the bytes of names that are no UTF-8
 */
export function fileReader(root: string, names: UndecodablePaths = new Map()): (file: string) => FileReading {
  let buffer = Buffer.allocUnsafe(1024 * 1024);
  return (file) => {
    const name = names.get(file);
    const place = name === undefined ? path.resolve(root, file) : Buffer.concat([Buffer.from(`${root}/`), name]);
    let descriptor: number;
    try {
      descriptor = open(place);
    } catch (error) {
      return failure(error);
    }
    try {
      let length = fs.readSync(descriptor, buffer, 0, buffer.length, 0);
      if (length === buffer.length) {
        const stat = fs.fstatSync(descriptor);
        if (stat.size > LARGEST_FILE_BYTES) return tooLarge(stat.size, () => piecesOf(place));
        buffer = grown(buffer, stat.size + 1);
        length += fs.readSync(descriptor, buffer, length, buffer.length - length, length);
      }
      return { ok: true, value: buffer.subarray(0, length) };
    } catch (error) {
      return failure(error);
    } finally {
      fs.closeSync(descriptor);
    }
  };
}

/** A file of its own bytes, for the few that are kept: configuration and snapshots. */
export function readWholeFile(root: string, file: string): FileReading {
  const reading = fileReader(root)(file);
  return reading.ok ? { ok: true, value: Uint8Array.from(reading.value) } : reading;
}

/** A fifo without a writer is opened at once, and read as empty. */
function open(place: string | Buffer): number {
  return fs.openSync(place, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
}

function* piecesOf(place: string | Buffer): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafe(1024 * 1024);
  const descriptor = open(place);
  try {
    for (let length = fs.readSync(descriptor, piece); length > 0; length = fs.readSync(descriptor, piece)) {
      yield piece.subarray(0, length);
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

function grown(buffer: Buffer<ArrayBuffer>, size: number): Buffer<ArrayBuffer> {
  if (size <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafe(size);
  buffer.copy(larger);
  return larger;
}

/** What is said of a file of more bytes than are read. */
export function tooLarge(size: number, pieces?: () => Iterable<Uint8Array>): Failed<Unread> {
  const reason = `${Math.round(size / 1024 / 1024)} MiB, more than the 64 MiB that are read`;
  return { ok: false, missing: false, reason, ...(pieces === undefined ? {} : { pieces }) };
}

function failure(error: unknown): FileReading {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return { ok: false, missing: true, reason: "there is no such file" };
  const reasons: Record<string, string> = {
    EACCES: "permission denied",
    EISDIR: "it is a directory",
    ELOOP: "a symbolic link that leads to itself",
  };
  return { ok: false, missing: false, reason: reasons[code] ?? `it cannot be read (${code || String(error)})` };
}
