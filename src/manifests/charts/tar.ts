import type { Result } from "../../base/result.ts";
/** One entry of a tar archive. */
export interface TarEntry {
  /** As written, with whatever `..` and slashes it has: the caller judges it. */
  readonly name: string;
  readonly type: "file" | "directory" | "link" | "other";
  /** Empty for everything but files. */
  readonly bytes: Uint8Array;
}

export type TarReading = Result<readonly TarEntry[]>;

const BLOCK = 512;
const DECODER = new TextDecoder();

/**
 * Reads a tar archive in memory: ustar with its name prefix, pax and GNU long names, which is what `helm package` (Go's
 * archive/tar) and tar programs write. The kept libraries read streams only (tar-stream) or lose the prefix and tidy
 * away `..` instead of telling of it (nanotar). Never throws; files share memory with `archive`.
 * @param mostEntries more are a reason to stop
 */
export function readTar(archive: Uint8Array, mostEntries: number): TarReading {
  const entries: TarEntry[] = [];
  let long: { name?: string; size?: number } = {};
  let offset = 0;
  while (offset + BLOCK <= archive.length) {
    const header = archive.subarray(offset, offset + BLOCK);
    if (isEmpty(header)) {
      const second = archive.subarray(offset + BLOCK, offset + 2 * BLOCK);
      if (second.length > 0 && second.length < BLOCK) return TRUNCATED;
      return isEmpty(second) ? { ok: true, value: entries } : NO_TAR;
    }
    if (!hasChecksum(header)) return NO_TAR;
    const flag = String.fromCharCode(header[156] ?? 0);
    const name = long.name || nameOf(header);
    const type = typeOf(flag, name);
    const written = long.size ?? numberAt(header, 124, 12);
    const size = HEADER_ONLY.includes(flag) || type === "directory" ? Math.min(written, 0) : written;
    const start = offset + BLOCK;
    if (!Number.isSafeInteger(size) || size < 0 || start + size > archive.length) return TRUNCATED;
    const bytes = archive.subarray(start, start + size);
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
    if (flag === "x") long = { ...long, ...paxRecords(bytes) };
    else if (flag === "L") long = { ...long, name: textOf(bytes) };
    else if (flag !== "g" && flag !== "K") {
      if (entries.length === mostEntries) return { ok: false, reason: `it has more than ${mostEntries} entries` };
      entries.push({ name, type, bytes: type === "file" ? bytes : bytes.subarray(0, 0) });
      long = {};
    }
  }
  // Archives end with two empty blocks. Some programs leave them out, and what fills up the last block with them; an empty
  // file is no archive.
  const rest = archive.length - offset;
  return archive.length > 0 && rest <= 0 ? { ok: true, value: entries } : TRUNCATED;
}

const TRUNCATED: TarReading = { ok: false, reason: "it ends in the middle of a file" };
const NO_TAR: TarReading = { ok: false, reason: "it is no tar archive" };

/** Two of them end an archive; some programs write one. */
function isEmpty(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Links, devices and directories, behind which nothing stands, whatever size is written. */
const HEADER_ONLY = "123456";

/** Archives older than the flag for directories have a slash behind their names. */
function typeOf(flag: string, name: string): TarEntry["type"] {
  if (flag === "\0" && name.endsWith("/")) return "directory";
  if (flag === "0" || flag === "\0" || flag === "7") return "file";
  if (flag === "5") return "directory";
  return flag === "1" || flag === "2" ? "link" : "other";
}

function nameOf(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  const isUstar = textOf(header.subarray(257, 262)) === "ustar";
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : "";
  const counts = header[262] === 0 || (hasBrokenTimes(header) && /^\p{ASCII}*$/u.test(prefix));
  return prefix === "" || !counts ? name : `${prefix}/${name}`;
}

/**
 * GNU has two times where ustar has a prefix. Go's own writer once put a prefix there, so its reader takes what is no
 * time for one, where it is ASCII (archive/tar, reader.go).
 */
function hasBrokenTimes(header: Uint8Array): boolean {
  const isGnu = header[262] === 32 && header[263] === 32 && header[264] === 0;
  return isGnu && [345, 357].some((at) => header[at] !== 0 && Number.isNaN(numberAt(header, at, 12)));
}

/** The sum of the header's bytes, its own field counted as blanks; some old programs took bytes for signed. */
function hasChecksum(header: Uint8Array): boolean {
  let [sum, signed] = [0, 0];
  for (const [index, found] of header.entries()) {
    const byte = index >= 148 && index < 156 ? 32 : found;
    sum += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const written = numberAt(header, 148, 8);
  return written === sum || written === signed;
}

/** Octal text; or, where the first bit is set, a binary number (GNU). NaN when it is neither. */
function numberAt(header: Uint8Array, start: number, length: number): number {
  const field = header.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  // Blanks and zeros stand on either side of it, and alone for zero.
  const text = /[^ \0][^\0]*/.exec(DECODER.decode(field))?.[0].trimEnd() ?? "0";
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return DECODER.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Records `LENGTH KEY=VALUE\n`; only the two that say where the next file ends and what it is called, and not with nothing. */
function paxRecords(bytes: Uint8Array): { name?: string; size?: number } {
  const found: { name?: string; size?: number } = {};
  for (let start = 0; start < bytes.length; ) {
    const blank = bytes.indexOf(32, start);
    const length = blank < 0 ? Number.NaN : Number(DECODER.decode(bytes.subarray(start, blank)));
    if (!Number.isInteger(length) || length <= blank - start) break;
    const record = DECODER.decode(bytes.subarray(blank + 1, start + length - 1));
    const [, key, value = ""] = /^(path|size)=(.+)$/s.exec(record) ?? [];
    if (key === "path") found.name = value;
    if (key === "size") found.size = Number(value);
    start += length;
  }
  return found;
}
