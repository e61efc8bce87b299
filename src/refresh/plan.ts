import { done, failed, type Result } from "../base/result.ts";
import { type ChangeFault, faultText } from "../snapshots/change-faults.ts";
import { clusterOf, isSnapshotFile, type SnapshotSettings, snapshotPlace } from "../snapshots/place.ts";
import { isProfileFile } from "../snapshots/profiles/profile-place.ts";
import { readSnapshot } from "../snapshots/read.ts";
import type { LiveReading } from "../snapshots/read-source.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { type SuccessionTerms, succession } from "../snapshots/succession.ts";
import { writeSnapshot } from "../snapshots/write.ts";
import type { FileChange } from "./host.ts";
import type { Outcome } from "./outcome.ts";
import { judgedProfile, type ProfileStep } from "./plan-profile.ts";
import type { FileNames } from "./tree-files.ts";

/** A state of the files that record clusters: a commit's, or the working tree's. */
export interface SnapshotFiles {
  /** Snapshots. */
  readonly names: FileNames;
  /** What may be profiles of clusters. */
  readonly profiles: FileNames;
  readonly read: (path: string) => Promise<Outcome<Uint8Array>>;
}

/** Which of some files are snapshots, and which may be profiles. @param patterns `snapshots` of the configuration */
export function sortedOut(files: FileNames, patterns: readonly string[]): Pick<SnapshotFiles, "names" | "profiles"> {
  const all = [...files];
  return {
    names: new Map(all.filter(([path]) => isSnapshotFile(path, patterns))),
    profiles: new Map(all.filter(([path]) => isProfileFile(path, patterns))),
  };
}

type Reading = Pick<LiveReading, "snapshot" | "profile">;

export interface PlanRequest {
  readonly readings: readonly Reading[];
  /** `snapshots` of the configuration. */
  readonly patterns: readonly string[];
  readonly recorded: SnapshotFiles;
  /** What an open pull request already proposes, without what has been changed since it did. */
  readonly pending: SnapshotFiles;
  /** By what a reading takes the place of a recorded snapshot. */
  readonly terms: SuccessionTerms;
  readonly blobName: (bytes: Uint8Array) => string;
  readonly toolVersion: string;
}

/** One cluster whose record is to change. */
export interface ChangedCluster {
  readonly cluster: string;
  readonly path: string;
  /** null: it had none. */
  readonly recorded: Snapshot | null;
  readonly next: Snapshot;
  /** null: its profile does not change, or it has none. */
  readonly profile: ProfileStep | null;
  /** Another run has read it; this one keeps what that one proposes. */
  readonly carried: boolean;
}

export interface Plan {
  readonly changes: readonly FileChange[];
  /** Sorted by cluster. */
  readonly clusters: readonly ChangedCluster[];
  /** What stays recorded of the clusters that were read and are as recorded. */
  readonly unchanged: readonly Snapshot[];
  /** Readings that cannot be written, sorted by cluster. */
  readonly failures: readonly { readonly cluster: string; readonly reasons: readonly string[] }[];
}

/** Makes the plan by the settings of the commit, or working tree, that the files are of; read again, it is made again. */
export type Planner = (
  settings: SnapshotSettings,
  recorded: SnapshotFiles,
  pending: SnapshotFiles,
) => Promise<Outcome<Plan>>;

/** Decides which files change: those that this run has read, and those that other runs propose and nobody has merged. */
export async function planned(request: PlanRequest): Promise<Outcome<Plan>> {
  const changes: FileChange[] = [];
  const clusters: ChangedCluster[] = [];
  const unchanged: Snapshot[] = [];
  const failures: Plan["failures"][number][] = [];
  const written = new Set<string>();
  for (const reading of request.readings) {
    const judged = await judgedReading(request, reading);
    if (!judged.ok) return judged;
    const { value } = judged;
    const { cluster } = reading.snapshot;
    if (value.kind === "failed") {
      failures.push({ cluster, reasons: value.reasons });
      continue;
    }
    written.add(cluster);
    if (value.changed === null) unchanged.push(value.snapshot);
    else clusters.push(value.changed);
    for (const one of value.changes) changes.push(one);
  }
  const carried = await carriedOver(request, written);
  if (!carried.ok) return carried;
  for (const one of carried.value.clusters) clusters.push(one);
  for (const one of carried.value.changes) changes.push(one);
  return done({
    changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
    clusters: clusters.sort(byCluster),
    unchanged,
    failures: failures.sort(byCluster),
  });
}

type Judged =
  | { readonly kind: "failed"; readonly reasons: readonly string[] }
  | {
      readonly kind: "read";
      readonly snapshot: Snapshot;
      /** null: everything is as recorded. */
      readonly changed: ChangedCluster | null;
      readonly changes: readonly FileChange[];
    };

async function judgedReading(request: PlanRequest, { snapshot: reading, profile }: Reading): Promise<Outcome<Judged>> {
  const { cluster } = reading;
  const place = snapshotPlace(cluster, request.patterns, request.recorded.names.keys());
  if (!place.ok) return done({ kind: "failed", reasons: [place.reason] });
  const { path, former } = place.value;
  const recorded = former === null ? null : await snapshotAt(request, request.recorded, former);
  if (recorded !== null && !recorded.ok) return recorded;
  if (recorded?.value.ok === false) {
    const remedy = "repair the file or delete it, and the next refresh writes it anew";
    return done({
      kind: "failed",
      reasons: [`the recorded snapshot cannot be read (${recorded.value.reason}); ${remedy}`],
    });
  }
  const old = recorded?.value.ok === true ? recorded.value.value : null;
  const judged = await nextRecord(request, { path, old, reading });
  if (!judged.ok) return judged;
  if (judged.value.kind === "failed") return done(judged.value);
  const { next, isWritten, isChanged } = judged.value;
  const used = await judgedProfile(request, { cluster, snapshot: path, reading: profile, isWritten });
  if (!used.ok) return used;
  if (used.value.kind === "failed") return done(used.value);
  const gone: readonly FileChange[] = former === null || former === path ? [] : [{ path: former, kind: "gone" }];
  const own: readonly FileChange[] = isChanged ? [{ path, kind: "text", text: writeSnapshot(next) }, ...gone] : [];
  const changes = [...own, ...used.value.changes];
  const changed: ChangedCluster = { cluster, path, recorded: old, next, profile: used.value.profile, carried: false };
  return done({ kind: "read", snapshot: next, changed: changes.length === 0 ? null : changed, changes });
}

type NextRecord =
  | { readonly kind: "failed"; readonly reasons: readonly string[] }
  /** `isChanged`: the record is to differ from the base; `isWritten`: from what is proposed for it, too. */
  | { readonly kind: "next"; readonly next: Snapshot; readonly isChanged: boolean; readonly isWritten: boolean };

async function nextRecord(
  request: PlanRequest,
  { path, old, reading }: { readonly path: string; readonly old: Snapshot | null; readonly reading: Snapshot },
): Promise<Outcome<NextRecord>> {
  const first = succession(old, reading, request.terms);
  if (!first.ok) return done({ kind: "failed", reasons: wordsOf(first) });
  if (nameOf(request, writeSnapshot(first.value)) === request.recorded.names.get(path)) {
    return done({ kind: "next", next: first.value, isChanged: false, isWritten: false });
  }
  const pending = request.pending.names.has(path) ? await snapshotAt(request, request.pending, path) : null;
  if (pending !== null && !pending.ok) return pending;
  // The time of a reading that is proposed already stands as long as nothing else has changed since. Whether it may be
  // of this cluster was judged by what is recorded.
  const proposed = pending?.value.ok === true ? pending.value.value : null;
  const overtaking = { ...request.terms, allowShrink: true, allowIdentityChange: true };
  const second = proposed === null ? first : succession(proposed, reading, overtaking);
  if (!second.ok) return done({ kind: "failed", reasons: wordsOf(second) });
  return done({ kind: "next", next: second.value, isChanged: true, isWritten: second.value !== proposed });
}

function wordsOf({ faults }: { readonly faults: readonly ChangeFault[] }): readonly string[] {
  return faults.map((fault) => faultText(fault));
}

/** A proposal that is no snapshot is somebody's slip, and is left behind. */
async function carriedOver(
  request: PlanRequest,
  written: ReadonlySet<string>,
): Promise<Outcome<Pick<Plan, "changes" | "clusters">>> {
  const changes: FileChange[] = [];
  const clusters: ChangedCluster[] = [];
  const proposed = [...request.pending.names.keys(), ...request.pending.profiles.keys()].map(clusterOf);
  for (const cluster of new Set(proposed)) {
    if (written.has(cluster)) continue;
    const carried = await carriedCluster(request, cluster);
    if (!carried.ok) return carried;
    if (carried.value === null) continue;
    clusters.push(carried.value.changed);
    for (const one of carried.value.changes) changes.push(one);
  }
  return done({ changes, clusters });
}

async function carriedCluster(
  request: PlanRequest,
  cluster: string,
): Promise<Outcome<{ readonly changed: ChangedCluster; readonly changes: readonly FileChange[] } | null>> {
  const { recorded: files, pending } = request;
  const place = snapshotPlace(cluster, request.patterns, files.names.keys());
  if (!place.ok) return done(null);
  const { path, former } = place.value;
  const recorded = former === null ? null : await snapshotAt(request, files, former);
  if (recorded !== null && !recorded.ok) return recorded;
  if (recorded?.value.ok === false) return done(null);
  const old = recorded?.value.ok === true ? recorded.value.value : null;
  const sha = pending.names.get(path);
  const proposed = sha === undefined ? null : await snapshotAt(request, pending, path);
  if (proposed !== null && !proposed.ok) return proposed;
  const own = proposed?.value.ok === true ? proposed.value.value : null;
  const next = own ?? old;
  if (next === null) return done(null);
  const used = await judgedProfile(request, { cluster, snapshot: path, reading: null, isWritten: false });
  if (!used.ok || used.value.kind === "failed") return used.ok ? done(null) : used;
  const gone: readonly FileChange[] = former === null || former === path ? [] : [{ path: former, kind: "gone" }];
  const snapshotChanges: readonly FileChange[] =
    own === null || sha === undefined ? [] : [{ path, kind: "blob", sha }, ...gone];
  const changes = [...snapshotChanges, ...used.value.changes];
  if (changes.length === 0) return done(null);
  return done({ changed: { cluster, path, recorded: old, next, profile: used.value.profile, carried: true }, changes });
}

async function snapshotAt(
  request: PlanRequest,
  files: SnapshotFiles,
  path: string,
): Promise<Outcome<Result<Snapshot>>> {
  const bytes = await files.read(path);
  if (!bytes.ok) return bytes;
  const reading = readSnapshot(path, bytes.value, request.toolVersion);
  if (reading.ok) return done(done(reading.value.loaded.snapshot));
  const [problem] = reading.problems;
  const place = problem === undefined ? path : `${problem.path}:${problem.line}:${problem.column}`;
  return done(failed(`${place}: ${problem?.message ?? ""} ${problem?.remedy ?? ""}`.trim()));
}

function nameOf({ blobName }: PlanRequest, text: string): string {
  return blobName(new TextEncoder().encode(text));
}

function byCluster(a: { readonly cluster: string }, b: { readonly cluster: string }): number {
  return a.cluster < b.cluster ? -1 : Number(a.cluster > b.cluster);
}
