import { done, failed, type Result } from "../base/result.ts";
import { type ChangeFault, faultText } from "../snapshots/change-faults.ts";
import { clusterOf, type SnapshotSettings, snapshotPlace } from "../snapshots/place.ts";
import { readSnapshot } from "../snapshots/read.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { type SuccessionTerms, succession } from "../snapshots/succession.ts";
import { writeSnapshot } from "../snapshots/write.ts";
import type { FileChange } from "./host.ts";
import type { Outcome } from "./outcome.ts";
import type { FileNames } from "./tree-files.ts";

/** A state of the snapshot files: a commit's, or the working tree's. */
export interface SnapshotFiles {
  readonly names: FileNames;
  readonly read: (path: string) => Promise<Outcome<Uint8Array>>;
}

export interface PlanRequest {
  readonly readings: readonly Snapshot[];
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
    if (value.kind === "failed") failures.push({ cluster: reading.cluster, reasons: value.reasons });
    else written.add(reading.cluster);
    if (value.kind === "unchanged") unchanged.push(value.snapshot);
    if (value.kind !== "changed") continue;
    clusters.push(value.changed);
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
  | { readonly kind: "unchanged"; readonly snapshot: Snapshot }
  | { readonly kind: "failed"; readonly reasons: readonly string[] }
  | { readonly kind: "changed"; readonly changed: ChangedCluster; readonly changes: readonly FileChange[] };

async function judgedReading(request: PlanRequest, reading: Snapshot): Promise<Outcome<Judged>> {
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
  const first = succession(old, reading, request.terms);
  if (!first.ok) return done({ kind: "failed", reasons: wordsOf(first) });
  if (nameOf(request, first.value) === request.recorded.names.get(path)) {
    return done({ kind: "unchanged", snapshot: first.value });
  }
  const pending = request.pending.names.has(path) ? await snapshotAt(request, request.pending, path) : null;
  if (pending !== null && !pending.ok) return pending;
  // The time of a reading that is proposed already stands as long as nothing else has changed since. Whether it may be
  // of this cluster was judged by what is recorded.
  const proposed = pending?.value.ok === true ? pending.value.value : null;
  const overtaking = { ...request.terms, allowShrink: true, allowIdentityChange: true };
  const second = proposed === null ? first : succession(proposed, reading, overtaking);
  if (!second.ok) return done({ kind: "failed", reasons: wordsOf(second) });
  const next = second.value;
  const gone: readonly FileChange[] = former === null || former === path ? [] : [{ path: former, kind: "gone" }];
  return done({
    kind: "changed",
    changed: { cluster, path, recorded: old, next, carried: false },
    changes: [{ path, kind: "text", text: writeSnapshot(next) }, ...gone],
  });
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
  for (const [path, sha] of request.pending.names) {
    const cluster = clusterOf(path);
    if (written.has(cluster)) continue;
    const place = snapshotPlace(cluster, request.patterns, request.recorded.names.keys());
    if (!place.ok || place.value.path !== path) continue;
    const { former } = place.value;
    const next = await snapshotAt(request, request.pending, path);
    if (!next.ok) return next;
    const recorded = former === null ? null : await snapshotAt(request, request.recorded, former);
    if (recorded !== null && !recorded.ok) return recorded;
    if (!next.value.ok || recorded?.value.ok === false) continue;
    const old = recorded?.value.ok === true ? recorded.value.value : null;
    clusters.push({ cluster, path, recorded: old, next: next.value.value, carried: true });
    changes.push({ path, kind: "blob", sha });
    if (former !== null && former !== path) changes.push({ path: former, kind: "gone" });
  }
  return done({ changes, clusters });
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

function nameOf({ blobName }: PlanRequest, snapshot: Snapshot): string {
  return blobName(new TextEncoder().encode(writeSnapshot(snapshot)));
}

function byCluster(a: { readonly cluster: string }, b: { readonly cluster: string }): number {
  return a.cluster < b.cluster ? -1 : Number(a.cluster > b.cluster);
}
