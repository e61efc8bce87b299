import { gunzipSync } from "node:zlib";
import { done, failed, type Result } from "../../base/result.ts";
import { readTar } from "./tar.ts";

const MEBIBYTE = 1024 * 1024;
/** As much as one file of the repository may have (spec §10); helm itself stops at 100 MiB. */
const LARGEST_UNPACKED_BYTES = 64 * MEBIBYTE;
/** Charts unpack to ten or twenty times their size, and what is all alike to a thousand times (zlib's own limit). */
const MOST_TIMES_LARGER = 64;

/** How much may still be unpacked of one file of the repository, archives within archives and all. */
export interface UnpackBudget {
  left: number;
  /** Why no more, to follow "unpacked it ". */
  readonly limit: string;
}

/** By the size of what was committed, so that a small file cannot cost as much as a large one. */
export function unpackBudget(packedBytes: number): UnpackBudget {
  const bySize = MEBIBYTE + MOST_TIMES_LARGER * packedBytes;
  return bySize < LARGEST_UNPACKED_BYTES
    ? { left: bySize, limit: `is more than ${MOST_TIMES_LARGER} times as large, as no chart is` }
    : { left: LARGEST_UNPACKED_BYTES, limit: "has more than the 64 MiB that are read" };
}
/** More files than this are no chart, and no repository that is looked at as a whole (spec §10). */
const MOST_ENTRIES = { chart: 10_000, fetched: 100_000 };

/**
 * Unpacks a packed chart in memory, as helm's loader does and with its refusals: names that are absolute or lead out
 * of the chart. Links are never followed; helm takes one for an empty file, here it is none. Never throws.
 * @returns contents by path in the chart, without the folder that every packed chart has around it
 * @param budget less is left of it afterwards
 */
export function readChartArchive(bytes: Uint8Array, budget: UnpackBudget): ArchiveReading {
  return unpackedFiles(bytes, budget, 1, MOST_ENTRIES.chart);
}

/** @param outer how many folders around all files are taken away */
function unpackedFiles(
  bytes: Uint8Array,
  budget: UnpackBudget,
  outer: number,
  mostEntries: number,
  links: string[] = [],
): ArchiveReading {
  const unpacked = gunzip(bytes, budget);
  if (!unpacked.ok) return unpacked;
  const tar = readTar(unpacked.value, mostEntries);
  if (!tar.ok) return tar;
  const files = new Map<string, Uint8Array>();
  for (const entry of tar.value) {
    if (entry.type !== "file") {
      const link = entry.type === "link" ? pathInside(entry.name, outer) : null;
      if (link !== null) links.push(link);
      continue;
    }
    const path = pathInside(entry.name, outer);
    if (path === null) {
      return failed(`an entry of it leads out of the chart: ${JSON.stringify(entry.name.slice(0, 120))}`);
    }
    if (path !== "") files.set(path, entry.bytes);
  }
  return done(files);
}

type ArchiveReading = Result<ReadonlyMap<string, Uint8Array>>;

/** What was fetched may be a whole repository, of which a folder is looked at. */
const LARGEST_FETCHED_BYTES = 256 * MEBIBYTE;

/**
 * Unpacks an archive that was fetched, with the refusals of a chart's.
 * @param layout `in-folder`: as `helm package` writes it, which is taken away; `as-it-lies`: paths are kept
 * @param links takes the paths of links, which are never followed
 */
export function readArchive(
  bytes: Uint8Array,
  layout: "in-folder" | "as-it-lies",
  links: string[] = [],
): ArchiveReading {
  const budget: UnpackBudget = { left: LARGEST_FETCHED_BYTES, limit: "has more than the 256 MiB that are read" };
  return unpackedFiles(bytes, budget, layout === "in-folder" ? 1 : 0, MOST_ENTRIES.fetched, links);
}

/** What helm asks of a file before it takes it for a packed chart. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzip(bytes: Uint8Array, budget: UnpackBudget): Result<Uint8Array> {
  if (!isGzip(bytes)) return failed("it is not gzip-compressed");
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: Math.max(1, budget.left) });
    budget.left -= unpacked.length;
    return done(unpacked);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ERR_BUFFER_TOO_LARGE") return failed(`unpacked it ${budget.limit}`);
    return failed(code === "Z_BUF_ERROR" ? "it is cut off" : "its compressed data is damaged");
  }
}

/** "" for what stands beside the chart's folder; null for what helm refuses. */
function pathInside(name: string, outer: number): string | null {
  const path = name.replaceAll("\\", "/");
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return null;
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.includes("..") ? null : parts.slice(outer).join("/");
}
