import type { FileReading } from "../base/files.ts";
import { done, failed, type Result } from "../base/result.ts";
import { snapshotFromDump } from "./from-dump.ts";
import type { Profile } from "./profiles/profile.ts";
import { profilePath } from "./profiles/profile-place.ts";
import { readProfile } from "./profiles/read-profile.ts";
import type { Snapshot } from "./snapshot.ts";
import { isServerVersion, readVersionDump } from "./version-dump.ts";

/** Where the facts of a cluster come from. */
export interface SourceOptions {
  readonly cluster: string;
  readonly context?: string;
  readonly kubeconfig?: string;
  /** `-`: standard input. */
  readonly fromDump?: string;
  /** `fromDump` may be a snapshot that this tool wrote, which is taken as it is. */
  readonly takesSnapshots?: true;
  /** Of the server that a dump is from: `v1.31.3`, or a file with what `kubectl version -o json` printed. */
  readonly serverVersion?: string;
  readonly countObjects?: true;
  /** To read how the objects of each CRD use their fields as well. */
  readonly profileObjects?: true;
  readonly exclude?: readonly string[];
  /** Milliseconds. */
  readonly timeout?: number;
}

export interface ClusterRequest {
  /** Path of a kubeconfig; undefined: as kubectl finds it (KUBECONFIG, ~/.kube/config, a pod's service account). */
  readonly kubeconfig: string | undefined;
  /** undefined: the current context. */
  readonly context: string | undefined;
  /** What the repository calls the cluster. */
  readonly cluster: string;
  /** API groups to leave out. */
  readonly exclude: readonly string[];
  readonly countObjects: boolean;
  readonly profileObjects: boolean;
  /** For all of it, plugins and retries too. */
  readonly timeoutMs: number;
  readonly toolVersion: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A cluster as it was just now. The warnings are sentences. */
export interface LiveReading {
  readonly snapshot: Snapshot;
  /** null: nobody asked how objects use their fields. */
  readonly profile: Profile | null;
  readonly warnings: readonly string[];
}

export type ClusterReading = Result<LiveReading, { readonly message: string; readonly remedy: string }>;

export interface SourcePorts {
  readonly cluster: (request: ClusterRequest) => Promise<ClusterReading>;
  /** A whole file, wherever it is; null: standard input. */
  readonly dump: (file: string | null) => Result<Uint8Array>;
  /** A file that may be beside a dump, wherever that is. */
  readonly beside: (file: string) => FileReading;
  /** When a file was written, in milliseconds since the epoch; null: nobody knows, since git wrote it. */
  readonly writtenAt: (file: string) => number | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly toolVersion: string;
}

/** The problems are sentences. */
export type SourceReading = Result<LiveReading, { readonly problems: readonly string[] }>;

/** spec §7. */
const TIMEOUT_MS = 120_000;

/** The cluster as it is now, from its API server or from a dump. */
export async function readSource(options: SourceOptions, ports: SourcePorts): Promise<SourceReading> {
  if (options.fromDump !== undefined) return fromDump(options.fromDump, options, ports);
  const reading = await ports.cluster({
    kubeconfig: options.kubeconfig,
    context: options.context,
    cluster: options.cluster,
    exclude: options.exclude ?? [],
    countObjects: options.countObjects === true,
    profileObjects: options.profileObjects === true,
    timeoutMs: options.timeout ?? TIMEOUT_MS,
    toolVersion: ports.toolVersion,
    now: ports.now(),
  });
  return reading.ok ? reading : unread([`${reading.message} ${reading.remedy}`]);
}

function fromDump(file: string, options: SourceOptions, ports: SourcePorts): SourceReading {
  const { cluster, exclude = [], takesSnapshots = false } = options;
  const input = file === "-";
  const bytes = ports.dump(input ? null : file);
  const name = input ? "standard input" : file;
  if (!bytes.ok) return unread([`The dump cannot be read from ${name}: ${bytes.reason}.`]);
  const version = versionOf(options.serverVersion, ports);
  if (!version.ok) return unread([version.reason]);
  const capturedAt = input ? ports.now() : takenAt(file, ports);
  const made = snapshotFromDump(bytes.value, {
    cluster,
    path: name,
    toolVersion: ports.toolVersion,
    capturedAt,
    serverVersion: version.value,
    exclude,
    takesSnapshots,
  });
  if (!made.ok) {
    return unread(
      made.problems.map(
        ({ path: of, line, column, message, remedy }) => `${of}:${line}:${column}: ${message} ${remedy}`,
      ),
    );
  }
  const { snapshot, notices } = made.value;
  const undated =
    capturedAt === null && snapshot.capturedAt === null
      ? [`Nobody knows when ${file} was taken, since git has it: the snapshot counts as stale.`]
      : [];
  const profile = input || !takesSnapshots ? NO_PROFILE : profileBeside(file, cluster, ports);
  return done({ snapshot, profile: profile.profile, warnings: [...notices, ...undated, ...profile.warnings] });
}

const NO_PROFILE: Omit<LiveReading, "snapshot"> = { profile: null, warnings: [] };

/** An earlier job has left it with the snapshot. One that cannot be used is said, and the snapshot is good without it. */
function profileBeside(file: string, cluster: string, ports: SourcePorts): Omit<LiveReading, "snapshot"> {
  const path = profilePath(file);
  const bytes = ports.beside(path);
  if (!bytes.ok) {
    const warning = `The profile cannot be read from ${path}: ${bytes.reason}.`;
    return bytes.missing ? NO_PROFILE : { profile: null, warnings: [warning] };
  }
  const reading = readProfile(path, bytes.value, ports.toolVersion, cluster);
  if (reading.ok) return { profile: reading.value.profile, warnings: reading.value.notices };
  const [problem] = reading.problems;
  const place = `${path}:${problem?.line ?? 1}:${problem?.column ?? 1}`;
  return { profile: null, warnings: [`The profile is left out: ${place}: ${problem?.message ?? ""}`] };
}

function unread(problems: readonly string[]): SourceReading {
  return { ok: false, problems };
}

/** The reason is whole sentences. */
function versionOf(given: string | undefined, { dump }: SourcePorts): Result<string | null> {
  if (given === undefined) return done(null);
  if (isServerVersion(given)) return done(given);
  const bytes = dump(given);
  const reading = bytes.ok ? readVersionDump(bytes.value) : bytes;
  if (reading.ok) return reading;
  const remedy = "Give a version such as v1.31.3, or a file with what `kubectl version -o json` printed.";
  return failed(`The server's version cannot be read from ${given}: ${reading.reason}. ${remedy}`);
}

/** A dump does not say when it was taken, its file may. */
function takenAt(file: string, { writtenAt, now }: SourcePorts): number | null {
  const written = writtenAt(file);
  return written === null ? null : Math.min(written, now());
}
