import type { FileReading } from "../base/files.ts";
import { done, failed, type Result } from "../base/result.ts";
import type { CelPort } from "../crd/cel-compiler.ts";
import { faultText } from "./change-faults.ts";
import { snapshotChanges } from "./diff.ts";
import { comparedWith, type TargetedManifest } from "./diff-manifests.ts";
import { clusterOf, type Place, type SnapshotSettings, snapshotPlace } from "./place.ts";
import { nextProfile, type ProfileTerms } from "./profiles/next-profile.ts";
import type { Profile } from "./profiles/profile.ts";
import { placeForProfile } from "./profiles/profile-place.ts";
import { readProfile } from "./profiles/read-profile.ts";
import { writeProfile } from "./profiles/write-profile.ts";
import { readSnapshot } from "./read.ts";
import type { SourceReading } from "./read-source.ts";
import { type RecordedProfile, recordedText } from "./record-text.ts";
import type { Snapshot } from "./snapshot.ts";
import { isNews, type SuccessionTerms, succession } from "./succession.ts";
import { writeSnapshot } from "./write.ts";

export interface RecordRequest {
  readonly cluster: string;
  /** Where a person wants it, relative to the working directory; null: where a check looks for it. */
  readonly output: string | null;
  /** To tell what has changed, and write nothing. */
  readonly compareOnly: boolean;
  /** To record the time of this reading although nothing else has changed. */
  readonly renew: boolean;
  readonly allowShrink: boolean;
  readonly allowIdentityChange: boolean;
  /** The reading is asked for a profile as well. */
  readonly profilesObjects: boolean;
  readonly toolVersion: string;
}

/** Paths are relative to the working directory. */
export interface RecordPorts {
  readonly source: () => Promise<SourceReading>;
  readonly settings: () => Result<SnapshotSettings>;
  /** What is taken where the settings cannot be read and the place is given. */
  readonly defaultSettings: SnapshotSettings;
  /** Files that match. */
  readonly files: (patterns: readonly string[]) => readonly string[];
  /** Whether a file is below the working directory, links followed. */
  readonly isInside: (path: string) => boolean;
  readonly read: (path: string) => FileReading;
  /** Whole or not at all. @throws what the file system says */
  readonly write: (path: string, text: string) => void;
  /** No error where nothing is. @throws what the file system says */
  readonly remove: (path: string) => void;
  /** The repository's manifests that are meant for the cluster; null: this is no repository. */
  readonly manifests: () => ManifestsForCluster | null;
  readonly cel: CelPort;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes a sentence, at once. */
  readonly warn: (words: string) => void;
}

export interface ManifestsForCluster {
  readonly manifests: readonly TargetedManifest[];
  /** Why not all could be read, in sentences. */
  readonly problems: readonly string[];
}

/** What is to be printed, or sentences that say why nothing was written. */
export type Recording = Result<string, { readonly problems: readonly string[] }>;

/** Records a cluster as it is now, or tells how it differs from what is recorded. */
export async function recordSnapshot(request: RecordRequest, ports: RecordPorts): Promise<Recording> {
  const began = ports.now();
  const place = placeOf(request, ports);
  if (!place.ok) return unrecorded([place.reason]);
  const profilePlace = request.profilesObjects ? profilePlaceOf(place.value.path, ports) : null;
  if (profilePlace?.ok === false) return unrecorded([profilePlace.reason]);
  const source = await ports.source();
  if (!source.ok) return source;
  for (const warning of source.value.warnings) ports.warn(warning);
  const { path, former } = place.value;
  const old = former === null ? null : recordedIn(former, request, ports);
  const next = succession(old, source.value.snapshot, termsOf(request, ports, began));
  if (!next.ok) return unrecorded(next.faults.map((fault) => faultText(fault, "--")));
  const { value: snapshot } = next;
  const manifests = isNews(old, snapshot) ? manifestsFor(ports) : "none";
  const diff = snapshotChanges(old, snapshot, typeof manifests === "string" ? [] : manifests, ports.cel);
  const text = writeSnapshot(snapshot);
  const isWritten = !request.compareOnly && !isThere(place.value, text, ports);
  if (isWritten) {
    const writing = written(place.value, text, ports);
    if (!writing.ok) return unrecorded([writing.reason]);
  }
  const profiled = recordedProfile(profilePlace?.value ?? null, source.value.profile, {
    request,
    ports,
    terms: { ...termsOf(request, ports, began), ...(isWritten ? { heartbeatMs: -1 } : {}) },
  });
  if (!profiled.ok) return unrecorded([profiled.reason]);
  const compared = typeof manifests === "string" ? manifests : comparedWith(snapshot, manifests, ports.cel);
  const celProblem = ports.cel.problem();
  if (celProblem !== null) ports.warn(celProblem);
  return done(
    recordedText({
      deed: request.compareOnly ? (old === null ? "read" : "compared") : isWritten ? "written" : "kept",
      path: request.compareOnly ? (former ?? path) : path,
      old,
      snapshot,
      diff,
      compared,
      profiled: profiled.value,
    }),
  );
}

function unrecorded(problems: readonly string[]): Recording {
  return { ok: false, problems };
}

/**
 * Where the snapshot of a cluster belongs: where a person says, or where the configuration has a check look for it.
 * Never outside the working directory, also not by a link. The reason is a whole sentence.
 */
function placeOf({ cluster, output }: RecordRequest, ports: RecordPorts): Result<Place> {
  const place = output === null ? configuredPlace(cluster, ports) : givenPlace(cluster, output);
  if (!place.ok || ports.isInside(place.value.path)) return place;
  const what = output === null ? "The place for snapshots" : "--output";
  return failed(`${what} ${place.value.path} is outside the working directory: name a place below it.`);
}

function givenPlace(cluster: string, path: string): Result<Place> {
  return clusterOf(path) === cluster && path.endsWith(".json")
    ? done({ path, former: path })
    : failed(`--output ${path}: a snapshot's file is named like its cluster: ${cluster}.json.`);
}

function configuredPlace(cluster: string, ports: RecordPorts): Result<Place> {
  const settings = ports.settings();
  if (!settings.ok) return failed(`Where snapshots belong is not known: ${settings.reason}.`);
  const { patterns } = settings.value;
  const place = snapshotPlace(cluster, patterns, ports.files(patterns));
  return place.ok ? place : failed(`The snapshot has no place: ${place.reason}.`);
}

function profilePlaceOf(snapshot: string, ports: RecordPorts): Result<string> {
  const settings = ports.settings();
  const place = placeForProfile(snapshot, settings.ok ? settings.value.patterns : []);
  if (!place.ok) return failed(`The profile has no place: ${place.reason}.`);
  if (ports.isInside(place.value)) return place;
  return failed(`The place for profiles ${place.value} is outside the working directory: name a place below it.`);
}

interface Recorder {
  readonly request: RecordRequest;
  readonly ports: RecordPorts;
  readonly terms: ProfileTerms;
}

/** Writes the profile where it says anything new. @returns null where nobody asked for one; the reason is a sentence */
function recordedProfile(
  path: string | null,
  reading: Profile | null,
  { request, ports, terms }: Recorder,
): Result<RecordedProfile | null> {
  if (path === null || reading === null) return done(null);
  const bytes = ports.read(path);
  const former = bytes.ok ? readProfile(path, bytes.value, request.toolVersion, request.cluster) : null;
  if (former?.ok === false) {
    const [problem] = former.problems;
    ports.warn(
      `the recorded profile is not gone on from: ${path}: line ${problem?.line ?? 1}: ${problem?.message ?? ""}`,
    );
  }
  const recorded = former?.ok === true ? former.value.profile : null;
  const next = nextProfile(recorded, reading, terms);
  const isNew = next !== recorded;
  try {
    if (isNew && !request.compareOnly) ports.write(path, writeProfile(next));
  } catch (error) {
    return failed(
      `The profile cannot be written to ${path} (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
  return done({ path, profile: next, deed: request.compareOnly ? "read" : isNew ? "written" : "kept" });
}

/** The snapshot that is there; null: none, or one that cannot be used, which is what writing it anew is for. */
function recordedIn(path: string, { cluster, toolVersion }: RecordRequest, ports: RecordPorts): Snapshot | null {
  const bytes = ports.read(path);
  if (!bytes.ok && bytes.missing) return null;
  const read = bytes.ok ? readSnapshot(path, bytes.value, toolVersion, cluster) : null;
  if (read?.ok === true) return read.value.loaded.snapshot;
  const problem = read?.problems[0];
  const reason = bytes.ok ? `line ${problem?.line ?? 1}: ${problem?.message ?? ""}` : `${bytes.reason}.`;
  ports.warn(`the recorded snapshot cannot be compared with: ${path}: ${reason}`);
  return null;
}

/** The heartbeat is the configuration's, as for a refresh; where that cannot be read, a given place needs none of it. */
function termsOf(request: RecordRequest, ports: RecordPorts, began: number): SuccessionTerms {
  const settings = ports.settings();
  const { maxSnapshotAge } = settings.ok ? settings.value : ports.defaultSettings;
  return {
    now: ports.now(),
    began,
    heartbeatMs: request.renew ? -1 : maxSnapshotAge / 2,
    allowShrink: request.allowShrink,
    allowIdentityChange: request.allowIdentityChange,
  };
}

/** A folder outside a repository may be a home or a whole disk, which is not read for what it may hold. */
function manifestsFor(ports: RecordPorts): readonly TargetedManifest[] | "not-looked-at" {
  const found = ports.manifests();
  if (found === null) return "not-looked-at";
  for (const problem of found.problems) ports.warn(`what it means for the manifests is not told: ${problem}`);
  return found.manifests;
}

/** Whether the file has these bytes already. */
function isThere({ path, former }: Place, text: string, ports: RecordPorts): boolean {
  if (former !== path) return false;
  const bytes = ports.read(path);
  return bytes.ok && Buffer.from(text).equals(bytes.value);
}

/** Whole or not at all; a dump in YAML that was the snapshot before goes, since a cluster has one. */
function written({ path, former }: Place, text: string, ports: RecordPorts): Result<null> {
  try {
    ports.write(path, text);
    if (former !== null && former !== path) ports.remove(former);
    return done(null);
  } catch (error) {
    return failed(
      `The snapshot cannot be written to ${path} (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
}
