import fs from "node:fs";
import path from "node:path";
import { readDumpFile, readDumpInput } from "../io/files/read-dump.ts";
import { git } from "../io/git/run.ts";
import { snapshotFromDump } from "../snapshots/from-dump.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { isServerVersion, readVersionDump } from "../snapshots/version-dump.ts";
import { TOOL_VERSION } from "./version.ts";

/** Where the facts of a cluster come from. */
export interface SourceOptions {
  readonly cluster: string;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly fromDump?: string;
  /** `fromDump` may be a snapshot that this tool wrote, which is taken as it is. */
  readonly takesSnapshots?: true;
  /** Of the server that a dump is from: `v1.31.3`, or a file with what `kubectl version -o json` printed. */
  readonly serverVersion?: string;
  readonly countObjects?: true;
  readonly exclude?: readonly string[];
  /** Milliseconds. */
  readonly timeout?: number;
}

export type SourceReading =
  | { readonly ok: true; readonly snapshot: Snapshot; readonly warnings: readonly string[] }
  /** Sentences. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** spec §7. */
const TIMEOUT_MS = 120_000;

/** The cluster as it is now, from its API server or from a dump. */
export async function readSource(root: string, options: SourceOptions): Promise<SourceReading> {
  if (options.fromDump !== undefined) return fromDump(root, options.fromDump, options);
  // Loaded only here: checks start without the client.
  const { readCluster } = await import("../io/cluster/read-cluster.ts");
  const reading = await readCluster({
    kubeconfig: options.kubeconfig,
    context: options.context,
    cluster: options.cluster,
    exclude: options.exclude ?? [],
    countObjects: options.countObjects === true,
    timeoutMs: options.timeout ?? TIMEOUT_MS,
    toolVersion: TOOL_VERSION,
    now: Date.now(),
  });
  return reading.ok ? reading : { ok: false, problems: [`${reading.message} ${reading.remedy}`] };
}

function fromDump(root: string, file: string, options: SourceOptions): SourceReading {
  const { cluster, exclude = [], takesSnapshots = false } = options;
  const input = file === "-";
  const bytes = input ? readDumpInput() : readDumpFile(path.resolve(root, file));
  const name = input ? "standard input" : file;
  if (!bytes.ok) return { ok: false, problems: [`The dump cannot be read from ${name}: ${bytes.reason}.`] };
  const version = versionOf(root, options.serverVersion);
  if (!version.ok) return { ok: false, problems: [version.problem] };
  const capturedAt = input ? Date.now() : takenAt(root, file);
  const made = snapshotFromDump(bytes.bytes, {
    cluster,
    path: name,
    toolVersion: TOOL_VERSION,
    capturedAt,
    serverVersion: version.value,
    exclude,
    takesSnapshots,
  });
  if (!made.ok) {
    const words = made.problems.map(
      ({ path: of, line, column, message, remedy }) => `${of}:${line}:${column}: ${message} ${remedy}`,
    );
    return { ok: false, problems: words };
  }
  const undated =
    capturedAt === null && made.snapshot.capturedAt === null
      ? [`Nobody knows when ${file} was taken, since git has it: the snapshot counts as stale.`]
      : [];
  return { ok: true, snapshot: made.snapshot, warnings: [...made.notices, ...undated] };
}

type GivenVersion =
  | { readonly ok: true; readonly value: string | null }
  | { readonly ok: false; readonly problem: string };

function versionOf(root: string, given: string | undefined): GivenVersion {
  if (given === undefined) return { ok: true, value: null };
  if (isServerVersion(given)) return { ok: true, value: given };
  const bytes = readDumpFile(path.resolve(root, given));
  const reading = bytes.ok ? readVersionDump(bytes.bytes) : bytes;
  if (reading.ok) return { ok: true, value: reading.version };
  const remedy = "Give a version such as v1.31.3, or a file with what `kubectl version -o json` printed.";
  return { ok: false, problem: `The server's version cannot be read from ${given}: ${reading.reason}. ${remedy}` };
}

/** A dump does not say when it was taken. Its file does, unless git wrote it: a checkout sets the time anew. */
function takenAt(root: string, file: string): number | null {
  if (git(root, ["ls-files", "--error-unmatch", "--", file]).status === 0) return null;
  return Math.min(fs.statSync(path.resolve(root, file)).mtimeMs, Date.now());
}
