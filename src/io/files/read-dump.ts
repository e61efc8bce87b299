import fs from "node:fs";
import type { Result } from "../../base/result.ts";

/** kubectl prints a large cluster's CRDs with indentation: more than a committed file may have. */
const LARGEST_DUMP_BYTES = 256 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** All of standard input. @param most bytes; more are a reason to stop */
export function readDumpInput(most = LARGEST_DUMP_BYTES): Result<Uint8Array> {
  return readAll(0, most);
}

/** A whole file; unlike a snapshot's, its name was given by a person. */
export function readDumpFile(file: string): Result<Uint8Array> {
  let descriptor: number;
  try {
    descriptor = fs.openSync(file, "r");
  } catch (error) {
    return failure(error);
  }
  try {
    return readAll(descriptor, LARGEST_DUMP_BYTES);
  } finally {
    fs.closeSync(descriptor);
  }
}

function readAll(descriptor: number, most: number): Result<Uint8Array> {
  const chunks: Buffer[] = [];
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let size = 0;
  try {
    for (;;) {
      const length = readSome(descriptor, chunk);
      if (length === 0) return { ok: true, value: Buffer.concat(chunks) };
      size += length;
      if (size > most) return { ok: false, reason: `it is larger than ${most / 1024 / 1024} MiB` };
      // A copy: a pipe gives 64 KiB at a time, and a part of a chunk keeps all of it.
      chunks.push(Buffer.from(chunk.subarray(0, length)));
    }
  } catch (error) {
    return failure(error);
  }
}

/** A pipe that is empty for a moment answers EAGAIN, and one whose writer is gone EOF (on Windows). */
function readSome(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return fs.readSync(descriptor, chunk);
    } catch (error) {
      const code = codeOf(error);
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function failure(error: unknown): Result<Uint8Array> {
  const reasons: Record<string, string> = {
    ENOENT: "there is no such file",
    EACCES: "permission denied",
    EISDIR: "it is a directory",
  };
  const code = codeOf(error);
  return { ok: false, reason: reasons[code] ?? `it cannot be read (${code || String(error)})` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
