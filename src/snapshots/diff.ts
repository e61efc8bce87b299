import type { LiveCrd } from "../crd/live-crd.ts";
import { liveStorageVersion } from "../crd/live-crd.ts";
import { type ManifestConsequence, quoted, type SnapshotChange, type SnapshotDiff } from "./change.ts";
import { crdChanges } from "./diff-crd.ts";
import { manifestConsequences, type TargetedManifest } from "./diff-manifests.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * What is not as it was in a cluster, in facts and in words, and what that means for the repository's manifests. Only
 * `capturedAt` and the tool's version are no change. Pure.
 * @param old the committed snapshot; null: this is the first
 * @param manifests those that are meant for this cluster
 */
export function snapshotChanges(
  old: Snapshot | null,
  fresh: Snapshot,
  manifests: readonly TargetedManifest[] = [],
): SnapshotDiff {
  if (old === null) return { changes: [firstSnapshot(fresh)], consequences: [] };
  const changes: SnapshotChange[] = [...clusterChanges(old, fresh)];
  const consequences: ManifestConsequence[] = [];
  for (const name of [...new Set([...Object.keys(old.crds), ...Object.keys(fresh.crds)])].sort()) {
    const before = Object.hasOwn(old.crds, name) ? (old.crds[name] ?? null) : null;
    const after = Object.hasOwn(fresh.crds, name) ? (fresh.crds[name] ?? null) : null;
    const own = changesOf(name, before, after, old, fresh);
    changes.push(...own);
    if (own.length > 0 || old.serverVersion !== fresh.serverVersion) {
      consequences.push(...manifestConsequences({ name, before, after, old, fresh, manifests }));
    }
  }
  return { changes, consequences };
}

function firstSnapshot(fresh: Snapshot): SnapshotChange {
  const count = Object.keys(fresh.crds).length;
  const version = fresh.serverVersion === null ? "" : `, Kubernetes \`${fresh.serverVersion}\``;
  return change(
    "first-snapshot",
    "major",
    `first snapshot of \`${fresh.cluster}\`: ${count} ${count === 1 ? "CRD" : "CRDs"}${version}`,
  );
}

function change(kind: SnapshotChange["kind"], weight: SnapshotChange["weight"], words: string): SnapshotChange {
  return { kind, crd: null, versions: [], weight, words };
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
      change("server-version", "major", `the API server is now ${version(after)} (it was ${version(before)})`),
  );
  differ(
    (snapshot) => snapshot.apis,
    (before, after) =>
      change(
        "served-apis",
        "minor",
        `it serves ${listed(after)} to migrate stored objects (it served ${listed(before)})`,
      ),
  );
  differ(
    (snapshot) => snapshot.selection?.exclude ?? [],
    (before, after) =>
      change("selection", "major", `the groups left out are ${listed(after)} (they were ${listed(before)})`),
  );
  differ(
    (snapshot) => snapshot.origin.identity ?? null,
    (before, after) =>
      change("identity", "major", `its identity is ${after ?? "not known"} (it was ${before ?? "not known"})`),
  );
  differ(
    (snapshot) => snapshot.origin.kind,
    (before, after) =>
      change("origin", "minor", `the facts come from ${ORIGINS[after]} (they came from ${ORIGINS[before]})`),
  );
  return changes;
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
    const words = `\`${name}\` is new: it stores \`${liveStorageVersion(after)}\` (storedVersions: ${quoted(after.storedVersions)})${owner}`;
    return [{ kind: "crd-added", crd: name, versions: after.storedVersions, weight: "major", words }];
  }
  if (before === null || fresh.selection?.exclude.includes(before.group) === true) return [];
  const objects = before.hasObjects === true ? "; it had objects" : "";
  const words = `\`${name}\` is gone${objects}`;
  return [{ kind: "crd-removed", crd: name, versions: before.storedVersions, weight: "major", words }];
}
