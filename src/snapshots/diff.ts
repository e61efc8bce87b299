import type { CelCompiler } from "../crd/cel-compiler.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { liveStorageVersion } from "../crd/live-crd.ts";
import { counted } from "../text/listing.ts";
import {
  clusterChange,
  crdChange,
  type ManifestConsequence,
  quoted,
  type SnapshotChange,
  type SnapshotDiff,
} from "./change.ts";
import { crdChanges } from "./diff-crd.ts";
import { firstConsequences, manifestConsequences, type TargetedManifest } from "./diff-manifests.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * What is not as it was in a cluster, in facts and in words, and what that means for the repository's manifests. Only
 * `capturedAt` and the tool's version are no change. Pure.
 * @param old the committed snapshot; null: this is the first
 * @param manifests those that are meant for this cluster
 * @param cel compiles the CEL rules that the cluster does not have; null: they are undecided
 */
export function snapshotChanges(
  old: Snapshot | null,
  fresh: Snapshot,
  manifests: readonly TargetedManifest[] = [],
  cel: CelCompiler | null = null,
): SnapshotDiff {
  if (old === null) return { changes: [firstSnapshot(fresh)], consequences: firstConsequences(fresh, manifests, cel) };
  const changes: SnapshotChange[] = [...clusterChanges(old, fresh)];
  const consequences: ManifestConsequence[] = [];
  for (const name of [...new Set([...Object.keys(old.crds), ...Object.keys(fresh.crds)])].sort()) {
    const before = Object.hasOwn(old.crds, name) ? (old.crds[name] ?? null) : null;
    const after = Object.hasOwn(fresh.crds, name) ? (fresh.crds[name] ?? null) : null;
    const own = changesOf(name, before, after, old, fresh);
    for (const one of own) changes.push(one);
    if (own.length > 0 || old.serverVersion !== fresh.serverVersion) {
      for (const one of manifestConsequences({ name, before, after, old, fresh, manifests, cel }))
        consequences.push(one);
    }
  }
  return { changes, consequences };
}

function firstSnapshot(fresh: Snapshot): SnapshotChange {
  const count = Object.keys(fresh.crds).length;
  const version = fresh.serverVersion === null ? "" : `, Kubernetes \`${fresh.serverVersion}\``;
  return clusterChange("first-snapshot", "major", `first snapshot: ${counted(count, "CRD")}${version}`);
}

function clusterChanges(old: Snapshot, fresh: Snapshot): readonly SnapshotChange[] {
  const changes: SnapshotChange[] = [];
  const differ = <T>(fact: (snapshot: Snapshot) => T, found: (before: T, after: T) => SnapshotChange) => {
    const [before, after] = [fact(old), fact(fresh)];
    if (JSON.stringify(before) !== JSON.stringify(after)) changes.push(found(before, after));
  };
  differ(
    (snapshot) => snapshot.serverVersion,
    (before, after) =>
      clusterChange("server-version", "major", `the API server is now ${version(after)} (it was ${version(before)})`),
  );
  differ(
    (snapshot) => snapshot.apis,
    (before, after) =>
      clusterChange(
        "served-apis",
        "minor",
        `it serves ${listed(after)} to migrate stored objects (it served ${listed(before)})`,
      ),
  );
  differ(
    (snapshot) => snapshot.selection?.exclude ?? [],
    (before, after) =>
      clusterChange("selection", "major", `the groups left out are ${listed(after)} (they were ${listed(before)})`),
  );
  differ(
    (snapshot) => snapshot.origin.identity ?? null,
    (before, after) =>
      clusterChange("identity", "major", `its identity is ${after ?? "not known"} (it was ${before ?? "not known"})`),
  );
  differ(
    (snapshot) => snapshot.origin.kind,
    (before, after) =>
      clusterChange("origin", "minor", `the facts come from ${ORIGINS[after]} (they came from ${ORIGINS[before]})`),
  );
  for (const one of countingChange(old, fresh)) changes.push(one);
  return changes;
}

/** Whether anybody asked for objects is no fact of each CRD. */
function countingChange(old: Snapshot, fresh: Snapshot): readonly SnapshotChange[] {
  const of = (asked: (before: LiveCrd, after: LiveCrd) => boolean) =>
    Object.entries(fresh.crds).filter(([name, after]) => {
      const before = Object.hasOwn(old.crds, name) ? old.crds[name] : undefined;
      return before !== undefined && asked(before, after);
    }).length;
  const begun = of((before, after) => before.hasObjects === undefined && after.hasObjects !== undefined);
  const ended = of((before, after) => before.hasObjects !== undefined && after.hasObjects === undefined);
  const words = (count: number, what: string) =>
    count === 0
      ? []
      : [clusterChange("counting-changed", "minor", `whether objects exist is ${what} for ${counted(count, "CRD")}`)];
  return [...words(begun, "now asked"), ...words(ended, "no longer asked")];
}

const ORIGINS: Record<Snapshot["origin"]["kind"], string> = {
  cluster: "the API server",
  dump: "a dump",
  releases: "a project's releases",
};

function version(text: string | null): string {
  return text === null ? "of an unknown version" : `\`${text}\``;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : quoted(names);
}

function changesOf(
  name: string,
  before: LiveCrd | null,
  after: LiveCrd | null,
  old: Snapshot,
  fresh: Snapshot,
): readonly SnapshotChange[] {
  if (before !== null && after !== null) return crdChanges(name, before, after);
  if (after !== null) {
    // What was left out before is not new.
    if (old.selection?.exclude.includes(after.group) === true) return [];
    const owner =
      after.owners?.helmRelease === undefined ? "" : `, of the Helm release \`${after.owners.helmRelease}\``;
    const what = `is new: it stores \`${liveStorageVersion(after)}\` (storedVersions: ${quoted(after.storedVersions)})${owner}`;
    return [crdChange(name, "crd-added", "major", what, after.storedVersions)];
  }
  if (before === null || fresh.selection?.exclude.includes(before.group) === true) return [];
  const objects = before.hasObjects === true ? "; it had objects" : "";
  return [crdChange(name, "crd-removed", "major", `is gone${objects}`, before.storedVersions)];
}
