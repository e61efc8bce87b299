import { done } from "../base/result.ts";
import { clusterOf } from "./place.ts";
import { readSnapshot } from "./read.ts";
import type { LoadedSnapshot, Snapshot, SnapshotReading } from "./snapshot.ts";

/** Reads a snapshot or a dump as `readSnapshot` does. */
export type SnapshotReader = (path: string, bytes: Uint8Array) => SnapshotReading;

/** Everything from the line of `"crds"` on, which says the same of many clusters of a fleet. */
interface SameCrds {
  readonly first: LoadedSnapshot;
  /** Of the first file, found when they are asked for. */
  readonly lines: Map<string, number>;
  /** Lines above it in the first file. */
  readonly linesAbove: number;
  /** Whether the first file's bytes from there on are its CRDs and nothing else; asked where another file has them. */
  readonly isAlone: () => boolean;
}

/**
 * Makes a reader for a fleet: what the files of several clusters say of their CRDs in the very same bytes is parsed,
 * validated and kept once. All that is particular to a cluster stands above it (`writeSnapshot`); a file that is written
 * otherwise is read as a whole.
 * @param digest equal for equal bytes alone
 */
export function createSnapshotReader(readerVersion: string, digest: (bytes: Uint8Array) => string): SnapshotReader {
  const known = new Map<string, SameCrds>();
  return (path, bytes) => {
    const start = startOfCrds(bytes);
    if (start < 0) return readSnapshot(path, bytes, readerVersion);
    const key = digest(bytes.subarray(start));
    const same = known.get(key);
    const own = same?.isAlone() === true ? withoutCrds(path, bytes.subarray(0, start), readerVersion) : null;
    // What format it has decides what a CRD says that says nothing of rules.
    if (same !== undefined && own?.formatVersion === same.first.snapshot.formatVersion)
      return done({ loaded: shared(path, own, same, linesIn(bytes, start)), notices: [] });
    const reading = readSnapshot(path, bytes, readerVersion);
    if (same === undefined && reading.ok && reading.value.notices.length === 0)
      known.set(key, sameCrds(reading.value.loaded, bytes.slice(0, start), readerVersion));
    return reading;
  };
}

function sameCrds(first: LoadedSnapshot, above: Uint8Array, readerVersion: string): SameCrds {
  let isAlone: boolean | undefined;
  return {
    first,
    lines: new Map(),
    linesAbove: linesIn(above, above.length),
    isAlone: () => {
      const own = isAlone === undefined ? withoutCrds(first.path, above, readerVersion) : null;
      isAlone ??= own !== null && hasOnlyCrdsBelow(first.snapshot, own);
      return isAlone;
    },
  };
}

const CRDS = Buffer.from('\n  "crds": {\n');
const NO_CRDS = new TextEncoder().encode('  "crds": {}\n}\n');
const LINE_FEED = 10;

/** Where the line of the CRDs starts, if there is one; no string of JSON has an end of a line in it. */
function startOfCrds(bytes: Uint8Array): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(CRDS);
  return at < 0 ? at : at + 1;
}

/**
 * The snapshot as it would be without CRDs; null: it is none that nobody could say anything about. Where this can be read,
 * the bytes above end behind a comma in the outermost object, so that what follows them means the same below any such.
 */
function withoutCrds(path: string, above: Uint8Array, readerVersion: string): Snapshot | null {
  const bytes = new Uint8Array(above.length + NO_CRDS.length);
  bytes.set(above);
  bytes.set(NO_CRDS, above.length);
  const reading = readSnapshot(path, bytes, readerVersion, clusterOf(path));
  return reading.ok && reading.value.notices.length === 0 ? reading.value.loaded.snapshot : null;
}

/** Whether nothing of the snapshot but its CRDs stands below the line. */
function hasOnlyCrdsBelow(whole: Snapshot, above: Snapshot): boolean {
  return JSON.stringify({ ...whole, crds: {} }) === JSON.stringify({ ...above, crds: {} });
}

function shared(path: string, own: Snapshot, same: SameCrds, linesAbove: number): LoadedSnapshot {
  const { crds } = same.first.snapshot;
  const lineOf = (crd: string) => {
    if (!Object.hasOwn(crds, crd)) return 1;
    const line = same.lines.get(crd) ?? same.first.lineOf(crd);
    same.lines.set(crd, line);
    return line - same.linesAbove + linesAbove;
  };
  return { snapshot: { ...own, crds }, path, lineOf };
}

function linesIn(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < end; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
