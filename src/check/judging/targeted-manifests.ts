import type { CelPort } from "../../crd/cel-compiler.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { emptyReport } from "../../report/empty-report.ts";
import type { Finding } from "../../report/report.ts";
import type { Compared } from "../../snapshots/change.ts";
import type { TargetedManifest } from "../../snapshots/diff-manifests.ts";
import type { Profile } from "../../snapshots/profiles/profile.ts";
import { readSnapshot } from "../../snapshots/read.ts";
import type { LoadedSnapshot, Snapshot } from "../../snapshots/snapshot.ts";
import { writeSnapshot } from "../../snapshots/write.ts";
import type { Guard } from "../guard.ts";
import type { CheckPorts } from "../ports.ts";
import { readGuard } from "../read-guard.ts";
import { createObjectReader } from "../reading/find-objects.ts";
import { NOTHING_LEFT_OUT } from "../reading/left-out.ts";
import { readTree, type TreeReading } from "../reading/read-tree.ts";
import { createScanner } from "../reading/scan.ts";
import { EMPTY_TREE } from "../reading/tree.ts";
import { NO_RENDERING } from "../rendering/render-sources.ts";
import { NO_SOURCES } from "../sources/read-sources.ts";
import { clientOn } from "./client.ts";
import { judgeChange } from "./judge-change.ts";
import { targetsOf } from "./targets.ts";

export interface RepositoryManifests {
  /** The manifests that are meant for a cluster, whether or not it has a snapshot yet. */
  readonly of: (cluster: string) => readonly TargetedManifest[];
  /** Every CRD manifest of the tree, whoever it is meant for. */
  readonly all: readonly CrdManifest[];
  /** What checks refuse once these snapshots are recorded, and did not before; null: the tree could not be read. */
  readonly refusedNow: (records: readonly NewRecord[], now: number) => RefusedNow | null;
  /** Why there are none to be had, or not all, in sentences. */
  readonly problems: readonly string[];
}

/** One cluster's snapshot as it was, and as it is to be. */
export interface NewRecord {
  readonly path: string;
  /** null: there was none. */
  readonly recorded: Snapshot | null;
  readonly next: Snapshot;
  /** How its objects use their fields, as that was recorded and is to be; null: that does not change. */
  readonly profile: { readonly path: string; readonly recorded: Profile | null; readonly next: Profile } | null;
}

export interface RefusedNow {
  /** In a check's own words: its findings about refusals that the records before did not show and no waiver accepts. */
  readonly findings: readonly Finding[];
  /** What else they say then of objects in the clusters, by the profiles that are recorded. */
  readonly objects: readonly Finding[];
  /** Distinct manifests that are meant for one of the clusters, and what comes of them. */
  readonly compared: Compared;
}

/**
 * Reads the CRDs of the working tree as a check does, to tell what a change of a cluster means for them.
 * @param dumps files that are what a cluster answered, and no manifests
 */
export function repositoryManifests(
  { head, ignoredByGit, cel }: Pick<CheckPorts, "head" | "ignoredByGit"> & { readonly cel: CelPort },
  toolVersion: string,
  dumps: readonly string[],
): RepositoryManifests {
  const { guard, problems } = readGuard(null, {}, toolVersion, head);
  const { settings, snapshots } = guard;
  const known = snapshots.map((loaded) => loaded.snapshot.cluster);
  const tree = readTree({
    files: head,
    other: null,
    settings,
    given: [],
    snapshotPaths: [...snapshots.map((loaded) => loaded.path), ...dumps],
    ignoredByGit,
    stdin: null,
    sources: () => NO_SOURCES,
    scan: createScanner(),
    clustersOf: (path) => targetsOf(path, settings.targets, { names: known, isFolder: () => false }).clusters,
    leftOut: NOTHING_LEFT_OUT,
    objects: { files: [], reader: createObjectReader() },
    render: () => NO_RENDERING,
  });
  const faults = [...problems, ...tree.problems];
  if (faults.length > 0) {
    const words = faults.map(
      ({ path, message, remedy }) => `${path === undefined ? "" : `${path}: `}${message} ${remedy}`,
    );
    return { of: () => [], all: [], refusedNow: () => null, problems: words };
  }
  return {
    of: (cluster) =>
      tree.tree.crds.flatMap((manifest) => {
        const names = [...new Set([...known, cluster])].sort();
        const { isFolder } = tree.tree;
        const targeting = targetsOf(manifest.source.path, settings.targets, { names, isFolder });
        if (!targeting.clusters.includes(cluster)) return [];
        const { client } = clientOn(manifest, cluster, targeting, guard, tree.tree, { names, isFolder });
        return [{ manifest, client }];
      }),
    all: tree.tree.crds,
    refusedNow: (records, now) => refusedNow({ guard, tree, cel, toolVersion, records, now }),
    problems: [
      ...(settings.helm.length + settings.kustomize.length > 0 ? [NOT_RENDERED] : []),
      ...unread(tree.tree.unreadable.map(({ source, range }) => `${source.path}:${range.startLine}`)),
    ],
  };
}

function unread(places: readonly string[]): readonly string[] {
  const [first] = places;
  if (first === undefined) return [];
  const more = places.length === 1 ? "" : ` and ${places.length - 1} more`;
  return [`${first}${more} cannot be read, so that nothing is known of what is there; the next check says why.`];
}

interface Recording {
  readonly guard: Guard;
  readonly tree: TreeReading;
  readonly cel: CelPort;
  readonly toolVersion: string;
  readonly records: readonly NewRecord[];
  readonly now: number;
}

/** What a check of the change says that records these snapshots, by the check's own code. */
function refusedNow({ guard, tree, cel, toolVersion, records, now }: Recording): RefusedNow {
  const names = records.map(({ next }) => next.cluster);
  const others = guard.snapshots.filter((loaded) => !names.includes(loaded.snapshot.cluster));
  const used = new Map(guard.snapshots.map((loaded) => [loaded.snapshot.cluster, loaded.used]));
  const withSnapshots = (of: "recorded" | "next"): Guard => ({
    ...guard,
    snapshots: [
      ...others,
      ...records.flatMap((record) =>
        loadedFrom(record[of], record.path, toolVersion).map((loaded) => ({
          ...loaded,
          ...usedBy(record, of, used.get(record.next.cluster)),
        })),
      ),
    ],
  });
  // Whether objects are refused is no matter of the record.
  const bare = { ...tree.tree, findObjects: EMPTY_TREE.findObjects };
  const report = judgeChange(emptyReport(toolVersion), {
    head: withSnapshots("next"),
    base: withSnapshots("recorded"),
    headTree: bare,
    readers: { head: () => ({ ...tree, tree: bare }), base: () => ({ ...bare, notRendered: [] }) },
    // Both sides have the very same files.
    bytesOf: { head: (path) => path, base: (path) => path },
    now,
    given: [],
    cel,
    // They were read off the clusters just now.
    tellsOfEdits: false,
  });
  const refused = report.findings.filter(
    ({ state, severity, serverMessage, clusters }) =>
      state === "revealed" &&
      severity === "error" &&
      serverMessage !== undefined &&
      clusters.some((name) => names.includes(name)),
  );
  const objects = report.findings.filter(
    ({ rule, state, severity, clusters }) =>
      state === "revealed" &&
      severity !== "info" &&
      OF_OBJECTS.has(rule) &&
      clusters.some((name) => names.includes(name)),
  );
  const own = report.predictions.filter(
    ({ from, clusters }) => from === "snapshot" && clusters.some((name) => names.includes(name)),
  );
  const manifests = (predictions: typeof own) =>
    new Set(predictions.map(({ source: { path, document, item } }) => JSON.stringify([path, document, item]))).size;
  const compared = {
    manifests: manifests(own),
    refused: manifests(own.filter(({ outcome }) => outcome === "rejected")),
    undecided: manifests(own.filter(({ outcome }) => outcome === "undecided")),
  };
  return { findings: refused, objects, compared };
}

const OF_OBJECTS: ReadonlySet<string> = new Set(["live-objects-invalid", "live-objects-pruned"]);

/** The profile beside a snapshot; one that does not change is the one that is there. */
function usedBy({ profile }: NewRecord, of: "recorded" | "next", there: LoadedSnapshot["used"]) {
  if (profile === null) return there === undefined ? {} : { used: there };
  const own = profile[of];
  return own === null ? {} : { used: { profile: own, path: profile.path } };
}

/** With places, as a check reads it. */
function loadedFrom(snapshot: Snapshot | null, path: string, toolVersion: string): readonly LoadedSnapshot[] {
  if (snapshot === null) return [];
  const bytes = new TextEncoder().encode(writeSnapshot(snapshot));
  const reading = readSnapshot(path, bytes, toolVersion, snapshot.cluster);
  return reading.ok ? [reading.value.loaded] : [{ snapshot, path, lineOf: () => 1 }];
}

/** A cluster that is recorded for the first time has no version to render for, and a refresh need not have helm. */
const NOT_RENDERED =
  "of the charts and kustomizations that the configuration lists, only what can be read as it stands was looked at; the next check renders them.";
